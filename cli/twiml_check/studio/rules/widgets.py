"""Rules about the widgets of a flow: names, types, and the events and properties of each type.

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
"""The place of the widget on the canvas; every type has it."""

_BORDER = r"\{[{%]|[%}]\}"


@rule("duplicate-widget-name", "error", REFUSED, subject="flow")
def duplicate_widget_name(flow: Flow) -> Iterator[Problem]:
    """Two widgets have the same name, so a transition could mean either."""
    first: dict[str, State] = {}
    for state in flow.states:
        if not state.name:
            continue
        if first.setdefault(state.name, state) is not state:
            where = flow.json.at((*first[state.name].path, "name")).line
            yield Problem(
                f'two widgets have the name "{cut(state.name)}"',
                help="rename one of them, also in its transitions",
                label=f"already used in line {where}",
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
    """A transition has an event that the widget does not have.

    The name of the same event differs: `fail` for TwiML Redirect and Run Function, `failed` for
    HTTP request, subflow and message, `failure` for Autopilot.
    """
    for state, row in _known_widgets(flow):
        for each in state.transitions:
            if row.events and each.event and each.event not in row.events:
                yield Problem(
                    f'widget "{cut(state.name)}" of type {state.type} has no event '
                    f'"{cut(each.event)}"',
                    help=did_you_mean(each.event, row.events)
                    or f"allowed: {listed(quoted(row.events))}",
                    label="not an event of this type",
                    location=flow.json.at((*each.path, "event")),
                    doc=DEFINITION_DOC,
                )


@rule("missing-widget-property", "error", REFUSED, subject="flow")
def missing_widget_property(flow: Flow) -> Iterator[Problem]:
    """A widget does not have a property that its type requires."""
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
    """twiml-check does not recognize a property of a widget; it may be new.

    The finding is a warning if the name is similar to a known one, else an info.
    """
    for state, row in _known_widgets(flow):
        if not row.events or row.open:
            continue
        for name in state.properties:
            if name != SHARED and name not in row.properties:
                meant = did_you_mean(name, row.properties)
                yield Problem(
                    f'twiml-check does not recognize the property "{cut(name)}" of {state.type}',
                    help=meant,
                    note="" if meant else "Twilio may have added the property since",
                    label="not recognized",
                    location=flow.json.at_name((*state.path, "properties", name)),
                    level="warning" if meant else "info",
                )


@rule("bad-widget-property", "error", REFUSED, subject="flow")
def bad_widget_property(flow: Flow) -> Iterator[Problem]:
    """The value of a property has a JSON type that Studio's editor does not write.

    Studio writes numbers, true and false as strings in some properties, but not in others.
    """
    for state, row in _known_widgets(flow):
        for name, value in state.properties.items():
            wanted = _wanted_kind(row, name)
            own = state.type == REDIRECT and name in ("timeout", "method")
            if not wanted or own or value is None or _fits(value, wanted):
                continue
            yield Problem(
                f'"{name}" of widget "{cut(state.name)}" is {kind(value)}, not {wanted}',
                help=f"write {wanted}",
                label=f"expected {wanted}",
                location=flow.json.at((*state.path, "properties", name)),
                level="error" if state.type == REDIRECT else "warning",
            )


def _wanted_kind(row: Widget, name: str) -> str:
    if name in row.text:
        return "a string"
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
    """A condition of a split has a type that Studio does not know."""
    for state, _ in _known_widgets(flow):
        for each in state.transitions:
            for path, type_ in _conditions(flow, each.path):
                if type_ not in CONDITIONS:
                    yield Problem(
                        f'a condition of widget "{cut(state.name)}" has the unknown type '
                        f'"{cut(type_)}"',
                        help=did_you_mean(type_, CONDITIONS) or f"allowed: {listed(CONDITIONS)}",
                        label="not a type of condition",
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
    """The SID of a subflow is a template, or its revision is not a number or a known word.

    Twilio logs 81021 for the revision.
    """
    for state, _ in _known_widgets(flow):
        if state.type != SUBFLOW:
            continue
        if "{{" in state.text("flow_sid"):
            yield Problem(
                f'the flow_sid of widget "{cut(state.name)}" is a template',
                help="write the SID of the subflow: FW and 32 hexadecimal digits",
                label="must be a SID",
                location=flow.json.at((*state.path, "properties", "flow_sid")),
            )
        revision = state.text("flow_revision")
        if revision and "{{" not in revision and not _is_revision(revision):
            yield Problem(
                f'"{cut(revision)}" is not a valid revision of a flow',
                help=f"write a number, {either(REVISIONS)}",
                label="not a valid revision",
                location=flow.json.at((*state.path, "properties", "flow_revision")),
                code=81021,
            )


def _is_revision(text: str) -> bool:
    return text in REVISIONS or (text.isascii() and text.isdigit())


def _known_widgets(flow: Flow) -> Iterator[tuple[State, Widget]]:
    """Yield the widgets of known types, each with its row."""
    for state in flow.states:
        if row := WIDGETS.get(state.type):
            yield state, row


class Template(NamedTuple):
    """The parts of a template, each in order."""

    literal: str
    """The text outside the braces."""
    pieces: tuple[str, ...]
    """The parts in braces, including the braces."""
    head: str
    """The text before the first part in braces."""


def parse_template(text: str) -> Template:
    """Return the parts of a template; unclosed braces are text."""
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
    """Yield the matches of a pattern's group in the flow's templates, each with its place."""
    group = re.compile(pattern)
    for path, text in flow.texts():
        for piece in parse_template(text).pieces:
            for found in group.findall(piece):
                yield path, found
