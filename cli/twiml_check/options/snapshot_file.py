"""The files of --save and --compare, before anything is asked: read, or refused."""

from __future__ import annotations

import os
from typing import NamedTuple

import click

from twiml_check.model.run import Snapshot


class SnapshotPath(NamedTuple):
    """What --compare has read."""

    file: str
    shots: tuple[Snapshot, ...]


def snapshot(
    _ctx: click.Context, option: click.Parameter, value: str | None
) -> SnapshotPath | None:
    """The snapshot in a file; refused if there is none in it."""
    return None if value is None else SnapshotPath(value, _read(option.opts[0], value))


def own_file(_ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A file to write a snapshot to; refused if there is something else in it."""
    if value in ("", "-"):
        raise click.UsageError(f"{option.opts[0]} needs the name of a file")
    if value is not None and _exists(value):
        _read(f"{option.opts[0]} overwrites nothing but a snapshot, and", value)
    return value


def _exists(file: str) -> bool:
    try:
        return os.path.exists(file) and os.path.getsize(file) > 0
    except (OSError, ValueError) as reason:
        raise click.UsageError(f"cannot write {file}: no name of a file") from reason


def _read(what: str, file: str) -> tuple[Snapshot, ...]:
    from twiml_check.snapshot.file import LARGEST, NoSnapshotError, read

    try:
        with open(file, "rb") as stream:
            raw = stream.read(LARGEST + 1)
    except (OSError, ValueError) as reason:
        said = reason.strerror if isinstance(reason, OSError) else "no name of a file"
        raise click.UsageError(f"cannot read {file}: {said}") from reason
    try:
        return read(raw)
    except NoSnapshotError as reason:
        raise click.UsageError(f"{what} {file} is no snapshot: {reason}") from reason
