"""Attributes that an element does not have, or should have.

Twilio validates a document against a schema of the product and logs warning 12200 for each slip:
https://www.twilio.com/docs/api/errors/12200
"""

from collections import Counter
from collections.abc import Iterator

from twiml_check.model.document import Element
from twiml_check.model.finding import Level, Problem
from twiml_check.model.source import Edit
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.wording import (
    cut,
    did_you_mean,
    listed,
    longer,
    meant,
    misspelt,
    quoted,
    reason_of,
    twin,
)
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.shapes import Attribute, Tag

CALLS_API_ONLY = ("asyncAmd", "asyncAmdStatusCallback", "asyncAmdStatusCallbackMethod")
"""Parameters of the Calls API that have no place on <Number> and <Sip> (21263)."""
NO_URL = 31923
"""https://www.twilio.com/docs/api/errors/31923"""
INSIDE = {
    "url": ("url", "uri", "href", "src"),
    "mixed-ssml": ("text", "message"),
    "phone-number": ("number", "phone", "to"),
    "sip-uri": ("uri", "url", "address"),
}
"""By kind of content: attributes that people write for the content of the element."""
ELSEWHERE = {"waitUrlMethod": "waitMethod", "waitMethod": "waitUrlMethod"}
"""One attribute with different names on <Enqueue> and <Conference>."""


@rule(
    "unknown-attribute", "error", 12200, attributes_only=True, sure_in_templates=True, fixable=True
)
def unknown_attribute(node: GrammarNode) -> Iterator[Problem]:
    """An attribute that the element does not have.

    Twilio logs warning 12200 and ignores the attribute. Names are case-sensitive. On <Number> and
    <Sip>, Twilio logs 21263 for a parameter of the Calls API (asyncAmd). On <Conversation>, Twilio
    logs 32501. Inside <Start> and <Stop>, Twilio ignores the attribute and logs nothing.

    Bad:  <Response><Say voise="alice">Hello</Say></Response>
    Good: <Response><Say voice="alice">Hello</Say></Response>
    """
    tag, unknown = node.tag, tuple(_unknown_names(node))
    wanted = Counter(meant(name, tag.attributes) for name in unknown)
    for name in unknown:
        code, doubt = _code(node, name), _doubt(name, tag)
        new = doubt == "info"
        yield Problem(
            f'twiml-check does not recognize the attribute "{cut(name)}" of <{tag.name}>'
            if new
            else f'<{tag.name}> has no attribute "{cut(name)}"',
            help=_help(name, tag),
            note="Twilio may have added it since" if new else _also_logs(node, code),
            label=f"not defined for <{tag.name}>",
            location=node.document.at_attribute(node.element, name),
            code=code,
            level=doubt or _level(node, code, sure=True),
            doc=tag.doc,
            edits=() if doubt else _edits(node, name, wanted),
        )


def _edits(node: GrammarNode, name: str, wanted: Counter[str]) -> tuple[Edit, ...]:
    """Return the edit that corrects a name; none if two attributes would get the same name."""
    new = meant(name, node.tag.attributes)
    if not new or wanted[new] > 1:
        return ()
    return node.document.rename_attribute(node.element, name, new)


def _also_logs(node: GrammarNode, code: int | None) -> str:
    """Return what the schema also logs, where the number is about a missing attribute."""
    missing = any(row.required and row.code == code for row in node.tag.attributes.values())
    return "Twilio also logs 12200" if code and missing and not _is_unchecked(node) else ""


def _unknown_names(node: GrammarNode) -> Iterator[str]:
    """Yield the attributes that the element does not have."""
    for name in node.element.attributes:
        if name not in node.tag.attributes and not _belongs_to_xml(name, node.tag):
            yield name


def _doubt(name: str, tag: Tag) -> Level | None:
    """Return the level for an attribute that Twilio may have added since; None for any other.

    The level is a warning where the name is a part of a known one.
    """
    if tag.certain and not tag.open:
        return None
    other = not tag.attributes.keys().isdisjoint((f"xml:{name}", ELSEWHERE.get(name, "")))
    if other or misspelt(name, tag.attributes):
        return None
    return "warning" if longer(name, tag.attributes) else "info"


def _belongs_to_xml(name: str, tag: Tag) -> bool:
    """Say whether an attribute belongs to XML and not to TwiML, such as xsi:schemaLocation.

    Spoken text may have xml:lang and similar attributes.
    """
    if ":" not in name:
        return name == "version"
    spoken = tag.content == "mixed-ssml" or tag.kind == "ssml"
    return not name.startswith("xml:") or (spoken and not misspelt(name, tag.attributes))


