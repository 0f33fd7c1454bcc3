"""A TwiML Redirect of a flow: what Studio answers, and how control comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.beside import detour_lines
from twiml_check.report.safe import shown

if TYPE_CHECKING:
    from twiml_check.model import Detour


def detour(detour: Detour) -> Text:
    """A line for each thing to tell."""
    lines = (
        Text.assemble((f"{name:11}", "dim"), shown(text)) for name, text in detour_lines(detour)
    )
    return Text("\n").join(lines)
