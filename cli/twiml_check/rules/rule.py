"""What a rule is, and how it is declared: once, at the generator that finds its problems."""

from collections.abc import Callable, Iterator
from inspect import cleandoc
from types import ModuleType
from typing import Any, NamedTuple

from twiml_check.model.document import Document, Element
from twiml_check.model.finding import Level, Problem
from twiml_check.model.run import Hop
from twiml_check.vocabulary.shapes import Tag

Check = Callable[[Any], Iterator[Problem]]
"""Yields the problems of a subject; the rule names the kind of the subject."""


class GrammarNode(NamedTuple):
    """An element that the grammar allows in its place."""

    hop: Hop
    document: Document
    element: Element
    tag: Tag
    """The row of the element in the table."""
    key: str
    """The name of that row."""


class Misplaced(NamedTuple):
    """An element that the grammar does not allow in its place."""

    hop: Hop
    document: Document
    element: Element
    parent: Tag
    """The row of its parent."""


def find_nothing(_subject: object) -> Iterator[Problem]:
    """Yield nothing: other code finds the problems of this rule, such as the reader of XML."""
    yield from ()


class Rule(NamedTuple):
    """One thing that can be wrong. Its findings have its name, level and code."""

    name: str
    level: Level
    code: int | None
    """Twilio's number."""
    text: str
    """The text of its manual page; see `explanation`."""
    subject: str = ""
    """The kind of its subject, such as `element`; empty if it checks nothing itself."""
    check: Check = find_nothing
    elements: tuple[str, ...] = ()
    """The elements that it checks; empty for all elements."""
    where: Callable[[Tag], bool] | None = None
    """Says whether it checks elements of a row in the grammar."""
    attributes_only: bool = False
    """True if it only checks elements that have attributes."""
    exchanges_only: bool = False
    """True if it only checks responses, and not files."""
    sure_in_templates: bool = False
    """True if it is about a single name or value, whatever template statement is around it."""
    row_codes: Callable[[Tag], list[int | None]] = lambda _tag: []
    """Returns Twilio's numbers that it uses from a row of the grammar, for `explain`."""

    fixable: bool = False
    """True if its findings can have edits."""

    @property
    def explanation(self) -> str:
        """Return the rule's manual page, as plain text."""
        return cleandoc(self.text)

    def looks_at(self, tag: Tag) -> bool:
        """Say whether the rule checks an element of this row."""
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
    fixable: bool = False,
    row_codes: Callable[[Tag], list[int | None]] = lambda _tag: [],
) -> Callable[[Check], Rule]:
    """Return a decorator that turns a generator into a rule; the docstring is its manual page.

    Subjects of TwiML are `exchange` and `probe` (a Hop), `element` (a GrammarNode), `misplaced`
    (a Misplaced) and `call` (an Explored, of `whole_call`).
    """

    def declare(check: Check) -> Rule:
        head = Rule(name, level, code, check.__doc__ or "", subject, check, elements, where)
        return head._replace(
            attributes_only=attributes_only,
            exchanges_only=exchanges_only,
            sure_in_templates=sure_in_templates,
            fixable=fixable,
            row_codes=row_codes,
        )

    return declare


def gather(*modules: ModuleType) -> tuple[Rule, ...]:
    """Return the rules of modules, alone or in tables, in the order of their lines."""
    found: list[Rule] = []
    for value in (value for module in modules for value in vars(module).values()):
        if isinstance(value, Rule):
            found.append(value)
        elif isinstance(value, tuple):
            found += [each for each in value if isinstance(each, Rule)]
    return tuple(found)


def of_subject(rules: tuple[Rule, ...], subject: str) -> tuple[Rule, ...]:
    """Return the rules that check subjects of one kind."""
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
    """Return a problem at one of the element's attributes."""
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
    """Return a problem at the start tag of the element, or of an element in it."""
    place = node.document.at(element)
    return Problem(message, help, "", label, place, None, level, node.tag.doc)
