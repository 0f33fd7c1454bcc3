"""What was expected, one line each: met, or what is there instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.safe import shown
from twiml_check.report.text.layout import wrap

if TYPE_CHECKING:
    from twiml_check.model import Check, Expected

WORDED = {"xpath": "{}", "any-hop": "{} in any answer", "text": '"{}" is said', "quest": "{}"}
INDENT = len("unsure  ")


def expectations(check: Check, width: int) -> Text:
    """All expectations of a target, in the order in which they were given."""
    return Text("\n").join(_line(each, width) for each in check.expectations)


def _line(each: Expected, width: int) -> Text:
    word, style = _state(each)
    lines = wrap(f"{word:{INDENT}}{_said(each)}", width, hanging=INDENT)
    text = Text("\n".join(lines))
    text.stylize(style, 0, len(word))
    return text


def _state(each: Expected) -> tuple[str, str]:
    if each.met:
        return "met", "green"
    return ("unsure", "bold yellow") if each.undecided else ("unmet", "bold red")


def _said(each: Expected) -> str:
    expected = shown(each.words) or WORDED[each.kind].format(shown(each.expression))
    if each.met:
        return expected
    if each.undecided:
        return f"{expected}: {shown(each.undecided)}"
    where = f"hop {each.hop} has " if each.hop else ""
    return f"{expected}: {where}{shown(each.found)}"
