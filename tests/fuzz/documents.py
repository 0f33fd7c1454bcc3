"""TwiML from our own tables of verbs, right and wrong, in right and wrong encodings."""

from random import Random
from xml.sax.saxutils import escape, quoteattr

from tests.expand import expanded
from tests.fuzz.case import Case
from tests.fuzz.mutate import maybe, mutate_bytes, text, utf8
from twiml_check.vocabulary.examples import MESSAGING, VOICE, whole
from twiml_check.vocabulary.grammar import GRAMMAR, Grammar
from twiml_check.vocabulary.shapes import Attribute, Tag

EXAMPLES = [
    expanded(whole(each))
    for table in (VOICE, MESSAGING)
    for pair in table.values()
    for each in (pair.bad, pair.good)
]
_TAGS = [tag for grammar in GRAMMAR.values() for tag in grammar.tags.values()]
NAMES = sorted({tag.name for tag in _TAGS})
ATTRIBUTES = sorted({name for tag in _TAGS for name in tag.attributes})
ADDRESSES = (
    "/next", "next?a=1&b=2", "", "?x", "#y", "//127.0.0.1:1/", "http://127.0.0.1:1/", "ftp://x/",
    "https://user:secret@example.com/", "http://[::1", "http://exa mple.com/", "tel:+15005550006",
    "wss://example.com/ws", "mailto:a@b.c", "/ä", "http://xn--/", "http://a..b/", "/%zz",
)  # fmt: skip
CONTENT = ("Hello", "+15005550006", "sip:a@example.com", "  ", "press one", "12#", *ADDRESSES)
ENCODINGS = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp037", "cp500",
    "utf-7", "ascii", "shift_jis", "euc_kr", "utf-8-sig", "iso8859-15", "gb18030",
)  # fmt: skip
DECLARED = (*ENCODINGS, "UTF-8", "ISO-8859-1", "ebcdic-cp-us", "x-unknown", "", "utf_8", "UCS-4")
MARKUP = (
    b"<!DOCTYPE Response>", b'<!DOCTYPE a [<!ENTITY x "y">]>', b"&x;", b"&#xD800;", b"&lt;",
    b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'>", b"<!ENTITY % a 'b'>", b"<![CDATA[", b"]]>",
    b"<!--",
    b"-->", b"<?pi?>", b"<?xml version='1.0'?>", b"<Response>", b"</Response>", b"<Say>", b"</Say>",
    b"<", b">", b"/>", b'"', b"xmlns='urn:x'", b"xmlns:a='b'", b"a:b", b"\xff", b"\xc3", b"\0",
    b"\xef\xbb\xbf", b"\xff\xfe", b"&#13;", b"<Redirect>/next</Redirect>", b" loop='2'",
)  # fmt: skip


def make(chance: Random, origin: str) -> Case:
    """A document as a file, checked as a call or a message."""
    written = document(chance)
    files = {"a.xml": spoilt(chance, written)}
    more = chance.choice(((), ("--pci",), ("--inline",), ("--event", "voice"), ("--event", "sms")))
    arguments = ("a.xml", *more)
    if maybe(chance, 0.1):
        files["b.twiml"] = mutate_bytes(chance, chance.choice(EXAMPLES), MARKUP)
        arguments = (".", *more)
    if maybe(chance, 0.3) and "\r" not in written and "<!" not in written:
        plain = written.encode("ascii", "xmlcharrefreplace")
        twins = ({"a.xml": commented(plain)}, {"a.xml": plain.decode().encode("utf-16")})
        return Case(("a.xml", *more), {"a.xml": plain}, twins=twins)
    return Case(arguments, files)


def document(chance: Random) -> str:
    """A document of one of our two grammars, mostly as they have it."""
    grammar = GRAMMAR[chance.choice(("voice", "voice", "messaging"))]
    odds = chance.choice((0.0, 0.02, 0.1, 0.5))
    verbs = [_element(chance, grammar, "Response", odds, 1) for _ in range(chance.randint(0, 5))]
    return f"<Response>{_gap(chance).join(('', *verbs, ''))}</Response>"


def _gap(chance: Random) -> str:
    return chance.choice(("", "\n", "\n  ", "\t"))


