"""Problems by the place that they underline: an attribute, or a start tag."""

from __future__ import annotations

from twiml_check.model import Element, Level, Problem
from twiml_check.rules.rule import Node


def about(
    node: Node,
    name: str,
    message: str,
    *,
    help: str,  # noqa: A002  the word of the contract
    label: str,
    note: str = "",
    level: Level | None = None,
) -> Problem:
    """A problem whose place is one of the element's attributes."""
    place = node.document.at_setting(node.element, name)
    return Problem(message, help, note, label, place, None, level, node.tag.doc)


def told(
    node: Node,
    element: Element,
    message: str,
    *,
    help: str,  # noqa: A002  the word of the contract
    label: str,
    level: Level | None = None,
) -> Problem:
    """A problem whose place is the start tag of a child."""
    place = node.document.at(element)
    return Problem(message, help, "", label, place, None, level, node.tag.doc)
