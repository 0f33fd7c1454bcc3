"""JSON with places, held against Python's own reader, which has none."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twiml_check.model.document import Document
from twiml_check.model.json_value import Json, JsonPath
from twiml_check.read.json import DEEPEST, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def understood(raw: bytes) -> Json:
    document = read_json(raw)
    assert document.json is not None, document.faults
    return document.json


def strictly(raw: bytes) -> tuple[bool, Any]:
    """What Python reads, without the constants that only Python knows."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        return True, json.loads(raw.decode("utf-8-sig"), parse_constant=refuse)
    except (ValueError, RecursionError):
        return False, None


@given(value=VALUES, indent=st.sampled_from([None, 0, 1, "\t"]), ascii_only=st.booleans())
@settings(deadline=None, derandomize=True)
def test_whatever_python_writes_is_read(value: Any, indent: Any, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only, allow_nan=False)
    assert understood(text.encode("utf-8", "replace")).value == json.loads(
        text.encode("utf-8", "replace")
    )


@given(
    raw=st.text(alphabet='{}[]",:\\u0019.eE+-tfn rulase/\n\x01é', max_size=40).map(str.encode)
    | st.binary(max_size=20)
)
@settings(deadline=None, max_examples=500, derandomize=True)
def test_python_and_this_reader_agree_on_what_is_json(raw: bytes) -> None:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw[:2]:
        return  # UTF-16, which Python is not asked to read here
    document = read_json(raw)
    valid, value = strictly(raw)
    assert (document.json is not None) == valid, document.faults
    if document.json:
        assert document.json.value == value
    else:
        assert document.faults[-1].location is not None


TEXT = """\
{
  "name": "thé",  "list": [1, {"deep": "☕x"}, []],
\t"größe": -1.5e3,
  "last": {"a": null}
}"""


@pytest.mark.parametrize(
    ("path", "line", "column", "length"),
    [
        ((), 1, 1, 1),
        (("name",), 2, 11, 5),
        (("list",), 2, 27, 1),
        (("list", 0), 2, 28, 1),
        (("list", 1), 2, 31, 1),
        (("list", 1, "deep"), 2, 40, 4),
        (("list", 2), 2, 47, 1),
        (("größe",), 3, 11, 6),
        (("last", "a"), 4, 17, 4),
        (("last", "b"), 4, 11, 1),
        (("list", 9), 2, 27, 1),
        (("name", "x", 3), 2, 11, 5),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16"])
def test_where_a_value_stands(
    path: JsonPath, line: int, column: int, length: int, encoding: str
) -> None:
    place = understood(TEXT.encode(encoding)).at(path)
    assert (place.line, place.column, place.length) == (line, column, length)
    assert place.path == tuple(map(str, path))


def test_where_a_name_stands() -> None:
    read = understood(TEXT.encode())
    name, element = read.at_name(("list", 1, "deep")), read.at_name(("list", 0))
    assert (name.line, name.column, name.length) == (2, 32, 6)
    assert (element.line, element.column, element.length) == (2, 28, 1)


def test_carriage_returns_end_lines_too() -> None:
    place = understood(b'{\r\n"a":\r1}').at(("a",))
    assert (place.line, place.column) == (3, 1)


def test_of_a_name_that_stands_twice_the_last_counts() -> None:
    document = read_json(b'{"a": 1, "b": {"c": 2, "c": 3}, "a": 4}')
    assert document.json is not None
    assert document.json.value == {"a": 4, "b": {"c": 3}}
    assert document.json.at(("a",)).column == 38
    assert [fault.kind for fault in document.faults] == ["duplicate-name"] * 2
    assert [place(fault) for fault in document.faults] == [(1, 24, "b/c"), (1, 33, "a")]


def place(fault: Any) -> tuple[int, int, str]:
    return fault.location.line, fault.location.column, "/".join(fault.location.path)


@pytest.mark.parametrize(
    ("text", "said", "where"),
    [
        ("", "empty", (1, 1, "")),
        (" \n ", "empty", (2, 1, "")),
        ('{"a": 1,}', "comma before the closing", (1, 9, "")),
        ("[1,\n]", "comma before the closing", (2, 1, "")),
        ("{'a': 1}", "single quotes", (1, 2, "")),
        ("{\"a\": 'b'}", "single quotes", (1, 7, "a")),
        ("{a: 1}", "no quotes", (1, 2, "")),
        ('{"a" 1}', "no colon", (1, 6, "a")),
        ('{"a": 1 "b": 2}', "no comma", (1, 9, "")),
        ('{"a": [1, 2}', 'expected "]", got "}"', (1, 12, "a")),
        ('{"a": [1, 2', "its list is not closed", (1, 11, "a")),
        ('{"a": ', "ends where a value", (1, 6, "a")),
        ('{"a": }', "value is missing", (1, 7, "a")),
        ('{"a": "x\ny"}', "no closing quote on its line", (1, 7, "a")),
        ('{"a": "x', "no closing quote on its line", (1, 7, "a")),
        ('{"a": "\t"}', "control character U+0009", (1, 8, "a")),
        ('{"a": "\\x"}', "not a valid JSON escape", (1, 8, "a")),
        ('{"a": "\\u12"}', "not a valid JSON escape", (1, 8, "a")),
        ('{"a": True}', "True is not valid JSON", (1, 7, "a")),
        ('{"a": NaN}', "NaN is not a value", (1, 7, "a")),
        ("// note\n{}", "no comments", (1, 1, "")),
        ("[01]", "not a valid JSON number", (1, 2, "0")),
        ("[1.]", "not a valid JSON number", (1, 2, "0")),
        ("[-]", "not a valid JSON number", (1, 2, "0")),
        ("{} {}", "after the end", (1, 4, "")),
        ("<Response/>", "is not a value", (1, 1, "")),
    ],
)
def test_a_fault_has_a_place_and_plain_words(
    text: str, said: str, where: tuple[int, int, str]
) -> None:
    fault = last_fault(read_json(text.encode()))
    assert fault.kind == "broken-json"
    assert said in fault.message
    assert place(fault) == where


def last_fault(document: Document) -> Any:
    assert document.json is None
    return document.faults[-1]


def test_bytes_of_another_encoding() -> None:
    fault = last_fault(read_json('{\n"a": "caf\xe9"}'.encode("latin-1")))
    assert (fault.kind, place(fault)[:2]) == ("broken-json", (2, 10))


@pytest.mark.parametrize("bracket", [b"[", b'{"a":'])
def test_the_depth_is_bounded(bracket: bytes) -> None:
    closing = b"]" if bracket == b"[" else b"}"
    deep = bracket * (DEEPEST - 1) + b"[]" + closing * (DEEPEST - 1)
    assert read_json(deep).json is not None
    fault = last_fault(read_json(bracket * 100_000))
    assert fault.kind == "deep-json"


def test_long_numbers_are_read() -> None:
    assert understood(b"9" * 5_000).value == float("inf")
    assert understood(b"[123456789012345678901234567890]").value == [123456789012345678901234567890]


def test_long_names_and_many_duplicates_stay_small() -> None:
    name = b'"%b":1,' % (b"n" * 1_000)
    document = read_json(b"{" + name * 1_000 + b'"z":1}')
    assert len(document.faults) == 100
    assert max(len(fault.message) for fault in document.faults) < 200
    assert max(len(fault.location.path[0]) for fault in document.faults if fault.location) <= 80
