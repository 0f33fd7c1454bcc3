"""Bytes that are not in the encoding that the document has or names."""

from __future__ import annotations

import codecs

from twiml_check.model import Fault
from twiml_check.read.broken.halt import UNKNOWN_ENCODING, Halt
from twiml_check.read.broken.words import quoted
from twiml_check.read.encoding import canonical, family
from twiml_check.read.remarks import declaration

_INCORRECT_ENCODING = 19
_PARTIAL_CHARACTER = 6
_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def declared_wrongly(halt: Halt) -> Fault | None:
    """The encoding's name is unknown, or plainly not that of these bytes."""
    if halt.source.raw.startswith(_UTF32_MARKS):
        return _fault(halt, "the document is in UTF-32, which XML parsers do not read", "")
    if halt.code not in (UNKNOWN_ENCODING, _INCORRECT_ENCODING):
        return None
    if halt.declared is None:
        return _unmarked(halt)
    name, used = quoted(halt.declared), family(halt.source.encoding)
    real = canonical(halt.declared) or ""
    if halt.code == UNKNOWN_ENCODING and not real.startswith(("utf-16", "utf-32")):
        return _fault(halt, f'XML knows no encoding by the name "{name}"', "unknown")
    return _fault(halt, f"the document says {name}, but its bytes are {used}", f"it is {used}")


def _unmarked(halt: Halt) -> Fault | None:
    """UTF-16 that does not say so; None when it may be any binary data."""
    if not halt.text.lstrip().startswith("<"):
        return None
    return _fault(halt, "the document is in UTF-16, but has no byte order mark to say so", "UTF-16")


def bad_bytes(halt: Halt) -> Fault | None:
    """A byte that can't stand there, mostly Latin-1 in a document taken for UTF-8."""
    raw, codec = halt.source.raw, halt.source.encoding
    try:
        raw.decode(codec)
    except UnicodeDecodeError as error:
        start, end = error.start, error.end
    else:
        return None
    if start > halt.offset and halt.code != _PARTIAL_CHARACTER:
        return None
    at = halt.source.index(start)
    name = halt.declared or family(codec)
    shown = " ".join(f"{byte:02X}" for byte in raw[start : min(end, start + 4)])
    return halt.fault(
        "bad-encoding",
        f"byte {shown} is not valid in {quoted(name)}{_guess(raw[start : start + 1])}",
        "encode the whole answer as UTF-8" + _or_declare(codec),
        f"not {quoted(name)}",
        at,
    )


def _guess(byte: bytes) -> str:
    letter = byte.decode("cp1252", "replace")
    return f': is it "{letter}" in Latin-1?' if letter.isprintable() and letter > "\x7f" else ""


def _or_declare(codec: str) -> str:
    return ', or declare the encoding that it is in: <?xml … encoding="ISO-8859-1"?>' * (
        codec == "utf-8"
    )


def _fault(halt: Halt, message: str, label: str) -> Fault:
    help_ = 'send UTF-8 and declare encoding="UTF-8"'
    if (halt.declared or "").lower() == "utf-16":
        help_ += "; in .NET, a StringWriter always declares utf-16"
    return Fault("bad-encoding", message, help_, label, declaration(halt.source))
