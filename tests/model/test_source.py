"""Where things stand: bytes in, lines and columns out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twiml_check.model.source import Location, Source

TEXTS = st.text(st.sampled_from("ab<\t\r\n é漢😀\u2028"), max_size=60)


def brute_force(text: str, index: int) -> tuple[int, int]:
    """Line and column by walking the characters one by one."""
    line, column, position = 1, 1, 0
    while position < index:
        two = text[position : position + 2] == "\r\n"
        if text[position] in "\r\n":
            # The second half of \r\n is the last column of its line, not a line of its own.
            if two and position + 1 == index:
                return line, column + 1
            line, column = line + 1, 1
        else:
            column += 1
        position += 2 if two else 1
    return line, column


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
    ],
)
@given(text=TEXTS, data=st.data())
def test_a_byte_is_found_at_its_line_and_column(
    encoding: str, mark: bytes, text: str, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(text)))
    source = Source(mark + text.encode(encoding), encoding)
    place = source.location(len(mark) + len(text[:index].encode(encoding)))
    assert source.text == text
    assert (place.line, place.column) == brute_force(text, index)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_places_stay_exact_over_many_blocks(encoding: str) -> None:
    text = "é😀a\n漢" * 5000
    source = Source(text.encode(encoding), encoding)
    for index in range(0, len(text), 997):
        place = source.location(len(text[:index].encode(encoding)))
        assert (place.line, place.column) == brute_force(text, index)


def test_lines_end_in_three_ways() -> None:
    assert Source(b"a\nb\r\nc\rd\r\r\n").lines == ["a", "b", "c", "d", "", ""]


def test_tabs_and_wide_characters_count_as_one_column() -> None:
    text = "\t😀漢<Say>"
    assert Source(text.encode()).tag(len("\t😀漢".encode())) == Location(1, 4, 4)


def test_a_tag_is_underlined_without_its_attributes() -> None:
    source = Source(b"<Response>\n  <Say voice='x'/></Response>")
    assert source.tag(13, ("Response", "Say")) == Location(2, 3, 4, ("Response", "Say"))
    assert source.tag(0) == Location(1, 1, 9)


@pytest.mark.parametrize(
    ("name", "at_name", "length"),
    [
        ("a", Location(1, 6, 1), 8),
        ("voice", Location(2, 1, 5), 12),
        ("xml:lang", Location(2, 14, 8), 11),
        ("missing", Location(1, 1, 4), 4),
    ],
)
def test_attributes_are_found_in_their_tag(name: str, at_name: Location, length: int) -> None:
    source = Source(b"<Say a ='>\"b'\nvoice = \"de\" xml:lang=''/><Say missing='1'/>")
    assert source.attribute(0, name) == at_name
    assert source.setting(0, name) == at_name._replace(length=length)


def test_of_an_attribute_on_two_lines_the_name_is_underlined() -> None:
    source = Source(b"<Say a='1' b='2\n3'/>")
    assert source.setting(0, "a") == Location(1, 6, 5)
    assert source.setting(0, "b") == Location(1, 12, 1)


def test_a_value_that_looks_like_an_attribute_is_none() -> None:
    source = Source(b"<Say a='voice=\"x\"' voice='y'/>")
    assert source.attribute(0, "voice") == Location(1, 20, 5)


@pytest.mark.parametrize(
    ("raw", "length"),
    [(b"Hello  <b>", 5), (b"Hello you \r\nthere", 9), (b"<b>", 1), (b"", 1), (b"&lt; 3", 6)],
)
def test_text_runs_to_the_next_tag_or_the_end_of_the_line(raw: bytes, length: int) -> None:
    assert Source(raw).text_run(0).length == length


@given(st.binary(max_size=40), st.text(max_size=12), st.integers(-2, 60))
def test_any_bytes_codec_and_offset_have_a_place(raw: bytes, encoding: str, offset: int) -> None:
    source = Source(raw, encoding)
    for place in (source.tag(offset), source.attribute(offset, "a"), source.text_run(offset)):
        assert 1 <= place.line <= len(source.lines)
        assert place.column >= 1
        assert place.length >= 1


@pytest.mark.parametrize("encoding", ["hex", "undefined", "idna", "no-such-codec", "a\0b", ""])
def test_what_is_no_text_codec_is_read_as_utf8(encoding: str) -> None:
    assert Source("é".encode(), encoding).text == "é"
