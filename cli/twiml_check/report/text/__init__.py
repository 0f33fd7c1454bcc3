"""The report for people. Most documents have no fault, and get one line without a page.

Without a page, rich is not imported; that saves a fifth of such a run.
"""

from typing import NamedTuple

from twiml_check.model.run import Outcome, Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import escape_line
from twiml_check.report.phrases import accepted_line, is_file, summary, tally, total
from twiml_check.report.text.layout import LONGEST_NAME, LONGEST_TARGET, shorten, wrap

VERDICT = len("FAIL  ")
"""The indent of the second line of a verdict."""


def render(run: Run, view: View) -> str:
    """Return the run as text of `view.width` cells, its verdict in the last line."""
    plain = not view.color and view.verbosity <= 0 and not run.quest
    if plain and all(map(_is_silent, run.checks)):
        line = target_line(run.checks[0]) if len(run.checks) == 1 else total_line(run)
        verdict = fitted(line.plain, view)
        accepted = escape_line(accepted_line(run)) if view.verbosity >= 0 else ""
        return f"{accepted}\n\n{verdict}\n" if accepted else f"{verdict}\n"
    from twiml_check.report.text.page import page

    return page(run, view)


def _is_silent(check: TargetResult) -> bool:
    """Say whether a document only passes, with nothing else to report."""
    if check.verdict != "pass" or check.findings or not is_file(check):
        return False
    return not (
        check.expectations or check.comparison or check.latency or check.flow_exit or check.name
    )


class VerdictLine(NamedTuple):
    """`FAIL  1 of 3 targets failed`, without color."""

    verdict: Outcome
    words: str

    @property
    def plain(self) -> str:
        """Return the line without color."""
        return f"{self.verdict.upper()}  {self.words}"


def fitted(line: str, view: View) -> str:
    """Return a line of a verdict; a terminal gets lines that fit, without a break in a word."""
    return "\n".join(wrap(line, view.width, VERDICT)) if view.terminal else line


def target_line(check: TargetResult) -> VerdictLine:
    """Return `FAIL  TARGET: 2 errors. What Twilio would do.`; a suite's name comes first."""
    event = f" ({check.event})" if check.resolved else ""  # a number has two checks
    target = f"{shorten(escape_line(check.target), LONGEST_TARGET)}{event}"
    name = shorten(escape_line(check.name), LONGEST_NAME)
    whole = f"{name} ({target})" if name else target
    return VerdictLine(check.verdict, f"{whole}: {escape_line(summary(check))}")


def total_line(run: Run) -> VerdictLine:
    """Return `FAIL  1 of 3 targets failed: 2 errors`"""
    return VerdictLine(tally(run.checks).verdict, total(run))
