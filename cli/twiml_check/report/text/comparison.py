"""Where the answers differ from those of a snapshot: a unified diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.beside import differences

if TYPE_CHECKING:
    from twiml_check.model import Comparison

STYLES = {"-": "red", "+": "green", "@": "cyan", "…": "dim"}


def comparison(comparison: Comparison, target: str) -> Text:
    """The lines that are gone and those that have come, with a few around."""
    lines = differences(comparison, target)
    return Text("\n").join([Text(line, STYLES.get(line[:1], "")) for line in lines])
