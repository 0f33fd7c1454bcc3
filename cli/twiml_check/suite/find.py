"""The file of a suite: found upwards from the working folder, read, its faults told by line."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from twiml_check.runner.output import note
from twiml_check.suite.reading import read_suite
from twiml_check.suite.suite import FILE, PROJECT, TABLE, Fault, Suite
from twiml_check.suite.toml import LARGEST, BadToml, Toml, read_toml
from twiml_check.web.url import mask


def suite(given: str | None) -> Suite:
    """The suite in a file or folder, or in the nearest folder above; raises UsageError."""
    if given is None:
        return _found(_upwards(), f"there is no {FILE} here or above; twiml-check init writes one")
    if os.path.isdir(given):
        return _found([given], f"there is no {FILE} in {given}")
    if os.path.basename(given) != PROJECT:
        return _suite(given, _toml(given, _bytes(given)), ())
    found = _project(given)
    if found is None:
        raise click.UsageError(f"{given} has no table [{'.'.join(TABLE)}]")
    return found


def _found(folders: Iterator[str] | list[str], none: str) -> Suite:
    for folder in folders:
        own, shared = os.path.join(folder, FILE), os.path.join(folder, PROJECT)
        if os.path.isfile(own):
            return _suite(own, _toml(own, _bytes(own)), ())
        if os.path.isfile(shared) and (found := _project(shared)):
            return found
    raise click.UsageError(none)


def _upwards() -> Iterator[str]:
    """The working folder and those above it, as one would type them."""
    try:
        folder = os.getcwd()
    except OSError as reason:
        raise click.UsageError("the working folder is gone") from reason
    way = ""
    while True:
        yield way
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder, way = above, os.path.join(way, os.pardir)


def _project(file: str) -> Suite | None:
    """The suite in a pyproject.toml; None when it has none, whatever else is in it."""
    raw = _bytes(file)
    if TABLE[-1].encode() not in raw:
        return None
    toml = _toml(file, raw)
    tool = toml.values.get(TABLE[0])
    if not isinstance(tool, dict) or TABLE[1] not in tool:
        return None
    return _suite(file, toml, TABLE)


def _suite(file: str, toml: Toml, home: tuple[str, ...]) -> Suite:
    found, faults = read_suite(file, toml, home)
    if faults:
        raise refusal(file, faults)
    return found


def refusal(file: str, faults: list[Fault]) -> click.UsageError:
    """The last fault, to be raised; those before it are told."""
    *others, last = [mask(f"{file}:{fault.line}: {fault.what}") for fault in faults]
    for line in others:
        note(line)
    return click.UsageError(last)


def _toml(file: str, raw: bytes) -> Toml:
    try:
        return read_toml(raw)
    except BadToml as reason:
        raise click.UsageError(mask(f"{file}:{reason.line}: {reason}")) from reason


def _bytes(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:
            return stream.read(LARGEST + 1)
    except (OSError, ValueError) as reason:
        said = reason.strerror if isinstance(reason, OSError) else "no name of a file"
        raise click.UsageError(f"cannot read {mask(file)}: {said}") from reason
