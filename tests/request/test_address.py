"""Any string becomes a request target that is legal and names the same place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twiml_check.request.address import asked_for, split, well_formed, with_query


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://h.example", "https://h.example/"),
        ("https://h.example?a=1", "https://h.example/?a=1"),
        ("https://h.example/a?", "https://h.example/a"),
        ("https://user:p%40ss@h.example/a#rc=2", "https://h.example/a"),
        ("https://a@b:c@h.example:8443/", "https://h.example:8443/"),
        ("HTTPS://H.example/A", "https://H.example/A"),
        ("http://h.example:/a", "http://h.example/a"),
        (" http://h.example/a\n", "http://h.example/a"),
        ("http://[::1]:5000/a", "http://[::1]:5000/a"),
        ("http://h.example/a b/ü?q=é ☎", "http://h.example/a%20b/%C3%BC?q=%C3%A9%20%E2%98%8E"),
        ("http://h.example/%7e%zz?a=%2B+'@:[]", "http://h.example/%7e%zz?a=%2B+'@:[]"),
        ("http://h.example/\r\nX: y", "http://h.example/%0D%0AX:%20y"),
        ("http://h.example\r\nX: y/", "http://h.example%0D%0AX:%20y/"),
        ('http://h.example/"<>\\^`{|}', "http://h.example/%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("http://bücher.example:81/", "http://xn--bcher-kva.example:81/"),
        ("http://good.example\uff0f@evil.example/", "http://evil.example/"),
        ("http://evil.example\uff0f.good.example/", "http://evil.example%EF%BC%8F.good.example/"),
        ("http://é..example/", "http://%C3%A9..example/"),
        ("http://h.example/\udcff", "http://h.example/%EF%BF%BD"),
        ("", ""),
        ("no scheme", "no%20scheme"),
    ],
)
def test_target(url: str, target: str) -> None:
    assert str(asked_for(url)) == target


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://h.example:443/", "h.example"),
        ("http://h.example:80/", "h.example"),
        ("http://h.example:443/", "h.example:443"),
        ("http://user@[::1]:5000/", "[::1]:5000"),
    ],
)
def test_host_header(url: str, host: str) -> None:
    assert asked_for(url).host_header == host


def test_query_goes_behind_the_one_that_is_there() -> None:
    address = asked_for("https://h.example/a?x=1&x=2")
    assert str(with_query(address, "B=b")) == "https://h.example/a?x=1&x=2&B=b"
    assert str(with_query(asked_for("https://h.example/a"), "B=b")) == "https://h.example/a?B=b"
    assert with_query(address, "") == address


@settings(database=None, deadline=None)
@given(st.text())
def test_taking_apart_loses_nothing(text: str) -> None:
    for url in (f"https://u:p@h.example:81/{text}", f"/{text.lstrip('/')}", f"http://[::1]?{text}"):
        assert str(split(url)) == url


@settings(database=None, deadline=None)
@given(st.text(), st.sampled_from(["http://", "https://h.example/", "http://a@"]))
def test_every_target_is_legal(text: str, start: str) -> None:
    target = str(asked_for(start + text))
    assert re.fullmatch(r"[A-Za-z0-9%!$&'()*+,;=:@\[\]/?_.~-]*", target)
    assert str(asked_for(target)) == target


@settings(database=None)
@given(st.lists(st.integers(0, 0x10FFFF), max_size=8))
def test_well_formed_text_can_be_written(points: list[int]) -> None:
    text = "".join(map(chr, points))
    written = well_formed(text).encode("utf-8").decode("utf-8")
    if not any(0xD800 <= point < 0xE000 for point in points):
        assert written == text
    assert not re.search("[\ud800-\udfff]", written)
