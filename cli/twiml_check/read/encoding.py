"""The encoding of the bytes of a document, by the rules of XML.

https://www.w3.org/TR/xml/#charencoding: a byte order mark, else the declaration, else UTF-8.
The charset of the HTTP header does not count.
"""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.document import ParseError
from twiml_check.model.source import Edit, Location, Source
from twiml_check.read.diagnose.parse_stop import quoted

UTF8_MARK = codecs.BOM_UTF8
_DECLARED = (
    rb"<\?xml[ \t\r\n][^>]*?[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*"
    rb"""["']([A-Za-z][A-Za-z0-9._-]*)["']"""
)
_SAYS_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0?\0", b"\0<\0?")
"""UTF-16 needs its mark, or a declaration: https://www.w3.org/TR/xml/#sec-guessing"""
_FIRST = 1000
"""Bytes, or characters, that are searched for a declaration."""
_MOST = 40
"""Characters in the longest name of an encoding that is looked up."""
_OTHER = (
    r"iso8859-\d+|cp\d+|koi8-[ru]|mac-roman|tis-620|johab"
    r"|big5(hkscs)?|euc_(jp|kr)|gb18030|gb2312|gbk|iso2022_(jp|kr)|shift_jis"
)
"""Codecs whose documents are converted to UTF-8 first. Xerces replaces bytes that are not in the
encoding with U+FFFD; expat would stop."""
_NAMES = {
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "windows-932": "cp932",
    "windows-936": "gbk",
    "windows-949": "cp949",
    "windows-950": "cp950",
    "iso-8859-8-i": "iso8859-8",
    "latin-9": "iso8859-15",
    "x-sjis": "shift_jis",
    "x-euc-jp": "euc_jp",
}
"""Names that Xerces knows and Python does not."""
_UNKNOWN = (
    r"utf[-_]?8[-_].*|u8|utf|utf_8|cp65001|latin([-_]1)?|l[678]|us_ascii|iso_?8859_?1[04].*"
    r"|iso-8859-1[04]|(windows|kz|tis)_.*|cp\w*_\w*|u[-_]?jis|s[-_]jis|shiftjis|mac[-_].*|macintosh"
)
"""Names that Python knows and Xerces does not."""

_DECLARED_TEXT = re.compile(r"""<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.-]*)["']""")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_PLAIN = (b"<Response", *(b'<?xml version="1.0" encoding="%b"?>' % n for n in (b"UTF-8", b"utf-8")))
"""How almost all documents begin."""


class Encoding(NamedTuple):
    """How to read a document."""

    codec: str
    """Python's name for it."""
    declared: str | None = None
    """The name in the XML declaration, as written."""
    known: bool = True
    """False when XML parsers do not know the declared name."""
    parser_name: str | None = None
    """The name to give to the parser if the declared one would fail, else None."""
    through_utf8: bool = False
    """True when the bytes must be rewritten as UTF-8 first."""

    @property
    def unremarkable(self) -> bool:
        """Say whether this is UTF-8 with its usual name."""
        return self.codec == "utf-8" and self.parser_name is None


UTF8 = Encoding("utf-8")
_DECLARED_UTF8 = Encoding("utf-8", "UTF-8")


def encoding_of(raw: bytes) -> Encoding:
    """Return the encoding in which an XML parser would read these bytes."""
    if raw.startswith(_PLAIN):
        return UTF8
    if wide := _wide(raw[:2]):
        declared = re.search(_DECLARED, raw[:_FIRST].replace(b"\0", b""))
        name = declared.group(1).decode() if declared else None
        return Encoding(wide, name, known=raw.startswith(_SAYS_UTF16))
    begin = len(UTF8_MARK) if raw.startswith(UTF8_MARK) else 0
    declared = re.compile(_DECLARED).match(raw, begin, _FIRST)
    if declared is None:
        return UTF8
    name = declared.group(1)
    return _DECLARED_UTF8 if name.upper() == b"UTF-8" else _named(name.decode())


