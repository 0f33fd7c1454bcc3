"""How many findings are kept of one target."""

from collections.abc import Iterable

from twiml_check.model.finding import Finding

MOST_FINDINGS = 1000
"""Of one target: nobody reads on, and fifty hostile documents have 300 MB of them."""


def note(findings: list[Finding], found: Iterable[Finding]) -> None:
    """Add what there is room for, and one of each kind at least: the verdict hangs on them."""
    kinds = {(each.rule, each.level) for each in findings}
    for finding in found:
        kind = (finding.rule, finding.level)
        if len(findings) < MOST_FINDINGS or kind not in kinds:
            kinds.add(kind)
            findings.append(finding)
