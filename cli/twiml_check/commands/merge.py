"""`twiml-check merge A.json B.json`: the reports of several machines made one."""

from __future__ import annotations

import sys
from typing import Any

import click

from twiml_check.commands.delivery import deliver, ensure_deliverable, prepare
from twiml_check.commands.options import OPTIONS, Options
from twiml_check.model import Run
from twiml_check.report.part import NoReportError
from twiml_check.report.reading import read
from twiml_check.verdict import exit_status

SHARED = {"format", "output", "report", "color", "quiet", "debug"}
MOST_BYTES = 64 * 1024 * 1024
"""Of one file; a thousand targets have a megabyte or two."""


@click.command(
    "merge",
    short_help="one report from the JSON reports of several runs",
    params=[option for option in OPTIONS if option.name in SHARED],
)
@click.argument("file", nargs=-1, required=True)
def command(file: tuple[str, ...], **given: Any) -> int:
    """Make one report from JSON reports, as --shard leaves them; the verdict is that of all.

    Targets stand in the order of the files; - is standard input. Documents are in no JSON report,
    so the new one quotes none.
    """
    options = Options(**given)
    if file.count("-") > 1:
        raise click.UsageError("- stands for standard input, which can be read only once")
    ensure_deliverable(options, file)
    prepare(options)
    runs = [_read(name) for name in file]
    checks = tuple([check for run in runs for check in run.checks])
    if not checks:
        raise click.UsageError("there is no target in any of these reports: nothing was checked")
    # they ran beside each other
    elapsed = max(run.elapsed_ms for run in runs)
    deliver(options, Run(checks, elapsed, missing=_missing(runs)))
    return exit_status(checks)


def _missing(runs: list[Run]) -> tuple[str, ...] | None:
    """Targets of a snapshot that no part of the run has checked; None without a snapshot."""
    told = [run.missing for run in runs if run.missing is not None]
    if not told:
        return None
    return tuple(name for name in told[0] if all(name in other for other in told[1:]))


def _read(name: str) -> Run:
    raw = _content(name)
    if len(raw) > MOST_BYTES:
        raise click.UsageError(f"{name} is too large for a report: over {MOST_BYTES >> 20} MiB")
    try:
        return read(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as reason:
        raise click.UsageError(f"{name} is no JSON report: it is not UTF-8") from reason
    except NoReportError as reason:
        raise click.UsageError(f"{name} is no JSON report: {reason}") from reason


def _content(name: str) -> bytes:
    """The bytes, one more than are taken at the most."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin else b""
        with open(name, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as reason:
        raise click.UsageError(f"cannot read {name}: {reason.strerror}") from reason
    except ValueError as reason:  # a NUL in it
        raise click.UsageError("cannot read a file of that name") from reason
