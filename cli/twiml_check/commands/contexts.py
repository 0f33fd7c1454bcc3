"""--context FILE|NAME=VALUE: what the variables of a flow's templates hold."""

from __future__ import annotations

import re

import click

from twiml_check.places import JsonValue
from twiml_check.read.json_places import read_json
from twiml_check.simulate.flow_context import merged

LARGEST = 1024 * 1024
"""Bytes of a file."""
DEEPEST = 32
"""Names in one NAME."""
_SETTING = r"(?s)([A-Za-z_][\w-]*(?:\.[\w-]+)*)=(.*)"


def context(words: tuple[str, ...]) -> dict[str, JsonValue]:
    """All that was told, a later word before an earlier one; raises UsageError for a wrong one."""
    told: dict[str, JsonValue] = {}
    for word in words:
        setting = re.fullmatch(_SETTING, word)
        told = merged(told, _named(setting[1], setting[2]) if setting else _file(word))
    return told


def _named(name: str, value: str) -> dict[str, JsonValue]:
    """`widgets.ask.Digits` and its value as objects in one another."""
    first, *rest = reversed(name.split("."))
    if len(rest) >= DEEPEST:
        raise click.UsageError(f"--context: a name has more than {DEEPEST} parts")
    found: dict[str, JsonValue] = {first: value}
    for part in rest:
        found = {part: found}
    return found


def _file(path: str) -> dict[str, JsonValue]:
    document = read_json(_content(path))
    if document.json is None:
        fault = document.faults[-1]
        where = f" in line {fault.location.line}" if fault.location else ""
        raise click.UsageError(f"--context {path}: {fault.message}{where}")
    if not isinstance(document.json.value, dict):
        raise click.UsageError(f"--context {path}: it holds no JSON object")
    return document.json.value


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError) as reason:
        said = reason.strerror if isinstance(reason, OSError) else "no name of a file"
        raise click.UsageError(
            f"--context takes a JSON file or NAME=VALUE; cannot read {path}: {said}"
        ) from reason
    if len(raw) > LARGEST:
        raise click.UsageError(f"--context {path}: it has more than {LARGEST:,} bytes")
    return raw
