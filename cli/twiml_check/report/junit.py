"""The report that CI servers show as tests: one test case for each target.

It keeps to both schemas in use, that of Jenkins (junit-10.xsd) and that of Ant (JUnit.xsd).
"""

import math
from collections.abc import Iterator
from time import gmtime, strftime

from twiml_check.model.run import Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import xml
from twiml_check.report.expectations import UNMET, is_skipped, state, statement, unmet_expectations
from twiml_check.report.extras import details, differences
from twiml_check.report.phrases import (
    LEVEL_ORDER,
    and_more,
    finding_lines,
    findings_to_show,
    summary,
    tally,
)

TAGS = {"fail": "failure", "undecided": "error"}
"""Not undecided: what we could not find out is no fault of the webhook's."""


def render(run: Run, view: View) -> str:  # noqa: ARG001 (a machine has no terminal)
    """Return the run as JUnit XML; times in seconds."""
    return "".join(f"{line}\n" for line in _lines(run))


def _lines(run: Run) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<testsuites>"
    yield f"  <testsuite {_attributes(run)}>"
    yield from _properties(run)
    for check in run.checks:
        yield from _case(check)
    yield "    <system-out>" + "\n".join(map(xml, _passing_lines(run))) + "</system-out>"
    yield "    <system-err/>"
    yield "  </testsuite>"
    yield "</testsuites>"


def _attributes(run: Run) -> str:
    counts, left_out = tally(run.checks), sum(map(is_skipped, run.checks))
    values = {
        "name": "twiml-check",
        "package": "twiml-check",
        "id": 0,
        "tests": counts.targets,
        "failures": counts.failed,
        "errors": counts.undecided - left_out,
        "skipped": left_out,
        "time": _seconds(run.elapsed_ms),
        "timestamp": strftime("%Y-%m-%dT%H:%M:%S", gmtime(run.begun)),
        "hostname": "localhost",
    }
    return " ".join(f'{name}="{value}"' for name, value in values.items())


def _properties(run: Run) -> Iterator[str]:
    """Yield the quest, and what a snapshot has besides."""
    pairs = (("quest", run.quest), *(("not-compared", name) for name in run.missing or ()))
    known = [f'<property name="{name}" value="{xml(value)}"/>' for name, value in pairs if value]
    yield "    <properties>" if known else "    <properties/>"
    yield from (f"      {each}" for each in known)
    if known:
        yield "    </properties>"


def _case(check: TargetResult) -> Iterator[str]:
    elapsed = sum(hop.answer.elapsed_ms for hop in check.hops if hop.answer)
    opening = (
        f'    <testcase classname="twiml-check.{xml(check.event)}"'
        f' name="{xml(check.name or check.target) or "-"}" time="{_seconds(elapsed)}"'
    )
    tag = "skipped" if is_skipped(check) else TAGS.get(check.verdict)
    if tag is None:
        yield f"{opening}/>"
        return
    yield f"{opening}>"
    yield f'      <{tag} type="{_worst(check)}" message="{xml(summary(check))}">'
    yield from map(xml, _case_lines(check))
    yield f"      </{tag}>"
    yield "    </testcase>"


def _worst(check: TargetResult) -> str:
    """Return the rule that a server groups failures by: the first of the highest level."""
    if check.verdict != "fail":
        return "skipped" if is_skipped(check) else check.verdict
    findings = sorted(check.findings, key=lambda finding: LEVEL_ORDER.index(finding.level))
    if unmet_expectations(check) and (not findings or findings[0].level != "error"):
        return UNMET
    return findings[0].rule if findings else check.verdict


def _passing_lines(run: Run) -> Iterator[str]:
    """Yield what was found without failing a target."""
    for check in run.checks:
        if check.verdict == "pass" and (lines := list(_case_lines(check))):
            yield f"{check.name or check.target}:"
            yield from lines


def _case_lines(check: TargetResult) -> Iterator[str]:
    """Yield all that there is to say of a target, line by line."""
    yield from _findings(check)
    yield from (f"{state(each)}: {statement(each)}" for each in check.expectations)
    yield from (f"{name or '  '}: {text}" for name, text in details(check))
    yield from differences(check)


def _findings(check: TargetResult) -> Iterator[str]:
    for finding, more in findings_to_show(check):
        yield from finding_lines(finding, check)
        if more:
            yield and_more(more)


def _seconds(milliseconds: float) -> str:
    """Return digits without an exponent or a group."""
    return f"{max(milliseconds, 0.0) / 1000:.3f}" if math.isfinite(milliseconds) else "0.000"
