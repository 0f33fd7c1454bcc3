"""A telephone number as a target: which webhooks Twilio calls for it, and with what."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from twiml_check.model.run import ResolvedNumber
from twiml_check.options.options import Options
from twiml_check.runner.open_fetcher import fetching
from twiml_check.runner.output import OwnFailure, note
from twiml_check.vocabulary.numbers import MIN_INTERNATIONAL

if TYPE_CHECKING:
    from twiml_check.account.api import Api
    from twiml_check.account.number import Webhook

BOTH = ("sms", "voice")
"""What is checked of a number when no event is named."""
E164 = "write +, the country code and the number, like +15017122661"
_SEPARATORS = " \xa0().-"
_CHANNEL = r"(?i)(whatsapp|rcs|messenger|sms|tel):.*"


class Called(NamedTuple):
    """One webhook of a number."""

    options: Options
    """The user's, with the event, and with what the account says: method, fallback, parameters."""
    url: str
    resolved: ResolvedNumber
    """Where it was found, for the report."""


def as_number(word: str) -> str | None:
    """The number in E.164 that a target is, or None when it is meant as something else.

    Raises:
        UsageError: it is meant as a number, and cannot be one.
    """
    bare = "".join(char for char in word if char not in _SEPARATORS)
    digits = bare.removeprefix("+")
    if not (bare.startswith("+") and digits.isascii() and digits.isdigit()):
        return None
    from twiml_check.rules.phone import number_flaw
    from twiml_check.rules.wording import cut

    if flaw := number_flaw(bare):
        raise click.UsageError(f"{cut(word, 40)} is no phone number: {flaw.label}; {E164}")
    return bare


def like_a_number(word: str) -> str:
    """What to say of a word that was perhaps meant as a number; empty if it hardly was."""
    digits = re.sub(r"[^0-9]", "", word)
    if re.fullmatch(_CHANNEL, word) and len(digits) >= MIN_INTERNATIONAL:
        return f"{word}: only a plain number can be looked up; for other senders give the URL"
    if not re.fullmatch(r"[(0-9][0-9\s()/-]*", word) or len(digits) < MIN_INTERNATIONAL:
        return ""
    return f"no such file: {word}. If it is a phone number, {E164}"


def called(options: Options, number: str) -> list[Called]:
    """The webhooks of a number in E.164: of --event, or of messages and of calls.

    Raises:
        UsageError: credentials, number or its settings are not as they must be.
        OwnFailure: the REST API does not answer.
    """
    from twiml_check.account.credentials import NoAnswer, Unresolved

    try:
        return _called(options, number)
    except NoAnswer as reason:
        raise OwnFailure(str(reason)) from reason
    except Unresolved as reason:
        raise click.UsageError(str(reason)) from reason


def _called(options: Options, number: str) -> list[Called]:
    from twiml_check.account.api import Api
    from twiml_check.account.credentials import API, credentials
    from twiml_check.account.number import SETTINGS

    events = (options.event,) if options.event else BOTH
    if not set(events) <= set(SETTINGS):
        raise click.UsageError(
            f"the settings of a number have no URL for {options.event}; give the URL itself"
        )
    login = credentials(os.environ, options.auth_token)
    # --insecure is for webhooks: what gets the credentials has to prove who it is.
    ca_bundle = options.ca_bundle if login.api != API else None
    with fetching(verify=True, ca_bundle=ca_bundle) as fetcher:
        api = Api(fetcher.send, login)
        found = list(_webhooks(api, number, events, options))
    return [_call(options, webhook, public=api.public) for webhook in found]


def _webhooks(
    api: Api, number: str, events: tuple[str, ...], options: Options
) -> Iterator[Webhook]:
    """Those that are set; what is not set is told, and it is wrong if nothing is."""
    from twiml_check.account.credentials import Unset
    from twiml_check.account.number import number_record, webhook

    record, unset = number_record(api, number), list[str]()
    for event in events:
        try:
            yield webhook(api, record, event)
        except Unset as reason:
            unset.append(str(reason))
    if len(unset) == len(events):
        raise Unset("; ".join(unset))
    for line in unset if not options.quiet else ():
        note(f"not checked: {line}")


def _call(options: Options, webhook: Webhook, *, public: bool) -> Called:
    told = tuple(f"{name}={value}" for name, value in webhook.params)
    own = options._replace(
        event=webhook.event,
        method=options.method or webhook.method,
        recipient=options.recipient or webhook.resolved.number,
        param=(*told, *options.param),
        fallback=options.fallback or webhook.fallback,
        fallback_method=webhook.fallback_method if not options.fallback else "POST",
        public_only=public,
    )
    return Called(own, webhook.url, webhook.resolved)
