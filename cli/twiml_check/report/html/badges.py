"""Verdicts and levels as signs that are told apart without their colours."""

from urllib.parse import quote

from twiml_check.model.run import Outcome, TargetResult
from twiml_check.report.expectations import is_known_failure, is_skipped

VERDICTS = {"pass": "Pass", "fail": "Fail", "undecided": "Undecided"}
SIGNS = {"pass": "✓", "fail": "✕", "undecided": "?", "error": "✕", "warning": "!", "info": "i"}
_ICON_COLORS = {"pass": "#1a7f37", "fail": "#c62828", "undecided": "#6b4fbb"}


def verdict_badge(verdict: Outcome) -> str:
    """Return `✓ Pass` as a coloured label."""
    sign = f'<span aria-hidden="true">{SIGNS[verdict]}</span>'
    return f'<span class="badge {verdict}">{sign} {VERDICTS[verdict]}</span>'


def badge_of(check: TargetResult) -> str:
    """Return the verdict on a target, and whether it was not asked or is a known failure."""
    if is_skipped(check):
        return '<span class="badge clean"><span aria-hidden="true">&minus;</span> Not asked</span>'
    known = ' <span class="badge clean">known failure</span>' if is_known_failure(check) else ""
    return f"{verdict_badge(check.verdict)}{known}"


def level_badge(level: str) -> str:
    """Return `✕ error` as a coloured label."""
    return (
        f'<span class="badge {level}"><span aria-hidden="true">{SIGNS[level]}</span> {level}</span>'
    )


def icon(verdict: Outcome) -> str:
    """Return the tab's icon, a dot in the colour of the verdict."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
        f'<circle cx="8" cy="8" r="7" fill="{_ICON_COLORS[verdict]}"/></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"