def as_utf8(raw: bytes, encoding: Encoding) -> bytes:
    """Return the same characters in UTF-8; a byte order mark before them stays."""
    mark = UTF8_MARK if raw.startswith(UTF8_MARK) else b""
    return mark + raw[len(mark) :].decode(encoding.codec, "replace").encode()


def canonical(name: str) -> str | None:
    """Return Python's name for an encoding, or None for an unknown one."""
    if len(name) > _MOST:
        return None
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def family(codec: str) -> str:
    """Return the usual name of a codec."""
    return "UTF-16" if codec.startswith("utf-16") else codec.upper()


def remarks(source: Source, encoding: Encoding, charset: str | None) -> Iterator[ParseError]:
    """Yield the remarks about a readable document, in the order of their places."""
    if source.raw.startswith(UTF8_MARK):
        yield ParseError(
            "byte-order-mark",
            "the document begins with an invisible byte order mark",
            'save the document as UTF-8 without a byte order mark ("without BOM")',
            "U+FEFF before this",
            source.place(0),
        )
    if not encoding.unremarkable and encoding.codec != "ascii":
        yield _other_encoding(source, encoding)
    if charset is not None and (beyond := _BEYOND_ASCII.search(source.text)):
        yield from _mismatch(source, encoding, charset, beyond.start())


def declaration(source: Source) -> Location:
    """Return the place of the encoding's name in the XML declaration, else the first character."""
    found = _DECLARED_TEXT.match(source.text, 0, _FIRST)
    if not found:
        return source.place(0)
    return source.place(found.start(1), found.end(1) - found.start(1))


def _wide(start: bytes) -> str | None:
    """Return the codec of UTF-16, by its mark or by an ASCII character next to a zero."""
    if start == codecs.BOM_UTF16_LE or (len(start) == 2 and start[1] == 0 != start[0]):
        return "utf-16-le"
    if start == codecs.BOM_UTF16_BE or (len(start) == 2 and start[0] == 0):
        return "utf-16-be"
    return None


def _named(name: str) -> Encoding:
    codec = _NAMES.get(name.lower()) or canonical(name)
    if not codec or re.fullmatch(_UNKNOWN, name, re.IGNORECASE):
        return Encoding("utf-8", name, known=False)
    if codec == "utf-8":
        # "utf8" is not a registered name, but many people write it.
        return Encoding(codec, name, parser_name="UTF-8")
    if codec == "ascii":
        return Encoding(codec, name)
    if re.fullmatch(_OTHER, codec) and b"<".decode(codec) == "<":
        return Encoding(codec, name, parser_name="UTF-8", through_utf8=True)
    return Encoding("utf-8", name, known=False)


def _other_encoding(source: Source, encoding: Encoding) -> ParseError:
    name = quoted(encoding.declared or family(encoding.codec))
    certain: tuple[Edit, ...] = ()
    if encoding.codec == "utf-8":
        found = _DECLARED_TEXT.match(source.text, 0, _FIRST)
        certain = (source.edit(*found.span(1), "UTF-8"),) if found else ()
        message, help_ = f'"{name}" is not a registered name of UTF-8', 'write encoding="UTF-8"'
    else:
        message = f"the document is written in {name}, not in UTF-8"
        help_ = "encode the response as UTF-8, and declare UTF-8"
    where = declaration(source)
    return ParseError("other-encoding", message, help_, "the encoding", where, certain)


def _mismatch(source: Source, encoding: Encoding, charset: str, index: int) -> Iterator[ParseError]:
    header, used = canonical(charset.strip("\"' ")), encoding.codec
    if header == used or (header == "utf-16" and used.startswith("utf-16")):
        return
    name = encoding.declared or family(used)
    yield ParseError(
        "charset-mismatch",
        f"the Content-Type has charset={quoted(charset)}, but the document is in {quoted(name)}",
        f"send charset={quoted(name).lower()} in the Content-Type, or no charset",
        "may be misread",
        source.place(index),
    )
