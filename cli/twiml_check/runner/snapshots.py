"""--save and --compare: write snapshots to a file, and compare responses with one."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from twiml_check.model.ending import WrongCall
from twiml_check.model.finding import Finding, Problem
from twiml_check.model.run import Comparison, Run, Snapshot, TargetResult
from twiml_check.report.expectations import is_interrupted
from twiml_check.runner.limits import failure_to
from twiml_check.runner.output import note, write
from twiml_check.runner.reading import read_file
from twiml_check.runner.settings import Judging, SnapshotFile
from twiml_check.verdict import BARS
from twiml_check.web.secrets import mask_line, mask_of

if TYPE_CHECKING:
    from twiml_check.rules.rule import Rule

Key = tuple[str, str]
"""Target and event."""
MOST_NAMED = 10
"""The most names of targets in the note about targets that were not checked."""


def read_snapshot(name: str, file: str) -> SnapshotFile:
    """Return the snapshot in the file of the option `name`; refuse another file."""
    return SnapshotFile(file, _read(name, file))


def own_file(name: str, file: str) -> str:
    """Return the file for a snapshot; refuse a file with other content."""
    if file in ("", "-"):
        raise WrongCall(f"{name} needs the name of a file")
    if os.path.exists(file) and os.path.getsize(file) > 0:
        _read(f"{name} overwrites only snapshots, and", file)
    return file


def _read(what: str, file: str) -> tuple[Snapshot, ...]:
    from twiml_check.snapshot.snapshot import LARGEST, NoSnapshotError, read

    try:
        return read(read_file(file, LARGEST))
    except OSError as reason:
        raise failure_to(f"read {file}", reason) from reason
    except NoSnapshotError as reason:
        raise WrongCall(f"{what} {file} is not a snapshot: {reason}") from reason


def compare(judging: Judging, check: TargetResult) -> TargetResult:
    """Return the check with its snapshot, compared with the one of --compare.

    If the file has several snapshots of the target, `match_repeated` compares them later.
    """
    if judging.save is None and judging.compare is None:
        return check
    if is_interrupted(check) or any(hop.own_limit for hop in check.hops):
        return check  # a response is missing that should be compared
    from twiml_check.report.redact import secrets_of
    from twiml_check.snapshot.snapshot import snapshot

    logins = mask_of(secrets_of(Run((check,), 0)))
    own = snapshot(check, judging.base_url, lambda text: logins.text(mask_line(text)))
    check = check._replace(snapshot=own)
    if judging.compare is None:
        return check
    kept = [other for other in judging.compare.snapshots if _key(other) == _key(own)]
    return check if len(kept) > 1 else _compare(judging, check, own, kept)


def match_repeated(
    judgings: Sequence[Judging], checks: Iterable[TargetResult]
) -> Iterable[TargetResult]:
    """Return the checks; targets that the file has several times are compared in order."""
    file = judgings[0].compare if judgings else None
    several = Counter(map(_key, file.snapshots)) if file else {}
    if file is None or all(times == 1 for times in several.values()):
        return checks
    from twiml_check.snapshot.snapshot import snapshot

    made = list(checks)
    alike: dict[Key, list[int]] = defaultdict(list)
    for number, check in enumerate(made):  # a skipped check keeps its place, too
        own = check.snapshot or snapshot(check, judgings[number].base_url)
        alike[_key(own)].append(number)
    for key, numbers in alike.items():
        if several.get(key, 0) > 1:
            kept = [other for other in file.snapshots if _key(other) == key]
            for place, number in enumerate(numbers):
                # with --only or --shard, each check may be any of them
                old = kept if len(numbers) < len(kept) else kept[place : place + 1]
                check = made[number]
                if check.snapshot:
                    made[number] = _compare(judgings[number], check, check.snapshot, old, len(kept))
    return made


def _key(snapshot: Snapshot) -> Key:
    return snapshot.target, snapshot.event


def save_snapshot(judging: Judging, run: Run) -> Run:
    """Save the snapshots after the run, and name the targets that only --compare has."""
    snapshots = [check.snapshot for check in run.checks if check.snapshot]
    if judging.compare:
        others = _others(judging.compare.snapshots, snapshots)
        run = run._replace(missing=tuple(others))
        if others:
            more = f" and {len(others) - MOST_NAMED} more" if others[MOST_NAMED:] else ""
            names = ", ".join(others[:MOST_NAMED])
            note(f"{judging.compare.file} has targets that were not checked: {names}{more}")
    if judging.save is not None and any(map(is_interrupted, run.checks)):
        note(f"{judging.save} is not written: the run was interrupted")
    elif judging.save is not None:
        from twiml_check.snapshot.snapshot import file_text

        write(file_text(snapshots), judging.save)
    return run


def _others(kept: Sequence[Snapshot], made: Sequence[Snapshot]) -> list[str]:
    """Return the targets that were not checked; equal targets count one by one."""
    left = Counter(map(_key, made))
    others = []
    for snapshot in kept:
        if left[_key(snapshot)]:
            left[_key(snapshot)] -= 1
        else:
            others.append(snapshot.target)
    return others


def _compare(
    judging: Judging, check: TargetResult, own: Snapshot, old: Sequence[Snapshot], others: int = 0
) -> TargetResult:
    """Compare a check with its possible snapshots; the file has `others` of the same name."""
    from twiml_check.snapshot.difference import CHANGED, NEW, change, difference

    file = judging.compare.file if judging.compare else ""
    if not old:
        missing = Problem(
            f"{file} has no {'further ' if others else ''}target {own.target} ({own.event})",
            "save a new snapshot with --save, or add --ignore new-target",
        )
        check = check._replace(comparison=Comparison(file, "new"))
        return _add_finding(judging, check, NEW, 0, missing)
    diffs = [difference(snapshot, own) for snapshot in old]
    if not all(diff.lines for diff in diffs):
        return check._replace(comparison=Comparison(file, "same"))
    index, problem = change(old[0], own, diffs[0].lines, file)
    check = check._replace(comparison=Comparison(file, "changed", *diffs[0]))
    return _add_finding(judging, check, CHANGED, index, problem)


def _add_finding(
    judging: Judging, check: TargetResult, rule: Rule, index: int, problem: Problem
) -> TargetResult:
    """Return the check with one more finding, unless its rule is ignored, and the verdict."""
    if not judging.keeps(rule.name):
        return check
    hops = [hop.number for hop in check.hops if hop.resource is None]
    finding = Finding(
        rule.name, rule.level, None, None, problem.message, problem.help, problem.note,
        "", hops[index] if hops else 0, None, "",
    )  # fmt: skip
    failed = rule.level in BARS[judging.fail_on]
    verdict = "fail" if failed else check.verdict
    return check._replace(findings=(*check.findings, finding), verdict=verdict)
