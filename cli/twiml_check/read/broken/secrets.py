"""Passwords in a broken tag: their quotes and colons are what the parser stumbles over."""

from __future__ import annotations

import re

from twiml_check.logins import HIDDEN, spans
from twiml_check.model import Fault
from twiml_check.read.broken.halt import Halt
from twiml_check.read.broken.words import LONGEST

NEAR = 64
"""Characters between a password and the place where the parser stopped because of it."""
SHORTEST = 3
"""Characters of a piece of a password that is worth hiding."""


def hidden(fault: Fault, halt: Halt) -> Fault:
    """The fault without the pieces of a password near by; a piece alone looks like any word."""
    for piece in _pieces(halt):
        fault = fault._replace(
            message=fault.message.replace(piece, HIDDEN),
            help=fault.help.replace(piece, HIDDEN),
            label=fault.label.replace(piece, HIDDEN),
        )
    return fault


def _pieces(halt: Halt) -> list[str]:
    """Words of the passwords round the place, the longest first, cut as messages cut them."""
    found: set[str] = set()
    for start, stop in spans(halt.text):
        if start - NEAR <= halt.at <= stop + NEAR:
            user, _, password = halt.text[start:stop].partition(":")
            words = re.split(r"[\W_]+", (password or user)[: NEAR * LONGEST])
            found.update(word[: LONGEST - 1] for word in words if len(word) >= SHORTEST)
    return sorted(found, key=len, reverse=True)
