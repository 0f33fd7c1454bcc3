"""The shape of a row in the grammar tables: what an element or attribute may be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Content = Literal[
    "none", "text", "url", "phone-number", "sip-uri", "mixed-ssml", "text-or-children"
]
Kind = Literal["root", "verb", "noun", "ssml"]


class Attribute(NamedTuple):
    """What Twilio says about one attribute of one element."""

    type: str = "string"
    """How to read the value: enum, list-of-enum, int, bool, url, http-method, phone, sid …"""
    values: tuple[str, ...] = ()
    open: bool = False
    """True when Twilio adds values without notice: an unknown one is a hint, never a fault."""
    legacy: tuple[str, ...] = ()
    """Values of older days that are still taken."""
    pattern: str = ""
    """A value may match this instead of being in `values`."""
    separator: str = ""
    minimum: float | None = None
    maximum: float | None = None
    usual: tuple[float, float] | None = None
    """The range that Twilio's page names, where `code` is not for all that lies outside it."""
    max_chars: int | None = None
    empty: bool = False
    """True when the empty string has a meaning of its own."""
    required: bool = False
    deprecated: str = ""
    """Why it should not be used any more, or empty."""
    code: int | None = None
    """Twilio's number for a value it cannot use."""
    certain: bool = True
    """False when only a library or an old page knows it."""
    in_schema: bool = False
    """True when Twilio's schema holds the value against the type too, and adds 12200."""
    code_in_gather: int | None = None
    """The same as `code`, inside of `<Gather>`."""
    pattern_words: str = ""
    """What `pattern` stands for, as the last of a list of what is allowed."""
    sid: str = ""
    """The two letters that its value begins with, where that is a SID: a key of `SIDS`."""
    needs: str = ""
    """Without what it does nothing: another attribute, or `name=value`."""
    method: str = ""
    """The attribute that says how its address is asked for, where that is not `<name>Method`."""
    branch: str = ""
    """What the document at its address is for, when it is not run on the call itself."""
    stream: Literal["", "stream", "relay"] = ""
    """What its WebSocket is for."""
    refused_code: int = 11200
    """Twilio's number when its address answers with an error."""
    pci_code: int | None = None
    """Twilio's number when it is not https in PCI mode; None where that does not matter."""


NO_ATTRIBUTES: Mapping[str, Attribute] = MappingProxyType({})


class Tag(NamedTuple):
    """What Twilio says about one element in one place."""

    name: str
    kind: Kind
    content: Content = "none"
    children: tuple[str, ...] = ()
    """Keys of the same table: the name, or `Parent.Name` where one name means two things."""
    attributes: Mapping[str, Attribute] = NO_ATTRIBUTES
    content_required: bool = False
    content_code: int | None = None
    """Twilio's number for missing or unusable content."""
    ends_if: tuple[str, ...] = ()
    """When no verb after this one runs: `always`, `has:action`, `attr:X=v`, `child:E`; any one."""
    may_end_if: tuple[str, ...] = ()
    """The same where Twilio's pages contradict each other: worth a hint, never relied on."""
    open: bool = False
    """True when attributes are added monthly: an unknown one is a hint, never a fault."""
    deprecated: str = ""
    doc: str = ""
    certain: bool = True

    # What stands in it.
    content_name: str = ""
    """What its text says, where that is not clear from `content`: "the name of a room"."""
    target: str = ""
    """What to do when it says neither whom nor what; empty where it need not."""
    target_attributes: tuple[str, ...] = ()
    """Attributes that say it as well."""
    is_extra: bool = False
    """True when it adds to the element around it, but says neither whom nor what."""
    is_destination: bool = False
    """True when it counts among the `most_destinations` of the element around it."""
    most_destinations: int = 0
    """How many are called; 0 where it calls nobody."""
    needs_child: bool = False
    """True when it does nothing without an element in it, whatever its attributes are."""
    one_child: Literal["", "info", "warning"] = ""
    """How bad a second element in it is; empty where it may have several."""
    grows: bool = False
    """True when elements are added to it monthly: an unknown one is a warning, never an error."""
    lacks: str = "is empty"
    """What is wrong with it when it says neither whom nor what."""
    refuses_text: bool = False
    """True when Twilio's schema refuses text in it (12200); elsewhere it is probably skipped."""
    unchecked: bool = False
    """True when the schema takes all that stands in it: `content_code` is logged, not 12200."""
    misplaced_code: int | None = None
    """Twilio's number, beside 12200, for an element that cannot stand in it."""
    unknown_code: int | None = None
    """Twilio's number for an attribute that it does not have, where that is not 12200."""
    resource: Literal["", "sound", "media", "callback"] = ""
    """What is at the address between its tags."""

    # What a verb does when it runs.
    passes_by: bool = False
    """True when the next verb runs after it, whatever the caller does."""
    takes_time: bool = False
    """True when a loop with it in is a waiting loop, not silence."""
    leaves_ringing: bool = False
    """True when it does not answer the call, which can still be rejected."""
    sends_message: bool = False
    speech: str = ""
    """Where the words are that a caller hears: `text`, or the name of an attribute."""
    result: str = ""
    """What it hands to its action; without an action it asks its own document again."""
    takes_over: str = ""
    """Why nothing runs after it, where an action is not the reason; `{next}` is asked next."""
