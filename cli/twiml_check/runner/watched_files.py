"""The files that --watch looks at, and their state."""

import os
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from twiml_check.inprocess.sources import sources
from twiml_check.runner.folders import SUFFIXES
from twiml_check.runner.reading import working_folder

CODE = (
    *(".py", ".html", ".htm", ".xml", ".twiml", ".j2", ".jinja", ".jinja2", ".mako", ".txt"),
    *(".toml", ".json", ".yaml", ".yml", ".po"),
)
"""Endings of files that an app may read."""
SKIPPED = {"node_modules", "vendor", "site-packages", "__pycache__"}
VENV = "pyvenv.cfg"
"""The file in the folder of each virtual environment. https://docs.python.org/3/library/venv.html"""
MOST = 20_000
"""Files and folders of one folder: a look at so many takes a tenth of a second."""

OWN_CHANGES = 3
"""After so many runs in a row that a file changes in, the run itself writes it."""

State = dict[str, tuple[int, int, int]]
"""Path -> modification time, size and inode: an editor may replace a file by another one."""


class Places(NamedTuple):
    """What to look at."""

    documents: tuple[str, ...] = ()
    """Files, and folders with documents."""
    code: tuple[str, ...] = ()
    """Files, and folders with the code and the templates of an app."""
    written: tuple[str, ...] = ()
    """Files that each run writes; a change of them is not news."""


class Look(NamedTuple):
    """The state of all files at one moment."""

    files: State
    crowded: str = ""
    """A folder with more files than MOST."""


class OwnChanges:
    """The files that each run changes: they must not start the next run."""

    def __init__(self) -> None:
        """Begin without a run."""
        self.files: set[str] = set()
        self._streaks: dict[str, int] = {}
        """How many of the last runs a file has changed in."""

    def note_run(self, before: State, after: State) -> list[str]:
        """Compare the files before and after a run; return those that are new here."""
        changed = {path for path, _ in before.items() ^ after.items()} - self.files
        self._streaks = {path: self._streaks.get(path, 0) + 1 for path in changed}
        found = sorted(path for path, runs in self._streaks.items() if runs >= OWN_CHANGES)
        self.files.update(found)
        return found


def app_code(app: str) -> Iterator[str]:
    """Yield the working folder, and the files of an app that is elsewhere."""
    yield os.curdir
    yield from sources(app, working_folder())


def look(places: Places, ignored: Collection[str] = ()) -> Look:
    """Return the state of all files in these places."""
    found: State = {}
    crowded = ""
    for paths, endings in ((places.documents, SUFFIXES), (places.code, CODE)):
        for path in paths:
            if os.path.isdir(path):
                crowded = crowded or ("" if _look_into(path, endings, found) else path)
            else:
                _note_state(os.path.normpath(path), found)
    for path in _written(found, places.written):
        del found[path]
    for path in ignored:
        found.pop(path, None)
    return Look(found, crowded)


def _look_into(folder: str, endings: tuple[str, ...], found: State) -> bool:
    """Add the files below a folder; return False if there are too many."""
    todo, left = [folder], MOST
    while todo:
        entries = _entries(todo.pop())
        left -= len(entries)
        if left < 0:
            return False
        for entry in entries:
            if entry.name.startswith(".") or entry.name in SKIPPED:
                continue
            if entry.is_dir(follow_symlinks=False):
                todo.append(entry.path)
            elif entry.name.lower().endswith(endings):
                _note_state(os.path.normpath(entry.path), found)
    return True


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Return what is in a folder; nothing if it is a virtual environment, or was just removed."""
    try:
        with os.scandir(folder) as entries:
            every = list(entries)
    except OSError:
        return []
    return [] if any(entry.name == VENV for entry in every) else every


def _note_state(path: str, found: State) -> None:
    try:
        at = os.stat(path)
    except (OSError, ValueError):  # it is being replaced, or was removed
        return
    found[path] = (at.st_mtime_ns, at.st_size, at.st_ino)


def _written(found: Iterable[str], written: tuple[str, ...]) -> list[str]:
    names = {os.path.basename(path) for path in written}
    places = {os.path.realpath(path) for path in written}
    return [
        path
        for path in found
        if os.path.basename(path) in names and os.path.realpath(path) in places
    ]
