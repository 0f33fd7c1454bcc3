"""What is asked for actions with: all parameters, the memory with POST alone, the signature."""

import json
import re
from typing import Any

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.autopilot.talking import Bot, acting, bot, collecting, schema, talk, told, vias
from tests.servers import http_reply

SAY = {"say": "Hello."}
TOKEN = "12345"
ORDER = [
    *("AccountSid", "AssistantSid", "DialogueSid", "UserIdentifier", "CurrentInput"),
    *("CurrentTask", "CurrentTaskConfidence", "NextBestTask", "Field_kind_Value"),
    *("Field_kind_Type", "DialoguePayloadUrl", "Memory", "Channel"),
]
TWIML = "<Response><Say>One moment.</Say></Response>"


def test_all_parameters_are_sent() -> None:
    with bot({"/": [SAY]}) as served:
        talk(
            served.url(),
            channel="sms",
            task="order_tea",
            input="green tea & cake",
            fields=(("kind", "green"),),
            told={"sender": "+15005550006"},
        )
    sent = served.sent()
    assert list(sent) == ORDER
    sid = {"AccountSid": "AC", "AssistantSid": "UA", "DialogueSid": "UK"}
    for name, prefix in sid.items():
        assert re.fullmatch(prefix + "[0-9a-f]{32}", sent[name])
    assert sent["DialoguePayloadUrl"] == (
        "https://autopilot.twilio.com/v1/Assistants/"
        f"{sent['AssistantSid']}/Dialogues/{sent['DialogueSid']}"
    )
    wanted = {
        "UserIdentifier": "+15005550006",
        "CurrentInput": "green tea & cake",
        "CurrentTask": "order_tea",
        "CurrentTaskConfidence": "1.0",
        "NextBestTask": "",
        "Field_kind_Value": "green",
        "Field_kind_Type": "Twilio.ALPHANUMERIC",
        "Channel": "sms",
    }
    assert {name: sent[name] for name in wanted} == wanted
    assert json.loads(sent["Memory"])["twilio"]["sms"]["From"] == "+15005550006"
    header = served.received[0].header
    assert header("Content-Type") == "application/x-www-form-urlencoded"


def test_a_get_has_them_in_its_query_and_no_memory() -> None:
    with bot({"/": [SAY]}) as served:
        talk(served.url("/?shop=7"), method="GET", fields=(("kind", "green"),))
    assert served.received[0].body == b""
    sent = served.sent()
    assert sent["shop"] == "7"
    assert [name for name in sent if name != "shop"] == [n for n in ORDER if n != "Memory"]


@pytest.mark.parametrize("channel", ["voice", "sms", "chat", "messaging.facebook-messenger"])
def test_the_memory_has_the_data_of_the_channel(channel: str) -> None:
    with bot({"/": [SAY]}) as served:
        talk(served.url(), channel=channel)
    memory = json.loads(served.sent()["Memory"])
    assert list(memory) == ["twilio"]
    assert list(memory["twilio"]) == [channel]
    assert memory["twilio"][channel]["From"] == served.sent()["UserIdentifier"]
    assert served.sent()["Channel"] == channel


def test_what_is_remembered_is_sent_and_said_again_it_is_overwritten() -> None:
    def routes(bot: Bot) -> dict[str, Any]:
        return {
            "/": [
                {"remember": {"step": 1, "kind": "green"}},
                {"remember": {"step": {"number": 2, "name": "thé ☕"}}},
                {"redirect": bot.url("/next")},
                {"remember": {"never": True}},
            ],
            "/next": [SAY],
        }

    with bot(routes) as served:
        outcome = talk(served.url(), memory={"shop": "a"})
    first, second = (json.loads(served.sent(n)["Memory"]) for n in (0, 1))
    assert (first["shop"], "step" in first) == ("a", False)
    assert second["step"] == {"number": 2, "name": "thé ☕"}
    assert (second["kind"], second["shop"], "never" in second) == ("green", "a", False)
    assert told(outcome) == [("unreachable-action", "warning")]


