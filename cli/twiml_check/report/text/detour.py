"""A TwiML Redirect of a flow: what Studio answers, and how control comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twiml_check.model import Detour

MOST_VARIABLES = 20


def detour(detour: Detour) -> Text:
    """A line for each thing to tell."""
    lines = (Text.assemble((f"{name:11}", "dim"), text) for name, text in _lines(detour))
    return Text("\n").join(lines)


def _lines(detour: Detour) -> Iterator[tuple[str, str]]:
    if detour.twiml:
        yield "Studio", shown(detour.twiml)
    yield "exit", _exit(detour)
    for number, (name, value) in enumerate(detour.variables[:MOST_VARIABLES]):
        yield "" if number else "variables", f"{shown(name)} = {shown(value)}"
    if len(detour.variables) > MOST_VARIABLES:
        yield "", f"and {len(detour.variables) - MOST_VARIABLES} more"


def _exit(detour: Detour) -> str:
    if not detour.exit:
        return "none"
    return f"{detour.exit} → {shown(detour.next) or 'the end of the flow'}"
