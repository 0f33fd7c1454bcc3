"""Say which verbs of a document Twilio runs: down to the first that never comes back.

Pure. The conditions are those of the grammar's rows, `Tag.ends_if` and `Tag.may_end_if`.
"""

from typing import NamedTuple

from twiml_check.model.document import Document, Element
from twiml_check.model.exchange import Product
from twiml_check.vocabulary.answers import MAX_BODY
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.shapes import Tag


class Verb(NamedTuple):
    """A verb that the product knows, with its row."""

    element: Element
    tag: Tag

    @property
    def ends(self) -> bool:
        """Say whether nothing below it runs, for sure."""
        return any(holds(condition, self.element) for condition in self.tag.ends_if)

    @property
    def may_end(self) -> bool:
        """Say whether one reading of Twilio's pages ends there, and another does not."""
        return any(holds(condition, self.element) for condition in self.tag.may_end_if)


def verbs(root: Element, product: Product) -> tuple[Verb, ...]:
    """Return the verbs of a document; what Twilio does not know it skips."""
    known = GRAMMAR[product].verbs
    return tuple(
        Verb(element, known[element.name]) for element in root.children if element.name in known
    )


def reached(root: Element, product: Product) -> tuple[Verb, ...]:
    """Return the verbs that can run, the one that ends the document included."""
    if root.reached is None or root.reached[0] != product:
        root.reached = (product, _reached(root, product))
    return root.reached[1]


def _reached(root: Element, product: Product) -> tuple[Verb, ...]:
    every = verbs(root, product)
    for index, verb in enumerate(every):
        if verb.tag.ends_if and verb.ends:
            return every[: index + 1]
    return every


def run(document: Document | None, product: Product) -> tuple[str, ...]:
    """Return the names of the verbs that can run; none where Twilio reads nothing."""
    if document is None or document.root is None or not document.understood:
        return ()
    return tuple(verb.tag.name for verb in reached(document.root, product))


def messages(document: Document | None, product: Product) -> int:
    """Return how many messages are sent: those that run, but for empty ones and too long ones.

    https://www.twilio.com/docs/api/errors/14103
    """
    if document is None or document.root is None or not document.understood:
        return 0
    return sum(
        verb.tag.sends_message and _can_be_sent(verb.element)
        for verb in reached(document.root, product)
    )


def _can_be_sent(message: Element) -> bool:
    anything = any(each.text.strip() for each in message.descend())
    return anything and len("".join(texts(message)).strip()) <= MAX_BODY


def texts(element: Element) -> list[str]:
    """Return what is written in an element and below it; the address of a <Media> is no text."""
    return [each.text for each in element.descend() if each.name != "Media"]


def holds(condition: str, element: Element) -> bool:
    """Say whether a condition of the grammar is true of this element.

    `always`; `has:X`: the attribute is there and says something; `attr:X=v`: it has this value;
    `child:E`: an element of this name stands in it.
    """
    kind, _, rest = condition.partition(":")
    if kind == "has":
        return bool(element.attributes.get(rest, "").strip())
    if kind == "attr":
        name, _, value = rest.partition("=")
        return element.attributes.get(name, "").strip() == value
    if kind == "child":
        return any(child.name == rest for child in element.children)
    return kind == "always"
