"""What the other party of <Dial> hears before the two are connected.

https://www.twilio.com/docs/voice/twiml/number, https://www.twilio.com/docs/voice/twiml/queue
"""

from __future__ import annotations

from collections.abc import Iterator

from twiml_check.explore.continuations.branch import Place, find_branches
from twiml_check.explore.continuations.continuation import Continuation, Link, Visit
from twiml_check.model.document import Element


def _names_somebody(noun: Element) -> bool:
    return bool(noun.text.strip() or noun.children)


_CALLED = Place("whisper", "url", "method", _names_somebody)
PLACES = {
    ("Dial", "Number"): _CALLED,
    ("Dial", "Client"): _CALLED,
    ("Dial", "Sip"): _CALLED,
    ("Dial", "WhatsApp"): _CALLED,
    ("Dial", "Queue"): Place("dequeue", "url", "method"),
}


def find(visit: Visit) -> Iterator[Link]:
    """Yield the address of each party that is called or taken from a queue."""
    return find_branches(visit, PLACES)


WHISPER = Continuation("whisper", "beside", find, label="what the other party hears first")
