"""Which elements a rule looks at. Only for speed: a rule that is not named here sees every element.

Fifty rules on every element of every document would cost ten times what reading it does.
`tests/rules/test_scope.py` holds that nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Callable

from twiml_check.vocabulary.shapes import Tag

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


def _has(tag: Tag, *types: str) -> bool:
    return any(row.type in types for row in tag.attributes.values())


def looks_at(rule: str, tag: Tag) -> bool:
    """Whether the rule can find anything on an element of this row."""
    if rule in TAGS:
        return tag.name in TAGS[rule]
    return rule not in WHERE or WHERE[rule](tag)
