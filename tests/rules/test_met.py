"""What an explorer meets on its way: callbacks that fail, hang-ups that fail, calls that leak."""

import pytest

from tests.rules.telling import answer, hop
from twiml_check.catalog import EVERY_BY_NAME
from twiml_check.model.exchange import OWN_LIMIT, Answer, TransportError
from twiml_check.model.finding import Finding
from twiml_check.rules.met import MET_RULES, callback_failed, leaked_state, unanswered_hangup
from twiml_check.vocabulary.codes import CODES

REFUSED = Answer(None, (), b"", 1.0, TransportError("connection-refused", "shop.example.com:443"))
BROKEN = answer(b"Oops", "text/plain", status=500)


def sure(finding: Finding | None) -> Finding:
    assert finding is not None
    assert finding.help or finding.note
    return finding


def test_a_callback_that_fails() -> None:
    found = sure(
        callback_failed(hop("voice", BROKEN, number=7), "transcribeCallback", ("1", "recorded"))
    )
    assert (found.rule, found.level, found.twilio_code) == ("callback-failed", "error", 11200)
    assert found.message == "the transcribeCallback responded with 500"
    assert (found.hop, found.way, found.ways) == (7, ("1", "recorded"), 1)
    assert found.twilio_level == CODES[11200].level
    assert '"Oops"' in found.note


def test_a_status_callback_has_its_own_number() -> None:
    found = sure(callback_failed(hop("call-status", BROKEN), "statusCallback", ways=3))
    assert (found.twilio_code, found.twilio_level) == (15003, CODES[15003].level)
    assert found.ways == 3


def test_a_callback_that_gives_no_answer() -> None:
    found = sure(callback_failed(hop("voice", REFUSED), "recordingStatusCallback"))
    assert found.twilio_code == 11202
    assert found.message == (
        "the recordingStatusCallback gave no response: "
        "no server accepts connections on this port: shop.example.com:443"
    )


def test_a_callback_that_is_sent_elsewhere() -> None:
    moved = answer(b"", None, ("Location", "/next"), status=308)
    found = sure(callback_failed(hop("voice", moved), "statusCallback"))
    assert found.twilio_code == 11216
    assert "308" in found.message


@pytest.mark.parametrize(
    "given",
    [
        answer(b"", None),
        answer(b"", None, status=204),
        answer(b"not TwiML", "text/plain"),
        answer(b"", None, ("Location", "/next"), status=307),
        Answer(None, (), b"", 1.0, TransportError(OWN_LIMIT, "no descriptor is left")),
    ],
)
def test_an_answer_is_enough(given: Answer) -> None:
    assert callback_failed(hop("call-status", given), "statusCallback") is None
    assert unanswered_hangup(hop("voice", given), "Record") is None


def test_a_hang_up_that_fails_is_a_warning_with_the_number_that_twilio_logs() -> None:
    found = sure(unanswered_hangup(hop("voice", BROKEN, number=4), "Record", ("hangup",)))
    assert (found.rule, found.level) == ("unanswered-hangup", "warning")
    assert (found.twilio_code, found.twilio_level) == (11200, CODES[11200].level)
    assert found.message == "the caller hung up during <Record>, and the action responded with 500"
    assert (found.hop, found.way) == (4, ("hangup",))
    found = sure(unanswered_hangup(hop("voice", REFUSED), "Dial"))
    assert (found.level, found.twilio_code) == ("warning", 11202)
    assert (
        "the action gave no response: no server accepts connections on this port" in found.message
    )


def test_a_call_that_begins_where_another_was() -> None:
    found = leaked_state(hop("voice", number=9), ("2", '"sales"'))
    assert (found.rule, found.level, found.hop) == ("leaked-state", "warning", 9)
    assert found.note == 'the path of the earlier call was: 2 "sales"'
    assert "CallSid" in found.help
    assert leaked_state(hop("voice")).note == ""
    assert len(leaked_state(hop("voice"), ("1",) * 500).note) < 100


def test_they_are_in_the_catalogue() -> None:
    assert [EVERY_BY_NAME[rule.name] for rule in MET_RULES] == list(MET_RULES)