def _element(chance: Random, grammar: Grammar, around: str, odds: float, depth: int) -> str:
    """One that may stand there, or with these odds anything."""
    below = list(grammar.children.get(around, {}).values())
    if not below or maybe(chance, odds):
        name = chance.choice((*NAMES, "Sai", "say", "a:b", "Response"))
        tag = Tag(name, "verb", children=tuple(below))
        key = around
    else:
        key = chance.choice(below)
        tag = grammar.tags[key]
    attributes = "".join(
        f" {name}={quoteattr(_valid(value))}"
        for name, value in _attributes(chance, tag, odds).items()
    )
    inner = _valid(_content(chance, tag, odds))
    if depth < 4 and grammar.children.get(key) and maybe(chance, 0.6):
        nested = (
            _element(chance, grammar, key, odds, depth + 1) for _ in range(chance.randint(1, 3))
        )
        inner = _gap(chance) + "".join(nested) + (inner if maybe(chance, odds) else "")
        return f"<{tag.name}{attributes}>{inner}</{tag.name}>"
    return f"<{tag.name}{attributes}>{escape(inner)}</{tag.name}>"


def _valid(written: str) -> str:
    """Without what no XML can hold; `spoilt` brings it back."""
    return "".join(char for char in written if char.isprintable() or char in "\t\n")


def _attributes(chance: Random, tag: Tag, odds: float) -> dict[str, str]:
    named = list(tag.attributes)
    found = {
        name: _value(chance, tag.attributes[name], odds)
        for name in chance.sample(named, min(len(named), chance.choice((0, 0, 1, 2, 4))))
    }
    if maybe(chance, odds):
        name = chance.choice((*ATTRIBUTES, "voise", "Loop", "x", "xml:lang"))
        found[name] = text(chance)
    return found


def _value(chance: Random, attribute: Attribute, odds: float) -> str:
    if maybe(chance, odds):
        return text(chance)
    if attribute.values:
        return chance.choice(attribute.values)
    if attribute.type in ("int", "float", "number"):
        low, high = attribute.minimum or 0, attribute.maximum or 100
        return str(chance.choice((int(low), int(high), int(low) - 1, int(high) + 1, 5)))
    if attribute.type == "bool":
        return chance.choice(("true", "false", "1", "TRUE"))
    return chance.choice((*CONTENT, "GET", "POST", "1 2 3", "{{x}}"))


def _content(chance: Random, tag: Tag, odds: float) -> str:
    if maybe(chance, odds):
        return utf8(chance)
    return "" if tag.content == "none" else chance.choice(CONTENT)


def spoilt(chance: Random, written: str) -> bytes:
    """The bytes of a document: as they are, in another encoding, or changed."""
    if maybe(chance, 0.15):
        written = chance.choice(EXAMPLES).decode("latin-1")
    if maybe(chance, 0.3):
        declared = chance.choice(DECLARED)
        written = f'<?xml version="1.0" encoding="{declared}"?>{_gap(chance)}{written}'
    encoding = "utf-8" if maybe(chance, 0.7) else chance.choice(ENCODINGS)
    raw = written.encode(encoding, "replace")
    if maybe(chance, 0.4):
        raw = mutate_bytes(chance, raw, MARKUP)
    if maybe(chance, 0.02):
        raw = big(chance)
    return raw


def big(chance: Random) -> bytes:
    """A document of some size: deep, wide or long."""
    times = chance.choice((200, 2000, 9000))
    return chance.choice(
        (
            b"<Response>" + b"<a>" * times + b"</a>" * times + b"</Response>",
            b"<Response>" + b"<Say>x</Say>" * times + b"</Response>",
            b"<Response><Say " + b"".join(b'a%d="" ' % n for n in range(times)) + b"/></Response>",
            b"<Response><Say>" + b"x&amp;" * times + b"</Say></Response>",
            b"<Response>" + b"<!-- -->" * times + b"</Response>",
            b" " * times + b"<Response/>" + b" " * times,
            b"<Response>" + b"\n" * times + b"<Sai/></Response>",
        )
    )


def commented(plain: bytes) -> bytes:
    """The same with a comment and blanks at its start, where they are nothing."""
    return plain.replace(b"<Response>", b"<Response>\n <!-- - --> ", 1)
