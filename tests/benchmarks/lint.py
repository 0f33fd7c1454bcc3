"""python -m tests.benchmarks.lint: documents a second beside lxml with a schema of the same tables.

lxml answers yes or no; here every finding has its place, its number and its advice. No document
comes twice: another word is said in it, or where nothing is said a blank more stands at its end.
The files of a folder differ in their elements and attributes as well.
"""

import os
import re
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain, count, islice, product
from pathlib import Path
from statistics import median
from time import perf_counter

from lxml import etree  # type: ignore[import-untyped]

from tests.benchmarks.processes import compare, environment, interleaved
from tests.benchmarks.relaxng import schema
from tests.expand import expanded
from tests.rules.test_examples import WITH_EXAMPLES, example
from twiml_check.explore.lint import lint

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "twiml" / "valid"
SCRIPT = Path(__file__).parent / "scripts" / "validate_folder.py"
SMALL = 700
"""Bytes of the longest document that counts as a small one."""
FILES = 2000
ROUNDS = 21
MENU = (
    '<Gather action="/menu" numDigits="1"><Say voice="alice" language="en-US">For sales, press '
    'one.</Say><Play loop="2">https://example.com/a.mp3</Play></Gather><Pause length="1"/>'
)
VERBS = (
    b"<Say>Welcome to the shop.</Say>",
    b'<Pause length="2"/>',
    b'<Play loop="2">https://example.com/a.mp3</Play>',
    b'<Gather action="/menu" numDigits="1"><Say>Press a key.</Say></Gather>',
    b"<Message>We are open.</Message>",
    b"<Message><Body>We are open.</Body></Message>",
)
"""What a document may begin with, to be another one."""
Read = Callable[[bytes], object]


def small_documents() -> list[bytes]:
    """Real ones where they are at hand, else the good examples of the rules."""
    found = [path.read_bytes() for path in sorted(CORPUS.glob("*"))] if CORPUS.exists() else []
    examples = [expanded(example(rule, "Good:") or "") for rule in WITH_EXAMPLES]
    return [raw for raw in found or examples if len(raw) < SMALL]


def large_document() -> bytes:
    """One of 60 kB."""
    return f"<Response>{MENU * (60_000 // len(MENU))}</Response>".encode()


def times(ours: Read, theirs: Read, documents: list[bytes]) -> tuple[float, float]:
    """Our documents a second, and how many times theirs that is: the median of all rounds."""
    speeds, ratios = [], []
    for number in range(ROUNDS):
        new = [reworded(raw, number) for raw in documents]
        our, their = _seconds(ours, new), _seconds(theirs, new)
        speeds.append(len(new) / our)
        ratios.append(their / our)
    return median(speeds), median(ratios)


def reworded(raw: bytes, number: int) -> bytes:
    """The document with a word more in its first text; with a blank more where nothing is said."""
    said, times = re.subn(
        rb"(<(?:Say|Message|Body)[^<>]*>[^<>]+)", rb"\1 %d" % number, raw, count=1
    )
    return said if times else raw + b"\n" * number


def different(documents: list[bytes]) -> Iterator[bytes]:
    """Yield documents without a fault, no two with the same elements and attributes in a row."""
    seen = set()
    for verbs in chain.from_iterable(product(VERBS, repeat=number) for number in count()):
        for raw in documents:
            made = raw.replace(b"<Response>", b"<Response>" + b"".join(verbs), 1)
            outline = tuple(re.findall(rb"</?[^\s/>]+|\s[\w:-]+(?==)", made))
            if outline not in seen and not lint("document", made)[1]:
                seen.add(outline)
                yield made


def _seconds(read: Read, documents: list[bytes]) -> float:
    begun = perf_counter()
    for raw in documents:
        read(raw)
    return perf_counter() - begun


def in_one_process() -> bool:
    """Print how fast documents are judged; True when the goals are met."""
    validator = etree.RelaxNG(etree.fromstring(schema()))
    small = small_documents()
    clean = [raw for raw in small if not lint("document", raw)[1]]
    rows = (
        ("small documents without a fault", clean, 0.2),
        ("small documents, some of them with hints", small, None),
        ("a document of 60 kB", [large_document()], 0.5),
    )
    met = True
    print(f"\nlint, in one process{'a second':>31}{'x lxml':>10}{'goal':>8}")
    for name, documents, goal in rows:
        speed, ratio = times(
            lambda raw: lint("document", raw),
            lambda raw: validator.validate(etree.fromstring(raw)),
            documents,
        )
        missed = goal is not None and ratio < goal
        met = met and not missed
        end = f"{goal or '':>8}{'  MISSED' if missed else ''}"
        print(f"  {name:42}{speed:7.0f}{ratio:10.2f}{end}", flush=True)
    return met


def as_processes(goal: float = 3.0) -> bool:
    """Print how long a folder takes from start to end; True when the goal is met."""
    tool = os.path.join(sysconfig.get_path("scripts"), "twiml-check")
    with tempfile.TemporaryDirectory() as temporary:
        folder, grammar = Path(temporary, "documents"), Path(temporary, "schema.rng")
        folder.mkdir()
        grammar.write_text(schema())
        for number, raw in enumerate(islice(different(small_documents()), FILES)):
            (folder / f"{number:04}.twiml").write_bytes(raw)
        commands = [
            (sys.executable, str(SCRIPT), str(grammar), str(folder)),
            (tool, "--format", "json", str(folder)),
            (tool, str(folder)),
        ]
        theirs, *ours = interleaved(commands, environment(), ROUNDS)
    print(f"\nlxml over {FILES} files{'wall ms':>29}{'x wall':>10}{'goal':>8}")
    met = True
    for name, usages in zip(("json", "text"), ours, strict=True):
        told = compare(usages, theirs)
        missed = told.wall_ratio > goal or any(usage.status for usage in (*usages, *theirs))
        met = met and not missed
        note = "  MISSED" if missed else ""
        print(f"  {name:42}{told.wall_ms:7.0f}{told.wall_ratio:10.2f}{goal:8.1f}{note}")
    return met


def main() -> int:
    """Measure and print; the status is 1 when a goal is missed."""
    results = (in_one_process(), as_processes())
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main())
