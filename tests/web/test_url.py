"""What a URL says: usable or not, where it leads, what it hides, and its overrides."""

import re
import socket
from contextlib import suppress
from urllib.parse import urljoin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.commands.calling import printed
from twiml_check.web.host import is_private
from twiml_check.web.overrides import KEYS, OverrideFault, Overrides, overrides
from twiml_check.web.text import mask, well_formed
from twiml_check.web.url import Origin, Url

TEXT = st.text() | st.text(st.sampled_from(list("htps:/@[]#?&=.%\\ \x00\ud800aé1")))
"""Any string, and strings that look like URLs."""


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("https://me:secret@example.com/", "https://***@example.com/"),
        ("https://token@example.com/", "https://***@example.com/"),
        ("https://me:sec@ret@example.com/x@y", "https://***@example.com/x@y"),
        ("https://me:sec/ret@example.com/", "https://***@example.com/"),
        ("//me:secret@example.com/", "//***@example.com/"),
        ("https:/me:secret@example.com/", "https:/***@example.com/"),
        ("https:me:secret@example.com/", "https:***@example.com/"),
        ("ftp://me:secret@example.com/", "ftp://***@example.com/"),
        ("https://example.com:8080/@me", "https://example.com:8080/@me"),
        ("https://example.com/a:b@c", "https://example.com/a:b@c"),
        ("sip:me@example.com", "sip:me@example.com"),
        ("https://x/\x1b[31m\n\x9b\ud800", r"https://x/\x1b[31m\n\x9b\ud800"),
    ],
)
def test_mask(url: str, shown: str) -> None:
    assert mask(url) == shown


@given(TEXT)
def test_what_is_masked_can_be_printed(url: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", mask(url))
    mask(url).encode()  # no lone surrogate is left


@given(st.from_regex(r"[a-z0-9]{6,12}", fullmatch=True), st.sampled_from(["", "u:", "u:/", "u:@"]))
def test_no_password_is_shown(password: str, before: str) -> None:
    shown = mask(f"https://{before}S{password}@example.com/path")
    assert "S" + password not in shown
    assert shown.endswith("@example.com/path")


def test_masking_a_long_hostile_string_is_quick() -> None:
    for text in ("a" * 65_536, "http://" * 9_000, "http:" + "/" * 65_536, "x:y@" * 16_000):
        assert len(mask(text)) <= len(text) + 10


BASE = "https://me:pw@example.com:8080/a/b?c=d#rc=2"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("", BASE),
        ("  \n ", BASE),
        ("/x", "https://me:pw@example.com:8080/x"),
        ("x", "https://me:pw@example.com:8080/a/x"),
        (" ../x?y ", "https://me:pw@example.com:8080/x?y"),
        ("?e=f", "https://me:pw@example.com:8080/a/b?e=f"),
        ("//other.example/x", "https://other.example/x"),
        ("http://other.example/a/../b?", "http://other.example/a/../b?"),
        ("mailto:me@example.com", "mailto:me@example.com"),
        ("http://[", "http://["),
        ("//[", "//["),
    ],
)
def test_resolve(reference: str, expected: str) -> None:
    assert Url.parse(BASE).resolve(reference).text == expected


