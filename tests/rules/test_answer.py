"""The HTTP answer: what is wrong with it, how bad that is, and the one thing to look at."""

import pytest

from tests.rules.telling import URL, answer, asking, hop, kind, said_of
from twiml_check.explore.lint import lint
from twiml_check.model.exchange import Answer, TransportError
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.vocabulary.failures import FAILURES

RULES = {
    *FAILURES,
    *("http-error", "invalid-http-redirect", "too-many-http-redirects", "lost-fields"),
    *("missing-content-type", "wrong-content-type", "no-content", "twiml-as-text"),
    *("html-content-type", "compressed-answer", "near-size-limit", "plain-http", "bad-override"),
}
TWIML = b"<Response/>"
PUBLIC = "93.184.216.34"


def found(given: Answer, event: str = "sms", **more: object) -> list[Finding]:
    return said_of(hop(event, given, **more), RULES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "status", "kinds"),
    [
        ("sms", 101, [("http-error", "error", 11200)]),
        ("sms", 199, [("http-error", "error", 11200)]),
        ("sms", 200, []),
        ("sms", 201, []),
        ("sms", 299, []),
        ("sms", 300, [("invalid-http-redirect", "error", 11216)]),
        ("sms", 304, [("invalid-http-redirect", "error", 11216)]),
        ("sms", 308, [("invalid-http-redirect", "error", 11216)]),
        ("sms", 399, [("invalid-http-redirect", "error", 11216)]),
        ("sms", 400, [("http-error", "error", 11200)]),
        ("voice", 404, [("http-error", "error", 11200)]),
        ("voice", 500, [("http-error", "error", 11200)]),
        ("voice", 599, [("http-error", "error", 11200)]),
        ("message-status", 404, [("http-error", "error", 11200)]),
        ("call-status", 404, [("http-error", "error", 15003)]),
    ],
)
def test_a_status(event: str, status: int, kinds: list[tuple[str, str, int | None]]) -> None:
    assert [kind(each) for each in found(answer(TWIML, status=status), event)] == kinds


@pytest.mark.parametrize(
    ("event", "body", "note"),
    [
        ("sms", b"", ""),
        ("voice", b"Not <b>here</b>", ""),
        ("voice", b"No such page\nsorry", 'the response says "No such page"'),
        ("voice", b"<html><title> No\n app </title>", 'the response says "No app"'),
        ("voice", b"<title>KeyError at &#x2F;sms</title>", 'the response says "KeyError at /sms"'),
        ("voice", b"<H1 class='a'>Oh</H1>", 'the response says "Oh"'),
        ("call-status", b"", ""),
        ("call-status", b"Gone", 'the response says "Gone"'),
    ],
)  # fmt: skip
def test_what_an_error_page_says(event: str, body: bytes, note: str) -> None:
    [error] = found(answer(body, status=404), event)
    assert error.note == note


@pytest.mark.parametrize(("status", "code"), [(404, 82001), (500, 82002)])
def test_a_function_logs_a_number_of_its_own(status: int, code: int) -> None:
    url = "https://shop-1234.twil.io/sms"
    [error] = found(answer(b"", status=status), request=asking(url))
    assert (error.twilio_code, str(code) in error.note) == (11200, True)


UNSIGNED, SIGNED = asking(), asking(URL, "POST", ("X-Twilio-Signature", "c2lnbg=="))
TELLS_OF_TOKEN = "if the webhook checks signatures, give --auth-token"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "run with -vv to see the request"),
        (401, "write user:password@ in the URL"),
        (403, "turn CSRF protection off for this route"),
        (404, "check the path"),
        (405, "let the route accept POST"),
        (415, "let the route accept application/x-www-form-urlencoded"),
        (418, "run with -vv to see the request"),
        (429, "remove the rate limit for this route"),
        (499, "run with -vv to see the request"),
        (500, "look in the log of the webhook"),
        (502, "start the server behind the proxy"),
        (503, "start the server, or wait"),
        (504, "respond faster"),
        (599, "look in the log of the webhook"),
    ],
)
def test_the_one_thing_to_look_at(status: int, words: str) -> None:
    [error] = found(answer(b"", status=status), request=UNSIGNED)
    assert words in error.help
    assert (TELLS_OF_TOKEN in error.help) == (status in (400, 403))
    assert error.message == f"the webhook responded with {status}"


@pytest.mark.parametrize(
    ("status", "call", "more"),
    [
        (400, "ringing", True),
        (422, "ringing", True),
        (400, "in-progress", False),
        (403, "ringing", False),
        (500, "ringing", False),
    ],
)
def test_an_action_that_was_asked_without_digits(status: int, call: str, more: bool) -> None:
    for request in (UNSIGNED, SIGNED):
        asked = request._replace(params=(("CallStatus", call),))
        [error] = found(answer(b"", status=status), "voice", request=asked)
        assert error.help.startswith("if this is the action of a <Gather>") == more


