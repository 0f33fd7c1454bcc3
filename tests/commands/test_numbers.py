"""A telephone number as a target: the REST API and the webhooks are real servers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.account.rest import (
    AP,
    KEY,
    MG,
    NUMBER,
    PN,
    SECRET,
    SID,
    TOKEN,
    Account,
    Record,
    api,
    environment,
    fault,
    number,
    service,
)
from tests.certificates import Certificates
from tests.commands.calling import (
    REPLY,
    SPEECH,
    Result,
    Webhook,
    call,
    json_report,
    one_line,
    refusal,
    rules,
    shell,
    webhook,
)
from tests.commands.test_secrets import FORMS
from tests.servers import Received, http_reply, serving, web

Make = Callable[[Webhook], Account]


def answers(request: Received) -> bytes:
    """What a small company's webhooks say."""
    path = request.path.partition("?")[0]
    return {
        "/sms": http_reply(REPLY),
        "/voice": http_reply(SPEECH),
        "/fallback": http_reply(b"<Response><Message>Later</Message></Response>"),
    }.get(path, http_reply(b"", status="500 Oh"))


def usual(hook: Webhook) -> Account:
    return Account([number(sms_url=hook.url("/sms"), voice_url=hook.url("/voice"))])


@contextmanager
def company(make: Make = usual) -> Iterator[tuple[dict[str, str], Webhook, Account]]:
    """An account and its webhooks: the user's environment, and what both have seen."""
    with webhook(answers) as hook:
        account = make(hook)
        with api(account.answer) as url:
            yield environment(url), hook, account


def params(received: Received) -> dict[str, str]:
    text = received.body.decode() if received.method == "POST" else received.path.split("?")[1]
    return dict(parse_qsl(text, keep_blank_values=True))


def test_messages_and_calls_are_checked() -> None:
    with company() as (env, hook, _):
        report = json_report(NUMBER, status=0, env=env)
    assert [(each["target"], each["event"]) for each in report["targets"]] == [
        (NUMBER, "sms"),
        (NUMBER, "voice"),
    ]
    assert [each["hops"][0]["url"] for each in report["targets"]] == [
        hook.url("/sms"),
        hook.url("/voice"),
    ]
    assert [each["found_in"] for each in report["targets"]] == [{"keeper": "number", "sid": PN}] * 2


def test_the_webhook_is_told_who_it_is_for() -> None:
    def make(hook: Webhook) -> Account:
        numbers = [number(voice_application_sid=AP)]
        apps = [{"sid": AP, "voice_url": hook.url("/voice"), "voice_method": "GET"}]
        inbound = {"inbound_request_url": hook.url("/sms")}
        return Account(numbers, apps, [service(MG, NUMBER, **inbound)])

    with company(make) as (env, hook, _):
        report = json_report(NUMBER, status=0, env=env)
    received = sorted(hook.received, key=lambda each: each.method, reverse=True)
    sms, voice = map(params, received)
    assert [each.method for each in received] == ["POST", "GET"]
    assert (sms["To"], sms["AccountSid"], sms["MessagingServiceSid"]) == (NUMBER, SID, MG)
    assert (voice["To"], voice["AccountSid"], voice["ApplicationSid"]) == (NUMBER, SID, AP)
    assert [each["found_in"]["keeper"] for each in report["targets"]] == [
        "messaging-service",
        "application",
    ]


def test_the_auth_token_signs_as_usual() -> None:
    with company() as (env, hook, _):
        call(NUMBER, env=env)
    validator = RequestValidator(TOKEN)
    assert sorted(received.path for received in hook.received) == ["/sms", "/voice"]
    for received in hook.received:
        signature = received.header("X-Twilio-Signature")
        assert validator.validate(hook.url(received.path), params(received), signature)


def test_an_api_key_signs_nothing() -> None:
    with company() as (env, hook, _):
        env = {**env, "TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": SECRET, "TWILIO_AUTH_TOKEN": ""}
        del env["TWILIO_AUTH_TOKEN"]
        assert call(NUMBER, env=env).status == 0
    assert [received.header("X-Twilio-Signature") for received in hook.received] == [None, None]


def test_the_token_may_be_an_option() -> None:
    with company() as (env, _, _account):
        del env["TWILIO_AUTH_TOKEN"]
        assert call(NUMBER, "--auth-token", TOKEN, env=env).status == 0


