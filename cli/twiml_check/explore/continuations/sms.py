"""<Sms> in a call: the parameters of its action: https://www.twilio.com/docs/voice/twiml/sms

No message is sent: only its status.
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

TABLE = (
    Outcome("sending", "the message is sent", report("SmsStatus", "sending")),
    Outcome("invalid", "the message is not valid", report("SmsStatus", "invalid"), good=False),
)


def find_choices(visit: Visit, sms: Element) -> Iterator[Choice]:
    """Yield whether the message can be sent; without an action the next verb runs at once."""
    if visit.hop.product == "voice" and sms.attributes.get("action", "").strip():
        yield from outcomes(visit.hop, sms, TABLE, itself=False)


SMS = Continuation("action", "choice", verb="Sms", choices=find_choices, table=TABLE)
