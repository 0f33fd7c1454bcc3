"""Append a played call to a suite; nothing is overwritten."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from twiml_check.calls.player import Turn
from twiml_check.model.ending import WrongCall
from twiml_check.report.phrases import counted
from twiml_check.runner.limits import failure_to
from twiml_check.runner.output import cannot_write, ensure_writable, note, open_stream
from twiml_check.runner.reading import read_file
from twiml_check.runner.targets import Target
from twiml_check.suite import LARGEST, PROJECT, TABLE
from twiml_check.suite.recording import PLAIN, Played, name_of, table
from twiml_check.suite.toml import BadToml, quote, read_toml
from twiml_check.web.secrets import mask_line
from twiml_check.web.text import mask
from twiml_check.web.url import Url

CALL = "call"


class Tape(NamedTuple):
    """The suite that a call is added to, as it was before the call."""

    name: str
    """The name as the user wrote it."""
    file: str
    """The absolute path: an app may change the working folder."""
    new: bool
    base_url: str = ""
    names: frozenset[str] = frozenset()
    """The names of the checks and calls in the file."""


def open_tape(file: str) -> Tape:
    """Read the suite before the call is played.

    Raises:
        WrongCall: the file cannot be written, or is not a suite.
    """
    ensure_writable(file)
    if not os.path.lexists(file):
        return Tape(file, os.path.abspath(file), new=True)
    try:
        values: Any = read_toml(read_file(file, LARGEST)).values
    except OSError as reason:
        raise failure_to(f"read {file}", reason) from reason
    except BadToml as reason:
        raise WrongCall(mask(f"{file}:{reason.line}: {reason}")) from reason
    for part in TABLE if _is_project(file) else ():
        values = values.get(part, {}) if isinstance(values, dict) else {}
    if not isinstance(values, dict) or not isinstance(values.get(CALL, []), list):
        raise WrongCall(f"{file}: call must be a list of tables, [[call]]")
    kept = [*_tables(values.get(CALL)), *_tables(values.get("check"))]
    names = frozenset(str(each.get("name") or each.get("target")) for each in kept)
    base = str(values.get("base_url", ""))
    return Tape(file, os.path.abspath(file), new=False, base_url=base, names=names)


def _tables(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _is_project(file: str) -> bool:
    return os.path.basename(file) == PROJECT


def record(
    tape: Tape,
    target: Target,
    event: str,
    calls: Iterable[tuple[str, Sequence[Turn]]],
    caller: str = PLAIN,
    app: str = "",
) -> None:
    """Add the played calls, each with its caller; without a request, add nothing.

    A note has the command line to play them again: a suite does not name the `app`.

    Raises:
        NoVerdict: the file cannot be written.
    """
    base = _origin(target.url) if tape.new else tape.base_url
    project = _is_project(tape.file)
    names, texts = set(tape.names), []
    for sender, turns in calls:
        if any(turn.hops for turn in turns):
            played = Played(_target(target, base), event, turns, sender, caller)
            names.add(name := name_of(played, names))
            texts.append(table(played, name, ".".join((*TABLE, CALL)) if project else CALL))
    if not texts:
        return
    if mask_line(mask(target.url)) != target.url and not target.webhook:
        note("the target was written without its secrets; write ${NAME} for a secret")
    if tape.new and not project:
        texts.insert(0, f"base_url = {quote(base)}\n")
    try:
        before = _gap(tape.file)
        with open_stream(tape.file, "a") as file:
            file.write(before + "\n".join(texts))
    except OSError as reason:
        raise cannot_write(tape.name, reason) from reason
    again = " ".join(
        ("twiml-check run", shlex.quote(tape.name), *([f"--app {app}"] if app else []))
    )
    count = len(texts) - (tape.new and not project)
    note(f"{counted(count, 'call')} added to {tape.name}; to play again: {again}")


def _gap(file: str) -> str:
    """Return the empty lines between the end of a file and a new table."""
    if not os.path.exists(file):
        return ""
    with open(file, "rb") as old:
        raw = old.read()
    return "" if not raw else "\n" if raw.endswith(b"\n") else "\n\n"


def _origin(url: str) -> str:
    at = Url.parse(url)
    return f"{at.scheme}://{at.authority}"


def _target(target: Target, base: str) -> str:
    """Return the target for the suite: a path if the URL is below the base, else the URL."""
    if target.webhook:
        return target.name
    url, home = target.url, base.rstrip("/")
    at = Url.parse(url)
    bare = f"{_origin(url)}{at.path or '/'}" + (f"?{at.query}" if at.query else "")
    if home and bare.startswith(f"{home}/"):
        return bare.removeprefix(home)
    return mask(url)