def _level(node: GrammarNode, code: int | None, *, sure: bool) -> Level | None:
    """Return the level of the rule only where Twilio checks, or has a number for the attribute."""
    if not sure:
        return "info"
    return "warning" if _is_unchecked(node) and code is None else None


def _is_unchecked(node: GrammarNode) -> bool:
    """Say whether the schema skips the element: below <Start> and <Stop> it accepts anything."""
    path = node.element.path
    return len(path) > 2 and GRAMMAR[node.hop.product].verbs[path[1]].unchecked


def _code(node: GrammarNode, name: str) -> int | None:
    """Return Twilio's number where it is not 12200."""
    tag = node.tag
    if node.key == "Stream" and misspelt(name, ["url"]) and _has_no_destination(node.element):
        return NO_URL
    if "machineDetection" in tag.attributes and name in CALLS_API_ONLY:
        return 21263
    rows, given = tag.attributes, node.element.attributes
    lacking = (key for key in rows if rows[key].required and key not in given)
    codes = (rows[key].code for key in lacking if misspelt(name, [key]))
    return next(filter(None, codes), tag.unknown_code)


def _has_no_destination(stream: Element) -> bool:
    """Say whether a stream to start has no URL: Twilio has a number for this."""
    return stream.attributes.keys().isdisjoint(("url", "connectorName")) and "Start" in stream.path


def _help(name: str, tag: Tag) -> str:
    same = twin(name, tag.attributes)
    if same:
        return f'write "{same}"' + reason_of(name, same)
    if name in CALLS_API_ONLY:
        return f"remove it: it is a parameter of the Calls API, not of <{tag.name}>"
    if name.lower() in INSIDE.get(tag.content, ()):
        return f"put it between <{tag.name}> and </{tag.name}>"
    if half := longer(name, tag.attributes):
        return f'did you mean "{half}"?'
    if near_names := did_you_mean(name, tag.attributes):
        return near_names
    child = twin(name, [key.rpartition(".")[2] for key in tag.children])
    if child:
        return f"put it in the element: <{child}>…</{child}>"
    if not tag.attributes:
        return f"remove it: <{tag.name}> has no attributes"
    return f"allowed on <{tag.name}>: {listed(tag.attributes)}"


@rule(
    "missing-attribute",
    "error",
    12200,
    where=lambda tag: any(row.required for row in tag.attributes.values()),
    row_codes=lambda tag: [row.code for row in tag.attributes.values() if row.required],
)
def missing_attribute(node: GrammarNode) -> Iterator[Problem]:
    """A required attribute is missing or empty.

    Twilio logs 12200 (warning), or for <ConversationRelay> 64101 (error). The element does nothing.

    Bad:  <Response><Connect><VirtualAgent/></Connect></Response>
    Good: <Response><Connect><VirtualAgent connectorName="desk"/></Connect></Response>
    """
    rows = node.tag.attributes
    lacking = [
        name for name in rows if rows[name].required and _is_lacking(node.element, name, rows[name])
    ]
    if not lacking or misnamed(node):
        return  # <Parameter nmae="a">: its name is there, and is reported already
    names = " and ".join(quoted(lacking))
    code = rows[lacking[0]].code
    certain = node.tag.certain and any(rows[name].certain for name in lacking)
    level = _level(node, code, sure=certain)
    yield Problem(
        f"<{node.tag.name}> needs the attribute{'s' * (len(lacking) > 1)} {names}",
        help="add " + " and ".join(f'{name}="…"' for name in lacking),
        label=f"no {names}",
        location=node.document.at(node.element),
        code=code,
        level="warning" if node.tag.kind == "ssml" and level else level,
        doc=node.tag.doc,
    )


def misnamed(node: GrammarNode, lacking: str = "") -> bool:
    """Say whether an attribute is reported as unknown: this may be the missing one, misspelled.

    Where Twilio ignores unknown attributes in silence, only a slip of the `lacking` name counts.
    """
    if lacking and _is_unchecked(node):
        return any(misspelt(name, [lacking]) for name in _unknown_names(node))
    return any(_doubt(name, node.tag) != "info" for name in _unknown_names(node))


def _is_lacking(element: Element, name: str, attribute: Attribute) -> bool:
    """Say whether it is missing, or empty where it has a number and no other rule reads it."""
    blank = attribute.code is not None and attribute.type == "string"
    return name not in element.attributes or (blank and not element.attributes[name].strip())
