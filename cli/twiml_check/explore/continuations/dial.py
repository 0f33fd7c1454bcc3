"""What the other party of <Dial> hears before the two are connected.

https://www.twilio.com/docs/voice/twiml/number, https://www.twilio.com/docs/voice/twiml/queue
"""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import Continuation, Link, Visit, find_branches


def find(visit: Visit) -> Iterator[Link]:
    """Yield the address of each party that is called or taken from a queue."""
    for noun, link in find_branches(visit, "whisper", "dequeue"):
        if link.branch == "dequeue" or noun.text.strip() or noun.children:
            yield link  # else nobody is called, so that nobody hears anything


WHISPER = Continuation("whisper", "beside", find, label="what the other party hears first")
