"""`twiml-check merge A.json B.json`: make one report from those of several machines."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import click

from twiml_check.model.run import Run, TargetResult
from twiml_check.options.options import FORM, QUIET
from twiml_check.report.json_read import NoReportError, read
from twiml_check.report.phrases import counted
from twiml_check.rules.wording import cut, listed
from twiml_check.runner.deliver import deliver, prepare, safe_reporting, target_files
from twiml_check.runner.output import note
from twiml_check.runner.reading import read_input
from twiml_check.runner.settings import settings
from twiml_check.snapshot.difference import COMPARING
from twiml_check.verdict import exit_status, possible
from twiml_check.web.secrets import register

LATER = {rule.name for rule in COMPARING}
"""Rules that run after a target has its verdict."""
MOST_BYTES = 64 * 1024 * 1024
"""Of one file; a thousand targets have a megabyte or two."""
MOST_PARTS = 2_000_000
"""Objects and lists in one file: each needs a hundred times its bytes; a target has ten."""

UNKNOWN = "the report of this part is missing, so its targets have no verdict"


@click.command("merge", short_help="merge the JSON reports of several runs", params=[*FORM, *QUIET])
@click.argument("file", nargs=-1, required=True)
def command(file: tuple[str, ...], **given: Any) -> int:
    """Merge JSON reports into one report with one verdict, for example those of --shard.

    The targets keep the order of the files. - is standard input. A shard without a report leaves
    the verdict undecided. Two reports of one shard are an error. JSON reports contain no documents,
    so the new report quotes none.
    """
    _, _, reporting = settings(given)
    _ensure_different(file)
    reporting = safe_reporting(reporting, read=target_files(file))
    prepare(reporting)
    read_from = {name: _read(name) for name in file}
    runs = list(read_from.values())
    if not any(run.checks for run in runs):
        raise click.UsageError("these reports contain no targets: nothing was checked")
    checks = all_checks(read_from)
    _note_doubles(runs)
    # they ran at the same time
    elapsed = max(run.elapsed_ms for run in runs)
    run = Run(
        checks, elapsed, _common({run.quest for run in runs}), missing=_missing(runs),
        baseline=_common({run.baseline for run in runs if run.baseline}),
        secrets=register().values(),
    )  # fmt: skip
    deliver(reporting, run)
    return exit_status(checks)


def _ensure_different(names: tuple[str, ...]) -> None:
    """Refuse a file that is given twice."""
    for name, times in Counter(names).items():
        if times > 1:
            twice = "- is standard input, which can be read only once"
            raise click.UsageError(twice if name == "-" else f"{name} is given twice")


def _common(names: set[str]) -> str:
    """Return the name that all runs have; empty if they have none in common."""
    return names.pop() if len(names) == 1 else ""


def _missing(runs: list[Run]) -> tuple[str, ...] | None:
    """Return the targets of a snapshot that no part has checked; None without a snapshot."""
    missing = [run.missing for run in runs if run.missing is not None]
    if not missing:
        return None
    return tuple(name for name in missing[0] if all(name in other for other in missing[1:]))


def _read(name: str) -> Run:
    raw = read_input(name, MOST_BYTES)
    if len(raw) > MOST_BYTES:
        raise click.UsageError(f"{name} is too large for a report: over {MOST_BYTES >> 20} MiB")
    if raw.count(b"{") + raw.count(b"[") > MOST_PARTS:
        raise click.UsageError(f"{name} is not a JSON report: it has too many parts")
    try:
        run = read(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as reason:
        raise click.UsageError(f"{name} is not a JSON report: it is not UTF-8") from reason
    except NoReportError as reason:
        raise click.UsageError(f"{name} is not a JSON report: {reason}") from reason
    _ensure_consistent(name, run)
    return run


def _ensure_consistent(name: str, run: Run) -> None:
    """Refuse a verdict that does not match its findings and expectations."""
    for number, check in enumerate(run.checks):
        if check.verdict not in possible(check, LATER):
            raise click.UsageError(
                f"{name} contradicts itself: the verdict of targets[{number}] is {check.verdict}, "
                "which does not match its findings and expectations"
            )


def all_checks(runs: Mapping[str, Run]) -> tuple[TargetResult, ...]:
    """Return the checks of all reports, and one for each set of shards with missing parts.

    Raises:
        UsageError: two reports are of the same part, so that its targets would count twice.
    """
    parts: dict[int, dict[int, str]] = defaultdict(dict)
    for file, run in runs.items():
        if run.shard:
            number, of = run.shard
            other = parts[of].setdefault(number, file)
            if other != file:
                raise click.UsageError(
                    f"{other} and {file} are both reports of shard {number}/{of}: remove one, or "
                    "merge the shards of each run separately"
                )
    checks = [check for run in runs.values() for check in run.checks]
    for of, files in parts.items():
        if lacking := [number for number in range(1, of + 1) if number not in files]:
            checks.append(_missing_shard(of, lacking))
    return tuple(checks)


def _missing_shard(of: int, numbers: Sequence[int]) -> TargetResult:
    """Return one undecided result for the targets of these parts."""
    word = "shard" if len(numbers) == 1 else "shards"
    name = f"{word} {listed(f'{number}/{of}' for number in numbers)}"
    return TargetResult(name, "merge", "undecided", (), (), undecided=UNKNOWN)


def _note_doubles(runs: Sequence[Run]) -> None:
    """Name the targets in several reports: they may be different requests, so each counts."""
    seen = Counter(same for run in runs for same in set(map(_key, run.checks)))
    doubles = [target for (target, *_), times in seen.items() if times > 1]
    if doubles:
        names = listed(map(cut, doubles))
        what = f"{counted(len(doubles), 'target')} in more than one report"
        note(f"{what}, counted in each: {names}")


def _key(check: TargetResult) -> tuple[str, str, str, tuple[str, int] | None]:
    """Return the values that two checks of one target have in common."""
    return check.target, check.event, check.name, check.written
