"""What a rule is: a name, a level, Twilio's number, and a generator whose docstring explains it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import cleandoc
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.model import Document, Element, Hop, Level, Problem
from twiml_check.vocabulary.shapes import Tag

if TYPE_CHECKING:
    from twiml_check.actions import Part
    from twiml_check.flowchart import Flow, Visit


class Node(NamedTuple):
    """An element that has its place in the grammar."""

    hop: Hop
    document: Document
    element: Element
    tag: Tag
    """Its row in the table."""
    key: str
    """The name of that row."""


class Stray(NamedTuple):
    """An element that has no place where it stands."""

    hop: Hop
    document: Document
    element: Element
    parent: Tag
    """The row of the element around it."""


HopCheck = Callable[[Hop], Iterator[Problem]]
NodeCheck = Callable[[Node], Iterator[Problem]]
StrayCheck = Callable[[Stray], Iterator[Problem]]
FlowCheck = Callable[["Flow"], Iterator[Problem]]
VisitCheck = Callable[["Visit"], Iterator[Problem]]
PartCheck = Callable[["Part"], Iterator[Problem]]


class Rule(NamedTuple):
    """One thing that can be wrong. What is found carries its name, level and code."""

    name: str
    level: Level
    code: int | None
    on_hop: HopCheck | None = None
    """Looks at a whole exchange or file."""
    on_element: NodeCheck | None = None
    """Looks at each element that has its place in the grammar."""
    on_stray: StrayCheck | None = None
    """Looks at each element that has no place where it stands."""
    on_probe: HopCheck | None = None
    """Looks at what came back from an address that a document points at (--probe)."""
    on_flow: FlowCheck | None = None
    """Looks at the definition of a Studio flow."""
    on_visit: VisitCheck | None = None
    """Looks at a TwiML Redirect of a flow when it has run."""
    on_part: PartCheck | None = None
    """Looks at each part of an Actions document or of an assistant's schema."""
    on_turn: HopCheck | None = None
    """Looks at an exchange in a dialogue with an assistant, and at where that leads."""
    text: str = ""
    """What it means, where no generator carries the docstring."""

    @property
    def explanation(self) -> str:
        """The rule's manual page, as plain text."""
        of_json = self.on_flow or self.on_visit or self.on_part or self.on_turn
        check = self.on_hop or self.on_element or self.on_stray or self.on_probe or of_json
        return cleandoc(self.text or (check.__doc__ if check else "") or "")
