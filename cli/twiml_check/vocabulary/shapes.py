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
