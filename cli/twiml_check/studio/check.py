"""Check one flow: its file, then each of its TwiML Redirects with each event that reaches it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from twiml_check.model.json_value import JsonValue
from twiml_check.rules.wording import either, listed, near, quoted
from twiml_check.studio.explorer import MOST_VISITS, FlowRun, Outcome, events, fill, read, visit
from twiml_check.studio.flow import Flow, State
from twiml_check.studio.render import can_render, is_template
from twiml_check.vocabulary.events import DEFAULT_EVENT, EVENTS

Begin = Callable[[str], FlowRun]
"""Returns the parts of a run, for an event."""


class FlowTarget(NamedTuple):
    """A flow to check, with the user's settings."""

    name: str
    raw: bytes
    event: str | None = None
    """The event of every redirect; None for the events that can reach it."""
    context: dict[str, JsonValue] = {}  # noqa: RUF012
    webhook_url: str = ""
    widgets: tuple[str, ...] = ()
    """The redirects to run; empty for all."""
    validate: bool = False
    """True when no redirect runs."""
    keeps: Callable[[str], bool] = lambda _: True
    """Says whether a rule of this name counts."""


class UnknownWidgetError(ValueError):
    """The flow has no TwiML Redirect of the name that the user gave; the text names it."""


class NoLiquidError(ImportError):
    """A URL is a template, and the library that renders templates is not installed."""


def check_flow(target: FlowTarget, begin: Begin) -> Iterator[Outcome]:
    """Yield the outcome of the file, then one for each redirect and event that reaches it.

    `begin` is called before each redirect; never if no redirect runs.

    Raises:
        UnknownWidgetError: a widget to run does not exist.
        NoLiquidError: a redirect cannot be rendered.
    """
    event = target.event or DEFAULT_EVENT
    outcome, flow = read(target.name, target.raw, EVENTS[event], target.keeps)
    runs = _runs(target, flow) if flow and not target.validate else []
    if len(runs) > MOST_VISITS:
        outcome = outcome._replace(undecided=f"stopped after {MOST_VISITS} redirects")
    if flow and not flow.redirects:
        outcome = outcome._replace(would="The flow has no TwiML Redirect, so no redirect ran.")
    yield outcome._replace(name=target.name, event=event)
    if flow is None:
        return
    for state, name in runs[:MOST_VISITS]:
        own = fill(begin(name), target.context, target.webhook_url)
        visited = visit(outcome.hops[0], flow, state, own)
        yield visited._replace(name=f"{target.name}: {state.name}", event=name)


def _runs(target: FlowTarget, flow: Flow) -> list[tuple[State, str]]:
    """Return the redirects to run, each with an event that reaches it."""
    states = _chosen(target, flow)
    if any(is_template(state.text("url")) for state in states) and not can_render():
        raise NoLiquidError
    known = events(flow)
    return [
        (state, event)
        for state in states
        for event in ([target.event] if target.event else known.get(state.name, (DEFAULT_EVENT,)))
    ]


def _chosen(target: FlowTarget, flow: Flow) -> tuple[State, ...]:
    names = [state.name for state in flow.redirects]
    for name in target.widgets:
        if name not in names:
            hits = near(name, names)
            others = (
                f"it has {listed(quoted(names))}" if names else "it has no TwiML Redirect at all"
            )
            meant = f"did you mean {either(quoted(hits))}?" if hits else others
            raise UnknownWidgetError(f'the flow has no TwiML Redirect "{name}"; {meant}')
    return tuple(s for s in flow.redirects if not target.widgets or s.name in target.widgets)
