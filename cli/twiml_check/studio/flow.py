"""A Studio flow: its widgets, their transitions, and the return to it. All is pure.

https://www.twilio.com/docs/studio/widget-library/twiml-redirect
"""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl

from twiml_check.model.document import Document
from twiml_check.model.exchange import Fields, Product
from twiml_check.model.json_value import Json, JsonPath, JsonValue
from twiml_check.model.run import Hop
from twiml_check.model.source import Location
from twiml_check.studio.tables import (
    REDIRECT,
    RETURN,
    TRIGGER,
)
from twiml_check.vocabulary.reachable import reached
from twiml_check.web.studio import FLOW_EVENT, flow_sid
from twiml_check.web.text import mask
from twiml_check.web.url import NO_URL, Url

MOST_VARIABLES = 1000


class Transition(NamedTuple):
    """The next widget after an event."""

    path: JsonPath
    event: str
    """Empty if the transition has no event."""
    next: str
    """Name of a widget; empty if the flow ends there."""


class State(NamedTuple):
    """One widget of the definition; parts of the wrong JSON type are left out."""

    path: JsonPath
    name: str
    type: str
    transitions: tuple[Transition, ...]
    properties: dict[str, JsonValue]

    def text(self, name: str) -> str:
        """Return a property that is a string; empty if it is not."""
        return _text(self.properties.get(name))

    def leads(self, event: str) -> str:
        """Return the widget after this event, or nothing."""
        return next((each.next for each in self.transitions if each.event == event), "")


class Flow(NamedTuple):
    """A flow definition."""

    json: Json
    states: tuple[State, ...]
    initial: str

    def by_name(self) -> dict[str, State]:
        """Return the widgets by their names."""
        return {state.name: state for state in reversed(self.states)}

    @property
    def redirects(self) -> tuple[State, ...]:
        """Return the TwiML Redirect widgets."""
        return tuple(state for state in self.states if state.type == REDIRECT)

    def after(self, start: str) -> Iterator[State]:
        """Yield the widgets that can be reached from one: first itself, then the nearest."""
        named = self.by_name()
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
        """Return for each event of the trigger the names of the widgets that it can reach."""
        trigger = self.by_name().get(self.initial)
        if trigger is None or trigger.type != TRIGGER:
            return {}
        return {
            each.event: frozenset(state.name for state in self.after(each.next))
            for each in trigger.transitions
            if each.next
        }


class Rendered(NamedTuple):
    """The result of rendering a template."""

    text: str = ""
    unset: tuple[str, ...] = ()
    """Variables that it uses and that have no value."""
    fault: str = ""
    """The fault of the template itself, in one line."""
    limit: str = ""
    """The limit of ours that it reached; then there is no text."""


class Arrival(NamedTuple):
    """A request of the outside document to a Studio webhook."""

    location: Location | None
    """The place of the <Redirect> in its document."""
    event: str
    """The value of FlowEvent; empty when there is none."""
    own: bool | None
    """Whether it is the webhook of this flow; None if the webhook of this flow is not known."""
    sid: str
    """The SID of the flow in the URL; empty if the URL is not a webhook of Studio."""
    variables: Fields
    """The other parameters of its query."""
    spelled: str = ""
    """The name of the parameter, if it is FlowEvent in other letters."""
    address: str = ""
    """The URL of the webhook, without its query."""


class Visit(NamedTuple):
    """A TwiML Redirect widget, after all its documents were requested."""

    flow: Flow
    state: State
    product: Product
    rendered: Rendered
    reason: str = ""
    """Why the rendered text is not a valid URL; empty if it is."""
    lost: str = ""
    """Why it is not the webhook of a flow, although it looks like one."""
    arrival: Arrival | None = None
    exit: str = ""
    """`return`, `timeout` or `fail`; empty if there is no exit, or it is unknown."""

    @property
    def next(self) -> str:
        """Return the widget after the exit."""
        return self.state.leads(self.exit) if self.exit else ""


class Home(NamedTuple):
    """The webhook of the flow that waits."""

    url: Url = NO_URL
    """The value of --webhook-url; empty without it."""
    sid: str = ""
    """The SID of the flow; empty if it is not known."""
    drawn: str = ""
    """The random SID that templates use if the SID is not known."""

    def is_studio(self, url: Url) -> bool:
        """Say whether Studio is behind a URL; a request would run a real flow, so none is sent."""
        return self._is_own(url) or bool(flow_sid(url)) or _returns(url)

    def owns(self, url: Url) -> bool | None:
        """Say whether it is the webhook of this flow; None if that is not known."""
        if self._is_own(url):
            return True
        sid = flow_sid(url)
        if not sid:
            return False if self.url else None
        known = self.sid or (self.drawn if sid == self.drawn else "")
        return sid == known if known else None

    def _is_own(self, url: Url) -> bool:
        return bool(self.url) and url.same_origin(self.url) and _path(url) == _path(self.url)


def read_flow(json: Json) -> Flow:
    """Return the flow in a JSON document; missing parts and wrong types are left out."""
    top = json.value if isinstance(json.value, dict) else {}
    states = tuple(_state(("states", n), each) for n, each in _objects(top.get("states")))
    return Flow(json, states, _text(top.get("initial_state")))


def arrival(hop: Hop, home: Home, location: Location | None) -> Arrival:
    """Return what a request to Studio says; `location` is that of the <Redirect> before it."""
    url = hop.request.url if hop.request else NO_URL
    pairs = _pairs(url)
    named = dict(pairs)
    like = (name for name in named if name.lower() == FLOW_EVENT.lower() and name != FLOW_EVENT)
    spelled = "" if FLOW_EVENT in named else next(like, "")
    return Arrival(
        location=location,
        event=named.get(spelled or FLOW_EVENT, "") if not spelled else "",
        own=home.owns(url),
        sid=flow_sid(url),
        address=mask(url.bare.text.partition("?")[0]),
        variables=tuple((name, value) for name, value in named.items() if name != FLOW_EVENT),
        spelled=spelled,
    )


def redirect_in(document: Document, product: Product) -> Location | None:
    """Return the place of the <Redirect> that a document runs; None if there is none."""
    if document.root is None:
        return None
    for verb in reached(document.root, product):
        if verb.tag.name == "Redirect":
            return document.at_text(verb.element)
    return None


def _state(path: JsonPath, state: dict[str, JsonValue]) -> State:
    properties = state.get("properties")
    return State(
        path=path,
        name=_text(state.get("name")),
        type=_text(state.get("type")),
        transitions=tuple(
            Transition((*path, "transitions", n), _text(each.get("event")), _text(each.get("next")))
            for n, each in _objects(state.get("transitions"))
        ),
        properties=properties if isinstance(properties, dict) else {},
    )


def _objects(value: JsonValue) -> Iterator[tuple[int, dict[str, JsonValue]]]:
    """Yield the objects of a list with their numbers; nothing for any other value."""
    for number, each in enumerate(value if isinstance(value, list) else ()):
        if isinstance(each, dict):
            yield number, each


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""


def _returns(url: Url) -> bool:
    return dict(_pairs(url)).get(FLOW_EVENT) == RETURN


def _path(url: Url) -> str:
    return url.request_line.partition("?")[0].rstrip("/") if url.origin else ""


def _pairs(url: Url) -> Fields:
    """Return the parameters of the query; the last of a name counts."""
    query, most = url.query or "", MOST_VARIABLES
    try:
        return tuple(
            parse_qsl(query, keep_blank_values=True, max_num_fields=most, errors="replace")
        )
    except ValueError:
        return ()
