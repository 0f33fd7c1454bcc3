"""The difference between two runs: the new problems, and the fixed ones. Pure."""

from collections import defaultdict
from collections.abc import Iterator

from twiml_check.model.finding import Finding
from twiml_check.model.run import Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import escape_line
from twiml_check.report.expectations import statement, unmet_expectations
from twiml_check.report.phrases import where
from twiml_check.web.text import clip

MOST = 10
"""The most lines of one kind."""
Problems = dict[tuple[str, ...], list[str]]
"""The identity of a problem -> a line for each time that it is there."""


def news(before: Run, now: Run, time: str, view: View) -> str:
    """Return `2 new, 1 fixed since 14:03:05`, and a line for each of these problems.

    Lines and columns are not compared: they change with each line above.
    """
    old, new = _problems(before), _problems(now)
    kinds = (("new", _without(new, old)), ("fixed", _without(old, new)))
    counts = ", ".join(f"{len(lines)} {word}" for word, lines in kinds if lines)
    shown = [f"{counts or 'no change'} since {time}"]
    for word, lines in kinds:
        shown += [f"{word:7}{line}" for line in lines[:MOST]]
        shown += [f"{word:7}and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "".join(f"{clip(line, view.width) if view.terminal else line}\n" for line in shown)


def _without(problems: Problems, others: Problems) -> list[str]:
    return [line for key, lines in problems.items() for line in lines[len(others.get(key, ())) :]]


def _problems(run: Run) -> Problems:
    found: Problems = defaultdict(list)
    for check in run.checks:
        for words, line in _of_target(check):
            found[check.name, check.target, check.event, *words].append(escape_line(line))
    return found


def _of_target(check: TargetResult) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the identity and the line of each problem of a target."""
    title = check.name or check.target
    for each in check.findings:
        path = "/".join(each.location.path) if each.location else ""
        yield (each.rule, each.message, path), _line(each, check)
    for unmet in unmet_expectations(check):
        yield (unmet.kind, unmet.expression), f"{title}: unmet: {statement(unmet)}"
    if check.verdict == "undecided":
        yield ("undecided", check.undecided), f"{title}: undecided: {check.undecided}"


def _line(finding: Finding, check: TargetResult) -> str:
    code = f" {finding.twilio_code}" if finding.twilio_code else ""
    rule = f"{finding.level}[{finding.rule}]{code}"
    return f"{where(finding, check)}: {rule} {finding.message}"
