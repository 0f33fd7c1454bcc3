"""Which of Twilio's numbers are predicted: the smallest trigger of each, and what is left out."""

from __future__ import annotations

from tests.coverage.left_out import REASONS
from tests.coverage.numbers import DOCUMENT, FETCH, FLOW

PENDING: frozenset[int] = frozenset()
"""Numbers whose rule is still to be written."""


def counts() -> list[str]:
    """How many of the numbers are predicted, a line for each kind."""
    kinds = {"document": DOCUMENT, "exchange": FETCH, "walk": FLOW}
    return [_line(kind, codes) for kind, codes in kinds.items()]


def _line(kind: str, codes: set[int]) -> str:
    out, pending = len(codes & set(REASONS)), len(codes & PENDING)
    waiting = f", {pending} pending" if pending else ""
    done = len(codes) - out - pending
    return f"{kind}: {done} of {len(codes)} predicted, {out} left out{waiting}"
