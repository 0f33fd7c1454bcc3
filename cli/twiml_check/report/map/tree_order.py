"""The map as a tree: each node is drawn under the choice that first reaches it."""

from collections import deque
from typing import NamedTuple

from twiml_check.model.call_map import CallMap
from twiml_check.report.map.choices import Choice, choices


class Order(NamedTuple):
    """The map as a tree: every node is there once, at the end of a shortest way."""

    roots: tuple[int, ...]
    """0 for the beginning of a conversation, and nodes that no choice reaches."""
    choices: dict[int, list[Choice]]
    """The choices at each node."""
    first: dict[int, Choice]
    """Node -> the choice under which it is drawn."""
    depth: dict[int, int]

    def draws(self, choice: Choice) -> bool:
        """Say whether the node that it reaches is drawn under it."""
        return choice.end is not None and self.first.get(choice.end) is choice


def tree_order(call_map: CallMap) -> Order:
    """Return the tree of the shortest ways, with the choices of a node in their order."""
    found = choices(call_map)
    first: dict[int, Choice] = {}
    depth: dict[int, int] = {}
    roots = []
    for root in [*([0] if found.get(0) else []), *(node.number for node in call_map.nodes)]:
        if root in depth:
            continue
        roots.append(root)
        depth[root] = 0
        _spread(root, found, first, depth)
    return Order(tuple(roots), found, first, depth)


def _spread(
    root: int, found: dict[int, list[Choice]], first: dict[int, Choice], depth: dict[int, int]
) -> None:
    """Note all nodes after the root that are not noted yet, the nearest first."""
    waiting = deque([root])
    while waiting:
        number = waiting.popleft()
        for choice in found.get(number, []):
            if choice.end is not None and choice.end not in depth:
                depth[choice.end] = depth[number] + 1
                first[choice.end] = choice
                waiting.append(choice.end)
