"""The report that GitLab shows in a merge request.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from collections import Counter
from hashlib import sha256
from typing import Any

from twiml_check.model.finding import Finding
from twiml_check.model.run import Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import to_json
from twiml_check.report.expectations import problems
from twiml_check.report.phrases import and_more
from twiml_check.report.repository_place import hop_of, identity, place
from twiml_check.report.ways import way_lines


def render(run: Run, view: View) -> str:  # noqa: ARG001 (a machine has no terminal)
    """Return the findings as an array of issues, each with a different fingerprint."""
    seen: Counter[str] = Counter()
    issues = [_issue(finding, check, seen) for check in run.checks for finding in problems(check)]
    return to_json(issues, indent=2) + "\n"


def _issue(finding: Finding, check: TargetResult, seen: Counter[str]) -> dict[str, Any]:
    path, line = _location(finding, check)
    said = finding.message, finding.note, finding.help
    parts = *said, and_more(finding.more), *way_lines(finding, check)
    return {
        "description": "; ".join(filter(None, parts)),
        "check_name": finding.rule,
        "fingerprint": fingerprint(finding, check, seen),
        "severity": _severity(finding),
        "location": {"path": path, "lines": {"begin": line}},
    }


def _severity(finding: Finding) -> str:
    if finding.level == "error":
        return "critical" if finding.twilio_level == "error" else "major"
    return "minor" if finding.level == "warning" else "info"


def _location(finding: Finding, check: TargetResult) -> tuple[str, int]:
    """Return path and line; for a webhook its URL without the scheme, as GitLab requires."""
    at = place(finding, check)
    if at:
        return at.path, at.line
    hop = hop_of(finding, check)
    address = hop.name if hop else check.target
    return address.partition("://")[2] or address, finding.location.line if finding.location else 1


def fingerprint(finding: Finding, check: TargetResult, seen: Counter[str]) -> str:
    """Return a hash that stays the same when lines move; equal findings get a counter."""
    names = finding.location.path if finding.location else ()
    kind = "\0".join((identity(finding, check), finding.rule, finding.message, *names))
    seen[kind] += 1
    return sha256(f"{kind}\0{seen[kind]}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
