"""Names and places: elements and text that are not allowed where they are.

Twilio validates a document against a schema of the product, logs warning 12200 for each slip, and
skips unknown elements: https://www.twilio.com/docs/api/errors/12200
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from twiml_check.model.document import Element
from twiml_check.model.exchange import Product
from twiml_check.model.finding import Level, Problem
from twiml_check.model.run import Hop
from twiml_check.model.source import Edit
from twiml_check.rules.attributes import misnamed
from twiml_check.rules.rule import GrammarNode, Misplaced, rule
from twiml_check.rules.template import has_mark, is_unrendered
from twiml_check.rules.wording import (
    cut,
    meant,
    misspelt,
    one_of,
    reason_of,
    suggestion,
    tags,
    twin,
)
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.reachable import reached
from twiml_check.vocabulary.shapes import Tag

# Tags of the speech engines that Twilio's list does not have; Twilio does not document them.
FOREIGN_SSML = {
    *("speak", "mark", "audio", "voice", "metadata", "desc", "par", "seq", "media"),
    *("meta", "lexicon", "lookup", "token"),
}
NEW_NAME = r"[A-Z][A-Za-z0-9]*"
"""The form of Twilio's names: `MediaFilter`."""
UNPUBLISHED = ("Annotate",)
"""Verbs of a call that Twilio does not document, but has numbers for: see `bad_annotation`."""
ENOUGH = 20
"""Number of verbs that show the product of a document: more would take time for each verb."""
FIRST_DOCUMENT = ("webhook", "http-redirect", "file")
"""Links to the first document of a call or message: the event of later ones is known."""
PURPOSE = {"voice": "a call", "messaging": "a message"}
OTHER: dict[Product, Product] = {"voice": "messaging", "messaging": "voice"}
EVENT: dict[Product, str] = {"voice": "voice", "messaging": "sms"}
"""The usual event of a product."""

TAG = "BillingReferenceTag"
LONGEST = 128
EMPTY, TWICE, UNKNOWN, TOO_LONG = 13110, 13111, 13112, 13120
LABELS = {
    EMPTY: "nothing in it",
    TWICE: "the second one",
    UNKNOWN: "not allowed here",
    TOO_LONG: "too long",
}


def root_node(hop: Hop) -> GrammarNode | None:
    """Return the document's root with its row; None where there are no instructions."""
    document = hop.document
    if document is None or document.root is None or document.root.name != "Response":
        return None
    return GrammarNode(
        hop, document, document.root, GRAMMAR[hop.product].tags["Response"], "Response"
    )


def children(node: GrammarNode) -> list[GrammarNode | Misplaced]:
    """Return the elements directly below one, with their rows."""
    hop, document, element, tag, key = node
    grammar = GRAMMAR[hop.product]
    below = grammar.children[key]
    return [
        GrammarNode(hop, document, child, grammar.tags[below[child.name]], below[child.name])
        if child.name in below
        else Misplaced(hop, document, child, tag)
        for child in element.children
    ]


def descend(node: GrammarNode | Misplaced) -> Iterator[GrammarNode | Misplaced]:
    """Yield an element and all below it, in document order; nothing below a misplaced one."""
    todo = [node]
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, GrammarNode) and node.element.children:
            todo += reversed(children(node))


@rule("unknown-element", "error", 12200, subject="misplaced", sure_in_templates=True, fixable=True)
def unknown_element(node: Misplaced) -> Iterator[Problem]:
    """An element that Twilio does not know.

    Twilio logs warning 12200 and skips the element with its content. Names are case-sensitive:
    `<say>` is not `<Say>`. Twilio sometimes adds elements to <Dial>, <Connect>, <Start> and <Stop>:
    there an unknown name that is not a slip of a known one is a warning.

    Bad:  <Response><Sya>Hello</Sya></Response>
    Good: <Response><Say>Hello</Say></Response>
    """
    name, parent, product = node.element.name, node.parent, node.hop.product
    if _homes(name, product) or _homes(name, OTHER[product]):
        return
    if name in UNPUBLISHED and product == "voice" and parent.name == "Response":
        return
    allowed = GRAMMAR[product].below(parent)
    same = twin(name, allowed)
    if same:
        help_line = f"write <{same}>" + reason_of(name, same)
    elif not allowed:
        help_line = f"remove it: <{parent.name}> cannot contain elements"
    else:
        help_line = suggestion(name, allowed)
    doubt = _doubt(name, parent, product)
    yield _at(
        node,
        f"twiml-check does not recognize <{cut(name)}> in <{parent.name}>"
        if doubt
        else f"<{cut(name)}> is not a TwiML element",
        help=help_line,
        label="unknown",
        note=doubt.note if doubt else _also_logs(parent),
        code=_code(parent),
        level=doubt and doubt.level,
        edits=() if doubt else _edits(node),
    )


