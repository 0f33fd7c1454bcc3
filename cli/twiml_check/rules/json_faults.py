"""Rules about JSON that cannot be read or that loses a value, in flows and in Actions."""

from collections.abc import Iterator

from twiml_check.model.document import Document
from twiml_check.model.finding import Problem
from twiml_check.rules.rule import Rule

FAULTS: tuple[Rule, ...] = (
    Rule("broken-json", "error", None, text="""
        The document is not valid JSON: a comma, a quote or a bracket is missing or superfluous.

        JSON has no comments, no single quotes and no comma after the last value. Twilio logs 81022
        for the definition of a flow, and 90100 for Actions.
        """),
    Rule("deep-json", "error", None, text="""
        Objects and lists are nested more than 64 levels deep. No JSON of Twilio is so deep.
        """),
    Rule("duplicate-name", "warning", None, text="""
        A name appears twice in the same object. Only the last value counts.
        """),
)  # fmt: skip


def json_problems(
    document: Document | None, code: int, rules: tuple[Rule, ...] = FAULTS
) -> Iterator[tuple[Rule, Problem]]:
    """Yield the faults that the reader found, with their rules; Twilio would log `code`."""
    by_name = {rule.name: rule for rule in rules}
    for error in document.faults if document else ():
        problem = Problem(error.message, error.help, "", error.label, error.location, code)
        yield by_name[error.kind], problem
