"""The shape of a flow definition: which fields it has, and of what JSON type they are.

https://www.twilio.com/docs/studio/rest-api/v2/flow-definition
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from twiml_check.model.finding import Problem
from twiml_check.model.json_value import Json, JsonPath, JsonValue
from twiml_check.rules.rule import rule
from twiml_check.studio.flow import Flow
from twiml_check.studio.tables import (
    DEFINITION_DOC,
    MANY_STATES,
    MOST_STATES,
    OLD_TYPES,
    REFUSED,
    WIDGETS,
)
from twiml_check.web.text import clip

KINDS: dict[type, str] = {
    dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number",
    float: "a number", type(None): "null",
}  # fmt: skip


class Field(NamedTuple):
    """A field that the definition has, or may have."""

    name: str
    type: type
    required: bool = True


TOP = (
    Field("states", list),
    Field("initial_state", str),
    Field("description", str, required=False),
    Field("flags", dict, required=False),
)
STATE = (
    Field("name", str),
    Field("type", str),
    Field("transitions", list),
    Field("properties", dict),
)
FLAGS = (Field("allow_concurrent_calls", bool),)
TRANSITION = (
    Field("event", str),
    Field("next", str, required=False),
    Field("conditions", list, required=False),
)


HELP_OTHER = {
    **dict.fromkeys(
        ("an assistant of Autopilot", "Actions of Autopilot"), "twiml-check autopilot checks it"
    ),
    "some other JSON": "give the JSON of a flow, as its Trigger widget shows it",
}


class Part(NamedTuple):
    """An object of the definition, with the fields that it should have."""

    path: JsonPath
    value: JsonValue
    fields: tuple[Field, ...]
    what: str


def kind(value: JsonValue) -> str:
    """Return what a JSON value is, in words."""
    return KINDS[type(value)]


def is_old(flow: Flow) -> bool:
    """Say whether it is an export of about 2018."""
    return not flow.initial and any(state.type in OLD_TYPES for state in flow.states)


@rule("old-flow-format", "error", REFUSED, subject="flow")
def old_flow_format(flow: Flow) -> Iterator[Problem]:
    """An export from about 2018, in a format that Studio does not read any more.

    Its widgets have types such as InitialState and SayPlay, and lead to each other by SID. Nothing
    else is said about such a file.
    """
    if is_old(flow):
        old = next(state for state in flow.states if state.type in OLD_TYPES)
        yield Problem(
            "this is an export of an older Studio, which today's Studio does not read",
            help="open the flow in the console, and take its JSON from the Trigger widget",
            label="a type of those days",
            location=flow.json.at((*old.path, "type")),
            doc=DEFINITION_DOC,
        )


@rule("missing-flow-field", "error", REFUSED, subject="flow")
def missing_flow_field(flow: Flow) -> Iterator[Problem]:
    """A field without which Studio refuses a flow: of the flow, of a widget or of a transition."""
    if _is_resource(flow.json.value):
        yield Problem(
            'this is a flow as the REST API gives it, and its definition stands in "definition"',
            help='put the value of "definition" alone into the file',
            label="the definition",
            location=flow.json.at_name(("definition",)),
            doc=DEFINITION_DOC,
        )
        return
    if other := _other_kind(flow.json.value):
        yield Problem(
            f"this is no Studio flow, but {other}",
            help=HELP_OTHER[other],
            location=flow.json.at(()),
            doc=DEFINITION_DOC,
        )
        return
    for part in _parts(flow.json):
        if not isinstance(part.value, dict):
            continue
        for field in part.fields:
            if field.required and field.name not in part.value:
                yield Problem(
                    f'{part.what} has no "{field.name}"',
                    help=f'add "{field.name}", {KINDS[field.type]}',
                    label=f'"{field.name}" is missing',
                    location=flow.json.at(part.path),
                    doc=DEFINITION_DOC,
                )


def _other_kind(value: JsonValue) -> str:
    """Return what an object is that has nothing of a flow; empty for a flow or a part of one."""
    if not isinstance(value, dict) or value.keys() & {"states", "initial_state"}:
        return ""
    if isinstance(value.get("tasks"), list):
        return "an assistant of Autopilot"
    if isinstance(value.get("actions"), list):
        return "Actions of Autopilot"
    return "some other JSON" if value else ""


def _is_resource(value: JsonValue) -> bool:
    inner = value.get("definition") if isinstance(value, dict) else None
    return isinstance(value, dict) and "states" not in value and isinstance(inner, dict)


@rule("bad-flow-field", "error", REFUSED, subject="flow")
def bad_flow_field(flow: Flow) -> Iterator[Problem]:
    """A field of a flow, a widget or a transition that is of the wrong JSON type."""
    for part in _parts(flow.json):
        if not isinstance(part.value, dict):
            yield _wrong(flow.json, part.path, part.what, part.value, dict)
            continue
        for field in part.fields:
            value = part.value.get(field.name)
            if field.name in part.value and type(value) is not field.type:
                place, what = (*part.path, field.name), f'"{field.name}" of {part.what}'
                yield _wrong(flow.json, place, what, value, field.type)
            elif value == "" and field.required and field.name != "event":
                place = (*part.path, field.name)
                yield Problem(
                    f'"{field.name}" of {part.what} is empty',
                    help="give it a name",
                    label="empty",
                    location=flow.json.at(place),
                    doc=DEFINITION_DOC,
                )
    if isinstance(flow.json.value, dict) and flow.json.value.get("states") == []:
        yield Problem(
            "the flow has no widgets",
            help="a flow has at least its trigger",
            label="empty",
            location=flow.json.at(("states",)),
            doc=DEFINITION_DOC,
        )


def _wrong(json: Json, path: JsonPath, what: str, value: JsonValue, wanted: type) -> Problem:
    return Problem(
        f"{what} is {kind(value)}, not {KINDS[wanted]}",
        help=f"make it {KINDS[wanted]}",
        label=f"should be {KINDS[wanted]}",
        location=json.at(path),
        doc=DEFINITION_DOC,
    )


def _parts(json: Json) -> Iterator[Part]:
    """Yield the definition, then each widget with its transitions, in document order."""
    yield Part((), json.value, TOP, "the flow")
    flags = json.value.get("flags") if isinstance(json.value, dict) else None
    if isinstance(flags, dict):
        yield Part(("flags",), flags, FLAGS, "flags")
    for number, state in enumerate(_list_at(json.value, "states")):
        path: JsonPath = ("states", number)
        name = state.get("name") if isinstance(state, dict) else None
        what = (
            f'widget "{clip(name, 60)}"' if isinstance(name, str) and name else f"widget {number}"
        )
        if _is_unknown(state):
            yield Part(path, state, STATE[:2], what)
            continue
        yield Part(path, state, STATE, what)
        for index, each in enumerate(_list_at(state, "transitions")):
            place = (*path, "transitions", index)
            yield Part(place, each, TRANSITION, f"transition {index} of {what}")


def _is_unknown(state: JsonValue) -> bool:
    """Say whether its type is none that Studio has: what it needs then nobody knows."""
    type_ = state.get("type") if isinstance(state, dict) else None
    return isinstance(type_, str) and type_ not in WIDGETS


def _list_at(value: JsonValue, name: str) -> list[JsonValue]:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, list) else []


@rule("too-many-widgets", "error", 81026, subject="flow")
def too_many_widgets(flow: Flow) -> Iterator[Problem]:
    """More widgets than Studio runs.

    Twilio's schema ends at 1,000 and its pages at 2,000; the first is only a warning here.
    """
    count = len(flow.states)
    if count > MANY_STATES:
        most = MOST_STATES if count > MOST_STATES else MANY_STATES
        yield Problem(
            f"the flow has {count:,} widgets, and {most:,} are the most",
            help="move a part of it to a subflow",
            location=flow.json.at(("states",)),
            level="error" if count > MOST_STATES else "warning",
        )
