"""--app MODULE:APP: the app in this process, and what it says beside its answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOBase
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, TextIO, cast

import click

if TYPE_CHECKING:
    from twiml_check.inprocess.server import InProcessApp
    from twiml_check.options.options import Options

HOME = "http://localhost"
"""Where an app is, in want of another address: a host that Django serves without being told.

https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
"""


def at_home(options: Options, words: tuple[str, ...]) -> tuple[str, ...]:
    """The targets; with an app a path is one of its own."""
    if not options.app:
        return words
    home = (options.base_url or HOME).rstrip("/")
    return tuple(f"{home}{word}" if word.startswith("/") else word for word in words)


def inside(options: Options) -> InProcessApp | None:
    """The app, started; None where there is none. Raises UsageError for one that cannot be had."""
    if not options.app:
        return None
    from twiml_check.inprocess.loading import AppError, load
    from twiml_check.inprocess.server import InProcessApp

    show = options.debug or options.verbosity > 0
    urls = [word for word in options.target if word.lower().startswith(("http://", "https://"))]
    try:
        with _beside(show):
            app = load(options.app)
        _part_streams(show)
        return InProcessApp(app, (HOME, options.base_url, *urls), debug=options.debug)
    except AppError as reason:
        raise click.UsageError(f"--app {options.app}: {reason}") from reason


@contextmanager
def _beside(show: bool) -> Iterator[None]:
    """While it is imported: what the app writes goes to standard error, or nowhere."""
    own = sys.stdout, sys.stderr
    beside = sys.stderr if show else None
    sys.stdout = sys.stderr = cast("TextIO", _Parted(beside, beside))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = own


def _part_streams(show: bool) -> None:
    """The same from now on, for all threads but ours: an app answers in threads of its own.

    With `show` it is heard on standard error; else it is not, as frameworks write tracebacks.
    """
    beside = sys.stderr if show else None
    sys.stdout = cast("TextIO", _Parted(sys.stdout, beside))
    sys.stderr = cast("TextIO", _Parted(sys.stderr, beside))


class _Parted(TextIOBase):
    """A stream of the main thread; what other threads write goes elsewhere, or nowhere."""

    def __init__(self, own: TextIO | None, others: TextIO | None) -> None:
        self._own = own
        self._others = others

    def write(self, text: str) -> int:
        stream = self._own if current_thread() is main_thread() else self._others
        return stream.write(text) if stream else len(text)

    def flush(self) -> None:
        if self._own:
            self._own.flush()

    def isatty(self) -> bool:
        return self._own is not None and self._own.isatty()

    def fileno(self) -> int:
        return self._own.fileno() if self._own else super().fileno()
