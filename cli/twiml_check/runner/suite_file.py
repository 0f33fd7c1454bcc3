"""The file of a suite: found upwards from the working folder, read, its problems named by line."""

import os
from collections.abc import Iterator

from twiml_check.model.ending import WrongCall
from twiml_check.runner.output import note
from twiml_check.runner.read_file import read_file
from twiml_check.suite.reading import read_suite
from twiml_check.suite.suite import FILE, PROJECT, TABLE, Suite, SuiteProblem
from twiml_check.suite.toml import LARGEST, BadToml, Toml, read_toml
from twiml_check.web.url import mask


def open_suite(given: str | None) -> Suite:
    """Return the suite in a file or folder, or in the nearest folder above; raises WrongCall."""
    if given is None:
        return _found(_upwards(), f"there is no {FILE} here or above; twiml-check init writes one")
    if os.path.isdir(given):
        return _found([given], f"there is no {FILE} in {given}")
    if os.path.basename(given) != PROJECT:
        return _suite(given, _toml(given, _bytes(given)), ())
    found = _project(given)
    if found is None:
        raise WrongCall(f"{given} has no table [{'.'.join(TABLE)}]")
    return found


def _found(folders: Iterator[str] | list[str], none: str) -> Suite:
    for folder in folders:
        own, shared = os.path.join(folder, FILE), os.path.join(folder, PROJECT)
        if os.path.isfile(own):
            return _suite(own, _toml(own, _bytes(own)), ())
        if os.path.isfile(shared) and (found := _project(shared)):
            return found
    raise WrongCall(none)


def _upwards() -> Iterator[str]:
    """Yield the working folder and those above it, as one would type them."""
    try:
        folder = os.getcwd()
    except OSError as reason:
        raise WrongCall("the working folder is gone") from reason
    path = ""
    while True:
        yield path
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder, path = above, os.path.join(path, os.pardir)


def _project(file: str) -> Suite | None:
    """Return the suite in a pyproject.toml; None when it has none, whatever else is in it."""
    raw = _bytes(file)
    if TABLE[-1].encode() not in raw:
        return None
    toml = _toml(file, raw)
    tool = toml.values.get(TABLE[0])
    if not isinstance(tool, dict) or TABLE[1] not in tool:
        return None
    return _suite(file, toml, TABLE)


def _suite(file: str, toml: Toml, home: tuple[str, ...]) -> Suite:
    found, problems = read_suite(file, toml, home)
    if problems:
        raise refusal(file, problems)
    return found


def refusal(file: str, problems: list[SuiteProblem]) -> WrongCall:
    """Return the last problem, to be raised; a note says each of those before it."""
    *others, last = [mask(f"{file}:{problem.line}: {problem.what}") for problem in problems]
    for line in others:
        note(line)
    return WrongCall(last)


def _toml(file: str, raw: bytes) -> Toml:
    try:
        return read_toml(raw)
    except BadToml as reason:
        raise WrongCall(mask(f"{file}:{reason.line}: {reason}")) from reason


def _bytes(file: str) -> bytes:
    try:
        return read_file(file, LARGEST)
    except OSError as reason:
        raise WrongCall(f"cannot read {mask(file)}: {reason.strerror}") from reason