def _edits(node: Misplaced) -> tuple[Edit, ...]:
    """Return the edits that correct a name; none if the content does not fit the new name."""
    rows = {
        tag.name: tag
        for tag in map(GRAMMAR[node.hop.product].tags.get, node.parent.children)
        if tag
    }
    name, element = meant(node.element.name, rows), node.element
    if not name:
        return ()
    if not twin(element.name, [name]) and not _fits(element, rows[name], node.hop.product):
        return ()
    return node.document.rename(element, name)


def _fits(element: Element, tag: Tag, product: Product) -> bool:
    """Say whether the attributes and the content of an element are allowed in a row."""
    allowed = GRAMMAR[product].below(tag)
    return (
        element.attributes.keys() <= tag.attributes.keys()
        and all(child.name in allowed for child in element.children)
        and not (tag.content == "none" and _has_text(element.text))
    )


class Doubt(NamedTuple):
    """Why Twilio may know an element that no table contains, and the level of the finding."""

    note: str
    level: Level


NEWER = Doubt("Twilio may have added it since", "info")
GROWN = NEWER._replace(level="warning")
SPOKEN = Doubt("Twilio does not document it; the speech engine may accept it", "info")


def _doubt(name: str, parent: Tag, product: Product) -> Doubt | None:
    """Return why Twilio, or a speech engine, may know the element; None when it does not."""
    if parent.content == "mixed-ssml" and (name in FOREIGN_SSML or ":" in name):
        return SPOKEN
    allowed = GRAMMAR[product].below(parent)
    if parent.grows and re.fullmatch(NEW_NAME, name):
        return None if _resembles(name, allowed, GRAMMAR[product].homes) else GROWN
    if parent.kind == "ssml" or (parent.certain and parent.content != "none"):
        return None
    return NEWER if parent.open and not misspelt(name, allowed) else None


def _resembles(name: str, allowed: list[str], every: Iterable[str]) -> bool:
    """Say whether a name is a known one with a slip, or with a word before it: `PhoneNumber`.

    A new name may have another word at its end: `ConversationRelaySession`.
    """
    whole = [each for each in allowed if name.startswith(each)]
    more = [each for each in whole if re.match("[A-Z0-9]", name[len(each) :])]
    slip = misspelt(name, [each for each in allowed if each not in more])
    return slip or twin(name, every) is not None or name.endswith(tuple(allowed))


def _also_logs(parent: Tag) -> str:
    return f"Twilio also logs {parent.misplaced_code}" if parent.misplaced_code else ""


def _code(parent: Tag) -> int | None:
    """Return Twilio's number where it is not 12200."""
    return parent.content_code if parent.unchecked else None


@rule("misplaced-element", "error", 12200, subject="misplaced", sure_in_templates=True)
def misplaced_element(node: Misplaced) -> Iterator[Problem]:
    """A TwiML element in a place where it is not allowed.

    Twilio logs warning 12200 and skips the element with its content. Twilio also logs 13215 in
    <Dial>, 13320 in <Gather>, and 14110 in the response to a message. In <Start> and <Stop>, Twilio
    logs only 14300.

    Bad:  <Response><Conference>Room 1</Conference></Response>
    Good: <Response><Dial><Conference>Room 1</Conference></Dial></Response>
    """
    name, parent = node.element.name, node.parent
    homes = _homes(name, node.hop.product)
    if not homes:
        return
    where = "directly in <Response>" if homes == ["Response"] else f"in {one_of(tags(homes))}"
    yield _at(
        node,
        f"<{name}> is not allowed in <{parent.name}>",
        help=f"put it {where}",
        label="not allowed here",
        note=_also_logs(parent),
        code=_code(parent),
        level="info" if _may_hold(name, parent, node.hop.product) else None,
    )


