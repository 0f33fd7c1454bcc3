"""Rules about transitions between the widgets of a flow, and about their references.

https://www.twilio.com/docs/studio/rest-api/v2/flow-definition
"""

from collections.abc import Iterable, Iterator

from twiml_check.model.finding import Problem
from twiml_check.model.json_value import JsonPath
from twiml_check.rules.rule import rule
from twiml_check.rules.wording import cut, did_you_mean
from twiml_check.studio.flow import Flow, State
from twiml_check.studio.rules.widgets import find_in_templates
from twiml_check.studio.tables import DEFINITION_DOC, REDIRECT, REDIRECT_DOC, REFUSED, WIDGETS

MOST_SUGGESTIONS = 20
MOST_COMPARED = 500
"""Names: comparing thousands of names with each other takes minutes."""
_REFERENCE = r"(?<![\w.\-])widgets\.([\w-]+)"


@rule("unknown-next-widget", "error", REFUSED, subject="flow")
def unknown_next_widget(flow: Flow) -> Iterator[Problem]:
    """A transition, or the start of the flow, points to a widget that does not exist."""
    names = flow.by_name()
    lost = (each for each in _nexts(flow) if each[1] not in names)
    for number, (path, name, said) in enumerate(lost):
        yield Problem(
            f'{said} "{cut(name)}", but no widget has this name',
            help=_suggestion(name, names, number) or "write the name of a widget of this flow",
            label="not a widget",
            location=flow.json.at(path),
            doc=DEFINITION_DOC,
        )


def _nexts(flow: Flow) -> Iterator[tuple[JsonPath, str, str]]:
    """Yield every name of a next widget, with its place and the beginning of the message."""
    if flow.initial:
        yield ("initial_state",), flow.initial, "the flow starts at"
    for state in flow.states:
        for each in state.transitions:
            if each.next:
                said = f'"{cut(each.event)}" of widget "{cut(state.name)}" points to'
                yield (*each.path, "next"), each.next, said


def _suggestion(name: str, names: Iterable[str], before: int) -> str:
    """Return similar names, but only for the first faults and among a limited number."""
    known = list(names) if before < MOST_SUGGESTIONS else []
    return did_you_mean(name, known) if len(known) <= MOST_COMPARED else ""


@rule("speaks-after-timeout", "warning", subject="flow")
def speaks_after_timeout(flow: Flow) -> Iterator[Problem]:
    """The `timeout` of a TwiML Redirect points to a widget that needs the call.

    After the timeout the flow continues, but Studio does not have the call. Only a return with
    FlowEvent=return gives the call back. So a widget that speaks, listens or connects does nothing.
    """
    by_call = flow.started_by().get("incomingCall", frozenset())
    for state in flow.redirects:
        late = state.leads("timeout")
        if not late or state.name not in by_call or state.text("timeout").strip() == "0":
            continue
        deaf = _needs_call(flow, late)
        if deaf is not None:
            then = "" if deaf.name == late else f' (through "{cut(late)}")'
            yield Problem(
                f'after the timeout of "{cut(state.name)}", "{cut(deaf.name)}"{then} has no call',
                help="use only widgets that need no call: a message, an HTTP request, a function",
                note="after the timeout, Studio does not have the call any more",
                label="no call",
                location=flow.json.at(_timeout(state)),
                doc=REDIRECT_DOC,
            )


def _needs_call(flow: Flow, start: str) -> State | None:
    return next(
        (s for s in flow.after(start) if s.type in WIDGETS and WIDGETS[s.type].needs_call), None
    )


def _timeout(state: State) -> JsonPath:
    return next((*each.path, "next") for each in state.transitions if each.event == "timeout")


@rule("redirect-circle", "info", subject="flow")
def redirect_circle(flow: Flow) -> Iterator[Problem]:
    """TwiML Redirects point to each other on `return`, so they run in a loop.

    If their documents do not wait for anything, the execution ends after 1,000 steps, and Twilio
    logs 81000. With a <Gather> in a document, the loop is a menu, which is valid.
    """
    named = flow.by_name()
    done: set[str] = set()
    for state in flow.redirects:
        way: list[str] = []
        at: State | None = state
        while at and at.type == REDIRECT and at.name not in done:
            done.add(at.name)
            way.append(at.name)
            at = named.get(at.leads("return"))
        if at and at.name in way:
            round_trip = [*way[way.index(at.name) :], at.name]
            yield Problem(
                f"the redirects form a loop: {' → '.join(map(cut, round_trip[:8]))}",
                note="after 1,000 steps Studio ends the execution",
                location=flow.json.at((*at.path, "name")),
                doc=REDIRECT_DOC,
            )


@rule("unwired-return", "info", subject="flow")
def unwired_return(flow: Flow) -> Iterator[Problem]:
    """A TwiML Redirect waits for a return, but has no next widget for it.

    After the return, the flow ends. A timeout of "0" means that the flow expects no return.
    """
    for state in flow.redirects:
        if state.text("timeout").strip() != "0" and not state.leads("return"):
            yield Problem(
                f'"{cut(state.name)}" has no next widget on "return", so the flow ends there',
                help='add a next widget, or write a timeout of "0" if you expect no return',
                location=flow.json.at((*state.path, "name")),
                doc=REDIRECT_DOC,
            )


@rule("unknown-widget-reference", "warning", subject="flow")
def unknown_widget_reference(flow: Flow) -> Iterator[Problem]:
    """A template reads from a widget that is not in the flow, and gets an empty text."""
    names = flow.by_name()
    lost = (each for each in find_in_templates(flow, _REFERENCE) if each[1] not in names)
    for number, (path, name) in enumerate(lost):
        meant = _suggestion(name, names, number)
        yield Problem(
            f'a template reads from "widgets.{cut(name)}", but no widget has this name',
            help=meant or "write the name of a widget of this flow",
            note="Studio renders a variable without a value as an empty text",
            label="not a widget",
            location=flow.json.at(path),
        )
