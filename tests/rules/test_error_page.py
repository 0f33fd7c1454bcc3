"""An error page: what it says about its cause, and the one change that this suggests."""

import pytest

from tests.read.printed import ASP_NET, DJANGO, EXPRESS, PRINTED, PYTHON
from tests.rules.telling import URL, answer, asking, hop
from twiml_check.model.exchange import Answer, TransportError
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.read.answer import effective_answer
from twiml_check.rules.engine import check
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.url import Url

UNSIGNED, SIGNED = asking(), asking(URL, "POST", ("X-Twilio-Signature", "c2lnbg=="))
TUNNELLED = SIGNED._replace(connect=Url.parse("http://127.0.0.1:5000/hook"))
SIGN = "give --auth-token"
COMPARE = "compare this URL and the auth token"


def error_of(page: str | Answer, status: int = 500, event: str = "sms", **more: object) -> Finding:
    given = page if isinstance(page, Answer) else answer(page.encode(), "text/html", status=status)
    made: Hop = hop(event, given, **more)  # type: ignore[arg-type]
    [found] = [each for each in check(made) if each.rule == "http-error"]
    return found


@pytest.mark.parametrize("text", PRINTED)
def test_the_error_line_of_the_program_is_quoted(text: str) -> None:
    program, line = PRINTED[text]
    said = error_of(text).note.partition('"')
    assert said[0] == f"{program} says "
    assert said[2].startswith(" ".join(line.split())[:40])


def test_settings_on_a_debug_page_are_no_advice() -> None:
    assert error_of(DJANGO).help == "fix this error in the app"
    slash = DJANGO.replace("&#x27;town&#x27;", "you have APPEND_SLASH set. Django can't")
    assert error_of(slash).help.startswith("end the path of the URL with a slash")


@pytest.mark.parametrize(
    ("event", "field", "other"),
    [
        ("voice", "Body", ", or --event sms"),
        ("voice", "MessageSid", ", or --event sms"),
        ("dial", "NumMedia", ", or --event sms"),
        ("sms", "CallSid", ", or --event voice"),
        ("sms", "CallStatus", ", or --event voice"),
        ("sms", "Digits", ""),
        ("voice", "RecordingUrl", ""),
        ("voice", "town", ""),
    ],
)
def test_a_field_of_the_other_product_names_its_event(event: str, field: str, other: str) -> None:
    page = f'{{"detail":[{{"type":"missing","loc":["body","{field}"],"msg":"x"}}]}}'
    said = error_of(page, 422, event).help.partition("…" if field != "Digits" else "1")[2]
    assert said == f"{other}: this request has no {field}"


def test_an_exception_without_a_message_is_quoted_by_its_type() -> None:
    page = """<title>SuspiciousOperation\n at /sms</title><textarea>
Exception Type: SuspiciousOperation at /sms
Exception Value: \n</textarea><div><h2>Request information</h2></div>"""
    assert error_of(page, 400).note == 'Django says "SuspiciousOperation"'


@pytest.mark.parametrize("status", [400, 403])
def test_a_debug_page_that_refuses_an_unsigned_request_may_lack_the_signature(status: int) -> None:
    found = error_of(DJANGO.replace("MultiValueDictKeyError", "SuspiciousOperation"), status)
    assert found.help.startswith("if the webhook checks signatures, give --auth-token")


@pytest.mark.parametrize("page", [PYTHON, EXPRESS, ASP_NET])
def test_a_crash_is_to_be_fixed(page: str) -> None:
    assert error_of(page).help == "fix this error in the app"


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("You may need to add 'a.example.com' to ALLOWED_HOSTS.", 400, 'add "a.example.com" to'),
        (
            DJANGO.replace("&#x27;town&#x27;", "You may add &#x27;::1&#x27; to ALLOWED_HOSTS."),
            400,
            'add "::1" to ALLOWED_HOSTS',
        ),
        ('Blocked hosts: a.example.com<pre>config.hosts << "a.example.com"</pre>', 403,
         'write config.hosts << "a.example.com"'),
        ('This host is not allowed. Add "a.example.com" to `server.allowedHosts`', 403,
         "turn CSRF protection off for this route"),
        ('To allow this host, add "a.example.com" to `server.allowedHosts` in it', 403,
         'add "a.example.com" to server.allowedHosts'),
    ],
)  # fmt: skip
def test_a_host_that_the_app_does_not_know(page: str, status: int, words: str) -> None:
    assert words in error_of(page, status).help


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ('{"error": "Missing required parameter: Digits"}', "Digits"),
        ("Missing field 'town_id'", "town_id"),
        ("missing parameter RecordingUrl", "RecordingUrl"),
        ('"CallSid" is required', "CallSid"),
        ("The Digits field is required.", "Digits"),
        ("SpeechResult is missing", "SpeechResult"),
        ("Required request parameter 'Digits' for method parameter type String is not present",
         "Digits"),
        ("param is missing or the value is empty: Digits", "Digits"),
        ('{"detail":[{"type":"missing","loc":["body","Digits"],"msg":"x"}]}', "Digits"),
        ("No Digits", "Digits"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("request_", [UNSIGNED, SIGNED])
def test_a_field_that_the_app_misses(page: str, field: str, request_: object) -> None:
    found = error_of(page, 400, request=request_)
    assert found.help.startswith(f"give --param {field}=")
    later = error_of(page, 400, request=request_, via="action")
    assert later.help.startswith(f"read {field} only where Twilio sends it")


@pytest.mark.parametrize(
    "page",
    [
        "MultiValueDictKeyError: Digits",
        'Undefined array key "Digits"',
        "KeyError: 'Digits'",
        "undefined (reading 'Digits')",
    ],
)
def test_a_crash_over_a_field_of_twilio(page: str) -> None:
    assert error_of(page).help == "give --param Digits=1: this request has no Digits"


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("Missing required parameter: From", 400),
        ("KeyError: 'town'", 500),
        ("Authentication is required", 400),
        ("No such page", 404),
        ("Something is missing", 400),
    ],
)
def test_no_field_is_made_up(page: str, status: int) -> None:
    sent = UNSIGNED._replace(params=(("From", "+12025550143"),))
    assert "--param" not in error_of(page, status, request=sent).help


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize(
    "page", ["X-Twilio-Signature header does not exist", "Invalid signature", "No signature header"]
)
def test_a_page_about_the_signature(status: int, page: str) -> None:
    ringing = (("CallStatus", "ringing"),)
    unsigned = UNSIGNED._replace(params=ringing)
    assert error_of(page, status, "voice", request=unsigned).help.startswith(SIGN)
    signed = error_of(page, status, request=SIGNED)
    assert signed.help.startswith(COMPARE)
    assert f"the request was signed for the URL {URL}" in signed.note


