"""Where the answers differ from those of a snapshot: a unified diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.safe import shown
from twiml_check.report.text.layout import cut

if TYPE_CHECKING:
    from twiml_check.model import Comparison

STYLES = {"-": "red", "+": "green", "@": "cyan"}
MOST = 200
"""Lines; the JSON report has all of them."""
LONGEST = 1000
"""Cells of a line."""


def comparison(comparison: Comparison, target: str) -> Text:
    """The lines that are gone and those that have come, with a few around."""
    lines = [Text(f"--- {shown(comparison.file)}", "red"), Text(f"+++ {shown(target)}", "green")]
    lines += [
        Text(cut(shown(line), LONGEST), STYLES.get(line[:1], "")) for line in comparison.diff[:MOST]
    ]
    if len(comparison.diff) > MOST:
        lines.append(Text(f"… {len(comparison.diff) - MOST} lines more", "dim"))
    return Text("\n").join(lines)
