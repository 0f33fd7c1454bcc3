"""The parameters of an event with the user's own values in every place that repeats them."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from itertools import count
from urllib.parse import quote

from twiml_check.model.exchange import Event, Fields
from twiml_check.request.parties import addresses, fit_parties, insert, known_of, metadata
from twiml_check.vocabulary.events import (
    BELONGING,
    CALL_GOES_ON,
    CALL_STARTS,
    SAMPLES,
    SIDS,
)
from twiml_check.vocabulary.outcomes import COMPANIONS, KEYED, OVER, companions
from twiml_check.vocabulary.resources import BRANCHES
from twiml_check.web.text import well_formed
from twiml_check.web.url import Url

METADATA = "{channel_metadata}"
"""This value is filled in last, because it repeats other parameters."""
_PLACEHOLDER = r"\{([a-z_]+)\}"
SHORT = 100
"""Characters of the longest text whose escaped form is kept."""


def values(
    event: Event,
    words: Iterator[str],
    target: Url,
    *,
    sender: str | None,
    recipient: str | None,
    body: str | None,
) -> dict[str, str]:
    """Return the values of the placeholders of the table; `words` are hex digits for SIDs."""
    sample = SAMPLES[event.name]
    sender, recipient = addresses(event, sample, sender, recipient)
    sids_of = {name: prefix + next(words) for name, prefix in SIDS.items()}
    return {
        "from": sender,
        "to": recipient,
        "body": sample.body if body is None else body,
        # This is a part of a JSON text, so it has no character that JSON would escape.
        "agent": re.sub(r"[^A-Za-z0-9_.-]", "", recipient.removeprefix(sample.scheme)),
        "target": target.target.text,
        **known_of(sender, recipient, body, uuid4(sids_of["call_sid"][2:])),
        **sids_of,
    }


def vary(event: Event, own: Fields) -> Event:
    """Return the event with the parameters that come with those that the user sets."""
    given, params = dict(own), dict(event.params)
    for each in event.variants:
        if each.name in given and (not each.values or given[each.name] in each.values):
            kept = {name: value for name, value in params.items() if name not in each.without}
            params = kept | dict(each.fields)
    return event._replace(params=tuple(params.items()))


def opening_params(event: Event, known: Mapping[str, str], own: Fields) -> Fields:
    """Return the parameters of the first request; `own` are those of the user.

    With a parameter of an action, the request is one in the middle of a call: a new call has no
    Digits.
    """
    result = _result(event, own)
    if not result:
        return _complete(event, event.params, known, own)
    later = (dict(event.params) | dict(event.later)).items()
    params = tuple(pair for pair in later if pair[0] not in {*CALL_STARTS, *CALL_GOES_ON})
    return _complete(event, insert(params, _reported(result)), known, own)


def _result(event: Event, own: Fields) -> Fields:
    """Return the result of a verb, by the event and the user; empty for a new call."""
    if event.product != "voice" or event.callback:
        return ()
    result = tuple(pair for pair in event.params if pair[0] in CALL_GOES_ON)
    goes_on = result or not dict(own).keys().isdisjoint(CALL_GOES_ON)
    return (*result, *own) if goes_on else ()


def is_over(event: Event, own: Fields) -> bool:
    """Say whether the caller has hung up: Twilio does not run the response."""
    return bool(set(OVER) & set(_reported(_result(event, own))))


def _reported(own: Fields) -> Fields:
    """Return the parameters that a verb reports together with those of the user."""
    given = dict(own)
    found: dict[str, str] = {}
    for name in COMPANIONS:
        value = given.get(name, found.get(name))
        if value is None:
            continue
        brought = companions(name, value)
        if name == "Digits" and "RecordingUrl" in given and brought != OVER:
            continue  # for a <Record> Twilio sends the key without the parameters of <Gather>
        found |= {name: value, **dict(brought)}
        if name == "RecordingUrl" and "DialCallStatus" not in given:
            found |= dict(KEYED)
    return tuple(found.items())


def entered(event: Event, own: Fields) -> frozenset[str]:
    """Return the names of the user's parameters that are the result of a verb: sent once."""
    if not (result := _result(event, own)):
        return frozenset()
    return frozenset(CALL_GOES_ON | dict(_reported(result)).keys()) - dict(OVER).keys()


def later_params(event: Event, known: Mapping[str, str], own: Fields) -> Fields:
    """Return the parameters of every request after the first."""
    later = dict(event.params) | dict(event.later)
    once = CALL_GOES_ON if event.product == "voice" and not event.callback else ()
    left = {*event.first_only, *once}
    kept = tuple(pair for pair in later.items() if pair[0] not in left)
    return _complete(event, kept, known, own)


def _complete(event: Event, params: Fields, known: Mapping[str, str], own: Fields) -> Fields:
    given = dict(own)
    sid = "CallSid" if event.product == "voice" else "MessageSid"
    name = "call_sid" if event.product == "voice" else "message_sid"
    tapped = given.get("ButtonText") or given.get("Body") or known["tapped"]
    known = {**sids({sid: given.get(sid, known[name])}), **known, "tapped": tapped}
    filled = _fill_all(fit_parties(event, params, known, given), known)
    if all(value != METADATA for _, value in filled):
        return filled
    repeated = metadata(dict(filled) | given)
    return tuple((name, repeated if value == METADATA else value) for name, value in filled)


def branch_params(branch: str, call_sid: str) -> Fields:
    """Return the parameters that Twilio adds on a branch; their SIDs stay the same in a call."""
    return _fill_all(BRANCHES[branch].params, sids({"CallSid": call_sid}))


def sids(params: Mapping[str, str]) -> dict[str, str]:
    """Return the SIDs of the parts of a call or message; they stay the same in it."""
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
    # One pass: braces in the user's values are text, not placeholders.
    return re.sub(_PLACEHOLDER, lambda match: known.get(match[1], match[0]), value)


def override(params: Fields, set_params: Fields, drop: tuple[str, ...]) -> Fields:
    """Return the parameters with the user's own: in their place when known, else at the end.

    The last value of a name counts. A dropped name is not sent, whatever its value.
    """
    merged = dict(params) | dict(set_params)
    return tuple(
        (well_formed(name), well_formed(value))
        for name, value in merged.items()
        if name not in drop
    )


def encode_form(params: Fields, space: str) -> str:
    """Return the parameters as a form or query, in UTF-8; `space` is an encoded space."""
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
