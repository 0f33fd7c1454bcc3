"""How the widgets of a flow lead to each other, and what they say of each other.

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
"""Names: to compare each of thousands with each of thousands takes minutes."""
_REFERENCE = r"(?<![\w.\-])widgets\.([\w-]+)"


@rule("unknown-next-widget", "error", REFUSED, subject="flow")
def unknown_next_widget(flow: Flow) -> Iterator[Problem]:
    """A transition, or the start of the flow, to a widget that is not there."""
    names = flow.by_name()
    lost = (each for each in _nexts(flow) if each[1] not in names)
    for number, (path, name, said) in enumerate(lost):
        yield Problem(
            f'{said} "{cut(name)}", and there is no such widget',
            help=_suggestion(name, names, number) or "name a widget of this flow",
            label="no widget has this name",
            location=flow.json.at(path),
            doc=DEFINITION_DOC,
        )


def _nexts(flow: Flow) -> Iterator[tuple[JsonPath, str, str]]:
    """Yield every name of a widget that comes next, with its place and who says so."""
    if flow.initial:
        yield ("initial_state",), flow.initial, "the flow begins with"
    for state in flow.states:
        for each in state.transitions:
            if each.next:
                said = f'"{cut(each.event)}" of widget "{cut(state.name)}" leads to'
                yield (*each.path, "next"), each.next, said


def _suggestion(name: str, names: Iterable[str], before: int) -> str:
    """Return names that are like it; only for the first faults, and among not too many."""
    known = list(names) if before < MOST_SUGGESTIONS else []
    return did_you_mean(name, known) if len(known) <= MOST_COMPARED else ""


@rule("speaks-after-timeout", "warning", subject="flow")
def speaks_after_timeout(flow: Flow) -> Iterator[Problem]:
    """The `timeout` of a TwiML Redirect leads to a widget that needs the call.

    Once the time is up the flow goes on, but Studio cannot take the call back: only a return with
    FlowEvent=return does. So nothing that speaks, listens or connects has an effect there.
    """
    by_call = flow.started_by().get("incomingCall", frozenset())
    for state in flow.redirects:
        late = state.leads("timeout")
        if not late or state.name not in by_call or state.text("timeout").strip() == "0":
            continue
        deaf = _needs_call(flow, late)
        if deaf is not None:
            then = "" if deaf.name == late else f' by way of "{cut(late)}"'
            yield Problem(
                f'the timeout of "{cut(state.name)}" leads to "{cut(deaf.name)}"{then}, '
                f"which needs the call, and Studio does not have it any more",
                help="let it lead to widgets that need no call: a message, a request, a function",
                label="without the call",
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
    """TwiML Redirects that lead to each other on `return`, with nothing between them.

    If the pages that they ask do not wait for anything, the execution ends after 1,000 steps, and
    Twilio logs 81000. A page with a <Gather> in it makes a menu of it, which is no fault.
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
                f"the redirects go round in a circle: {' → '.join(map(cut, round_trip[:8]))}",
                note="after 1,000 steps Studio ends the execution",
                location=flow.json.at((*at.path, "name")),
                doc=REDIRECT_DOC,
            )


@rule("unwired-return", "info", subject="flow")
def unwired_return(flow: Flow) -> Iterator[Problem]:
    """A TwiML Redirect that waits for a return and leads nowhere when it comes.

    The flow then ends. With a timeout of "0" no return is expected.
    """
    for state in flow.redirects:
        if state.text("timeout").strip() != "0" and not state.leads("return"):
            yield Problem(
                f'"{cut(state.name)}" leads nowhere on "return": the flow ends when it comes',
                help='if none should come back, a timeout of "0" says so',
                location=flow.json.at((*state.path, "name")),
                doc=REDIRECT_DOC,
            )


@rule("unknown-widget-reference", "warning", subject="flow")
def unknown_widget_reference(flow: Flow) -> Iterator[Problem]:
    """A template reads from a widget that is not in the flow, and gets nothing."""
    names = flow.by_name()
    lost = (each for each in find_in_templates(flow, _REFERENCE) if each[1] not in names)
    for number, (path, name) in enumerate(lost):
        meant = _suggestion(name, names, number)
        yield Problem(
            f'a template reads from "widgets.{cut(name)}", and no widget has this name',
            help=meant or "name a widget of this flow",
            note="what is not set is rendered as nothing",
            label="read from nowhere",
            location=flow.json.at(path),
        )
