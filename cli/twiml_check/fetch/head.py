"""The head of an answer: its headers as text, and whether they are headers at all."""

from __future__ import annotations

import re
from email.errors import MissingHeaderBodySeparatorDefect

from urllib3 import HTTPResponse

from twiml_check.model import Failure, Fields

_FOLD = re.compile(r"\r?\n[ \t]+")


def fields_of(raw: HTTPResponse) -> Fields:
    """Names and values in the order of the wire, folded lines made one."""
    return tuple((name, readable(_FOLD.sub(" ", value))) for name, value in raw.headers.items())


def readable(value: str) -> str:
    """A value as it was meant: http.client reads Latin-1 where a server writes UTF-8."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def malformed(raw: HTTPResponse, fields: Fields) -> Failure | None:
    """What is wrong with the headers as such (11206), or None.

    Python's parser stops at a line without a colon and drops all that follow.
    """
    original = raw._original_response  # the only way to the parser's own notes
    defects = original.msg.defects if original is not None else []
    if any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in defects):
        return Failure("not-http", "a header line has no colon")
    for name, value in fields:
        if "\0" in name + value:
            return Failure("not-http", "a header contains a NUL character")
    return None
