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
from twiml_check.model.exchange import Fields

SESSION: Fields = (("SessionId", "{session_sid}"), ("SessionDuration", "25"))
RELAY = (
    Outcome(
        "ended",
        "the session ends",
        (*SESSION, ("SessionStatus", "ended"), ("HandoffData", '{"reasonCode":"live-agent"}')),
    ),
    Outcome(
        "failed",
        "the connection fails",
        (
            *SESSION,
            ("SessionStatus", "failed"),
            ("ErrorCode", "39001"),
            ("ErrorMessage", "Network connection to WebSocket server failed."),
        ),
        good=False,
    ),
    Outcome(
        "hangup",
        "hang up",
        (("CallStatus", "completed"), *SESSION, ("SessionStatus", "completed")),
        kind="hangup",
        over=True,
    ),
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
