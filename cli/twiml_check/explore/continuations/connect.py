"""<Connect>: the parameters of its action when the connected app ends the session.

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
from twiml_check.vocabulary.outcomes import report

STATUS = "SessionStatus"
RELAY = (
    Outcome("ended", "the session ends", report(STATUS, "ended")),
    Outcome("failed", "the connection fails", report(STATUS, "failed"), good=False),
    Outcome("hangup", "hang up", report(STATUS, "completed"), kind="hangup", over=True),
)
OTHERS = (Outcome("ended", "the session ends", ()),)
"""Twilio does not document the parameters for other nouns."""


def find_choices(visit: Visit, connect: Element) -> Iterator[Choice]:
    """Yield how the session ends; a virtual agent without an action requests its own document."""
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
