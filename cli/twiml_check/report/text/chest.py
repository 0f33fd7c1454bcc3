"""The chest of a quest: open, or shut with what it is still waiting for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.beside import chest
from twiml_check.report.safe import shown

if TYPE_CHECKING:
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


def drawn(run: Run) -> Text:
    """A drawing, and what it means."""
    said, waits = chest(run)
    picture = (SHUT[1:], WOOD) if waits else (OPEN[1:], GOLD)
    listed = "".join(f"\n  - {shown(each)}" for each in waits)
    return Text.assemble(picture, f"\n{shown(said)}{listed}")
