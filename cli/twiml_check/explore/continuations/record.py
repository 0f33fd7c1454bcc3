"""<Record>: the parameters of its action: https://www.twilio.com/docs/voice/twiml/record

No verb below a <Record> runs: Twilio requests the action, or the same document.
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
from twiml_check.vocabulary.callbacks import RECORDING_URL
from twiml_check.vocabulary.outcomes import OVER, report

RECORDED: Fields = report("RecordingUrl", RECORDING_URL)
TABLE = (
    Outcome("recorded", "leave a message", (*RECORDED, ("Digits", "{key}"))),
    # Twilio does not document whether Digits is empty or missing.
    Outcome("pause", "stop speaking", RECORDED, certain=False),
    Outcome(
        "hangup",
        "hang up",
        (*OVER, *RECORDED, ("Digits", "hangup")),
        kind="hangup",
        over=True,
    ),
)


def find_choices(visit: Visit, record: Element) -> Iterator[Choice]:
    """Yield how a recording ends: by a key of finishOnKey, in silence, or with the call."""
    key = record.attributes.get("finishOnKey", "#").strip()[:1]
    for row in TABLE if key else TABLE[1:]:
        fields = tuple((name, value.replace("{key}", key)) for name, value in row.fields)
        # Without a key in finishOnKey no key ends the recording, so there are no Digits.
        row = row._replace(fields=fields, certain=row.certain or not key)
        yield from outcomes(visit.hop, record, [row], itself=True)


RECORD = Continuation(
    "action", "choice", verb="Record", heard="records", choices=find_choices, table=TABLE
)
