"""Nothing secret stands in any output, even where a server says it back."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, quote

import pytest

from tests.commands.calling import call, json_report, shell, webhook
from tests.servers import Received, http_reply
from twiml_check.report import REPORTERS

TOKEN = "5ec2e7705ec2e7705ec2e7705ec2e770"
PASSWORD = "open-sesame"
COOKIE = "c00c1e-jar"
FORMS = [
    ["-q"],
    [],
    ["-v"],
    ["-vv"],
    ["-vv", "--debug", "--color", "always"],
    *(["-vv", "--format", name] for name in REPORTERS if name != "text"),
]
PAGES = ("/chain", "/debug", "/broken", "/far")


def answer(request: Received) -> bytes:
    """A webhook behind a login, and pages that say back all that they were told."""
    if not request.header("Authorization"):
        return http_reply(b"", 'WWW-Authenticate: Basic realm="x"', status="401 Who")
    headers = "\n".join(f"{name}: {value}" for name, value in request.headers)
    host, cookie = request.header("Host"), f"Set-Cookie: sid={COOKIE}; Path=/"
    login = f"http://ali:{PASSWORD}@{host}"
    if request.path == "/chain":
        return http_reply(b"", cookie, f"Location: {login}/twiml", status="307 Go")
    if request.path == "/twiml":
        sip = f'<Sip password="{PASSWORD}">{login}</Sip>'
        body = f"<Response><Message>{sip}</Message><Redirect>{login}/x y</Redirect></Response>"
        return http_reply(body.encode(), cookie)
    if request.path == "/debug":
        return http_reply(headers.encode(), cookie, status="500 Oh")
    if request.path == "/far":
        return http_reply(b"", f"Location: ftp://ali:{PASSWORD}@{host}/", status="302 Go")
    return http_reply(f"<Response>{headers} & <Say>".encode(), cookie)


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_no_report_tells(form: list[str]) -> None:
    with webhook(answer) as hook:
        urls = [hook.url(path).replace("//", f"//ali:{PASSWORD}@") for path in PAGES]
        result = call(*form, *urls, "--auth-token", TOKEN)
    assert result.status == 1
    signatures = [request.header("X-Twilio-Signature") or "-" for request in hook.received]
    basic = b64encode(f"ali:{PASSWORD}".encode()).decode()
    assert any(basic in (request.header("Authorization") or "") for request in hook.received)
    for secret in (TOKEN, PASSWORD, basic, *signatures):
        assert secret not in result.out + result.err


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_cookies_are_hidden(form: list[str]) -> None:
    def twice(request: Received) -> bytes:
        if request.path == "/sms":
            return http_reply(
                b"<Response><Redirect>/b</Redirect></Response>", f"Set-Cookie: a={COOKIE}"
            )
        assert COOKIE in (request.header("Cookie") or "")
        return http_reply(b"<Response/>", f"Set-Cookie: a={COOKIE}")

    with webhook(twice) as hook:
        result = call(*form, hook.url())
    assert (result.status, len(hook.received)) == (0, 2)
    assert COOKIE not in result.out + result.err


def test_what_we_sent_is_no_secret_of_a_cookie() -> None:
    def answer(request: Received) -> bytes:
        sent = parse_qs(request.body.decode())
        cookies = [
            f"Set-Cookie: a={quote(sent['From'][0])}",
            f"Set-Cookie: b=http://h{request.path}",
        ]
        return http_reply(b"<Response><Sya/></Response>", *cookies)

    with webhook(answer) as hook:
        result = call("-v", hook.url("/menu1?x=12345678a"), "--from", "+15035550142")
    assert f"FAIL  {hook.url('/menu1?x=12345678a')}" in result.out
    assert "From=+15035550142" in result.out


@pytest.mark.parametrize(
    "arguments",
    [
        [f"ftp://example.com/?api_key={PASSWORD}1"],
        ["run", f"http:/example.com/?token={PASSWORD}1"],
        ["merge", f"http://example.com/?token={PASSWORD}1"],
        [f"ali:{PASSWORD}@example.com/sms"],
        [f"ali:{PASSWORD}@localhost:5000/sms"],
        [f"ftp://ali:{PASSWORD}@example.com/"],
        [f"http:/ali:{PASSWORD}@example.com/"],
        [f"http://ali:{PASSWORD}@example.com:99999/"],
        [f"http://ali:{PASSWORD}/x@example.com/"],
        [f"http://ali:{PASSWORD}?x@example.com/"],
        [f"http://ali:x@{PASSWORD}@example.com/"],
        [f"http://ali:{PASSWORD}@exa mple.com/"],
        [f"http://{PASSWORD}@/"],
        [f"//ali:{PASSWORD}@example.com/"],
        [f"https//ali:{PASSWORD}@example.com/"],
        [f"http:ali:{PASSWORD}@example.com/"],
        [f"http:\\\\ali:{PASSWORD}@example.com/"],
        [f"http://ali:12/{PASSWORD}@127.0.0.1:1/"],
        [f"ali:{PASSWORD}/x@example.com/"],
        [f"example.com/?u=http%3A%2F%2Fali%3A{PASSWORD}%40h"],
        ["--event", f"http://ali:{PASSWORD}@example.com/"],
        ["--param", f"http://ali:{PASSWORD}@example.com/"],
        [f"http://ali:{PASSWORD}@example.com/", "missing.xml"],
        ["http://127.0.0.1/", "--public-url", f"https://ali:{PASSWORD}@example.com:x/"],
        ["http://127.0.0.1/", "--public-url", f"https://ali:{PASSWORD}/@example.com/"],
        ["http://127.0.0.1/", "--public-url", f"ali:{PASSWORD}@example.com/"],
        ["missing.xml", "--auth-token", PASSWORD],
        ["--auth-tokn", PASSWORD],
        [f"--auth-tokn={PASSWORD}"],
        [f"--auth-token={PASSWORD}", "--nope"],
        ["--dry-run", f"http://ali:{PASSWORD}@example.com/", "--auth-token", PASSWORD],
        ["--dry-run", f"http://example.com/?u=http://ali:{PASSWORD}@h"],
        ["--dry-run", f"http://ali:12/{PASSWORD}@example.com/", "--event", "sms-fallback"],
        ["-vv", "--dry-run", f"http://ali:{PASSWORD}@example.com/"],
    ],
)
def test_no_line_tells(arguments: list[str]) -> None:
    result = call("--debug", *arguments)
    assert result.out or result.err
    assert PASSWORD not in result.out + result.err


def test_no_failure_of_ours_tells() -> None:
    url = f"http://ali:{PASSWORD}@127.0.0.1:1/"
    result = shell(f"$TOOL --debug --auth-token {TOKEN} '{url}' >/dev/full")
    assert result.status == 3
    assert PASSWORD not in result.err
    assert TOKEN not in result.err


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_a_login_that_is_said_back_outside_of_a_url(form: list[str]) -> None:
    said = f"<Response><Message>No ali:{PASSWORD} here</Message> ali:{PASSWORD}</Response>"
    with webhook(said.encode()) as hook:
        result = call(*form, hook.url().replace("//", f"//ali:{PASSWORD}@"))
    assert result.status == 1
    assert PASSWORD not in result.out + result.err


@pytest.mark.parametrize(
    "login",
    [
        "%22line%22:%201",
        "n1:%5C",
        "%22:%22",
        "FAIL%20:x",
        "n1:x",
        "00e91:x",
        "%20:%20",
        ":",
        "x:%5Cn",
    ],
)
def test_no_login_in_a_redirect_breaks_the_report(login: str) -> None:
    said = "<Response><Say x='\n1:\\&quot;'>FAIL : x\n1:x \xe91:x</Say></Response>".encode()

    def lead_on(request: Received) -> bytes:
        if request.path == "/sms":
            host = request.header("Host")
            return http_reply(b"", f"Location: http://{login}@{host}/b", status="307 Go")
        return http_reply(said)

    with webhook(lead_on) as hook:
        assert len(json_report(hook.url(), status=1)["targets"][0]["hops"]) == 2
        assert call(hook.url()).out.splitlines()[-1].startswith("FAIL  http://127.0.0.1")


def test_the_json_keeps_its_shape_where_secrets_are_words_of_it() -> None:
    with webhook() as hook:
        url = hook.url().replace("//", "//pass:verdict@")
        report = json_report(url, status=0)
    assert report["targets"][0]["target"] == hook.url().replace("//", "//***@")


@pytest.mark.parametrize(
    "login", ["details::details-content", "https:%2F%2Fdocs.oasis-open.org%2Fsarif", "min-width:"]
)
def test_no_login_in_a_redirect_breaks_a_page(login: str) -> None:
    def lead_on(request: Received) -> bytes:
        if request.path == "/sms":
            host = request.header("Host")
            return http_reply(b"", f"Location: http://{login}x@{host}/b", status="307 Go")
        return http_reply(b"<Response/>")

    with webhook(lead_on) as hook:
        page, log = (call(hook.url(), "--format", name).out for name in ("html", "sarif"))
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    assert b64encode(sha256(style.encode()).digest()).decode() in page
    assert json.loads(log)["$schema"].startswith("https://docs.oasis-open.org/sarif/")


@pytest.mark.parametrize("form", sorted({*REPORTERS} - {"json", "text"}))
def test_a_login_that_a_format_writes_in_other_letters(form: str) -> None:
    said = "<Response><Message>No a&amp;b:*pw* here</Message>\na&b:*pw*</Response>"
    with webhook(said.encode()) as hook:
        result = call("--format", form, hook.url().replace("//", "//a%26b:*pw*@"))
    assert result.status == 1
    assert "pw" not in result.out + result.err


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_what_is_found_instead_does_not_tell(form: list[str]) -> None:
    said = f"<Response><Message>No ali:{PASSWORD} here</Message></Response>"
    with webhook(said.encode()) as hook:
        url = hook.url().replace("//", f"//ali:{PASSWORD}@")
        wanted = ("--expect-text", "Yes", "--expect", f"Message[.='ali:{PASSWORD}']")
        result = call(*form, url, *wanted)
    assert result.status == 1
    assert PASSWORD not in result.out + result.err


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_what_has_changed_does_not_tell(form: list[str], tmp_path: Path) -> None:
    snapshot = str(tmp_path / "snapshot.json")
    words = iter(("before", "after"))

    def answer(_: Received) -> bytes:
        text = f"{next(words)} ali:{PASSWORD} http://ali:{PASSWORD}@example.com"
        return http_reply(f"<Response><Message>{text}</Message></Response>".encode())

    with webhook(answer) as hook:
        url = hook.url().replace("//", f"//ali:{PASSWORD}@")
        assert call(url, "--save", snapshot).status == 0
        result = call(*form, url, "--compare", snapshot)
    assert result.status == 1
    assert PASSWORD not in result.out + result.err


SECRETS = ("line one of it\nline two of it", "k3y" + "".join(map(str, range(100, 150))))


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("form", sorted(REPORTERS))
def test_half_of_a_suites_secret_is_hidden_too(form: str, secret: str, tmp_path: Path) -> None:
    said = f"<Response><Say voice='{secret}'>No {secret}</Say><Sya a='{secret}'/>"
    said += f"<Pause length='{secret}'/></Response>".replace("\n", "&#10;")
    (tmp_path / "a.xml").write_text(said)
    suite = tmp_path / "twiml-check.toml"
    suite.write_text('[[check]]\nname = "a"\ntarget = "a.xml"\nexpect_text = ["x${A_TOKEN}"]\n')
    result = call("run", suite, "--format", form, env={"A_TOKEN": secret, "COLUMNS": "70"})
    assert result.status == 1
    told = " ".join((result.out + result.err).split())
    plain = " ".join(secret.split())
    halves = {plain[at : at + 8] for at in range(len(plain) - 7)}
    assert [half for half in halves if half in told] == []
