"""The report for programs: the contract that `schema.json` beside this file holds it to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from twiml_check import __version__
from twiml_check.model.finding import Finding
from twiml_check.model.run import (
    Comparison,
    Expected,
    FlowExit,
    Hop,
    Latency,
    ResolvedNumber,
    Run,
    TargetResult,
)
from twiml_check.report.escape import to_json
from twiml_check.report.phrases import trimmed_path
from twiml_check.report.tally import tally

if TYPE_CHECKING:
    from twiml_check.report import View

SCHEMA = "twiml-check/1"
FEW = 50
"""Targets that somebody may want to read."""
MOST_NAMES = 64
"""Names in a finding's path; a deeper one has its middle left out."""

MOST_VERBS = 1000
"""Verbs of a hop; 64 KiB can hold 16,000, and a walk fifty times as many."""


def render(run: Run, view: View) -> str:  # noqa: ARG001 (a machine has no terminal)
    """Return the run as JSON in ASCII; times in milliseconds, sizes in bytes.

    Indented for the eye; of many targets each has a line of its own, which is made ten times
    faster.
    """
    few = len(run.checks) <= FEW
    whole = _run(run, [_target(check) for check in run.checks] if few else [])
    frame = to_json(whole, indent=2) + "\n"
    return frame if few else frame.replace('"targets": []', f'"targets": [\n    {_many(run)}\n  ]')


def _many(run: Run) -> str:
    return ",\n    ".join(to_json(_target(check)) for check in run.checks)


def _run(run: Run, targets: list[dict[str, Any]]) -> dict[str, Any]:
    counts = tally(run.checks)
    return {
        "schema": SCHEMA,
        "tool": {"name": "twiml-check", "version": __version__},
        "verdict": counts.verdict,
        "summary": {**counts._asdict(), "elapsed_ms": _milliseconds(run.elapsed_ms)},
        **({"quest": run.quest} if run.quest else {}),
        **_shard(run.shard),
        **({} if run.missing is None else {"missing": run.missing}),
        "targets": targets,
    }


def _shard(shard: tuple[int, int] | None) -> dict[str, Any]:
    """Return what is there only with --shard."""
    return {"shard": {"number": shard[0], "of": shard[1]}} if shard else {}


def _target(check: TargetResult) -> dict[str, Any]:
    return {
        "target": check.target,
        **({"name": check.name} if check.name else {}),
        **_written(check.written),
        **_found(check.resolved),
        "event": check.event,
        "verdict": check.verdict,
        **({} if check.fail_on == "error" else {"fail_on": check.fail_on}),
        "would": check.would,
        "undecided": check.undecided,
        "hops": [_hop(hop) for hop in check.hops],
        "findings": [_finding(finding) for finding in check.findings],
        "expectations": [_expected(each) for each in check.expectations],
        **_flow_exit(check.flow_exit),
        **_comparison(check.comparison),
        **_latency(check.latency),
    }


def _written(place: tuple[str, int] | None) -> dict[str, Any]:
    """Return what is there only for a check of a suite."""
    return {"written": {"file": place[0], "line": place[1]}} if place else {}


def _found(resolved: ResolvedNumber | None) -> dict[str, Any]:
    if resolved is None:
        return {}
    return {"found_in": {"keeper": resolved.keeper, "sid": resolved.sid}}


def _flow_exit(flow_exit: FlowExit | None) -> dict[str, Any]:
    """Return what is there only where the target is a redirect of a flow."""
    if flow_exit is None:
        return {}
    said = {
        "widget": flow_exit.widget,
        "twiml": flow_exit.twiml or None,
        "exit": flow_exit.exit or None,
        "next": flow_exit.next or None,
        "variables": dict(flow_exit.variables),
    }
    return {"detour": said}


def _latency(latency: Latency | None) -> dict[str, Any]:
    """Return what is there only where the target was asked several times."""
    if latency is None:
        return {}
    times = {name: _milliseconds(ms) for name, ms in latency._asdict().items() if name != "runs"}
    return {"latency": {"runs": latency.runs, **times}}


def _comparison(comparison: Comparison | None) -> dict[str, Any]:
    """Return what is there only with --compare."""
    if comparison is None:
        return {}
    return {"comparison": comparison._asdict()}


def _hop(hop: Hop) -> dict[str, Any]:
    answer = hop.answer
    content_type = answer.header("Content-Type") if answer else None
    return {
        "number": hop.number,
        "via": hop.via,
        "method": hop.request.method if hop.request else "",
        "url": hop.name,
        "status": answer.status if answer else None,
        "error": answer.failure.cause if answer and answer.failure else None,
        "content_type": content_type,
        "bytes": hop.size,
        "elapsed_ms": _milliseconds(answer.elapsed_ms if answer else 0.0),
        "verbs": _verbs(hop),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.location
    return {
        "rule": finding.rule,
        "level": finding.level,
        "twilio_code": finding.twilio_code,
        "twilio_level": finding.twilio_level,
        "message": finding.message,
        "help": finding.help,
        **({"note": finding.note} if finding.note else {}),
        "hop": finding.hop,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "path": "/".join(trimmed_path(place.path, MOST_NAMES)) if place else "",
        "doc": finding.doc,
    }


def _expected(each: Expected) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "expression": each.expression,
        "met": each.met,
        "hop": each.hop,
        "message": each.words,
        "found": each.found,
    }


def _verbs(hop: Hop) -> list[str]:
    return [*hop.verbs[:MOST_VERBS], *(["…"] if len(hop.verbs) > MOST_VERBS else [])]


def _milliseconds(value: float) -> float:
    return round(max(value, 0.0), 1) if math.isfinite(value) else 0.0