def test_a_dialogue_keeps_its_sids() -> None:
    with bot(lambda bot: {"/": [{"redirect": bot.url("/b")}], "/b": [SAY]}) as served:
        talk(served.url())
    for name in ("AccountSid", "AssistantSid", "DialogueSid", "UserIdentifier"):
        assert served.sent(0)[name] == served.sent(1)[name]


def test_the_type_of_a_field_is_that_of_the_schema() -> None:
    model = schema(tea=[SAY])
    model["tasks"][0]["fields"] = [{"uniqueName": "kind", "fieldType": "tea_kind"}]
    with bot({"/": [SAY]}) as served:
        talk(served.url(), model=model, fields=(("kind", "green"), ("size", "big")))
    sent = served.sent()
    assert (sent["Field_kind_Type"], sent["Field_size_Type"]) == ("tea_kind", "Twilio.ALPHANUMERIC")


def test_parameters_are_set_and_left_out() -> None:
    with bot({"/": [SAY]}) as served:
        own = (("CurrentTaskConfidence", "0.5"), ("QuerySid", "UH1"), ("AccountSid", "AC1"))
        talk(served.url(), told={"set_params": own, "drop_params": ("NextBestTask", "Memory")})
    sent = served.sent()
    assert sent["CurrentTaskConfidence"] == "0.5"
    assert (sent["QuerySid"], sent["AccountSid"]) == ("UH1", "AC1")
    assert not {"NextBestTask", "Memory"} & set(sent)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_the_signature_is_one_that_twilio_accepts(method: str) -> None:
    with bot({"/": [SAY]}) as served:
        talk(served.url(), method=method, told={"token": TOKEN})
    request = served.received[0]
    form = served.sent() if method == "POST" else {}
    signature = request.header("X-Twilio-Signature")
    assert RequestValidator(TOKEN).validate(served.server.url(request.path), form, signature)


def test_answers_are_collected() -> None:
    def routes(bot: Bot) -> dict[str, Any]:
        questions = [
            {"question": "Which?", "name": "kind", "type": "Twilio.ALPHANUMERIC"},
            {"question": "How many?", "name": "count", "type": "Twilio.NUMBER"},
        ]
        completed = {"redirect": {"uri": bot.url("/done"), "method": "POST"}}
        collect = collecting(questions=questions, on_complete=completed)
        return {"/": [{"remember": {"a": 1}}, collect], "/done": [SAY]}

    with bot(routes) as served:
        outcome = talk(served.url(), answers={"kind": "green", "count": "2"})
    sent = served.sent()
    memory = json.loads(sent["Memory"])
    order = memory["twilio"]["collected_data"]["order"]
    assert (order["status"], memory["a"]) == ("complete", 1)
    assert {name: each["answer"] for name, each in order["answers"].items()} == {
        "kind": "green",
        "count": "2",
    }
    assert sent["CurrentInput"] == "2"
    assert (told(outcome), len(served.received)) == ([], 2)


@pytest.mark.parametrize("answers", [{}, {"kind": "green"}, {"other": "x"}])
def test_without_all_answers_the_questions_wait(answers: dict[str, str]) -> None:
    questions = [{"question": "?", "name": "kind"}, {"question": "?", "name": "count"}]
    with bot({"/": [collecting("http://127.0.0.1:1/", questions=questions)]}) as served:
        outcome = talk(served.url(), answers=answers)
    assert (len(outcome.hops), outcome.ended, told(outcome)) == (1, "collect", [])


