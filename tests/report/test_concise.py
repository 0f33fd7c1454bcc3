"""The concise report and the table of --statistics: one line for each, whatever is in it."""

import re

import pytest

from twiml_check.model.finding import Finding
from twiml_check.model.run import Expected, Run, TargetResult
from twiml_check.report import STATISTICS, View, render
from twiml_check.report.expectations import NOT_ASKED

from . import valid
from .samples import HOST, check, file, finding, hop, place, run

TEXT = '<Response>\n  <Say voise="a">Hi</Say>\n</Response>'
SPOT = place(TEXT, "voise", "Response", "Say")
FAULT = finding("unknown-attribute", '<Say> has no attribute "voise"', SPOT)
LATE = finding("unreachable-verb", "<Say> never runs", SPOT, level="warning", code=None)
UNMET = Expected("xpath", "Dial", False, 1, found="Say")
LIMIT = "twiml-check stops after 20\ndocuments"


def chain(found: Finding) -> TargetResult:
    """Two requests, the second with this finding."""
    second = hop(TEXT, "Say", number=2, url=f"{HOST}/menu")
    return check([hop("<Response/>"), second], [found._replace(hop=2)])


def lines(of: Run) -> list[str]:
    return render("concise", of, View()).splitlines()[:-1]


FILE = check([file(TEXT, "menu.xml")], [FAULT])
WHOLE = check([file(TEXT, "a.xml")], [])
SHOWN = 'error[unknown-attribute] 12200 <Say> has no attribute "voise"'
OPEN = check([hop(TEXT, "Say")], [], "undecided", undecided=LIMIT)
CASES = {
    "a file": (FILE, f"menu.xml:2:8: {SHOWN}"),
    "standard input": (check([file(TEXT, "-")], [FAULT]), f"-:2:8: {SHOWN}"),
    "a whole file": (
        WHOLE._replace(findings=(FAULT._replace(location=None),)),
        f"a.xml:1:1: {SHOWN}",
    ),
    "the only response": (
        check([hop(TEXT, "Say")], [FAULT]),
        f"{HOST}/voice: {SHOWN} (line 2, column 8)",
    ),
    "a later response": (chain(FAULT), f"{HOST}/menu: {SHOWN} (hop 2, line 2, column 8)"),
    "a check of a suite": (
        chain(LATE)._replace(written=("twiml-check.toml", 12)),
        (
            "twiml-check.toml:12:1: warning[unreachable-verb] <Say> never runs "
            f"(POST {HOST}/menu, hop 2, line 2, column 8)"
        ),
    ),
    "a file in a suite": (
        FILE._replace(written=("twiml-check.toml", 12)),
        f"menu.xml:2:8: {SHOWN}",
    ),
    "an expectation": (
        WHOLE._replace(expectations=(UNMET,)),
        "a.xml:1:1: error[unmet-expectation] expected: Dial; hop 1 has Say",
    ),
    "an undecided webhook": (
        OPEN,
        f"{HOST}/voice: warning[undecided] twiml-check stops after 20 documents",
    ),
    "an undecided file": (
        WHOLE._replace(verdict="undecided", undecided=LIMIT),
        "a.xml:1:1: warning[undecided] twiml-check stops after 20 documents",
    ),
    "many": (
        WHOLE._replace(findings=(FAULT._replace(more=7),)),
        f"a.xml:2:8: {SHOWN} … and 7 more like this",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_line(name: str) -> None:
    of, line = CASES[name]
    assert lines(run(of)) == [line]
    assert len(valid.concise_lines(render("concise", run(of), View()))[0]) == 1


def test_a_pass_and_a_skipped_target_have_no_line() -> None:
    skipped = TargetResult("http://a/", "sms", "undecided", (), (), "", NOT_ASKED)
    assert lines(run(check([hop(TEXT, "Say")], [], "pass"), skipped)) == []


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\x1b[31m", "\u2028", "\u202e", "\t", "\x85", "\0"])
def test_nothing_breaks_a_line(sign: str) -> None:
    odd = FAULT._replace(message=f"no{sign}such", rule="x")
    of = run(check([file(TEXT, f"a{sign}b.xml")], [odd]), chain(odd))
    found, _ = valid.concise_lines(render("concise", of, View()))
    assert len(found) == 2
    table = render(STATISTICS, of, View()).splitlines()
    assert len(table) == 3
    assert all(line.isprintable() for line in table)


def test_colors_and_quiet() -> None:
    of = run(FILE, chain(LATE))
    colored = render("concise", of, View(color=True))
    assert "\x1b[31merror[unknown-attribute]\x1b[0m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render("concise", of, View())
    for form in ("concise", STATISTICS):
        quiet = render(form, of, View(verbosity=-1))
        assert quiet == "FAIL  2 of 2 targets failed: 1 error, 1 warning\n"


def test_every_finding_has_a_line_even_if_many_are_alike() -> None:
    assert len(lines(run(check([file(TEXT, "a.xml")], [FAULT] * 9)))) == 9


def test_statistics() -> None:
    files = [check([file(TEXT, f"{n}.xml")], [FAULT, LATE][: 1 + n % 2]) for n in range(15)]
    lone = finding("bare-ampersand", "XML does not allow a bare &", SPOT, code=12100)
    more = check([file(TEXT, "z.xml")], [lone, LATE._replace(more=8)])
    table = render(STATISTICS, run(*files, more, OPEN), View())
    assert table.splitlines() == [
        "count  level    rule               number  example",
        "   16  warning  unreachable-verb           1.xml:2:8",
        "   15  error    unknown-attribute  12200   0.xml:2:8",
        "    1  error    bare-ampersand     12100   z.xml:2:8",
        f"    1  warning  undecided                  {HOST}/voice",
        "FAIL  16 of 17 targets failed, 1 undecided: 16 errors, 16 warnings",
    ]


def test_statistics_of_nothing_are_the_verdict() -> None:
    of = run(check([file(TEXT, "a.xml")], [], "pass"))
    assert render(STATISTICS, of, View()) == "PASS  1 document, no findings\n"