@pytest.mark.parametrize(
    ("status", "header", "body", "words"),
    [
        (404, ("Ngrok-Error-Code", "ERR_NGROK_3200"), b"", "start the tunnel"),
        (404, ("Ngrok-Error-Code", "ERR_NGROK_1"), b"", "check the path"),
        (500, ("Server", "x"), b"<p>and you have APPEND_SLASH set.", "with a slash: Django"),
        (404, ("Server", "x"), b"<p>and you have APPEND_SLASH set.", "check the path"),
    ],
)
def test_errors_that_tell_more(
    status: int, header: tuple[str, str], body: bytes, words: str
) -> None:
    said = answer(body, status=status)
    [error] = found(said._replace(headers=(*said.headers, header)), request=UNSIGNED)
    assert words in error.help


def test_twiml_in_quotes_is_no_json_of_choice() -> None:
    [quoted] = found(answer(b'"<Response/>"', "application/json"), request=UNSIGNED)
    [plain] = found(answer(b"<Response/>", "application/json"), request=UNSIGNED)
    assert quoted.help.startswith("send the XML itself")
    assert plain.help == "send Content-Type: text/xml with the TwiML"


@pytest.mark.parametrize("status", [400, 403])
def test_a_refused_signature(status: int) -> None:
    [error] = found(answer(b"", status=status), request=SIGNED)
    assert f"the request was signed for the URL {URL}" in error.note
    assert error.help.startswith("compare this URL") == (status == 403)
    assert TELLS_OF_TOKEN not in error.help


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_signature_is_not_blamed_for_everything(status: int) -> None:
    [signed] = found(answer(b"", status=status), request=SIGNED)
    [unsigned] = found(answer(b"", status=status), request=UNSIGNED)
    assert signed.help == unsigned.help


@pytest.mark.parametrize(
    ("via", "method", "words"),
    [
        ("webhook", "POST", "let the route accept POST, or give --method GET"),
        ("webhook", "GET", "let the route accept GET; Twilio sends POST by default"),
        ("twiml-redirect", "GET", "let the route accept GET; Twilio sends POST"),
        ("http-redirect", "POST", "let the route accept POST; Twilio sends POST"),
        ("http-redirect", "GET", "the redirect before made it a GET: give Twilio this address"),
    ],
)
def test_the_wrong_method(via: str, method: str, words: str) -> None:
    [error] = found(answer(b"", status=405), request=asking(URL, method), via=via)
    assert error.help.startswith(words)


LARGE, REFUSED = TransportError("body-too-large"), TransportError("connection-refused")


@pytest.mark.parametrize(
    ("status", "failure", "kinds"),
    [
        (None, REFUSED, [("connection-refused", "error", 11202)]),
        (None, TransportError("answer-timeout"), [("answer-timeout", "error", 11205)]),
        (None, TransportError("answer-timeout", "", 11203), [("answer-timeout", "error", 11203)]),
        (200, LARGE, [("body-too-large", "error", 11750)]),
        (204, TransportError("bad-cookie"), [("bad-cookie", "error", 11206)]),
        (308, TransportError("bad-cookie"), [("bad-cookie", "error", 11206)]),
        (500, TransportError("bad-cookie"), [("bad-cookie", "error", 11206)]),
        (
            400,
            TransportError("plain-http-to-tls-port"),
            [("plain-http-to-tls-port", "error", 11206)],
        ),
    ],
)
def test_one_reason_is_enough(
    status: int | None, failure: TransportError, kinds: list[tuple[str, str, int | None]]
) -> None:
    given = answer(b"")._replace(status=status, failure=failure)
    assert [kind(each) for each in found(given)] == kinds


def test_a_failure_says_what_was_seen_and_what_to_do() -> None:
    given = answer(b"")._replace(
        status=None, failure=TransportError("dns-failure", "no.example.com")
    )
    [error] = found(given)
    assert error.message == "DNS has no address for the host: no.example.com"
    assert error.help == FAILURES["dns-failure"].advice


Locations = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (302, [], "the 302 redirect has no Location header"),
        (307, [("Location", " ")], "the 307 redirect has no Location header"),
        (301, [("Location", "ftp://a.example.com/")], "ftp"),
        (303, [("Location", "mailto:a@example.com")], "mailto"),
        (308, [("Location", "/on")], "Twilio does not follow a redirect with status 308"),
        (300, [("Location", "/on")], "Twilio does not follow a redirect with status 300"),
    ],
)
def test_a_redirect_that_is_not_followed(status: int, headers: Locations, message: str) -> None:
    [error] = found(answer(b"", None, *headers, status=status))
    assert kind(error) == ("invalid-http-redirect", "error", 11216)
    assert message in error.message


