"""A webhook that does all right passes every drill, whatever comes in."""

from typing import Any

import pytest
from flask import Request

import twiml_check
from tests.drills.apps import TOKEN, XML, app, at, drilled, echo, found, safe, speak, unmet
from twiml_check.drills.drills import DRILLS
from twiml_check.runner.drill_target import MOST_REQUESTS


@pytest.mark.parametrize("event", ["sms", "mms", "whatsapp", "rcs"])
def test_messages(event: str) -> None:
    result = drilled(app(), event=event)
    assert (found(result), unmet(result)) == ([], [])
    assert result.passed
    assert {each.kind for each in result.expectations} == {"trial"}
    assert len(result.hops) <= MOST_REQUESTS


def test_calls() -> None:
    result = drilled(app(speak), event="voice")
    assert (found(result), unmet(result)) == ([], [])


def test_every_drill_is_a_target_with_its_own_hops() -> None:
    with at(app()) as url:
        result = twiml_check.drill(url, auth_token=TOKEN, fallback=url)
    assert result.passed
    targets = result.to_dict()["targets"]
    assert [each["name"] for each in targets] == list(DRILLS)
    for each in targets:
        numbers = [hop["number"] for hop in each["hops"]]
        assert numbers == list(range(1, len(numbers) + 1))
        assert {trial["hop"] for trial in each["expectations"]} <= {*numbers, None}


def test_a_get_webhook() -> None:
    result = drilled(app(), "signature", "injection", method="GET")
    assert (found(result), unmet(result)) == ([], [])


def test_an_app_in_this_process() -> None:
    result = twiml_check.drill("/sms", app=app(), auth_token=TOKEN)
    assert (found(result), unmet(result)) == ([], [])


def test_a_redirect_is_followed() -> None:
    def reply(given: Request) -> Any:
        path = given.path
        if path == "/sms":
            return "", 307, {"Location": "/moved"}
        if path == "/moved":
            return "<Response><Redirect>/end</Redirect></Response>", XML
        return echo(given)

    result = drilled(app(reply), "signature", "injection", "absent")
    assert (found(result), unmet(result)) == ([], [])
    assert any(hop.url.endswith("/end") for hop in result.hops)


def test_a_text_without_markup_may_come_back_as_it_is() -> None:
    def reply(given: Request) -> Any:
        body = safe(given.values["Body"]) or "nothing"
        return body, {"Content-Type": "text/plain"}

    result = drilled(app(reply), "injection")
    assert (found(result), unmet(result)) == ([], [])


def test_an_app_that_escapes_twice_lets_nothing_in() -> None:
    def reply(given: Request) -> Any:
        from markupsafe import escape

        text = escape(str(escape(safe(given.values["Body"]))))
        body = f"<Response><Message>{text}</Message></Response>"
        return body, XML

    assert found(drilled(app(reply), "injection")) == []