@pytest.mark.parametrize(
    ("event", "path", "product"),
    [("sms", "/sms", "sms"), ("mms", "/sms", "sms"), ("voice", "/voice", "voice")],
)
def test_one_event(event: str, path: str, product: str) -> None:
    with company() as (env, hook, account):
        report = json_report(NUMBER, "--event", event, status=0, env=env)
    assert [received.path for received in hook.received] == [path]
    assert report["targets"][0]["event"] == event
    assert any("Services" in each for each in account.paths) == (product == "sms")


def test_what_the_user_says_goes_first() -> None:
    with company() as (env, hook, _):
        options = ["--param", "AccountSid=ACmine", "--to", "+12025550143", "--method", "GET"]
        assert call(NUMBER, "--event", "sms", *options, env=env).status == 0
    said = params(hook.received[0])
    assert (said["AccountSid"], said["To"]) == ("ACmine", "+12025550143")
    assert hook.received[0].method == "GET"


@pytest.mark.parametrize("word", ["+1 501 712 2661", "+1 (501) 712-2661", "+1.501.712.2661"])
def test_a_number_as_people_write_it(word: str) -> None:
    with company() as (env, _, _account):
        assert json_report(word, status=0, env=env)["targets"][0]["target"] == NUMBER


def test_beside_other_targets(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(REPLY)
    with company() as (env, hook, _):
        report = json_report(hook.url("/sms"), NUMBER, tmp_path / "a.xml", status=0, env=env)
    kinds = ["found_in" in each for each in report["targets"]]
    assert kinds == [False, True, True, False]


def test_the_fallback_of_the_number() -> None:
    def make(hook: Webhook) -> Account:
        more = {"sms_fallback_url": hook.url("/fallback"), "sms_fallback_method": "GET"}
        return Account([number(sms_url=hook.url("/gone"), **more)])

    with company(make) as (env, hook, _):
        result = call(NUMBER, "--event", "sms", "--format", "json", env=env)
        text = call(NUMBER, "--event", "sms", env=env)
    assert result.status == 1
    told = params(hook.received[1])
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("11200", hook.url("/gone"))
    assert '"via": "fallback"' in result.out
    assert "Twilio would send one reply, after a request to the fallback." in text.out


def test_another_fallback_than_that_of_the_number() -> None:
    def make(hook: Webhook) -> Account:
        return Account([number(sms_url=hook.url("/gone"), sms_fallback_url=hook.url("/gone2"))])

    with company(make) as (env, hook, _):
        call(NUMBER, "--event", "sms", "--fallback", hook.url("/fallback"), env=env)
    assert [received.path for received in hook.received] == ["/gone", "/fallback"]


def test_a_fallback_for_a_url() -> None:
    with company() as (_, hook, _account):
        report = json_report(hook.url("/x"), "--fallback", hook.url("/fallback"), status=1)
    assert [hop["via"] for hop in report["targets"][0]["hops"]] == ["webhook", "fallback"]


def test_the_fallback_itself() -> None:
    def make(hook: Webhook) -> Account:
        urls = {"sms_url": hook.url("/gone"), "sms_fallback_url": hook.url("/fallback")}
        return Account([number(**urls)])

    with company(make) as (env, hook, _):
        assert call(NUMBER, "--event", "sms-fallback", env=env).status == 0
    assert params(hook.received[0])["ErrorUrl"] == hook.url("/gone")


def test_text_names_the_url_and_its_place() -> None:
    with company() as (env, hook, _):
        lines = call(NUMBER, env=env).out.splitlines()
    assert lines[0] == f"sms  {NUMBER} → {hook.url('/sms')} (number {PN})"
    assert f"PASS  {NUMBER} (sms): Twilio would send one reply." in lines
    assert f"PASS  {NUMBER} (voice): Twilio would run Say." in lines
    assert lines[-1] == "PASS  2 targets, no findings"


def test_a_dry_run_shows_both_requests() -> None:
    with company() as (env, hook, _):
        result = call("--dry-run", NUMBER, env=env)
    assert result.status == 0
    assert hook.received == []
    for part in (hook.url("/sms"), hook.url("/voice"), f"AccountSid={SID}"):
        assert part in result.out


def only_messages(hook: Webhook) -> Account:
    return Account([number(sms_url=hook.url("/sms"))])


def test_what_is_not_set_is_told_and_the_rest_checked() -> None:
    with company(only_messages) as (env, _, _account):
        result = call(NUMBER, env=env)
        quiet = call("-q", NUMBER, env=env)
    assert (result.status, quiet.status, quiet.err) == (0, 0, "")
    line = f"not checked: {NUMBER} has no URL for incoming calls, in the number {PN}"
    assert one_line(result.err) == line
    assert quiet.out == f"PASS  {NUMBER} (sms): Twilio would send one reply.\n"


@pytest.mark.parametrize("stderr", ["2>/dev/full", "2>&-", "2> >(true)"])
def test_the_rest_is_checked_though_nobody_hears_the_note(stderr: str) -> None:
    with company(only_messages) as (env, _, _account):
        settings = " ".join(f"{name}={value}" for name, value in env.items())
        result = shell(f"{settings} $TOOL {NUMBER} {stderr}; sleep 0.1")
        lines = result.out.splitlines()
    assert lines[-1] == f"PASS  {NUMBER} (sms): Twilio would send one reply."


REFUSED: dict[str, tuple[Make, list[str], str]] = {
    "nothing set": (
        lambda _: Account([number()]),
        [NUMBER],
        (
            f"{NUMBER} has no URL for incoming messages, in the number {PN}; "
            f"{NUMBER} has no URL for incoming calls, in the number {PN}"
        ),
    ),
    "not set": (
        only_messages,
        ["--event", "voice", NUMBER],
        f"{NUMBER} has no URL for incoming calls, in the number {PN}",
    ),
    "no such number": (usual, ["+15017122662"], f"the account {SID} has no number +15017122662"),
    "event": (
        usual,
        ["--event", "whatsapp", NUMBER],
        "a phone number has no URL for the event whatsapp; give the URL itself",
    ),
    "public url": (
        usual,
        [NUMBER, "--event", "sms", "--public-url", "https://example.com/"],
        "--public-url applies to one webhook; give one URL",
    ),
    "inline": (
        usual,
        ["--inline", NUMBER],
        "--inline applies to documents only; remove it, or give files instead of URLs",
    ),
    "fallback": (
        usual,
        ["--fallback", "https://example.com/", "--event", "call-status", NUMBER],
        "--fallback: Twilio uses no fallback URL for call-status",
    ),
    "fallback url": (
        usual,
        ["--fallback", "example.com", NUMBER],
        "--fallback cannot be used: it has no http:// or https:// in front",
    ),
}


@pytest.mark.parametrize(("make", "arguments", "line"), REFUSED.values(), ids=REFUSED)
def test_one_clear_line(make: Make, arguments: list[str], line: str) -> None:
    with company(make) as (env, hook, _):
        assert refusal(*arguments, env=env) == line
    assert hook.received == []


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("+1501712266", "+1501712266 is not a phone number: 10 digits; a +1 number has 11"),
        (
            "+150171226611",
            "+150171226611 is not a phone number: 12 digits; a +1 number has 11",
        ),
        ("+01517122661", "+01517122661 is not a phone number: no country code begins with 0"),
        ("+2105551234", "+2105551234 is not a phone number: no country has the code 210"),
        ("+" + "9" * 400, "is not a phone number: 400 digits; a phone number has at most 15"),
        ("5017122661", "no such file: 5017122661. If it is a phone number, write +, the country"),
        ("(501) 712-2661", "no such file: (501) 712-2661. If it is a phone number, write +"),
        ("015112345678", "no such file: 015112345678. If it is a phone number, write +"),
        ("whatsapp:+15017122661", "only a plain phone number can be looked up"),
        ("+", 'no such file, folder or command: "+"'),
        ("+" + "1" * 100_000 + "x", "no such file"),
        ("+" + "1 " * 50_000, "is not a phone number: 50000 digits"),
        ("1" * 100_000 + "x", "no such file"),
        ("+1501712266x", 'no such file, folder or command: "+1501712266x"'),
        ("+١٥٠١٧١٢٢٦٦١", "no such file, folder or command"),
    ],
)
def test_no_such_thing(word: str, line: str) -> None:
    assert line in refusal(word, env=environment("http://127.0.0.1:9"))