def test_no_password_of_a_location_is_said() -> None:
    for location, status in (
        ("ftp://me:secret@a.example.com/", 307),
        ("http://me:secret@a.org/", 302),
    ):
        [finding] = found(answer(b"", None, ("Location", location), status=status))
        assert "secret" not in finding.message + finding.help


@pytest.mark.parametrize(
    ("method", "status", "location", "kinds"),
    [
        ("POST", 301, "/on", [("lost-fields", "warning", None)]),
        ("POST", 302, "/on", [("lost-fields", "warning", None)]),
        ("POST", 303, "/on", [("lost-fields", "warning", None)]),
        ("POST", 307, "/on", []),
        ("GET", 302, "/on", []),
        # Nothing is lost where nothing is followed.
        ("POST", 302, "tel:1", [("invalid-http-redirect", "error", 11216)]),
        ("POST", 302, "", [("invalid-http-redirect", "error", 11216)]),
    ],
)
def test_lost_fields(
    method: str, status: int, location: str, kinds: list[tuple[str, str, int | None]]
) -> None:
    given = answer(b"", None, ("Location", location), status=status)
    assert [kind(each) for each in found(given, request=asking(URL, method))] == kinds


@pytest.mark.parametrize(("redirects", "loud"), [(0, False), (9, False), (10, True), (11, True)])
def test_ten_redirects_in_a_row(redirects: int, loud: bool) -> None:
    given = answer(b"", None, ("Location", "/on"), status=307)
    kinds = [kind(each) for each in found(given, redirects=redirects)]
    assert kinds == [("too-many-http-redirects", "error", 11215)] * loud


def test_a_circle_of_redirects_is_shown() -> None:
    given = answer(b"", None, ("Location", "/a"), status=307)
    [error] = found(given, redirects=10, repeats=1, loop=("/a", "/b", "/a"))
    assert error.message.endswith("/a → /b → /a")


Row = tuple[str, bytes, str | None, str, str, int | None]
"""Event, body, content type, rule, level, code."""

TYPES: list[Row] = [
    ("sms", TWIML, None, "missing-content-type", "error", 11200),
    ("voice", TWIML, " ", "missing-content-type", "error", 11200),
    ("sms", TWIML, "application/json", "wrong-content-type", "error", 12300),
    ("voice", TWIML, "application/json; charset=utf-8", "wrong-content-type", "error", 12300),
    ("voice", TWIML, "application/twiml+xml", "wrong-content-type", "error", 12300),
    ("sms", b"ID3", "audio/mpeg", "wrong-content-type", "error", 12300),
    ("sms", TWIML, "text/plain", "twiml-as-text", "warning", None),
    ("sms", TWIML, "Text/Plain; charset=utf-8", "twiml-as-text", "warning", None),
    ("voice", b"<Response>\n<Say>", "text/plain", "twiml-as-text", "warning", None),
    ("voice", TWIML, "text/plain", "twiml-as-text", "info", None),
    ("sms", TWIML, "text/html", "html-content-type", "info", None),
    ("voice", TWIML, "text/HTML;charset=utf-8", "html-content-type", "info", None),
]  # fmt: skip


@pytest.mark.parametrize("row", TYPES)
def test_a_content_type(row: Row) -> None:
    event, body, content_type, rule, level, code = row
    [finding] = found(answer(body, content_type), event)
    assert kind(finding) == (rule, level, code)
    assert "text/xml" in finding.help


@pytest.mark.parametrize(
    ("event", "body", "content_type"),
    [
        ("sms", TWIML, "text/xml"),
        ("sms", TWIML, "application/xml; charset=utf-8"),
        ("voice", b"ID3", "audio/mpeg"),
        ("sms", b"Hello", "text/plain"),
        ("voice", b"Hello", "text/plain"),
        ("sms", b"", None),
        ("message-status", TWIML, None),
        ("message-status", TWIML, "text/plain"),
        ("call-status", b"{}", "application/json"),
        ("call-status", b"", None),
    ],
)
def test_a_content_type_that_twilio_takes(
    event: str, body: bytes, content_type: str | None
) -> None:
    assert found(answer(body, content_type), event) == []


def test_the_type_of_html_is_mentioned_once_and_only_of_twiml() -> None:
    given = answer(TWIML, "text/html")
    assert found(given, via="twiml-redirect") == []
    assert found(given, via="http-redirect") == []
    assert found(answer(b"<html/>", "text/html")) == []


@pytest.mark.parametrize(
    ("event", "kinds"),
    [
        ("voice", [("no-content", "error", 11200)]),
        ("sms", [("no-content", "info", None)]),
        ("call-status", []),
        ("message-status", []),
    ],
)
def test_204(event: str, kinds: list[tuple[str, str, int | None]]) -> None:
    assert [kind(each) for each in found(answer(b"", None, status=204), event)] == kinds


