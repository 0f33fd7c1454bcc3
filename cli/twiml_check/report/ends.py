"""The ways through an explored call that end, and the requests of each."""

from typing import NamedTuple

from twiml_check.model.call_map import Node
from twiml_check.model.run import TargetResult

NO_CHOICE = "without a choice"
"""The way of a call that ends by itself."""


class Way(NamedTuple):
    """A path through the call to one of its ends."""

    name: str
    hops: frozenset[int]
    """The numbers of the requests of this way that belong to no shorter way."""


def ended_ways(check: TargetResult) -> list[Way]:
    """Return the ways that end, in the order of their nodes; none if no call was explored.

    Each request on a way to an end belongs to the shortest way that makes it, and to no other.
    """
    if check.call_map is None:
        return []
    came_from = {hop.number: hop.came_from for hop in check.hops}
    known = set[int]()
    found: dict[int, Way] = {}
    for node in sorted(check.call_map.nodes, key=lambda node: len(node.way)):
        if node.end:
            own, hop = set[int](), node.hop
            while hop and hop not in known:
                known.add(hop)
                own.add(hop)
                hop = came_from.get(hop) or 0
            found[node.number] = Way(_name(node), frozenset(own))
    return [found[node.number] for node in check.call_map.nodes if node.end]


def _name(node: Node) -> str:
    """Return `1, busy`, or `(withheld) without a choice`."""
    caller = f"({node.caller}) " if node.caller else ""
    return f"{caller}{', '.join(node.way) or NO_CHOICE}"
