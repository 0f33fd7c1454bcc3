"""Who calls: every call from a number of its own, and what a webhook is told of each kind."""

import re
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.explore.test_explorer import site
from tests.servers import Received
from twiml_check.calls.callers import AREAS, CALLERS, NUMBERS, number
from twiml_check.runner.explore_target import Exploring, call_opener
from twiml_check.runner.servers import open_fetcher
from twiml_check.runner.settings import Asking, Judging
from twiml_check.vocabulary.events import NUMBER

FICTION = re.compile(r"\+1[2-9]\d\d55501\d\d")
ANSWER = "<Response><Gather action='/a' numDigits='1'/></Response>"


def told(caller: str, calls: int = 1, **more: Any) -> list[dict[str, str]]:
    """What a webhook is told in so many calls, two requests each."""
    seen: list[Received] = []
    with site(ANSWER, seen) as origin, open_fetcher() as fetcher:
        opener = call_opener(Asking(event="voice", **more), Judging(), Exploring(), origin, fetcher)
        for place in range(calls):
            call = opener(place, caller)
            call.begin()
            call.take("1")
    read = [parse_qs(each.body.decode(), keep_blank_values=True) for each in seen]
    return [{name: values[0] for name, values in each.items()} for each in read]


def test_numbers_are_fictional_and_new_in_each_call() -> None:
    made = [number(7, call) for call in range(3 * NUMBERS)]
    assert len({*made}) == len(made)
    assert all(FICTION.fullmatch(each) for each in made)
    assert len({*AREAS}) == len(AREAS)


def test_another_run_has_another_area() -> None:
    assert number(1, 0) != number(2, 0)
    assert number(len(AREAS) - 1, NUMBERS) == number(0, 0)  # and no area is left


def test_each_call_has_a_caller_and_a_sid_of_its_own() -> None:
    sent = told("plain", calls=3)
    assert len({each["From"] for each in sent}) == len({each["CallSid"] for each in sent}) == 3
    for first, second in zip(sent[::2], sent[1::2], strict=True):
        assert first["From"] == second["From"] == second["Caller"]
        assert FICTION.fullmatch(first["From"])
        assert first["FromCity"] == "PORTLAND"


@pytest.mark.parametrize(
    ("caller", "sender"),
    [("nowhere", FICTION), ("withheld", re.compile("anonymous"))],
)
def test_of_others_no_place_is_known_but_sent(caller: str, sender: re.Pattern[str]) -> None:
    for sent in told(caller):
        assert sender.fullmatch(sent["From"])
        assert sent["From"] == sent["Caller"]
        for what in ("City", "State", "Zip"):
            assert sent[f"From{what}"] == sent[f"Caller{what}"] == ""
            assert sent[f"To{what}"]
        country = "US" if caller == "nowhere" else ""
        assert sent["FromCountry"] == sent["CallerCountry"] == country


def test_a_phone_system_has_no_place_and_calls_a_domain() -> None:
    for sent in told("sip"):
        assert sent["From"] == sent["Caller"] == "sip:robin@pbx.example.com"
        assert sent["To"] == sent["Called"] == f"sip:{NUMBER}@{sent['SipDomain']}"
        assert not [name for name in sent if re.search("City|State|Zip|Country", name)]


def test_only_a_number_that_shows_has_a_signed_call() -> None:
    for caller in CALLERS:
        first, later = told(caller)
        assert ("StirVerstat" in first) == (caller in ("plain", "nowhere"))
        assert "StirVerstat" not in later


def test_the_user_says_who_calls() -> None:
    for caller in CALLERS:
        assert {each["From"] for each in told(caller, sender="+12025550100")} == {"+12025550100"}


def test_a_seed_gives_the_same_calls_again() -> None:
    assert told("plain", calls=2, seed="x") == told("plain", calls=2, seed="x")
    assert told("plain", seed="x") != told("plain", seed="y")
