"""Check all of Autopilot: Actions and schemas, their rules, its requests, and its dialogues.

The entry point is `check_actions`; its settings are in `dialogue`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twiml_check.model.document import Document

if TYPE_CHECKING:
    from twiml_check.autopilot.dialogue import AssistantRun, Outcome


def check_actions(
    run: AssistantRun,
    name: str = "",
    raw: bytes | None = None,
    *,
    document: Document | None = None,
    method: str = "POST",
) -> Outcome:
    """Return the outcome of the actions in a file, or of those at the URL of the dialogue.

    `document` is the file, if it was read already.
    """
    from twiml_check.autopilot.explorer import ask, open_file  # the rules alone need neither

    return ask(run, method) if raw is None else open_file(run, name, raw, document)