def test_an_option_that_was_given_is_no_advice() -> None:
    assert "--public-url" in error_of("", 403, request=SIGNED).help
    assert "--public-url" not in error_of("", 403, request=TUNNELLED).help
    assert "--public-url" in error_of("no signature", 403).help
    through = UNSIGNED._replace(connect=Url.parse("http://127.0.0.1:5000/hook"))
    assert error_of("no signature", 403, request=through).help == SIGN


@pytest.mark.parametrize("page", ["CSRF verification failed", "Invalid authenticity token"])
def test_csrf_protection(page: str) -> None:
    for request in (UNSIGNED, SIGNED):
        assert (
            error_of(page, 403, request=request).help == "turn CSRF protection off for this route"
        )


def test_a_title_that_says_nothing_is_not_quoted() -> None:
    page = "<html><title>Error</title><body><pre>Cannot POST /sms</pre></body></html>"
    assert error_of(page, 404).note.startswith('the response says "Cannot POST /sms"')
    assert "Error" not in error_of("<title>Error</title>", 404).note


@pytest.mark.parametrize(
    ("status", "allow", "via", "by_get", "words"),
    [
        (404, None, "webhook", True, "let the route accept POST, or give --method GET"),
        (404, None, "twiml-redirect", True, 'write method="GET" in <Redirect>, or let the route'),
        (404, None, "action", True, 'write method="GET" next to the action, or let the route'),
        (405, "GET, HEAD, OPTIONS", "twiml-redirect", False, 'write method="GET" in <Redirect>'),
        (405, "get", "action", False, 'write method="GET" next to the action'),
        (405, "PUT", "twiml-redirect", False, "let the route accept POST"),
        (405, None, "twiml-redirect", False, "let the route accept POST"),
        (404, None, "twiml-redirect", False, "check the path"),
        (404, None, "webhook", False, "check the path"),
    ],
)
def test_a_url_that_is_there_for_get(
    status: int, allow: str | None, via: str, by_get: bool, words: str
) -> None:
    headers = (("Allow", allow),) if allow else ()
    given = answer(b"", "text/html", *headers, status=status)
    found = error_of(given, via=via, by_get=by_get)
    assert found.help.startswith(words)
    assert ("responds to a GET with TwiML" in found.note) == by_get


def test_a_redirect_by_get_to_a_route_for_post() -> None:
    given = answer(b"", "text/html", ("Allow", "POST"), status=405)
    found = error_of(given, request=asking(URL, "GET"), via="twiml-redirect")
    assert found.help == 'write method="POST" in <Redirect>, or let the route accept GET'


@pytest.mark.parametrize(("status", "rule"), [(500, "http-error"), (200, "body-too-large")])
def test_an_error_page_cannot_be_too_large(status: int, rule: str) -> None:
    large = answer(DJANGO.encode(), "text/html", status=status)
    large = large._replace(failure=TransportError("body-too-large"))
    read = effective_answer(large, EVENTS["sms"])
    assert rule in [each.rule for each in check(hop("sms", read))]


@pytest.mark.parametrize(
    "page", ["\x00\x1b[31m<title>\x07[red]x[/red]</title>", "<" * 60_000, "\xff"]
)
def test_a_hostile_page_is_quoted_in_part(page: str) -> None:
    found = error_of(page)
    assert len(found.note) < 400
    assert "\n" not in found.note
