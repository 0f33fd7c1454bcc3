"""`init` from phone numbers, Studio flows and captures: what it writes runs."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.account.rest import (
    AP,
    MG,
    NUMBER,
    SID,
    TOKEN,
    Account,
    api,
    environment,
    number,
    service,
)
from tests.commands.calling import REPLY, SPEECH, call, json_report, names, refusal, webhook
from tests.servers import Received, http_reply
from tests.studio.flows import OWN, flow, redirect, widget
from tests.studio.flows import webhook as flow_webhook
from tests.suite.captures import CALLER, IN_CALL, Shot, har, ngrok, text_message

FILE = "twiml-check.toml"
MENU = b'<Response><Gather input="speech" action="/menu?lang=de"><Say>Hi</Say></Gather></Response>'
SECOND, THIRD, FOURTH = "+15017122662", "+15017122663", "+15017122664"


def answer(request: Received) -> bytes:
    if "apiKey" in request.path and not request.header("Authorization"):
        return http_reply(b"", "WWW-Authenticate: Basic realm=x", status="401 No")
    if request.path == "/voice":
        return http_reply(MENU)
    return http_reply(SPEECH if b"CallSid" in request.body or "CallSid" in request.path else REPLY)


def init(folder: Path, *options: str, env: Mapping[str, str] | None = None) -> str:
    """Write the suite, and return its text."""
    done = call("init", *options, cwd=folder, env=env)
    assert (done.status, done.err) == (0, ""), done
    assert done.out == f"wrote {FILE}; now run: twiml-check run\n"
    return (folder / FILE).read_text(encoding="utf-8")


def checks(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(text)["check"]
    return found


def params(received: Received) -> dict[str, str]:
    text = received.body.decode() or received.path.partition("?")[2]
    return dict(parse_qsl(text, keep_blank_values=True))


def test_all_numbers_of_an_account(tmp_path: Path) -> None:
    with webhook(answer) as hook:
        secret = hook.url("/sms").replace("//", "//ann:pa55w0rd@") + "?apiKey=k3y-0f-s0me0ne&v=1"
        account = Account(
            [
                number(sms_url=secret, voice_application_sid=AP),
                number(
                    SECOND,
                    voice_url=hook.url("/ivr"),
                    voice_fallback_url=hook.url("/spare"),
                    status_callback=hook.url("/end"),
                ),
                number(
                    FOURTH,
                    sms_url="https://demo.twilio.com/welcome/sms/reply/",
                    voice_url=flow_webhook(OWN),
                ),
                number(THIRD, trunk_sid="TK" + "5f" * 16, sms_url="htp://typo"),
            ],
            [{"sid": AP, "voice_url": hook.url("/app?${x}"), "voice_method": "GET"}],
            [service(MG, SECOND, inbound_request_url="https://elsewhere.example/in")],
        )
        with api(account.answer) as url:
            env = environment(url)
            text = init(tmp_path, "--from-number", "all", env=env)
        found = {each.pop("name"): each for each in checks(text)}
        assert found[f"{NUMBER} sms"]["target"].endswith("/sms?apiKey=${WEBHOOK_API_KEY}&v=1")
        assert found[f"{NUMBER} voice"] == {
            "target": "/app?$${x}", "event": "voice", "method": "GET", "to": NUMBER,
            "params": {"ApplicationSid": AP},
        }  # fmt: skip
        assert found[f"{SECOND} call-status"]["from"] == SECOND
        assert found[f"{SECOND} voice"]["fallback"] == hook.url("/spare")
        assert found[f"{SECOND} sms"]["target"] == "https://elsewhere.example/in"
        assert found[f"{SECOND} sms"]["params"] == {"MessagingServiceSid": MG}
        assert tomllib.loads(text)["base_url"] == hook.url("")
        assert [word for word in ("pa55w0rd", "k3y-0f", TOKEN, SID) if word in text] == []
        assert f"# {NUMBER}: voice, in the TwiML App {AP}" in text
        assert f"# calls to {THIRD} go to the SIP trunk" in text
        assert "# Twilio cannot request this URL: " in text
        assert '# target = "htp://typo"' in text
        assert "# This is a sample of Twilio" in text
        assert f'# target = "{flow_webhook(OWN)}"' in text
        assert text.count("export WEBHOOK_") == 2
        names_of = [f"--only={NUMBER} sms", f"--only={NUMBER} voice", f"--only={SECOND} voice"]
        filled = {"WEBHOOK_LOGIN": "ann:pa55w0rd", "WEBHOOK_API_KEY": "k3y-0f-s0me0ne"}
        json_report("run", *names_of, cwd=tmp_path, status=0, env=filled)
        assert call("run", names_of[0], cwd=tmp_path).err.endswith("WEBHOOK_LOGIN is not set\n")
    asked = {each.path.partition("?")[0]: each for each in hook.received}
    assert asked.keys() == {"/sms", "/app", "/ivr"}
    assert asked["/sms"].path == "/sms?apiKey=k3y-0f-s0me0ne&v=1"
    assert asked["/sms"].header("Authorization") is not None
    assert asked["/app"].method == "GET"
    assert params(asked["/ivr"])["To"] == SECOND


def test_shared_settings_are_read_once(tmp_path: Path) -> None:
    numbers = [number(f"+1501712{each:04}", sms_url="https://x.example/s") for each in range(250)]
    account = Account(numbers, [], [service(MG, "+15550001111")])
    with api(account.answer) as url:
        text = init(tmp_path, "--from-number", "all", env=environment(url))
    assert len(checks(text)) == 250
    assert len(account.paths) == len(set(account.paths)) == 3 + 2


def test_some_numbers(tmp_path: Path) -> None:
    account = Account([number(each, sms_url=f"https://x.example/{each[-1]}")
                       for each in (NUMBER, SECOND, THIRD)])  # fmt: skip
    words = ["--from-number", "+1 (501) 712-2661", "--from-number", THIRD]
    with api(account.answer) as url:
        text = init(tmp_path, *words, "--base-url", "http://127.0.0.1:5000", env=environment(url))
        twice = refusal("init", *words, cwd=tmp_path, env=environment(url))
    assert [each["target"] for each in checks(text)] == ["/1", "/3"]
    assert tomllib.loads(text)["base_url"] == "http://127.0.0.1:5000"
    assert "already exists" in twice


def test_an_account_without_webhooks(tmp_path: Path) -> None:
    empty, unset = Account([]), Account([number()])
    for account, said in ((empty, "has no phone number"), (unset, "has no URL for incoming calls")):
        with api(account.answer) as url:
            told = refusal("init", "--from-number", "all", cwd=tmp_path, env=environment(url))
        assert said in told
    assert names(tmp_path) == []


def test_a_flow(tmp_path: Path) -> None:
    with webhook(answer) as hook:
        voicemail = widget(
            "mail", "record-voicemail", recording_status_callback_url=hook.url("/kept")
        )
        fetch = widget("lookup", "make-http-request", method="GET", url=hook.url("/data"))
        again = {**redirect("{{flow.variables.site}}/x"), "name": "later"}
        home = {**redirect(flow_webhook(OWN)), "name": "home"}
        away = redirect(hook.url("/away"), method="GET")
        away["transitions"] = [{"event": "return", "next": "mail"}]
        whole = flow(away, voicemail, fetch, again, home)
        (tmp_path / "flow.json").write_text(json.dumps(whole))
        text = init(tmp_path, "--from-flow", "flow.json")
        rows = [(each["event"], each["target"], each.get("method")) for each in checks(text)]
        assert rows == [
            ("sms", "/away", "GET"),
            ("voice", "/away", "GET"),
            ("recording-status", "/kept", None),
        ]
        assert "# lookup (make-http-request) is not checked" in text
        assert '# target = "{{flow.variables.site}}/x"' in text
        assert "# From flow.json: " in text
        json_report("run", cwd=tmp_path, status=0)
    voice = next(params(each) for each in hook.received if "CallerCity" in params(each))
    assert voice["CallStatus"] == "in-progress"
    assert "CallToken" not in voice


@pytest.mark.parametrize("kind", [har, ngrok])
def test_a_capture(tmp_path: Path, kind: Any) -> None:
    shots = [
        Shot("/voice", {**IN_CALL, "CallStatus": "ringing"}),
        Shot("/menu?lang=de", {**IN_CALL, "SpeechResult": "two pizzas"}),
        Shot("/sms", text_message("grüße, ${HOME}\n")),
        Shot("/got?a=1", text_message("by get"), "GET"),
        Shot("/", {}, "GET"),
    ]
    (tmp_path / "real.json").write_bytes(kind(shots))
    with webhook(answer) as hook:
        words = ["--from-capture", "real.json", "--signed", "--base-url", hook.url("")]
        text = init(tmp_path, *words)
        assert tomllib.loads(text)["call"][0]["steps"] == [{"say": "two pizzas"}]
        env = {"TWILIO_AUTH_TOKEN": TOKEN}
        json_report("run", cwd=tmp_path, status=0, env=env)
    validator = RequestValidator(TOKEN)
    asked = {each.path.partition("?")[0]: each for each in hook.received}
    assert asked.keys() == {"/voice", "/menu", "/sms", "/got"}
    for each in asked.values():
        fields = params(each) if each.method == "POST" else {}
        signature = each.header("X-Twilio-Signature")
        assert validator.validate(hook.url(each.path), fields, signature)
        assert CALLER not in params(each).values()
    assert asked["/menu"].path == "/menu?lang=de"
    assert params(asked["/menu"])["SpeechResult"] == "two pizzas"
    assert params(asked["/sms"])["Body"] == "grüße, ${HOME}\n"
    assert (asked["/got"].method, params(asked["/got"])["Body"]) == ("GET", "by get")


def test_a_flow_of_templates_has_to_be_completed(tmp_path: Path) -> None:
    (tmp_path / "flow.json").write_text(json.dumps(flow(redirect("{{trigger.call.To}}"))))
    done = call("init", "--from-flow", "flow.json", cwd=tmp_path)
    assert done.out == f"wrote {FILE}; complete the checks in it, then run: twiml-check run\n"
    text = (tmp_path / FILE).read_text().replace("{{trigger.call.To}}", "/x")
    awake = re.sub(r"(?m)^# (?=\[\[|\w+ = )", "", text)
    assert [each["target"] for each in checks(awake)] == ["/x", "/x"]


def test_sources_together_and_standard_input(tmp_path: Path) -> None:
    (tmp_path / "flow.json").write_text(json.dumps(flow(redirect("https://x.example/flow"))))
    raw = har([Shot("/sms", text_message("x"), host="y.example")])
    words = ["--from-flow", "flow.json", "--from-capture", "-"]
    assert call("init", *words, cwd=tmp_path, stdin=raw).status == 0
    suite = tomllib.loads((tmp_path / FILE).read_text())
    assert suite["base_url"] == "https://x.example"
    assert [each["target"] for each in suite["check"]] == [
        *("/flow", "/flow", "https://y.example/sms"),
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from-number", "5017122661"], "--from-number: If it is a phone number"),
        (["--from-number", "mine"], 'expected a phone number or all, got "mine"'),
        (["--from-number", "all"], "set TWILIO_ACCOUNT_SID"),
        (["--from-flow", "broken.json"], "--from-flow broken.json: "),
        (["--from-flow", "bare.json"], "the flow requests no webhook"),
        (["--from-capture", "list.json"], "the file has no request from Twilio"),
        (["--from-capture", "list.json", "--sms", "/x"], "--sms cannot be combined"),
        (["--keep-numbers"], "--keep-numbers needs --from-capture"),
        (["--from-flow", "bare.json", "--force", "bare.json"], "is also read"),
        (["--from-flow", "-", "--from-capture", "-"], "can be read only once"),
    ],
)
def test_a_wrong_call(tmp_path: Path, options: list[str], said: str) -> None:
    (tmp_path / "broken.json").write_text('{"states": [')
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "bare.json").write_text(json.dumps(flow()))
    before = names(tmp_path)
    assert said in refusal("init", *options, cwd=tmp_path)
    assert names(tmp_path) == before
