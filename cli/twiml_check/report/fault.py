"""The worst fault of a target in one sentence, for lists of failures."""

from twiml_check.model.finding import LEVEL_ORDER
from twiml_check.model.run import Run, TargetResult
from twiml_check.report.escape import escape_line
from twiml_check.report.expectations import (
    UNMET,
    is_interrupted,
    is_skipped,
    statement,
    unmet_expectations,
)
from twiml_check.report.phrases import where


def worst_rule(check: TargetResult) -> str:
    """Return the first rule of the highest level; without a failure the verdict, or `skipped`."""
    if check.verdict != "fail":
        left_out = is_skipped(check) and not is_interrupted(check)
        return "skipped" if left_out else check.verdict
    findings = sorted(check.findings, key=lambda finding: LEVEL_ORDER.index(finding.level))
    if unmet_expectations(check) and (not findings or findings[0].level != "error"):
        return UNMET
    return findings[0].rule if findings else check.verdict


def worst_fault(check: TargetResult) -> str:
    """Return `RULE: MESSAGE (PLACE); and 2 more`; empty unless the target failed."""
    if check.verdict != "fail":
        return ""
    rule, unmet = worst_rule(check), unmet_expectations(check)
    worst = next((each for each in check.findings if each.rule == rule), None)
    if worst:
        first = f"{rule}: {worst.message} ({where(worst, check)})"
    else:
        first = f"{rule}: {statement(unmet[0])}" if unmet else ""
    level = worst.level if worst else "error"
    count = len(unmet) + sum(1 + each.more for each in check.findings if each.level == level)
    return f"{first}; and {count - 1} more" if count > 1 else first


def headline(run: Run) -> str:
    """Return the worst fault of the first target that did not pass; empty if all passed."""
    from twiml_check.report.redact import redact  # a reporter gets a redacted run

    checks = sorted(redact(run).checks, key=lambda check: check.verdict != "fail")
    check = next((each for each in checks if each.verdict != "pass"), None)
    if check is None:
        return ""
    return escape_line(worst_fault(check) or f"undecided: {check.undecided}")
