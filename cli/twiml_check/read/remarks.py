"""What is worth a word about the encoding of a document that was read all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twiml_check.model import Fault
from twiml_check.read.broken.words import quoted
from twiml_check.read.encoding import UTF8_MARK, Encoding, canonical, family
from twiml_check.source import Location, Source

_DECLARED = re.compile(r"""<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.-]*)["']""")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_FIRST = 1000
"""Characters in which a declaration is looked for."""


def remarks(source: Source, encoding: Encoding, charset: str | None) -> Iterator[Fault]:
    """The remarks on a readable document, in the order of their places."""
    if source.raw.startswith(UTF8_MARK):
        yield Fault(
            "byte-order-mark",
            "the document begins with a byte order mark, which no editor shows",
            'save it as UTF-8 "without BOM"',
            "U+FEFF before this",
            source.place(0),
        )
    if not encoding.unremarkable and encoding.codec != "ascii":
        yield _other_encoding(source, encoding)
    if charset is not None and (beyond := _BEYOND_ASCII.search(source.text)):
        yield from _mismatch(source, encoding, charset, beyond.start())


def declaration(source: Source) -> Location:
    """The name of the encoding in the XML declaration; the first character if there is none."""
    found = _DECLARED.match(source.text, 0, _FIRST)
    if not found:
        return source.place(0)
    return source.place(found.start(1), found.end(1) - found.start(1))


def _other_encoding(source: Source, encoding: Encoding) -> Fault:
    name = quoted(encoding.declared or family(encoding.codec))
    if encoding.codec == "utf-8":
        message, help_ = f'"{name}" is not a registered name of UTF-8', 'write encoding="UTF-8"'
    else:
        message = f"the document is written in {name}, not in UTF-8"
        help_ = "UTF-8 is the safe choice: encode the answer in it and declare it"
    return Fault("other-encoding", message, help_, "the encoding", declaration(source))


def _mismatch(source: Source, encoding: Encoding, charset: str, index: int) -> Iterator[Fault]:
    said, used = canonical(charset.strip("\"' ")), encoding.codec
    if said == used or (said == "utf-16" and used.startswith("utf-16")):
        return
    name = encoding.declared or family(used)
    yield Fault(
        "charset-mismatch",
        f"the Content-Type says charset={quoted(charset)}, the document is in {quoted(name)}",
        f"send charset={quoted(name).lower()} in the Content-Type, or remove the charset there",
        "may be read wrongly",
        source.place(index),
    )
