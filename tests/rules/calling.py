"""Calls that were explored, built by hand: what is heard at each place, and where keys lead."""

from typing import Any

from tests.rules.telling import answer, hop
from twiml_check.model.call_map import CallMap, ChoiceKind, Edge, Node
from twiml_check.rules.whole_call import Explored

MENU = ("Gather", "Redirect")
DIGITS = "0123456789"


def place(number: int, said: str = "Hello", /, body: str = "", via: str = "", **more: Any) -> Any:
    """Return a node, and the hop that shows it, as an explorer keeps it: without its tree."""
    event, verbs = more.pop("event", "voice"), more.pop("verbs", MENU)
    kept = {"number": number * 10, "via": via or "action", **more.pop("kept", {})}
    shown = hop(event, answer(f"<Response>{body}</Response>".encode()), **kept)
    return Node(number, number * 10, said, verbs=verbs, **more), shown.without_tree()


def choice(start: int, word: str, end: int | None, kind: ChoiceKind = "keys", **more: Any) -> Edge:
    """Return an edge that was asked."""
    return Edge(start, kind, word, end, **{"address": "POST /next", **more})


def keys(start: int, end: int, words: str = DIGITS, **more: Any) -> list[Edge]:
    """Return an edge for each key, all of which lead to one place."""
    return [choice(start, word, end, **more) for word in words]


def silence(start: int, end: int | None, **more: Any) -> Edge:
    """Return the edge of a caller who says nothing: <Redirect> below <Gather>."""
    return choice(start, "redirect", end, "redirect", **{"steps": ("silence",), **more})


def outcome(start: int, word: str, end: int | None, **more: Any) -> Edge:
    """Return the edge of what the other party or Twilio decides."""
    return choice(start, word, end, "outcome", **more)


def explored(places: list[Any], *edges: Edge | list[Edge]) -> Explored:
    """Return the explored call; each node has the shortest way that its edges give."""
    flat = [edge for each in edges for edge in (each if isinstance(each, list) else [each])]
    ways: dict[int, tuple[str, ...]] = {1: ()}
    for edge in flat * 3:
        if edge.start in ways and edge.end is not None:
            way = (*ways[edge.start], *(edge.steps or (edge.word,)))
            ways.setdefault(edge.end, way)
    nodes = tuple(node._replace(way=ways.get(node.number, ("?",))) for node, _ in places)
    return Explored(CallMap(nodes, tuple(flat), 1, len(flat)), tuple(shown for _, shown in places))