@pytest.mark.parametrize(
    "base",
    [
        *("https://example.com", "http://a.example:80/b/c?d", "https://example.com?a", BASE),
        *("menu.xml", "flows/menu.xml", "-", "", "C:\\docs\\menu.xml", "http:menu.xml", "x://y/z"),
        *(
            "//a.example",
            "//a.example/b?c",
            "https://a\\b/c",
            "https://[::1]:80/",
            "https://ex\tample.com/a",
            "HTTPS://A.example/b",
        ),
    ],
)
@given(st.text(alphabet="/.a~-_?%=&;#:@\\ \n", max_size=9).map("/{}".format))
def test_what_begins_with_a_slash_leads_where_urllib_says(base: str, reference: str) -> None:
    expected = reference.strip()
    with suppress(ValueError):
        expected = urljoin(base, expected)
    assert Url.parse(base).resolve(reference).text == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "HTTPS://EXAMPLE.COM./a?b#c",
        "https://example.com:8443/a b".replace(" ", "%20"),
        "https://user:pass%40word@example.com/",
        "https://example.com:/",
        "http://localhost:5000/",
        "http://intranet/",
        "http://127.0.0.1/",
        "http://[::1]:8080/",
        "https://münchen.example/ü?q=日#e=dublin",
        "https://xn--mnchen-3ya.example/",
        "https://example.com/{x}|<>\"'^`\\",
        "https://a-.example/~me/@you:x",
        "https://1.example?x",
        f"https://{'a.' * 126}a/",
        " https://example.com/ \n",
    ],
)
def test_usable(url: str) -> None:
    assert not Url.parse(url).problem


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("/relative", "no http:// or https:// in front"),
        ("example.com/sms", "no http:// or https:// in front"),
        ("localhost:5000/sms", "no http:// or https:// in front"),
        ("example.com:80/sms", "no http:// or https:// in front"),
        ("//example.com/", "no http:// or https:// in front"),
        ("ftp://example.com/", '"ftp"'),
        ("htp:/example.com", '"htp"'),
        ("mailto:me@example.com", '"mailto"'),
        ("javascript:alert(1)", '"javascript"'),
        ("file:///etc/passwd", '"file"'),
        ("http:/example.com", "no // after"),
        ("https:example.com", "no // after"),
        ("http:///path", "no host"),
        ("http://good\\@127.0.0.1/", "before its path"),
        ("http://example.com\\", "before its path"),
        ("http://me:pass\\word@example.com/", "before its path"),
        ("http://\\example.com/", "before its path"),
        ("http://?a", "no host"),
        ("http://:80/", "no host"),
        ("http://me:pw@/", "no host"),
        ("http://[]/", "no host"),
        ("http://[::zz]/", "not an IPv6"),
        ("https://exa mple.com/", "a space"),
        ("https://example.com/a b", "a space"),
        ("https://example.com/a\tb", "U+0009"),
        ("https://example.com/\x00", "U+0000"),
        ("https://example.com/\xa0b", "U+00A0"),
        ("https://my_app.example.com/", "underscore"),
        ("https://a..example.com/", "empty part"),
        ("https://.example.com/", "empty part"),
        ("https://exam%70le.com/", '"%"'),
        ("https://[::1", 'no "]"'),
        ("https://[::1/a]b", 'no "]"'),
        ("https://[", 'no "]"'),
        ("https://[fe80::1%eth0]/", "not an IPv6 address"),
        ("https://example.com:port/", '"port"'),
        ("https://example.com:0/", '"0"'),
        ("https://example.com:65536/", '"65536"'),
        ("https://example.com:80:90/", '"80:90"'),
        ("https://example.com:٨٠/", "port"),
        ("https://me:a&b@example.com/", '"&"'),
        ("https://me:a:b@example.com/", '":"'),
        (f"https://{'a' * 64}.example/", "too long"),
        (f"https://{'a.' * 127}a/", "too long"),
        (f"https://example.com:{'1' * 5000}/", "its port"),
    ],
)
def test_unusable(url: str, reason: str) -> None:
    assert reason in Url.parse(url).problem


@given(TEXT)
def test_nothing_raises(text: str) -> None:
    """Whatever the string, every question about it has an answer."""
    url = Url.parse(text)
    assert not url.problem or url.problem.isprintable()
    assert url.bare.bare == url.bare
    assert url.request_line.isascii()
    assert url.request_line.startswith("/")
    assert url.resolve(text) is not None
    assert url.origin or url.problem
    assert url.same_origin(url) == (url.origin is not None)
    assert isinstance(is_private(text), bool)
    assert url.host == url.bare.host
    assert url.bare.credentials is None
    assert overrides(url).rp


@given(st.from_regex(r"https?://[a-z@:\\\\/?#\[\].0-9%]{1,20}", fullmatch=True) | TEXT)
@example("http://good\\@127.0.0.1/")
def test_all_agree_on_the_host(text: str) -> None:
    """What is judged is what is asked for: one URL must not name two hosts."""
    url = Url.parse(text)
    if not url.problem:
        assert url.target.host == url.host
        assert url.target.origin == url.origin == url.rebuild().origin


