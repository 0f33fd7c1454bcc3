"""The lines in which two snapshots of a target differ."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from itertools import islice, takewhile
from typing import NamedTuple

from twiml_check.model.finding import Problem
from twiml_check.model.run import Snapshot, SnapshotHop
from twiml_check.rules.rule import Rule

CONTEXT = 3
"""Lines around each change."""
MOST = 1000
"""Lines for a full comparison, which needs quadratic time or more."""
LONGEST = 500_000
"""Characters of a difference: every report has it, and nobody reads more."""
SHORT = 80
"""Characters of a line in a sentence."""
CHANGED = Rule(
    "changed-answer",
    "error",
    None,
    text="""
    With --compare: the responses differ from the snapshot.

    Each hop is compared by route, method, path, status and document. Whitespace, comments, the
    order of attributes, the host and port of the target, and generated SIDs are ignored. If the
    change is intended, save the snapshot again with --save.
    """,
)
NEW = Rule(
    "new-target",
    "error",
    None,
    text="""
    With --compare: the snapshot does not have this target, so nothing was compared.

    Targets are matched by name (in a suite) or path, and by event. If several match, they are
    paired in order. Save a new snapshot with --save, or add --ignore new-target.
    """,
)
COMPARING = (CHANGED, NEW)


class Difference(NamedTuple):
    """A unified diff without names of files; empty if the snapshots are equal."""

    lines: tuple[str, ...] = ()
    more: int = 0
    """The number of omitted lines."""


def difference(old: Snapshot, new: Snapshot) -> Difference:
    """Return how two snapshots differ."""
    if old.hops == new.hops:
        return Difference()
    if max(_length(old), _length(new)) > MOST:
        return _rough_difference(old, new)
    lines = unified_diff(list(_lines(old)), list(_lines(new)), n=CONTEXT, lineterm="")
    return Difference(*_first(islice(lines, 2, None), LONGEST))


def _length(snapshot: Snapshot) -> int:
    return sum(1 + (hop.answer.count("\n") + 1 if hop.answer else 0) for hop in snapshot.hops)


def _lines(snapshot: Snapshot) -> Iterator[str]:
    """Yield the lines of a snapshot."""
    for number, hop in enumerate(snapshot.hops, 1):
        yield _heading(number, hop)
        yield from hop.lines


def _lines_from_end(snapshot: Snapshot) -> Iterator[str]:
    for number, hop in reversed(list(enumerate(snapshot.hops, 1))):
        yield from reversed(hop.lines)
        yield _heading(number, hop)


def _first(lines: Iterable[str], most: int) -> tuple[tuple[str, ...], int]:
    """Return at least one line and at most `most` characters, and the number of other lines."""
    kept: list[str] = []
    more = 0
    for line in lines:
        most -= len(line)
        if not kept or (most >= 0 and not more):
            kept.append(line)
        else:
            more += 1
    return tuple(kept), more


def _heading(number: int, hop: SnapshotHop) -> str:
    """Return a line such as `hop 1: webhook POST /sms, 200, twiml`"""
    asked = " ".join(filter(None, (hop.via, hop.method, hop.url)))
    came = hop.error or ("" if hop.status is None else str(hop.status))
    return ", ".join(filter(None, (f"hop {number}: {asked}", came, hop.kind)))


def _rough_difference(old: Snapshot, new: Snapshot) -> Difference:
    """Return the difference of many lines: all lines from the first to the last change.

    The lines are read one by one: a list of all lines needs many times the memory.
    """
    before, after = _length(old), _length(new)
    start = _common(_lines(old), _lines(new))
    pairs = islice(
        zip(_lines_from_end(old), _lines_from_end(new), strict=False),
        min(before, after) - start,
    )
    end = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    first = max(start - CONTEXT, 0)
    head = list(islice(_lines(old), first, start))
    tail = list(islice(_lines(old), before - end, before - end + CONTEXT))
    gone = _first((f"-{line}" for line in islice(_lines(old), start, before - end)), LONGEST // 2)
    come = _first((f"+{line}" for line in islice(_lines(new), start, after - end)), LONGEST // 2)
    if not gone[0] and not come[0]:
        return Difference()
    around = len(head) + len(tail)
    left, right = before - end - start + around, after - end - start + around
    lines = (
        f"@@ -{first + 1},{left} +{first + 1},{right} @@",
        *(f" {line}" for line in head),
        *gone[0],
        *come[0],
        *(f" {line}" for line in tail),
    )
    return Difference(lines, gone[1] + come[1])


def _common(one: Iterable[object], other: Iterable[object]) -> int:
    """Return the number of equal items at the beginning of both."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def change(old: Snapshot, new: Snapshot, diff: Sequence[str], file: str) -> tuple[int, Problem]:
    """Return the index of the first hop that differs, and the problem."""
    index = _common(old.hops, new.hops)
    if index == len(new.hops):
        what = f"hop {index + 1} is missing: the chain in {file} is longer"
    elif index == len(old.hops):
        what = f"hop {index + 1} is new: the chain in {file} is shorter"
    else:
        what = f"hop {index + 1} differs from {file}"
    problem = Problem(
        what, "if you intended the change, save the snapshot again with --save", _summary(diff)
    )
    return min(index, max(len(new.hops) - 1, 0)), problem


def _summary(diff: Sequence[str]) -> str:
    """Return the first new line and the first removed line."""
    gone = next((line[1:].strip() for line in diff if line.startswith("-")), "")
    come = next((line[1:].strip() for line in diff if line.startswith("+")), "")
    parts = [f"now: {_crop(come)}" if come else "", f"before: {_crop(gone)}" if gone else ""]
    return ", ".join(filter(None, parts))


def _crop(line: str) -> str:
    return line if len(line) <= SHORT else f"{line[:SHORT]}…"
