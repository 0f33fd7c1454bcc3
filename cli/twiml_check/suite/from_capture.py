"""Captured requests from Twilio -> the checks of a new suite, which send them again. Pure.

A check keeps what a person did: the text, the keys, the speech, the place. twiml-check makes the
SIDs, the tokens and the signature itself. Real people get fictional numbers and names.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from twiml_check.model.exchange import Event, Fields
from twiml_check.report.phrases import counted
from twiml_check.request.session import new_session
from twiml_check.suite.captured import Captured, fields
from twiml_check.suite.captured_call import steps_of
from twiml_check.suite.captured_event import NAMES, SID, event_of, is_of_twilio
from twiml_check.suite.fictional import People
from twiml_check.suite.writing import Draft, Source
from twiml_check.vocabulary.callbacks import LEG_ENDED
from twiml_check.vocabulary.events import CALL_GOES_ON, CALL_STARTS, EVENTS
from twiml_check.vocabulary.outcomes import COMPANIONS
from twiml_check.web.secrets import NAMES as SECRET
from twiml_check.web.text import clip
from twiml_check.web.url import Url

MOST_CHECKS = 500
LONGEST_NAME, LONGEST_VALUE = 100, 2000
"""Characters of a parameter; a longer one is not from Twilio."""
LONGEST_WORDS = 40
"""Characters of a text in the name of a check."""
OF_TWILIO = ".twilio.com"
"""Requests to these hosts are those of an app to the REST API."""
KNOWN = NAMES | CALL_GOES_ON
SENDERS, RECIPIENTS = ("From", "Caller"), ("To", "Called")
ADDRESSES = (*SENDERS, *RECIPIENTS)
SENT_BY_APP = ("message-status", "call-status", "call-progress")
"""Events of a message or call whose From is the rented number."""
SELF_MADE = {
    *("ApiVersion", "CallToken", "ErrorUrl", "StirPassportToken", "Timestamp", "SequenceNumber"),
    *("SequenceId", "CallbackSource", "DateCreated", "DateUpdated", "ExternalUserId", "TaskAge"),
    *("ChannelMetadata", "RawDlrDoneDate", "ChannelToAddress", "SipCallId", "NumSegments"),
}
"""Parameters that twiml-check makes itself, or that only belong to the captured request."""
PRIVATE = (
    r"Payment(?!Method|Error).*|Bank.*|ExpirationDate|SecurityCode|ProfileId|SipHeader_.*"
    r"|(To|Called)(City|State|Zip|Country)|X-.*|.*Sids?"
)
"""The same as a pattern: payments, the place of the rented number, headers, SIDs."""
OUTCOMES = COMPANIONS.keys()
"""Parameters that bring others; they come first in a check."""
SHOWN = (
    *("Digits", "SpeechResult", "DialCallStatus", "QueueResult", "SessionStatus", "Result"),
    *("ReferCallStatus", "MessageStatus", "StatusCallbackEvent", "EventType"),
)
"""Parameters that the name of a check shows."""
PRIVACY = (
    "Texts, keys and speech come from real requests: remove what is private before you commit this"
    " file."
)
FICTIONAL = "Phone numbers and names are fictional. --keep-numbers keeps the real ones."
REAL = "Phone numbers and names are those of real people."


class NoRequestsError(ValueError):
    """The capture has no request from Twilio; the text says how many others it has."""


class _Sent(NamedTuple):
    """A request from Twilio."""

    url: str
    """Without the parameters of a GET."""
    method: str
    params: dict[str, str]
    event: Event


def capture_source(
    requests: Sequence[Captured | None], file: str, *, keep_numbers: bool = False
) -> Source:
    """Return one check for each different request from Twilio.

    Raises:
        NoRequestsError: there is none.
    """
    people = People(keep=keep_numbers)
    every_sent = [sent for each in requests if (sent := _sent(each))]
    counts: dict[Draft, int] = {}
    for draft in _drafts(every_sent, people):
        counts[draft] = counts.get(draft, 0) + 1
    found, every = len(every_sent), len(requests)
    if not found:
        others = f", only {counted(every, 'other request')}" if every else ""
        raise NoRequestsError(f"the file has no request from Twilio{others}")
    notes = [f"From {file}: {counted(found, 'request')} from Twilio."]
    if every > found:
        notes.append(f"Skipped: {counted(every - found, 'other request')}.")
    if len(counts) > MOST_CHECKS:
        notes.append(f"Only the first {MOST_CHECKS} of {len(counts)} different requests are here.")
    notes += [PRIVACY, REAL if keep_numbers else FICTIONAL]
    return Source(
        tuple(notes), tuple(_merged(*each) for each in list(counts.items())[:MOST_CHECKS])
    )


def _drafts(sents: Sequence[_Sent], people: People) -> Iterator[Draft]:
    """Yield a check for each request; the requests of one call are one [[call]] if that is sure."""
    calls: dict[str, list[_Sent]] = {}
    for sent in sents:
        if not sent.event.callback and (sid := sent.params.get("CallSid")):
            calls.setdefault(sid, []).append(sent)
    steps = {sid: steps_of([each.params for each in call]) for sid, call in calls.items()}
    for sent in sents:
        draft = _draft(sent, people)
        sid = sent.params.get("CallSid", "")
        played = () if sent.event.callback else steps.get(sid, ())
        if not played:
            yield draft
        elif sent is calls[sid][0]:
            said = tuple(
                (key, people.text(value) if key == "say" and isinstance(value, str) else value)
                for key, value in played
            )
            words = ", ".join(key if value is True else f"{key} {value}" for key, value in said)
            yield draft._replace(name=f"{draft.name}: {words}", steps=said)


def _merged(draft: Draft, count: int) -> Draft:
    return draft if count == 1 else draft._replace(notes=(f"{count} times in the capture",))


def _sent(request: Captured | None) -> _Sent | None:
    """Return a request from Twilio; None for another one."""
    if request is None or request.method not in ("GET", "POST"):
        return None
    url = Url.parse(request.url)
    if f".{url.host}".endswith(OF_TWILIO):
        return None
    text, form = request.url.partition("#")[0], request.form
    if request.method == "GET":
        own, form = _split_query(url.query or "")
        text = text.partition("?")[0] + (f"?{own}" if own else "")
    params = dict(form)
    event = event_of(params) if is_of_twilio(params) else ""
    return _Sent(text, request.method, params, EVENTS[event]) if event else None


def _split_query(query: str) -> tuple[str, Fields]:
    """Return the query of the webhook's own URL, and the parameters that Twilio adds after it."""
    parts = query.split("&")
    first = next(
        (at for at, each in enumerate(parts) if each.partition("=")[0] in KNOWN), len(parts)
    )
    return "&".join(parts[:first]), fields("&".join(parts[first:]))


