"""The widgets of a flow: names, types, and the events and properties of each type.

https://www.twilio.com/docs/studio/widget-library
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.finding import Problem
from twiml_check.model.json_value import JsonPath, JsonValue
from twiml_check.rules.rule import rule
from twiml_check.rules.wording import cut, did_you_mean, either, listed, quoted
from twiml_check.studio.flow import Flow, State
from twiml_check.studio.rules.shape import kind
from twiml_check.studio.tables import (
    CONDITIONS,
    DEFINITION_DOC,
    REDIRECT,
    REDIRECT_DOC,
    REFUSED,
    REVISIONS,
    SUBFLOW,
    WIDGETS,
    Widget,
)

SHARED = "offset"
"""Where the widget stands on the canvas: every type has it."""

_BORDER = r"\{[{%]|[%}]\}"


@rule("duplicate-widget-name", "error", REFUSED, subject="flow")
def duplicate_widget_name(flow: Flow) -> Iterator[Problem]:
    """Two widgets of one name, so that a transition to it could mean either."""
    first: dict[str, State] = {}
    for state in flow.states:
        if not state.name:
            continue
        if first.setdefault(state.name, state) is not state:
            where = flow.json.at((*first[state.name].path, "name")).line
            yield Problem(
                f'two widgets have the name "{cut(state.name)}"',
                help="give one of them another name, and its transitions with it",
                label=f"taken in line {where}",
                location=flow.json.at((*state.path, "name")),
                doc=DEFINITION_DOC,
            )


@rule("unknown-widget-type", "warning", subject="flow")
def unknown_widget_type(flow: Flow) -> Iterator[Problem]:
    """A widget of a type that twiml-check does not recognize.

    Twilio adds types of widgets. Studio refuses a flow with a type that it does not have (81022).
    Nothing else in such a widget is checked.
    """
    for state in flow.states:
        if state.type and state.type not in WIDGETS:
            yield Problem(
                f'twiml-check does not recognize the type "{cut(state.type)}" '
                f'of widget "{cut(state.name)}"',
                help=did_you_mean(state.type, WIDGETS)
                or "compare it with the types of Studio's widget library",
                note="Twilio may have added it since",
                label="unknown type",
                location=flow.json.at((*state.path, "type")),
                doc=DEFINITION_DOC,
            )


@rule("unknown-widget-event", "error", REFUSED, subject="flow")
def unknown_widget_event(flow: Flow) -> Iterator[Problem]:
    """A transition on an event that the widget does not have.

    One idea has three names: `fail` of TwiML Redirect and Run Function, `failed` of HTTP request,
    subflow and message, `failure` of Autopilot.
    """
    for state, row in _known_widgets(flow):
        for each in state.transitions:
            if row.events and each.event and each.event not in row.events:
                yield Problem(
                    f'widget "{cut(state.name)}" of type {state.type} has no event '
                    f'"{cut(each.event)}"',
                    help=did_you_mean(each.event, row.events)
                    or f"it has {listed(quoted(row.events))}",
                    label="no event of this type",
                    location=flow.json.at((*each.path, "event")),
                    doc=DEFINITION_DOC,
                )


@rule("missing-widget-property", "error", REFUSED, subject="flow")
def missing_widget_property(flow: Flow) -> Iterator[Problem]:
    """A widget without a property that its type cannot do without."""
    for state, row in _known_widgets(flow):
        for name in row.required:
            if state.properties.get(name) is None:
                yield Problem(
                    f'widget "{cut(state.name)}" of type {state.type} has no "{name}"',
                    help=f'add "{name}" to its properties',
                    label=f'"{name}" is missing',
                    location=flow.json.at((*state.path, "properties")),
                    doc=REDIRECT_DOC if state.type == REDIRECT else DEFINITION_DOC,
                )


@rule("unknown-widget-property", "info", subject="flow")
def unknown_widget_property(flow: Flow) -> Iterator[Problem]:
    """A property that is not known for the type of widget; Twilio adds some without notice.

    A warning where it is nearly the name of one that is known, else only a hint.
    """
    for state, row in _known_widgets(flow):
        if not row.events or row.open:
            continue
        for name in state.properties:
            if name != SHARED and name not in row.properties:
                meant = did_you_mean(name, row.properties)
                yield Problem(
                    f'"{cut(name)}" is not known as a property of {state.type}',
                    help=meant,
                    note="" if meant else "it may be newer than this tool",
                    label="not known",
                    location=flow.json.at_name((*state.path, "properties", name)),
                    level="warning" if meant else "info",
                )


@rule("bad-widget-property", "error", REFUSED, subject="flow")
def bad_widget_property(flow: Flow) -> Iterator[Problem]:
    """A property whose value is of another JSON type than Studio's own editor writes.

    Numbers, and true and false, are texts in some properties and not in others.
    """
    for state, row in _known_widgets(flow):
        for name, value in state.properties.items():
            wanted = _wanted_kind(row, name)
            own = state.type == REDIRECT and name in ("timeout", "method")
            if not wanted or own or value is None or _fits(value, wanted):
                continue
            yield Problem(
                f'"{name}" of widget "{cut(state.name)}" is {kind(value)}, not {wanted}',
                help=f"write it as {wanted}",
                label=f"should be {wanted}",
                location=flow.json.at((*state.path, "properties", name)),
                level="error" if state.type == REDIRECT else "warning",
            )


def _wanted_kind(row: Widget, name: str) -> str:
    if name in row.text:
        return "a text"
    if name in row.number:
        return "a number"
    if name in row.flag:
        return "true or false"
    return "a list" if name in row.items else ""


def _fits(value: JsonValue, wanted: str) -> bool:
    template = isinstance(value, str) and "{{" in value
    return kind(value) == wanted or template


@rule("unknown-condition", "error", REFUSED, subject="flow")
def unknown_condition(flow: Flow) -> Iterator[Problem]:
    """A condition of a split that compares in a way that Studio does not know."""
    for state, _ in _known_widgets(flow):
        for each in state.transitions:
            for path, type_ in _conditions(flow, each.path):
                if type_ not in CONDITIONS:
                    yield Problem(
                        f'a condition of widget "{cut(state.name)}" has the unknown type '
                        f'"{cut(type_)}"',
                        help=did_you_mean(type_, CONDITIONS) or f"it can be {listed(CONDITIONS)}",
                        label="no type of a condition",
                        location=flow.json.at(path),
                        doc=DEFINITION_DOC,
                    )


def _conditions(flow: Flow, path: JsonPath) -> Iterator[tuple[JsonPath, str]]:
    """Yield the types of the conditions of a transition, each with its place."""
    value: JsonValue = flow.json.value
    for step in (*path, "conditions"):
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
    for number, each in enumerate(value if isinstance(value, list) else []):
        type_ = each.get("type") if isinstance(each, dict) else None
        if isinstance(type_, str):
            yield (*path, "conditions", number, "type"), type_


@rule("bad-subflow", "error", REFUSED, subject="flow")
def bad_subflow(flow: Flow) -> Iterator[Problem]:
    """A subflow whose SID is a template, or whose revision is neither a number nor a known word.

    Twilio logs 81021 for the revision.
    """
    for state, _ in _known_widgets(flow):
        if state.type != SUBFLOW:
            continue
        if "{{" in state.text("flow_sid"):
            yield Problem(
                f'the flow_sid of widget "{cut(state.name)}" is a template',
                help="write the SID of the subflow itself",
                label="must be an SID",
                location=flow.json.at((*state.path, "properties", "flow_sid")),
            )
        revision = state.text("flow_revision")
        if revision and "{{" not in revision and not _is_revision(revision):
            yield Problem(
                f'"{cut(revision)}" is no revision of a flow',
                help=f"write a number, {either(REVISIONS)}",
                label="no revision",
                location=flow.json.at((*state.path, "properties", "flow_revision")),
                code=81021,
            )


def _is_revision(text: str) -> bool:
    return text in REVISIONS or (text.isascii() and text.isdigit())


def _known_widgets(flow: Flow) -> Iterator[tuple[State, Widget]]:
    """Yield the widgets whose type is known, with its row."""
    for state in flow.states:
        if row := WIDGETS.get(state.type):
            yield state, row


class Template(NamedTuple):
    """The parts of a template, each in order."""

    literal: str
    """All that is outside of braces."""
    pieces: tuple[str, ...]
    """What is between braces, with them."""
    head: str
    """What stands before the first of those."""


def parse_template(text: str) -> Template:
    """Return the pieces of a template; braces that are never closed are text."""
    if "{" not in text:
        return Template(text, (), text)
    pieces: list[str] = []
    outside: list[str] = []
    begin, done = -1, 0
    for border in re.compile(_BORDER).finditer(text):
        opens = border[0][0] == "{"
        if opens and begin < 0:
            begin = border.start()
        elif not opens and begin >= 0:
            outside.append(text[done:begin])
            pieces.append(text[begin : border.end()])
            begin, done = -1, border.end()
    outside.append(text[done:])
    return Template("".join(outside), tuple(pieces), outside[0])


def find_in_templates(flow: Flow, pattern: str) -> Iterator[tuple[JsonPath, str]]:
    """Yield what the group of a pattern matches in the flow's templates, each with its place."""
    group = re.compile(pattern)
    for path, text in flow.texts():
        for piece in parse_template(text).pieces:
            for found in group.findall(piece):
                yield path, found