def test_files_with_digits_for_names_are_files(tmp_path: Path) -> None:
    (tmp_path / "5017122661").write_bytes(REPLY)
    (tmp_path / "+15017122661").write_bytes(REPLY)
    report = json_report("5017122661", "./+15017122661", status=0, cwd=tmp_path)
    assert [each["event"] for each in report["targets"]] == ["sms", "sms"]


def test_an_address_of_the_api_that_is_none() -> None:
    line = 'TWILIO_API_URL https://[::1 cannot be used: its host begins with "[" and has no "]"'
    assert refusal(NUMBER, env=environment("https://[::1")).startswith(line)


def test_without_credentials() -> None:
    line = "a phone number needs your account: set TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or"
    assert refusal(NUMBER).startswith(line)


def own_failure(result: Result) -> str:
    assert (result.status, result.out) == (3, "")
    return one_line(result.err)


def test_the_api_is_not_there() -> None:
    with serving(lambda _: None) as gone:
        env = environment(gone.url(""))
    said = own_failure(call(NUMBER, env=env))
    assert said.endswith(f"no server accepts connections on this port: 127.0.0.1:{gone.port}")


@pytest.mark.parametrize("status", [429, 500, 302])
def test_the_api_has_no_time(status: int) -> None:
    with api(lambda _: fault(status, 20429)) as url:
        assert f"({status})" in own_failure(call(NUMBER, env=environment(url)))


