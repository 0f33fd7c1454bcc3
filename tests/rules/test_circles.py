"""Circles of a graph that nothing leads out of."""

import pytest

from twiml_check.rules.circles import Graph, backwards, closed_circles, reached


@pytest.mark.parametrize(
    ("follows", "circles"),
    [
        ({}, []),
        ({1: []}, []),
        ({1: [2], 2: []}, []),
        ({1: [1]}, [{1}]),
        ({1: [2], 2: [1]}, [{1, 2}]),
        ({1: [2], 2: [3], 3: [2]}, [{2, 3}]),
        ({1: [1, 2]}, []),
        ({1: [2], 2: [1, 3], 3: []}, []),
        ({1: [2], 2: [1, 3], 3: [3]}, [{3}]),
        ({1: [2, 3], 2: [2], 3: [4], 4: [3]}, [{2}, {3, 4}]),
        # Two rings that share a node are one.
        ({1: [2], 2: [3, 1], 3: [2]}, [{1, 2, 3}]),
        # A node that twiml-check has no page on is a way out.
        ({1: [2, 9], 2: [1]}, []),
    ],
)
def test_closed_circles(follows: Graph, circles: list[set[int]]) -> None:
    assert sorted(map(sorted, closed_circles(follows))) == sorted(map(sorted, circles))


def test_a_long_chain_is_no_recursion() -> None:
    ring = {number: [number % 5000 + 1] for number in range(1, 5001)}
    assert closed_circles(ring) == [frozenset(ring)]
    assert closed_circles({**ring, 5000: []}) == []


def test_what_is_reached_and_from_where() -> None:
    follows = {1: [2], 2: [3], 4: [3]}
    assert reached([2], follows) == {2, 3}
    assert backwards(follows) == {2: {1}, 3: {2, 4}}
    assert reached([3], backwards(follows)) == {1, 2, 3, 4}
