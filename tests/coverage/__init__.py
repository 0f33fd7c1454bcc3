"""Which of Twilio's numbers are predicted: the smallest trigger of each, and what is left out."""

from __future__ import annotations

from tests.coverage.left_out import REASONS
from tests.coverage.numbers import DOCUMENT, FETCH, FLOW

PENDING = frozenset(
    {
        *(
            11203,
            11205,
            11215,
            11220,
            11320,
            12100,
            13000,
            13110,
            13111,
            13112,
            13120,
            13215,
        ),
        *(
            13223,
            13226,
            13243,
            13247,
            13248,
            13249,
            13250,
            13251,
            13252,
            13253,
            13320,
            13325,
        ),
        *(
            13330,
            13331,
            13337,
            13420,
            13521,
            13615,
            13807,
            14101,
            14102,
            14109,
            14110,
            14204,
        ),
        *(
            14205,
            14212,
            14213,
            14215,
            14220,
            14221,
            14230,
            14236,
            14237,
            14300,
            15004,
            16011,
            16023,
        ),
        *(
            21262,
            21263,
            21266,
            21609,
            21620,
            21623,
            21910,
            31901,
            31902,
            31904,
            31910,
            31920,
        ),
        *(
            31922,
            31923,
            31941,
            32018,
            32110,
            32111,
            32112,
            32113,
            32114,
            32220,
            32223,
            32303,
            32501,
        ),
        *(32503, 32605, 32654, 64003, 64011, 64014, 64016, 64017, 64101, 64102, 94100),
    }
)
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
