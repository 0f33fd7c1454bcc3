"""What a caller hears while waiting: in a queue, or for a conference to begin.

https://www.twilio.com/docs/voice/twiml/enqueue, https://www.twilio.com/docs/voice/twiml/conference
"""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import (
    Choice,
    Continuation,
    Link,
    Visit,
    find_branches,
)
from twiml_check.model.document import Element

QUEUE = "queue"
LATER = (("QueueTime", "30"), ("AvgQueueTime", "25"))
"""Parameters that change when Twilio requests the waitUrl of a queue again."""


def find(visit: Visit) -> Iterator[Link]:
    """Yield the waitUrl of each queue and conference."""
    for _, link in find_branches(visit, "hold", "queue"):
        yield link


def find_choices(visit: Visit, _root: Element) -> Iterator[Choice]:
    """Yield the same URL again: Twilio requests a queue's waitUrl again whenever it ends."""
    hop = visit.hop
    if hop.branch == QUEUE and hop.request and not {"Hangup", "Leave"} & set(hop.run):
        url, method = hop.request.url, hop.request.method
        yield Choice("waiting", "branch", Link(url, method, QUEUE, fields=LATER), via=WAIT.via)


WAIT = Continuation("wait", "branch", find, label="heard while waiting", choices=find_choices)
