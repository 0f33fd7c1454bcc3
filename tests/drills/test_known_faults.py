"""One fault, one finding: what the plain request shows, and what any unexpected text shows."""

from typing import Any
from xml.sax.saxutils import escape

import pytest
from flask import Request

from tests.drills.apps import TOKEN, XML, app, at, drilled, echo, found, safe, speak, unmet
from twiml_check import Result, drill

JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}
FORGED = ("warning", "accepts-forged")


def message(text: str) -> Any:
    return f"<Response><Message>{text}</Message></Response>", XML


def failed(result: Result) -> list[str]:
    """The trials that are not as they should be, without those that are open."""
    return [each.expression for each in result.expectations if not (each.met or each.untried)]


def by_text(known: Any, other: Any) -> Any:
    """A webhook that responds like this to Hello, and otherwise to other texts."""
    return lambda given: (known if given.values["Body"] == "Hello" else other)(given)


def whole(reply: Any, *only: str, **options: Any) -> Result:
    """The result of these drills at a webhook of this process that accepts every request."""
    return drill("/sms", app=app(reply, None), only=only, no_signature=True, **options)


def answers_by_rest(*response: Any) -> Any:
    """A webhook that always responds like this, and that fails at an empty text."""
    return lambda given: response if given.values["Body"].strip() else ("", 500)


@pytest.mark.parametrize(
    ("response", "rule"),
    [
        (("", HTML), "empty-body"),
        (("", 201, HTML), "empty-body"),
        (('{"ok": true}', JSON), "wrong-content-type"),
        (("OK", HTML), "not-xml"),
        (("<Response><Message>Hi</Response>", XML), "mismatched-tag"),
        (("<html><body>Thanks</body></html>", HTML), "wrong-root"),
    ],
)
def test_a_plain_response_that_is_not_fit_is_one_finding(response: Any, rule: str) -> None:
    result = whole(answers_by_rest(*response), "signature", "absent")
    plain, forged, *others = result.findings
    assert (plain.level, plain.rule) == ("error", rule)
    assert plain.message.startswith("the plain request: ")
    assert (forged.level, forged.rule) == FORGED
    texts = ("an empty Body", "a Body of one space", "a picture without a text")
    assert [each.message for each in others] == [
        f"{text}: the webhook responded with 500" for text in texts
    ]
    assert len(failed(result)) == 5
    assert "the plain request afterwards causes no other fault" in result.report()
    assert "Nothing else" not in result.report()


@pytest.mark.parametrize("status", [404, 403, 302, 308, 503])
def test_a_plain_request_that_is_refused_has_no_more_drills(status: int) -> None:
    result = whole(lambda _given: ("", status))
    assert len(result.hops) == 1
    assert "Nothing else was tried." in result.report()


def test_a_call_too_is_compared_with_the_plain_one() -> None:
    def reply(given: Request) -> Any:
        return ('{"ok": 1}', JSON) if given.values["From"].startswith("+") else ("", 400)

    result = whole(reply, "absent", event="voice")
    assert [each.level for each in result.findings] == ["error", "error", "info", "info"]
    assert result.findings[1].message.startswith("a withheld number: ")


def test_other_ids_in_the_body_are_the_same_response() -> None:
    def receipt(given: Request) -> Any:
        sent, sid = given.values["From"], given.values["MessageSid"]
        return f'{{"queued": "SM{id(given)}", "to": "{sent}", "for": "{sid}"}}', JSON

    assert FORGED in found(whole(receipt, "signature"))


@pytest.mark.parametrize(
    "refusal",
    [
        ('{"error": "invalid signature"}', 200, JSON),
        ('{"error": "invalid signature"}', 403, JSON),
        ("<html>Log in</html>", 200, HTML),
        ("", 401),
        ("", 302, {"Location": "http://127.0.0.1:9/login"}),
    ],
)
def test_another_body_is_a_refusal(refusal: Any) -> None:
    webhook = app(lambda _given: ('{"ok": true}', JSON), refusal=refusal)
    result = drill("/sms", app=webhook, only=["signature"], auth_token=TOKEN)
    assert [each.rule for each in result.findings] == ["wrong-content-type"]


def unknown(text: str = "", status: int = 200, headers: Any = None) -> Any:
    """A webhook with this fault at every text except Hello."""
    return by_text(echo, lambda _given: (text, status, headers or XML))


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        (unknown("<Response><Message/></Response>"), "missing-content"),
        (unknown(status=500), "http-error"),
        (unknown(status=422), "http-error"),
        (unknown('{"unknown": 1}', headers=JSON), "wrong-content-type"),
        (unknown("<Response><Message>?</Response>"), "mismatched-tag"),
        (unknown('<Response><Message acton="/x">?</Message></Response>'), "unknown-attribute"),
    ],
)
def test_a_fault_of_every_unexpected_text_is_one_error(reply: Any, rule: str) -> None:
    drills = () if rule == "missing-content" else ("signature", "injection")
    result = drill("/sms", app=app(reply), only=drills, auth_token=TOKEN)
    assert [each.level for each in result.findings] == ["error"]
    assert result.findings[0].rule == rule
    assert result.findings[0].message.startswith("text that nobody expects in Body: ")
    assert failed(result) == ["text that nobody expects in Body is accepted"]
    assert {each.untried for each in result.expectations} == {
        "", "the same fault as text that nobody expects in Body"
    }  # fmt: skip


def test_the_signature_has_nothing_to_do_with_the_response_to_a_text() -> None:
    webhook = app(unknown("<Response><Message/></Response>"))
    result = drill("/sms", app=webhook, only=["signature"], auth_token=TOKEN)
    assert (found(result), failed(result)) == ([], [])
    assert len(result.hops) == 15


