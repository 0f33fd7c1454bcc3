"""The parameters of an event with the user's own values in every place that repeats them."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from itertools import count
from urllib.parse import quote

from twiml_check.model.exchange import Event, Fields
from twiml_check.vocabulary.events import (
    BELONGING,
    CALL_GOES_ON,
    CALL_STARTS,
    ENTERED,
    SAMPLES,
    SIDS,
    UNDERSTOOD,
)
from twiml_check.vocabulary.resources import BRANCHES
from twiml_check.web.text import well_formed
from twiml_check.web.url import Url

_PLACEHOLDER = r"\{([a-z_]+)\}"
SHORT = 100
"""Characters of the longest text whose escaped form is kept."""
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"


def values(
    event: Event,
    words: Iterator[str],
    target: Url,
    *,
    sender: str | None,
    recipient: str | None,
    body: str | None,
) -> dict[str, str]:
    """Return what the placeholders of the table stand for; `words` are hex digits for SIDs."""
    sample = SAMPLES[event.name]
    sender = _on_channel(sample.sender if sender is None else sender, sample.scheme)
    recipient = _on_channel(sample.recipient if recipient is None else recipient, sample.scheme)
    drawn = {name: prefix + next(words) for name, prefix in SIDS.items()}
    return {
        **sids({"CallSid": drawn["call_sid"]}),
        "from": sender,
        "to": recipient,
        "body": sample.body if body is None else body,
        # These two stand inside JSON texts, so nothing that would need escaping may come in.
        "wa_id": re.sub(r"[^0-9]", "", sender),
        "agent": re.sub(r"[^A-Za-z0-9_.-]", "", recipient.removeprefix(sample.scheme)),
        "target": target.target.text,
        **drawn,
    }


def _on_channel(number: str, scheme: str) -> str:
    return number if re.match(_SCHEME, number) else scheme + number


def vary(event: Event, own: Fields) -> Event:
    """Return the event with the parameters that come with those that the user sets."""
    given, params = dict(own), dict(event.params)
    for each in event.variants:
        if each.name in given and (not each.values or given[each.name] in each.values):
            kept = {name: value for name, value in params.items() if name not in each.without}
            params = kept | dict(each.fields)
            event = event._replace(callback=event.callback or each.over)
    return event._replace(params=tuple(params.items()))


def opening_params(event: Event, known: Mapping[str, str], own: Fields) -> Fields:
    """Return the parameters of the first request that is made, `own` being the user's.

    With what only the action of a verb is told, it is one in the middle of a call: of a new call
    there are no Digits.
    """
    names = dict(own).keys()
    if event.product != "voice" or event.callback or names.isdisjoint(CALL_GOES_ON):
        return _fill_all(event.params, known)
    params = dict(event.params) | dict(event.later) | dict(_extras(names))
    kept = [(name, value) for name, value in params.items() if name not in CALL_STARTS]
    return _fill_all(kept, known)


def _extras(names: Collection[str]) -> Fields:
    """Return what else <Gather> sends; the digits that end a <Record> come without it."""
    if "SpeechResult" in names:
        return UNDERSTOOD
    return ENTERED if "Digits" in names and "RecordingUrl" not in names else ()


def later_params(event: Event, known: Mapping[str, str]) -> Fields:
    """Return the parameters of every request that a document leads to."""
    later = dict(event.params) | dict(event.later)
    kept = [(name, value) for name, value in later.items() if name not in event.first_only]
    return _fill_all(kept, known)


def branch_params(branch: str, call_sid: str) -> Fields:
    """Return what Twilio adds off the main line; its SIDs stay the same in a call."""
    return _fill_all(BRANCHES[branch].params, sids({"CallSid": call_sid}))


def sids(params: Mapping[str, str]) -> dict[str, str]:
    """Return the SIDs of what belongs to a call or message; they stay the same in it."""
    call, message = params.get("CallSid", ""), params.get("MessageSid", "")
    mirrored = (call or message)[2:][::-1]
    others = {name: f"{prefix}{mirrored}" for name, prefix in BELONGING.items()}
    account = params.get("AccountSid", "")
    return {"call_sid": call, "message_sid": message, "account_sid": account, **others}


def _fill_all(params: Iterable[tuple[str, str]], known: Mapping[str, str]) -> Fields:
    return tuple((name, fill(value, known)) for name, value in params)


def fill(value: str, known: Mapping[str, str]) -> str:
    """Return a value with its placeholders filled in; an unknown name stays in its braces."""
    if "{" not in value:
        return value
    # One pass: braces in what the user gave are text, not placeholders.
    return re.sub(_PLACEHOLDER, lambda match: known.get(match[1], match[0]), value)


def override(params: Fields, set_params: Fields, drop: tuple[str, ...]) -> Fields:
    """Return the parameters with the user's own: in their place when known, else at the end.

    The last value of a name wins; a name that is dropped is not sent whatever its value.
    """
    merged = dict(params) | dict(set_params)
    return tuple(
        (well_formed(name), well_formed(value))
        for name, value in merged.items()
        if name not in drop
    )


def encode_form(params: Fields, space: str) -> str:
    """Return the parameters as a form or query, in UTF-8; `space` is how a blank is written."""
    pairs = [f"{_escape(name)}={_escape(value)}" for name, value in params]
    return "&".join(pairs).replace("%20", space)


def _escape(text: str) -> str:
    return _escape_short(text) if len(text) < SHORT else quote(text, safe="")


@lru_cache(maxsize=1000)  # of forty parameters thirty-five are the same in every request
def _escape_short(text: str) -> str:
    return quote(text, safe="")


def draws(seed: int | str | None = None) -> Iterator[str]:
    """Yield endless words of 32 lower-case hex digits, unpredictable unless there is a seed."""
    if seed is None:
        while True:
            yield os.urandom(16).hex()
    # hashlib and not random: random costs more to import, and hashlib is needed to sign anyway.
    root = sha256(str(seed).encode("utf-8", "surrogatepass"))
    for number in count():
        digest = root.copy()
        digest.update(b"/%d" % number)
        yield digest.hexdigest()[:32]


def uuid4(word: str) -> str:
    """Return a word as a version 4 UUID, the form of I-Twilio-Idempotency-Token."""
    variant = "89ab"[int(word[16], 16) & 3]
    return f"{word[:8]}-{word[8:12]}-4{word[13:16]}-{variant}{word[17:20]}-{word[20:]}"
