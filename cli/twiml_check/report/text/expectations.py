"""What was expected, one line each: met, or what is there instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.expected import State, line, state
from twiml_check.report.safe import shown
from twiml_check.report.text.layout import wrap

if TYPE_CHECKING:
    from twiml_check.model import Check, Expected

STYLES: dict[State, str] = {"met": "green", "unmet": "bold red", "unsure": "bold yellow"}
INDENT = len("unsure  ")


def expectations(check: Check, width: int) -> Text:
    """All expectations of a target, in the order in which they were given."""
    return Text("\n").join(_line(each, width) for each in check.expectations)


def _line(each: Expected, width: int) -> Text:
    word = state(each)
    text = Text("\n".join(wrap(f"{word:{INDENT}}{shown(line(each))}", width, hanging=INDENT)))
    text.stylize(STYLES[word], 0, len(word))
    return text
