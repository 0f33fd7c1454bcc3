"""The report for a comment, a wiki, or the page of a job: GitHub's and GitLab's Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width
from urllib.parse import quote

from twiml_check.report.escape import cell, code, longest_run, markdown
from twiml_check.report.lines import piece
from twiml_check.report.places import hop_of
from twiml_check.report.safe import shown
from twiml_check.report.tally import counted, tally
from twiml_check.report.words import (
    alike,
    duration,
    inside,
    is_file,
    logged,
    outlook,
    reached_by,
    runs_of,
    size,
    total,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twiml_check.model import Check, Finding, Hop, Run
    from twiml_check.report import View

SIGNS = {"pass": "✅", "fail": "❌", "undecided": "❔"}
LEVELS = {"error": "❌ error", "warning": "⚠️ warning", "info": "💡 info"}
MOST = 800_000
"""Characters; GitHub takes a summary of 1 MiB and drops a longer one whole."""
LONGEST_LINE = 110
"""Characters of a source line: what a page shows without scrolling."""
MOST_VERBS = 12
ADDRESS = ":/?#[]@!$&'()*+,;=~%"
"""What may stand in a URL as it is, beside letters and digits."""


def render(run: Run, view: View) -> str:
    """The run as Markdown: the verdict, a table of targets, then those with findings."""
    verdict = tally(run.checks).verdict
    parts = [f"## {SIGNS[verdict]} twiml-check: {markdown(total(run))}\n"]
    if len(run.checks) > 1:
        parts.append(_table(run))
    sizes = sum(map(len, parts))
    told = [check for check in run.checks if check.findings or len(run.checks) == 1]
    for number, check in enumerate(told):
        part = "\n".join(_check(check, view))
        sizes += len(part)
        if sizes > MOST:
            parts.append(f"_{counted(len(told) - number, 'more target')} left out._\n")
            break
        parts.append(part)
    return "\n".join(parts)


def _table(run: Run) -> str:
    lines = ["| | target | event | findings | what Twilio would do |", "|---|---|---|---|---|"]
    length = 0
    for number, check in enumerate(run.checks):
        lines.append(_row(check))
        length += len(lines[-1])
        if length > MOST // 2:
            lines.append(f"| | _and {len(run.checks) - number - 1} more_ | | | |")
            break
    return "\n".join([*lines, ""])


def _row(check: Check) -> str:
    target = markdown(check.name) if check.name else cell(check.target)
    found = tally([check]).findings or "-"
    cells = (SIGNS[check.verdict], target, check.event, found, markdown(outlook(check)))
    return f"| {' | '.join(cells)} |"


def _check(check: Check, view: View) -> Iterator[str]:
    name = f"{markdown(check.name)}: " if check.name else ""
    yield f"### {SIGNS[check.verdict]} {name}{code(check.target)}\n"
    if outlook(check):
        yield f"{markdown(outlook(check))}\n"
    for finding, more in alike(check):
        yield from _finding(finding, check, view)
        if more:
            yield f"… and {more} more like this\n"
    if not is_file(check):
        yield from _hops(check)


def _finding(finding: Finding, check: Check, view: View) -> Iterator[str]:
    level = LEVELS[finding.level]
    yield f"**{level}** {code(finding.rule)}: {markdown(finding.message)}\n"
    hop = hop_of(finding, check)
    source = hop.document.source if hop and hop.document else None
    found = (
        source and finding.location and piece(source, finding.location, LONGEST_LINE, view.hidden)
    )
    if found:
        caret = f"{' ' * _cells_of(found.before)}{'^' * max(_cells_of(found.marked), 1)}"
        yield from _block(["".join(found), f"{caret} {shown(finding.label)}".rstrip()])
    facts = [f"in {code(where(finding, check))}"]
    if finding.location:
        facts.append(markdown(inside(finding.location)))
    yield f"- {', '.join(facts)}"
    for text in filter(None, (logged(finding), finding.note)):
        yield f"- {markdown(text)}"
    if finding.help:
        yield f"- **help:** {markdown(finding.help)}"
    if finding.doc:
        yield f"- docs: {_page(finding.doc)}"
    yield ""


def _cells_of(text: str) -> int:
    """The width in a fixed font: a CJK character takes two places, a combining mark none."""
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def _page(url: str) -> str:
    """A link to a page of Twilio's."""
    if not url.startswith("https://"):
        return markdown(url)
    return f"<{quote(url, safe=ADDRESS)}>"


def _block(lines: list[str]) -> Iterator[str]:
    """A block of code; its fence is longer than any in it."""
    fence = "`" * max(longest_run("\n".join(lines)) + 1, 3)
    yield f"{fence}xml"
    yield from lines
    yield f"{fence}\n"


def _hops(check: Check) -> Iterator[str]:
    yield f"<details><summary>{counted(len(check.hops), 'request')}</summary>\n"
    yield "| # | via | request | status | type | size | time | verbs |"
    yield "|--:|---|---|---|---|--:|--:|---|"
    for hop in check.hops:
        yield f"| {' | '.join(_cells(hop, check))} |"
    yield "\n</details>\n"


def _cells(hop: Hop, check: Check) -> list[str]:
    answer = hop.answer
    method = hop.request.method if hop.request else ""
    failure = answer.failure.cause if answer and answer.failure else ""
    verbs = ", ".join(runs_of(hop.verbs, MOST_VERBS))
    return [
        str(hop.number),
        markdown(reached_by(hop, check)),
        cell(f"{method} {hop.name}"),
        str(answer.status) if answer and answer.status is not None else markdown(failure) or "-",
        cell(answer.media_type) if answer else "",
        size(hop.size) if answer and answer.status else "",
        duration(answer.elapsed_ms) if answer else "",
        cell(verbs),
    ]
