"""Files and standard input, read up to a limit; a stream that may never end is refused."""

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
"""Without O_NONBLOCK, the open of a pipe without a writer waits forever."""
OPEN_ALREADY = re.compile(r"/dev/(stdin|fd/[0-9]+)|/proc/[^/]+/fd/[0-9]+")
"""Standard input and `<(…)` of a shell: the shell has opened them already."""
PATIENCE = 1.0
"""Seconds to wait for the writer of a named pipe."""
PAUSE = 0.02
KINDS = (
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
    (stat.S_ISSOCK, "it is a socket"),
)


def working_folder() -> str:
    """Return the working folder, before an app changes it; empty if it does not exist."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def read_input(path: str, most: int) -> bytes:
    """Return the bytes, at most one more than `most`; - is standard input.

    Raises:
        WrongCall: the file cannot be read.
        OwnFailure: a limit of this machine was reached.
    """
    if path == "-" and sys.stdin is None:
        raise WrongCall("cannot read standard input: it is closed")
    try:
        return sys.stdin.buffer.read(most + 1) if path == "-" else read_file(path, most)
    except OSError as reason:
        raise failure_to(f"read {path}", reason) from reason


def read_file(path: str, most: int) -> bytes:
    """Return the bytes of a file or a pipe, at most one more than `most`.

    Raises:
        OSError: the file cannot be read, or the path is not a file or pipe.
    """
    ensure_kind(path)
    file = os.open(path, READING)
    try:
        pieces = [_first(file, path, most)]
        if NONBLOCK:
            os.set_blocking(file, True)
        while sum(map(len, pieces)) <= most:  # a pipe has it in pieces
            pieces.append(os.read(file, most + 1))
            if not pieces[-1]:
                break
    finally:
        os.close(file)
    return b"".join(pieces)[: most + 1]


def ensure_kind(path: str) -> None:
    """Refuse a device and a socket, without opening them.

    Raises:
        OSError: the path is a device or a socket, or does not exist.
    """
    try:
        mode = os.stat(path).st_mode
    except ValueError as reason:  # a NUL in it
        raise OSError(EINVAL, "not a valid file name") from reason
    if OPEN_ALREADY.fullmatch(path):
        return
    for is_kind, why in KINDS:
        if is_kind(mode):
            raise OSError(EINVAL, why)


def ensure_no_pipe(path: str) -> None:
    """Refuse a pipe, for which a library would wait; raises OSError."""
    ensure_kind(path)
    if stat.S_ISFIFO(os.stat(path).st_mode) and not OPEN_ALREADY.fullmatch(path):
        raise OSError(EINVAL, "it is a pipe")


def _first(file: int, path: str, most: int) -> bytes:
    """Return the first bytes of a named pipe, empty for a file; the pipe must have a writer."""
    mode = os.fstat(file).st_mode
    if stat.S_ISDIR(mode):
        raise OSError(EISDIR, os.strerror(EISDIR))
    if not stat.S_ISFIFO(mode) or OPEN_ALREADY.fullmatch(path):
        return b""
    ends = monotonic() + PATIENCE
    while True:
        try:
            piece = os.read(file, most + 1)
        except BlockingIOError:  # there is a writer without data yet
            return b""
        if piece:
            return piece
        if monotonic() > ends:
            raise OSError(EINVAL, "it is a pipe without a writer")
        sleep(PAUSE)
