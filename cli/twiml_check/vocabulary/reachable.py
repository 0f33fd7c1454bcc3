"""Say which verbs of a document Twilio runs: all up to the first that ends the document.

The functions are pure. The rows of the grammar have the conditions, `Tag.ends_if` and
`Tag.may_end_if`.
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
        """Say whether certainly no verb after it runs."""
        return any(holds(condition, self.element) for condition in self.tag.ends_if)

    @property
    def may_end(self) -> bool:
        """Say whether Twilio's pages contradict each other about verbs after it."""
        return any(holds(condition, self.element) for condition in self.tag.may_end_if)


def verbs(root: Element, product: Product) -> tuple[Verb, ...]:
    """Return the verbs of a document; Twilio skips unknown elements."""
    known = GRAMMAR[product].verbs
    return tuple(
        Verb(element, known[element.name]) for element in root.children if element.name in known
    )


def reached(root: Element, product: Product) -> tuple[Verb, ...]:
    """Return the verbs that can run, including the one that ends the document."""
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
    """Return the names of the verbs that can run; none if Twilio cannot read the document."""
    if document is None or document.root is None or not document.understood:
        return ()
    return tuple(verb.tag.name for verb in reached(document.root, product))


def messages(document: Document | None, product: Product) -> int:
    """Return how many messages Twilio sends: those that run and are neither empty nor too long.

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
    """Return the texts of an element and of those below it; the URL of a <Media> is not a text."""
    return [each.text for each in element.descend() if each.name != "Media"]


def holds(condition: str, element: Element) -> bool:
    """Say whether a condition of the grammar is true of this element.

    `always`; `has:X`: the attribute exists and is not empty; `attr:X=v`: the attribute has this
    value; `child:E`: the element contains an element of this name.
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
