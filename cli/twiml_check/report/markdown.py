"""The report for a comment, a wiki, or the page of a job: GitHub's and GitLab's Markdown."""

from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width
from urllib.parse import quote

from twiml_check.model.call_map import CallMap, Node
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import cell, code, escape_line, longest_run, markdown
from twiml_check.report.expectations import (
    State,
    description,
    is_skipped,
    met_count,
    state,
    statement,
)
from twiml_check.report.extras import chest, details, differences, missing_targets
from twiml_check.report.map.coverage import coverage
from twiml_check.report.phrases import (
    accepted_line,
    and_more,
    counted,
    duration,
    faults,
    findings_to_show,
    is_file,
    log_entry,
    outlook,
    position,
    reached_by,
    size,
    tally,
    total,
    verb_list,
    where,
)
from twiml_check.report.repository_place import hop_of
from twiml_check.report.snippet import snippet
from twiml_check.report.ways import product_of, way_remarks

SIGNS = {"pass": "✅", "fail": "❌", "undecided": "❔"}
STATES: dict[State, str] = {"met": "✅", "unmet": "❌", "unsure": "❔"}
NOT_ASKED = "⏭️"
LEVELS = {"error": "❌ error", "warning": "⚠️ warning", "info": "💡 info"}
MOST = 800_000
"""The most bytes; GitHub accepts a summary of 1 MiB and drops a longer one."""
MOST_OTHERS = 200
MOST_NODES = 500
MOST_EDGES = 500
LONGEST_DRAWING = 50_000
"""The most edges and characters of a flowchart; for more, Mermaid draws an error.

https://mermaid.js.org/config/schema-docs/config.html"""
LONGEST_OTHER = 300
"""The most characters about a target without findings."""
LONGEST_LINE = 110
"""The most characters of a source line: a page shows them without scrolling."""
ADDRESS = ":/?#[]@!$&'()*+,;=~%"
"""Characters that need no escape in a URL, in addition to letters and digits."""


def render(run: Run, view: View) -> str:  # noqa: ARG001 (a page has no terminal)
    """Return the run as Markdown: the verdict, a table of targets, then the details of some."""
    verdict = tally(run.checks).verdict
    parts = [f"## {SIGNS[verdict]} twiml-check: {markdown(total(run))}\n", *_of_run(run)]
    if len(run.checks) > 1:
        parts.append(_table(run))
    told = [check for check in run.checks if _has_news(check) or len(run.checks) == 1]
    sizes = sum(map(_size, parts))
    for number, check in enumerate(told):
        part = "\n".join(_check(check))
        sizes += _size(part)
        if sizes > MOST:
            parts.append(f"_{counted(len(told) - number, 'more target')} left out._\n")
            return "\n".join(parts)
        parts.append(part)
    if len(run.checks) > 1:
        parts += _others([check for check in run.checks if not _has_news(check)])
    return "\n".join(parts)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _has_news(check: TargetResult) -> bool:
    """Say whether a target has details that the table leaves out, such as findings."""
    return bool(check.findings) or (check.verdict != "pass" and not is_skipped(check))


def _of_run(run: Run) -> Iterator[str]:
    """Yield the chest of a quest, and the targets that only the snapshot has."""
    if run.quest:
        said, waits = chest(run)
        yield f"**{markdown(said)}**\n"
        if waits:
            yield "".join(f"- {STATES['unmet']} {markdown(each)}\n" for each in waits)
    if accepted_line(run):
        yield f"{markdown(accepted_line(run))}\n"
    if missing_targets(run):
        yield f"{markdown(missing_targets(run))}\n"


def _others(checks: Sequence[TargetResult]) -> Iterator[str]:
    """Yield the met expectations of the other targets, folded."""
    lines = list(filter(None, map(_other, checks)))
    if lines:
        yield f"<details><summary>{counted(len(lines), 'more target')}</summary>\n"
        yield "\n".join(lines[:MOST_OTHERS])
        if len(lines) > MOST_OTHERS:
            yield f"- and {len(lines) - MOST_OTHERS} more"
        yield "\n</details>\n"


def _other(check: TargetResult) -> str:
    """Return one line about a target; empty if there is nothing to say."""
    known = [f"{name} {text}".lstrip() for name, text in details(check)]
    if check.call_map:
        known.append(coverage(check.call_map, product_of(check)))
    said = escape_line("; ".join([*map(description, check.expectations), *known]))[:LONGEST_OTHER]
    return f"- {_sign(check)} {_title(check)}: {markdown(said)}" if said else ""


def _sign(check: TargetResult) -> str:
    return NOT_ASKED if is_skipped(check) else SIGNS[check.verdict]


def _title(check: TargetResult) -> str:
    return markdown(check.name) if check.name else cell(check.target)


def _table(run: Run) -> str:
    lines = ["| | target | event | findings | what Twilio would do |", "|---|---|---|---|---|"]
    length = 0
    for number, check in enumerate(run.checks):
        lines.append(_row(check))
        length += _size(lines[-1])
        if length > MOST // 2:
            lines.append(f"| | _and {len(run.checks) - number - 1} more_ | | | |")
            break
    return "\n".join([*lines, ""])


