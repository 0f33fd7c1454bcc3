"""The text report against golden files: UPDATE_GOLDEN=1 writes them anew, for the eye to judge."""

import os
import re
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from twiml_check.model.finding import Level
from twiml_check.report import View, render
from twiml_check.report.text.page import FEW

from .cellwidth import underlined, width
from .samples import HOST, RUNS, check, file, finding, hop, run
from .valid import VERDICT

CASES = Path(__file__).parent / "cases"
SGR = re.compile(r"\x1b\[[0-9;]*m")


GOLDEN = [
    *product(RUNS, (80, 160), (0,)),
    *product(("hostile", "redirects", "secrets", "wide_text"), (80,), (1, 2)),
    *product(("several", "files", "clean_file"), (80,), (-1, 1)),
]

SUFFIX = {-1: "-quiet", 0: "", 1: "-v", 2: "-vv"}

MARKED = {
    "one_line": ["voise"],
    "wide_text": ["loup", "声", "looop"],
    "many_alike": ["voise", "voise", "voise", "Say"],
    "hostile": ["[bold red"],
    "files": ["voise"],
    "secrets": ["https", "@e", "password", "next"],
}
"""What the carets of a run must stand under."""


def golden(name: str, cells: int, verbosity: int) -> Path:
    return CASES / f"{name}-{cells}{SUFFIX[verbosity]}.txt"


