"""Requests that come twice, two at once, in a burst; a slow start; the fallback."""

from threading import Barrier, BrokenBarrierError, Lock
from typing import Any

import pytest
from flask import Request
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

from tests.drills.apps import TOKEN, XML, app, at, drilled, echo, found, unmet
from twiml_check import Result, drill
from twiml_check.drills.cold import slow_start
from twiml_check.drills.fallback import CODES
from twiml_check.drills.twice import TEXTS


def twice(reply: Any, **options: Any) -> Result:
    return drilled(app(reply), "twice", **options)


def reply_with(text: str) -> Any:
    response = MessagingResponse()
    response.message(text)
    return str(response), XML


class Shared:
    """What a module keeps for all requests."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.value = ""
        self._pair = Barrier(2)

    def __call__(self, given: Request) -> Any:
        self.value = given.values[self.name]
        try:
            self._pair.wait(0.5 if given.values["Body"] in TEXTS else 0)
        except BrokenBarrierError:
            self._pair.reset()
        return reply_with(f"{self.name}: {self.value}")


@pytest.mark.parametrize(
    ("name", "what"),
    [("Body", "the text"), ("From", "the number"), ("MessageSid", "the MessageSid")],
)
def test_state_that_leaks(name: str, what: str) -> None:
    result = twice(Shared(name))
    assert ("error", "mixed-callers") in found(result)
    assert any(each.message.endswith(f"got {what} of the other") for each in result.findings)
    assert "each of two requests at the same time gets its own response" in unmet(result)


def test_a_board_that_shows_what_others_wrote() -> None:
    wrote: list[str] = []

    def board(given: Request) -> Any:
        said = wrote[-1] if wrote else "nothing"
        wrote.append(given.values["Body"])
        return reply_with(f"The last one said {said}")

    result = twice(board)
    assert (found(result), unmet(result)) == ([], [])


def test_a_second_delivery_that_fails() -> None:
    seen: set[str] = set()

    def once(given: Request) -> Any:
        sid = given.values["MessageSid"]
        if sid in seen:
            raise ValueError("duplicate key")
        seen.add(sid)
        return echo(given)

    result = twice(once)
    assert found(result) == [("error", "http-error")]
    assert unmet(result) == ["the same request, delivered a second time is accepted"]


def crowded(limit: int, then: Any) -> Any:
    """A webhook that does something else for those beyond a limit at the same time."""
    lock, inside = Lock(), [0]
    crowd = Barrier(20)

    def reply(given: Request) -> Any:
        with lock:
            inside[0] += 1
            many = inside[0] > limit
        try:
            crowd.wait(0.05)
        except BrokenBarrierError:
            crowd.reset()
        with lock:
            inside[0] -= 1
        return then(given) if many else echo(given)

    return reply


def test_a_burst_that_is_too_much() -> None:
    result = twice(crowded(2, lambda _given: ("", 503)))
    assert found(result) == [("error", "http-error")]
    assert result.findings[0].message.startswith("20 requests at the same time: ")
    assert result.findings[0].more > 0
    assert unmet(result) == ["20 requests at the same time get the same response as one"]


def test_a_burst_that_gets_something_else() -> None:
    result = twice(crowded(2, lambda _given: ("<Response/>", XML)))
    assert found(result) == [("warning", "uneven-burst")]
    assert result.passed


def test_an_app_that_responds_at_random() -> None:
    count = [0]

    def dice(given: Request) -> Any:
        count[0] += 1
        return echo(given) if count[0] % 2 else ("<Response/>", XML)

    assert found(twice(dice)) == []


def test_a_slow_start() -> None:
    problem = slow_start(9_000, 200)
    assert problem is not None
    assert problem.message == "the first response took 9.0 s, the next ones 0.2 s"
    assert slow_start(14_000, 6_000) is not None
    assert slow_start(5_000, 20) is None
    assert slow_start(9_000, 8_000) is None


def test_the_fallback_is_called_with_each_number() -> None:
    got: list[tuple[str, str]] = []

    def reply(given: Request) -> Any:
        if given.path == "/fallback":
            got.append((given.values["ErrorCode"], given.values["ErrorUrl"]))
        return echo(given)

    with at(app(reply)) as url:
        fallback = url.replace("/sms", "/fallback")
        result = drill(url, only=["fallback"], fallback=fallback, auth_token=TOKEN)
    assert result.passed
    assert got == [(code, url) for code in CODES]


@pytest.mark.parametrize("event", ["sms", "voice", "whatsapp"])
def test_a_fallback_that_fails(event: str) -> None:
    def reply(given: Request) -> Any:
        return ("", 500) if given.values.get("ErrorCode") == "12300" else echo(given)

    def greet(given: Request) -> Any:
        bad = given.values.get("ErrorCode") == "12300"
        return ("", 500) if bad else ("<Response><Say>Hi</Say></Response>", XML)

    with at(app(greet if event == "voice" else reply)) as url:
        result = drill(
            url, only=["fallback"], fallback=f"{url}/fallback", event=event, auth_token=TOKEN
        )
    assert found(result) == [("error", "http-error")]
    assert result.findings[0].message.startswith("the fallback request for 12300: ")
    assert "--param ErrorCode=12300" in result.findings[0].again
