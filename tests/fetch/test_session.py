"""What a fetcher remembers between exchanges: cookies and logins."""

import hashlib
import re
import warnings
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fetch.asking import ask, cause, post
from tests.servers import Connection, Received, http_reply, serving, web
from twiml_check.fetch import Fetcher
from twiml_check.fetch.session import log_in
from twiml_check.model.exchange import Answer


def signed_in(url: str, who: str = "me:pass%20word") -> str:
    return url.replace("://", f"://{who}@")


def test_cookies_come_back_as_in_a_browser() -> None:
    seen: list[str | None] = []

    def handler(received: Received) -> bytes:
        seen.append(received.header("Cookie"))
        return http_reply(
            b"",
            "Set-Cookie: call=1; HttpOnly",
            "Set-Cookie: deep=2; Path=/deep",
            "Set-Cookie: s=3; Secure",
        )

    with serving(web(handler)) as server, Fetcher() as fetcher:
        for path in ("/", "/", "/deep/er"):
            fetcher.send(post(server.url(path)))
    assert seen[:2] == [None, "call=1"]
    assert sorted((seen[2] or "").split("; ")) == ["call=1", "deep=2"]


def test_cookies_stay_with_their_host() -> None:
    def handler(_: Received) -> bytes:
        return http_reply(b"", "Set-Cookie: a=1; Path=/", "Set-Cookie: b=1; Domain=example.com")

    with serving(web(handler)) as server, Fetcher() as fetcher:
        fetcher.send(post(server.url()))
        fetcher.send(post(server.url(host="localhost")))
        fetcher.send(post(server.url(host="localhost")))
    cookies = [re.search(rb"Cookie: (.*)\r", request) for request in server.requests]
    assert [found and found[1] for found in cookies] == [None, None, b"a=1"]


def test_a_tunnel_keeps_the_cookies_of_the_public_host() -> None:
    def handler(_: Received) -> bytes:
        return http_reply(b"", "Set-Cookie: a=1; Domain=hooks.example")

    with serving(web(handler)) as server, Fetcher() as fetcher:
        for _ in range(2):
            fetcher.send(post("https://hooks.example/x", connect=server.url("/x")))
    assert b"\r\nCookie: a=1\r\n" in server.requests[1]


@pytest.mark.parametrize(
    ("cookie", "bad"),
    [
        ("=v", True),
        (" = v; Path=/", True),
        ("a=b\x0bc", True),
        ("a=\x0c", True),
        ("a\tb=c", True),
        ("a=b; Path=/\x01", True),
        ("a=", False),
        ("a=b c", False),
        ("flag", False),
        ('a="q;x"; Expires=Thu, 01 Jan 1970 00:00:00 GMT', False),
        ("a=b\t", False),
        ("ü=é", False),
        ("a=b; Expires=nonsense; Max-Age=x; Domain=..; Path", False),
    ],
)
def test_cookies_that_twilio_refuses(cookie: str, bad: bool) -> None:
    reply = http_reply().replace(b"\r\n\r\n", f"\r\nSet-Cookie: {cookie}\r\n\r\n".encode())
    with serving(web(lambda _: reply)) as server:
        answer = ask(server.url())
    assert cause(answer) == ("bad-cookie" if bad else None)
    assert answer.status == 200


def kept(*lines: bytes) -> list[bytes]:
    """The cookies that come back after an answer with these headers."""
    reply = http_reply().replace(b"\r\n", b"\r\n" + b"".join(line + b"\r\n" for line in lines), 1)
    with serving(web(lambda _: reply)) as server, Fetcher() as fetcher:
        answers = [fetcher.send(post(server.url())) for _ in range(2)]
    assert [answer.failure for answer in answers] == [None, None]
    found = re.search(rb"\r\nCookie: (.*?)\r\n", server.requests[1])
    return found[1].split(b"; ") if found else []


