"""Where <Redirect> leads: addresses, overrides, circles and the limit of documents."""

import pytest

from tests.rules.telling import answer, asking, hop, kind, place, said, said_of
from twiml_check.explore.lint import lint

REDIRECT = {"bad-redirect-url", "bad-redirect-override", "redirect-loop", "document-limit"}
PATH = "write an http or https URL, or a path on the same server"


@pytest.mark.parametrize(
    ("target", "words", "change"),
    [
        ("ftp://example.com/next", "opens only http and https", PATH),
        ("javascript:alert(1)", "javascript", PATH),
        ("tel:+15005550006", "tel", PATH),
        ("https://", "it has no host", PATH),
        ("https://example.com:99999/", "is not a number from 1 to 65535", "write a port from 1"),
        ("https://exa mple.com/", "it has a space in it", "write %20 for a space"),
    ],
)
@pytest.mark.parametrize("event", ["voice", "sms"])
def test_an_address_that_cannot_be_opened(event: str, target: str, words: str, change: str) -> None:
    document = f"<Response>\n <Redirect>{target}</Redirect></Response>"
    [error] = said(event, document, REDIRECT)
    assert kind(error) == ("bad-redirect-url", "error", 11100)
    assert place(error) == (2, 12)
    assert words in error.message
    assert error.help.startswith(change)


@pytest.mark.parametrize(
    "target",
    [
        "",
        " ",
        "/next",
        "next?a=1&amp;b=2",
        "../up",
        "//other.example.com/x",
        "HTTPS://example.com/",
    ],
)
def test_an_address_that_can(target: str) -> None:
    assert said("voice", f"<Response><Redirect>{target}</Redirect></Response>", REDIRECT) == []


@pytest.mark.parametrize("event", ["voice", "sms"])
def test_of_an_underscore_in_a_host_the_page_says_nothing(event: str) -> None:
    document = "<Response><Redirect>https://my_shop.example.com/</Redirect></Response>"
    [finding] = said(event, document, REDIRECT)
    assert kind(finding) == ("bad-redirect-url", "warning", None)


def test_no_password_is_said() -> None:
    document = "<Response><Redirect>ftp://me:secret@example.com/</Redirect></Response>"
    [error] = said("sms", document, REDIRECT)
    assert "secret" not in error.message
    assert "***@example.com" in error.message


def test_a_path_is_only_as_good_as_what_it_is_relative_to() -> None:
    given = answer(b"<Response><Redirect>/next</Redirect></Response>")
    assert said_of(hop("sms", given), REDIRECT) == []
    [error] = said_of(hop("sms", given, asking("https://:5000/")), REDIRECT)
    assert "it has no host" in error.message


@pytest.mark.parametrize(
    ("fragment", "level", "code"),
    [
        ("e=atlantis", "error", 11240),
        ("e=us1", "error", 11241),
        ("rp=3xx", "error", 11243),
        ("ct=5", "warning", None),
        ("sni=x", "warning", None),
    ],
)
def test_an_override(fragment: str, level: str, code: int | None) -> None:
    document = f"<Response><Redirect>/next#{fragment}</Redirect></Response>"
    [finding] = said("voice", document, REDIRECT)
    assert kind(finding) == ("bad-redirect-override", level, code)
    assert place(finding) == (1, 21)


def test_a_good_override() -> None:
    document = "<Response><Redirect>/next#e=dublin&amp;rc=2</Redirect></Response>"
    assert said("voice", document, REDIRECT) == []


TIMED = ["Say", "Play", "Pause", "Gather", "Record", "Dial", "Enqueue", "Connect", "Pay"]
WAITING = "fine if you want a waiting loop"
SILENCE = "the caller hears nothing"


@pytest.mark.parametrize(
    ("event", "verbs", "level", "code", "note"),
    [
        ("sms", "<Message>a</Message>", "error", 14106, "Twilio stops after 50 documents"),
        ("sms", "", "error", 14106, "Twilio stops after 50 documents"),
        ("whatsapp", "", "error", 14106, "Twilio stops after 50 documents"),
        # Another product's verb takes no time.
        ("sms", "<Say>a</Say>", "error", 14106, "Twilio stops after 50 documents"),
        ("voice", "", "warning", None, SILENCE),
        ("voice", "<Start/><Stop/>", "warning", None, SILENCE),
        *(("voice", f"<{verb}/>", "info", None, WAITING) for verb in TIMED),
    ],
)
def test_a_circle(event: str, verbs: str, level: str, code: int | None, note: str) -> None:
    given = answer(f"<Response>{verbs}<Redirect>/a</Redirect></Response>".encode())
    last = hop(event, given, number=3, repeats=1, loop=("/a", "/b", "/a"))
    [finding] = said_of(last, REDIRECT)
    assert kind(finding) == ("redirect-loop", level, code)
    assert finding.message.endswith("/a → /b → /a")
    assert finding.note == note
    assert finding.help == ("" if level == "info" else "respond without <Redirect> in one of them")