@pytest.mark.parametrize(("name", "count"), [("absent", 8), ("twice", 1)])
def test_one_drill_alone_finds_the_cause(name: str, count: int) -> None:
    result = whole(unknown("<Response><Message/></Response>"), name)
    assert found(result) == [("error", "missing-content")]
    assert result.findings[0].message.startswith("text that nobody expects in Body: ")
    assert f", {count} with the same fault as another.\n" in result.report()


def test_the_name_of_a_caller() -> None:
    def reply(given: Request) -> Any:
        return speak(given) if "CallerName" not in given.values else ("", 500)

    result = whole(reply, "injection", "absent", event="voice")
    assert found(result) == [("error", "http-error")]
    assert result.findings[0].message.startswith("text that nobody expects in CallerName: ")


def test_another_status_is_another_fault() -> None:
    def reply(given: Request) -> Any:
        return "", 500 if given.values["Body"] else 422

    result = whole(by_text(echo, reply), "absent")
    assert [each.message.partition(":")[0] for each in result.findings] == [
        "an empty Body", "a picture without a text", "text that nobody expects in Body"
    ]  # fmt: skip


def test_another_parameter_has_its_own_finding() -> None:
    def reply(given: Request) -> Any:
        short = len(given.values["From"]) < 7
        return ("", 500) if short or given.values["Body"] != "Hello" else echo(given)

    messages = [each.message for each in whole(reply, "absent").findings]
    assert "a short code as the sender: the webhook responded with 500" in messages
    assert len(messages) == 2


def test_a_city_that_fails_does_not_hide_a_body_that_fails() -> None:
    def reply(given: Request) -> Any:
        bad = given.values.get("FromCity") not in ("PORTLAND", "", None)
        return ("", 500) if bad or not given.values["Body"] else echo(given)

    messages = [each.message.partition(":")[0] for each in whole(reply).findings]
    assert "text that nobody expects in FromCity" in messages
    assert "an empty Body" in messages
    assert not any(each.startswith("markup") for each in messages)


def test_markup_is_found_in_a_response_with_another_fault() -> None:
    def raw(given: Request) -> Any:
        text = safe(given.values["Body"])
        return f'<Response><Message acton="/x">{text}</Message></Response>', XML

    result = whole(by_text(echo, raw), "injection")
    assert found(result) == [("error", "unknown-attribute"), ("error", "injected-markup")]
    assert "markup in Body, FromCity and ToCity stays text" in failed(result)
    assert "not tried" not in result.report()


def test_a_rule_that_is_ignored_leaves_nothing_open() -> None:
    reply = unknown("<Response><Message/></Response>")
    result = whole(reply, "absent", "twice", ignore=["missing-content"])
    assert (found(result), unmet(result)) == ([], [])


def test_a_budget_that_is_spent_is_kept() -> None:
    result = whole(unknown(status=500), "absent", budget=4)
    assert len(result.hops) == 4
    assert found(result) == [("error", "http-error")] * 2


def test_a_fallback_that_always_fails_is_one_error() -> None:
    def reply(given: Request) -> Any:
        return ("", 403) if "ErrorCode" in given.values else echo(given)

    with at(app(reply, None)) as url:
        result = drill(url, only=["cold", "fallback"], fallback=f"{url}/fallback")
    assert found(result) == [("error", "http-error")]
    assert result.findings[0].message.startswith("the fallback request for 11200: ")
    assert "it accepted the plain request" not in result.findings[0].help


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_trial_that_is_refused_has_another_cause_than_the_signature(status: int) -> None:
    def reply(given: Request) -> Any:
        short = len(given.values["From"]) < 7
        return ("start with the country code", status) if short else echo(given)

    for options in ({"no_signature": True}, {"auth_token": TOKEN}):
        result = drill("/sms", app=app(reply, None), only=["absent"], **options)
        (finding,) = result.findings
        assert "signed" not in result.report()
        assert finding.help == (
            "let the webhook accept a short code as the sender: it accepted the plain request"
        )


def test_a_parameter_that_is_sometimes_absent_is_not_to_be_given() -> None:
    def reply(given: Request) -> Any:
        lacks = "CallToken" not in given.values
        return ("Missing parameter: CallToken", 400) if lacks else speak(given)

    finding = whole(reply, "absent", event="voice").findings[0]
    assert finding.help.startswith("read CallToken only where Twilio sends it: ")


@pytest.mark.parametrize("event", ["sms", "voice"])
def test_the_command_again_is_short(event: str) -> None:
    def reply(given: Request) -> Any:
        texts = [given.values.get(name, "") for name in ("Body", "CallerName", "FromCity")]
        odd = any(each and not each.replace(" ", "").isalpha() for each in texts)
        return ("", 500) if odd else (speak if event == "voice" else echo)(given)

    result = drilled(app(reply, None), event=event)
    assert len(result.findings) > 5
    for each in result.findings:
        assert each.again.startswith("twiml-check ")
        assert len(each.again) <= 300
    drills = {each.again.partition(" --only ")[2].partition(" ")[0] for each in result.findings}
    assert {"injection", "signature"} < drills


def test_a_long_text_is_named_by_its_drill() -> None:
    def reply(given: Request) -> Any:
        return echo(given) if len(given.values["Body"]) < 1600 else message(escape("x" * 1601))

    with at(app(reply, None)) as url:
        result = drill(url, only=["absent"], Shop="7")
    assert [each.again for each in result.findings] == [
        f"twiml-check drill {url} --only absent --event sms --param Shop=7"
    ]
