"""Why an app failed: the exception, and the line of the app where it came from."""

import logging
import os
import sys
import sysconfig
import traceback
from contextvars import ContextVar
from types import FrameType, TracebackType

from twiml_check.web.secrets import mask_line

LONGEST = 200
"""Characters of what an exception says."""
OTHERS = tuple(
    os.path.join(path, "")
    for path in (
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
    )
)
"""Folders in which no line of the app stands."""


class Cause:
    """What is known of one request's failure; the first that is noted stands."""

    def __init__(self, debug: bool = False) -> None:
        """Begin with nothing known; `debug` prints each traceback."""
        self.text = ""
        self._debug = debug

    def note(self, error: BaseException) -> None:
        """Note an exception of the app."""
        if self._debug:
            sys.stderr.write(mask_line("".join(traceback.format_exception(error))))
        self.text = self.text or describe(error)


class Listener(logging.Handler):
    """Hears the exceptions that a framework logs and turns into an answer of its own.

    Flask and Django both do so: https://flask.palletsprojects.com/en/stable/errorhandling/
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Note the exception of a record, if it has one."""
        cause = current.get()
        if cause and record.levelno >= logging.ERROR and record.exc_info and record.exc_info[1]:
            cause.note(record.exc_info[1])


current: ContextVar[Cause | None] = ContextVar("cause", default=None)
"""Of the request that is being answered: of this thread, or of this task."""


def describe(error: BaseException) -> str:
    """Return the like of `ZeroDivisionError: division by zero (shop/views.py:12, in sms)`."""
    return f"{_phrase(error)}{_place(error.__traceback__)}"


def line_of_app(frame: FrameType | None) -> str:
    """Return where in its own files the app is at this moment; empty when nobody knows."""
    while frame:
        if found := _line(frame, frame.f_lineno):
            return found
        frame = frame.f_back
    return ""


def _phrase(error: BaseException) -> str:
    try:
        words = " ".join(mask_line(str(error)).split())
    except Exception:  # noqa: BLE001 - a __str__ of the app's own may fail too
        words = ""
    short = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
    return f"{type(error).__name__}: {short}" if short else type(error).__name__


def _place(trace: TracebackType | None) -> str:
    """Return the innermost line that belongs to the app; empty when none does."""
    found = ""
    while trace:
        found = _line(trace.tb_frame, trace.tb_lineno) or found
        trace = trace.tb_next
    return f" ({found})" if found else ""


def _line(frame: FrameType, number: int) -> str:
    file = frame.f_code.co_filename
    if file.startswith(("<", *OTHERS)):
        return ""
    here = os.path.join(os.getcwd(), "")
    return f"{file.removeprefix(here)}:{number}, in {frame.f_code.co_name}"
