"""How many of what: the numbers under a run, and the verdict over all of its targets."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from twiml_check.model.run import Outcome, TargetResult


class Tally(NamedTuple):
    """Targets by verdict and findings by level."""

    targets: int
    passed: int
    failed: int
    undecided: int
    errors: int
    warnings: int
    infos: int

    @property
    def verdict(self) -> Outcome:
        """Fail when one target failed, else undecided when one is, else pass."""
        if self.failed:
            return "fail"
        return "undecided" if self.undecided else "pass"

    @property
    def findings(self) -> str:
        """`2 errors, 1 warning`, without the levels that nothing was found of; may be empty."""
        levels = ((self.errors, "error"), (self.warnings, "warning"), (self.infos, "info"))
        return ", ".join(counted(number, word) for number, word in levels if number)


def tally(checks: Sequence[TargetResult]) -> Tally:
    """Count the checks and their findings."""
    verdicts = Counter([check.verdict for check in checks])
    levels = Counter([finding.level for check in checks for finding in check.findings])
    return Tally(
        targets=verdicts.total(),
        passed=verdicts["pass"],
        failed=verdicts["fail"],
        undecided=verdicts["undecided"],
        errors=levels["error"],
        warnings=levels["warning"],
        infos=levels["info"],
    )


def counted(number: int, word: str) -> str:
    """Return `1 error`, `2 errors`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
