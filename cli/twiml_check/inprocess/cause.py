"""The cause of a failure of the app: the exception, and the line of the app."""

import logging
import os
import sys
import sysconfig
import traceback
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from types import FrameType, TracebackType
from typing import Any

from twiml_check.web.secrets import mask_line

LONGEST = 200
"""Characters of the message of an exception."""
MOST = 10_000
"""Characters that are read of the message."""
OTHERS = tuple(
    os.path.join(path, "")
    for path in (
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
    )
)
"""Folders without code of the app."""


class Cause:
    """The cause of the failure of one request; only the first one counts."""

    def __init__(self, debug: bool = False) -> None:
        """Begin without a cause; `debug` prints each traceback."""
        self.text = ""
        self._debug = debug

    def note(self, error: BaseException) -> None:
        """Note an exception of the app."""
        if self._debug:
            with suppress(Exception):  # the app may have replaced stderr
                sys.stderr.write(mask_line("".join(traceback.format_exception(error))))
        self.text = self.text or describe(error)


def listen() -> Callable[[], None]:
    """Note the exceptions that a framework logs; return the function that ends this.

    Flask and Django turn exceptions into responses: https://flask.palletsprojects.com/en/stable/errorhandling/
    Flask and logging add their own handler to a logger without one, so we add no handler.
    """
    before = logging.getLogRecordFactory()

    def record(*given: Any, **named: Any) -> logging.LogRecord:
        made = before(*given, **named)
        cause = answering.get()
        error = made.exc_info[1] if isinstance(made.exc_info, tuple) else None
        if cause and made.levelno >= logging.ERROR and isinstance(error, BaseException):
            cause.note(error)
        return made

    def end() -> None:
        if logging.getLogRecordFactory() is record:
            logging.setLogRecordFactory(before)

    logging.setLogRecordFactory(record)
    return end


answering: ContextVar[Cause | None] = ContextVar("cause", default=None)
"""The cause of the current request, of this thread or this task."""


def describe(error: BaseException) -> str:
    """Return a line such as `ZeroDivisionError: division by zero (shop/views.py:12, in sms)`."""
    return f"{_phrase(error)}{_place(error.__traceback__)}"


def line_of_app(frame: FrameType | None) -> str:
    """Return the current line of the app; empty if it is not known."""
    while frame:
        if found := _line(frame, frame.f_lineno):
            return found
        frame = frame.f_back
    return ""


def name_of_type(thing: object) -> str:
    """Return the name of the type of an object, even with an odd metaclass."""
    return str(type.__dict__["__name__"].__get__(type(thing)))


def text_of(thing: object, convert: Callable[[object], str] = str) -> str:
    """Return the beginning of the text of an object; empty if the conversion fails."""
    try:
        return str.__getitem__(convert(thing), slice(MOST))  # a subclass may override slicing
    except BaseException:  # noqa: BLE001 - a __str__ of the app may raise anything
        return ""


def _phrase(error: BaseException) -> str:
    words = " ".join(mask_line(text_of(error)).split())
    short = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
    return f"{name_of_type(error)}: {short}" if short else name_of_type(error)


def _place(trace: TracebackType | None) -> str:
    """Return the innermost line of the app; empty if there is none."""
    found = ""
    while trace:
        found = _line(trace.tb_frame, trace.tb_lineno) or found
        trace = trace.tb_next
    return f" ({found})" if found else ""


def _line(frame: FrameType, number: int) -> str:
    file = frame.f_code.co_filename
    if file.startswith(("<", *OTHERS)):
        return ""
    try:
        here = os.path.join(os.getcwd(), "")
    except OSError:  # the app has gone into a folder and removed it
        here = ""
    return f"{file.removeprefix(here)}:{number}, in {frame.f_code.co_name}"
