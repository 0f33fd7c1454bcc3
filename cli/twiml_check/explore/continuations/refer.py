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

TABLE = (
    Outcome(
        "accepted",
        "the transfer is accepted",
        (
            ("ReferCallStatus", "in-progress"),
            ("ReferSipResponseCode", "202"),
            ("NotifySipResponseCode", "200"),
        ),
    ),
    Outcome(
        "refused",
        "the transfer is refused",
        (("ReferCallStatus", "failed"), ("ReferSipResponseCode", "603")),
        good=False,
    ),
)


def find_choices(visit: Visit, refer: Element) -> Iterator[Choice]:
    """Yield whether the other side accepts the call."""
    yield from outcomes(visit.hop, refer, TABLE, itself=False)


REFER = Continuation(
    "action", "choice", verb="Refer", heard="refers to", choices=find_choices, table=TABLE
)
