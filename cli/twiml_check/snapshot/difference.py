"""In which lines two snapshots of a target differ."""

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from itertools import takewhile

from twiml_check.model.finding import Problem
from twiml_check.model.run import Snapshot, SnapshotHop
from twiml_check.rules.rule import Rule

CONTEXT = 3
"""Lines round each change."""
MOST = 1000
"""Lines that are searched for what is common: that takes the square of them, or more."""
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


def difference(old: Snapshot, new: Snapshot) -> tuple[str, ...]:
    """Return a unified diff without the names of files; empty when both are the same."""
    before, after = list(_lines(old)), list(_lines(new))
    if before == after:
        return ()
    if max(len(before), len(after)) > MOST:
        return _rough_difference(before, after)
    return tuple(list(unified_diff(before, after, n=CONTEXT, lineterm=""))[2:])


def _lines(snapshot: Snapshot) -> Iterator[str]:
    """Yield the lines of a snapshot, to be compared one by one."""
    for number, hop in enumerate(snapshot.hops, 1):
        yield _heading(number, hop)
        yield from hop.answer


def _heading(number: int, hop: SnapshotHop) -> str:
    """Return a line such as `hop 1: webhook POST /sms, 200, twiml`"""
    asked = " ".join(filter(None, (hop.via, hop.method, hop.url)))
    came = hop.error or ("" if hop.status is None else str(hop.status))
    return ", ".join(filter(None, (f"hop {number}: {asked}", came, hop.kind)))


def _rough_difference(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """Return the same for many lines: all from the first that differs to the last one."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    gone, come = before[start : len(before) - end], after[start : len(after) - end]
    head = before[max(start - CONTEXT, 0) : start]
    tail = before[len(before) - end :][:CONTEXT]
    around = len(head) + len(tail)
    first = start - len(head) + 1
    return (
        f"@@ -{first},{len(gone) + around} +{first},{len(come) + around} @@",
        *(f" {line}" for line in head),
        *(f"-{line}" for line in gone),
        *(f"+{line}" for line in come),
        *(f" {line}" for line in tail),
    )


def _common(one: Sequence[object], other: Sequence[object]) -> int:
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