def test_credentials() -> None:
    assert Url.parse("https://me:p%40ss%3Aword@example.com/").credentials == ("me", "p@ss:word")
    assert Url.parse("https://token@example.com/").credentials == ("token", "")
    assert Url.parse("https://example.com/@me:you").credentials is None
    assert Url.parse("nonsense").credentials is None


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://me:pw@example.com:1/a?b=%20&'#ct=100", "https://example.com:1/a?b=%20&'"),
        ("https://example.com/@x", "https://example.com/@x"),
        ("https://me:p@ss@example.com/a@b", "https://example.com/a@b"),
    ],
)
def test_bare(url: str, bare: str) -> None:
    assert Url.parse(url).bare.text == bare


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("HTTPS://Example.com/x", Origin("https", "example.com", 443)),
        ("http://my_app:5000/", Origin("http", "my_app", 5000)),
        ("http://[::1]/", Origin("http", "::1", 80)),
        ("ftp://example.com/", None),
    ],
)
def test_origin(url: str, origin: Origin | None) -> None:
    assert Url.parse(url).origin == origin


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example/x", "HTTP://A.example:80/y?z", True),
        ("http://a.example/", "https://a.example/", False),
        ("http://a.example/", "http://a.example:81/", False),
        ("nonsense", "nonsense", False),
    ],
)
def test_same_origin(one: str, other: str, same: bool) -> None:
    assert Url.parse(one).same_origin(Url.parse(other)) == same


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
    assert Url.parse(url).target.text == target


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
    assert Url.parse(url).target.host_header == host


@pytest.mark.parametrize(
    ("url", "query", "expected"),
    [
        ("https://h.example/a?x=1&x=2", "B=b", "https://h.example/a?x=1&x=2&B=b"),
        ("https://h.example/a", "B=b", "https://h.example/a?B=b"),
        ("https://h.example/a?x=1", "", "https://h.example/a?x=1"),
    ],
)
def test_query_goes_behind_the_one_that_is_there(url: str, query: str, expected: str) -> None:
    assert Url.parse(url).with_query(query).text == expected


@settings(database=None, deadline=None)
@given(st.text())
def test_taking_apart_loses_nothing(text: str) -> None:
    for url in (f"https://u:p@h.example:81/{text}", f"/{text.lstrip('/')}", f"http://[::1]?{text}"):
        assert Url.parse(url).rebuild().text == url.strip()


@settings(database=None, deadline=None)
@given(st.text(), st.sampled_from(["http://", "https://h.example/", "http://a@"]))
def test_every_target_is_legal(text: str, start: str) -> None:
    target = Url.parse(start + text).target
    assert re.fullmatch(r"[A-Za-z0-9%!$&'()*+,;=:@\[\]/?_.~-]*", target.text)
    assert target.target == target


@settings(database=None)
@given(st.lists(st.integers(0, 0x10FFFF), max_size=8))
def test_well_formed_text_can_be_written(points: list[int]) -> None:
    text = "".join(map(chr, points))
    written = well_formed(text).encode("utf-8").decode("utf-8")
    if not any(0xD800 <= point < 0xE000 for point in points):
        assert written == text
    assert not re.search("[\ud800-\udfff]", written)


