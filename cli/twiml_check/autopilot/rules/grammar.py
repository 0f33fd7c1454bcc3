"""Actions held against the tables: names, JSON types, what is missing, what is never run.

https://www.twilio.com/docs/autopilot/actions, as it was, with the questions of collect.
"""

from collections.abc import Iterator

from twiml_check.autopilot.actions import Part, actions, actions_to_run, kind
from twiml_check.autopilot.tables import (
    FIELD_TYPES,
    INVALID_ACTIONS,
    INVALID_FIELD_TYPE,
    LEAVE,
    OBJECTS,
    VOICE_ONLY,
)
from twiml_check.model.finding import Problem
from twiml_check.rules.rule import rule
from twiml_check.rules.wording import cut, did_you_mean, either, listed

ARTICLES = {
    "text": "a text",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "list": "a list",
    "null": "null",
}
OWN = "Twilio."
"""How the names of built-in types begin."""


@rule("unknown-action", "error", INVALID_ACTIONS, subject="part")
def unknown_action(part: Part) -> Iterator[Problem]:
    """An action that Autopilot does not know.

    It knows say, play, show, remember, listen, collect, redirect and handoff.

    Bad:  {"actions": [{"tell": "Hello."}]}
    Good: {"actions": [{"say": "Hello."}]}
    """
    if part.row is None and part.holder == "action":
        yield Problem(
            f'there is no action "{cut(part.name)}"',
            help=_suggestion(part),
            label="not an action",
            location=part.json.at_name(part.path),
        )


@rule("unknown-property", "warning", subject="part")
def unknown_property(part: Part) -> Iterator[Problem]:
    """A name that no page and no sample of Autopilot's had in this place.

    What Autopilot did with such a name was never documented.

    Bad:  {"actions": [{"listen": {"taks": ["order"]}}]}
    Good: {"actions": [{"listen": {"tasks": ["order"]}}]}
    """
    if part.row is None and part.holder != "action":
        yield Problem(
            f'"{cut(part.name)}" is not known here',
            help=_suggestion(part),
            label="not known",
            location=part.json.at_name(part.path),
        )


def _suggestion(part: Part) -> str:
    known = OBJECTS[part.holder]
    return did_you_mean(part.name, known) or f"known here: {listed(known)}"


@rule("wrong-json-type", "error", subject="part")
def wrong_json_type(part: Part) -> Iterator[Problem]:
    """A value of another JSON type than Autopilot takes: a text for a list, and the like.

    Bad:  {"actions": {"say": "Hello."}}
    Good: {"actions": [{"say": "Hello."}]}
    """
    if part.row is None or kind(part.value) in part.row.kinds:
        return
    wanted = either(ARTICLES[each] for each in part.row.kinds)
    subject = f'"{cut(part.name)}"' if part.path and not part.name.isdigit() else "this"
    yield Problem(
        f"{subject} is {ARTICLES[kind(part.value)]}, not {wanted}",
        help=f"write {wanted}",
        label=f"must be {wanted}",
        location=part.json.at(part.path),
        code=INVALID_ACTIONS if part.of_actions else None,
    )


@rule("missing-property", "error", subject="part")
def missing_property(part: Part) -> Iterator[Problem]:
    """An object without a name that it cannot do without.

    Bad:  {"actions": [{"redirect": {"method": "POST"}}]}
    Good: {"actions": [{"redirect": {"method": "POST", "uri": "https://example.com/next"}}]}
    """
    if part.row is None or not isinstance(part.value, dict) or "object" not in part.row.kinds:
        return
    for name, row in OBJECTS.get(part.row.members, {}).items():
        if row.required and name not in part.value:
            yield Problem(
                f'{_subject(part)} has no "{name}"',
                help=_other_command(part) or f'add "{name}"',
                label=f'"{name}" is missing',
                location=part.json.at(part.path),
                code=INVALID_ACTIONS if part.of_actions else None,
            )


def _other_command(part: Part) -> str:
    """Return which command is for a document that is none of Autopilot's; empty for all others."""
    flow = not part.path and isinstance(part.value, dict) and "initial_state" in part.value
    return "a Studio flow? twiml-check studio checks it" if flow else ""


