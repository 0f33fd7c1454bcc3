"""A document: the bytes of an answer or file, and the elements that were read from them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from twiml_check.model.source import Location, Source

if TYPE_CHECKING:
    from twiml_check.model.json_value import Json

DEEPEST = 32
"""Levels in an element's path: 64 KiB can nest 9,000 deep, and every finding keeps a path."""


class Element:
    """One element of a document, in place; `attributes` and `children` in document order."""

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
        """The element's own text, without that of its children; blanks kept."""
        self.text_offset: int | None = None
        """Byte at which its first non-blank text begins, or None."""
        self.reached: tuple[str, tuple[Any, ...]] | None = None
        """Of a root: a product, and its verbs that can run; a dozen rules ask for them."""

    @property
    def path(self) -> tuple[str, ...]:
        """Return the names from the root down; past `DEEPEST` levels "…" and the nearest."""
        names: list[str] = []
        element: Element | None = self
        while element and len(names) < DEEPEST:
            names.append(element.name)
            element = element.parent
        return (*(("…",) if element else ()), *reversed(names))

    def descend(self) -> "Iterator[Element]":
        """Yield this element and all below it, in document order, without recursion."""
        todo = [self]
        while todo:
            element = todo.pop()
            yield element
            todo.extend(reversed(element.children))


class ParseError(NamedTuple):
    """Something that was noticed while reading the bytes of a document."""

    kind: str
    """The name of a rule in `rules.document`."""
    message: str
    help: str = ""
    label: str = ""
    """A few words under the caret."""
    location: Location | None = None


class Document(NamedTuple):
    """The bytes of an answer or file, read as TwiML, or as JSON where that is wanted."""

    source: Source
    root: Element | None
    """None when the bytes are not well-formed XML."""
    faults: tuple[ParseError, ...] = ()
    json: "Json | None" = None
    """What was read instead of TwiML; None when it is no JSON either."""

    @property
    def understood(self) -> bool:
        """Say whether Twilio finds instructions in it: well-formed, and its root is <Response>."""
        return self.root is not None and self.root.name == "Response"

    @property
    def verbs(self) -> tuple[str, ...]:
        """Return the names directly below the root, in document order."""
        return tuple(child.name for child in self.root.children) if self.root else ()

    def at(self, element: Element) -> Location:
        """Return where the element's start tag stands; underlines `<Name`."""
        return self.source.tag(element.offset, element.path)

    def at_attribute(self, element: Element, name: str) -> Location:
        """Return where the attribute's name stands."""
        return self.source.attribute(element.offset, name, element.path)

    def at_setting(self, element: Element, name: str) -> Location:
        """Return where the attribute stands; underlines `name="value"`."""
        return self.source.setting(element.offset, name, element.path)

    def at_text(self, element: Element) -> Location:
        """Return where the element's first non-blank text stands; else where its tag does."""
        if element.text_offset is None:
            return self.at(element)
        return self.source.text_run(element.text_offset, element.path)
