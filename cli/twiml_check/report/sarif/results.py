"""The findings as results: where they stand, and how Twilio would get there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, Run, TargetResult
from twiml_check.report.escape import without_lone
from twiml_check.report.expectations import is_known_failure, problems
from twiml_check.report.gitlab import fingerprint
from twiml_check.report.phrases import path_to, position, reached_by
from twiml_check.report.repository_place import hop_of, reference, relative, suite_place
from twiml_check.report.sarif.rules import LEVELS, message
from twiml_check.report.snippet import snippet

if TYPE_CHECKING:
    Json = dict[str, Any]

MOST_FLOWS = 20
"""Findings of one target that carry the whole chain, which is the same for all of one hop."""
LONGEST_SNIPPET = 300
"""Characters of a line; twilio-python writes a whole document on one."""


def results(run: Run, rules: Mapping[str, int]) -> list[Json]:
    """Return a result for each finding; `rules` has the index of each rule."""
    seen: Counter[str] = Counter()
    some_known = any(map(is_known_failure, run.checks))
    return [
        {
            "ruleIndex": rules[finding.rule],
            **_result(finding, check, seen, flow=number < MOST_FLOWS),
            **({"suppressions": _suppressions(check)} if some_known else {}),
        }
        for check in run.checks
        for number, finding in enumerate(problems(check))
    ]


def _suppressions(check: TargetResult) -> list[Json]:
    """Return that a failure is expected; all results have the list, or none (§3.27.23)."""
    known = {"kind": "external", "justification": "the suite expects this target to fail"}
    return [known] if is_known_failure(check) else []


def _result(finding: Finding, check: TargetResult, seen: Counter[str], *, flow: bool) -> Json:
    hop = hop_of(finding, check)
    place = _place(finding, check, hop)
    mark = fingerprint(finding, check, seen)
    return {
        "ruleId": finding.rule,
        "level": LEVELS[finding.level],
        "message": message("\n".join(filter(None, (finding.message, finding.help)))),
        **_locations(check, hop, place),
        **(_exchange(hop) if hop else {}),
        **({"codeFlows": [_flow(hop, check, place)]} if flow and hop and hop.came_from else {}),
        "partialFingerprints": {"twimlCheck/v1": mark},
        "properties": {
            "twilioCode": finding.twilio_code,
            "twilioLevel": finding.twilio_level,
            "hop": finding.hop,
            "event": check.event,
            "doc": finding.doc,
        },
    }


def _locations(check: TargetResult, hop: Hop | None, place: Json) -> Json:
    """Return the place in the suite first: what a webhook answers stands in no repository."""
    suite = suite_place(check)
    if suite is None or (hop and hop.via == "file"):
        return {"locations": [place]}
    uri = reference(without_lone(suite.path))
    line = {"artifactLocation": {"uri": uri}, "region": {"startLine": suite.line}}
    return {"locations": [{"physicalLocation": line}], "relatedLocations": [{"id": 1, **place}]}


def _place(finding: Finding, check: TargetResult, hop: Hop | None) -> Json:
    """Return the place in the document that came back, or in the file that was read."""
    at = finding.location
    if at is None:
        return _document(hop, check)
    columns = {"startColumn": at.column, "endColumn": at.column + at.length}
    found = hop and hop.document and snippet(hop.document.source, at, LONGEST_SNIPPET)
    line = {"startLine": at.line, "snippet": {"text": found.text}} if found else {}
    path = {"fullyQualifiedName": "/".join(at.path), "kind": "element"}
    return {
        **_document(hop, check, {"startLine": at.line, **columns}, line),
        **({"logicalLocations": [path]} if at.path else {}),
        "message": message(position(at)),
    }


def _document(
    hop: Hop | None, check: TargetResult, region: Json | None = None, around: Json | None = None
) -> Json:
    name = hop.name if hop else check.target
    uri = reference(without_lone(relative(name) if hop and hop.via == "file" else name))
    physical = {"artifactLocation": {"uri": uri or "-"}, "region": region or {"startLine": 1}}
    return {"physicalLocation": {**physical, **({"contextRegion": around} if around else {})}}


def _exchange(hop: Hop) -> Json:
    """Return the request and the status; parameters and headers would say too much."""
    if hop.request is None:
        return {}
    asked = {"webRequest": {"method": hop.request.method, "target": hop.name}}
    if hop.answer is None or hop.answer.status is None:
        return {**asked, "webResponse": {"noResponseReceived": True}}
    return {**asked, "webResponse": {"statusCode": hop.answer.status}}


def _flow(hop: Hop, check: TargetResult, place: Json) -> Json:
    """Return the chain of requests from the webhook to the place."""
    steps = [
        {
            "executionOrder": number,
            "location": {
                **_document(each, check),
                "message": message(_step(each, check)),
            },
        }
        for number, each in enumerate(path_to(hop, check), 1)
    ]
    last = {"executionOrder": len(steps) + 1, "location": place}
    return {"threadFlows": [{"locations": [*steps, last]}]}


def _step(hop: Hop, check: TargetResult) -> str:
    """Return `hop 2, <Redirect>: POST https://example.com/menu, 200`"""
    method = f"{hop.request.method} " if hop.request else ""
    status = f", {hop.answer.status}" if hop.answer and hop.answer.status else ""
    return f"hop {hop.number}, {reached_by(hop, check)}: {method}{hop.name}{status}"
