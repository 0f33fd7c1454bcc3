"""A Studio flow: its widgets, and how one leads to another. Pure."""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.exchange import Fields, Product
from twiml_check.model.json_value import Json, JsonPath, JsonValue
from twiml_check.model.source import Location
from twiml_check.studio.tables import REDIRECT, TRIGGER


class Transition(NamedTuple):
    """Where a widget leads on an event."""

    path: JsonPath
    event: str
    """Empty when it has none."""
    next: str
    """Name of a widget; empty where the branch ends."""


class State(NamedTuple):
    """One widget as the definition has it; what is not of the right JSON type is left out."""

    path: JsonPath
    name: str
    type: str
    transitions: tuple[Transition, ...]
    properties: dict[str, JsonValue]

    def text(self, name: str) -> str:
        """Return a property that is a text; empty when it is none."""
        value = self.properties.get(name)
        return value if isinstance(value, str) else ""

    def leads(self, event: str) -> str:
        """Return the widget after this event, or nothing."""
        return next((each.next for each in self.transitions if each.event == event), "")


class Flow(NamedTuple):
    """A flow definition."""

    json: Json
    states: tuple[State, ...]
    initial: str

    def named(self) -> dict[str, State]:
        """Return the widgets by their names."""
        return {state.name: state for state in reversed(self.states)}

    @property
    def redirects(self) -> tuple[State, ...]:
        """The TwiML Redirect widgets."""
        return tuple(state for state in self.states if state.type == REDIRECT)

    def after(self, start: str) -> Iterator[State]:
        """Yield the widgets that can be reached from one, itself first, the nearest first."""
        named = self.named()
        todo, seen = deque([start]), {start}
        while todo:
            state = named.get(todo.popleft())
            if state is None:
                continue
            yield state
            for each in state.transitions:
                if each.next not in seen:
                    seen.add(each.next)
                    todo.append(each.next)

    def texts(self) -> Iterator[tuple[JsonPath, str]]:
        """Yield every text of the definition with its path, in document order."""
        todo: list[tuple[JsonPath, JsonValue]] = [((), self.json.value)]
        while todo:
            path, each = todo.pop()
            if isinstance(each, str):
                yield path, each
            elif isinstance(each, dict):
                todo.extend(((*path, name), item) for name, item in reversed(each.items()))
            elif isinstance(each, list):
                numbered = list(enumerate(each))
                todo.extend(((*path, number), item) for number, item in reversed(numbered))

    def started_by(self) -> dict[str, frozenset[str]]:
        """Return for each event of the trigger the names of the widgets that it can lead to."""
        trigger = self.named().get(self.initial)
        if trigger is None or trigger.type != TRIGGER:
            return {}
        return {
            each.event: frozenset(state.name for state in self.after(each.next))
            for each in trigger.transitions
            if each.next
        }


class Rendered(NamedTuple):
    """What a template became."""

    text: str = ""
    unset: tuple[str, ...] = ()
    """Variables that it writes and that nothing was said about."""
    fault: str = ""
    """What is wrong with the template itself, one line."""
    limit: str = ""
    """Which limit of ours it reached; then there is no text."""


class Arrival(NamedTuple):
    """A request of the outside document to a Studio webhook."""

    location: Location | None
    """Of the <Redirect> that led there, in the document that holds it."""
    event: str
    """The value of FlowEvent; empty when there is none."""
    own: bool | None
    """Whether it is the webhook of this flow; None when nobody told which that is."""
    sid: str
    """The SID of the flow in the address; empty where it is none of Studio's."""
    variables: Fields
    """The other parameters of its query."""
    spelled: str = ""
    """The name, where it is FlowEvent in other letters."""
    address: str = ""
    """Of the webhook, without its query."""


class Visit(NamedTuple):
    """A TwiML Redirect widget, when all that it leads to has been asked."""

    flow: Flow
    state: State
    product: Product
    rendered: Rendered
    reason: str = ""
    """Why the rendered text is no usable address; empty when it is one."""
    arrival: Arrival | None = None
    exit: str = ""
    """`return`, `timeout` or `fail`; empty when none is taken, or nobody can tell."""

    @property
    def next(self) -> str:
        """The widget after the exit."""
        return self.state.leads(self.exit) if self.exit else ""


def read_flow(json: Json) -> Flow:
    """Return the flow in a JSON document; what is missing or of another type is left out."""
    top = json.value if isinstance(json.value, dict) else {}
    states = top.get("states")
    found = states if isinstance(states, list) else []
    read = tuple(
        _state(("states", number), state)
        for number, state in enumerate(found)
        if isinstance(state, dict)
    )
    return Flow(json, read, _text(top.get("initial_state")))


def _state(path: JsonPath, state: dict[str, JsonValue]) -> State:
    transitions, properties = state.get("transitions"), state.get("properties")
    listed = transitions if isinstance(transitions, list) else []
    return State(
        path=path,
        name=_text(state.get("name")),
        type=_text(state.get("type")),
        transitions=tuple(
            Transition((*path, "transitions", n), _text(each.get("event")), _text(each.get("next")))
            for n, each in enumerate(listed)
            if isinstance(each, dict)
        ),
        properties=properties if isinstance(properties, dict) else {},
    )


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
