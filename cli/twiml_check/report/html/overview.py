"""The table of all targets, each with a link to what was found about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twiml_check.report.escape import xml
from twiml_check.report.expected import met, skipped
from twiml_check.report.html.badges import badge_of
from twiml_check.report.words import faults, outlook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twiml_check.model import Check, Run

HEADINGS = ("verdict", "target", "event", "findings", "what Twilio would do")


def overview(run: Run) -> Iterator[str]:
    """One row a target, in the order in which they were given."""
    yield '<nav id="targets" aria-label="Targets">'
    yield '<table class="overview">'
    yield f"<thead><tr>{''.join(f'<th scope=col>{name}</th>' for name in HEADINGS)}</tr></thead>"
    yield "<tbody>"
    for number, check in enumerate(run.checks, 1):
        yield _row(number, check)
    yield "</tbody>"
    yield "</table>"
    yield "</nav>"


def _row(number: int, check: Check) -> str:
    name = f'<span class="name">{xml(check.name)}</span>' if check.name else ""
    return (
        f"<tr><td>{badge_of(check)}</td>"
        f'<th scope="row"><a href="#t{number}">{name}<code>{xml(check.target)}</code></a></th>'
        f"<td>{xml(check.event)}</td>"
        f"<td>{_found(check)}</td>"
        f"<td>{xml(outlook(check))}</td></tr>"
    )


def _found(check: Check) -> str:
    """The findings and unmet expectations; else that all expectations are met."""
    nothing = "" if skipped(check) else "none"
    return faults([check]) or met(check) or nothing
