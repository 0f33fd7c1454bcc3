"""The last word: one line for a target, one for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twiml_check.report.safe import shown
from twiml_check.report.tally import tally
from twiml_check.report.text.layout import LONGEST_NAME, LONGEST_TARGET, shortened
from twiml_check.report.words import said, total

if TYPE_CHECKING:
    from twiml_check.model import Check, Outcome, Run


class Line(NamedTuple):
    """`FAIL  1 of 3 targets failed`, so far without a colour."""

    verdict: Outcome
    words: str

    @property
    def plain(self) -> str:
        """As it is shown where there are no colours."""
        return f"{self.verdict.upper()}  {self.words}"


def target_line(check: Check) -> Line:
    """`FAIL  TARGET: 2 errors, 1 warning. What Twilio would do.`; a suite's name comes first."""
    event = f" ({check.event})" if check.resolved else ""  # a number has two checks
    target = f"{shortened(shown(check.target), LONGEST_TARGET)}{event}"
    name = shortened(shown(check.name), LONGEST_NAME)
    whole = f"{name} ({target})" if name else target
    return Line(check.verdict, f"{whole}: {shown(said(check))}")


def total_line(run: Run) -> Line:
    """`FAIL  1 of 3 targets failed: 2 errors`"""
    return Line(tally(run.checks).verdict, total(run))
