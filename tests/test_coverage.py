"""Each number that can be predicted is predicted, or left out with a reason."""

import json
from pathlib import Path

import pytest

from tests.certificates import Certificates
from tests.coverage import LEFT_OUT
from tests.coverage.documents import BY_OPTION, MESSAGING, MODES, VOICE
from tests.coverage.exchanges import ADDRESSES, EXCHANGES, Exchange, playing
from tests.coverage.numbers import DOCUMENT, FETCH, FLOW
from tests.expand import expanded
from twiml_check.explore.explorer import explore
from twiml_check.explore.lint import lint
from twiml_check.fetch import Fetcher
from twiml_check.model.finding import Finding
from twiml_check.model.run import ORDINARY, Mode
from twiml_check.request.session import new_session
from twiml_check.vocabulary.codes import CODES
from twiml_check.vocabulary.events import EVENTS
from twiml_check.vocabulary.examples import INSTEAD, OPTIONS, REASONS, Example, whole
from twiml_check.vocabulary.examples import MESSAGING as OF_MESSAGES
from twiml_check.vocabulary.examples import VOICE as OF_CALLS

OF_OTHER_COMMANDS = {90100}
"""Predicted by `twiml-check autopilot`: tests/autopilot."""
PROBING = Mode(probe=True)
REFERENCE = Path(__file__).parent.parent.parent / "shared" / "reference" / "error-codes.json"


def numbers(findings: tuple[Finding, ...]) -> list[int | None]:
    """What Twilio would log."""
    return [finding.twilio_code for finding in findings if finding.level == "error"]


def linted(code: int, document: str, event: str) -> list[int | None]:
    mode = MODES.get(code, ORDINARY)
    return numbers(lint("document", whole(document).encode(), EVENTS[event], mode=mode)[1])


def walked(url: str, event: str, ca_bundle: str | None = None) -> list[int | None]:
    with Fetcher(ca_bundle=ca_bundle) as fetcher:
        return numbers(explore(new_session(EVENTS[event], url), fetcher.send, mode=PROBING)[1])


def claimed(code: int, logged: list[int | None]) -> list[int | None]:
    """Return what the tables say of this number's trigger, which logged so much.

    A number that is predicted does not belong in REASONS.
    """
    return [each for each in logged if each != code] if code in LEFT_OUT else [code]


@pytest.mark.parametrize(("code", "document"), VOICE.items(), ids=map(str, VOICE))
def test_a_document_for_a_call(code: int, document: str) -> None:
    logged = linted(code, document, "voice")
    assert logged == claimed(code, logged)


@pytest.mark.parametrize(("code", "document"), MESSAGING.items(), ids=map(str, MESSAGING))
def test_a_document_for_a_message(code: int, document: str) -> None:
    logged = linted(code, document, "sms")
    assert logged == claimed(code, logged)


@pytest.mark.parametrize(
    ("code", "example", "event"),
    [
        pytest.param(code, example, event, id=str(code))
        for table, event in ((OF_CALLS, "voice"), (OF_MESSAGES, "sms"))
        for code, example in table.items()
    ],
)
def test_the_mended_document_gives_nothing(code: int, example: Example, event: str) -> None:
    mode = BY_OPTION[OPTIONS.get(code, "")]
    _, findings = lint("document", expanded(whole(example.good)), EVENTS[event], mode=mode)
    assert [each for each in findings if each.level != "info"] == []


@pytest.mark.parametrize(("code", "exchange"), EXCHANGES.items(), ids=map(str, EXCHANGES))
def test_an_exchange(code: int, exchange: Exchange, certificates: Certificates) -> None:
    with playing(exchange, certificates) as url:
        logged = walked(url, exchange.event, certificates.authority)
    assert logged == claimed(code, logged)


@pytest.mark.parametrize("code", ADDRESSES)
def test_an_address(code: int) -> None:
    with ADDRESSES[code]() as url:
        logged = walked(url, "voice")
    assert logged == claimed(code, logged)


def test_every_number_is_known_and_has_a_trigger_or_a_reason() -> None:
    triggers = {*VOICE, *MESSAGING, *EXCHANGES, *ADDRESSES}
    every = {*DOCUMENT, *FETCH, *FLOW}
    assert every <= set(CODES)
    assert every == triggers | LEFT_OUT | OF_OTHER_COMMANDS
    assert not set(INSTEAD) & set(REASONS)
    assert not set(INSTEAD.values()) & LEFT_OUT, "what is told instead is told"
    assert [len(DOCUMENT), len(FETCH), len(FLOW)] == [170, 44, 5]


def test_the_numbers_are_those_of_the_reference() -> None:
    if not REFERENCE.exists():
        pytest.skip("the reference is not at hand")
    kinds: dict[str, set[int]] = {}
    for row in json.loads(REFERENCE.read_text()):
        kinds.setdefault(row["predictable"], set()).add(row["code"])
    assert (kinds["document"], kinds["fetch"], kinds["flow"]) == (DOCUMENT, FETCH, FLOW)
