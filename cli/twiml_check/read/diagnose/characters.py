"""Mistakes around `&`, and characters that XML does not allow."""

import codecs
import re

from twiml_check.model.document import ParseError
from twiml_check.read.diagnose import edits
from twiml_check.read.diagnose.edits import FIVE
from twiml_check.read.diagnose.parse_stop import (
    INVALID_TOKEN,
    UNCLOSED_TOKEN,
    UNKNOWN_ENCODING,
    ParseStop,
    codepoint,
    quoted,
)
from twiml_check.read.encoding import canonical, declaration, family

_UNDEFINED_ENTITY = 11
_BAD_REFERENCE = 14
_ENTITY = re.compile(r"&([^#\s;&<][^\s;&<]*);")
_NUMBER = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_BEGUN = re.compile(r"&#?[\w.:-]*")

_INCORRECT_ENCODING = 19
_PARTIAL_CHARACTER = 6
_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def control_character(stop: ParseStop) -> ParseError | None:
    """Diagnose a character that XML forbids, written as itself or as a number."""
    if stop.code == _BAD_REFERENCE:
        return _forbidden_number(stop)
    char = stop.text[stop.at : stop.at + 1]
    if stop.code != INVALID_TOKEN or not char or not _forbidden(char):
        return None
    return _control(stop, f"the character {codepoint(char)}", stop.at, 1)


def undefined_entity(stop: ParseStop) -> ParseError | None:
    """Diagnose an unknown entity, such as &eacute;."""
    if stop.code != _UNDEFINED_ENTITY:
        return None
    for found in _ENTITY.finditer(stop.text, stop.at):
        if found.group(1) not in FIVE:
            return stop.fault(
                "undefined-entity",
                f"&{quoted(found.group(1))}; is not defined in XML",
                _instead(found.group(1)),
                "not defined",
                found.start(),
                len(found.group()),
                edits.entity(stop, *found.span(), found.group(1)),
            )
    return None


def bare_ampersand(stop: ParseStop) -> ParseError | None:
    """Diagnose an `&` that does not begin a reference, in text or in a value."""
    if stop.code == UNCLOSED_TOKEN and stop.text.startswith("&", stop.at):
        return _bare(stop, stop.at, "")
    start = stop.text.rfind("&", 0, stop.at)
    if stop.code != INVALID_TOKEN or start < 0 or not _BEGUN.fullmatch(stop.text, start, stop.at):
        return None
    return _bare(stop, start, stop.text[start + 1 : stop.at])


def declared_wrongly(stop: ParseStop) -> ParseError | None:
    """Diagnose an encoding whose name is unknown, or is clearly not that of these bytes."""
    if stop.source.raw.startswith(_UTF32_MARKS):
        return _fault(stop, "the document is in UTF-32, which XML parsers do not read", "")
    if stop.code not in (UNKNOWN_ENCODING, _INCORRECT_ENCODING):
        return None
    if stop.declared is None:
        return _unmarked(stop)
    name, used = quoted(stop.declared), family(stop.source.encoding)
    real = canonical(stop.declared) or ""
    if stop.code == UNKNOWN_ENCODING and not real.startswith(("utf-16", "utf-32")):
        return _fault(stop, f'"{name}" is not a known encoding', "unknown")
    return _fault(
        stop, f"the document declares {name}, but its bytes are {used}", f"the bytes are {used}"
    )


def bad_bytes(stop: ParseStop) -> ParseError | None:
    """Diagnose a byte that is not valid, usually Latin-1 in a document without declaration."""
    raw, codec = stop.source.raw, stop.source.encoding
    try:
        raw.decode(codec)
    except UnicodeDecodeError as error:
        start, end = error.start, error.end
    else:
        return None
    if start > stop.offset and stop.code != _PARTIAL_CHARACTER:
        return None
    at = stop.source.index(start)
    name = stop.declared or family(codec)
    shown = " ".join(f"{byte:02X}" for byte in raw[start : min(end, start + 4)])
    return stop.fault(
        "bad-encoding",
        f"byte {shown} is not valid in {quoted(name)}{_guess(raw[start : start + 1])}",
        "encode the whole response as UTF-8" + _or_declare(codec),
        f"not {quoted(name)}",
        at,
    )


def _bare(stop: ParseStop, start: int, name: str) -> ParseError:
    if name in FIVE:
        message, help_ = f"&{name} has no semicolon", f"write &{name};"
    elif name.startswith("#"):
        message, help_ = "&# has no number after it", "write &amp;# for the characters &#"
    else:
        message, help_ = "XML does not allow a bare &", "write &amp; instead of &"
    certain = edits.ampersand(stop, start, name)
    return stop.fault("bare-ampersand", message, help_, "a bare &", start, edits=certain)


def _instead(name: str) -> str:
    """Return what to write for an entity, from the names that HTML knows."""
    from html.entities import html5

    if name.lower() in FIVE:
        return f"write &{name.lower()}; in lower case"
    value = html5.get(name + ";")
    if value is None:
        return f"write &amp;{quoted(name)}; for the characters &{quoted(name)};"
    number = "".join(f"&#{ord(char)};" for char in value)
    return f"write {number}" + (f', or "{value}" itself' if value.isprintable() else "")


def _forbidden_number(stop: ParseStop) -> ParseError | None:
    for found in _NUMBER.finditer(stop.text, stop.at):
        number = int(found.group(1)[:9], 16) if found.group(1) else int(found.group(2)[:9])
        if number > 0x10FFFF or 0xD800 <= number < 0xE000 or _forbidden(chr(number)):
            return _control(stop, quoted(found.group()), found.start(), len(found.group()))
    return None


def _control(stop: ParseStop, what: str, start: int, length: int) -> ParseError:
    return stop.fault(
        "control-character",
        f"XML does not allow {what} in any form",
        "remove control characters from the text before you put the text into the response",
        "not allowed",
        start,
        length,
    )


def _forbidden(char: str) -> bool:
    return (char < " " and char not in "\t\r\n") or char in "\ufffe\uffff"


def _unmarked(stop: ParseStop) -> ParseError | None:
    """Diagnose UTF-16 without a mark or declaration; None if it may be any binary data."""
    if not stop.text.lstrip().startswith("<"):
        return None
    return _fault(stop, "the document is in UTF-16, but has no byte order mark", "UTF-16")


def _guess(byte: bytes) -> str:
    letter = byte.decode("cp1252", "replace")
    return f': is it "{letter}" in Latin-1?' if letter.isprintable() and letter > "\x7f" else ""


def _or_declare(codec: str) -> str:
    return ', or declare its encoding: <?xml … encoding="ISO-8859-1"?>' * (codec == "utf-8")


def _fault(stop: ParseStop, message: str, label: str) -> ParseError:
    help_ = 'send UTF-8 and declare encoding="UTF-8"'
    if (stop.declared or "").lower() == "utf-16":
        help_ += "; in .NET, a StringWriter always declares utf-16"
    return ParseError("bad-encoding", message, help_, label, declaration(stop.source))
