"""What a caller hears while waiting: in a queue, or for a conference to begin.

https://www.twilio.com/docs/voice/twiml/enqueue, https://www.twilio.com/docs/voice/twiml/conference
"""

from __future__ import annotations

from collections.abc import Iterator

from twiml_check.explore.continuations.branch import Place, find_branches
from twiml_check.explore.continuations.continuation import Continuation, Link, Visit

PLACES = {
    ("Dial", "Conference"): Place("hold", "waitUrl", "waitMethod"),
    ("Enqueue", "Enqueue"): Place("queue", "waitUrl", "waitUrlMethod"),
}


def find(visit: Visit) -> Iterator[Link]:
    """Yield the waitUrl of each queue and conference."""
    return find_branches(visit, PLACES)


WAIT = Continuation("wait", "beside", find, label="what is heard while waiting")
