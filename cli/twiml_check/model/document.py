"""A document: the bytes of a response or a file, and its elements."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from twiml_check.model.source import Edit, Location, Source

if TYPE_CHECKING:
    from twiml_check.model.json_value import Json

DEEPEST = 32
"""The most levels in an element's path: 64 KiB can nest 9,000 deep, and findings keep paths."""

MARK = "twiml-check:"
"""The beginning of a comment for this tool."""


class Element:
    """One element of a document; `attributes` and `children` are in document order."""

    __slots__ = (
        *("attributes", "children", "name", "offset", "parent", "reached", "text", "text_offset"),
    )

    def __init__(
        self, name: str, attributes: dict[str, str], offset: int, parent: "Element | None"
    ) -> None:
        """Begin the element; `offset` is the byte of its start tag in `Source.raw`."""
        self.name = name
        self.attributes = attributes
        self.offset = offset
        self.parent = parent
        self.children: list[Element] = []
        self.text = ""
        """The element's own text, without that of its children; whitespace is kept."""
        self.text_offset: int | None = None
        """The byte of the first character in its text that is not whitespace, or None."""
        self.reached: tuple[str, tuple[Any, ...]] | None = None
        """For a root: a product and its reachable verbs, because a dozen rules need them."""

    @property
    def path(self) -> tuple[str, ...]:
        """Return the names from the root; after `DEEPEST` levels "…" and the nearest name."""
        names: list[str] = []
        element: Element | None = self
        while element and len(names) < DEEPEST:
            names.append(element.name)
            element = element.parent
        return (*(("…",) if element else ()), *reversed(names))

    def descend(self) -> "Iterator[Element]":
        """Yield this element and all its descendants, in document order, without recursion."""
        todo = [self]
        while todo:
            element = todo.pop()
            yield element
            todo.extend(reversed(element.children))


class ParseError(NamedTuple):
    """A fault in the bytes of a document, found while reading."""

    kind: str
    """The name of a rule in `rules.document`."""
    message: str
    help: str = ""
    label: str = ""
    """A few words under the caret."""
    location: Location | None = None
    edits: tuple[Edit, ...] = ()
    """The replacements that certainly fix the fault; empty if there is doubt."""


class Comment(NamedTuple):
    """A comment for twiml-check, and the element after it: places are bytes in `Source.raw`."""

    text: str
    """The words after the mark."""
    offset: int
    begin: int = 0
    """The start tag of the element."""
    end: int = 0
    """The end tag of the element, or the end of an empty tag; 0 if no element follows."""


class Document(NamedTuple):
    """The bytes of a response or a file, read as TwiML, or as JSON if that is expected."""

    source: Source
    root: Element | None
    """None if the bytes are not well-formed XML."""
    faults: tuple[ParseError, ...] = ()
    json: "Json | None" = None
    """The JSON that was read instead of TwiML; None if it is not valid JSON."""
    comments: tuple[Comment, ...] = ()
    """The comments for twiml-check, in document order; none if the bytes are not well-formed."""

    @property
    def understood(self) -> bool:
        """Say whether Twilio finds instructions: well-formed XML with the root <Response>."""
        return self.root is not None and self.root.name == "Response"

    @property
    def verbs(self) -> tuple[str, ...]:
        """Return the names directly below the root, in document order."""
        return tuple(child.name for child in self.root.children) if self.root else ()

    def at(self, element: Element) -> Location:
        """Return the location of the element's start tag; it underlines `<Name`."""
        return self.source.tag(element.offset, element.path)

    def at_attribute(self, element: Element, name: str) -> Location:
        """Return the location of the attribute's name."""
        return self.source.attribute(element.offset, name, element.path)

    def at_setting(self, element: Element, name: str) -> Location:
        """Return the location of the attribute; it underlines `name="value"`."""
        return self.source.setting(element.offset, name, element.path)

    def at_text(self, element: Element) -> Location:
        """Return the location of the element's first text that is not whitespace, or of its tag."""
        if element.text_offset is None:
            return self.at(element)
        return self.source.text_run(element.text_offset, element.path)

    def rename(self, element: Element, name: str) -> tuple[Edit, ...]:
        """Return the edits that give the element another name, in its closing tag too."""
        spans = self.source.names(element.offset)
        return tuple([self.source.edit(*span, name) for span in spans])

    def rename_attribute(self, element: Element, old: str, new: str) -> tuple[Edit, ...]:
        """Return the edit that gives an attribute another name; none if `new` is there already."""
        spans = self.source.spans(element.offset, old)
        if spans is None or new in element.attributes:
            return ()
        return (self.source.edit(*spans[0], new),)

    def set_value(self, element: Element, name: str, value: str) -> tuple[Edit, ...]:
        """Return the edit that replaces the value of an attribute; none for a value with `&`."""
        spans = self.source.spans(element.offset, name)
        if spans is None or self.source.text[slice(*spans[1])] != element.attributes[name]:
            return ()
        return (self.source.edit(*spans[1], value),)
