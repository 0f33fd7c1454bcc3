"""Which encoding the bytes of a document are written in, by the rules of XML.

https://www.w3.org/TR/xml/#charencoding: a byte order mark, else the declaration, else UTF-8.
The charset of the HTTP header does not count.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

UTF8_MARK = codecs.BOM_UTF8
_DECLARED = (
    rb"<\?xml[ \t\r\n][^>]*?[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*"
    rb"""["']([A-Za-z][A-Za-z0-9._-]*)["']"""
)
_FIRST = 1000
"""Bytes in which a declaration is looked for."""
_MOST = 40
"""Characters in the longest name of an encoding that is looked up."""
_ONE_BYTE = r"ascii|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|tis-620|kz1048|hp-roman8"
_SEVERAL_BYTES = (
    r"big5(hkscs)?|cp9(32|49|50)|euc_(jp|kr)|gb18030|gb2312|gbk"
    r"|iso2022_(jp|kr)|shift_jis"
)
"""Encodings that Xerces reads and expat does not: such a document is read by way of UTF-8."""


class Encoding(NamedTuple):
    """How to read a document."""

    codec: str
    """Python's name of it."""
    declared: str | None = None
    """The name in the XML declaration, as written."""
    known: bool = True
    """False when the declared name is none that an XML parser can read."""
    told: str | None = None
    """The name to give to the parser where its own reading would fail, else None."""
    through_utf8: bool = False
    """True when the bytes must be rewritten as UTF-8 first."""

    @property
    def unremarkable(self) -> bool:
        """Whether this is UTF-8 as everybody writes it."""
        return self.codec == "utf-8" and self.told is None


_PLAIN = (b"<Response", *(b'<?xml version="1.0" encoding="%b"?>' % n for n in (b"UTF-8", b"utf-8")))
"""How nearly all documents begin."""
UTF8 = Encoding("utf-8")
_DECLARED_UTF8 = Encoding("utf-8", "UTF-8")


def encoding_of(raw: bytes) -> Encoding:
    """The encoding that an XML parser would take these bytes to be in."""
    if raw.startswith(_PLAIN):
        return UTF8
    if wide := _wide(raw[:2]):
        declared = re.search(_DECLARED, raw[:_FIRST].replace(b"\0", b""))
        return Encoding(wide, declared.group(1).decode() if declared else None)
    begin = len(UTF8_MARK) if raw.startswith(UTF8_MARK) else 0
    declared = re.compile(_DECLARED).match(raw, begin, _FIRST)
    if declared is None:
        return UTF8
    name = declared.group(1)
    return _DECLARED_UTF8 if name.upper() == b"UTF-8" else _named(name.decode())


def canonical(name: str) -> str | None:
    """Python's own name for an encoding, or None for one that nobody knows."""
    if len(name) > _MOST:
        return None
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def family(codec: str) -> str:
    """How people call a codec."""
    return "UTF-16" if codec.startswith("utf-16") else codec.upper()


def _wide(start: bytes) -> str | None:
    """UTF-16 shows in the first two bytes: its mark, or an ASCII character beside a zero."""
    if start == codecs.BOM_UTF16_LE or (len(start) == 2 and start[1] == 0 != start[0]):
        return "utf-16-le"
    if start == codecs.BOM_UTF16_BE or (len(start) == 2 and start[0] == 0):
        return "utf-16-be"
    return None


def _named(name: str) -> Encoding:
    codec = canonical(name)
    if codec == "utf-8":
        # "utf8" is no registered name, but widely written.
        return Encoding(codec, name, told="UTF-8")
    if codec and re.fullmatch(_SEVERAL_BYTES, codec):
        return Encoding(codec, name, told="UTF-8", through_utf8=True)
    if codec and re.fullmatch(_ONE_BYTE, codec) and b"<".decode(codec) == "<":
        return Encoding(codec, name)
    return Encoding("utf-8", name, known=False)
