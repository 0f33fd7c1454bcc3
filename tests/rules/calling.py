"""Calls that were explored, built by hand: what is heard at each place, and where keys lead."""

from typing import Any

from tests.rules.telling import answer, hop
from twiml_check.explore.continuations import CONTINUATIONS
from twiml_check.model.call_map import CallMap, ChoiceKind, Edge, Node
from twiml_check.model.run import Hop
from twiml_check.rules.whole_call import Explored

MENU = ("Gather", "Redirect")
DIGITS = "0123456789"
Place = tuple[Node, Hop]
GOOD = {row.word: row.good for each in CONTINUATIONS for row in each.table}
FIRST = 10
"""So many hops come before that of the first node: its number is not that of the hop."""


def place(said: str = "Hello", /, body: str = "", **more: Any) -> Place:
    """Return a node, and the hop that shows it, as an explorer keeps it: without its tree."""
    event, via = more.pop("event", "voice"), more.pop("via", "action")
    given = answer(f"<Response>{body}</Response>".encode())
    shown = hop(event, given, via=via).without_tree()
    return Node(0, 0, said, **{"verbs": MENU, **more}), shown


def choice(start: int, word: str, end: int | None, kind: ChoiceKind = "keys", **more: Any) -> Edge:
    """Return an edge that was asked."""
    return Edge(start, kind, word, end, **{"address": "POST /next", **more})


def keys(start: int, end: int | None, words: str = DIGITS, **more: Any) -> list[Edge]:
    """Return an edge for each key, all of which lead to one place."""
    return [choice(start, word, end, **more) for word in words]


def silence(start: int, end: int | None, **more: Any) -> Edge:
    """Return the edge of a caller who says nothing: <Redirect> below <Gather>."""
    return choice(start, "silence", end, "silence", **more)


def outcome(start: int, word: str, end: int | None, **more: Any) -> Edge:
    """Return the edge of what the other party or Twilio decides."""
    return choice(start, word, end, "outcome", **{"good": GOOD[word], "verb": "Dial", **more})


def explored(places: list[Place], *edges: Edge | list[Edge]) -> Explored:
    """Return the call; places have numbers as they stand, and the shortest way that edges give."""
    flat = [edge for each in edges for edge in (each if isinstance(each, list) else [each])]
    ways: dict[int, tuple[str, ...]] = {1: ()}
    todo = [1]
    leaving: dict[int, list[Edge]] = {}
    for edge in flat:
        leaving.setdefault(edge.start, []).append(edge)
    for start in todo:
        for edge in leaving.get(start, ()):
            if edge.end is not None and edge.end not in ways:
                own = () if edge.kind == "redirect" else (edge.word,)
                ways[edge.end] = (*ways[start], *(edge.steps or own))
                todo.append(edge.end)
    nodes = tuple(
        node._replace(number=number, hop=number + FIRST, way=ways.get(number, ("?",)))
        for number, (node, _) in enumerate(places, 1)
    )
    hops = tuple(
        shown._replace(number=number + FIRST) for number, (_, shown) in enumerate(places, 1)
    )
    return Explored(CallMap(nodes, tuple(flat), 1, len(flat)), hops)
