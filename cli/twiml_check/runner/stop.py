"""Ctrl-C and SIGTERM: the checks end, and the reports contain what is known.

Only the command line listens. A program that uses the Python API handles its signals itself.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from twiml_check.model.ending import Stopped

if TYPE_CHECKING:
    from types import FrameType


class _Signal:
    """The signal that this process has received."""

    number = 0
    moment = 0.0
    echo = 0.0
    """Seconds in which a second signal is the same one."""
    finished = False
    """True when all checks have ended: the first signal no longer stops anything."""
    tell: Callable[[], None] | None = None


def listen(*, echo: float = 0.0, tell: Callable[[], None] | None = None) -> None:
    """Let Ctrl-C and SIGTERM raise Stopped, unless they are ignored; `tell` is called then."""
    import signal  # 0.4 ms that the Python API does not need

    _Signal.echo, _Signal.tell = echo, tell
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _receive)


def stop_listening() -> None:
    """Let another signal end the process without a traceback: all is done.

    With an app the signal is ignored: it may be the same one, and the parent ends this process.
    """
    if is_stopped():
        import signal

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN if _Signal.echo else signal.SIG_DFL)


def is_stopped() -> bool:
    """Say whether a signal has stopped the run: nothing new begins."""
    return bool(_Signal.number)


def note_end() -> None:
    """Note that all checks have ended: a first signal does not stop the report, a second does."""
    _Signal.finished = True


def stop_status() -> int:
    """Return the exit status after a signal, as that of a shell: 130 or 143; 0 without one."""
    return 128 + _Signal.number if _Signal.number else 0


def _receive(number: int, _frame: FrameType | None) -> None:
    first, now = not _Signal.number, monotonic()
    if not first and now - _Signal.moment < _Signal.echo:
        return
    _Signal.number, _Signal.moment = _Signal.number or number, now
    if _Signal.tell:
        _Signal.tell()
    if not (first and _Signal.finished):
        raise Stopped
