"""Where <Record> sends the recording: https://www.twilio.com/docs/voice/twiml/record

Recorded or not, no verb below it runs: the action, or its own document, is asked.
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
    # Whether Digits comes empty or not at all is not published.
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
        # Without a key nothing else ends it, and no Digits can come.
        row = row._replace(fields=fields, certain=row.certain or not key)
        yield from outcomes(visit.hop, record, [row], itself=True)


RECORD = Continuation(
    "action", "choice", verb="Record", heard="records", choices=find_choices, table=TABLE
)
