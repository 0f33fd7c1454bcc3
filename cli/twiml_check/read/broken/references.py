"""Slips around `&`, and characters that XML knows no way to write."""

from __future__ import annotations

import re

from twiml_check.model import Fault
from twiml_check.read.broken.halt import INVALID_TOKEN, UNCLOSED_TOKEN, Halt
from twiml_check.read.broken.words import codepoint, quoted

_UNDEFINED_ENTITY = 11
_BAD_REFERENCE = 14
_FIVE = ("amp", "lt", "gt", "quot", "apos")
_ENTITY = re.compile(r"&([^#\s;&<][^\s;&<]*);")
_NUMBER = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_BEGUN = re.compile(r"&#?[\w.:-]*")


def control_character(halt: Halt) -> Fault | None:
    """A character that XML forbids, in itself or as a number."""
    if halt.code == _BAD_REFERENCE:
        return _forbidden_number(halt)
    char = halt.text[halt.at : halt.at + 1]
    if halt.code != INVALID_TOKEN or not char or not _forbidden(char):
        return None
    return _control(halt, f"the character {codepoint(char)}", halt.at, 1)


def undefined_entity(halt: Halt) -> Fault | None:
    """&eacute; and the like."""
    if halt.code != _UNDEFINED_ENTITY:
        return None
    for found in _ENTITY.finditer(halt.text, halt.at):
        if found.group(1) not in _FIVE:
            return halt.fault(
                "undefined-entity",
                f"XML does not know &{quoted(found.group(1))};",
                _instead(found.group(1)),
                "not defined",
                found.start(),
                len(found.group()),
            )
    return None


def bare_ampersand(halt: Halt) -> Fault | None:
    """An `&` that begins no reference, in text or in a value."""
    if halt.code == UNCLOSED_TOKEN and halt.text.startswith("&", halt.at):
        return _bare(halt, halt.at, "")
    start = halt.text.rfind("&", 0, halt.at)
    if halt.code != INVALID_TOKEN or start < 0 or not _BEGUN.fullmatch(halt.text, start, halt.at):
        return None
    return _bare(halt, start, halt.text[start + 1 : halt.at])


def _bare(halt: Halt, start: int, name: str) -> Fault:
    if name in _FIVE:
        message, help_ = f"&{name} has no semicolon", f"write &{name};"
    elif name.startswith("#"):
        message, help_ = "no number follows &#", "write &amp;# if the text should have these signs"
    else:
        message, help_ = "& cannot be written by itself in XML", "write &amp;, which is read as &"
    return halt.fault("bare-ampersand", message, help_, "a bare &", start)


def _instead(name: str) -> str:
    """What to write for an entity, from the names that HTML knows."""
    from html.entities import html5

    if name.lower() in _FIVE:
        return f"write &{name.lower()}; in lower case"
    value = html5.get(name + ";")
    if value is None:
        return f"write &amp;{quoted(name)}; if the text should have these signs"
    number = "".join(f"&#{ord(char)};" for char in value)
    return f"write {number}" + (f', or "{value}" itself' if value.isprintable() else "")


def _forbidden_number(halt: Halt) -> Fault | None:
    for found in _NUMBER.finditer(halt.text, halt.at):
        number = int(found.group(1)[:9], 16) if found.group(1) else int(found.group(2)[:9])
        if number > 0x10FFFF or 0xD800 <= number < 0xE000 or _forbidden(chr(number)):
            return _control(halt, quoted(found.group()), found.start(), len(found.group()))
    return None


def _control(halt: Halt, what: str, start: int, length: int) -> Fault:
    return halt.fault(
        "control-character",
        f"{what} is not allowed in XML, not even escaped",
        "remove control characters from the text before you put it into the answer",
        "not allowed",
        start,
        length,
    )


def _forbidden(char: str) -> bool:
    return (char < " " and char not in "\t\r\n") or char in "\ufffe\uffff"
