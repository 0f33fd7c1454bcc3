"""Which of Twilio's numbers are predicted: the smallest trigger of each, and what is left out."""

from tests.coverage.numbers import DOCUMENT, FETCH, FLOW
from twiml_check.vocabulary.examples import INSTEAD, REASONS

LEFT_OUT = {*INSTEAD, *REASONS}
"""Numbers that have a reason, or another number in their place."""


def counts() -> list[str]:
    """How many of the numbers are predicted, a line for each kind, and why the others are not."""
    kinds = {"document": DOCUMENT, "exchange": FETCH, "walk": FLOW}
    return [line for kind, codes in kinds.items() for line in _lines(kind, codes)]


def _lines(kind: str, codes: set[int]) -> list[str]:
    done = codes - LEFT_OUT
    why: dict[str, list[int]] = {}
    for code in sorted(codes & LEFT_OUT):
        why.setdefault(REASONS.get(code, "The same fault is told by another number."), []).append(
            code
        )
    return [
        f"{kind}: {len(done)} of {len(codes)} predicted, {len(codes) - len(done)} left out",
        *(f"  {' '.join(map(str, each))}: {reason}" for reason, each in why.items()),
    ]
