"""<Dial>: the whisper to the dialed party, and the parameters of the action afterwards.

https://www.twilio.com/docs/voice/twiml/dial, https://www.twilio.com/docs/voice/twiml/number,
https://www.twilio.com/docs/voice/twiml/queue
"""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import (
    Choice,
    Continuation,
    Link,
    Outcome,
    Visit,
    dialled,
    find_branches,
    outcomes,
)
from twiml_check.model.document import Element
from twiml_check.model.exchange import Fields
from twiml_check.vocabulary.callbacks import RECORDING_URL
from twiml_check.vocabulary.outcomes import OVER, report

STATUS = "DialCallStatus"
CALLS = (
    Outcome("no-answer", "nobody answers", report(STATUS, "no-answer"), good=False),
    Outcome(
        "completed",
        "the dialed party answers and ends the call",
        report(STATUS, "completed"),
    ),
    Outcome("busy", "the dialed party is busy", report(STATUS, "busy"), good=False),
    Outcome("failed", "the connection fails", report(STATUS, "failed"), good=False),
    Outcome(
        "canceled",
        "the dialed call is canceled",
        report(STATUS, "canceled"),
        certain=False,
        good=False,
    ),
    Outcome("hangup", "hang up", (*OVER, *report(STATUS, "completed")), kind="hangup", over=True),
)
"""The outcomes of a dialed call; after the first the verbs below run."""
ROOMS = (
    Outcome("answered", "the dialed party answers", report(STATUS, "answered")),
    Outcome("hangup", "hang up", (*OVER, *report(STATUS, "answered")), kind="hangup", over=True),
)
"""The same for a conference, which has no own leg."""
QUEUED: Fields = (
    ("QueueSid", "{queue_sid}"),
    ("QueueTime", "12"),
    ("DequeingCallSid", "{call_sid}"),  # Twilio spells it so
)
QUEUES = (
    Outcome(
        "failed", "the connection fails", ((STATUS, "failed"), ("DialBridged", "false")), good=False
    ),
    Outcome(
        "completed",
        "the dialed party answers and ends the call",
        (*report(STATUS, "completed"), *QUEUED),
    ),
    Outcome(
        "hangup",
        "hang up",
        (*OVER, *report(STATUS, "completed"), *QUEUED),
        kind="hangup",
        over=True,
    ),
)
"""The same for the first caller of a queue; the queue may not exist."""
RECORDING: Fields = (("RecordingUrl", RECORDING_URL),)


def find(visit: Visit) -> Iterator[Link]:
    """Yield the URL for each party that is called or taken from a queue."""
    for noun, link in find_branches(visit, "whisper", "dequeue"):
        if link.branch == "dequeue":
            yield link
        elif noun.text.strip() or noun.children:  # an empty noun calls nobody, so nobody hears it
            whom = dialled(noun)
            yield link._replace(fields=(("To", whom), ("Called", whom)) if whom else ())


def find_choices(visit: Visit, dial: Element) -> Iterator[Choice]:
    """Yield the outcomes of its dialed call."""
    nouns = {child.name for child in dial.children}
    table: tuple[Outcome, ...]
    table = ROOMS if "Conference" in nouns else QUEUES if "Queue" in nouns else CALLS
    if dial.attributes.get("record", "").strip() not in ("", "false", "do-not-record"):
        table = tuple(row._replace(fields=_recorded(row.fields)) for row in table)
    yield from outcomes(visit.hop, dial, table, itself=False)


def _recorded(fields: Fields) -> Fields:
    return (*fields, *RECORDING) if ("DialBridged", "true") in fields else fields


WHISPER = Continuation("whisper", "branch", find, label="heard by the dialed party")
DIAL = Continuation(
    "action",
    "choice",
    verb="Dial",
    heard="dials",
    choices=find_choices,
    table=(*CALLS, *ROOMS, *QUEUES),
)
