"""Find the loops of a graph that no edge leaves.

Pure, and without recursion: a chain of a thousand documents is too deep for Python.
"""

from collections.abc import Collection, Iterable, Mapping

Graph = Mapping[int, Collection[int]]
"""Node -> the nodes that follow it; a node that is not a key has none."""


def closed_circles(follows: Graph) -> list[frozenset[int]]:
    """Return the sets of nodes that all reach each other, and no other node."""
    return [
        part
        for part in _parts(follows)
        if all(follows.get(node) and part.issuperset(follows[node]) for node in part)
    ]


def reached(starts: Iterable[int], follows: Graph) -> set[int]:
    """Return the start nodes and all nodes that they reach."""
    found = set(starts)
    todo = list(found)
    while todo:
        new = set(follows.get(todo.pop(), ())) - found
        found |= new
        todo += new
    return found


def backwards(follows: Graph) -> dict[int, set[int]]:
    """Return the graph with each edge reversed."""
    turned: dict[int, set[int]] = {}
    for node, ends in follows.items():
        for end in ends:
            turned.setdefault(end, set()).add(node)
    return turned


def _parts(follows: Graph) -> list[frozenset[int]]:
    """Return the strongly connected parts (Kosaraju: in reverse order, against the edges)."""
    turned = backwards(follows)
    parts: list[frozenset[int]] = []
    placed: set[int] = set()
    for node in reversed(_as_left(follows)):
        if node not in placed:
            part, todo = {node}, [node]
            while todo:
                new = turned.get(todo.pop(), set()) - placed - part
                part |= new
                todo += new
            placed |= part
            parts.append(frozenset(part))
    return parts


def _as_left(follows: Graph) -> list[int]:
    """Return all nodes in the order in which a depth-first search leaves them."""
    left: list[int] = []
    seen: set[int] = set()
    for start in follows:
        path = [] if start in seen else [(start, iter(follows[start]))]
        seen.add(start)
        while path:
            node, ends = path[-1]
            new = next((end for end in ends if end not in seen), None)
            if new is None:
                left.append(node)
                path.pop()
            else:
                seen.add(new)
                path.append((new, iter(follows.get(new, ()))))
    return left
