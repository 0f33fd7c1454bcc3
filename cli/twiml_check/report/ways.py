"""The ways of an explored call: in words, and which of them stands for a request."""

from collections.abc import Sequence
from typing import NamedTuple

from twiml_check.model.call_map import CallMap, Node
from twiml_check.model.run import TargetResult
from twiml_check.report.phrases import counted

AT_ONCE = "at once"
"""The way of a call that ends before anybody can choose."""
LEFT = {
    "failed": "failed",
    "budget": "cut by the budget",
    "depth": "too deep",
    "host": "on another host",
    "dead": "at an address that does not answer",
    "unstable": "not found again",
}
"""Why a choice has no answer that Twilio takes."""


class Way(NamedTuple):
    """A path through the call to one of its ends."""

    name: str
    node: Node
    hops: frozenset[int]
    """The numbers of the requests that stand under this way, and under no shorter one."""


def path_of(words: Sequence[str]) -> str:
    """Return `1, busy`; `at once` for no words."""
    return ", ".join(words) or AT_ONCE


def ways(check: TargetResult) -> list[Way]:
    """Return the ways that end, in the order of their nodes; none where nothing was explored.

    Each request that leads to an end is of the shortest way that makes it, and of no other.
    """
    if check.call_map is None:
        return []
    came_from = {hop.number: hop.came_from for hop in check.hops}
    known: set[int | None] = {None}
    found: dict[int, Way] = {}
    for node in sorted(check.call_map.nodes, key=lambda node: len(node.way)):
        if node.end:
            own = set()
            hop: int | None = node.hop
            while hop not in known:
                known.add(hop)
                own.add(hop)
                hop = came_from.get(hop) if hop is not None else None
            found[node.number] = Way(_name(node), node, frozenset(filter(None, own)))
    return [found[node.number] for node in check.call_map.nodes if node.end]


def _name(node: Node) -> str:
    caller = f"({node.caller}) " if node.caller else ""
    return f"{caller}{path_of(node.way)}"


def coverage(whole: CallMap) -> str:
    """Return `26 of 29 choices answered, 9 places, 22 calls, 70 requests; 2 cut by the budget`"""
    parts = [
        f"{whole.answered} of {counted(len(whole.choices), 'choice')} answered",
        counted(len(whole.nodes), "place"),
        counted(whole.calls, "call"),
        counted(whole.requests, "request"),
    ]
    left = [f"{number} {LEFT[state]}" for state, number in whole.left.items()]
    return "; ".join(filter(None, (", ".join(parts), ", ".join(left))))
