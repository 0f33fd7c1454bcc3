"""The files that may have the suite or the settings of a project, from their names and bytes.

Most folders have no such file, so this module does not import the suite.
"""

import os
import re
from collections.abc import Iterable, Iterator

from twiml_check.model.ending import WrongCall
from twiml_check.runner.reading import read_file, working_folder
from twiml_check.suite import FILE, LARGEST, PROJECT

_TABLE = rb"""\btool["']?[ \t]*(?:\.[ \t]*["']?twiml-check|\]|=)"""
"""The start of every form of [tool.twiml-check]."""


def upwards() -> Iterator[str]:
    """Yield the working folder and the folders above, as relative paths."""
    try:
        folder = os.getcwd()
    except OSError as reason:
        raise WrongCall("the working folder does not exist") from reason
    path = ""
    while True:
        yield path
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder, path = above, os.path.join(path, os.pardir)


def nearest_file() -> str | None:
    """Return the nearest file that may have a suite; None if there is none to find."""
    return next(candidates(upwards()), None) if working_folder() else None


def candidates(folders: Iterable[str]) -> Iterator[str]:
    """Yield the files in these folders that may have a suite; raises WrongCall."""
    for folder in folders:
        own, shared = os.path.join(folder, FILE), os.path.join(folder, PROJECT)
        if os.path.isfile(own):
            yield own
        elif os.path.isfile(shared) and _may_have_table(shared):
            yield shared


def _may_have_table(file: str) -> bool:
    """Look at the bytes; a file that cannot be read belongs to somebody else."""
    try:
        return bool(re.search(_TABLE, read_file(file, LARGEST)))
    except OSError:
        return False