@pytest.mark.parametrize(("name", "cells", "verbosity"), GOLDEN)
def test_golden(name: str, cells: int, verbosity: int) -> None:
    text = render("text", RUNS[name](), View(cells, verbosity=verbosity))
    path = golden(name, cells, verbosity)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_bytes().decode("utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in CASES.iterdir()} == {golden(*case).name for case in GOLDEN}


@pytest.mark.parametrize("cells", [60, 80, 100, 160, 400])
@pytest.mark.parametrize("name", MARKED)
def test_the_carets_stand_under_the_fault(name: str, cells: int) -> None:
    assert underlined(render("text", RUNS[name](), View(cells))) == MARKED[name]


@pytest.mark.parametrize("cells", [60, 80, 160])
def test_a_value_longer_than_the_line_is_underlined_from_its_start(cells: int) -> None:
    first, second = underlined(render("text", RUNS["long_words"](), View(cells)))
    assert first.startswith("https://example.com/xxx")
    assert first.endswith("x…")
    assert second == "voise"


@pytest.mark.parametrize("cells", [80, 120, 160])
@pytest.mark.parametrize("name", sorted(RUNS))
def test_source_lines_and_tables_keep_to_the_width(name: str, cells: int) -> None:
    text = render("text", RUNS[name](), View(cells))
    drawn = re.findall(r"^(?: *\d+ \| .*| +\d+  \w+ .*|hop  via.*)$", text, re.MULTILINE)
    assert [line for line in drawn if width(line) > cells] == []


@pytest.mark.parametrize("verbosity", [-1, 0, 1, 2])
@pytest.mark.parametrize("name", sorted(RUNS))
def test_nothing_that_a_terminal_obeys(name: str, verbosity: int) -> None:
    text = render("text", RUNS[name](), View(verbosity=verbosity))
    assert [char for char in text if not char.isprintable() and char != "\n"] == []
    assert text.encode("utf-8")


@pytest.mark.parametrize("verbosity", [-1, 0, 1, 2])
@pytest.mark.parametrize("name", sorted(RUNS))
def test_colour_adds_nothing_but_colour(name: str, verbosity: int) -> None:
    plain = render("text", RUNS[name](), View(100, color=False, verbosity=verbosity))
    colored = render("text", RUNS[name](), View(100, color=True, verbosity=verbosity))
    assert SGR.search(colored)
    assert SGR.sub("", colored) == plain


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render("text", RUNS["one_line"](), View(100, color=True))
    for name, value in {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "20", "LINES": "5"}.items():
        monkeypatch.setenv(name, value)
    assert render("text", RUNS["one_line"](), View(100, color=True)) == before


@pytest.mark.parametrize("verbosity", [-1, 0, 1, 2])
@pytest.mark.parametrize("name", sorted(RUNS))
def test_the_verdict_stands_last_in_one_line(name: str, verbosity: int) -> None:
    lines = render("text", RUNS[name](), View(verbosity=verbosity)).split("\n")
    assert VERDICT.match(lines[-2])
    assert lines[-1] == ""


@pytest.mark.parametrize("name", sorted(RUNS))
def test_quiet_says_verdicts_only(name: str) -> None:
    lines = render("text", RUNS[name](), View(verbosity=-1)).splitlines()
    assert [line for line in lines if not VERDICT.match(line)] == []


@pytest.mark.parametrize("verbosity", [0, 1, 2])
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_comes_out(form: str, verbosity: int) -> None:
    report = render(form, RUNS["secrets"](), View(400, verbosity=verbosity))
    named_so = report.replace("hunter2: ***", "")
    assert "hunter2" not in named_so.replace("hunter2=***", "")
    assert "c2lnbmF0dXJl" not in report
    assert "***@example.com" in report


@pytest.mark.parametrize("cells", [-1, 0, 1, 10, 40])
@pytest.mark.parametrize("name", sorted(RUNS))
def test_a_narrow_terminal_costs_no_words(name: str, cells: int) -> None:
    wide, narrow = (render("text", RUNS[name](), View(width)) for width in (100_000, cells))
    helped = re.findall(r"= (?:note|help): (.*)", wide)
    assert all("".join(each.split()) in "".join(narrow.split()) for each in helped)


def test_a_body_ends_at_64_kib() -> None:
    whole = check([hop("<!-- " + "é" * 70_000)], [])
    text = render("text", run(whole), View(verbosity=2))
    assert text.count("é") == 65_531
    assert "    … 4469 characters more\n" in text


def test_nothing_is_cut_at_160_cells() -> None:
    text = render("text", RUNS["redirects"](), View(160))
    assert "…" not in text
    assert text.count("/a/rather/long/path/that/does/not/fit/there?with=a&query=too") > 3


@pytest.mark.parametrize("cells", [40, 80])
def test_words_are_wrapped_whole(cells: int) -> None:
    report = render("text", RUNS["long_words"](), View(cells))
    assert f"= docs: https://example.com/{'x' * 300}?end\n" in report
    assert report.count(f"https://example.com/{'x' * 300}?end") == 3


def test_thousands_of_findings_in_a_long_line_stay_short_and_quick() -> None:
    text = "<Response>" + "<Say voise='a'/>" * 4_000 + "</Response>"
    faults = [
        finding(f"rule-{number}", "x", hop=1, help="y" * 100, doc="https://example.com/")
        for number in range(2_000)
    ]
    report = render("text", run(check([hop(text, "Say")], faults)), View())
    assert report.count("error[") == 2_000


def test_every_level_is_told_by_its_word_too() -> None:
    levels = get_args(Level)
    faults = [finding("some-rule", "x", level=level, hop=1, code=None) for level in levels]
    text = render("text", run(check([hop("<Response/>")], faults)), View())
    assert [f"{level}[some-rule]: x\n" in text for level in levels] == [True] * 3
    assert "1 error, 1 warning, 1 info" in text


def test_a_long_name_and_a_long_address_leave_the_verdict_in_sight() -> None:
    (whole,) = RUNS["passing"]().checks
    url = f"https://example.com/{'path/' * 300}end?a=1"
    named = whole._replace(name="menu " * 200 + "at night", target=url)
    lines = render("text", run(named), View(80)).splitlines()
    assert lines[0].startswith("sms  https://example.com/path/")
    assert lines[0].endswith("path/end?a=1")
    assert lines[-1].startswith("PASS  menu menu ")
    assert " menu at night (https://example.com/path/" in lines[-1]
    assert lines[-1].endswith("path/end?a=1): Twilio would send one message.")
    assert (width(lines[0]), width(lines[-1])) == (205, 321)


@pytest.mark.parametrize("sign", ["\u58f0", "e\u0301", "\x1b", "\U0001f4de"])
def test_a_long_name_of_any_signs_is_cut_to_its_cells(sign: str) -> None:
    (whole,) = RUNS["passing"]().checks
    named = whole._replace(name=sign * 500)
    line = render("text", run(named), View(80, verbosity=-1)).splitlines()[-1]
    name = line.removeprefix("PASS  ").partition(" (")[0]
    assert 78 <= width(name) <= 80
    assert "…" in name


def test_a_name_as_people_write_them_is_whole() -> None:
    (whole,) = RUNS["passing"]().checks
    name = "the main menu, at night, when the caller presses nine and nobody is there to answer"[
        :80
    ]
    url = f"https://example.com/{'x' * 150}"
    text = render("text", run(whole._replace(name=name, target=url)), View(80))
    assert f"PASS  {name} ({url}): " in text


def test_of_many_targets_those_that_failed_are_named_once_more() -> None:
    fault = finding("some-rule", "what?")
    faulty = [check([file("<Response/>", f"{n}.xml")], [fault], "fail", "") for n in range(FEW + 2)]
    clean = check([file("<Response/>", "clean.xml")], [], "pass", "")
    few = render("text", run(*faulty[:FEW], clean), View(80))
    assert "\nfailed:\n" not in few
    many = render("text", run(*faulty, clean), View(80)).splitlines()
    begin = many.index("failed:")
    assert many[begin + 1 : begin + 3] == ["  0.xml: 1 error", "  1.xml: 1 error"]
    assert many[begin + FEW :] == [
        f"  {FEW - 1}.xml: 1 error",
        "  and 2 more",
        "",
        f"FAIL  {FEW + 2} of {FEW + 3} documents failed: {FEW + 2} errors",
    ]
    assert "\nfailed:\n" not in render("text", run(*faulty, clean), View(80, verbosity=-1))


LONG = f"{HOST}/{'a' * 90}"


@pytest.mark.parametrize("verbosity", [-1, 0])
@pytest.mark.parametrize("color", [False, True])
def test_a_terminal_gets_a_verdict_that_fits(verbosity: int, color: bool) -> None:
    of = run(check([hop("<Response/>", url=LONG)], [finding("a", "b")]))
    view = View(60, color, terminal=True, verbosity=verbosity)
    plain = SGR.sub("", render("text", of, view))
    *_, first, second, third = plain.splitlines()
    assert first == f"FAIL  {LONG}:"  # a word stays whole, so that people can copy it
    assert second == "      1 error. Twilio would say “an application error has"
    assert third == "      occurred”."


@pytest.mark.parametrize("verbosity", [-1, 0])
def test_elsewhere_a_verdict_is_one_line(verbosity: int) -> None:
    of = run(check([hop("<Response/>", url=LONG)], [finding("a", "b")]))
    report = render("text", of, View(60, verbosity=verbosity))
    assert report.splitlines()[-1].endswith("error has occurred”.")


def test_many_verdicts_on_a_terminal() -> None:
    long = [
        check([hop("<Response/>", url=f"{HOST}/{number}")], [finding("a", "b")])
        for number in range(21)
    ]
    lines = render("text", run(*long), View(60, terminal=True)).splitlines()
    at = lines.index("failed:")
    assert lines[at + 1] == f"  {HOST}/0: 1 error. Twilio would say “an"
    assert lines[at + 2] == "      application error has occurred”."
    assert lines[-1] == "FAIL  21 of 21 targets failed: 21 errors"
    silent = run(check([file("<Response/>", f"{'a b ' * 20}.xml")], [], "pass", ""))
    assert len(render("text", silent, View(60, terminal=True)).splitlines()) == 2
