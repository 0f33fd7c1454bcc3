"""The shape of a row in the grammar tables: what an element or attribute may be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Content = Literal[
    "none", "text", "url", "phone-number", "sip-uri", "mixed-ssml", "text-or-children"
]
Kind = Literal["root", "verb", "noun", "ssml"]


class Attribute(NamedTuple):
    """What Twilio's pages say about one attribute of one element."""

    type: str = "string"
    """How to read the value: enum, list-of-enum, int, bool, url, http-method, phone, sid …"""
    values: tuple[str, ...] = ()
    open: bool = False
    """True when Twilio adds values without notice: an unknown one is an info, never an error."""
    legacy: tuple[str, ...] = ()
    """Old values that Twilio still accepts."""
    pattern: str = ""
    """A value may match this instead of being in `values`."""
    separator: str = ""
    minimum: float | None = None
    maximum: float | None = None
    usual: tuple[float, float] | None = None
    """The range that Twilio documents, if `code` is not for all numbers outside it."""
    max_chars: int | None = None
    empty: bool = False
    """True when the empty string has a meaning."""
    required: bool = False
    deprecated: str = ""
    """Why nobody should use it any more; empty if it is current."""
    code: int | None = None
    """Twilio's number for a value it cannot use."""
    certain: bool = True
    """False when only a library or an old page knows it."""
    in_schema: bool = False
    """True when Twilio's schema checks the type of the value too, and adds 12200."""
    code_in_gather: int | None = None
    """The same as `code`, inside `<Gather>`."""
    pattern_words: str = ""
    """What `pattern` means, as the last item in a list of allowed values."""
    sid: str = ""
    """The first two letters of its value, if that is a SID: a key of `SIDS`."""
    needs: str = ""
    """What it requires: another attribute, or `name=value`."""
    method: str = ""
    """The attribute with the method of its request, if that is not `<name>Method`."""
    branch: str = ""
    """The kind of branch at its URL, if the document does not run on the call itself."""
    stream: Literal["", "stream", "relay"] = ""
    """What its WebSocket is for."""
    refused_code: int = 11200
    """Twilio's number when its URL responds with an error."""
    pci_code: int | None = None
    """Twilio's number when it is not https in PCI mode; None if http is allowed."""


NO_ATTRIBUTES: Mapping[str, Attribute] = MappingProxyType({})


class Tag(NamedTuple):
    """What Twilio's pages say about one element in one place."""

    name: str
    kind: Kind
    content: Content = "none"
    children: tuple[str, ...] = ()
    """Keys of the same table: the name, or `Parent.Name` if one name means two things."""
    attributes: Mapping[str, Attribute] = NO_ATTRIBUTES
    content_required: bool = False
    content_code: int | None = None
    """Twilio's number for missing or unusable content."""
    ends_if: tuple[str, ...] = ()
    """When no verb after it runs, any of: `always`, `has:action`, `attr:X=v`, `child:E`."""
    may_end_if: tuple[str, ...] = ()
    """The same if Twilio's pages contradict each other: enough for an info, not for more."""
    open: bool = False
    """True when Twilio often adds attributes: an unknown one is an info, never an error."""
    deprecated: str = ""
    doc: str = ""
    certain: bool = True

    # Its content.
    content_name: str = ""
    """What its text is, if `content` does not say it: "the name of a room"."""
    target: str = ""
    """The help if its target is missing; empty if it needs no target."""
    target_attributes: tuple[str, ...] = ()
    """Attributes that name the target instead."""
    is_extra: bool = False
    """True when it adds to the element around it, but does not name the target."""
    is_destination: bool = False
    """True when it is one of the `most_destinations` of the element around it."""
    most_destinations: int = 0
    """How many destinations Twilio calls; 0 if the element calls nobody."""
    needs_child: bool = False
    """True when it does nothing without a child element, whatever its attributes are."""
    one_child: Literal["", "info", "warning"] = ""
    """The level of a second child element; empty if several are allowed."""
    grows: bool = False
    """True when Twilio adds elements to it monthly: an unknown one is a warning, not an error."""
    lacks: str = "is empty"
    """The end of the message if its target is missing."""
    refuses_text: bool = False
    """True when Twilio's schema refuses text in it (12200); Twilio probably skips other text."""
    unchecked: bool = False
    """True when the schema accepts all content: Twilio logs `content_code`, not 12200."""
    misplaced_code: int | None = None
    """Twilio's number, next to 12200, for an element that is not allowed in it."""
    unknown_code: int | None = None
    """Twilio's number for an unknown attribute, if that is not 12200."""
    resource: Literal["", "sound", "media", "callback"] = ""
    """What is at the URL between its tags."""

    # What a verb does when it runs.
    passes_by: bool = False
    """True when the next verb always runs after it, whatever the caller does."""
    takes_time: bool = False
    """True when a loop that contains it is a waiting loop, not silence."""
    leaves_ringing: bool = False
    """True when it does not answer the call, so that <Reject> still works."""
    sends_message: bool = False
    speech: str = ""
    """Where the words are that the caller hears: `text`, or the name of an attribute."""
    result: str = ""
    """What it sends to its action; without an action, it requests its own document again."""
    takes_over: str = ""
    """Why nothing runs after it, if an action is not the reason; Twilio requests `{next}` next."""
