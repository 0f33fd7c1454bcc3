"""A document as a tree of ElementTree, for XPath by the rules of ElementTree or of elementpath.

An XPath such as `.//*//*//*` may take a year with a hostile document, so a budget limits the
number of elements that are searched.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import cast
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml.ElementTree import DefusedXMLParser

from twiml_check.model.source import Source

MOST_LOOKED_AT = 1_000_000
"""Number of elements that one XPath may visit, repeated visits included; about half a second."""


class TooMuchError(Exception):
    """The budget is used up. Elements raise this during a search. The text has the reason."""

    def __init__(self, why: str = "the search took too long") -> None:
        """Keep the reason, in a few words."""
        super().__init__(why)


class WrongXPathError(ValueError):
    """The XPath is not valid; the text has the reason and the place."""


class Budget:
    """The number of elements that may still be visited."""

    def __init__(self, left: int = MOST_LOOKED_AT) -> None:
        """Begin with this number, for all trees that one XPath searches."""
        self.left = left

    def spend(self, count: int) -> None:
        """Subtract a number; raise TooMuchError when it is more than the rest."""
        self.left -= count
        if self.left < 0:
            raise TooMuchError


class CountedElement(Element):
    """An element that reports to the budget. It has each method that ElementPath uses."""

    budget: Budget

    def __iter__(self) -> Iterator[CountedElement]:
        """Yield the children."""
        self.budget.spend(len(self))
        return (self[index] for index in range(len(self)))  # type: ignore[misc]

    def iter(self, tag: str | None = None) -> Iterator[CountedElement]:  # type: ignore[override]
        """Yield this element and all below it."""
        for element in super().iter():
            self.budget.spend(1)
            if tag in (None, "*", element.tag):
                yield element  # type: ignore[misc]

    def itertext(self) -> Generator[str, None, None]:
        """Yield all pieces of text in it."""
        self.budget.spend(sum(1 for _ in super().iter()))
        for piece in super().itertext():
            self.budget.spend(len(piece) // 100)
            yield piece

    def find(self, path: str, namespaces: dict[str, str] | None = None) -> Element | None:
        """Return the first child that fits."""
        self.budget.spend(len(self))
        return super().find(path, namespaces)

    def findall(self, path: str, namespaces: dict[str, str] | None = None) -> list[Element]:
        """Return the children that fit."""
        self.budget.spend(len(self))
        return super().findall(path, namespaces)


def element(tag: str, budget: Budget, attributes: dict[str, str]) -> CountedElement:
    """Return a new element."""
    made = CountedElement(tag, attributes)
    made.budget = budget
    return made


def tree(source: Source, budget: Budget) -> CountedElement:
    """Return the root of a document that is known to be well-formed."""
    builder = TreeBuilder(element_factory=lambda tag, attributes: element(tag, budget, attributes))
    # The text, not its bytes: their encoding is decided only once.
    parser = DefusedXMLParser(target=builder, encoding="utf-8", forbid_dtd=True)
    parser.feed(source.text.encode("utf-8", "replace"))
    return cast("CountedElement", parser.close())
