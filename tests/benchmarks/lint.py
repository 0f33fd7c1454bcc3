"""python -m tests.benchmarks.lint: documents a second beside lxml with a schema of the same tables.

lxml answers yes or no; here every finding has its place, its number and its advice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from lxml import etree  # type: ignore[import-untyped]

from tests.benchmarks.relaxng import schema
from tests.rules.test_examples import WITH_EXAMPLES, example
from twiml_check.lint import lint

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "twiml" / "valid"
SMALL = 700
"""Bytes of the longest document that counts as a small one."""
ROUNDS = 21
MENU = (
    '<Gather action="/menu" numDigits="1"><Say voice="alice" language="en-US">For sales, press '
    'one.</Say><Play loop="2">https://example.com/a.mp3</Play></Gather><Pause length="1"/>'
)


def small_documents() -> list[bytes]:
    """Real ones where they are at hand, else the good examples of the rules."""
    found = [path.read_bytes() for path in sorted(CORPUS.glob("*"))] if CORPUS.exists() else []
    examples = [(example(rule, "Good:") or "").encode() for rule in WITH_EXAMPLES]
    return [raw for raw in found or examples if len(raw) < SMALL]


def large_document() -> bytes:
    """One of 60 kB."""
    return f"<Response>{MENU * (60_000 // len(MENU))}</Response>".encode()


def compare(
    ours: Callable[[bytes], object], theirs: Callable[[bytes], object], raw: list[bytes]
) -> tuple[float, float]:
    """Our documents a second, and how many times theirs that is: the median of all rounds."""
    speeds, ratios = [], []
    for _ in range(ROUNDS):
        our, their = _seconds(ours, raw), _seconds(theirs, raw)
        speeds.append(len(raw) / our)
        ratios.append(their / our)
    return median(speeds), median(ratios)


def _seconds(read: Callable[[bytes], object], documents: list[bytes]) -> float:
    begun = perf_counter()
    for raw in documents:
        read(raw)
    return perf_counter() - begun


def main() -> int:
    """Measure and print; the status is 1 when a goal is missed."""
    validator = etree.RelaxNG(etree.fromstring(schema()))
    missed = 0
    print(f"lint, in one process{'a second':>31}{'x lxml':>10}{'goal':>8}")
    for name, documents, goal in (
        ("small documents", small_documents(), 0.4),
        ("a document of 60 kB", [large_document()], 1.0),
    ):
        speed, ratio = compare(
            lambda raw: lint("document", raw),
            lambda raw: validator.validate(etree.fromstring(raw)),
            documents,
        )
        note = "" if ratio >= goal else "  MISSED"
        missed += ratio < goal
        print(f"  {name:42}{speed:7.0f}{ratio:10.2f}{goal:8.1f}{note}", flush=True)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