def _may_hold(name: str, parent: Tag, product: Product) -> bool:
    """Say whether an element may be allowed in another one, though Twilio does not document it."""
    kinds = {tag.kind for tag in GRAMMAR[product].tags.values() if tag.name == name}
    if parent.kind == "ssml":
        return "ssml" in kinds  # each speech engine nests them as it likes
    return not parent.certain or (parent.open and parent.content == "none" and "noun" in kinds)


@rule("noun-as-verb", "warning", where=lambda tag: tag.kind == "noun")
def noun_as_verb(node: GrammarNode) -> Iterator[Problem]:
    """A noun is directly in <Response>. Only the client libraries write it there.

    Twilio does not document what such an element does.

    Bad:  <Response><Queue>support</Queue></Response>
    Good: <Response><Dial><Queue>support</Queue></Dial></Response>
    """
    parent = node.element.parent
    if parent is not None and parent.name == "Response":
        homes = [home for home in _homes(node.tag.name, node.hop.product) if home != "Response"]
        yield _at(
            node,
            f"Twilio does not document <{node.tag.name}> directly in <Response>",
            help=f"put it in {one_of(tags(homes))}",
            label="not in a verb",
        )


@rule("wrong-product", "error", 12200, subject="misplaced", sure_in_templates=True)
def wrong_product(node: Misplaced) -> Iterator[Problem]:
    """A voice verb in the response to a message, or a messaging verb in the response to a call.

    Twilio logs warning 12200 (for a message also 14110) and skips the verb. The other verbs run.
    If no verb of a document is allowed, only the first has a finding: the event may be wrong.

    Event: sms
    Bad:  <Response><Say>Thank you</Say></Response>
    Good: <Response><Message>Thank you</Message></Response>
    """
    name, product = node.element.name, node.hop.product
    if _homes(name, product) or not _homes(name, OTHER[product]):
        return
    first = _other_document(node.hop)
    if first and node.element is not first:
        return
    others = _count_others(node.hop) - 1 if first else 0
    allowed = one_of(tags(GRAMMAR[product].below(GRAMMAR[product].tags["Response"])))
    kind = "voice" if product == "messaging" else "messaging"
    word = "verb" if "Response" in _homes(name, OTHER[product]) else "element"
    what = f"and {others} more are {kind} verbs" if others else f"is a {kind} {word}"
    change = f"respond to {PURPOSE[product]} with {allowed}"
    if first and node.hop.via in FIRST_DOCUMENT:
        change = f"did you mean --event {EVENT[OTHER[product]]}? Otherwise {change}"
    yield _at(
        node,
        f"<{name}> {what}, but this is the response to {PURPOSE[product]}",
        help=change,
        label=f"not for {PURPOSE[product]}",
        note=_also_logs(node.parent),
        code=_code(node.parent),
    )


def _other_document(hop: Hop) -> Element | None:
    """Return the first verb of a document that is for the other product; None for any other one.

    What is allowed in both, such as <Redirect>, does not count.
    """
    root = hop.document.root if hop.document else None
    if root is None or not root.children or not _is_other(root.children[0].name, hop.product):
        return None
    own = (verb.tag.name for verb in reached(root, hop.product)[:ENOUGH])
    return (
        root.children[0] if all(name in GRAMMAR[OTHER[hop.product]].verbs for name in own) else None
    )


def _count_others(hop: Hop) -> int:
    every = hop.document.root.children if hop.document and hop.document.root else []
    return sum(_is_other(each.name, hop.product) for each in every)


def _is_other(name: str, product: Product) -> bool:
    return name in GRAMMAR[OTHER[product]].verbs and not _homes(name, product)


@rule(
    "missing-content",
    "error",
    where=lambda tag: tag.content_required,
    row_codes=lambda tag: [tag.content_code],
)
def missing_content(node: GrammarNode) -> Iterator[Problem]:
    """An element is empty where Twilio needs a text, a phone number or a URL.

    Spaces alone do not count as content.

    Bad:  <Response><Say> </Say></Response>
    Good: <Response><Say>Hello</Say></Response>
    """
    if _says_something(node.element) or misnamed(node):
        return  # <Message body="Hi"/>: the text is there, and is reported already
    below = GRAMMAR[node.hop.product].children[node.key]
    if any(child.name == "Media" or child.name not in below for child in node.element.children):
        return  # an empty <Media> and a misplaced element have their own findings
    silent = any(
        each.name == "break" for each in node.element.descend()
    )  # a pause, which is intended
    inner = node.element.children[:1] if node.tag.content == "text-or-children" else []
    what = node.tag.content_name or CONTENT[node.tag.content]
    yield Problem(
        f"<{node.tag.name}> is empty",
        help=f"put {what} in it, or remove the element",
        label="nothing in it",
        location=node.document.at(inner[0] if inner else node.element),
        code=node.tag.content_code,
        level=None if node.tag.content_code and not silent else "warning",
        doc=node.tag.doc,
    )