def _subject(part: Part) -> str:
    if not part.path:
        return "the document"
    return part.row.members if part.name.isdigit() and part.row else f'"{cut(part.name)}"'


@rule("not-one-action", "warning", subject="part")
def not_one_action(part: Part) -> Iterator[Problem]:
    """An element of the list that holds several actions, or none.

    Every element of every list that is known has one name. In which order several would run was
    never documented.

    Bad:  {"actions": [{"say": "Hello.", "listen": true}]}
    Good: {"actions": [{"say": "Hello."}, {"listen": true}]}
    """
    if part.row is None or part.row.members != "action" or not isinstance(part.value, dict):
        return
    count = len(part.value)
    if count != 1:
        yield Problem(
            f"{count} actions share one pair of braces" if count else "an action is empty",
            help="give each action braces of its own" if count else "take it away",
            location=part.json.at(part.path),
        )


@rule("no-actions", "info", subject="part")
def no_actions(part: Part) -> Iterator[Problem]:
    """A list without an element: no actions, no questions, no tasks to listen for.

    Without actions nothing is said, and the dialogue ends.

    Bad:  {"actions": []}
    Good: {"actions": [{"say": "Hello."}]}
    """
    if part.name in ("actions", "questions", "tasks") and part.value == []:
        yield Problem(
            f'the list "{part.name}" is empty',
            help="put something in it",
            label="nothing in it",
            location=part.json.at(part.path),
        )


@rule("unreachable-action", "warning", subject="part")
def unreachable_action(part: Part) -> Iterator[Problem]:
    """Actions after one that leaves the list: redirect, collect or handoff.

    They are not run. What follows a listen was never documented, and is only named.

    Bad:  {"actions": [{"redirect": "https://example.com/next"}, {"say": "Hello."}]}
    Good: {"actions": [{"say": "Hello."}, {"redirect": "https://example.com/next"}]}
    """
    if part.row is None or part.row.members != "document":
        return
    every = actions(part.json, part.path)
    run = actions_to_run(every)
    if len(run) < len(every):
        last, left = run[-1], len(every) - len(run)
        noun = "action" if left == 1 else "actions"
        leaves = last.name in LEAVE
        yield Problem(
            f"{left} {noun} after {last.name} {'are' if left > 1 else 'is'} not run"
            if leaves
            else f"{left} {noun} after listen: nobody knows whether they run",
            help=f"put {last.name} last",
            label="never run" if leaves else "",
            location=part.json.at_name(every[len(run)].path),
            level=None if leaves else "info",
        )


@rule("listen-false", "info", subject="part")
def listen_false(part: Part) -> Iterator[Problem]:
    """`"listen": false`, with which some servers leave it out.

    Whether Autopilot took it is not known.

    Bad:  {"actions": [{"say": "Goodbye."}, {"listen": false}]}
    Good: {"actions": [{"say": "Goodbye."}]}
    """
    if part.holder == "action" and part.name == "listen" and part.value is False:
        yield Problem(
            '"listen" is false: nobody knows what Autopilot does with it',
            help="leave the action out",
            location=part.json.at(part.path),
        )


@rule("voice-only-action", "warning", subject="part")
def voice_only_action(part: Part) -> Iterator[Problem]:
    """play or handoff on a channel that is no call (--channel).

    Bad:  {"actions": [{"play": {"url": "https://example.com/a.mp3"}}]}
    Good: {"actions": [{"say": "Hello."}]}
    """
    channel = part.turn.channel
    of_calls = part.holder == "action" and part.name in VOICE_ONLY
    if of_calls and channel and channel != "voice":
        yield Problem(
            f"{part.name} is for calls, and the channel is {cut(channel)}",
            help="use it on voice alone",
            location=part.json.at_name(part.path),
        )


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
    yield Problem(
        f'"{cut(name)}" is not among the built-in types that are known'
        if builtin
        else f'the assistant has no field type "{cut(name)}"',
        help=did_you_mean(name, (*FIELD_TYPES, *own)) or "add it to fieldTypes",
        location=part.json.at(part.path),
        level="info" if builtin else None,
        code=INVALID_FIELD_TYPE if means == "field-type" else None,
    )
