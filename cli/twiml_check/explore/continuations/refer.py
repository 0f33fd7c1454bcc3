"""<Refer>: the parameters of its action: https://www.twilio.com/docs/voice/twiml/refer"""

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

STATUS = "ReferCallStatus"
TABLE = (
    Outcome("accepted", "the transfer is accepted", report(STATUS, "in-progress")),
    Outcome("refused", "the transfer is refused", report(STATUS, "failed"), good=False),
)


def find_choices(visit: Visit, refer: Element) -> Iterator[Choice]:
    """Yield whether the other side accepts the call."""
    yield from outcomes(visit.hop, refer, TABLE, itself=False)


REFER = Continuation(
    "action", "choice", verb="Refer", heard="refers to", choices=find_choices, table=TABLE
)
