"""Real documents, where they are at hand: the valid ones are read, the broken ones placed."""

import json
from pathlib import Path
from typing import Any

import pytest

from twiml_check.read.twiml import read_twiml

CORPUS = Path(__file__).parent.parent.parent.parent / "shared" / "corpus" / "twiml"
MANIFEST = CORPUS / "manifest.json"
DOCUMENTS: list[dict[str, Any]] = (
    json.loads(MANIFEST.read_text())["documents"] if MANIFEST.exists() else []
)
VALID = [each for each in DOCUMENTS if each["file"].startswith("valid/")]
BROKEN = [each for each in DOCUMENTS if each["expected"]["code"] == 12100]

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason="the corpus is not at hand")


@pytest.mark.parametrize("each", VALID, ids=lambda each: each["file"])
def test_valid_documents_have_a_root(each: dict[str, Any]) -> None:
    document = read_twiml((CORPUS / each["file"]).read_bytes())
    assert document.root is not None
    assert document.root.name == "Response"


@pytest.mark.parametrize("each", BROKEN, ids=lambda each: each["file"])
def test_broken_documents_have_one_fault_where_the_author_must_look(each: dict[str, Any]) -> None:
    document = read_twiml((CORPUS / each["file"]).read_bytes())
    assert document.root is None
    [fault] = document.faults
    assert fault.location is not None
    expected = each["expected"]
    assert (fault.location.line, fault.location.column) == (expected["line"], expected["column"])
