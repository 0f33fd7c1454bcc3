"""What a rule is, and how it is declared: once, at the head of the generator that finds it."""

from collections.abc import Callable, Iterator
from inspect import cleandoc
from types import ModuleType
from typing import Any, NamedTuple

from twiml_check.model.document import Document, Element
from twiml_check.model.finding import Level, Problem
from twiml_check.model.run import Hop
from twiml_check.vocabulary.shapes import Tag

Check = Callable[[Any], Iterator[Problem]]
"""Yields what is wrong with a subject, of the kind that the rule names."""


class GrammarNode(NamedTuple):
    """An element that has its place in the grammar."""

    hop: Hop
    document: Document
    element: Element
    tag: Tag
    """Its row in the table."""
    key: str
    """The name of that row."""


class Misplaced(NamedTuple):
    """An element that has no place where it stands."""

    hop: Hop
    document: Document
    element: Element
    parent: Tag
    """The row of the element around it."""


def find_nothing(_subject: object) -> Iterator[Problem]:
    """Yield nothing: the check of a rule whose problems are noticed elsewhere, as in reading."""
    yield from ()


class Rule(NamedTuple):
    """One thing that can be wrong. What is found carries its name, level and code."""

    name: str
    level: Level
    code: int | None
    """Twilio's number."""
    text: str
    """What it means; see `explanation`."""
    subject: str = ""
    """The kind of what it looks at, such as `element`; empty where it looks at nothing itself."""
    check: Check = find_nothing
    elements: tuple[str, ...] = ()
    """The elements it can find something on; empty for all of them."""
    where: Callable[[Tag], bool] | None = None
    """Whether it can find something on elements of a row in the grammar."""
    attributes_only: bool = False
    """True when it has nothing to look at where an element has no attributes."""
    exchanges_only: bool = False
    """True when it has nothing to look at where nobody was asked: in a file."""
    sure_in_templates: bool = False
    """True when it is about a single name or value, which no statement around makes right."""
    row_codes: Callable[[Tag], list[int | None]] = lambda _tag: []
    """Twilio's numbers that it takes from a row of the grammar, for `explain`."""

    @property
    def explanation(self) -> str:
        """Return the rule's manual page, as plain text."""
        return cleandoc(self.text)

    def looks_at(self, tag: Tag) -> bool:
        """Say whether it can find anything on an element of this row."""
        named = not self.elements or tag.name in self.elements
        return named and (self.where is None or self.where(tag))


def rule(
    name: str,
    level: Level,
    code: int | None = None,
    *,
    subject: str = "element",
    elements: tuple[str, ...] = (),
    where: Callable[[Tag], bool] | None = None,
    attributes_only: bool = False,
    exchanges_only: bool = False,
    sure_in_templates: bool = False,
    row_codes: Callable[[Tag], list[int | None]] = lambda _tag: [],
) -> Callable[[Check], Rule]:
    """Return a decorator that makes a rule of a generator, whose docstring is its manual page.

    Subjects of TwiML are `exchange` and `probe` (a Hop), `element` (a GrammarNode), `misplaced`
    (a Misplaced) and `call` (an Explored, of `whole_call`).
    """

    def declare(check: Check) -> Rule:
        head = Rule(name, level, code, check.__doc__ or "", subject, check, elements, where)
        return head._replace(
            attributes_only=attributes_only,
            exchanges_only=exchanges_only,
            sure_in_templates=sure_in_templates,
            row_codes=row_codes,
        )

    return declare


def gather(*modules: ModuleType) -> tuple[Rule, ...]:
    """Return the rules that modules declare, alone or in tables, in the order of their lines."""
    found: list[Rule] = []
    for value in (value for module in modules for value in vars(module).values()):
        if isinstance(value, Rule):
            found.append(value)
        elif isinstance(value, tuple):
            found += [each for each in value if isinstance(each, Rule)]
    return tuple(found)


def of_subject(rules: tuple[Rule, ...], subject: str) -> tuple[Rule, ...]:
    """Return those rules that look at subjects of one kind."""
    return tuple([rule for rule in rules if rule.subject == subject])


def at_attribute(
    node: GrammarNode,
    name: str,
    message: str,
    *,
    help: str,  # noqa: A002  the word of the contract
    label: str,
    note: str = "",
    level: Level | None = None,
) -> Problem:
    """Return a problem whose place is one of the element's attributes."""
    place = node.document.at_setting(node.element, name)
    return Problem(message, help, note, label, place, None, level, node.tag.doc)


def at_element(
    node: GrammarNode,
    element: Element,
    message: str,
    *,
    help: str,  # noqa: A002  the word of the contract
    label: str,
    level: Level | None = None,
) -> Problem:
    """Return a problem whose place is the start tag of the element, or of one in it."""
    place = node.document.at(element)
    return Problem(message, help, "", label, place, None, level, node.tag.doc)
