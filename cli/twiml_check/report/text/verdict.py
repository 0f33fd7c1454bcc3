"""The last word: one line for a target, one for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.safe import shown
from twiml_check.report.tally import tally
from twiml_check.report.text.layout import LONGEST_NAME, LONGEST_TARGET, shortened
from twiml_check.report.words import said, total

if TYPE_CHECKING:
    from twiml_check.model import Check, Outcome, Run

STYLES: dict[Outcome, str] = {"pass": "bold green", "fail": "bold red", "undecided": "bold yellow"}


def target_line(check: Check) -> Text:
    """`FAIL  TARGET: 2 errors, 1 warning. What Twilio would do.`; a suite's name comes first."""
    event = f" ({check.event})" if check.resolved else ""  # a number has two checks
    target = f"{shortened(shown(check.target), LONGEST_TARGET)}{event}"
    name = shortened(shown(check.name), LONGEST_NAME)
    whole = f"{name} ({target})" if name else target
    return _line(check.verdict, f"{whole}: {shown(said(check))}")


def total_line(run: Run) -> Text:
    """`FAIL  1 of 3 targets failed: 2 errors`"""
    return _line(tally(run.checks).verdict, total(run))


def _line(verdict: Outcome, text: str) -> Text:
    return Text.assemble((verdict.upper(), STYLES[verdict]), f"  {text}")
