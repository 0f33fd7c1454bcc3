"""The file of a suite: find it and read it. Each problem has its line."""

from __future__ import annotations

import os
from collections.abc import Iterable

from twiml_check.model.ending import WrongCall
from twiml_check.runner.find_suite import candidates, upwards
from twiml_check.runner.limits import failure_to
from twiml_check.runner.output import note
from twiml_check.runner.reading import read_file
from twiml_check.suite import FILE, LARGEST, PROJECT, TABLE
from twiml_check.suite.reading import read_suite
from twiml_check.suite.suite import Suite, SuiteProblem
from twiml_check.suite.toml import BadToml, Toml, read_toml
from twiml_check.web.text import mask


def open_suite(given: str | None) -> Suite:
    """Return the suite in a file or folder, or in the nearest folder above; raises WrongCall."""
    if given is None:
        found, where = nearest_suite(upwards()), "here or above; twiml-check init writes one"
    elif os.path.isdir(given):
        found, where = nearest_suite([given]), f"in {given}"
    else:
        return _file(given)
    if found is None:
        raise WrongCall(f"there is no {FILE} {where}")
    return found


def nearest_suite(folders: Iterable[str]) -> Suite | None:
    """Return the suite of the first folder that has one; raises WrongCall."""
    for file in candidates(folders):
        if found := _suite(file):
            return found
    return None


def _file(file: str) -> Suite:
    found = _suite(file)
    if found is None:
        raise WrongCall(f"{file} has no table [{'.'.join(TABLE)}]")
    return found


def _suite(file: str) -> Suite | None:
    """Return the suite in a file; None for a pyproject.toml without one."""
    toml, shared = _toml(file), os.path.basename(file) == PROJECT
    tool = toml.values.get(TABLE[0])
    if shared and not (isinstance(tool, dict) and TABLE[1] in tool):
        return None
    found, problems = read_suite(file, toml, TABLE if shared else ())
    if problems:
        raise refusal(file, problems)
    return found


def refusal(file: str, problems: list[SuiteProblem]) -> WrongCall:
    """Return the last problem as an exception; the others are printed as notes."""
    *others, last = [mask(f"{file}:{problem.line}: {problem.what}") for problem in problems]
    for line in others:
        note(line)
    return WrongCall(last)


def _toml(file: str) -> Toml:
    try:
        return read_toml(read_file(file, LARGEST))
    except OSError as reason:
        raise failure_to(f"read {mask(file)}", reason) from reason
    except BadToml as reason:
        raise WrongCall(mask(f"{file}:{reason.line}: {reason}")) from reason
