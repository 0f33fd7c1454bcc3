"""What keeps JSON from being read, or is lost in reading: for flows and for Actions alike."""

from collections.abc import Iterator

from twiml_check.model.document import Document
from twiml_check.model.finding import Problem
from twiml_check.rules.rule import Rule

FAULTS: tuple[Rule, ...] = (
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


def json_problems(
    document: Document | None, code: int, rules: tuple[Rule, ...] = FAULTS
) -> Iterator[tuple[Rule, Problem]]:
    """Yield what the reader noticed, by the rules of the same names; Twilio would log `code`."""
    by_name = {rule.name: rule for rule in rules}
    for error in document.faults if document else ():
        problem = Problem(error.message, error.help, "", error.label, error.location, code)
        yield by_name[error.kind], problem
