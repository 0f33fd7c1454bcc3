"""The report for programs: `schema.json` in this folder is its contract."""

import math
from collections.abc import Sequence
from typing import Any

from twiml_check import __version__
from twiml_check.model.call_map import CallMap, Edge, Node
from twiml_check.model.finding import Finding
from twiml_check.model.run import Comparison, Expected, FlowExit, Hop, Latency, Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import to_json
from twiml_check.report.phrases import tally, trimmed_path

SCHEMA = "twiml-check/1"
FEW = 50
"""The most targets that are indented for people."""
MOST_NAMES = 64
"""The most names in a finding's path; a longer path loses its middle."""
MOST_VERBS = 1000
"""The most verbs of a hop; 64 KiB can have 16,000, and a chain fifty times as many."""


def render(run: Run, view: View) -> str:  # noqa: ARG001 (a machine has no terminal)
    """Return the run as JSON in ASCII; times in milliseconds, sizes in bytes.

    Few targets are indented for people. Many targets get one line each, which is ten times faster.
    """
    few = len(run.checks) <= FEW
    whole = _run(run, [_target(check) for check in run.checks] if few else [])
    frame = to_json(whole, indent=2) + "\n"
    if few:
        return frame
    lines = ",\n    ".join(to_json(_target(check)) for check in run.checks)
    return frame.replace('"targets": []', f'"targets": [\n    {lines}\n  ]')


def _run(run: Run, targets: list[dict[str, Any]]) -> dict[str, Any]:
    counts = tally(run.checks)
    return {
        "schema": SCHEMA,
        "tool": {"name": "twiml-check", "version": __version__},
        "verdict": counts.verdict,
        "summary": {**counts._asdict(), "elapsed_ms": _milliseconds(run.elapsed_ms)},
        **_known(
            quest=run.quest,
            baseline=run.baseline,
            shard=run.shard and {"number": run.shard[0], "of": run.shard[1]},
        ),
        **({} if run.missing is None else {"missing": run.missing}),
        "targets": targets,
    }


def _known(**parts: Any) -> dict[str, Any]:
    """Return the parts that exist: only a suite, a phone number, a flow or an option makes them."""
    return {name: part for name, part in parts.items() if part}


def _target(check: TargetResult) -> dict[str, Any]:
    found = check.resolved
    return {
        "target": check.target,
        **_known(
            name=check.name,
            written=check.written and {"file": check.written[0], "line": check.written[1]},
            found_in=found and {"keeper": found.keeper, "sid": found.sid},
        ),
        "event": check.event,
        "verdict": check.verdict,
        **_known(fail_on=check.fail_on if check.fail_on != "error" else ""),
        "would": check.would,
        "undecided": check.undecided,
        "hops": [_hop(hop, explored=check.call_map is not None) for hop in check.hops],
        "findings": [_finding(finding) for finding in check.findings],
        **_known(accepted=[_finding(finding) for finding in check.accepted or ()]),
        "expectations": [_expectation(each) for each in check.expectations],
        **_known(
            detour=check.flow_exit and _flow_exit(check.flow_exit),
            comparison=check.comparison and _comparison(check.comparison),
            latency=check.latency and _latency(check.latency),
            map=check.call_map and call_map(check.call_map),
            again=check.again,
        ),
    }


def call_map(whole: CallMap) -> dict[str, Any]:
    """Return the map of an explored target, with its coverage."""
    choices = whole.choices
    return {
        "nodes": [_node(node) for node in whole.nodes],
        "edges": [_edge(edge) for edge in whole.edges],
        "coverage": {"choices": len(choices), "answered": whole.answered, "left": whole.left},
        "calls": whole.calls,
        "requests": whole.requests,
        **_known(again=whole.again),
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "number": node.number,
        "hop": node.hop,
        "said": node.said,
        "way": list(node.way),
        "seen": node.seen,
        "end": node.end or None,
        **_known(
            verbs=_short(node.verbs), branch=node.branch, caller=node.caller, keys=list(node.keys)
        ),
    }


def _edge(edge: Edge) -> dict[str, Any]:
    choice = {
        "kind": edge.kind,
        "text": edge.word,
        "announced": edge.announced,
        "certain": edge.certain,
    }
    return {
        "from": edge.start,
        "choice": choice,
        "steps": list(edge.steps),
        "to": edge.end,
        "state": edge.state,
        "address": edge.address,
        "repeats": edge.repeats,
    }


def _comparison(compared: Comparison) -> dict[str, Any]:
    parts = {"file": compared.file, "state": compared.state, "diff": compared.diff}
    return {**parts, **_known(more=compared.more)}


def _flow_exit(flow_exit: FlowExit) -> dict[str, Any]:
    return {
        "widget": flow_exit.widget,
        "twiml": flow_exit.twiml or None,
        "exit": flow_exit.exit or None,
        "next": flow_exit.next or None,
        "variables": dict(flow_exit.variables),
    }


def _latency(latency: Latency) -> dict[str, Any]:
    times = {name: _milliseconds(ms) for name, ms in latency._asdict().items() if name != "runs"}
    return {"runs": latency.runs, **times}


def _hop(hop: Hop, *, explored: bool) -> dict[str, Any]:
    """Return one hop; for an explored call also the hop before it, because calls branch."""
    answer = hop.answer
    return {
        "number": hop.number,
        "via": hop.via,
        "method": hop.request.method if hop.request else "",
        "url": hop.name,
        "status": answer.status if answer else None,
        "error": answer.failure.cause if answer and answer.failure else None,
        "content_type": answer.header("Content-Type") if answer else None,
        "bytes": hop.size,
        "elapsed_ms": _milliseconds(answer.elapsed_ms if answer else 0.0),
        "verbs": _short(hop.verbs),
        **_known(came_from=hop.came_from if explored else None),
    }


def _short(verbs: Sequence[str]) -> list[str]:
    return [*verbs[:MOST_VERBS], *(["…"] if len(verbs) > MOST_VERBS else [])]


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.location
    return {
        "rule": finding.rule,
        "level": finding.level,
        "twilio_code": finding.twilio_code,
        "twilio_level": finding.twilio_level,
        "message": finding.message,
        "help": finding.help,
        **_known(note=finding.note),
        "hop": finding.hop,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "path": "/".join(trimmed_path(place.path, MOST_NAMES)) if place else "",
        "doc": finding.doc,
        **_known(more=finding.more),
        **({"way": list(finding.way)} if finding.way or finding.ways else {}),
        **_known(ways=finding.ways, again=finding.again),
        **_known(edits=[edit._asdict() for edit in finding.edits]),
    }


def _expectation(each: Expected) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "expression": each.expression,
        "met": each.met,
        "hop": each.hop,
        "message": each.words,
        "found": each.found,
        **_known(untried=each.undecided if each.kind == "trial" else ""),
    }


def _milliseconds(value: float) -> float:
    return round(max(value, 0.0), 1) if math.isfinite(value) else 0.0
