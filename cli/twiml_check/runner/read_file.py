"""Files and standard input, read up to a limit."""

import os
import sys
from errno import EINVAL

from twiml_check.model.ending import WrongCall

READING = os.O_RDONLY | getattr(os, "O_BINARY", 0)


def read_input(path: str, most: int) -> bytes:
    """Return the bytes, one more than `most` at the most; - is standard input.

    Raises:
        WrongCall: it cannot be read.
    """
    if path == "-" and sys.stdin is None:
        raise WrongCall("cannot read standard input: it is closed")
    try:
        return sys.stdin.buffer.read(most + 1) if path == "-" else read_file(path, most)
    except OSError as reason:
        raise WrongCall(f"cannot read {path}: {reason.strerror}") from reason


def read_file(path: str, most: int) -> bytes:
    """Return the bytes of a file, one more than `most` at the most.

    Raises:
        OSError: it cannot be read, or no file can have that name.
    """
    try:
        file = os.open(path, READING)
    except ValueError as reason:  # a NUL in it
        raise OSError(EINVAL, "no name of a file") from reason
    try:
        pieces = [os.read(file, most + 1)]
        while pieces[-1] and sum(map(len, pieces)) <= most:  # a pipe gives it in pieces
            pieces.append(os.read(file, most + 1))
    finally:
        os.close(file)
    return b"".join(pieces)[: most + 1]
