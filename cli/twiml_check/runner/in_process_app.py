"""--app MODULE:APP: the app in this process, and what it says beside its answers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOBase
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, TextIO, cast

from twiml_check.model.ending import WrongCall
from twiml_check.runner.settings import Asking, Reporting

if TYPE_CHECKING:
    from twiml_check.inprocess.server import InProcessApp

HOME = "http://localhost"
"""Where an app is, in want of another address: a host that Django serves without being told.

https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
"""


def join_paths(asking: Asking, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the targets; with an app a path is one of its own."""
    if not asking.app:
        return words
    home = (asking.base_url or HOME).rstrip("/")
    return tuple(f"{home}{word}" if word.startswith("/") else word for word in words)


def start_app(asking: Asking, reporting: Reporting, urls: Iterable[str]) -> InProcessApp | None:
    """Start the app, if there is one, at home and at these URLs; raises WrongCall if it fails."""
    if not asking.app:
        return None
    from twiml_check.inprocess.loading import AppError, load
    from twiml_check.inprocess.server import InProcessApp

    show = reporting.debug or reporting.verbosity > 0
    try:
        with _divert(show):
            app = load(asking.app)
        _divert_threads(show)
        return InProcessApp(app, (HOME, asking.base_url, *urls), debug=reporting.debug)
    except AppError as reason:
        raise WrongCall(f"--app {asking.app}: {reason}") from reason


@contextmanager
def _divert(show: bool) -> Iterator[None]:
    """Send what the app writes while it is imported to standard error, or nowhere."""
    own = sys.stdout, sys.stderr
    beside = sys.stderr if show else None
    sys.stdout = sys.stderr = cast("TextIO", _SplitStream(beside, beside))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = own


def _divert_threads(show: bool) -> None:
    """Do the same from now on, for all threads but ours: an app answers in threads of its own.

    With `show` it is heard on standard error; else it is not, as frameworks write tracebacks.
    """
    beside = sys.stderr if show else None
    sys.stdout = cast("TextIO", _SplitStream(sys.stdout, beside))
    sys.stderr = cast("TextIO", _SplitStream(sys.stderr, beside))


class _SplitStream(TextIOBase):
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