def spiteful(request: Received) -> bytes:
    """An API that says back all that it was told, and more."""
    said = "\n".join(f"{name}: {value}" for name, value in request.headers)
    status = request.path.partition("?")[0].count("x") * 100 or 401
    return http_reply(f"\x1b[31m{said} {TOKEN}".encode(), f"X: {TOKEN}", status=f"{status} {TOKEN}")


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_no_report_tells_the_credentials(form: list[str]) -> None:
    def echo(request: Received) -> bytes:
        return http_reply(f"<Response>{request.headers} {request.body!r}".encode())

    with webhook(echo) as hook:
        account = usual(hook)
        with api(account.answer) as url:
            env = environment(url, TWILIO_API_KEY=KEY, TWILIO_API_SECRET=SECRET)
            result = call(*form, NUMBER, env=env)
    assert result.status == 1
    assert len(hook.received) == 2
    hidden = [received.header("Authorization") for received in account.asked]
    for secret in (TOKEN, SECRET, *filter(None, hidden)):
        assert secret not in result.out + result.err


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_no_failure_tells_the_credentials(form: list[str]) -> None:
    with api(spiteful) as url:
        env = environment(url, TWILIO_API_KEY=KEY, TWILIO_API_SECRET=SECRET)
        for changed in (env, {**env, "TWILIO_ACCOUNT_SID": TOKEN}):
            result = call(*form, NUMBER, env=changed)
            assert result.status == 2
            one_line(result.err)
            assert TOKEN not in result.out + result.err
            assert SECRET not in result.out + result.err


def test_the_webhook_never_gets_the_credentials() -> None:
    with company() as (env, hook, _):
        call(NUMBER, env=env)
    for received in hook.received:
        assert received.header("Authorization") is None
        assert TOKEN not in str(received)


def test_a_login_in_the_url_of_a_number_is_hidden() -> None:
    def make(hook: Webhook) -> Account:
        return Account([number(sms_url=hook.url("/sms").replace("//", "//ali:open-sesame@"))])

    with company(make) as (env, _, _account):
        result = call(NUMBER, "--event", "sms", "-vv", env=env)
    assert result.status == 0
    assert "//***@" in result.out
    assert "open-sesame" not in result.out + result.err


UNUSABLE: list[Record] = [
    {"sms_url": "htp://example.com"},
    {"sms_url": "https://exa mple.com/\x1b[31m"},
    {"sms_url": "https://" + "a" * 5_000},
    {"sms_url": "https://a\ud800.example/"},
    {"sms_url": "\ud800\u202e"},
]


@pytest.mark.parametrize("settings", UNUSABLE)
def test_a_url_that_twilio_cannot_use_is_the_finding(settings: Record) -> None:
    with company(lambda _: Account([number(**settings)])) as (env, _, _account):
        report = json_report(NUMBER, "--event", "sms", status=1, env=env)
        text = call(NUMBER, "--event", "sms", env=env)
    assert rules(report) == ["unusable-url"]
    assert "\x1b" not in text.out


def test_insecure_is_for_webhooks_only(certificates: Certificates) -> None:
    script = web(lambda _: http_reply())
    with serving(script, certificates.server("self-signed")) as server:
        said = own_failure(call("--insecure", NUMBER, env=environment(server.url(""))))
    assert "does not end at a CA" in said
    assert server.requests == []


def test_authorities_of_ones_own(certificates: Certificates) -> None:
    with webhook(answers, context=certificates.server("good")) as hook:
        account = usual(hook)
        with serving(web(account.answer), certificates.server("good")) as server:
            env = environment(server.url(""))
            result = call("--ca-bundle", certificates.authority, NUMBER, env=env)
    assert (result.status, result.err) == (0, "")
