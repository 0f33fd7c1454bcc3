"""TOML with the lines of its keys: tomllib is the judge, the search must agree with it."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twiml_check.suite import LARGEST
from twiml_check.suite.toml import (
    DEEPEST,
    MOST_PARTS,
    BadToml,
    Path,
    Toml,
    key_lines,
    read_toml,
)

SAMPLE = '''\
# a comment with [[brackets]] and "quotes
base = "x#y" # = "z"
[defaults]
a.b = 1.5
"q\\u0041" = """
x = 1
[not.a.table]
\\""""""
'single "' = \'\'\'
y = 2\'\'\'
[[check]]
expect = [ # "one"
  "[",
  { rule = "x", deep = [1,
 2] },
]
[check.params]
Body = "]"
[[check]]
ignore."x y" = 1979-05-27 07:32:00.5
[[check.more]]
z = 07:32:00.25
[[check.more]]
z = -inf
last = true'''
LINES: dict[Path, int] = {
    ("base",): 2,
    ("defaults",): 3,
    ("defaults", "a"): 4,
    ("defaults", "a", "b"): 4,
    ("defaults", "qA"): 5,
    ("defaults", 'single "'): 9,
    ("check",): 11,
    ("check", 0): 11,
    ("check", 0, "expect"): 12,
    ("check", 0, "expect", 0): 13,
    ("check", 0, "expect", 1): 14,
    ("check", 0, "expect", 1, "rule"): 14,
    ("check", 0, "expect", 1, "deep"): 14,
    ("check", 0, "expect", 1, "deep", 0): 14,
    ("check", 0, "expect", 1, "deep", 1): 14,
    ("check", 0, "params"): 17,
    ("check", 0, "params", "Body"): 18,
    ("check", 1): 19,
    ("check", 1, "ignore"): 20,
    ("check", 1, "ignore", "x y"): 20,
    ("check", 1, "more"): 21,
    ("check", 1, "more", 0): 21,
    ("check", 1, "more", 0, "z"): 22,
    ("check", 1, "more", 1): 23,
    ("check", 1, "more", 1, "z"): 24,
    ("check", 1, "more", 1, "last"): 25,
}


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where something stands in what tomllib gives."""
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for key, each in inside:
        yield (*path, key)
        yield from paths(each, (*path, key))


def fault(raw: bytes) -> tuple[int, str]:
    with pytest.raises(BadToml) as caught:
        read_toml(raw)
    return caught.value.line, str(caught.value)


def test_every_key_has_its_line() -> None:
    toml = read_toml(SAMPLE.encode())
    assert {path: toml.line(path) for path in paths(toml.values)} == LINES


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_other_ends_of_lines_and_a_byte_order_mark_change_nothing(start: bytes) -> None:
    toml = read_toml(start + SAMPLE.replace("\n", "\r\n").encode())
    assert toml == read_toml(SAMPLE.encode())


def test_what_has_no_line_has_that_of_what_is_around() -> None:
    toml = read_toml(b"\n\n[a]\nb = [1]")
    assert toml.line(("a", "b", 7, "c")) == 4
    assert toml.line(("nowhere",)) == 1


@pytest.mark.parametrize(
    ("raw", "line", "word"),
    [
        (b"a = 1\nb = \n", 2, "invalid value"),
        (b"a = 1\n\na = 2", 3, "overwrite"),
        (b"a = 1\n[b", 2, "expected"),
        (b'a = 1\nb = """x', 2, "unterminated"),
        (b"a = 1\n# \xff\n", 2, "UTF-8"),
        (b"\nd = 2020-13-45", 2, ""),
        (b"\nn = " + b"9" * 5000, 2, ""),
        (b"\na = " + b"[" * (DEEPEST + 5) + b"]" * (DEEPEST + 5), 2, "nested lists"),
        (b"\n" + b"a." * MOST_PARTS + b"a = 1", 2, "more than 8 parts"),
        (b"\n[" + b"a." * 300_000 + b"a]", 2, "more than 8 parts"),
        (b"\n" * 3 + b"x" * LARGEST, 1, "more than 1,048,576 bytes"),
        (b"a = " + b"{b=" * 100_000, 1, "nested lists"),
    ],
)
def test_a_fault_has_its_line(raw: bytes, line: int, word: str) -> None:
    at, why = fault(raw)
    assert word in why
    assert at == line or not word  # a date or number out of bounds has none of its own


KEYS = st.one_of(st.sampled_from(["a", "b-c", "1"]), st.text(max_size=4)).filter(
    lambda key: not any(0xD800 <= ord(char) < 0xE000 for char in key)
)
STRINGS = st.text(max_size=8, alphabet=st.characters(exclude_categories=["Cs"]))


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def many_lines(text: str) -> str:
    return '"""\n' + quoted(text)[1:-1].replace("\\n", "\n") + '"""'


VALUES = st.recursive(
    st.one_of(
        STRINGS.map(quoted),
        STRINGS.map(many_lines),
        st.sampled_from(["1.5", "true", "07:32:00.25", "'[x='", "'''\n]'''", "-inf", '""""a"""']),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[ # [\n" + ",\n".join(items) + "\n]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{quoted(k)} = {v}" for k, v in table.items()) + "}"
        ),
    ),
    max_leaves=6,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=3).map(
    lambda table: "".join(f"{quoted(key)} = {value} # {{\n" for key, value in table.items())
)
DOCUMENTS = st.lists(
    st.tuples(st.sampled_from(["", "[t]", "[[u]]", "[u.v]", "[[u.w]]", "[ t . x ]"]), TABLES),
    max_size=5,
).map(lambda parts: "\n".join(f"{header}\n{body}" for header, body in parts))


@given(DOCUMENTS)
def test_the_search_agrees_with_tomllib(text: str) -> None:
    try:
        values = tomllib.loads(text)
    except ValueError:
        return
    lines = key_lines(text)
    found = set(paths(values))
    assert {path for path in found if len(path) == 1} <= set(lines) <= found
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


@given(
    st.one_of(st.binary(max_size=60), st.text("[]{}=.,\"'#\\\n a1", max_size=60).map(str.encode))
)
def test_whatever_the_bytes_there_is_toml_or_a_line(raw: bytes) -> None:
    try:
        toml: Toml | BadToml = read_toml(raw)
    except BadToml as bad:
        toml = bad
    if isinstance(toml, BadToml):
        assert 1 <= toml.line <= raw.count(b"\n") + 1
        assert str(toml)
    else:
        assert set(toml.lines) <= set(paths(toml.values))
