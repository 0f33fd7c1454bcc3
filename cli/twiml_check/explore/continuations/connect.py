"""<Connect>: what its action gets when an app has given the call back.

https://www.twilio.com/docs/voice/twiml/connect,
https://www.twilio.com/docs/voice/twiml/connect/conversationrelay
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
from twiml_check.vocabulary.callbacks import HUNG_UP, SESSION, SESSION_ENDED, SESSION_ERROR

RELAY = (
    Outcome(
        "ended",
        "the session ends",
        SESSION_ENDED,
    ),
    Outcome(
        "failed",
        "it fails",
        (*SESSION, ("SessionStatus", "failed"), *SESSION_ERROR),
        good=False,
    ),
    Outcome(
        "hangup",
        "hang up",
        (*HUNG_UP, *SESSION, ("SessionStatus", "completed")),
        kind="hangup",
        over=True,
    ),
)
OTHERS = (Outcome("ended", "the session ends", ()),)
"""Of other nouns no page names what the action gets."""


def find_choices(visit: Visit, connect: Element) -> Iterator[Choice]:
    """Yield how the connection ends; a virtual agent without an action asks its own document."""
    nouns = {child.name for child in connect.children}
    table = RELAY if "ConversationRelay" in nouns else OTHERS
    yield from outcomes(visit.hop, connect, table, itself="VirtualAgent" in nouns)


CONNECT = Continuation(
    "action",
    "choice",
    verb="Connect",
    heard="connects",
    choices=find_choices,
    table=(*RELAY, *OTHERS),
)
