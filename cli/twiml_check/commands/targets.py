"""What the user named: a webhook, a document, a folder of documents, or standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

import click

from twiml_check.urls import mask, unusable
from twiml_check.vocabulary.answers import SIZE_LIMIT

SUFFIXES = (".twiml", ".xml")


class Target(NamedTuple):
    """One thing to check."""

    name: str
    is_url: bool


def targets(words: tuple[str, ...]) -> list[Target]:
    """The targets in the order given, folders spread out; raises UsageError for a wrong one."""
    return [target for word in words for target in _targets(word)]


def content(target: Target) -> bytes:
    """The bytes of a file or of standard input, one more than Twilio takes at the most."""
    try:
        if target.name == "-":
            return sys.stdin.buffer.read(SIZE_LIMIT + 1)
        with open(target.name, "rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as reason:
        raise click.UsageError(f"cannot read {target.name}: {reason.strerror}") from reason


def _targets(word: str) -> Iterator[Target]:
    if word.lower().startswith(("http://", "https://")):
        yield _webhook(word)
    elif word == "-":
        yield Target(word, is_url=False)
    elif os.path.isdir(word):
        yield from _folder(word)
    elif _exists(word):
        yield Target(word, is_url=False)
    else:
        raise click.UsageError(_nothing_there(word))


def _webhook(url: str) -> Target:
    reason = unusable(url)
    if reason:
        raise click.UsageError(f"{mask(url)} cannot be asked for: {reason}")
    return Target(url, is_url=True)


def _exists(word: str) -> bool:
    try:
        return os.path.exists(word)
    except ValueError:  # a NUL in it
        return False


def _folder(folder: str) -> Iterator[Target]:
    """The documents below a folder, sorted; hidden folders are passed by, links not followed."""
    found = False
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(place, name)
            if name.lower().endswith(SUFFIXES) and os.path.isfile(path):
                found = True
                yield Target(path, is_url=False)
    if not found:
        raise click.UsageError(f"there is no *.twiml or *.xml file in {folder}")


def _nothing_there(word: str) -> str:
    shown = mask(word)
    scheme, separator, _ = word.partition("://")
    if separator:
        return f"{shown}: a webhook's address begins with http:// or https://, not {scheme}://"
    host = word.partition("/")[0]
    if host.partition(":")[0] == "localhost" or host[:1].isdigit():
        return f"no such file: {shown}. For a webhook type http://{shown}"
    if "." in host and not word.lower().endswith(SUFFIXES):
        return f"no such file: {shown}. For a webhook type https://{shown}"
    return f"no such file, folder or command: {shown}"
