"""Rules about the shape of a flow definition: its fields, and their JSON types.

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
    dict: "an object", list: "a list", str: "a string", bool: "true or false", int: "a number",
    float: "a number", type(None): "null",
}  # fmt: skip


class Field(NamedTuple):
    """A field of the definition, required or optional."""

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
        ("an assistant of Autopilot", "Actions of Autopilot"), "run twiml-check autopilot"
    ),
    "some other JSON": "copy the JSON of the flow from its Trigger widget",
}


class Part(NamedTuple):
    """An object of the definition, with its expected fields."""

    path: JsonPath
    value: JsonValue
    fields: tuple[Field, ...]
    what: str


def kind(value: JsonValue) -> str:
    """Return what a JSON value is, in words."""
    return KINDS[type(value)]


def is_old(flow: Flow) -> bool:
    """Say whether the flow is an export from about 2018."""
    return not flow.initial and any(state.type in OLD_TYPES for state in flow.states)


@rule("old-flow-format", "error", REFUSED, subject="flow")
def old_flow_format(flow: Flow) -> Iterator[Problem]:
    """The file is an export from about 2018, in a format that Studio no longer reads.

    Its widgets have types such as InitialState and SayPlay, and refer to each other by SID.
    twiml-check checks nothing else in such a file.
    """
    if is_old(flow):
        old = next(state for state in flow.states if state.type in OLD_TYPES)
        yield Problem(
            "this is an old export, which Studio no longer reads",
            help="open the flow in the console, and copy its JSON from the Trigger widget",
            label="an old type",
            location=flow.json.at((*old.path, "type")),
            doc=DEFINITION_DOC,
        )


@rule("missing-flow-field", "error", REFUSED, subject="flow")
def missing_flow_field(flow: Flow) -> Iterator[Problem]:
    """A flow, a widget or a transition lacks a field that Studio requires."""
    if _is_resource(flow.json.value):
        yield Problem(
            'this is a flow from the REST API; its definition is the value of "definition"',
            help='save only the value of "definition" in the file',
            label="the definition",
            location=flow.json.at_name(("definition",)),
            doc=DEFINITION_DOC,
        )
        return
    if other := _other_kind(flow.json.value):
        yield Problem(
            f"this is not a Studio flow but {other}",
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
                    help=f'add "{field.name}" as {KINDS[field.type]}',
                    label=f'"{field.name}" is missing',
                    location=flow.json.at(part.path),
                    doc=DEFINITION_DOC,
                )


def _other_kind(value: JsonValue) -> str:
    """Return what an object is, if it is not a flow; empty for a flow or a part of a flow."""
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
    """A field of a flow, a widget or a transition has the wrong JSON type, or is empty."""
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
                    help="write a name",
                    label="empty",
                    location=flow.json.at(place),
                    doc=DEFINITION_DOC,
                )
    if isinstance(flow.json.value, dict) and flow.json.value.get("states") == []:
        yield Problem(
            "the flow has no widgets",
            help="add at least the trigger widget",
            label="empty",
            location=flow.json.at(("states",)),
            doc=DEFINITION_DOC,
        )


def _wrong(json: Json, path: JsonPath, what: str, value: JsonValue, wanted: type) -> Problem:
    return Problem(
        f"{what} is {kind(value)}, not {KINDS[wanted]}",
        help=f"write {KINDS[wanted]}",
        label=f"expected {KINDS[wanted]}",
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
    """Say whether the type of the widget is unknown; its required fields are unknown too."""
    type_ = state.get("type") if isinstance(state, dict) else None
    return isinstance(type_, str) and type_ not in WIDGETS


def _list_at(value: JsonValue, name: str) -> list[JsonValue]:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, list) else []


@rule("too-many-widgets", "error", 81026, subject="flow")
def too_many_widgets(flow: Flow) -> Iterator[Problem]:
    """The flow has more widgets than Studio allows.

    Twilio's schema allows 1,000 widgets, and its pages allow 2,000. More than 1,000 are a warning.
    """
    count = len(flow.states)
    if count > MANY_STATES:
        most = MOST_STATES if count > MOST_STATES else MANY_STATES
        yield Problem(
            f"the flow has {count:,} widgets; at most {most:,} are allowed",
            help="move a part of the flow to a subflow",
            location=flow.json.at(("states",)),
            level="error" if count > MOST_STATES else "warning",
        )