CONTENT = {
    "text": "text",
    "mixed-ssml": "text",
    "text-or-children": "text",
    "url": "a URL",
    "phone-number": "a phone number",
    "sip-uri": "a SIP address",
}


@rule("stray-text", "error", 12200, where=lambda tag: tag.content == "none")
def stray_text(node: GrammarNode) -> Iterator[Problem]:
    """Text where only elements are allowed.

    Twilio logs warning 12200 and does not say or send the text.

    Bad:  <Response>Hello</Response>
    Good: <Response><Say>Hello</Say></Response>
    """
    tag, element = node.tag, node.element
    if not _has_text(element.text) or (has_mark(element.text) and is_unrendered(node.hop)):
        return
    yield Problem(
        f'<{tag.name}> cannot contain text: "{cut(element.text, 40)}"',
        help=_text_help(tag),
        note="" if tag.refuses_text else "Twilio skips the text",
        label="no text here",
        location=node.document.at_text(element),
        code=12200 if tag.refuses_text else None,
        level=None if tag.refuses_text else "warning",
        doc=tag.doc,
    )


def _text_help(tag: Tag) -> str:
    says = [name for name in tag.children if name in ("Say", "Message")]
    return f"put it in <{says[0]}>" if says and tag.refuses_text else "remove the text"


def _at(
    node: GrammarNode | Misplaced,
    message: str,
    *,
    help: str = "",  # noqa: A002  the word of the contract
    note: str = "",
    label: str = "",
    code: int | None = None,
    level: Level | None = None,
    edits: tuple[Edit, ...] = (),
) -> Problem:
    """Return a problem at the start tag of the element."""
    page = node.tag if isinstance(node, GrammarNode) else node.parent
    place = node.document.at(node.element)
    return Problem(message, help, note, label, place, code, level, page.doc, edits=edits)


def _homes(name: str, product: Product) -> list[str]:
    """Return the elements that may contain this one; none when the product does not have it."""
    return GRAMMAR[product].homes.get(name, [])


def _says_something(element: Element) -> bool:
    return any(_has_text(each.text) for each in element.descend())


def _has_text(text: str) -> bool:
    return bool(text.strip(" \t\r\n"))  # a no-break space is a character


@rule("bad-annotation", "error", 13110, subject="misplaced")
def bad_annotation(node: Misplaced) -> Iterator[Problem]:
    """<Annotate> does not contain exactly one <BillingReferenceTag> of at most 128 characters.

    Twilio logs 13110 when it is missing, 13111 when there are several, 13112 for another
    element, and 13120 when the text is too long.

    Bad:  <Response><Annotate/><Say>Hello</Say></Response>
    Good: <Response><Annotate><BillingReferenceTag>a</BillingReferenceTag></Annotate></Response>
    """
    element = node.element
    if element.name not in UNPUBLISHED or node.parent.name != "Response":
        return
    if node.hop.product == "voice" and (flaw := _flaw(element)):
        place, code, message = flaw
        yield Problem(
            message,
            help=f"put one <{TAG}> in it, of {LONGEST} characters at most",
            label=LABELS[code],
            location=node.document.at(place),
            code=code,
        )


def _flaw(element: Element) -> tuple[Element, int, str] | None:
    """Return the place of a fault, Twilio's number and the message; None if there is no fault."""
    tags = [child for child in element.children if child.name == TAG]
    other = next((child for child in element.children if child.name != TAG), None)
    if other is not None:
        return other, UNKNOWN, f"<{cut(other.name)}> is not allowed in <Annotate>"
    if not tags:
        return element, EMPTY, f"<Annotate> has no <{TAG}> in it"
    if len(tags) > 1:
        return tags[1], TWICE, f"<Annotate> has more than one <{TAG}> in it"
    length = len(tags[0].text.strip())
    return (
        (tags[0], TOO_LONG, f"<{TAG}> has {length} characters; at most {LONGEST} are allowed")
        if length > LONGEST
        else None
    )
