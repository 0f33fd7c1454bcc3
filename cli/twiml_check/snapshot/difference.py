"""In which lines two snapshots of a target differ."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from itertools import islice, takewhile
from typing import NamedTuple

from twiml_check.model.finding import Problem
from twiml_check.model.run import Snapshot, SnapshotHop
from twiml_check.rules.rule import Rule

CONTEXT = 3
"""Lines round each change."""
MOST = 1000
"""Lines that are searched for what is common: that takes the square of them, or more."""
LONGEST = 500_000
"""Characters of a difference: nobody reads on, and it stands in every report."""
SHORT = 80
"""Characters of a line in a sentence."""
CHANGED = Rule(
    "changed-answer",
    "error",
    None,
    text="""
    With --compare: the answers are not those that the snapshot holds.

    Compared are, hop by hop, how it was reached, its method and path, the status, and the document
    in canonical form: blanks, comments and the order of attributes make no difference, nor do the
    target's own host and port, nor the SIDs that were drawn for the request. If the change is
    meant, --save the snapshot again.
    """,
)
NEW = Rule(
    "new-target",
    "error",
    None,
    text="""
    With --compare: the snapshot has no such target, so nothing could be compared.

    A target is found by its name in a suite, else by its path, and by its event; of several alike
    each is the one in its place among them. --save a snapshot with it, or --ignore new-target.
    """,
)
COMPARING = (CHANGED, NEW)


class Difference(NamedTuple):
    """A unified diff without the names of files; empty when both are the same."""

    lines: tuple[str, ...] = ()
    more: int = 0
    """Lines of it that are left out."""


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
    """Yield the lines of a snapshot, to be compared one by one."""
    for number, hop in enumerate(snapshot.hops, 1):
        yield _heading(number, hop)
        yield from hop.lines


def _lines_from_end(snapshot: Snapshot) -> Iterator[str]:
    for number, hop in reversed(list(enumerate(snapshot.hops, 1))):
        yield from reversed(hop.lines)
        yield _heading(number, hop)


def _first(lines: Iterable[str], most: int) -> tuple[tuple[str, ...], int]:
    """Return the first lines, of so many characters at most but one at least, and how many more."""
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
    """Return the same for many lines: all from the first that differs to the last one.

    They are taken from the answers one by one: a list of them all takes many times the memory.
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
    """Return how many both have in common at their beginning."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def change(old: Snapshot, new: Snapshot, diff: Sequence[str], file: str) -> tuple[int, Problem]:
    """Return the index of the hop that a difference begins with, and what to say of it."""
    index = _common(old.hops, new.hops)
    if index == len(new.hops):
        what = f"hop {index + 1} is missing: {file} has {len(old.hops)}, this way {index}"
    elif index == len(old.hops):
        what = f"hop {index + 1} is new: {file} has only {index}"
    else:
        what = f"hop {index + 1} is not as in {file}"
    problem = Problem(what, "--save it again if this is meant", _summary(diff))
    return min(index, max(len(new.hops) - 1, 0)), problem


def _summary(diff: Sequence[str]) -> str:
    """Return the first line that is gone, and the first that has come."""
    gone = next((line[1:].strip() for line in diff if line.startswith("-")), "")
    come = next((line[1:].strip() for line in diff if line.startswith("+")), "")
    parts = [f"it has {_crop(come)}" if come else "", f"it had {_crop(gone)}" if gone else ""]
    return ", ".join(filter(None, parts))


def _crop(line: str) -> str:
    return line if len(line) <= SHORT else f"{line[:SHORT]}…"
