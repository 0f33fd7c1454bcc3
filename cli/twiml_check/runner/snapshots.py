"""--save and --compare: targets held against a snapshot, and what is kept of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from twiml_check.model.finding import Finding, Problem
from twiml_check.model.run import Comparison, Run, Snapshot, TargetResult
from twiml_check.options.options import Options
from twiml_check.report.redact import secrets_of
from twiml_check.runner.output import note, write
from twiml_check.verdict import BARS

if TYPE_CHECKING:
    from twiml_check.rules.rule import Rule

MOST_NAMED = 10
"""Targets of the snapshot that are named when they were not checked."""


def compared(options: Options, check: TargetResult) -> TargetResult:
    """The check with what a snapshot keeps of it, held against one with --compare.

    One that the snapshot has several of is left to `in_place`, when all of them are there.
    """
    if options.save is None and options.compare is None:
        return check
    from twiml_check.snapshot.snapshot import snapshot

    taken = snapshot(check, options.base_url, secrets_of(Run((check,), 0)))
    check = check._replace(snapshot=taken)
    if options.compare is None:
        return check
    kept = [snapshot for snapshot in options.compare.shots if snapshot[:2] == taken[:2]]
    return check if len(kept) > 1 else _compared(options, check, taken, kept)


def in_place(options: Sequence[Options], checks: Iterable[TargetResult]) -> Iterable[TargetResult]:
    """The checks, those that the snapshot has several of held against the one in the same place."""
    snapshot = options[0].compare if options else None
    several = Counter(snapshot[:2] for snapshot in snapshot.shots) if snapshot else {}
    if snapshot is None or all(times == 1 for times in several.values()):
        return checks
    made = list(checks)
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, check in enumerate(made):
        alike[_kind(options[number], check)].append(number)
    for kind, numbers in alike.items():
        if several.get(kind, 0) > 1:
            kept = [snapshot for snapshot in snapshot.shots if snapshot[:2] == kind]
            for place, number in enumerate(numbers):
                # some of them alone are asked with --only or --shard, and may be any
                own = kept if len(numbers) < len(kept) else kept[place : place + 1]
                check = made[number]
                if check.snapshot:
                    made[number] = _compared(options[number], check, check.snapshot, own, len(kept))
    return made


def _kind(options: Options, check: TargetResult) -> tuple[str, str]:
    """What it is found by; one that was not asked keeps its place, too."""
    from twiml_check.snapshot.snapshot import snapshot

    return (check.snapshot or snapshot(check, options.base_url))[:2]


def settled(options: Options, run: Run) -> Run:
    """When all is done: the snapshot is saved, and what it has besides is named."""
    shots = [check.snapshot for check in run.checks if check.snapshot]
    if options.compare:
        others = _unchecked(options.compare.shots, shots)
        run = run._replace(missing=tuple(others))
        _tell(options.compare.file, others)
    if options.save is not None:
        from twiml_check.snapshot.file import file_text

        write(file_text(shots), options.save)
    return run


def _unchecked(kept: Sequence[Snapshot], made: Sequence[Snapshot]) -> list[str]:
    """The targets of the snapshot that were not checked; of those alike, so many as are fewer."""
    left = Counter(snapshot[:2] for snapshot in made)
    others = []
    for snapshot in kept:
        if left[snapshot[:2]]:
            left[snapshot[:2]] -= 1
        else:
            others.append(snapshot.target)
    return others


def _compared(
    options: Options, check: TargetResult, taken: Snapshot, old: Sequence[Snapshot], others: int = 0
) -> TargetResult:
    """Held against the shots that it may be one of; so many others are like it."""
    from twiml_check.snapshot.difference import change, difference
    from twiml_check.snapshot.rules import CHANGED, NEW

    file = options.compare.file if options.compare else ""
    if not old:
        missing = Problem(
            f"{file} has no {'further ' if others else ''}{taken.target} ({taken.event})",
            "--save a snapshot with it, or --ignore new-target",
        )
        check = check._replace(comparison=Comparison(file, "new"))
        return _blamed(options, check, NEW, 0, missing)
    diffs = [difference(snapshot, taken) for snapshot in old]
    if not all(diffs):
        return check._replace(comparison=Comparison(file, "same"))
    index, problem = change(old[0], taken, diffs[0], file)
    check = check._replace(comparison=Comparison(file, "changed", diffs[0]))
    return _blamed(options, check, CHANGED, index, problem)


def _blamed(
    options: Options, check: TargetResult, rule: Rule, index: int, problem: Problem
) -> TargetResult:
    """The check with one finding more, unless that is passed over, and its verdict."""
    if not options.keeps(rule.name):
        return check
    hops = [hop.number for hop in check.hops if hop.resource is None]
    finding = Finding(
        rule.name, rule.level, None, None, problem.message, problem.help, problem.note,
        "", hops[index] if hops else 0, None, "",
    )  # fmt: skip
    failed = rule.level in BARS[options.fail_on]
    verdict = "fail" if failed else check.verdict
    return check._replace(findings=(*check.findings, finding), verdict=verdict)


def _tell(file: str, others: list[str]) -> None:
    if others:
        more = f" and {len(others) - MOST_NAMED} more" if others[MOST_NAMED:] else ""
        note(f"{file} has besides, not checked now: {', '.join(others[:MOST_NAMED])}{more}")