def _row(check: TargetResult) -> str:
    found = faults([check]) or met_count(check) or "-"
    outcome = markdown(outlook(check))
    return f"| {_sign(check)} | {_title(check)} | {check.event} | {found} | {outcome} |"


def _check(check: TargetResult) -> Iterator[str]:
    name = f"{markdown(check.name)}: " if check.name else ""
    yield f"### {_sign(check)} {name}{code(check.target)}\n"
    if outlook(check):
        yield f"{markdown(outlook(check))}\n"
    yield from _extras(check)
    for finding, more in findings_to_show(check):
        yield from _finding(finding, check)
        if more:
            yield f"{and_more(more)}\n"
    if check.call_map:
        yield from _map(check, check.call_map)
    if check.hops and not is_file(check):
        yield from _hops(check)


def _extras(check: TargetResult) -> Iterator[str]:
    """Yield the URL, the latency, the expectations, and the changes of a target."""
    lines = [f"- {name or 'and'}: {_fact(name, text)}" for name, text in details(check)]
    lines += [f"- {STATES[state(each)]} {markdown(statement(each))}" for each in check.expectations]
    yield from lines
    if lines:
        yield ""
    if changes := differences(check):
        yield from _block(changes, "diff")


def _finding(finding: Finding, check: TargetResult) -> Iterator[str]:
    level = LEVELS[finding.level]
    yield f"**{level}** {code(finding.rule)}: {markdown(finding.message)}\n"
    hop = hop_of(finding, check)
    source = hop.document.source if hop and hop.document else None
    found = source and finding.location and snippet(source, finding.location, LONGEST_LINE)
    if found:
        caret = f"{' ' * _cells_of(found.before)}{'^' * max(_cells_of(found.marked), 1)}"
        yield from _block([found.text, f"{caret} {escape_line(finding.label)}".rstrip()])
    facts = [f"in {code(where(finding, check))}"]
    if finding.location:
        facts.append(markdown(position(finding.location)))
    yield f"- {', '.join(facts)}"
    for text in filter(None, (log_entry(finding), finding.note)):
        yield f"- {markdown(text)}"
    if finding.help:
        yield f"- **help:** {markdown(finding.help)}"
    if finding.doc:
        yield f"- docs: {_page(finding.doc)}"
    for name, text in way_remarks(finding, check):
        yield f"- {name}: {_fact(name, text)}"
    yield ""


def _fact(name: str, text: str) -> str:
    return code(text) if name == "again" else markdown(text)


def _cells_of(text: str) -> int:
    """Return the width in a fixed font: a CJK character has two cells, a combining mark none."""
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def _page(url: str) -> str:
    """Return a link to a page of Twilio's."""
    return f"<{quote(url, safe=ADDRESS)}>" if url.startswith("https://") else markdown(url)


def _block(lines: list[str], kind: str = "xml") -> Iterator[str]:
    """Yield a block of code; its fence is longer than any row of backticks in it."""
    fence = "`" * max(longest_run("\n".join(lines)) + 1, 3)
    yield f"{fence}{kind}"
    yield from lines
    yield f"{fence}\n"


def _map(check: TargetResult, whole: CallMap) -> Iterator[str]:
    """Yield the coverage, the map if a page can draw it, and its places."""
    yield f"{markdown(coverage(whole, product_of(check)))}\n"
    if len(whole.edges) <= MOST_EDGES:
        from twiml_check.report.map.mermaid import draw  # only an explored call needs it

        drawn = draw(check, whole)
        if len(drawn) <= LONGEST_DRAWING:
            yield from _block(drawn.splitlines(), "mermaid")
    yield f"<details><summary>{counted(len(whole.nodes), 'document')}</summary>\n"
    yield "| # | request | way | what is heard or sent | end |"
    yield "|--:|--:|---|---|---|"
    for node in whole.nodes[:MOST_NODES]:
        yield f"| {' | '.join(_place(node))} |"
    if len(whole.nodes) > MOST_NODES:
        yield f"| | | _and {len(whole.nodes) - MOST_NODES} more_ | | |"
    yield "\n</details>\n"


def _place(node: Node) -> list[str]:
    said = node.said or " ".join(node.verbs)
    way = f"{node.caller} {' '.join(node.way)}".lstrip()
    return [str(node.number), str(node.hop), cell(way), markdown(said), markdown(node.end)]


def _hops(check: TargetResult) -> Iterator[str]:
    yield f"<details><summary>{counted(len(check.hops), 'request')}</summary>\n"
    yield "| # | via | request | status | type | size | time | verbs |"
    yield "|--:|---|---|---|---|--:|--:|---|"
    for hop in check.hops:
        yield f"| {' | '.join(_cells(hop, check))} |"
    yield "\n</details>\n"


def _cells(hop: Hop, check: TargetResult) -> list[str]:
    answer = hop.answer
    method = hop.request.method if hop.request else ""
    failure = answer.failure.cause if answer and answer.failure else ""
    return [
        str(hop.number),
        markdown(reached_by(hop, check)),
        cell(f"{method} {hop.name}".lstrip()),
        str(answer.status) if answer and answer.status is not None else markdown(failure) or "-",
        cell(answer.media_type) if answer else "",
        size(hop.size) if answer and answer.status else "",
        duration(answer.elapsed_ms) if answer else "",
        cell(verb_list(hop)),
    ]
