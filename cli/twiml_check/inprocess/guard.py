"""The process of an app: a child, so that an app that ends its process does not end twiml-check.

The child continues the run: there, the exceptions of the app and its progress are known. The parent
only waits. A shared memory says whether the child ended as planned; if not, the parent reports the
reason. A system without fork (Windows) has no parent.

The threads here do not use `threading`: otherwise gevent could not patch its modules.
"""

import atexit
import os
import signal
import sys
from _thread import allocate_lock, get_ident, start_new_thread
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from mmap import mmap
from time import sleep
from types import FrameType
from typing import NoReturn

from twiml_check.inprocess.cause import line_of_app
from twiml_check.model.ending import Exit, OwnFailure, Stopped, WrongCall

LINGERS = 2.0
"""Seconds for the atexit handlers of the app."""
BEAT = 0.5
"""Seconds between two signs of life of the child."""
GRACE = 1.0
"""Seconds of silence after the limit."""
ANSWERS = 20.0
"""Seconds of silence during a response: five more than the limit of a response."""
REPEATED = 1.0
"""Seconds in which a second Ctrl-C is the same one: terminal and parent both send it."""
_PULSE, _LOADED, _STOPPED, _END, _STATUS = range(5)
"""The bytes that parent and child share."""
SIGNALED = 128
"""An exit status above it is that of a signal."""
_ENDED, _UNHEARD = 1, 2
"""How the child ended; 0 while it runs."""

_exit, _getpid, _kill = os._exit, os.getpid, os.kill
"""The functions before the app could replace them."""


class _Child:
    """The state of the child process with the app."""

    shared: mmap | None = None
    pid = 0
    heard = False
    """True if Ctrl-C raises Stopped."""


def is_ctrl_c(error: BaseException) -> bool:
    """Say whether an exception is the user's Ctrl-C; an app may also raise KeyboardInterrupt."""
    return isinstance(error, Stopped if _Child.heard else KeyboardInterrupt)


def go_on_in_child(words: str, limit: float) -> None:
    """Return in a child process, if the system has fork; this process ends with the child.

    `limit` is the time in seconds to load the app of `words`. Ctrl-C must raise Stopped.

    Raises:
        WrongCall: in the parent: the app ended the child during its import.
        OwnFailure: in the parent: the app ended the child later.
    """
    _Child.heard = True
    if not hasattr(os, "fork"):
        return
    shared, parent = mmap(-1, 5), os.getpid()
    child = os.fork()
    if child:
        _Parent(child, shared, limit).wait(words)
    _Child.shared, _Child.pid = shared, os.getpid()
    start_new_thread(_beat, (shared, parent))


def leave_copies() -> None:
    """End a copy of the child, which the app made by a fork during its import."""
    if _Child.shared and _getpid() != _Child.pid:
        _exit(0)


def note_loaded() -> None:
    """Note for the parent that the app is loaded: requests follow."""
    _tell(_LOADED, True)


def note_stopped() -> None:
    """Note for the parent that the child has received its signal: a report follows."""
    _tell(_STOPPED, True)


def leave(status: int, *, heard: bool = True) -> NoReturn:
    """End the process, even if the app has threads or handlers that never end.

    Without `heard`, the report had no reader: the parent says so.
    """
    _tell(_STATUS, status)
    _tell(_END, _ENDED if heard else _UNHEARD)
    try:
        done = allocate_lock()
        done.acquire()
        start_new_thread(_run_exit_handlers, (done.release,))
        done.acquire(timeout=LINGERS)
    finally:
        with suppress(OSError):
            if _Child.shared:
                _kill(os.getppid(), signal.SIGCONT)  # an app may have stopped it
        _exit(status)


