"""What an API can answer instead, and what it is told: nothing goes anywhere else."""

import ssl
from collections.abc import Callable

import pytest

from tests.account.rest import (
    KEY,
    MG,
    NUMBER,
    SECRET,
    SID,
    TOKEN,
    Account,
    api,
    basic,
    environment,
    fault,
    number,
    told,
)
from tests.servers import Received, Script, http_reply, once, serving, web
from twiml_check.account import api as module
from twiml_check.account.api import Api, NoAnswer, Unresolved, credentials
from twiml_check.account.number import number_record, webhook
from twiml_check.fetch import Fetcher

OWN = number(sms_url="https://n.example/", voice_url="https://n.example/")


def ask(url: str, event: str = "sms", **settings: str) -> str:
    """The URL of the number, or the reason and whether it is the user's to mend."""
    given = environment(url, **settings)
    with Fetcher() as fetcher:
        client = Api(fetcher.send, credentials(given, given["TWILIO_AUTH_TOKEN"]))
        try:
            return webhook(client, number_record(client, NUMBER), event).url
        except NoAnswer as reason:
            return f"no answer: {reason}"
        except Unresolved as reason:
            return f"refused: {reason}"


def asked(script: Script, context: ssl.SSLContext | None = None) -> str:
    with serving(script, context) as server:
        host = server.url("").partition("//")[2]
        return ask(server.url("")).replace(host, "HOST").replace(SID, "ACCOUNT")


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (400, "no answer: HOST did not return numbers of ACCOUNT (400)"),
        (401, "refused: HOST does not accept TWILIO_ACCOUNT_SID with the Auth Token (401)"),
        (
            403,
            "refused: TWILIO_ACCOUNT_SID with the Auth Token may not read numbers of ACCOUNT (403)",
        ),
        (404, "refused: HOST has no numbers of ACCOUNT (404)"),
        (429, "no answer: HOST got too many requests (429): try again in a minute"),
        (500, "no answer: HOST did not return numbers of ACCOUNT (500)"),
        (503, "no answer: HOST did not return numbers of ACCOUNT (503)"),
    ],
)
def test_refusals(status: int, line: str) -> None:
    assert asked(once(fault(status, 20000))) == line


def test_wrong_credentials() -> None:
    account = Account([OWN])
    with api(account.answer) as url:
        assert "does not accept TWILIO_ACCOUNT_SID" in ask(url, TWILIO_AUTH_TOKEN="0" * 32)
        wrong = ask(url, TWILIO_API_KEY=KEY, TWILIO_API_SECRET="no")
    assert "does not accept TWILIO_API_KEY with TWILIO_API_SECRET (401)" in wrong


def test_an_api_key_goes_before_the_token() -> None:
    account = Account([OWN])
    with api(account.answer) as url:
        ask(url, "voice", TWILIO_API_KEY=KEY, TWILIO_API_SECRET=SECRET)
        ask(url, "voice")
    said = [received.header("Authorization") for received in account.asked]
    assert said == [basic(KEY, SECRET), basic(SID, TOKEN)]


GARBAGE: dict[str, bytes] = {
    "empty": b"",
    "html": b"<html>Sign in</html>",
    "list": b"[]",
    "string": b'"x"',
    "cut off": b'{"incoming_phone_numbers": [',
    "no UTF-8": b'{"a": "\xff"}',
    "deep": b"[" * 60_000,
    "deep object": b'{"incoming_phone_numbers":' + b"[" * 60_000,
    "long number": b'{"incoming_phone_numbers": ' + b"9" * 50_000 + b"}",
    "no list": b"{}",
    "null": b'{"incoming_phone_numbers": null}',
    "object": b'{"incoming_phone_numbers": {"0": {}}}',
    "texts": b'{"incoming_phone_numbers": ["+15017122661"]}',
}


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE)
def test_garbage(body: bytes) -> None:
    line = asked(once(http_reply(body, content_type="application/json")))
    assert line.startswith("no answer: the response of HOST is not from Twilio's API: expected a ")


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}", "ends too early"),
        (http_reply(b'{"a": "' + b"x" * 70_000 + b'"}'), "larger"),
        (b"", "without a response"),
    ],
)
def test_no_answer(reply: bytes, word: str) -> None:
    line = asked(once(reply))
    assert line.startswith("no answer: no response from HOST: ")
    assert word in line


def test_nobody_is_there() -> None:
    with serving(lambda _: None) as gone:
        url = gone.url("")
    assert "no server accepts connections on this port" in ask(url)


def test_time_is_bounded_over_all_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_SECONDS", 0)
    with api(Account([OWN]).answer) as url:
        assert ask(url) == "no answer: Twilio's API took more than 0 s"


def test_pages_without_end() -> None:
    received: list[Received] = []

    def again(request: Received) -> bytes:
        received.append(request)
        return told({"incoming_phone_numbers": [], "next_page_uri": request.path})

    with api(again) as url:
        assert f"has more than 20 pages of numbers of {SID}" in ask(url)
    assert len(received) == 20


def first_list(page: dict[str, object]) -> Callable[[Received], bytes]:
    """An API that knows the number, and this page of Messaging Services."""
    account = Account([OWN])

    def answer(received: Received) -> bytes:
        account.asked.append(received)
        if received.path.startswith("/messaging/v1/Services?PageSize=20&Page=1"):
            return told({"services": []})
        if received.path.startswith("/messaging"):
            return told(page)
        return account.answer(received)

    return answer


@pytest.mark.parametrize(
    "sid", ["", "MG", f"{MG}/../x", f"../{MG[3:]}", "MG" + "\n" * 32, "MG" + "é" * 32, None, 7]
)
def test_a_sid_that_would_be_another_path(sid: object) -> None:
    with api(first_list({"services": [{"sid": sid}]})) as url:
        assert ask(url) == "no answer: the API gave no valid SID for a Messaging Service"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_credentials_follow_no_redirect(status: int) -> None:
    with serving(web(lambda _: told({"incoming_phone_numbers": [OWN]}))) as other:
        away = http_reply(b"", f"Location: {other.url('/')}", status=f"{status} Away")
        line = asked(once(away))
    assert (
        line == f"no answer: HOST redirects ({status}); the credentials are not sent to another URL"
    )
    assert other.requests == []


@pytest.mark.parametrize("whole", [True, False])
def test_credentials_follow_no_link(whole: bool) -> None:
    with serving(web(lambda _: http_reply())) as other:
        link = other.url("/x?PageSize=20&Page=1")
        link = link if whole else link.removeprefix("http:")
        page: dict[str, object] = {"services": [], "meta": {"next_page_url": link}}
        with api(first_list(page)) as url:
            assert ask(url) == "https://n.example/"
    assert other.requests == []


def test_a_certificate_that_nobody_vouches_for(tls: ssl.SSLContext) -> None:
    with serving(web(lambda _: http_reply()), tls) as server:
        assert "does not end at a CA" in ask(server.url(""))
    assert server.requests == []


def test_only_a_public_answer_makes_urls_public() -> None:
    with api(Account([OWN]).answer) as url, Fetcher() as fetcher:
        given = environment(url)
        client = Api(fetcher.send, credentials(given, given["TWILIO_AUTH_TOKEN"]))
        number_record(client, NUMBER)
        assert client.public is False


def test_nothing_secret_is_shown_by_accident() -> None:
    given = environment("http://127.0.0.1:9", TWILIO_API_KEY=KEY, TWILIO_API_SECRET=SECRET)
    assert SECRET not in repr(credentials(given, TOKEN))
    assert TOKEN not in repr(credentials(environment(""), TOKEN))
