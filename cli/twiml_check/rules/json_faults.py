"""What keeps JSON from being read, or is lost in reading: for flows and for Actions alike."""

from __future__ import annotations

from twiml_check.model.document import ParseError
from twiml_check.model.finding import Problem
from twiml_check.rules.rule import Rule

FAULTS = (
    Rule("broken-json", "error", None, text="""
        The document is no JSON: a comma, a quote or a bracket is missing, or one too many.

        JSON has no comments, no single quotes and no comma after the last value. Twilio logs 81022
        for the definition of a flow, and 90100 for Actions.
        """),
    Rule("deep-json", "error", None, text="""
        Objects and lists stand in one another more than 64 deep. Nothing of Twilio's goes so far.
        """),
    Rule("duplicate-name", "warning", None, text="""
        A name stands twice in the same object, and only the last value counts.
        """),
)  # fmt: skip


def json_problem(fault: ParseError, code: int) -> Problem:
    """The fault as a problem of the rule of the same name; `code` is what Twilio would log."""
    place = fault.location
    return Problem(fault.message, fault.help, "", fault.label, place, code)
