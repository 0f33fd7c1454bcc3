"""Cropping a source line, for any line, any place and any room."""

from hypothesis import given
from hypothesis import strategies as st

from twiml_check.report.escape import escape_line
from twiml_check.report.text.layout import excerpt, shorten, wrap

from .cellwidth import width

LINES = st.text(st.sampled_from("ab <>=\"'日本\u0301\t\x1b\u202e\U0001f600") | st.characters())
PLAIN = st.text(st.sampled_from("abc <>='日本"), min_size=1, max_size=300)


@given(LINES, st.integers(-5, 200), st.integers(-5, 200), st.integers(20, 120))
def test_any_place_in_any_line(line: str, column: int, length: int, room: int) -> None:
    piece = excerpt(line, column, length, room)
    assert piece.before >= 0
    assert piece.underlined >= 1
    assert piece.text.isprintable()


@given(PLAIN, st.data(), st.integers(26, 120))
def test_it_fits_and_marks_the_place(line: str, data: st.DataObject, room: int) -> None:
    column = data.draw(st.integers(1, len(line)))
    length = data.draw(st.integers(1, max(1, min(4, len(line) - column + 1))))
    piece = excerpt(line, column, length, room)
    word = line[column - 1 : column - 1 + length]
    index = next(i for i in range(len(piece.text)) if width(piece.text[:i]) == piece.before)
    assert piece.text[index : index + length] == word
    assert piece.underlined == width(word)
    assert width(piece.text) <= room
    assert piece.text == line or "…" in piece.text
    assert all(part in line for part in piece.text.split("…"))


@given(LINES)
def test_a_line_that_fits_is_shown_whole(line: str) -> None:
    assert excerpt(line, 1, 1, 10 * len(line) + 20).text == escape_line(line)


def test_a_mark_goes_with_its_letter() -> None:
    piece = excerpt("x" * 200 + "e\u0301" * 3 + "y" * 200, 201, 1, 40)
    assert piece.text.count("e\u0301") == 3
    assert piece.underlined == 1
    assert "…\u0301" not in "".join(excerpt("e\u0301" * 300, n, 1, 30).text for n in range(1, 600))


@given(PLAIN, st.integers(1, 60))
def test_wrapping_loses_nothing(text: str, cells: int) -> None:
    lines = wrap(text, cells, hanging=2)
    assert " ".join([lines[0], *(line[2:] for line in lines[1:])]) == text
    too_long = [line for line in lines if width(line) > cells]
    assert all(2 + width(line.split(" ")[-1]) > cells for line in too_long)


@given(PLAIN, st.integers(4, 60))
def test_shortening_keeps_both_ends(text: str, cells: int) -> None:
    short = shorten(text, cells)
    assert width(short) <= cells
    head, _, tail = short.partition("…")
    assert text.startswith(head)
    assert text.endswith(tail)