def test_a_long_url_in_a_circle_is_cut() -> None:
    long = f"/a?{'x' * 5000}"
    given = answer(b"<Response><Redirect>/a</Redirect></Response>")
    [finding] = said_of(hop("voice", given, number=3, repeats=1, loop=(long, "/b", long)), REDIRECT)
    assert "→ /b →" in finding.message
    assert len(finding.message) < 300


@pytest.mark.parametrize(
    ("content", "heard", "level"),
    [
        ("<Redirect/>", (), "warning"),
        ("<Redirect/><Say>never</Say>", (), "warning"),
        ("<Redirect/>", ("Redirect", "Start"), "warning"),
        ("<Redirect/>", ("Play", "Redirect"), "info"),
        ("<Pause/><Redirect/>", (), "info"),
    ],
)
def test_what_runs_on_the_way_round_is_heard(
    content: str, heard: tuple[str, ...], level: str
) -> None:
    given = answer(f"<Response>{content}</Response>".encode())
    last = hop("voice", given, repeats=1, loop=("/a", "/b", "/a"), heard=heard)
    assert [kind(each) for each in said_of(last, REDIRECT)] == [("redirect-loop", level, None)]
    # What is heard while waiting is meant to come again; silence is not.
    branch = said_of(last._replace(branch="hold"), REDIRECT)
    assert [each.level for each in branch] == [level] * (level == "warning")


def test_no_circle() -> None:
    given = answer(b"<Response><Redirect>/a</Redirect></Response>")
    assert said_of(hop("sms", given), REDIRECT) == []


def test_a_circle_of_http_redirects_is_named_by_another_rule() -> None:
    given = answer(b"", None, ("Location", "/a"), status=307)
    last = hop("sms", given, redirects=10, repeats=1, loop=("/a", "/a"))
    assert said_of(last, REDIRECT) == []
    assert len(said_of(last, {"too-many-http-redirects"})) == 1


def test_the_limit_of_documents() -> None:
    given = answer(b"<Response><Redirect>/51</Redirect></Response>")
    [finding] = said_of(hop("sms", given, cut_off=True), REDIRECT)
    assert kind(finding) == ("document-limit", "error", 14106)
    assert finding.message == "the redirects continue after 50 documents"
    assert finding.help == "respond without <Redirect> in one of them"


def levels(url: str, target: str) -> list[str]:
    """Return what is said of a <Redirect> in an answer of this webhook."""
    body = f"<Response><Redirect>{target}</Redirect></Response>".encode()
    return [kind(each)[1] for each in said_of(hop("voice", answer(body), asking(url)), REDIRECT)]


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("https://shop.example.com/voice", "error"),
        ("http://127.0.0.1:5000/voice", "warning"),
        ("http://localhost:5000/voice", "warning"),
        ("http://front:5000/voice", "warning"),
    ],
)
def test_a_host_without_a_domain(url: str, level: str) -> None:
    assert levels(url, "http://web:5000/next") == [level]


@pytest.mark.parametrize("target", ["/next", "next", "?a=1", "http://web/next", "HTTP://WEB:80/a"])
def test_a_webhook_on_such_a_host_may_name_itself(target: str) -> None:
    assert levels("http://web/voice", target) == []


@pytest.mark.parametrize(
    "target", ["http://localhost/a", "http://[::1]/a", "http://10.0.0.1/a", "http://2130706433/a"]
)
def test_an_address_is_no_name(target: str) -> None:
    assert levels("https://shop.example.com/voice", target) == []


@pytest.mark.parametrize("target", ["{{ url }}", "http://{{host}}:{{port}}/x", "https//{{ host }}"])
def test_a_placeholder_in_a_file_is_not_an_error(target: str) -> None:
    text = f"<Response><Redirect>{target}</Redirect></Response>".encode()
    assert {each.level for each in lint("a.xml", text)[1]} == {"info"}


def test_a_broken_url_in_a_file_without_a_placeholder_is() -> None:
    text = b"<Response><Redirect>http://a b/x</Redirect></Response>"
    assert [each.level for each in lint("a.xml", text)[1]] == ["error"]
