"""Bytes to the elements of a TwiML document, each with its place.

Only this file imports defusedxml. Its guard rejects every document type declaration, and so all
entities, before anything is expanded or opened. This file uses expat, the parser under defusedxml,
directly: only expat knows its place in the bytes. So does `comments.py`, after this file.
"""

from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from defusedxml.common import DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser

from twiml_check.model.document import MARK, Document, Element
from twiml_check.model.source import Source
from twiml_check.read.diagnose.parse_stop import (
    DOCTYPE,
    NO_ELEMENT,
    UNKNOWN_ENCODING,
    VERSION,
    ParseStop,
)
from twiml_check.read.encoding import Encoding, as_utf8, encoding_of, remarks

_BLANK = " \t\r\n"
_SHORT = 256
"""Characters up to which a text grows in place; a longer one would take quadratic time."""
_refuse_doctype = DefusedXMLParser(forbid_dtd=True).defused_start_doctype_decl


def read_twiml(raw: bytes, charset: str | None = None) -> Document:
    """Read a document; never raise. `charset` is the HTTP header's, None for a file.

    For broken XML, `root` is None, and exactly one fault has the reason.
    """
    encoding = encoding_of(raw)
    source = Source(raw, encoding.codec)
    if encoding.through_utf8:
        source = Source(as_utf8(raw, encoding), "utf-8")
    outcome = _elements(source, encoding)
    if isinstance(outcome, ParseStop):
        from twiml_check.read.diagnose.diagnose import diagnose  # only a fault needs it

        return Document(source, None, (diagnose(outcome._replace(declared=encoding.declared)),))
    document = Document(source, outcome, tuple(remarks(source, encoding, charset)))
    if MARK.encode(source.encoding) not in source.raw:
        return document
    from twiml_check.read.comments import comments  # few documents have one

    return document._replace(comments=comments(source, encoding))


def _stop(
    source: Source, code: int, offset: int, root: Element | None = None, top: Element | None = None
) -> ParseStop:
    return ParseStop(source, code, max(offset, 0), source.index(offset), root, top)


def _elements(source: Source, encoding: Encoding) -> Element | ParseStop:
    if not encoding.known:
        return _stop(source, UNKNOWN_ENCODING, 0)
    parser = ParserCreate(encoding.parser_name, "}")
    parser.namespace_prefixes = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _refuse_version
    growth = _Growth(parser, 2 if source.encoding.startswith("utf-16") else 1)
    try:
        parser.Parse(source.raw, True)
    except ExpatError as error:
        return _stop(source, error.code, parser.ErrorByteIndex, growth.root, growth.top)
    except DTDForbidden:
        return _stop(source, DOCTYPE, parser.CurrentByteIndex)
    except _UnknownVersionError:
        return _stop(source, VERSION, 0)
    except (LookupError, ValueError):
        # Python's codecs raise different exceptions for a bad encoding.
        return _stop(source, UNKNOWN_ENCODING, 0)
    return growth.finish() or _stop(source, NO_ELEMENT, len(source.raw))


class _UnknownVersionError(Exception):
    """The XML declaration has a version that no parser supports."""


def _refuse_version(version: str, *_: object) -> None:
    # Twilio's parser, Xerces, stops at any other; expat reads them all as 1.0.
    if version not in ("1.0", "1.1"):
        raise _UnknownVersionError


class _Growth:
    """The tree as it grows under the parser's events: the innermost loop of the whole tool."""

    __slots__ = ("long_texts", "parser", "root", "top", "width")

    def __init__(self, parser: XMLParserType, width: int) -> None:
        self.parser = parser
        self.width = width
        """The bytes of whitespace."""
        self.root: Element | None = None
        self.top: Element | None = None
        """The innermost element that is open."""
        self.long_texts: dict[Element, list[str]] = {}
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if "}" in name:
            name = _as_written(name)
        for key in attributes:
            if "}" in key:
                attributes = {_as_written(key): value for key, value in attributes.items()}
                break
        top = self.top
        self.top = element = Element(name, attributes, self.parser.CurrentByteIndex, top)
        if top is None:
            self.root = element
        else:
            top.children.append(element)

    def end(self, _: str) -> None:
        """End the innermost element."""
        if self.top is not None:
            self.top = self.top.parent

    def text(self, data: str) -> None:
        """Add a piece of text: one line at most, so that its place is known."""
        top = self.top
        if top is None:
            return
        if top.text_offset is None and (rest := data.lstrip(_BLANK)):
            blanks = len(data) - len(rest)
            top.text_offset = self.parser.CurrentByteIndex + blanks * self.width
        if len(top.text) < _SHORT:
            top.text += data
        else:
            self.long_texts.setdefault(top, []).append(data)

    def finish(self) -> Element | None:
        """Return the root of the whole tree."""
        for element, pieces in self.long_texts.items():
            element.text += "".join(pieces)
        # The handlers and the parser refer to each other: free both at once.
        del self.parser
        return self.root


def _as_written(name: str) -> str:
    """Return `prefix:local` of the parser's `uri}local}prefix`, or `local` without one."""
    _, *parts = name.split("}")
    if not parts:
        return name
    return f"{parts[-1]}:{parts[0]}" if parts[1:] else parts[0]
