"""--public-url: what Twilio knows, and where the connection goes."""

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.request.test_session import after_http
from twiml_check.request.session import first, new_session, request_to
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.url import Url

SMS = EVENTS["sms"]
LOCAL = "http://127.0.0.1:5000"
PUBLIC = "https://x.example"

# target, public URL, a URL that Twilio is sent to, where to connect for it
MAPPINGS = [
    ("/sms", "/sms", "/next", "/next"),
    ("/sms", "/hooks/sms", "/hooks/next", "/next"),
    ("/sms", "/hooks/sms", "/hooks", "/"),
    ("/sms", "/hooks/sms", "/hooksmith", "/hooksmith"),
    ("/sms", "/hooks/sms", "/other/next", "/other/next"),
    ("/app/sms", "/sms", "/next", "/app/next"),
    ("/app/v1/sms", "/hooks/v1/sms", "/hooks/next?a=1", "/app/next?a=1"),
    ("/sms", "/incoming", "/incoming", "/sms"),
    ("/sms", "/incoming", "/incoming/next", "/sms/next"),
    ("/sms", "/incoming", "/next", "/next"),
    ("/xsms", "/sms", "/sms", "/xsms"),
    ("/sms", "", "/sms", "/sms"),
    ("/sms", "/", "/next", "/next"),
    ("", "", "", "/"),
    ("", "/hooks", "/hooks", "/"),
    ("/a b/sms", "/hooks/sms", "/hooks/ü", "/a%20b/%C3%BC"),
]


@pytest.mark.parametrize(("target", "public", "url", "connect"), MAPPINGS)
def test_mapping(target: str, public: str, url: str, connect: str) -> None:
    session = new_session(SMS, LOCAL + target, public_url=PUBLIC + public)
    request = request_to(session, Url.parse(PUBLIC + url), "POST")
    assert str(request.connect) == LOCAL + connect
    assert request.target.text.startswith(PUBLIC)


@pytest.mark.parametrize(("target", "public", "_url", "_connect"), MAPPINGS)
def test_the_first_request_reaches_the_target(
    target: str, public: str, _url: str, _connect: str
) -> None:
    request = first(new_session(SMS, LOCAL + target, public_url=PUBLIC + public))
    assert str(request.connect) == LOCAL + (target or "/").replace(" ", "%20")


def test_headers_are_those_of_a_proxy() -> None:
    request = first(new_session(SMS, f"{LOCAL}/sms", public_url="https://x.example:8443/sms"))
    assert request.headers[0] == ("Host", "x.example:8443")
    assert request.headers[-2:] == (
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "x.example:8443"),
    )


def test_the_public_url_is_signed() -> None:
    session = new_session(SMS, f"{LOCAL}/sms", public_url=f"{PUBLIC}/hooks/sms?a=1", token="secret")
    request = first(session)
    assert str(request.target) == f"{PUBLIC}/hooks/sms?a=1"
    assert str(request.connect) == f"{LOCAL}/sms?a=1"
    signature = dict(request.headers)["X-Twilio-Signature"]
    assert RequestValidator("secret").validate(request.target.text, dict(request.params), signature)


def test_a_get_has_its_fields_at_both_ends() -> None:
    session = new_session(SMS, f"{LOCAL}/sms", public_url=f"{PUBLIC}/hooks/sms", method="GET")
    request = first(session)
    connect = str(request.connect)
    assert request.target.text.removeprefix(f"{PUBLIC}/hooks") == connect.removeprefix(LOCAL)
    assert "&Body=Hello&" in connect


def test_the_target_says_what_the_public_url_does_not() -> None:
    session = new_session(SMS, "http://user:pw@127.0.0.1:5000/sms?a=1#rc=0", public_url=PUBLIC)
    request = first(session)
    assert str(request.url) == "https://user:pw@x.example/sms?a=1#rc=0"
    assert str(request.target) == "https://x.example/sms?a=1"
    assert str(request.connect) == f"{LOCAL}/sms?a=1"


@pytest.mark.parametrize(
    "url",
    [f"{LOCAL}/next", "http://x.example:81/next", "https://x.example:8443/", "https://y.example/"],
)
def test_another_origin_is_left_alone(url: str) -> None:
    session = new_session(SMS, f"{LOCAL}/sms", public_url=f"{PUBLIC}/sms")
    for request in (
        request_to(session, Url.parse(url), "POST"),
        after_http(session, first(session), url, 302),
    ):
        assert request.connect is None
        assert str(request.target) == url
        assert "X-Forwarded-Host" not in dict(request.headers)


@pytest.mark.parametrize("url", ["https://X.example/next", "https://x.example:443/next"])
def test_the_same_origin_in_other_words(url: str) -> None:
    session = new_session(SMS, f"{LOCAL}/sms", public_url=f"{PUBLIC}/sms")
    request = request_to(session, Url.parse(url), "POST")
    assert str(request.target) == url
    assert str(request.connect) == f"{LOCAL}/next"


def test_a_fallback_is_told_of_the_public_url() -> None:
    session = new_session(EVENTS["sms-fallback"], f"{LOCAL}/sms", public_url=PUBLIC)
    assert dict(first(session).params)["ErrorUrl"] == f"{PUBLIC}/sms"


def test_the_public_host_is_local_by_http_too() -> None:
    session = new_session(SMS, f"{LOCAL}/sms", public_url=f"{PUBLIC}/hooks/sms")
    request = request_to(session, Url.parse("http://x.example/hooks/next?a=1"), "POST")
    assert (str(request.connect), request.downgraded) == (f"{LOCAL}/next?a=1", True)
    assert ("X-Forwarded-Proto", "http") in request.headers
    assert not request_to(session, Url.parse(f"{PUBLIC}/hooks/next")).downgraded


@pytest.mark.parametrize(
    ("public", "url"),
    [
        ("http://x.example/sms", "https://x.example/next"),
        ("https://x.example:8443/sms", "http://x.example/next"),
        ("https://x.example/sms", "http://x.example:8080/next"),
        ("https://x.example/sms", "http://y.example/next"),
    ],
)
def test_another_port_or_host_is_not_behind_the_tunnel(public: str, url: str) -> None:
    request = request_to(
        new_session(SMS, f"{LOCAL}/sms", public_url=public), Url.parse(url), "POST"
    )
    assert (request.connect, request.downgraded) == (None, False)
