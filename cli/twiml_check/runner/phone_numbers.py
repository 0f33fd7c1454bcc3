"""A phone number as a target: the webhooks that Twilio calls for it, and their parameters."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.model.ending import OwnFailure, WrongCall
from twiml_check.model.run import ResolvedNumber
from twiml_check.runner.output import note
from twiml_check.runner.servers import open_fetcher
from twiml_check.runner.settings import Asking
from twiml_check.vocabulary.names import MIN_INTERNATIONAL

if TYPE_CHECKING:
    from twiml_check.account.api import Api
    from twiml_check.account.number import NumberSettings, Webhook

BOTH = ("sms", "voice")
"""The events that are checked for a number without --event."""
E164 = "write +, the country code and the number, like +15017122661"
_SEPARATORS = " \xa0().-"
_CHANNEL = r"(?i)(whatsapp|rcs|messenger|sms|tel):.*"


class NumberWebhook(NamedTuple):
    """One webhook of a number."""

    asking: Asking
    """The user's options, with event, method, fallback and parameters from the account."""
    url: str
    resolved: ResolvedNumber
    """Where it was found, for the report."""


def as_number(word: str) -> str | None:
    """Return the target as a number in E.164; None if it is something else.

    Raises:
        WrongCall: the target looks like a number, but is not a valid one.
    """
    bare = "".join(char for char in word if char not in _SEPARATORS)
    digits = bare.removeprefix("+")
    if not (bare.startswith("+") and digits.isascii() and digits.isdigit()):
        return None
    from twiml_check.rules.phone import number_flaw
    from twiml_check.rules.wording import cut

    if flaw := number_flaw(bare):
        raise WrongCall(f"{cut(word, 40)} is not a phone number: {flaw.label}; {E164}")
    return bare


def like_a_number(word: str) -> str:
    """Return a message about a word that looks like a number; empty for another word."""
    digits = re.sub(r"[^0-9]", "", word)
    if re.fullmatch(_CHANNEL, word) and len(digits) >= MIN_INTERNATIONAL:
        return f"{word}: only a plain phone number can be looked up; give the URL of the webhook"
    if not re.fullmatch(r"[(0-9][0-9\s()/-]*", word) or len(digits) < MIN_INTERNATIONAL:
        return ""
    return f"no such file: {word}. If it is a phone number, {E164}"


def number_webhooks(asking: Asking, number: str, *, quiet: bool) -> list[NumberWebhook]:
    """Return the webhooks of a number in E.164: of --event, or of messages and of calls.

    Raises:
        WrongCall: credentials, number or settings are wrong.
        OwnFailure: the REST API does not respond.
    """
    from twiml_check.account.number import SETTINGS

    events = (asking.event,) if asking.event else BOTH
    if not set(events) <= set(SETTINGS):
        raise WrongCall(
            f"a phone number has no URL for the event {asking.event}; give the URL itself"
        )
    with _account(asking) as api:
        webhooks = list(_webhooks(api, number, events, quiet))
    return [_number_webhook(asking, webhook, public=api.public) for webhook in webhooks]


def account_webhooks(asking: Asking, numbers: Sequence[str]) -> list[NumberSettings]:
    """Return the settings of these numbers in E.164, of all numbers of the account for none.

    Raises:
        WrongCall: credentials, number or settings are wrong.
        OwnFailure: the REST API does not respond.
    """
    from twiml_check.account.number import number_record, number_records, number_settings

    with _account(asking) as api:
        each = [number_record(api, number) for number in numbers]
        return [number_settings(api, record) for record in each or number_records(api)]


@contextmanager
def _account(asking: Asking) -> Iterator[Api]:
    """Open the REST API; its errors become those of this room."""
    from twiml_check.account.api import API, Api, NoAnswer, Unresolved, credentials

    try:
        login = credentials(os.environ, asking.auth_token)
        # --insecure is for webhooks: a host that gets credentials needs a valid certificate.
        with open_fetcher(ca_bundle=asking.ca_bundle if login.api != API else None) as fetcher:
            # Numbers share their Messaging Services and TwiML Apps.
            yield Api(cache(fetcher.send), login)
    except NoAnswer as reason:
        raise OwnFailure(str(reason)) from reason
    except Unresolved as reason:
        raise WrongCall(str(reason)) from reason


def _webhooks(api: Api, number: str, events: tuple[str, ...], quiet: bool) -> Iterator[Webhook]:
    """Yield the webhooks that are set, and note the others; raises Unset if none is set."""
    from twiml_check.account.api import Unset
    from twiml_check.account.number import number_record, webhook

    record, unset = number_record(api, number), list[str]()
    for event in events:
        try:
            yield webhook(api, record, event)
        except Unset as reason:
            unset.append(str(reason))
    if len(unset) == len(events):
        raise Unset("; ".join(unset))
    for line in unset if not quiet else ():
        note(f"not checked: {line}")


def _number_webhook(asking: Asking, webhook: Webhook, *, public: bool) -> NumberWebhook:
    known = tuple(f"{name}={value}" for name, value in webhook.params)
    own = asking._replace(
        event=webhook.event,
        method=asking.method or webhook.method,
        recipient=asking.recipient or webhook.resolved.number,
        param=(*known, *asking.param),
        fallback=asking.fallback or webhook.fallback,
        fallback_method=webhook.fallback_method if not asking.fallback else "POST",
        public_only=public,
    )
    return NumberWebhook(own, webhook.url, webhook.resolved)
