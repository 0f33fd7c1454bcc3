"""<Enqueue>: the parameters of its action when the caller has left the queue.

https://www.twilio.com/docs/voice/twiml/enqueue; `wait` has the music of the queue.
"""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import (
    Choice,
    Continuation,
    Outcome,
    Visit,
    outcomes,
)
from twiml_check.model.document import Element
from twiml_check.vocabulary.outcomes import report

RESULT = "QueueResult"
TABLE = (
    Outcome("bridged", "somebody takes the call from the queue", report(RESULT, "bridged")),
    Outcome("leave", "leave the queue", report(RESULT, "leave")),
    Outcome("queue-full", "the queue is full", report(RESULT, "queue-full"), good=False),
    Outcome("error", "the queue fails", report(RESULT, "error"), good=False),
    Outcome("redirected", "the call is taken out of the queue", report(RESULT, "redirected")),
    Outcome("hangup", "hang up", report(RESULT, "hangup"), kind="hangup", over=True),
)


def find_choices(visit: Visit, enqueue: Element) -> Iterator[Choice]:
    """Yield how the caller leaves the queue."""
    yield from outcomes(visit.hop, enqueue, TABLE, itself=False)


ENQUEUE = Continuation(
    "action",
    "choice",
    verb="Enqueue",
    heard="waits in the queue",
    choices=find_choices,
    table=TABLE,
)