@contextmanager
def watch_start(seconds: float, give_up: Callable[[str], None]) -> Iterator[None]:
    """Call `give_up` in another thread after so many seconds, with the line of the app."""
    done, here = allocate_lock(), get_ident()
    done.acquire()

    def watch() -> None:
        if not done.acquire(timeout=seconds):
            give_up(line_of_app(sys._current_frames().get(here)))

    start_new_thread(copy_context().run, (watch,))  # the secrets of the run stay hidden
    try:
        yield
    finally:
        done.release()


def _tell(what: int, value: int) -> None:
    if _Child.shared and _getpid() == _Child.pid:
        _Child.shared[what] = value


def _run_exit_handlers(done: Callable[[], None]) -> None:
    with suppress(BaseException):  # the report is already written
        _save_coverage()
        atexit._run_exitfuncs()
    done()


def _save_coverage() -> None:
    """Save the data of `coverage run`, which this kind of exit would lose."""
    coverage = sys.modules.get("coverage")
    current = coverage.Coverage.current() if coverage else None
    if current:
        current.stop()
        current.save()


def _beat(shared: mmap, parent: int) -> None:
    """Count up while there is a parent, as a sign of life."""
    while os.getppid() == parent:
        shared[_PULSE] = (shared[_PULSE] + 1) % 256
        sleep(BEAT)
    _exit(Exit.UNDECIDED)


class _Parent:
    """The parent, which waits for the child."""

    def __init__(self, child: int, shared: mmap, limit: float) -> None:
        self._child = child
        self._shared = shared
        self._limit = limit
        self._pulse = -1
        self._silent = 0.0
        """Seconds without a sign of life, or since the child should have ended."""
        self._passed = 0
        """The signal that was sent to the child."""
        self._killed = False

    def wait(self, words: str) -> NoReturn:
        """Wait for the end of the child, and end with its status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._pass_on)
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, BEAT, BEAT)
        try:
            ended = os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])
        except ChildProcessError:  # the caller of this process ignores SIGCHLD
            ended = 0
        signal.setitimer(signal.ITIMER_REAL, 0)
        status, ended_itself = self._shared[_STATUS], self._shared[_END] == _ENDED
        if ended_itself and (self._passed or status < SIGNALED):
            _exit(status)
        if self._passed:
            self._end_by_signal()
        line = f"--app {words}: {self._what_happened(ended)}"
        if self._shared[_LOADED]:
            raise OwnFailure(line if ended_itself else f"{line}; there is no report")
        raise WrongCall(line)

    def _what_happened(self, ended: int) -> str:
        when = "responded" if self._shared[_LOADED] else "was loaded"
        if self._shared[_END] == _UNHEARD:
            return "the app closed the descriptors that the report is written to"
        if self._killed:
            return f"the app blocked the process while it {when}, and was stopped"
        if self._shared[_END] == _ENDED:
            sent = signal.Signals(self._shared[_STATUS] - SIGNALED).name
            return f"the app interrupted the process while it {when} ({sent})"
        how = signal.Signals(-ended).name if ended < 0 else f"exit status {ended}"
        return f"the app ended the process while it {when} ({how})"

    def _end_by_signal(self) -> NoReturn:
        if self._passed != signal.SIGINT:
            signal.signal(self._passed, signal.SIG_DFL)
            _kill(_getpid(), self._passed)
        _exit(Exit.INTERRUPTED)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self._passed = number
        with suppress(ProcessLookupError):
            _kill(self._child, number)

    def _look(self, _number: int, _frame: FrameType | None) -> None:
        """Kill a child that gives no sign of life, or that does not end."""
        leaving, pulse = bool(self._passed or self._shared[_END]), self._shared[_PULSE]
        self._silent = self._silent + BEAT if leaving or pulse == self._pulse else 0.0
        self._pulse = pulse
        patience = LINGERS if leaving else ANSWERS if self._shared[_LOADED] else self._limit
        if self._shared[_STOPPED] and not self._shared[_END]:
            patience = ANSWERS  # a report takes time
        if self._silent > patience + GRACE:
            self._killed = True
            with suppress(ProcessLookupError):
                _kill(self._child, signal.SIGKILL)
