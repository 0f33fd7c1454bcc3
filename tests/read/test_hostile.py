"""Any bytes at all: never an exception, never a wait, and the verdict of an independent parser."""

import resource
import time
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from twiml_check.model.document import Document
from twiml_check.read.twiml import read_twiml

REMARKS = {"byte-order-mark", "other-encoding", "charset-mismatch"}
SECONDS = 20
"""Linear time is a second or less for each of these; a square would be hours."""
TAGS = ("<Response>", "</Response>", "<Say", "</Say>", "<x:y", "/>", ">", "<", "<html>", "'", '"')
NAMES = ('a="1"', "b='", "=", "xmlns:x='u'", "xml:lang='de'", "&", "&amp;", "&#0;", "&eacute;", ":")
MARKUP = (
    *("<!--", "-->", "--", "<![CDATA[", "]]>", "<?php", "?>"),
    *("<!DOCTYPE a [", "<!ENTITY b 'c'>"),
)
PROLOG = ('<?xml version="1.0"?>', '<?xml version="1.0" encoding="', "ISO-8859-1", "utf-16", '"?>')
CHARACTERS = (
    *("\ufeff", "\0", "é", "😀", "\uffff", "\r\n", " ", "text", "{", "1", "%", "\u2028", "]>"),
)
PIECES = st.sampled_from((*TAGS, *NAMES, *MARKUP, *PROLOG, *CHARACTERS))


def check(raw: bytes, charset: str | None = None) -> Document:
    """Read, and hold what is promised for every document."""
    document = read_twiml(raw, charset)
    fatal = [fault for fault in document.faults if fault.kind not in REMARKS]
    assert (document.root is None) == bool(fatal)
    assert len(fatal) <= 1
    if fatal:
        assert len(document.faults) == 1
    lines = document.source.lines
    for fault in document.faults:
        assert fault.message.isprintable()
        assert fault.help.isprintable()
        assert fault.label.isprintable()
        if fault.location:
            assert 1 <= fault.location.line <= len(lines)
            assert 1 <= fault.location.column <= len(lines[fault.location.line - 1]) + 1
    return document


def accepted(raw: bytes) -> bool:
    """Whether another reader takes the document."""
    try:
        ET.fromstring(raw)
    except (ET.ParseError, LookupError, ValueError):
        return False
    return True


def agrees(raw: bytes) -> bool:
    document = check(raw)
    doctype = document.faults and document.faults[0].kind in {
        *("dtd", "entity-declaration", "external-entity", "html-page")
    }
    # Names such as UTF8 are read here, as Java's parsers do; expat does not know them.
    renamed = any(fault.kind == "other-encoding" for fault in document.faults)
    # And expat takes any version.
    version = any(fault.message.endswith("is not a version of XML") for fault in document.faults)
    return bool(doctype) or renamed or version or accepted(raw) == (document.root is not None)


@given(st.binary(max_size=200), st.none() | st.text(max_size=10))
@example(b'<?xml version=".0"?><Response/>', None)
def test_any_bytes(raw: bytes, charset: str | None) -> None:
    check(raw, charset)
    assert agrees(raw)


@given(st.lists(PIECES, max_size=14), st.sampled_from(["utf-8", "utf-16", "utf-16-be"]))
def test_any_pieces_of_markup(pieces: list[str], encoding: str) -> None:
    assert agrees("".join(pieces).encode(encoding))


@given(st.lists(PIECES, max_size=8))
def test_any_pieces_inside_a_document(pieces: list[str]) -> None:
    assert agrees(f"<Response><Say>a{''.join(pieces)}b</Say></Response>".encode())


