"""The parts of a whole that --shard makes: which of them merge was given, and which are missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import click

from twiml_check.commands.output import note
from twiml_check.model import Check, Run
from twiml_check.report.safe import shown
from twiml_check.report.tally import counted
from twiml_check.rules.words import cut, listed

UNKNOWN = "no report of this part was given, so nobody knows whether its targets pass"


def completed(runs: Mapping[str, Run]) -> tuple[Check, ...]:
    """The checks of all reports, by their files, and one for each whole that has parts missing.

    Raises:
        UsageError: two reports are of the same part, so that its targets would count twice.
    """
    parts: dict[int, dict[int, str]] = defaultdict(dict)
    for file, run in runs.items():
        if run.shard:
            number, of = run.shard
            other = parts[of].setdefault(number, file)
            if other != file:
                raise click.UsageError(_twice(f"{number}/{of}", other, file))
    checks = [check for run in runs.values() for check in run.checks]
    return (*checks, *(_missing(of, lacking) for of, lacking in _lacking(parts)))


def _twice(shard: str, one: str, other: str) -> str:
    return (
        f"{one} and {other} are both of shard {shard}: leave one out, or merge the shards of "
        "each run by themselves"
    )


def _lacking(parts: Mapping[int, Mapping[int, str]]) -> Iterator[tuple[int, list[int]]]:
    for of, files in parts.items():
        if lacking := [number for number in range(1, of + 1) if number not in files]:
            yield of, lacking


def _missing(of: int, numbers: Sequence[int]) -> Check:
    """What stands for the targets of these parts: that they are right is not known."""
    word = "shard" if len(numbers) == 1 else "shards"
    name = f"{word} {listed(f'{number}/{of}' for number in numbers)}"
    return Check(name, "merge", "undecided", (), (), undecided=UNKNOWN)


def tell_doubles(runs: Sequence[Run]) -> None:
    """Say which targets stand in several reports: they may be other requests, so each counts."""
    seen = Counter(same for run in runs for same in set(map(_asked, run.checks)))
    doubles = [target for (target, *_), times in seen.items() if times > 1]
    if doubles:
        names = shown(listed(map(cut, doubles)))
        what = f"{counted(len(doubles), 'target')} in more than one of the reports"
        note(f"{what}, and counted in each: {names}")


def _asked(check: Check) -> tuple[str, str, str, tuple[str, int] | None]:
    """What is the same in two checks of one thing."""
    return check.target, check.event, check.name, check.written
