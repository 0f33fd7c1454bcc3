"""The report that CI servers show as tests: one test case for each target, and for each way.

It is valid for both common schemas, that of Jenkins (junit-10.xsd) and that of Ant (JUnit.xsd).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from time import gmtime, strftime
from typing import NamedTuple

from twiml_check.model.finding import Finding
from twiml_check.model.run import Outcome, Run, TargetResult
from twiml_check.report import View
from twiml_check.report.ends import ended_ways
from twiml_check.report.escape import xml
from twiml_check.report.expectations import (
    is_interrupted,
    is_skipped,
    state,
    statement,
    unmet_expectations,
)
from twiml_check.report.extras import details, differences
from twiml_check.report.fault import worst_fault, worst_rule
from twiml_check.report.map.coverage import coverage
from twiml_check.report.phrases import (
    and_more,
    finding_lines,
    findings_to_show,
    summary,
)
from twiml_check.report.ways import product_of
from twiml_check.verdict import BARS

TAGS = {"fail": "failure", "undecided": "error"}
"""Not undecided: a limit of twiml-check is not a fault of the webhook."""


class Case(NamedTuple):
    """One test case."""

    name: str
    event: str
    elapsed_ms: float
    tag: str
    """`failure`, `error` or `skipped`; empty for one that passes."""
    type: str
    message: str
    lines: tuple[str, ...]


def render(run: Run, view: View) -> str:  # noqa: ARG001 (a machine has no terminal)
    """Return the run as JUnit XML; times in seconds."""
    return "".join(f"{line}\n" for line in _lines(run))


def _lines(run: Run) -> Iterator[str]:
    cases = [case for check in run.checks for case in _cases(check)]
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<testsuites>"
    yield f"  <testsuite {_attributes(run, cases)}>"
    yield from _properties(run)
    for case in cases:
        yield from _case(case)
    yield "    <system-out>" + "\n".join(map(xml, _passing_lines(cases))) + "</system-out>"
    yield "    <system-err/>"
    yield "  </testsuite>"
    yield "</testsuites>"


def _attributes(run: Run, cases: Sequence[Case]) -> str:
    tags = Counter(case.tag for case in cases)
    values = {
        "name": "twiml-check",
        "package": "twiml-check",
        "id": 0,
        "tests": len(cases),
        "failures": tags["failure"],
        "errors": tags["error"],
        "skipped": tags["skipped"],
        "time": _seconds(run.elapsed_ms),
        "timestamp": strftime("%Y-%m-%dT%H:%M:%S", gmtime(run.begun)),
        "hostname": "localhost",
    }
    return " ".join(f'{name}="{value}"' for name, value in values.items())


def _properties(run: Run) -> Iterator[str]:
    """Yield the quest, and the targets that only the snapshot has."""
    pairs = (("quest", run.quest), *(("not-compared", name) for name in run.missing or ()))
    known = [f'<property name="{name}" value="{xml(value)}"/>' for name, value in pairs if value]
    yield "    <properties>" if known else "    <properties/>"
    yield from (f"      {each}" for each in known)
    if known:
        yield "    </properties>"


def _cases(check: TargetResult) -> Iterator[Case]:
    """Yield the target's own case, then one for each way of an explored call that ends.

    A finding that fails the target fails the shortest way that it is on. A finding on no way fails
    the target's own case. That case also has all findings that fail nothing.
    """
    every, title = ended_ways(check), check.name or check.target
    way_of = {hop: number for number, way in enumerate(every) for hop in way.hops}
    failing = BARS[check.fail_on] if check.verdict == "fail" else ()
    found = defaultdict[int | None, list[Finding]](list)
    times = defaultdict[int | None, float](float)
    for finding in check.findings:
        found[way_of.get(finding.hop) if finding.level in failing else None].append(finding)
    for hop in check.hops:
        times[way_of.get(hop.number)] += hop.answer.elapsed_ms if hop.answer else 0.0
    own = _rest(check, found[None])
    yield _case_of(own, title, times[None], worst_fault(own) or summary(own), _case_lines(own))
    for number, way in enumerate(every):
        part = _part(check, found[number])
        lines = _findings(part)
        yield _case_of(part, f"{title}: {way.name}", times[number], worst_fault(part), lines)


def _part(check: TargetResult, found: Sequence[Finding]) -> TargetResult:
    """Return the target with the findings of one way that fail it."""
    verdict: Outcome = "fail" if found else "pass"
    return TargetResult(
        check.target, check.event, verdict, check.hops, tuple(found), call_map=check.call_map
    )


def _rest(check: TargetResult, left: Sequence[Finding]) -> TargetResult:
    """Return a target without the findings that fail its ways; another fault may still fail it."""
    if len(left) == len(check.findings):
        return check
    fails = any(each.level in BARS[check.fail_on] for each in left) or unmet_expectations(check)
    return check._replace(verdict="fail" if fails else "pass", findings=tuple(left))


def _case_of(
    check: TargetResult, name: str, elapsed_ms: float, message: str, lines: Iterable[str]
) -> Case:
    return Case(
        name, check.event, elapsed_ms, _tag(check), worst_rule(check), message, tuple(lines)
    )


def _tag(check: TargetResult) -> str:
    return "skipped" if _is_skipped(check) else TAGS.get(check.verdict, "")


def _is_skipped(check: TargetResult) -> bool:
    """Say whether a test is skipped: servers show an interrupted run with such tests as passed."""
    return is_skipped(check) and not is_interrupted(check)


def _case(case: Case) -> Iterator[str]:
    opening = (
        f'    <testcase classname="twiml-check.{xml(case.event)}"'
        f' name="{xml(case.name) or "-"}" time="{_seconds(case.elapsed_ms)}"'
    )
    if not case.tag:
        yield f"{opening}/>"
        return
    yield f"{opening}>"
    yield f'      <{case.tag} type="{case.type}" message="{xml(case.message)}">'
    yield from map(xml, case.lines)
    yield f"      </{case.tag}>"
    yield "    </testcase>"


def _passing_lines(cases: Sequence[Case]) -> Iterator[str]:
    """Yield the findings that do not fail a case."""
    for case in cases:
        if not case.tag and case.lines:
            yield f"{case.name}:"
            yield from case.lines


def _case_lines(check: TargetResult) -> Iterator[str]:
    """Yield the full text about a target, line by line."""
    yield from _findings(check)
    yield from (f"{state(each)}: {statement(each)}" for each in check.expectations)
    yield from (f"{name or '  '}: {text}" for name, text in details(check))
    yield from differences(check)
    if check.call_map:
        yield f"explored: {coverage(check.call_map, product_of(check))}"


def _findings(check: TargetResult) -> Iterator[str]:
    for finding, more in findings_to_show(check):
        yield from finding_lines(finding, check)
        if more:
            yield and_more(more)


def _seconds(milliseconds: float) -> str:
    """Return digits without an exponent or a group."""
    return f"{max(milliseconds, 0.0) / 1000:.3f}" if math.isfinite(milliseconds) else "0.000"
