"""Adding a call that was played to a suite: appended, never overwritten."""

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
from twiml_check.suite.recording import PLAIN, Played, name_of, table
from twiml_check.suite.suite import PROJECT, TABLE
from twiml_check.suite.toml import LARGEST, BadToml, quote, read_toml
from twiml_check.web.secrets import mask_line
from twiml_check.web.text import mask
from twiml_check.web.url import Url

CALL = "call"


class Tape(NamedTuple):
    """The suite that a call is added to, as it was before the call."""

    name: str
    """As the user calls it."""
    file: str
    """Its path, wherever an app goes."""
    new: bool
    base_url: str = ""
    names: frozenset[str] = frozenset()
    """Of the checks and calls in it."""


def open_tape(file: str) -> Tape:
    """Return what a suite says before anything is played.

    Raises:
        WrongCall: it cannot be written, or it is no suite.
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
        raise WrongCall(f"{file}: call is a list of tables, [[call]]")
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
    """Add what was played, each call with who was chosen to call; nothing when nothing was.

    The line that plays it again is told, for a suite does not name the `app` that was asked.

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
        note("its target is written without the secrets in it; ${NAME} may stand for one")
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
    note(f"{counted(count, 'call')} added to {tape.name}; {again} plays it again")


def _gap(file: str) -> str:
    """Return what stands between the last line of a file and a table."""
    if not os.path.exists(file):
        return ""
    with open(file, "rb") as old:
        raw = old.read()
    return "" if not raw else "\n" if raw.endswith(b"\n") else "\n\n"


def _origin(url: str) -> str:
    at = Url.parse(url)
    return f"{at.scheme}://{at.authority}"


def _target(target: Target, base: str) -> str:
    """Return the target as the suite names it: its path where it is below the base."""
    if target.webhook:
        return target.name
    url, home = target.url, base.rstrip("/")
    at = Url.parse(url)
    bare = f"{_origin(url)}{at.path or '/'}" + (f"?{at.query}" if at.query else "")
    if home and bare.startswith(f"{home}/"):
        return bare.removeprefix(home)
    return mask(url)
