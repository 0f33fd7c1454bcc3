"""JSON -> a Studio flow: whatever has the shape of a widget or a transition is taken as one."""

from __future__ import annotations

from twiml_check.flowchart import Flow, State, Transition
from twiml_check.places import Json, JsonPath, JsonValue


def read_flow(json: Json) -> Flow:
    """The flow in a JSON document; what is missing or of another type is for the rules to tell."""
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
