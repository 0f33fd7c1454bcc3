"""The last word: one line for a target, one for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.safe import shown
from twiml_check.report.tally import Tally, counted, tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twiml_check.model import Check, Outcome, Run

STYLES: dict[Outcome, str] = {"pass": "bold green", "fail": "bold red", "undecided": "bold yellow"}


def is_file(check: Check) -> bool:
    """True when documents were read and nothing was asked of a server."""
    return all(hop.via == "file" for hop in check.hops) and bool(check.hops)


def target_line(check: Check) -> Text:
    """`FAIL  TARGET: 2 errors, 1 warning. What Twilio would do.`"""
    said = [_faults([check]), shown(_outlook(check))]
    text = ". ".join(part for part in said if part) or "no findings"
    event = f" ({check.event})" if check.resolved else ""  # a number has two checks
    return _line(check.verdict, f"{shown(check.target)}{event}: {text}")


def total_line(run: Run) -> Text:
    """`FAIL  1 of 3 targets failed: 2 errors`"""
    counts = tally(run.checks)
    noun = "document" if all(is_file(check) for check in run.checks) else "target"
    return _line(counts.verdict, _total(counts, noun, _faults(run.checks)))


def _faults(checks: Sequence[Check]) -> str:
    """`2 errors, 1 unmet expectation`, without those that there are none of."""
    unmet = sum(not each.met and not each.undecided for one in checks for each in one.expectations)
    words = counted(unmet, "unmet expectation") if unmet else ""
    return ", ".join(filter(None, (tally(checks).findings, words)))


def _outlook(check: Check) -> str:
    if check.verdict == "undecided" and check.undecided:
        return check.undecided
    return check.would


def _total(counts: Tally, noun: str, faults: str) -> str:
    everything = counted(counts.targets, noun)
    if counts.verdict == "pass":
        return f"{everything}, {faults or 'no findings'}"
    parts = [(counts.failed, "failed"), (counts.undecided, "undecided")]
    shares = ", ".join(f"{number} {word}" for number, word in parts if number)
    first, _, rest = shares.partition(" ")
    found = f": {faults}" if faults else ""
    return f"{first} of {everything} {rest}{found}"


def _line(verdict: Outcome, text: str) -> Text:
    return Text.assemble((verdict.upper(), STYLES[verdict]), f"  {text}")
