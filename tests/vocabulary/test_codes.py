"""The table of Twilio's numbers."""

import json
from pathlib import Path

import pytest

from twiml_check.vocabulary.codes import (
    CODES,
    ERRORS,
    REFUSALS,
    RESPONSES,
    WARNINGS,
    doc_url,
)

NEWER = {64114}
"""Numbers that Twilio has added since the reference was written."""
DICTIONARY = Path(__file__).parents[2].parent / "shared" / "reference" / "error-codes.json"


def test_a_number_tells_its_level_and_its_name() -> None:
    assert CODES[12200] == ("warning", "Schema validation warning")
    assert CODES[12200].level == "warning"
    assert CODES[11200].title == "HTTP retrieval failure"


def test_a_number_is_an_error_or_a_warning_but_not_both() -> None:
    assert not ERRORS.keys() & WARNINGS.keys()
    assert len(ERRORS) + len(WARNINGS) == 380
    assert len(CODES) == 380 + len(REFUSALS) + len(RESPONSES)


def test_names_are_one_clean_line() -> None:
    for code, (_, title) in CODES.items():
        assert title.isprintable(), code
        assert title.strip() == title != "", code
        assert "`" not in title, code


def test_the_page_of_a_number() -> None:
    assert doc_url(12200) == "https://www.twilio.com/docs/api/errors/12200"


@pytest.mark.skipif(not DICTIONARY.exists(), reason="the reference is not beside this checkout")
def test_the_table_agrees_with_the_reference() -> None:
    reference = json.loads(DICTIONARY.read_text(encoding="utf-8"))
    named = {row["code"]: (row["level"], row["name"].replace("`", "")) for row in reference}
    added = {*REFUSALS, *RESPONSES, *NEWER}
    logged = {code: row for code, row in CODES.items() if code not in added}
    assert named == logged
    assert {row["code"]: row["doc"] for row in reference} == {
        code: doc_url(code) for code in logged
    }
