"""Rules that check Actions against the tables: names, JSON types, missing and unreachable actions.

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
    """An action is not one of Autopilot's actions.

    They are say, play, show, remember, listen, collect, redirect and handoff.

    Bad:  {"actions": [{"tell": "Hello."}]}
    Good: {"actions": [{"say": "Hello."}]}
    """
    if part.row is None and part.holder == "action":
        yield Problem(
            f'"{cut(part.name)}" is not a valid action',
            help=_suggestion(part),
            label="not an action",
            location=part.json.at_name(part.path),
        )


@rule("unknown-property", "warning", subject="part")
def unknown_property(part: Part) -> Iterator[Problem]:
    """A name is unknown: no page and no sample of Autopilot had it in this place.

    Twilio did not document what Autopilot did with an unknown name.

    Bad:  {"actions": [{"listen": {"taks": ["order"]}}]}
    Good: {"actions": [{"listen": {"tasks": ["order"]}}]}
    """
    if part.row is None and part.holder != "action":
        yield Problem(
            f'twiml-check does not recognize "{cut(part.name)}" here',
            help=_suggestion(part),
            label="not recognized",
            location=part.json.at_name(part.path),
        )


def _suggestion(part: Part) -> str:
    known = OBJECTS[part.holder]
    return did_you_mean(part.name, known) or f"write one of: {listed(known)}"


@rule("wrong-json-type", "error", subject="part")
def wrong_json_type(part: Part) -> Iterator[Problem]:
    """A value does not have the JSON type that Autopilot expects, such as a text instead of a list.

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
    """An object lacks a required name.

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
    """Return the command for a document of another product; empty for all other documents."""
    flow = not part.path and isinstance(part.value, dict) and "initial_state" in part.value
    return "check a Studio flow with: twiml-check studio FILE" if flow else ""


def _subject(part: Part) -> str:
    if not part.path:
        return "the document"
    return part.row.members if part.name.isdigit() and part.row else f'"{cut(part.name)}"'


@rule("not-one-action", "warning", subject="part")
def not_one_action(part: Part) -> Iterator[Problem]:
    """An element of the list has several actions, or no action.

    Each element of a list has one action in all known documents. Twilio did not document in which
    order several actions would run.

    Bad:  {"actions": [{"say": "Hello.", "listen": true}]}
    Good: {"actions": [{"say": "Hello."}, {"listen": true}]}
    """
    if part.row is None or part.row.members != "action" or not isinstance(part.value, dict):
        return
    count = len(part.value)
    if count != 1:
        yield Problem(
            f"one element has {count} actions" if count else "an action is empty",
            help="put each action in its own braces" if count else "remove it",
            location=part.json.at(part.path),
        )


@rule("no-actions", "info", subject="part")
def no_actions(part: Part) -> Iterator[Problem]:
    """A list is empty: no actions, no questions, or no tasks to listen for.

    Without actions Autopilot says nothing, and the dialogue ends.

    Bad:  {"actions": []}
    Good: {"actions": [{"say": "Hello."}]}
    """
    if part.name in ("actions", "questions", "tasks") and part.value == []:
        yield Problem(
            f'the list "{part.name}" is empty',
            help="add an element, or remove the list",
            label="empty",
            location=part.json.at(part.path),
        )


@rule("unreachable-action", "warning", subject="part")
def unreachable_action(part: Part) -> Iterator[Problem]:
    """Actions follow an action that leaves the list: redirect, collect or handoff.

    Autopilot does not run them. Twilio did not document what happens to actions after a listen:
    they are an info.

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
            else f"Twilio does not document whether {left} {noun} after listen would run",
            help=f"put {last.name} last",
            label="never run" if leaves else "",
            location=part.json.at_name(every[len(run)].path),
            level=None if leaves else "info",
        )


@rule("listen-false", "info", subject="part")
def listen_false(part: Part) -> Iterator[Problem]:
    """An action is `"listen": false`. Some servers send it when they do not listen.

    Twilio did not document what Autopilot did with it.

    Bad:  {"actions": [{"say": "Goodbye."}, {"listen": false}]}
    Good: {"actions": [{"say": "Goodbye."}]}
    """
    if part.holder == "action" and part.name == "listen" and part.value is False:
        yield Problem(
            'Twilio does not document the effect of "listen": false',
            help="remove the action",
            location=part.json.at(part.path),
        )


@rule("voice-only-action", "warning", subject="part")
def voice_only_action(part: Part) -> Iterator[Problem]:
    """A play or a handoff is used on a channel that is not voice (--channel).

    Bad:  {"actions": [{"play": {"url": "https://example.com/a.mp3"}}]}
    Good: {"actions": [{"say": "Hello."}]}
    """
    channel = part.turn.channel
    of_calls = part.holder == "action" and part.name in VOICE_ONLY
    if of_calls and channel and channel != "voice":
        yield Problem(
            f"{part.name} works only in calls; the channel is {cut(channel)}",
            help=f"use {part.name} only on the channel voice",
            location=part.json.at_name(part.path),
        )


@rule("bad-collect-name", "error", INVALID_ACTIONS, subject="part")
def bad_collect_name(part: Part) -> Iterator[Problem]:
    """The name of a collect or of a question is empty or contains a space.

    Bad:  {"actions": [{"collect": {"name": "my order", "questions": [{"question": "What?", "name": "what"}], "on_complete": {"redirect": "https://example.com/a"}}}]}
    Good: {"actions": [{"collect": {"name": "my_order", "questions": [{"question": "What?", "name": "what"}], "on_complete": {"redirect": "https://example.com/a"}}}]}
    """  # noqa: E501
    named = part.row is not None and part.row.means == "name" and isinstance(part.value, str)
    name = str(part.value)
    if named and (not name or any(char.isspace() for char in name)):
        yield Problem(
            f'the name "{cut(name)}" contains a space' if name else "the name is empty",
            help="write it as one word: letters, digits and underscores",
            location=part.json.at(part.path),
        )


@rule("duplicate-question", "error", INVALID_ACTIONS, subject="part")
def duplicate_question(part: Part) -> Iterator[Problem]:
    """Two questions of a collect have the same name: the second answer replaces the first.

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
                f'an earlier question has the same name, "{cut(name)}"',
                help="give each question a different name",
                label="again",
                location=part.json.at((*part.path, number, "name")),
            )
        if isinstance(name, str):
            seen.add(name)


@rule("unknown-field-type", "error", subject="part")
def unknown_field_type(part: Part) -> Iterator[Problem]:
    """The type of a question or a field is neither built in nor in the assistant.

    The schema of the assistant (--model) has its own types. The names of built-in types begin with
    `Twilio.`; Twilio has removed the list of them. A built-in type that twiml-check does not
    recognize is an info.

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
        f'twiml-check does not recognize the built-in type "{cut(name)}"'
        if builtin
        else f'the assistant has no field type "{cut(name)}"',
        help=did_you_mean(name, (*FIELD_TYPES, *own)) or "add it to fieldTypes",
        location=part.json.at(part.path),
        level="info" if builtin else None,
        code=INVALID_FIELD_TYPE if means == "field-type" else None,
    )
