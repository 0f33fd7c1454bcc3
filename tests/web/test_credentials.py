"""User names and passwords in any text: hidden however they are spelled, and nothing else is."""

import json
from time import perf_counter
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twiml_check.web.credentials import HIDDEN, masked, spans

BROKEN = ("s3c", "s3c/s3c", "s3c#s3c", "s3c?s3c", 's3c"s3c', "s3c s3c", "s3c'", "s3c@s3c", "1/s3c")
LOGINS = [
    *(f"http://bob:{password}@example.com/ok" for password in BROKEN),
    *("http://s3c@example.com/ok", "http://:s3c@example.com/ok", "//bob:s3c@example.com/ok"),
    *("http:\\\\bob:s3c@example.com/ok", "http:bob:s3c@example.com/ok"),
    "http://example.com:5000/bob:s3c@example.com/ok",
    *("bob:s3c@example.com/ok", "bob:s3c@example.com:80/ok", "bob:s3c@example.com?ok"),
    *("http:/bob:s3c@example.com/ok", "https//bob:s3c@example.com/ok", "sip:bob:s3c@example.com"),
    *("http://bob:\n s3c@example.com/ok", "http://o'neil:s3c@example.com/ok"),
    "HTTPS://bob:" + "s3c" * 2000 + "@example.com/ok",
]
SPELLED = [
    *("http:&#47;&#47;bob:s3c@h", "http://bob:s3c&#64;h", "http://bob:s3c&#x0040;h"),
    *("http://bob:s3c&commat;h", "http:&amp;#47;/bob:s3c@h", "http://bob:<![CDATA[s3c]]>@h"),
    *("http://bob:<!-- or so -->s3c@h", "http:\\/\\/bob:s3c@h", "http:\\u002f/bob:s3c\\u0040h"),
    *("?u=http:%2F%2Fbob:s3c@h", "?u=http://bob:s3c%40h", "?u=//bob:s3c%40h"),
    *(
        "?u=http%3A//bob:s3c@h",
        "?u=http%253A%252F%252Fbob:s3c%2540h",
        "?u=http:%2F%2fs3c%252Fs3c@h",
    ),
    "http:" + "%" + "25" * 40 + "2f/bob:s3c%" + "25" * 30 + "40h",
]
SETTINGS = [
    *('password="s3c"', 'password = "s3c"', "password=\n's3c'", 'password="\ns3c"'),
    *('PASSWORD="a&lt;s3c"', 'password="it\'s s3c"', 'password=\\"s3c\\"', "password=s3c "),
    *("password=&quot;s3c&quot;", 'password="s3c'),
]
ORDINARY = [
    *(
        "write to ann@example.com",
        "mailto:ann@example.com",
        "sip:ann@example.com",
        "ann@example.com",
    ),
    *("Mail:ann@example.com", "xmpp:ann@example.com/home", "client:ann@example.com/", "a:b@home/"),
    *("https://example.com:8080/@ann", "https://example.com/a:b@c", "// by ann@example.com"),
    *("see https://example.com or write to ann@example.com", "//example.com/?to=ann@example.com"),
    *("see http://web:5000. Write to ann@example.com", "http://web:5000/sms?mail=ann@example.com"),
    *(
        "http://[::1]:5000/@ann",
        "https://example.com/sip:ann@example.com",
        "http://localhost:5000/@ann",
        "http://127.0.0.1:5000/ann@home",
    ),
    *('{"url":"http://web:5000","mail":"ann@example.com"}', "https://example.com: ann@example.com"),
    *('<a href="http://h">x</a> ann@example.com', "url=http%3A%2F%2Fh&mail=ann%40example.com"),
    *(
        "https://example.com/?a=1&amp;mail=ann@example.com",
        'password=""',
        "your password: 40 signs",
    ),
]


@pytest.mark.parametrize("login", LOGINS)
def test_a_broken_url(login: str) -> None:
    shown = masked(f"Cannot reach {login}!")
    assert "s3c" not in shown
    assert shown.startswith("Cannot reach ")
    assert HIDDEN + "@example.com" in shown


@pytest.mark.parametrize("login", LOGINS)
def test_a_url_in_another_language(login: str) -> None:
    percent = quote(login, safe="")
    for spelled in (percent, quote(percent), escape(login), escape(percent), json.dumps(login)):
        shown = masked(f"<a>{spelled}</a>")
        assert "s3c" not in shown
        assert shown.startswith("<a>")
        assert shown.endswith("</a>")


@pytest.mark.parametrize("text", SPELLED + SETTINGS)
def test_a_spelling(text: str) -> None:
    shown = masked(f"<p>{text}</p>")
    assert "s3c" not in shown
    assert HIDDEN in shown
    assert masked(shown) == shown


@pytest.mark.parametrize("text", ORDINARY)
def test_what_stays(text: str) -> None:
    assert masked(text) == text


def test_each_of_many() -> None:
    text = "http://a:s3c@h/?u=http://b:s3c@i&v=http%3A%2F%2Fc%3As3c%40j see //s3c@k"
    assert masked(text) == "http://***@h/?u=http://***@i&v=http%3A%2F%2F***%40j see //***@k"


@given(st.text(st.sampled_from('http:/\\@%2540F;&#64x"<> abc=') | st.characters(), max_size=200))
def test_spans_are_in_order(text: str) -> None:
    places = [place for span in spans(text) for place in span]
    assert places == sorted(set(places))
    assert all(0 <= place <= len(text) for place in places)


HOSTILE = [
    *("a", "http://", "http:", "//a:b ", "//a:b", "x:y@", ".http:[,", "%25", "25", "&amp;", "&#0"),
    *("<!--", "password='", "password = ", "http://a:b@", "é//a:b c@", ",sip:a", "//1:1/", "//&a"),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    for text in (piece * (65_536 // len(piece)), "@" + piece * (65_536 // len(piece)) + "/@"):
        begun = perf_counter()
        masked(text)
        assert perf_counter() - begun < 5, "seconds; each takes a tenth of one at most"


@pytest.mark.parametrize(
    "address",
    ["bob:s3c@example.com:5060", "sip:bob:s3c s3c@example.com", "SIPS:bob:s3c@", "b b:s3c@h"],
)
@pytest.mark.parametrize("name", ["Sip", "Uri"])
def test_a_sip_address_needs_no_scheme(name: str, address: str) -> None:
    assert "s3c" not in masked(f'<Dial><{name} method="GET">\n{address}</{name}></Dial>')


@pytest.mark.parametrize(
    "address", ["sip:bob@example.com:5060", "bob@example.com:5060", "sip:bob@example.com?X-A=b:c@d"]
)
def test_whom_to_call_is_no_secret(address: str) -> None:
    assert masked(f"<Sip>{address}</Sip>") == f"<Sip>{address}</Sip>"
