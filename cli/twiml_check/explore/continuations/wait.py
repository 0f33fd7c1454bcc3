"""What a caller hears while waiting: in a queue, or for a conference to begin.

https://www.twilio.com/docs/voice/twiml/enqueue, https://www.twilio.com/docs/voice/twiml/conference
"""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import Continuation, Link, Visit, find_branches


def find(visit: Visit) -> Iterator[Link]:
    """Yield the waitUrl of each queue and conference."""
    for _, link in find_branches(visit, "hold", "queue"):
        yield link


WAIT = Continuation("wait", "beside", find, label="what is heard while waiting")
