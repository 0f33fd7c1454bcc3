"""The fuzzer itself: a few cases of each class, and oracles that can fail."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import ValidationError  # type: ignore[import-untyped]
from lxml.etree import DocumentInvalid, XMLSyntaxError  # type: ignore[import-untyped]

from tests.fuzz import checking, oracles
from tests.fuzz.case import Case
from tests.fuzz.checking import case_of, complaint
from tests.fuzz.classes import CLASSES
from tests.fuzz.running import Bench, Result, bench
from tests.fuzz.trying import Plan, holds
from twiml_check.report import FORMATS

MISSPELT = b"<Response><Say voise='alice'>Hello</Say></Response>"
QUICK = sorted(set(CLASSES) - {"liquid"})
"""All but the one that starts a process for each case."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", QUICK)
def test_a_few_cases_hold(name: str, place: Bench) -> None:
    cases = [case_of(CLASSES[name], 1, name, number, place.origin) for number in (1, 2, 3)]
    assert [complaint(place, case) for case in cases] == ["", "", ""]


@pytest.mark.parametrize("name", CLASSES)
def test_a_case_is_the_same_again(name: str) -> None:
    cases = [case_of(CLASSES[name], 7, name, number, "http://x") for number in (5, 6, 5)]
    assert cases[0] == cases[2] != cases[1]


def reported(place: Bench) -> Result:
    wanted = [f"--report={name}=report.{name}" for name in oracles.ORACLES]
    return place.run(Case(("a.xml", "--color=never"), {"a.xml": MISSPELT}), *wanted)


def test_what_holds_is_not_complained_of(place: Bench) -> None:
    result = reported(place)
    oracles.ending(result)
    oracles.reports(result, 120)
    assert result.status == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"status": 4},
        {"out": "twiml-check itself failed (KeyError: 'x'); --debug shows the traceback"},
        {"err": "Traceback (most recent call last):\n"},
        {"err": "no name in front\n"},
        {"err": "twiml-check: \x1b[31m\n"},
        {"status": 2},
        {"status": 2, "out": "", "err": "twiml-check: a\ntwiml-check: b\n", "reports": {}},
        {"status": 2, "out": "", "err": "", "reports": {}},
    ],
)
def test_a_bad_ending_is_complained_of(changes: dict[str, Any], place: Bench) -> None:
    with pytest.raises(AssertionError):
        oracles.ending(reported(place)._replace(**changes))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("json", '"schema"', '"scheme"'),
        ("json", '"elapsed_ms": 0.0', '"elapsed_ms": NaN'),
        ("json", '"verdict": "fail"', '"verdict": "pass"'),
        ("junit", "<testsuites", "<testsuites x='1'"),
        ("junit", "</testsuites>", ""),
        ("sarif", '"2.1.0"', '"2.1"'),
        ("sarif", '"uri": "a.xml"', '"uri": "a b.xml"'),
        ("gitlab", '"severity"', '"severe"'),
        ("github", "::error", "evil\n::error"),
        ("github", "FAIL  ", "PASS  "),
        ("markdown", "\n\n", "\n\n<img src=x>\n\n"),
        ("markdown", "\n\n", "\n\n[a](http://x.example)\n\n"),
        ("markdown", "❌", "✅"),
        ("html", "<body>", "<body><script>x</script>"),
        ("html", "<body>", "<body onload='x'>"),
        ("html", "<body>", "<body><a href='javascript:x'>x</a>"),
        ("html", "</body>", "</p></body>"),
    ],
)
def test_a_bad_report_is_complained_of(name: str, old: str, new: str, place: Bench) -> None:
    result = reported(place)
    assert old in result.reports[name]
    worse = {**result.reports, name: result.reports[name].replace(old, new, 1)}
    with pytest.raises((AssertionError, ValidationError, DocumentInvalid, XMLSyntaxError)):
        oracles.reports(result._replace(reports=worse), 120)


@pytest.mark.parametrize("text", ["\x1b[31m\nFAIL  a.xml\n", f" 1 | {'x' * 120}\nFAIL  a\n", "x\n"])
def test_a_bad_text_is_complained_of(text: str) -> None:
    with pytest.raises(AssertionError):
        oracles.text(text, 120)


def test_a_missing_report_is_complained_of(place: Bench) -> None:
    with pytest.raises(AssertionError, match="no report"):
        oracles.reports(reported(place)._replace(reports={}), 120)


def test_what_changes_is_complained_of() -> None:
    found = {"rule": "a", "message": "in line 1", "path": None}
    report = {"elapsed_ms": 1.0, "targets": [{"findings": [found]}]}
    moved = {"elapsed_ms": 2.0, "targets": [{"findings": [{**found, "message": "in line 2"}]}]}
    other = {"elapsed_ms": 1.0, "targets": [{"findings": [{**found, "rule": "b"}]}]}
    oracles.steady(report, {**report, "elapsed_ms": 2.0})
    oracles.alike(report, moved)
    with pytest.raises(AssertionError, match="not the same twice"):
        oracles.steady(report, moved)
    with pytest.raises(AssertionError, match="no longer found"):
        oracles.alike(report, other)


def test_memory_is_complained_of(place: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MEGABYTES", -1)
    case = case_of(CLASSES["xpath"], 1, "xpath", 1, place.origin)
    assert complaint(place, case) == "it took 0 MB more than all before"


def hangs(chance: Random, origin: str) -> Case:
    time.sleep(30)
    return Case(())


def crashes(chance: Random, origin: str) -> Case:
    os._exit(9)


def fails(chance: Random, origin: str) -> Case:
    """A case whose twin has another fault."""
    return Case(("a.xml",), {"a.xml": MISSPELT}, twins=({"a.xml": b"<Response/>"},))


@pytest.mark.parametrize(
    ("make", "said"),
    [(hangs, "in hangs"), (crashes, "ended with 9"), (fails, "no longer found")],
)
def test_what_fails_is_printed_with_its_seed(
    make: Callable[[Random, str], Case], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert not holds(Plan("some", make, 12, [3], longest=0.3 if make is hangs else 30))
    out, err = capfd.readouterr()
    assert "python -m tests.fuzz --seed 12 --only some --case 3\n" in out
    assert said in out + err


def test_every_format_has_an_oracle() -> None:
    assert {*oracles.ORACLES, "text"} == {*FORMATS}