PRIVATE = (
    *("localhost", "LOCALHOST.", "app.localhost", "127.0.0.1", "127.8.9.1", "127.1", "2130706433"),
    *("0x7f000001", "0177.0.0.1", "0x7f.1", "0.0.0.0", "0", "10.1.2.3", "172.16.0.1", "10.256"),
    *("172.31.255.255", "192.168.1.1", "169.254.169.254", "::1", "[::1]", "::", "fe80::1"),
    *("fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:a00:1", "100.64.0.1", "192.0.0.8"),
    *("198.18.0.1", "198.19.255.255", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("fec0::1", "ff02::1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1"),
    *("2002:7f00:1::", "2002:c0a8:101::5"),
)
PUBLIC = (
    *("example.com", "8.8.8.8", "172.32.0.1", "172.15.0.1", "192.169.0.1", "11.0.0.1", "134744072"),
    *("203.0.113.7", "2001:4860:4860::8888", "::ffff:8.8.8.8", "localhost.example.com", "", "a.b"),
    *("64:ff9b::8.8.8.8", "2002:808:808::1", "198.17.0.1", "198.20.0.1", "223.1.1.1", "192.0.1.1"),
    *("127.0.0.1.example.com", "10", "1.2.3.4.5", "256.1.1.1", "0x", "mylocalhost", ":", "12:34"),
    *("10.0.0.256", "10.0.65536", "10.16777216"),
)


@pytest.mark.parametrize("host", PRIVATE)
def test_private(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize("host", [host for host in PUBLIC if host != "10"])
def test_public(host: str) -> None:
    assert not is_private(host)


@given(st.from_regex(r"(0x)?[0-9a-f]{1,9}(\.(0x)?[0-9a-f]{1,4}){0,3}", fullmatch=True))
def test_addresses_are_read_as_the_c_library_reads_them(text: str) -> None:
    try:
        address = socket.inet_ntoa(socket.inet_aton(text))
    except OSError:
        assert not is_private(text)
    else:
        assert is_private(text) == is_private(address)


def test_without_a_fragment_the_defaults_hold() -> None:
    assert overrides(Url.parse("https://example.com/")) == Overrides(
        ct_ms=5_000, rt_ms=15_000, tt_ms=15_000, rc=1, rp=("ct",), edges=(), sni=True
    )


@pytest.mark.parametrize("fragment", ["section", "", "a=b&c", "ctx=1", "=5", "ct", "/route?tt=5"])
def test_a_fragment_of_another_kind_is_ignored(fragment: str) -> None:
    assert overrides(Url.parse(f"https://example.com/#{fragment}")) == Overrides()


def test_overrides() -> None:
    url = "https://example.com/#ct=2000&rt=3000&tt=9000&rc=3&rp=4xx,5xx&e=dublin,sydney&sni=n"
    assert overrides(Url.parse(url)) == Overrides(
        *(2_000, 3_000, 9_000, 3, ("4xx", "5xx"), ("dublin", "sydney")), sni=False, total_set=True
    )
    assert overrides(Url.parse("https://x/#rp=all")).rp == ("4xx", "5xx", "ct", "rt")


@pytest.mark.parametrize(
    ("fragment", "code", "word"),
    [
        ("e=atlantis", 11240, "atlantis"),
        ("e=", 11240, "#e="),
        ("e=ashburn,roaming", 11241, "roaming"),
        ("rp=3xx", 11243, "3xx"),
        ("rp=", 11243, "#rp="),
        ("ct=99", None, "100 to 10000"),
        ("ct=10001", None, "100 to 10000"),
        ("rt=15001", None, "100 to 15000"),
        ("tt=abc", None, "#tt=abc"),
        ("tt=\u0665\u0660", None, "#tt="),
        ("rc=6", None, "0 to 5"),
        ("rc=-1", None, "0 to 5"),
        ("sni=yes", None, "#sni=yes"),
    ],
)
def test_a_fault_in_the_overrides(fragment: str, code: int | None, word: str) -> None:
    found = overrides(Url.parse(f"https://example.com/#{fragment}"))
    assert [fault.code for fault in found.faults] == [code]
    assert word in found.faults[0].text
    assert found == Overrides(edges=found.edges, faults=found.faults)


@given(st.sampled_from(KEYS), st.text())
def test_a_fault_is_one_printable_line(key: str, value: str) -> None:
    for fault in overrides(Url.parse(f"https://example.com/#{key}={value}")).faults:
        assert isinstance(fault, OverrideFault)
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", fault.text)


def test_importing_it_is_cheap() -> None:
    code = "import sys; import twiml_check.web.url; print(*sys.modules)"
    assert not printed(code) & {"requests", "urllib3", "ssl", "socket", "http.client", "logging"}