def test_a_handoff_goes_on_as_a_call() -> None:
    def routes(bot: Bot) -> dict[str, Any]:
        away = {"channel": "voice", "uri": bot.url("/agent"), "method": "POST"}
        agent = f"<Response><Say>Hello</Say><Redirect>{bot.url('/next')}</Redirect></Response>"
        return {
            "/": [{"remember": {"step": 1}}, SAY, {"handoff": away}],
            "/agent": http_reply(agent.encode()),
            "/next": http_reply(TWIML.encode()),
        }

    with bot(routes) as served:
        outcome = talk(served.url(), told={"sender": "+442071838750"})
    assert vias(outcome) == ["webhook", "handoff", "twiml-redirect"]
    assert [hop.number for hop in outcome.hops] == [1, 2, 3]
    assert [hop.came_from for hop in outcome.hops] == [None, 1, 2]
    assert [hop.event.name for hop in outcome.hops] == ["autopilot", "voice", "voice"]
    assert [hop.verbs for hop in outcome.hops][1:] == [("Say", "Redirect"), ("Say",)]
    assert (told(outcome), outcome.ended) == ([], "handoff")
    asked, own = served.sent(1), served.sent(0)
    assert (asked["CallStatus"], asked["DialogueSid"]) == ("in-progress", own["DialogueSid"])
    assert asked["AccountSid"] == own["AccountSid"]
    assert (asked["From"], asked["FromCountry"], asked["FromCity"]) == ("+442071838750", "GB", "")
    assert json.loads(asked["Memory"])["step"] == 1
    assert served.sent(2)["CallSid"] == asked["CallSid"]


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (acting(SAY), "wrong-content-type"),
        (http_reply(b'<Response><Say voise="a">Hi</Say></Response>'), "unknown-attribute"),
        (http_reply(b"", status="500 No"), "http-error"),
    ],
)
def test_what_a_handoff_leads_to_is_checked_as_twiml(answer: bytes, rule: str) -> None:
    def routes(bot: Bot) -> dict[str, Any]:
        return {
            "/": [{"handoff": {"channel": "voice", "uri": bot.url("/a"), "method": "GET"}}],
            "/a": answer,
        }

    with bot(routes) as served:
        outcome = talk(served.url())
    assert rule in [finding.rule for finding in outcome.findings]
    assert {finding.hop for finding in outcome.findings} == {2}
    assert "Memory" not in served.sent(1)


@pytest.mark.parametrize(
    ("uri", "findings", "ended"),
    [
        ("taskrouter://WW" + "0" * 32, [], "handoff"),
        ("taskrouter://WW1", [("bad-handoff", "error")], "broken"),
        ("", [("bad-handoff", "error")], "broken"),
        ("task://tea", [("bad-handoff", "error")], "broken"),
        ("INSERT YOUR TWIML_URL HERE", [("bad-handoff", "error")], "broken"),
    ],
)
def test_a_handoff_that_asks_nothing(uri: str, findings: list[Any], ended: str) -> None:
    with bot({"/": [{"handoff": {"channel": "voice", "uri": uri}}]}) as served:
        outcome = talk(served.url(), model=schema(tea=[SAY]))
    assert (told(outcome), outcome.ended, len(outcome.hops)) == (findings, ended, 1)


def test_handoff_and_play_are_for_calls() -> None:
    away = {"handoff": {"channel": "voice", "uri": "taskrouter://WW" + "0" * 32}}
    play = {"play": {"url": "https://example.com/a.mp3"}}
    with bot({"/": [play, away]}) as served:
        by_voice, by_sms = talk(served.url()), talk(served.url(), channel="sms")
    assert told(by_voice) == []
    assert told(by_sms) == [("voice-only-action", "warning")] * 2


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (3_000, []),
        (4_000, [("memory-too-large", "warning")]),
        (4_600, [("memory-too-large", "error")]),
    ],
)
def test_a_memory_that_is_too_large(more: int, expected: list[tuple[str, str]]) -> None:
    with bot({"/": [{"remember": {"after": "e" * 12_000}}, SAY]}) as served:
        outcome = talk(served.url(), memory={"before": "a" * more})
    assert told(outcome) == expected
