"""The questions of collect: https://www.twilio.com/docs/autopilot/actions/collect, as it was."""

from collections.abc import Iterator

from twiml_check.autopilot.actions import Part
from twiml_check.autopilot.tables import FIELD_TYPES, INVALID_ACTIONS, INVALID_FIELD_TYPE
from twiml_check.model.finding import Problem
from twiml_check.rules.rule import rule
from twiml_check.rules.wording import cut, either, near, quoted

OWN = "Twilio."
"""How the names of built-in types begin."""


@rule("bad-collect-name", "error", INVALID_ACTIONS, subject="part")
def bad_collect_name(part: Part) -> Iterator[Problem]:
    """The name of a collect or of a question is empty or has a blank in it.

    Bad:  {"actions": [{"collect": {"name": "my order", "questions": [{"question": "What?", "name": "what"}], "on_complete": {"redirect": "https://example.com/a"}}}]}
    Good: {"actions": [{"collect": {"name": "my_order", "questions": [{"question": "What?", "name": "what"}], "on_complete": {"redirect": "https://example.com/a"}}}]}
    """  # noqa: E501
    named = part.row is not None and part.row.means == "name" and isinstance(part.value, str)
    name = str(part.value)
    if named and (not name or any(char.isspace() for char in name)):
        yield Problem(
            f'the name "{cut(name)}" has a blank in it' if name else "the name is empty",
            help="write it as one word: letters, digits and underscores",
            location=part.json.at(part.path),
        )


@rule("duplicate-question", "error", INVALID_ACTIONS, subject="part")
def duplicate_question(part: Part) -> Iterator[Problem]:
    """Two questions of a collect share a name: the second answer takes the place of the first.

    Bad:  {"actions": [{"collect": {"name": "a", "questions": [{"question": "What?", "name": "b"}, {"question": "Why?", "name": "b"}], "on_complete": {"redirect": "https://example.com/a"}}}]}
    Good: {"actions": [{"collect": {"name": "a", "questions": [{"question": "What?", "name": "b"}, {"question": "Why?", "name": "c"}], "on_complete": {"redirect": "https://example.com/a"}}}]}
    """  # noqa: E501
    if part.holder != "collect" or part.name != "questions" or not isinstance(part.value, list):
        return
    seen: set[str] = set()
    for number, question in enumerate(part.value):
        name = question.get("name") if isinstance(question, dict) else None
        if isinstance(name, str) and name in seen:
            yield Problem(
                f'another question before has the name "{cut(name)}"',
                help="give each question a name of its own",
                label="again",
                location=part.json.at((*part.path, number, "name")),
            )
        if isinstance(name, str):
            seen.add(name)


@rule("unknown-field-type", "error", subject="part")
def unknown_field_type(part: Part) -> Iterator[Problem]:
    """A question or a field of a type that is neither built in nor in the assistant.

    Whether an assistant has a type of its own is known from its schema alone (--model). The names
    of the built-in types, which begin with `Twilio.`, are not all known any more: one that is not
    among those in use is only named.

    Bad:  {"actions": [{"collect": {"name": "a", "questions": [{"question": "When?", "name": "b", "type": "Twilio.DTAE"}], "on_complete": {"redirect": "https://example.com/a"}}}]}
    Good: {"actions": [{"collect": {"name": "a", "questions": [{"question": "When?", "name": "b", "type": "Twilio.DATE"}], "on_complete": {"redirect": "https://example.com/a"}}}]}
    """  # noqa: E501
    means = part.row.means if part.row else ""
    if means not in ("field-type", "field") or not isinstance(part.value, str):
        return
    own = part.turn.assistant.field_types if part.turn.assistant else frozenset()
    name, builtin = part.value, part.value.startswith(OWN)
    if name in FIELD_TYPES or name in own or not (builtin or part.turn.assistant):
        return
    hits = near(name, (*FIELD_TYPES, *own))
    yield Problem(
        f'"{cut(name)}" is not among the built-in types that are known'
        if builtin
        else f'the assistant has no field type "{cut(name)}"',
        help=f"did you mean {either(quoted(hits))}?" if hits else "add it to fieldTypes",
        location=part.json.at(part.path),
        level="info" if builtin else None,
        code=INVALID_FIELD_TYPE if means == "field-type" else None,
    )