def _draft(sent: _Sent, people: People) -> Draft:
    """Return the check of a request: only what differs from the request of twiml-check."""
    event, given = sent.event, _fictional(sent, people)
    plain = _usual(Draft(event.name, "", ""))
    keys = {
        name: given[name]
        for name in ("From", "To", "Body")
        if name in given and given[name] != plain.get(name, given[name])
    }
    draft = Draft(
        event=event.name,
        url=people.text(sent.url),
        name=_name(sent, given, people),
        method=sent.method,
        sender=keys.get("From", ""),
        recipient=keys.get("To", ""),
        body=keys.get("Body"),
    )
    names = {*OUTCOMES, *(each.name for each in event.variants)}
    results = _different({name: given[name] for name in given if name in names}, plain)
    usual = _usual(draft._replace(params=results))
    others = _different({name: given[name] for name in given if name not in names}, usual)
    return draft._replace(params=(*results, *others), no_params=_left_out(sent, usual))


def _fictional(sent: _Sent, people: People) -> dict[str, str]:
    """Return the parameters to keep, with fictional addresses and names."""
    params = sent.params
    senders, recipients = (
        (params.get(name, "") for name in each) for each in (SENDERS, RECIPIENTS)
    )
    theirs = senders if _is_outbound(sent) else recipients
    for each in theirs:  # before all others, so that the numbers of the app get those of an app
        people.address(each, own=True)
    return {
        name: people.address(value) if name in ADDRESSES else people.value(name, value)
        for name, value in params.items()
        if name in ADDRESSES or _is_of_person(name, value)
    }


def _is_outbound(sent: _Sent) -> bool:
    """Say whether From is a number of the app."""
    direction = sent.params.get("Direction", "")
    return direction.startswith("outbound") or (not direction and sent.event.name in SENT_BY_APP)


def _is_of_person(name: str, value: str) -> bool:
    """Say whether a parameter is not one that twiml-check makes itself, and not a secret."""
    if name in SELF_MADE or re.fullmatch(PRIVATE, name) or re.search(SID, value):
        return False
    if not name or "=" in name or not name.isprintable() or len(name) > LONGEST_NAME:
        return False
    return len(value) <= LONGEST_VALUE and (name in KNOWN or not re.search(SECRET, name))


def _usual(draft: Draft) -> dict[str, str]:
    """Return the parameters of the check as it is now; a session without a seed has new SIDs."""
    session = new_session(
        EVENTS[draft.event],
        "http://localhost/",
        sender=draft.sender or None,
        recipient=draft.recipient or None,
        body=draft.body,
        set_params=draft.params,
    )
    return dict(session.params)


def _different(given: Mapping[str, str], usual: Mapping[str, str]) -> Fields:
    return tuple((name, value) for name, value in given.items() if usual.get(name, "") != value)


def _left_out(sent: _Sent, usual: Mapping[str, str]) -> tuple[str, ...]:
    """Return the parameters that twiml-check would send, and that this request does not have."""
    starts = sent.event.name == "voice" and sent.params.get("CallStatus") == "ringing"
    names = (*(() if starts else CALL_STARTS), *LEG_ENDED, "Digits")
    return tuple(name for name in names if name in usual and name not in sent.params)


def _name(sent: _Sent, given: Mapping[str, str], people: People) -> str:
    """Return the event, the path, and what the person did."""
    said = [f"{name}={given[name]}" for name in SHOWN if given.get(name)]
    path = Url.parse(people.text(sent.url)).path or "/"
    body = [f'"{given["Body"]}"'] if given.get("Body") else []
    return " ".join((sent.event.name, path, clip(" ".join((*said, *body)), LONGEST_WORDS))).strip()
