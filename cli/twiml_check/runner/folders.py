"""The documents in a folder, without those that are excluded or that git ignores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from twiml_check.model.ending import WrongCall
from twiml_check.rules.wording import listed
from twiml_check.runner.limits import failure_to

SUFFIXES = (".twiml", ".xml")
PACKAGES = ("node_modules", "vendor")
"""Folders of code that other people wrote."""
EVERY = "**"
PATIENCE = 10
"""Seconds for git."""


class Exclude(NamedTuple):
    """Patterns of files, relative to a folder."""

    folder: str
    """The real path, without links."""
    patterns: tuple[tuple[str, ...], ...]
    """Each with its parts between slashes."""

    def covers(self, path: str) -> bool:
        """Say whether a pattern matches a real path, or a folder above it."""
        parts = os.path.relpath(path, self.folder).split(os.sep)
        return any(_matches(parts, pattern) for pattern in self.patterns)


def exclude_from(folder: str, patterns: Iterable[str]) -> Exclude:
    """Return the patterns, with the folder that they are relative to."""
    return Exclude(os.path.realpath(folder), tuple(map(_parts, patterns)))


def is_excluded(path: str, exclude: Sequence[Exclude]) -> bool:
    """Say whether the path of a file that the user names is excluded."""
    if not exclude:
        return False
    folder, name = os.path.split(path)
    real = os.path.join(os.path.realpath(folder), name)
    return any(each.covers(real) for each in exclude)


def _parts(pattern: str) -> tuple[str, ...]:
    """Return the parts of a pattern; one without a slash matches in every folder."""
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    pairs = zip(parts, ["", *parts], strict=False)  # ** after ** adds nothing, and takes time
    parts = [part for part, before in pairs if not part == before == EVERY]
    if parts[-1:] == [EVERY]:  # a folder stands for all that is in it
        return tuple(parts[:-1])
    anchored = "/" in pattern.rstrip("/")
    return tuple(parts) if anchored else (EVERY, *parts)


def _matches(parts: Sequence[str], pattern: tuple[str, ...]) -> bool:
    """Say whether a pattern matches the first parts of a path, in linear time."""
    from fnmatch import fnmatchcase

    places = {0}
    """Numbers of the parts of the pattern that may come next."""
    for part in parts:
        places = set(_skip_stars(places, pattern))
        if len(pattern) in places:
            return True
        places = {
            place if pattern[place] == EVERY else place + 1
            for place in places
            if pattern[place] == EVERY or fnmatchcase(part, pattern[place])
        }
    return len(pattern) in _skip_stars(places, pattern)


def _skip_stars(places: Iterable[int], pattern: tuple[str, ...]) -> Iterator[int]:
    """Yield the places, and the one after each ** there: it may stand for no folder."""
    for place in places:
        yield place
        if pattern[place : place + 1] == (EVERY,):
            yield place + 1


class _Place(NamedTuple):
    """A folder or a document of a search."""

    path: str
    """The path as a report shows it."""
    within: str = ""
    """The path in the searched folder."""
    repository: str = ""
    """The path of the repository in the searched folder that this place belongs to."""

    def inner(self, name: str) -> _Place:
        """Return the folder or file of this name."""
        within = os.path.join(self.within, name)
        return _Place(os.path.join(self.path, name), within, self.repository)


def documents(folder: str, exclude: Sequence[Exclude] = ()) -> list[str]:
    """Return the documents below a folder, sorted; without hidden folders and links.

    Raises:
        WrongCall: there is no document.
    """
    search = _Search(folder, exclude)
    found = search.files()
    ignored = _ignored_by_git(folder, {each.repository or each.within for each in found})
    kept = [each.path for each in found if (each.repository or each.within) not in ignored]
    if kept:
        return kept
    skipped = [*search.skipped, *(["files that git ignores"] if found else [])]
    why = f"; skipped: {listed(skipped)}" if skipped else ""
    raise WrongCall(f"there is no *.twiml or *.xml file in {folder}{why}")


class _Search:
    """The search in one folder."""

    def __init__(self, folder: str, exclude: Sequence[Exclude]) -> None:
        self.skipped: dict[str, None] = {}
        """What was skipped, in words."""
        self._folder = folder
        self._real = os.path.realpath(folder)
        self._exclude = exclude

    def files(self) -> list[_Place]:
        """Return the documents; those of a folder come before those of its folders."""
        found = []
        todo = [_Place(self._folder)]
        while todo:
            here = todo.pop()
            entries = _entries(here.path)
            if here.within and not here.repository and ".git" in {each.name for each in entries}:
                here = here._replace(repository=here.within)
            kept = [each for each in entries if self._keeps(here, each)]
            inner = [(each, here.inner(each.name)) for each in kept]
            found += [path for each, path in inner if each.is_file(follow_symlinks=False)]
            todo += [path for each, path in inner[::-1] if each.is_dir(follow_symlinks=False)]
        return found

    def _keeps(self, here: _Place, entry: os.DirEntry[str]) -> bool:
        """Say whether an entry is a document, or a folder to search."""
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and entry.name.startswith("."):
            return False
        if not is_folder and not entry.name.lower().endswith(SUFFIXES):
            return False
        if is_folder and entry.name in PACKAGES:
            self.skipped[entry.name] = None
            return False
        path = os.path.join(self._real, here.within, entry.name)
        if any(each.covers(path) for each in self._exclude):
            self.skipped["excluded files"] = None
            return False
        return True


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=attrgetter("name"))
    except OSError as reason:
        raise failure_to(f"read {folder}", reason) from reason


def _ignored_by_git(folder: str, names: Iterable[str]) -> set[str]:
    """Return those of the names in a folder that git ignores.

    Nothing is ignored if git ignores the folder itself, which the user has named, or if git fails.
    A name in a submodule would make git fail.
    """
    names = list(names)
    if not names or not _is_in_repository(folder):
        return set()
    import subprocess

    # without ./, a name that begins with a colon would have a meaning of its own
    asked = [b"./", *(b"./" + os.fsencode(name) for name in names)]
    # https://git-scm.com/docs/git-config#Documentation/git-config.txt-corefsmonitor is a command
    command = ["git", "-C", folder, "-c", "core.fsmonitor=false", "check-ignore", "--stdin", "-z"]
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    # https://git-scm.com/docs/partial-clone: git would fetch an absent .gitignore with a command
    own["GIT_ALLOW_PROTOCOL"] = "none"
    try:
        done = subprocess.run(  # noqa: S603  no shell, and no word of the command is a name
            command, input=b"\0".join(asked), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=own, timeout=PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return set()
    ignored = done.stdout.split(b"\0")[:-1]
    if done.returncode or b"./" in ignored:
        return set()
    return {os.fsdecode(name[2:]) for name in ignored}


def _is_in_repository(folder: str) -> bool:
    path = os.path.realpath(folder)
    while not os.path.lexists(os.path.join(path, ".git")):
        path, before = os.path.dirname(path), path
        if path == before:
            return False
    return True
