"""One line for each finding, in the form that editors and problem matchers read, and the verdict.

The form is that of gcc and ruff: `PATH:LINE:COLUMN: LEVEL[RULE] NUMBER MESSAGE`. A webhook that no
suite names has its URL instead of the path, without a line.
"""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.finding import Finding, Level
from twiml_check.model.run import Hop, Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import escape_line
from twiml_check.report.expectations import is_skipped, problems
from twiml_check.report.phrases import and_more, is_file, tally, total
from twiml_check.report.repository_place import Place, hop_of, place
from twiml_check.report.ways import product_of, spoken_way

COLORS = {"error": "31", "warning": "33", "info": "34", "fail": "1;31", "undecided": "1;33"} | {
    "pass": "1;32"
}
"""Level or verdict -> its code for a terminal."""
UNDECIDED = "undecided"
"""The name in place of a rule's name."""


class Row(NamedTuple):
    """One finding, unmet expectation, or undecided target."""

    place: str
    level: Level
    rule: str
    number: str
    """Twilio's number; empty if there is none."""
    message: str
    findings: int = 1
    """How many findings it stands for."""


def render(run: Run, view: View) -> str:
    """Return the lines; with -q only the verdict."""
    shown = () if view.verbosity < 0 else rows(run)
    return "".join(
        f"{line}\n" for line in (*(_line(row, view) for row in shown), verdict(run, view))
    )


def rows(run: Run) -> Iterator[Row]:
    """Yield a row for each finding, in the order of the targets."""
    for check in run.checks:
        found = problems(check)
        if check.verdict == "undecided" and not is_skipped(check):
            found = (*found, _undecided(check))
        yield from (_row(finding, check) for finding in found)


def verdict(run: Run, view: View) -> str:
    """Return the last line: `FAIL  1 of 3 targets failed: 2 errors`."""
    word = tally(run.checks).verdict
    return f"{_colored(word.upper(), word, view)}  {escape_line(total(run))}"


def _line(row: Row, view: View) -> str:
    level = _colored(f"{row.level}[{row.rule}]", row.level, view)
    text = " ".join(f"{row.number} {row.message}".split())
    return f"{escape_line(row.place)}: {level} {escape_line(text)}"


def _colored(text: str, kind: str, view: View) -> str:
    return f"\x1b[{COLORS[kind]}m{text}\x1b[0m" if view.color else text


def _undecided(check: TargetResult) -> Finding:
    hop = 1 if is_file(check) else 0
    return Finding(UNDECIDED, "warning", None, None, check.undecided, "", "", "", hop, None, "")


def _row(finding: Finding, check: TargetResult) -> Row:
    hop, at = hop_of(finding, check), place(finding, check)
    parts = (finding.message, _in_response(finding, hop, check, at), and_more(finding.more))
    return Row(
        _place(finding, hop, check, at),
        finding.level,
        finding.rule,
        str(finding.twilio_code or ""),
        " ".join(filter(None, parts)),
        1 + finding.more,
    )


def _place(finding: Finding, hop: Hop | None, check: TargetResult, at: Place | None) -> str:
    """Return `menu.xml:2:53`, or the URL of the response."""
    name = hop.name if hop else check.target
    if at is None and hop and hop.request is None:  # standard input
        spot = finding.location
        at = Place(name, spot.line, spot.column) if spot else Place(name)
    return f"{at.path}:{at.line}:{at.column or 1}" if at else name


def _in_response(finding: Finding, hop: Hop | None, check: TargetResult, at: Place | None) -> str:
    """Return the place in a response: `(hop 2, line 1, column 7, press 2)`; empty for a file."""
    if hop is None or hop.request is None:
        return ""
    known = [f"{hop.request.method} {hop.name}"] if at else []
    known += [f"hop {hop.number}"] if len(check.hops) > 1 else []
    if spot := finding.location:
        known.append(f"line {spot.line}, column {spot.column}")
    if finding.way:
        known.append(spoken_way(finding.way, product_of(check)))
    return f"({', '.join(known)})" if known else ""
