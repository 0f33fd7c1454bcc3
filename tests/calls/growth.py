"""How the work of a function grows with its input, whatever the machine."""

from collections.abc import Callable
from time import process_time
from typing import Any

TIMES = 8
"""How much larger the larger input is: a square grows by 64."""
MOST = 30
"""What work that grows as its input may cost more on a machine that has other things to do."""


def growth(function: Callable[[Any], object], make: Callable[[int], Any], size: int) -> float:
    """How many times longer the larger input takes than one of this size."""
    small, large = make(size), make(size * TIMES)
    rounds = 1
    while (spent := _spent(function, small, rounds)) < 0.002:
        rounds *= 2
    spent = min(spent, _spent(function, small, rounds))
    return min(_spent(function, large, 1) for _ in range(3)) * rounds / spent


def _spent(function: Callable[[Any], object], given: Any, rounds: int) -> float:
    began = process_time()
    for _ in range(rounds):
        function(given)
    return process_time() - began
