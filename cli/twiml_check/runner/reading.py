"""What the user named, read to its end or to a bound; a stream that may never come is refused."""

from __future__ import annotations

import os
import re
import stat
import sys
from errno import EINVAL, EISDIR
from time import monotonic, sleep

from twiml_check.model.ending import WrongCall
from twiml_check.runner.limits import failure_to

NONBLOCK = getattr(os, "O_NONBLOCK", 0)
READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0) | NONBLOCK
"""To open a pipe without a writer would take for ever."""
OPEN_ALREADY = re.compile(r"/dev/(stdin|fd/[0-9]+)|/proc/[^/]+/fd/[0-9]+")
"""Standard input and `<(…)` of a shell: whoever started us has opened it, and means it."""
PATIENCE = 1.0
"""Seconds that a named pipe has to get a writer."""
PAUSE = 0.02
KINDS = (
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
    (stat.S_ISSOCK, "it is a socket"),
)


def working_folder() -> str:
    """Return what names of files are seen from, before an app changes it; empty if it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def read_input(path: str, most: int) -> bytes:
    """Return the bytes, one more than `most` at the most; - is standard input.

    Raises:
        WrongCall: it cannot be read.
        OwnFailure: it cannot for want of something of ours.
    """
    if path == "-" and sys.stdin is None:
        raise WrongCall("cannot read standard input: it is closed")
    try:
        return sys.stdin.buffer.read(most + 1) if path == "-" else read_file(path, most)
    except OSError as reason:
        raise failure_to(f"read {path}", reason) from reason


def read_file(path: str, most: int) -> bytes:
    """Return the bytes of a file or a pipe, one more than `most` at the most.

    Raises:
        OSError: it cannot be read, is no file, or no file can have that name.
    """
    ensure_kind(path)
    file = os.open(path, READING)
    try:
        pieces = [_first(file, path, most)]
        if NONBLOCK:
            os.set_blocking(file, True)
        while sum(map(len, pieces)) <= most:  # a pipe gives it in pieces
            pieces.append(os.read(file, most + 1))
            if not pieces[-1]:
                break
    finally:
        os.close(file)
    return b"".join(pieces)[: most + 1]


def ensure_kind(path: str) -> None:
    """Refuse what is there and is neither a file nor a folder nor a pipe; nothing is opened.

    Raises:
        OSError: it is something else, or nothing is there.
    """
    try:
        mode = os.stat(path).st_mode
    except ValueError as reason:  # a NUL in it
        raise OSError(EINVAL, "no name of a file") from reason
    if OPEN_ALREADY.fullmatch(path):
        return
    for is_so, said in KINDS:
        if is_so(mode):
            raise OSError(EINVAL, said)


def ensure_no_pipe(path: str) -> None:
    """Refuse what a library would wait for, that opens it by its name; raises OSError."""
    ensure_kind(path)
    if stat.S_ISFIFO(os.stat(path).st_mode) and not OPEN_ALREADY.fullmatch(path):
        raise OSError(EINVAL, "it is a pipe")


def _first(file: int, path: str, most: int) -> bytes:
    """Return what a named pipe gives first, empty of anything else; somebody has to write to it."""
    mode = os.fstat(file).st_mode
    if stat.S_ISDIR(mode):
        raise OSError(EISDIR, os.strerror(EISDIR))
    if not stat.S_ISFIFO(mode) or OPEN_ALREADY.fullmatch(path):
        return b""
    ends = monotonic() + PATIENCE
    while True:
        try:
            piece = os.read(file, most + 1)
        except BlockingIOError:  # there is a writer, who has nothing yet
            return b""
        if piece:
            return piece
        if monotonic() > ends:
            raise OSError(EINVAL, "it is a pipe, and nobody writes to it")
        sleep(PAUSE)
