"""The line of the current request on a terminal, with a clock while its response is not there."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread, current_thread, main_thread
from time import perf_counter

from twiml_check.model.exchange import Request
from twiml_check.model.run import PendingRequest
from twiml_check.report.escape import escape_line
from twiml_check.web.overrides import overrides
from twiml_check.web.secrets import mask_line

TICK = 1.0
"""Seconds between two updates of the clock."""


class Clock:
    """One line, which the next request, the report or a note replaces."""

    def __init__(self, write: Callable[[str], None], width: int) -> None:
        """Show nothing yet; `write` writes on a terminal of this width."""
        self._write = write
        self._width = width
        self._shown = False
        self._done = Event()
        self._thread: Thread | None = None

    def show(self, step: PendingRequest | None) -> None:
        """Show a request instead of the one before; None removes the line.

        Requests of other threads are not shown: several would share the line.
        """
        if current_thread() is not main_thread():
            return
        self._stop()
        if step is None:
            if self._shown:
                self._draw("")
            self._shown = False
            return
        self._shown = True
        line = escape_line(mask_line(f"{step.request.method} {step.request.url}"))
        self._draw(line[: self._width])
        left = time_limit(step.request) - step.spent_ms / 1000
        # Event first: after Ctrl-C between these lines, the thread ends, too.
        self._done = Event()
        self._thread = Thread(target=self._run, args=(line, left, self._done), daemon=True)
        with suppress(RuntimeError):  # the machine allows no other thread
            self._thread.start()

    def _stop(self) -> None:
        """End the thread of the request before."""
        self._done.set()
        if self._thread and self._thread.ident:
            self._thread.join()
        self._thread = None

    def _run(self, line: str, limit: float, done: Event) -> None:
        begun = perf_counter()
        while not done.wait(TICK):
            clock = f"  {perf_counter() - begun:.0f} s of {limit:.0f} s"
            self._draw(line[: self._width - len(clock)] + clock)

    def _draw(self, line: str) -> None:
        with suppress(OSError):  # the terminal is closed
            self._write(f"\r\x1b[2K{line}")


def time_limit(request: Request) -> float:
    """Return the seconds that Twilio waits for the response."""
    return min(overrides(request.url).tt_ms, request.limit_ms) / 1000
