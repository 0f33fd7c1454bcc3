"""Documents made from the tables: each element where it may stand, with values that fit."""

from collections.abc import Iterator
from html import escape

from twiml_check.model.exchange import Product
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.shapes import Attribute

EVENT: dict[Product, str] = {"voice": "voice", "messaging": "sms"}
HEX = "0123456789abcdef" * 2
NUMBER = "+12025550143"
URL = "https://example.com/a?b=c&d=e"
SOCKET = "wss://example.com/ws"
VALUES = {
    "bool": "true",
    "bool-or-string": "true",
    "http-method": "POST",
    "int": "60",
    "int-or-enum": "2",
    "key-set": "#",
    "duration": "500ms",
    "dtmf-string": "ww12#",
    "language-tag": "en-US",
    "list-of-int": "1 2",
    "number": "0.5",
    "phone": NUMBER,
    "relative-or-absolute-url": URL,
    "url": URL,
    "ws-url": SOCKET,
}
"""What fits an attribute, by its type."""
NAMED = {"currency": "usd", "from": "+12025550199"}
"""What fits an attribute of this name better."""
TEXTS = {
    "url": URL,
    "phone-number": NUMBER,
    "sip-uri": "sip:alice@example.com",
    "mixed-ssml": "Hello",
    "text": "Hello",
    "text-or-children": "Hello",
    "none": "",
}
"""What fits an element, by its content."""
INSIDE = {
    "Dial": NUMBER,
    "Task": '{"type": "sales"}',
    "TaskAttributes": '{"type": "sales"}',
    "Application": f"AP{HEX}",
    "ApplicationSid": f"AP{HEX}",
    "Start": "<Recording/>",
    "Stop": "<Recording/>",
    "Refer": "<Sip>sip:alice@example.com</Sip>",
}
"""What fits an element of this name better."""
ROUND = {"Enqueue": {"workflowSid": f"WW{HEX}"}}
"""Attributes that an element needs when another one stands in it."""


def value(name: str, row: Attribute) -> str:
    """Return a value that the attribute takes."""
    if name in NAMED:
        return NAMED[name]
    if row.sid:
        return row.sid + HEX
    if row.minimum is not None and row.type in ("int", "int-or-enum"):
        return f"{row.minimum:g}"
    return VALUES.get(row.type) or (row.values[0] if row.values else "x")


def written(attributes: dict[str, str]) -> str:
    """Return attributes as they stand in a tag."""
    return "".join(f' {name}="{escape(text)}"' for name, text in attributes.items())


def needed(product: Product, key: str) -> dict[str, str]:
    """Return the attributes without which the element is no good."""
    rows = GRAMMAR[product].tags[key].attributes
    return {
        name: value(name, row)
        for name, row in rows.items()
        if row.required or row.type == "ws-url"  # a <Stream> that is not stopped needs its own
    }


def element(product: Product, key: str, attributes: dict[str, str], name: str = "") -> str:
    """Return the element, with what it needs inside; under another name, if one is given."""
    tag = GRAMMAR[product].tags[key]
    inside = INSIDE.get(key)
    if inside is None or not inside.startswith("<"):
        inside = escape(TEXTS[tag.content] if inside is None else inside, quote=False)
    name = name or tag.name
    return f"<{name}{written(attributes)}>{inside}</{name}>"


def placed(product: Product, key: str, content: str) -> str:
    """Return a whole document, with the content where an element of this key may stand."""
    if key == "Response":
        return content
    tags = GRAMMAR[product].tags
    parent = next(other for other, tag in tags.items() if key in tag.children and other != key)
    given = {**needed(product, parent), **ROUND.get(parent, {})}
    text = "Hello" if tags[parent].content == "mixed-ssml" else ""
    name = tags[parent].name
    return placed(product, parent, f"<{name}{written(given)}>{text}{content}</{name}>")


def keys() -> Iterator[tuple[Product, str]]:
    """Yield every element of both grammars, but the root."""
    products: tuple[Product, ...] = ("voice", "messaging")
    for product in products:
        for key in GRAMMAR[product].tags:
            if key != "Response":
                yield product, key
