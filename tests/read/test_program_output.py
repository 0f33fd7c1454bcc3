"""What a program prints when it fails is recognized, in time that grows with its length only."""

import re
from importlib import import_module
from typing import Any

import pytest

from tests.read.printed import NOT_PRINTED, PRINTED
from twiml_check.read.program_output import plain_text, program_output
from twiml_check.vocabulary.answers import LACKING, LACKING_OF_TWILIO, REFUSED_HOSTS
from twiml_check.vocabulary.program_output import HINTS, PROGRAM_OUTPUT

parser: Any = import_module("re._parser")
LONGEST = 500
"""Characters that one repetition may look at again when what follows it does not match."""
PATTERNS = (
    *(row.pattern for row in PROGRAM_OUTPUT),
    *(*LACKING, *LACKING_OF_TWILIO, *(pattern for pattern, _ in REFUSED_HOSTS)),
)


@pytest.mark.parametrize("text", PRINTED)
def test_what_a_program_prints(text: str) -> None:
    found = program_output(text)
    assert found is not None
    assert (found.row.program, found.line) == PRINTED[text]
    assert found.row.kept_out


@pytest.mark.parametrize("text", PRINTED)
@pytest.mark.parametrize(
    "frame", ["<Response>\n{}\n</Response>", "{}", "<p>Hi</p>\n{}\n<p>Bye</p>"]
)
def test_it_is_found_among_other_text(text: str, frame: str) -> None:
    found = program_output(frame.format(text))
    assert found is not None
    assert (found.row.program, found.line) == PRINTED[text]


@pytest.mark.parametrize("text", NOT_PRINTED)
def test_what_no_program_prints(text: str) -> None:
    assert program_output(text) is None


def test_every_row_has_a_text() -> None:
    used = {found.row for text in PRINTED if (found := program_output(text))}
    assert {row for row in PROGRAM_OUTPUT if row not in used and row.program != "Ruby"} == set()


def test_a_text_without_a_hint_is_not_searched() -> None:
    for text in PRINTED:
        assert any(hint in text for hint in HINTS)


def repetitions(pattern: Any) -> list[tuple[int, Any]]:
    """Return the limits of all repetitions that can give characters back."""
    found: list[tuple[int, Any]] = []
    for code, value in pattern:
        parts = value if isinstance(value, list | tuple) else (value,)
        if str(code) in ("MAX_REPEAT", "MIN_REPEAT"):
            found.append((value[0], value[1]))
        for part in parts:
            for inner in part if isinstance(part, list) else (part,):
                if isinstance(inner, parser.SubPattern):
                    found += repetitions(inner)
    return found


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_pattern_looks_at_a_text_again_and_again(pattern: str) -> None:
    limits = repetitions(parser.parse(pattern, re.MULTILINE))
    assert limits
    assert all(most <= LONGEST for _, most in limits)


def test_an_unlimited_repetition_would_be_seen() -> None:
    assert repetitions(parser.parse("(?:a(?=b*)|c)"))[0][1] > LONGEST


@pytest.mark.parametrize("text", PRINTED)
def test_half_of_it_is_no_trouble(text: str) -> None:
    for end in range(0, len(text), 7):
        for piece in (text[:end], text[end:]):
            found = program_output(piece)
            assert found is None or found.line


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>a<b>b</b>c</p>", "abc"),
        ("<script>x</script>a<style>y", "a"),
        ("<p>a</p><p>a</p>", "a"),
        ("a&lt;b&amp;\r\n\r\n  c&nbsp;", "a<b&\n  c"),
        ("at Object.<anonymous> in <string>", "at Object.<anonymous> in <string>"),
        ("<P ALIGN='a'>x<BR>y", "x\ny"),
    ],
)
def test_a_page_as_it_is_read(page: str, text: str) -> None:
    assert plain_text(page) == text
