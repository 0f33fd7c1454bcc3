"""A finding as a card: what is wrong, what Twilio would do, and the one change to make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twiml_check.report.escape import xml
from twiml_check.report.html.badges import level_badge
from twiml_check.report.words import inside, logged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twiml_check.model import Finding


def card(anchor: str, number: int, finding: Finding, more: int) -> Iterator[str]:
    """The card that a mark with this number leads to (0: none); `more` are like it, not shown."""
    yield f'<article class="finding {finding.level}" id="{anchor}" tabindex="-1">'
    mark = f'<span class="number" aria-hidden="true">{number}</span> ' if number else ""
    what = f"<strong>{xml(finding.message)}</strong>"
    yield f'<p class="what">{mark}{level_badge(finding.level)} {what}</p>'
    if finding.help:
        yield f'<p class="help"><b>Help</b> {xml(finding.help)}</p>'
    notes = [text for text in (logged(finding), finding.note) if text]
    yield from (f'<p class="note">{xml(text)}</p>' for text in notes)
    yield f'<p class="facts">{" ".join(_facts(finding))}</p>'
    if more:
        yield f'<p class="more">… and {more} more like this</p>'
    yield "</article>"


def _facts(finding: Finding) -> Iterator[str]:
    yield f"<code>{xml(finding.rule)}</code>"
    if finding.location:
        yield f"<span>{xml(inside(finding.location))}</span>"
    if finding.doc.startswith("https://"):
        yield f'<a href="{xml(finding.doc)}" rel="noreferrer">Twilio docs</a>'