@pytest.mark.parametrize(
    "attribute",
    [
        "expires=Wed, 01 Jan " + "9" * 5_000 + " 00:00:00 GMT",
        "expires=01 Jan " + "9" * 5_000,
        "Expires=Wed, 01 Jan 99999 00:00:00 GMT",
        "expires=" + "1 Jan " * 10_000,
        "Max-Age=" + "9" * 5_000,
        "Max-Age=99999999999999999999999",
        "path=" + "/x" * 20_000,
        "version=9999; port=abc; domain=; path=",
        ";" * 50_000,
    ],
)
def test_an_attribute_out_of_bounds_does_not_count(
    attribute: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert kept(b"Set-Cookie: a=1; " + attribute.encode()) == [b"a=1"]
    assert capfd.readouterr().err == ""


def test_cookies_have_the_limits_of_a_browser() -> None:
    assert kept(b"Set-Cookie: a=" + b"x" * 4_094) == [b"a=" + b"x" * 4_094]
    assert kept(b"Set-Cookie: a=" + b"x" * 4_095) == []
    many = kept(*(b"Set-Cookie: c%d=1" % number for number in range(90)))
    assert many == [b"c%d=1" % number for number in range(40, 90)]


def test_cookies_of_an_old_kind_are_not_looked_at() -> None:
    old = b"Set-Cookie2: " + b'a="' * 20_000
    assert kept(b"Set-Cookie: a=1", old, old, b"Set-Cookie2: b=2; Version=1") == [b"a=1"]


def test_cookies_come_back_in_their_own_bytes() -> None:
    assert kept("Set-Cookie: n=\u00e9\u20ac".encode()) == ["n=\u00e9\u20ac".encode()]


def basic(received: Received) -> bytes:
    if received.header("Authorization") == "Basic bWU6cGFzcyB3b3Jk":
        return http_reply()
    return http_reply(b"", 'WWW-Authenticate: Basic realm="hooks"', status="401 Unauthorized")


def basic_with_cookie(received: Received) -> bytes:
    return basic(received).replace(b"\r\n", b"\r\nSet-Cookie: a=1\r\n", 1)


def digest(hash_name: str, algorithm: str, qop: str) -> Callable[[Received], bytes]:
    """A server that checks every field of RFC 7616 with arithmetic of its own."""
    offer = f'WWW-Authenticate: Digest realm="a, b", nonce="n\\"1", opaque="o"{qop}{algorithm}'

    def compute(*parts: str) -> str:
        return hashlib.new(hash_name, ":".join(parts).encode()).hexdigest()

    def handler(received: Received) -> bytes:
        sent = received.header("Authorization") or ""
        fields = dict(re.findall(r'(\w+)="?((?:[^"\\,]|\\.|(?<=a),)*)"?', sent.partition(" ")[2]))
        secret = compute("me", "a, b", "pass word")
        if "sess" in algorithm:
            secret = compute(secret, 'n"1', fields.get("cnonce", ""))
        asked = compute(received.method, received.path)
        middle = [fields.get(name, "") for name in ("nc", "cnonce", "qop")] if qop else []
        right = compute(secret, 'n"1', *middle, asked)
        if fields.get("response") == right and fields.get("uri") == received.path:
            return http_reply(f"<Response>{fields.get('nc')}</Response>".encode())
        return http_reply(b"", offer, status="401 Unauthorized")

    return handler


DIGESTS = [
    digest("md5", "", ""),
    digest("md5", ", algorithm=MD5", ', qop="auth,auth-int"'),
    digest("md5", ", algorithm=md5-sess", ", qop=auth"),
    digest("sha256", ", algorithm=SHA-256", ', qop="auth"'),
    digest("sha512_256", ", algorithm=SHA-512-256", ', qop="auth"'),
]


@pytest.mark.parametrize("handler", [basic, *DIGESTS])
def test_logging_in_after_a_challenge(handler: Callable[[Received], bytes]) -> None:
    with serving(web(handler)) as server, Fetcher() as fetcher:
        first = fetcher.send(post(signed_in(server.url("/sms?a=1"))))
        later = fetcher.send(post(server.url("/next")))
    assert (first.status, later.status) == (200, 200)
    asked = [b"\r\nAuthorization: " in request for request in server.requests]
    assert asked == [False, True, True]


@pytest.mark.parametrize(
    "body", [b"Content-Length: 9\r\n\r\nno", b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\nno"]
)
def test_a_challenge_with_a_broken_body(body: bytes) -> None:
    def script(connection: Connection) -> None:
        sent = connection.read_request() or b""
        head = b'HTTP/1.1 401 No\r\nConnection: close\r\nWWW-Authenticate: Basic realm="x"\r\n'
        connection.send(http_reply() if b"\r\nAuthorization: Basic " in sent else head + body)

    with serving(script) as server:
        answer = ask(signed_in(server.url()))
    assert (answer.status, cause(answer)) == (200, None)


def test_each_use_of_a_digest_is_counted() -> None:
    with serving(web(DIGESTS[1])) as server, Fetcher() as fetcher:
        bodies = [fetcher.send(post(signed_in(server.url()))).body for _ in range(3)]
    assert bodies == [b"<Response>%08d</Response>" % number for number in (1, 2, 3)]


@pytest.mark.parametrize("who", ["me:wrong", "me"])
def test_a_wrong_password_is_tried_once(who: str) -> None:
    with serving(web(basic)) as server:
        answer = ask(signed_in(server.url(), who))
    assert (answer.status, cause(answer), len(server.requests)) == (401, None, 2)


def test_a_401_without_credentials_is_the_answer() -> None:
    with serving(web(basic)) as server:
        assert ask(server.url()).status == 401
    assert len(server.requests) == 1


def test_a_login_does_not_leave_its_origin() -> None:
    with serving(web(basic)) as one, serving(web(basic)) as two, Fetcher() as fetcher:
        assert fetcher.send(post(signed_in(one.url()))).status == 200
        assert fetcher.send(post(two.url())).status == 401
    assert all(b"Authorization" not in request for request in two.requests)


@pytest.mark.parametrize(
    "challenge",
    [
        *("", "Basic", "Digest", "Negotiate"),
        *("Digest qop=auth-int, nonce=1", 'Digest algorithm="X"', "Digest ="),
    ],
)
def test_a_challenge_nobody_can_answer(challenge: str) -> None:
    reply = http_reply(b"", f"WWW-Authenticate: {challenge}", status="401 Unauthorized")
    with serving(web(lambda _: reply)) as server:
        answer = ask(signed_in(server.url()))
    assert (answer.status, cause(answer)) == (401, None)
    assert len(server.requests) <= 2


def test_the_strongest_offer_is_taken() -> None:
    login = log_in(['Basic realm="x"', 'Digest realm="x", nonce="1"'], "u", "p")
    assert login
    assert login("POST", "/").startswith("Digest ")
    both = log_in(['Basic realm="x", Digest realm="y", nonce="1"'], "u", "p")
    assert both
    assert 'realm="y"' in both("POST", "/")


@pytest.mark.parametrize(
    ("offer", "scheme"),
    [
        ('Basic realm="Please digest this"', "Basic"),
        ('Basic realm="x, Digest nonce=1"', "Basic"),
        ('Basic realm="say \\"Digest nonce=1\\""', "Basic"),
        ("basic", "Basic"),
        ('Bearer realm="x", Basic realm="y"', "Basic"),
        ('Negotiate YWJj==, Basic realm="y"', "Basic"),
        ('Digest realm="x", nonce="1", algorithm=SHA-1, Basic realm="y"', "Basic"),
        ('Digest realm="no nonce", Basic realm="y"', "Basic"),
        ('Basic realm="x",Digest\tNONCE = "1" , realm=z', "Digest"),
        ('Bearer realm="Basic x"', None),
        ('NewBasic realm="x"', None),
        ("realm=x", None),
        ('Basic"', "Basic"),
        ('",=,=",', None),
    ],
)
def test_which_login_is_meant(offer: str, scheme: str | None) -> None:
    login = log_in([offer], "u", "p")
    assert (login("GET", "/").partition(" ")[0] if login else None) == scheme


@given(st.lists(st.sampled_from([*'ab=",\\ \t\n\xe9', "Digest ", "nonce=", "Basic "])))
def test_no_challenge_is_too_odd(pieces: list[str]) -> None:
    login = log_in(["".join(pieces)], "\ud800", "\x00")
    assert login is None or login("GET", "/\ud800").startswith(("Digest ", "Basic "))


@pytest.mark.parametrize("offer", ['Basic realm="x"', 'Digest realm="x", nonce="1"'])
def test_a_login_that_cannot_be_written_as_utf_8(offer: str) -> None:
    reply = http_reply(b"", f"WWW-Authenticate: {offer}", status="401 Unauthorized")
    with serving(web(lambda _: reply)) as server:
        answer = ask(signed_in(server.url(), "u\ud8ff:p\udcff"))
    assert (answer.status, cause(answer), len(server.requests)) == (401, None, 2)


def test_a_digest_without_qop_is_the_formula_of_rfc_2069() -> None:
    login = log_in(['Digest realm="r", nonce="n"'], "u", "p")
    ha1, ha2 = (hashlib.md5(text).hexdigest() for text in (b"u:r:p", b"GET:/x?y"))
    proof = hashlib.md5(f"{ha1}:n:{ha2}".encode()).hexdigest()
    assert login
    assert f'response="{proof}"' in login("GET", "/x?y")


def test_what_is_forgotten_is_not_sent() -> None:
    with serving(web(basic_with_cookie)) as server, Fetcher() as fetcher:
        assert fetcher.send(post(signed_in(server.url()))).status == 200
        assert fetcher.send(post(server.url())).status == 200
        fetcher.forget()
        assert fetcher.send(post(server.url())).status == 401
        assert server.connections == 1
    last = server.requests[-1]
    assert b"\r\nCookie: " not in last


def at_once(count: int, work: Callable[[], object]) -> None:
    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_threads_share_a_fetcher() -> None:
    answers: list[Answer] = []
    with serving(web(basic)) as server, Fetcher() as fetcher:

        def work() -> None:
            answers.extend(fetcher.send(post(signed_in(server.url()))) for _ in range(5))

        at_once(8, work)
    assert [answer.status for answer in answers] == [200] * 40


def test_a_session_shares_the_connection_and_nothing_else() -> None:
    with serving(web(basic_with_cookie)) as server, Fetcher() as fetcher:
        one, other = fetcher.session(), fetcher.session()
        assert one.send(post(signed_in(server.url()))).status == 200
        assert other.send(post(server.url())).status == 401
        assert one.send(post(server.url())).status == 200
        assert server.connections == 1
    asked = [b"\r\nCookie: " in request for request in server.requests]
    assert asked == [False, True, False, True]


@pytest.mark.parametrize("kept", [1, 4])
def test_as_many_connections_are_kept_as_are_wanted(kept: int) -> None:
    together = Barrier(4)

    def handler(_: Received) -> bytes:
        together.wait(10)
        return http_reply()

    with serving(web(handler)) as server, Fetcher(connections=kept) as fetcher:
        for _ in range(2):
            at_once(4, lambda: fetcher.send(post(server.url())))
        assert server.connections == 8 - kept
