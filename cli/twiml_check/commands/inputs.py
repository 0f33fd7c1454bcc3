"""The whole of a file that a command was given, or of standard input."""

from __future__ import annotations

import sys

import click


def whole(path: str, most: int) -> bytes:
    """The bytes, one more than `most` at the most; - is standard input.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        if path == "-":
            if sys.stdin is None:
                raise click.UsageError("cannot read standard input: it is closed")
            return sys.stdin.buffer.read(most + 1)
        with open(path, "rb") as file:
            return file.read(most + 1)
    except OSError as reason:
        raise click.UsageError(f"cannot read {path}: {reason.strerror}") from reason
    except ValueError as reason:  # a NUL in it
        raise click.UsageError("cannot read a file of that name") from reason
