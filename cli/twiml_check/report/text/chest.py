"""The chest of a quest: open, or shut with what it is still waiting for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.safe import shown
from twiml_check.report.tally import tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twiml_check.model import Run

OPEN = r"""
    .-----------.
   /             \     *
  |_______________|  .    o
     *  o   .  *       .
  .---o--*----o---.  *
  |               |
  |------[ ]------|
  |               |
  '---------------'
"""
SHUT = r"""
  .---------------.
  |               |
  |------[#]------|
  |               |
  '---------------'
"""
GOLD, WOOD = "yellow", "dim"


def chest(run: Run) -> Text:
    """A drawing, and what it means."""
    if all(check.verdict == "pass" for check in run.checks):
        return Text.assemble((OPEN[1:], GOLD), f"\nThe chest is open: {shown(run.quest)} is done.")
    missing = "".join(f"\n  - {each}" for each in _missing(run))
    return Text.assemble((SHUT[1:], WOOD), f"\nThe chest stays shut. It waits for:{missing}")


def _missing(run: Run) -> Iterator[str]:
    """What the quest wants, in its words."""
    for check in run.checks:
        unmet = [each for each in check.expectations if not each.met]
        yield from (shown(each.words or each.expression) for each in unmet)
        if check.verdict == "undecided":
            yield f"an end ({shown(check.undecided)})"
        elif check.verdict == "fail" and (not unmet or tally([check]).errors):
            yield "an answer without errors"
