"""What a rule is: a name, a level, Twilio's number, and a generator whose docstring explains it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import cleandoc
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.model.document import Document, Element
from twiml_check.model.finding import Level, Problem
from twiml_check.model.run import Hop
from twiml_check.vocabulary.shapes import Tag

if TYPE_CHECKING:
    from twiml_check.autopilot.actions import Part
    from twiml_check.studio.flow import Flow, Visit

URLS = ("url", "relative-or-absolute-url")
TAGS: dict[str, tuple[str, ...]] = {
    "bad-phone-number": ("Dial", "Number", "WhatsApp"),
    "bad-caller-id": ("Dial",),
    "bad-client-name": ("Client", "Identity"),
    "late-identity": ("Client",),
    "bad-message-address": ("Message", "Sms"),
    "bad-message-pair": ("Message", "Sms"),
    "bad-sip-uri": ("Sip", "Uri"),
    "bad-sip-header": ("Sip", "Uri", "Header"),
    "long-sip-login": ("Sip", "Uri"),
    "many-interconnects": ("Response",),
    "bad-name": ("Enqueue", "Queue", "Conference"),
    "bad-task": ("Task", "TaskAttributes"),
    "bad-hints": ("Gather",),
    "text-too-long": ("Say", "Message", "Sms"),
    "bad-media-url": ("Play", "Media"),
    "missing-target": ("Dial", "Enqueue", "Queue", "Sip", "Play", "Application"),
    "unreachable-verb": ("Response",),
    "mixed-nouns": ("Dial",),
    "too-many-nouns": ("Dial", "Sip"),
    "text-beside-nouns": ("Dial", "Client"),
    "missing-noun": ("Start", "Stop", "Connect", "Refer", "Prompt"),
    "several-nouns": ("Connect", "Start", "Stop"),
    "too-many-media": ("Message",),
    "too-many-messages": ("Response",),
    "foreign-language": ("Say",),
    "markup-for-basic-voice": ("Say",),
    "unknown-voice": ("Say",),
    "auto-speech-timeout": ("Gather",),
    "unknown-speech-language": ("Gather",),
    "digits-in-gather": ("Play",),
    "transcription-limit": ("Record",),
    "half-of-dual": ("Dial", "Recording"),
    "relative-status-callback": ("Number", "Client", "Sip", "WhatsApp"),
    "no-detection-callback": ("Number", "Sip"),
    "half-login": ("Sip", "Uri"),
    "idle-attribute": ("Record", "Queue"),
    "caller-of-whatsapp": ("WhatsApp",),
    "queue-and-workflow": ("Enqueue",),
    "late-reject": ("Response",),
    "last-start": ("Response",),
    "unstarted": ("Response",),
    "connected-track": ("Stream",),
    "foreign-voice": ("ConversationRelay", "Language"),
    "one-language-provider": ("ConversationRelay",),
    "pay-action-not-https": ("Pay",),
    "bank-account-of-card": ("Pay",),
    "debit-without-name": ("Pay",),
    "bad-currency": ("Pay",),
    "too-many-decimals": ("Pay",),
    "pci-callback": ("Gather", "VirtualAgent", "Transcription"),
    "pci-recording": ("Record",),
    "bad-redirect-url": ("Redirect",),
    "bad-redirect-override": ("Redirect",),
}
"""Rules of a few elements, by their names."""
WHERE: dict[str, Callable[[Tag], bool]] = {
    "missing-attribute": lambda tag: any(row.required for row in tag.attributes.values()),
    "missing-content": lambda tag: tag.content_required,
    "stray-text": lambda tag: tag.content == "none",
    "deprecated-element": lambda tag: bool(tag.deprecated),
    "deprecated-attribute": lambda tag: any(row.deprecated for row in tag.attributes.values()),
    "bad-stream-url": lambda tag: (
        "url" in tag.attributes and tag.attributes["url"].type == "ws-url"
    ),
    "bad-sid": lambda tag: tag.name.startswith("Application") or _has(tag, "sid"),
    "bad-template": lambda tag: tag.content == "url" or _has(tag, *URLS),
    "inline-relative-url": lambda tag: tag.content == "url" or _has(tag, *URLS),
}
"""Rules of all elements whose row in the grammar says something."""
OF_ATTRIBUTES = ("unknown-attribute", "bad-value", "deprecated-attribute")
"""Rules with nothing to look at where an element has no attributes."""

OF_EXCHANGES = {
    *("http-error", "invalid-http-redirect", "too-many-http-redirects", "lost-fields"),
    *("missing-content-type", "wrong-content-type", "no-content", "twiml-as-text", "blank-text"),
    *("unplayable-audio", "html-content-type", "compressed-answer", "near-size-limit"),
    *("plain-http", "lost-https", "bad-override", "redirect-loop", "document-limit"),
    "slow-answer",
}
"""Rules with nothing to look at where nobody was asked: in a file."""


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


HopCheck = Callable[[Hop], Iterator[Problem]]
ElementCheck = Callable[[GrammarNode], Iterator[Problem]]
MisplacedCheck = Callable[[Misplaced], Iterator[Problem]]
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
    on_element: ElementCheck | None = None
    """Looks at each element that has its place in the grammar."""
    on_misplaced: MisplacedCheck | None = None
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
        check = self.on_hop or self.on_element or self.on_misplaced or self.on_probe or of_json
        return cleandoc(self.text or (check.__doc__ if check else "") or "")


def about(
    node: GrammarNode,
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
    node: GrammarNode,
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


def _has(tag: Tag, *types: str) -> bool:
    return any(row.type in types for row in tag.attributes.values())


def looks_at(rule: str, tag: Tag) -> bool:
    """Whether the rule can find anything on an element of this row."""
    if rule in TAGS:
        return tag.name in TAGS[rule]
    return rule not in WHERE or WHERE[rule](tag)