@pytest.mark.parametrize(
    ("event", "status", "compressed", "loud"),
    [
        ("sms", 200, "gzip", True),
        ("voice", 200, "br", True),
        ("sms", 200, None, False),
        ("sms", 404, "gzip", False),
        ("call-status", 200, "gzip", False),
    ],
)
def test_a_compressed_answer(event: str, status: int, compressed: str | None, loud: bool) -> None:
    given = answer(TWIML, status=status, compressed=compressed)
    hints = said_of(hop(event, given), {"compressed-answer"})
    assert [kind(each) for each in hints] == [("compressed-answer", "info", None)] * loud
    assert all(f"({compressed})" in each.message for each in hints)


@pytest.mark.parametrize(
    ("size", "status", "loud"),
    [(64_000, 200, False), (64_001, 200, True), (65_536, 200, True), (65_000, 500, False)],
)
def test_nearly_too_large(size: int, status: int, loud: bool) -> None:
    hints = said_of(
        hop("sms", answer(b"a" * size, "text/plain", status=status)), {"near-size-limit"}
    )
    assert [kind(each) for each in hints] == [("near-size-limit", "info", None)] * loud
    assert all(f"{size:,} bytes" in each.message for each in hints)


@pytest.mark.parametrize(
    ("event", "content_type", "rule", "message"),
    [
        ("sms", "text/plain", "blank-text", "the response is empty text: Twilio sends nothing"),
        ("voice", "text/plain", "blank-text", "the response is empty text: Twilio says nothing"),
        ("voice", "audio/mpeg", "unplayable-audio", "the audio is empty: Twilio plays nothing"),
    ],
)
def test_an_answer_with_nothing_in_it(
    event: str, content_type: str, rule: str, message: str
) -> None:
    [finding] = said_of(hop(event, answer(b"", content_type)), {"blank-text", "unplayable-audio"})
    assert kind(finding) == (rule, "warning", None)
    assert finding.message == message


def test_sound_may_be_long() -> None:
    assert found(answer(b"a" * 65_000, "audio/mpeg"), "voice") == []


@pytest.mark.parametrize(
    ("url", "address", "via", "loud"),
    [
        ("http://shop.example.com/", PUBLIC, "webhook", True),
        ("HTTP://shop.example.com/", PUBLIC, "webhook", True),
        ("http://shop.example.com/", None, "webhook", True),
        ("http://shop.example.com/", PUBLIC, "twiml-redirect", True),
        ("https://shop.example.com/", PUBLIC, "webhook", False),
        ("http://shop.example.com/", PUBLIC, "http-redirect", False),
        # On the way to becoming one: a private machine, or a name for it.
        ("http://127.0.0.1:5000/", "127.0.0.1", "webhook", False),
        ("http://localhost:5000/", "127.0.0.1", "webhook", False),
        ("http://10.1.2.3/", None, "webhook", False),
        ("http://shop.test/", "192.168.0.7", "webhook", False),
        ("http://shop.test/", "::1", "webhook", False),
    ],
)
def test_a_public_webhook_without_tls(url: str, address: str | None, via: str, loud: bool) -> None:
    kinds = [kind(each) for each in found(answer(address=address), request=asking(url), via=via)]
    assert kinds == [("plain-http", "info", None)] * loud


@pytest.mark.parametrize(
    ("fragment", "kinds"),
    [
        ("e=dublin&ct=2000&rc=3&rp=4xx,5xx&sni=y", []),
        ("section-2", []),
        ("e=atlantis", [("bad-override", "error", 11240)]),
        ("e=us1", [("bad-override", "error", 11241)]),
        ("rp=3xx", [("bad-override", "error", 11243)]),
        # Nobody knows what Twilio says of these.
        ("ct=5", [("bad-override", "warning", None)]),
        ("tt=99999", [("bad-override", "warning", None)]),
        ("rc=6", [("bad-override", "warning", None)]),
        ("sni=x", [("bad-override", "warning", None)]),
        ("ct=5&e=atlantis", [("bad-override", "error", 11240), ("bad-override", "warning", None)]),
    ],
)
def test_an_override(fragment: str, kinds: list[tuple[str, str, int | None]]) -> None:
    request = asking(f"{URL}#{fragment}")
    assert [kind(each) for each in found(answer(), request=request)] == kinds
    assert found(answer(), request=request, via="http-redirect") == []
    assert [kind(each) for each in found(answer(), request=request, via="twiml-redirect")] == (
        kinds
    )


def test_of_a_file_no_answer_is_judged() -> None:
    made, findings = lint("a.xml", TWIML)
    assert isinstance(made, Hop)
    assert [each for each in findings if each.rule in RULES] == []
