"""Annotations for GitHub Actions: workflow commands, one line each, and the verdict.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from twiml_check.model.finding import Finding
from twiml_check.model.run import Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import escape_line, message, setting
from twiml_check.report.expectations import is_known_failure, is_skipped, problems
from twiml_check.report.phrases import and_more, log_entry, position, tally, total, where
from twiml_check.report.repository_place import Place, place, suite_place
from twiml_check.report.ways import way_lines

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
MOST = 10
"""The most annotations of one kind that GitHub shows for a step."""


def render(run: Run, view: View) -> str:  # noqa: ARG001 (a runner has no terminal)
    """Return the first ten annotations of each kind, different rules first, and the verdict."""
    verdict = f"{tally(run.checks).verdict.upper()}  {escape_line(total(run))}"
    return "".join(f"{line}\n" for line in (*_commands(run), verdict))


def _commands(run: Run) -> Iterator[str]:
    given: Counter[str] = Counter()
    for check in run.checks:
        if check.verdict == "undecided" and not is_skipped(check):
            given["warning"] += 1
            if given["warning"] <= MOST:
                yield _undecided(check)
    for finding, check in _different_first(run.checks):
        given[finding.level] += 1
        if given[finding.level] <= MOST:
            yield _annotation(finding, check)


def _undecided(check: TargetResult) -> str:
    text = f"{check.name or check.target}: {check.undecided}"
    return _command("warning", "undecided", " ".join(text.split("\n")), suite_place(check))


def _different_first(checks: Iterable[TargetResult]) -> list[tuple[Finding, TargetResult]]:
    """Return the findings in order, but the second of a kind after the first of all others."""
    seen: Counter[tuple[str, str]] = Counter()
    ranked: list[tuple[int, Finding, TargetResult]] = []
    for check in checks:
        for finding in problems(check):
            kind = (check.target, finding.rule)
            seen[kind] += 1
            ranked.append((seen[kind], finding, check))
    return [(finding, check) for _, finding, check in sorted(ranked, key=lambda each: each[0])]


def _annotation(finding: Finding, check: TargetResult) -> str:
    known = "it is expected to fail" if is_known_failure(check) else ""
    aid = f"help: {finding.help}" if finding.help else ""
    lines = [finding.message, aid, log_entry(finding), finding.note, known]
    at = place(finding, check)
    if at is None or at == suite_place(check):  # else the annotation itself is there
        lines.append(where(finding, check))
    if finding.location:
        lines.append(position(finding.location))
    lines += [and_more(finding.more), *way_lines(finding, check)]
    title = f"{finding.rule} in {check.name or check.target}"
    text = "\n".join(" ".join(line.split("\n")) for line in lines if line)
    return _command(COMMANDS[finding.level], title, text, at)


def _command(name: str, title: str, text: str, at: Place | None) -> str:
    settings = {"file": at.path, "line": str(at.line)} if at else {}
    settings["title"] = title
    if at and at.column:
        settings |= {"col": str(at.column), "endColumn": str(at.column + at.length)}
    shown = ",".join(f"{key}={setting(value)}" for key, value in settings.items())
    return f"::{name} {shown}::{message(text)}"
