"""<Enqueue>: what its action gets when the caller has left the queue.

https://www.twilio.com/docs/voice/twiml/enqueue; what is heard there is in `wait`.
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
from twiml_check.vocabulary.callbacks import HUNG_UP, QUEUED

TABLE = (
    Outcome(
        "bridged", "somebody takes the call from the queue", (("QueueResult", "bridged"), *QUEUED)
    ),
    Outcome("leave", "leave the queue", (("QueueResult", "leave"), *QUEUED)),
    Outcome("queue-full", "the queue is full", (("QueueResult", "queue-full"),), good=False),
    Outcome("error", "the queue fails", (("QueueResult", "error"),), good=False),
    Outcome(
        "redirected", "the call is taken out of the queue", (("QueueResult", "redirected"), *QUEUED)
    ),
    Outcome(
        "hangup",
        "hang up",
        (*HUNG_UP, ("QueueResult", "hangup"), *QUEUED),
        kind="hangup",
        over=True,
    ),
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
