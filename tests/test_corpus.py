"""Real and faulty documents with the verdict that Twilio gives, where they are at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from twiml_check.explore.lint import lint
from twiml_check.model.finding import Finding
from twiml_check.vocabulary.events import EVENTS

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "twiml"
MANIFEST = CORPUS / "manifest.json"
DOCUMENTS: list[dict[str, Any]] = (
    json.loads(MANIFEST.read_text())["documents"] if MANIFEST.exists() else []
)
VALID = [each for each in DOCUMENTS if each["file"].startswith("valid/")]
IN_THE_ANSWER = (11200, 11750, 12300)
"""Numbers of what is wrong with the exchange, not with the document."""
FAULTY = [each for each in DOCUMENTS if each["expected"]["code"] not in (None, *IN_THE_ANSWER)]
EVENT = {"messaging": "sms", "voice": "voice"}

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason="the corpus is not at hand")


def errors(document: dict[str, Any], *, told: bool = True) -> list[Finding]:
    raw = (CORPUS / document["file"]).read_bytes()
    event = EVENTS[EVENT[document["product"]]] if told else None
    return [found for found in lint(document["file"], raw, event)[1] if found.level == "error"]


@pytest.mark.parametrize("document", VALID, ids=lambda each: each["file"])
def test_no_false_alarm(document: dict[str, Any]) -> None:
    assert errors(document) == []
    assert errors(document, told=False) == []


@pytest.mark.parametrize("document", FAULTY, ids=lambda each: each["file"])
def test_the_fault_is_found_once_at_its_place(document: dict[str, Any]) -> None:
    expected = document["expected"]
    found = errors(document)
    assert len(found) == 1
    assert found[0].twilio_code in (expected["code"], *expected.get("also_accept", []))
    if "line" not in expected:
        return
    accepted = [[expected["line"], expected["column"]], *expected.get("accept_positions", [])]
    place = found[0].location
    assert place is not None
    assert [place.line, place.column] in accepted