@given(st.data())
def test_a_document_with_bytes_changed(data: st.DataObject) -> None:
    raw = bytearray(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n <Say voice="a" é=\'1\'>Tom &amp; '
        "<!-- x -->Ann</Say><![CDATA[x]]></Response>\n".encode()
    )
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(raw)))
        raw[start : start + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=3))
    assert agrees(bytes(raw))


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
BOMBS = [
    ("entity-declaration", f'<!DOCTYPE a [<!ENTITY a0 "ha">{LAUGHS}]><a>&a29;</a>'),
    ("entity-declaration", f'<!DOCTYPE a [<!ENTITY b "{"a" * 60_000}">]><a>{"&b;" * 60_000}</a>'),
    ("entity-declaration", "<!DOCTYPE a [<!ENTITY % b \"<!ENTITY c 'd'>\"> %b;]><a>&c;</a>"),
    ("external-entity", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("external-entity", '<!DOCTYPE a [<!ENTITY % b SYSTEM "/dev/zero"> %b;]><a/>'),
    ("dtd", '<!DOCTYPE a SYSTEM "/dev/zero"><a/>'),
    ("dtd", f"<!DOCTYPE a [{'<!ELEMENT b (c)>' * 100_000}]><a/>"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(("kind", "text"), BOMBS, ids=range(len(BOMBS)))
def test_bombs_are_refused_and_nothing_is_expanded(kind: str, text: str, encoding: str) -> None:
    raw = text.encode(encoding)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    document = check(raw)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert [fault.kind for fault in document.faults] == [kind]
    assert "root:" not in document.faults[0].message
    assert grown < 50_000  # KiB


LARGE = {
    "attributes": "<Response " + " ".join(f'a{n}="1"' for n in range(200_000)) + "/>",
    "attributes without quotes": "<Response " + 'a="1" ' * 200_000 + "b=1/>",
    "twice": "<Response " + " ".join(f'a{n}="1"' for n in range(200_000)) + ' a1="2"/>',
    "prefixes": "<a " + " ".join(f'xmlns:a{n}="u" a{n}:b{n}=""' for n in range(9000)) + " q:r=''/>",
    "siblings": "<Response>" + "<Say>x</Say>" * 100_000 + "</Response>",
    "lines": "<Response>" + "a\n" * 1_000_000 + "</Response>",
    "texts": "<Response>" + "a<!---->&amp;" * 200_000 + "</Response>",
    "depth": "<a>" * 200_000 + "</a>" * 200_000,
    "depth, cut off": "<a>" * 200_000,
    "depth, wrong": "<a>" * 200_000 + "</b>",
    "comments": "<!-- a -->" * 200_000 + "OK",
    "comments, cut off": "<!-- a -->" * 200_000 + "<!--",
    "comments in comments": "<!--" * 500_000,
    "instructions": "<?a " * 500_000,
    "declarations": "<?xml " * 500_000 + "?>",
    "less-thans": "<" * 2_000_000,
    "ampersands": "<a>" + "&" * 2_000_000,
    "a long reference": "<a>&" + "a" * 2_000_000,
    "a long number": "<a>&#" + "1" * 2_000_000 + ";</a>",
    "entities": "<a b='" + "&amp;" * 400_000 + "&foo;'/>",
    "a long name": "<a><" + "b" * 2_000_000,
    "quotes": '"' + '" ' * 1_000_000 + "x",
    "brackets": "[" * 2_000_000,
    "blanks": " " * 2_000_000 + "x",
    "titles": "<html>" + "<title" * 300_000,
    "entity blanks": "<!DOCTYPE a [" + "<!ENTITY " * 100_000 + " " * 1_000_000 + "]><a/>",
    "zeros": "\0" * 2_000_000,
    "wide": "<a>" + "é😀" * 500_000 + "&</a>",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_time_grows_with_the_size_alone(text: str) -> None:
    start = time.perf_counter()
    check(text.encode())
    assert time.perf_counter() - start < SECONDS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [
        "<a>" + "é<b/>" * 9000 + "</a>",
        "<a " + " ".join(f'é{n}="1"' for n in range(6000)) + "/>",
        "<a>" * 9000 + "</a>" * 9000,
    ],
    ids=["elements", "attributes", "depth"],
)
def test_thousands_of_places_in_one_line(text: str, encoding: str) -> None:
    document = check(text.encode(encoding))
    assert document.root is not None
    start = time.perf_counter()
    for element in document.root.descend():
        assert document.at(element).line == 1
        for name in element.attributes:
            assert document.at_attribute(element, name).column > 1
    assert time.perf_counter() - start < SECONDS
