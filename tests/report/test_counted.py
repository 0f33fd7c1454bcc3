"""Findings beyond those that are kept are counted, and every format says so."""

import pytest

import twiml_check
from twiml_check.report import FORMATS
from twiml_check.report.json_read import read

RESULT = twiml_check.lint(f"<Response>{'<Nope/>' * 250}</Response>", event="voice")
SHOWN = {"sarif": 150, "gitlab": 150, "concise": 150}
"""How many of them stand behind the last one that is shown; elsewhere three are."""


def test_the_sum_is_that_of_all() -> None:
    assert RESULT.to_dict()["summary"]["errors"] == 250
    assert len(RESULT.findings) == 100
    assert [each.more for each in RESULT.findings] == [*[0] * 99, 150]


@pytest.mark.parametrize("name", sorted({*FORMATS} - {"json", "github"}))
def test_each_format_says_how_many_more(name: str) -> None:
    text = RESULT.report(name).replace("\\u2026", "…")
    assert f"… and {SHOWN.get(name, 247)} more like this" in text


def test_a_report_that_is_read_back_has_the_same_counts() -> None:
    (check,) = read(RESULT.report("json")).checks
    assert sum(1 + each.more for each in check.findings) == 250
