"""What is read from well-formed documents, and where it stands."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from twiml_check.model.document import Element
from twiml_check.model.source import Location
from twiml_check.read.twiml import read_twiml

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be")


def root(raw: bytes) -> Element:
    document = read_twiml(raw)
    assert document.root is not None, document.faults
    return document.root


def in_bytes(text: str, encoding: str) -> bytes:
    """UTF-16 with its mark, without which XML parsers do not know it."""
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    return (mark + text).encode(encoding)


def shape(element: Element) -> tuple[object, ...]:
    children = [shape(child) for child in element.children]
    return (element.name, element.attributes, element.text, children)


def oracle(element: ET.Element) -> tuple[object, ...]:
    """The same of an independent reader: its text is spread over the tails of the children."""
    text = (element.text or "") + "".join(child.tail or "" for child in element)
    return (element.tag, element.attrib, text, [oracle(child) for child in element])


def test_a_document_of_the_official_library() -> None:
    response = VoiceResponse()
    gather = response.gather(action="/menu?a=1&b=2", num_digits=1)
    gather.say("Press 1 — ou 2 — für 'mehr' <now>")
    response.redirect("/again")
    raw = str(response).encode()
    assert shape(root(raw)) == oracle(ET.fromstring(raw))


NAMES = st.sampled_from(["Say", "Response", "é", "Play", "漢字", "a-b.c"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["voice", "loop", "ü"]),
    st.text(st.sampled_from("ab<>&\"'é😀 \t\n")),
    max_size=3,
)
TEXT = st.text(st.sampled_from("ab <>&é漢😀\n\t"), max_size=12)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> ET.Element:
    element = ET.Element(draw(NAMES), draw(ATTRIBUTES))
    element.text = draw(TEXT)
    for _ in range(draw(st.integers(0, depth))):
        child = draw(trees(depth=depth - 1))
        child.tail = draw(TEXT)
        element.append(child)
    return element


@given(tree=trees(), encoding=st.sampled_from(ENCODINGS), ends=st.sampled_from(["\n", "\r\n"]))
def test_everything_is_read_and_stands_where_it_says(
    tree: ET.Element, encoding: str, ends: str
) -> None:
    text = ET.tostring(tree, encoding="unicode").replace("\n", ends)
    document = read_twiml(in_bytes(text, encoding))
    assert document.root is not None
    expected = oracle(ET.fromstring(text.encode("utf-8")))
    assert shape(document.root) == expected
    lines = document.source.lines
    for element in document.root.descend():
        place = document.at(element)
        assert lines[place.line - 1][place.column - 1 :].startswith(f"<{element.name}")
        assert place.length == 1 + len(element.name)
        for name in element.attributes:
            place = document.at_attribute(element, name)
            assert lines[place.line - 1][place.column - 1 :].startswith(f'{name}="')
            setting = document.at_setting(element, name)
            end = place.column - 1 + setting.length
            assert setting == place or lines[place.line - 1][:end].endswith('"')


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("<Say>Hi</Say>", Location(1, 6, 2)),
        ("<Say> \t Hi you  </Say>", Location(1, 9, 6)),
        ("<Say>\r\n\r\n  Hi</Say>", Location(3, 3, 2)),
        ("<Say><!-- x -->\n é😀 Hi</Say>", Location(2, 2, 5)),
        ("<Say><b/> Hi<b/>you</Say>", Location(1, 11, 2)),
        ("<Say>&#32; &amp;co</Say>", Location(1, 12, 7)),
        ("<Say> <![CDATA[  Hi]]></Say>", Location(1, 18, 5)),
        ("<Say>\u00a0Hi</Say>", Location(1, 6, 3)),
        ("<Say> \n\t </Say>", Location(1, 1, 4)),
    ],
)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_placed_at_its_first_character(raw: str, at: Location, encoding: str) -> None:
    document = read_twiml(in_bytes(raw, encoding))
    assert document.root is not None
    place = document.at_text(document.root)
    assert (place.line, place.column, place.length) == (at.line, at.column, at.length)


def test_blanks_of_a_text_are_kept() -> None:
    assert root(b"<Say>\r\n a<b/> b\n</Say>").text == "\n a b\n"


def test_long_texts_in_many_pieces_are_whole() -> None:
    read = root(b"<Say>" + b"a&amp;\n<!---->" * 1000 + b"<b>x</b>tail</Say>")
    assert read.text == "a&\n" * 1000 + "tail"
    assert read.children[0].text == "x"


def test_names_are_as_written() -> None:
    say = b'<p:Say xml:lang="de" p:a="1" a="2"/>'
    response = root(b'<Response xmlns="urn:x" xmlns:p="urn:y">' + say + b"</Response>")
    assert (response.name, response.attributes) == ("Response", {})
    assert response.children[0].name == "p:Say"
    assert response.children[0].attributes == {"xml:lang": "de", "p:a": "1", "a": "2"}


def test_the_name_of_a_namespace_never_shows() -> None:
    response = root(b'<p:Response xmlns:p="http://www.w3.org/2000/svg"/>')
    assert response.name == "p:Response"


def test_paths_and_parents() -> None:
    response = root(b"<Response><Gather><Say/></Gather></Response>")
    say = response.children[0].children[0]
    assert say.path == ("Response", "Gather", "Say")
    assert say.parent is response.children[0]


def test_nesting_has_no_end() -> None:
    document = read_twiml(b"<a>" * 30_000 + b"</a>" * 30_000)
    assert document.root is not None
    *_, last = document.root.descend()
    assert document.at(last).column == 29_999 * 3 + 1
    assert last.path[-1] == "a"


def test_a_web_page_that_is_xml_is_left_to_the_rules() -> None:
    document = read_twiml(b"<html>\n<head><title>It works</title></head></html>")
    assert document.root is not None
    assert document.root.name == "html"
    assert document.faults == ()


def test_plain_documents_have_no_faults() -> None:
    for raw in (b"<Response/>", b'<?xml version="1.0" encoding="utf-8"?>\n<Response/>\n'):
        assert read_twiml(raw).faults == ()
        assert read_twiml(raw, "utf-8").faults == ()


def test_the_document_type_of_a_comment_is_none() -> None:
    raw = b"<!-- <!DOCTYPE a> --><Say><![CDATA[<!DOCTYPE a [<!ENTITY b 'c'>]>]]></Say>"
    assert root(raw).text == "<!DOCTYPE a [<!ENTITY b 'c'>]>"
