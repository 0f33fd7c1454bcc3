"""Paths: written, read, and what each word means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twiml_check.calls.words import is_keys, quoted, read_path, spoken, write_path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("  ", ()),
        ("1 2 silence", ("1", "2", "silence")),
        ("1\t2\n busy ", ("1", "2", "busy")),
        ('"sales" busy', ('"sales"', "busy")),
        ('"two words" 1', ('"two words"', "1")),
        (r'"say \"hi\" \\" 1', (r'"say \"hi\" \\"', "1")),
        ('?"sales" ~"sales"', ('?"sales"', '~"sales"')),
        ('""', ('""',)),
        ("wait", ("silence",)),  # another name of it
        ('"wait"', ('"wait"',)),
    ],
)
def test_a_path_is_read(text: str, words: tuple[str, ...]) -> None:
    assert read_path(text) == words


@pytest.mark.parametrize("text", ['"', '1 "sales', 'sales"', '"a\\"', '1 "'])
def test_a_quotation_mark_needs_another(text: str) -> None:
    with pytest.raises(ValueError, match="a quotation mark is not closed"):
        read_path(text)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=5))
def test_what_is_written_is_read_again(texts: list[str]) -> None:
    words = tuple(map(quoted, texts))
    assert read_path(write_path(words)) == words
    assert [spoken(word) for word in words] == texts


@pytest.mark.parametrize("word", ["", '"', "1", "busy", '"a', 'a"', "~", '~"a"'])
def test_what_is_no_text(word: str) -> None:
    assert spoken(word) is None


@pytest.mark.parametrize("word", ["1", "*", "#", "0123456789*#", "1w2", "A1", "1234#"])
def test_what_is_keys(word: str) -> None:
    assert is_keys(word)


@pytest.mark.parametrize(
    "word", ["", "A", "w", "busy", "1a", "\u0661", "1 2", '"1"', "-1", "1\n", "silence", "answered"]
)
def test_what_is_no_keys(word: str) -> None:
    assert not is_keys(word)
