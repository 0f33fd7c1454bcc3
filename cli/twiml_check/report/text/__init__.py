"""The report for people. Most documents have no fault: then there is one line and no page.

Without the page rich need not be imported, a fifth of such a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twiml_check.report.text.verdict import target_line, total_line
from twiml_check.report.words import is_file

if TYPE_CHECKING:
    from twiml_check.model import Check, Run
    from twiml_check.report import View


def render(run: Run, view: View) -> str:
    """The run as text of `view.width` cells, its verdict in the last line."""
    plain = not view.color and view.verbosity <= 0 and not run.quest
    if plain and all(map(_is_silent, run.checks)):
        line = target_line(run.checks[0]) if len(run.checks) == 1 else total_line(run)
        return f"{line.plain}\n"
    from twiml_check.report.text.page import page

    return page(run, view)


def _is_silent(check: Check) -> bool:
    """Whether there is nothing to tell of a document but that it passes."""
    if check.verdict != "pass" or check.findings or not is_file(check):
        return False
    return not (
        check.expectations or check.comparison or check.latency or check.detour or check.name
    )
