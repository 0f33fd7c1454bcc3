"""What is wrong with an address, as a string and in a document: every kind, and what is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twiml_check.web.address import SOCKET, Fault, broken_escape, is_host_and_port
from twiml_check.web.url import Url

PUBLIC = Url.parse("https://shop.example.com/a/hook?x=1")
TEXT = st.text() | st.text(st.sampled_from(list("htpsw:/@[]#?&=.%;\\ \x00\ud800aé1")))


def kind(fault: Fault | None) -> str:
    return fault.kind if fault else ""


@pytest.mark.parametrize(
    ("text", "found", "instead"),
    [
        ("", "empty", ""),
        ("https://exa mple.com/", "space", ""),
        ("https://example.com\\a", "backslash", ""),
        ("https://ann:p@ss@example.com/", "login", ""),
        ("https://ann:pa/ss@example.com/", "login", ""),
        ("ftp://example.com/a", "scheme", ""),
        ("ws://example.com/a", "scheme", ""),
        ("example.com", "no-scheme", ""),
        ("/a", "no-scheme", ""),
        ("tel:911", "no-scheme", ""),
        ("198.51.100.7:1337/a", "no-scheme", "http://198.51.100.7:1337/a"),
        ("example.com:8080/a?b=c", "no-scheme", "http://example.com:8080/a?b=c"),
        ("my_host:8080", "no-scheme", "http://my_host:8080"),
        ("[2001:db8::1]:8080/a", "no-scheme", "http://[2001:db8::1]:8080/a"),
        ("http//example.com/a", "no-colon", "http://example.com/a"),
        ("https///example.com/a", "no-colon", "https://example.com/a"),
        ("HTTPS//example.com/a", "no-colon", "https://example.com/a"),
        ("http;//example.com/a", "no-colon", "http://example.com/a"),
        ("https:/example.com/a", "no-slashes", "https://example.com/a"),
        ("https:example.com/a", "no-slashes", "https://example.com/a"),
        ("http:", "no-slashes", ""),
        ("https://https://example.com/a", "two-schemes", "https://example.com/a"),
        ("https://http://example.com/a", "two-schemes", "http://example.com/a"),
        ("http:https://example.com/a", "two-schemes", "https://example.com/a"),
        ("https://https//example.com/a", "two-schemes", "https://example.com/a"),
        ("https://https:example.com/a", "two-schemes", "https://example.com/a"),
        ("https://wss://example.com/a", "two-schemes", "https://example.com/a"),
        ("https:///a", "no-host", ""),
        ("https://example..com/", "host", ""),
        ("https://my_shop.example.com/", "underscore", ""),
        ("https://example.com:99999/", "port", ""),
    ],
)
def test_what_cannot_be_opened(text: str, found: str, instead: str) -> None:
    fault = Url.parse(text).fault()
    assert (kind(fault), fault and fault.instead) == (found, instead)
    assert Url.parse(text).problem == (fault and fault.reason)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com",
        "http://example.com:8080/https://other.example.com/",
        "https://example.com/?next=https://other.example.com/",
        "HTTPS://example.com/a//b",
        "https://https.example.com/",
        "https://http:8080/",
        "https://http:pw@example.com/",
        "https://198.51.100.7:1337/a",
    ],
)
def test_what_can(text: str) -> None:
    assert Url.parse(text).fault() is None


@pytest.mark.parametrize(
    ("text", "found", "instead"),
    [
        ("wss://example.com/a?b=c", "", ""),
        ("WSS://example.com:8443/a", "", ""),
        ("https://example.com/a", "scheme", ""),
        ("ws://example.com/a", "scheme", ""),
        ("/a", "no-scheme", ""),
        ("example.com:443/a", "no-scheme", "wss://example.com:443/a"),
        ("wss//example.com/a", "no-colon", "wss://example.com/a"),
        ("wss:/example.com/a", "no-slashes", "wss://example.com/a"),
        ("wss://https://example.com/a", "two-schemes", "wss://example.com/a"),
        ("https://wss://example.com/a", "two-schemes", "wss://example.com/a"),
        ("wss://wss//example.com/a", "two-schemes", "wss://example.com/a"),
        ("wss://undefined/a", "missing-value", ""),
        ("wss://relay/a", "no-domain", ""),
        ("wss://localhost/a", "", ""),
    ],
)
def test_of_a_websocket(text: str, found: str, instead: str) -> None:
    fault = PUBLIC.fault_in(text, SOCKET)
    assert (kind(fault), fault.instead if fault else "") == (found, instead)


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("https://undefined/a", "missing-value"),
        ("https://NULL:443/a", "missing-value"),
        ("http://web/a", "no-domain"),
        ("//web/a", "no-domain"),
        ("undefined", "missing-path"),
        ("None/next", "missing-path"),
        ("null?a=1", "missing-path"),
        ("192.168.1.4/a.mp3", "bare-host"),
        ("localhost/a", "bare-host"),
        ("http//example.com/a", "no-colon"),
        ("https:/example.com/a", "no-slashes"),
        ("198.51.100.7:1337/a", "no-scheme"),
        ("localhost:5000/a", "no-scheme"),
        ("a b", "space"),
    ],
)
def test_what_cannot_be_opened_from_a_document(reference: str, found: str) -> None:
    assert kind(PUBLIC.fault_in(reference)) == found
    assert kind(Url.parse("http://127.0.0.1:5000/").fault_in(reference)) == found


@pytest.mark.parametrize(
    "reference",
    [
        *("/next", "next", "../next", "?a=1", "#b", "voice-ivr", "wait.xml", "example.com"),
        *("//shop.example.com/a", "undefined.xml", "undefinedly/a", "nullable", "1.2.3.4.xml"),
        *("whisper?url=http://x.example.com/", "12:30.mp3", "a/b:80", "http/a", "https"),
        *("http://localhost/a", "http://192.168.0.1/a", "https://shop/a"),
    ],
)
def test_what_a_document_may_name(reference: str) -> None:
    base = PUBLIC if "shop/" not in reference else Url.parse("https://shop/b")
    assert base.fault_in(reference) is None


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("https://example.com/?room=Pair%SPACE", "%SP"),
        ("https://example.com/100%", "%"),
        ("https://example.com/%/a", "%/a"),
        ("https://example.com/%2", "%2"),
        ("https://example.com/%%20", "%%2"),
        ("https://example.com/%E9%zz", "%zz"),
        ("https://example.com/%20%2F%e9", ""),
        ("https://example.com/%25SP", ""),
        ("https://example.com/", ""),
    ],
)
def test_percent_encoding(text: str, broken: str) -> None:
    assert broken_escape(text) == broken


@given(TEXT)
def test_any_string_is_judged(text: str) -> None:
    for schemes in (("http", "https"), SOCKET):
        fault = PUBLIC.fault_in(text, schemes)
        assert fault is None or (fault.reason and fault.reason.isprintable())
    broken_escape(text)


@given(TEXT)
def test_what_begins_with_a_host_and_a_port_is_not_relative(text: str) -> None:
    url = Url.parse(text)
    if is_host_and_port(text.strip()):
        assert not url.is_relative
        assert PUBLIC.resolve(text).problem
