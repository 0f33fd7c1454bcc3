"""The options of the Python API: each key of a suite is a parameter, and each has its effect."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

import twiml_check
from tests.commands.calling import REPLY, webhook
from tests.inprocess.apps import flask_app
from tests.servers import http_reply
from twiml_check.suite.reading import OWN
from twiml_check.suite.shapes import ASKING, EXPLORING, SHAPES

FIELDS = {"from", "to", "body"}
"""Twilio's parameters, which Python spells From, To, Body."""
OF_A_SUITE = {"name", "target", "tags", "steps"}
OTHER_FUNCTIONS = {"explore", "drills", "inline", *EXPLORING, "require_signature"}
"""Keys of a [[check]] that belong to explore, drill or lint."""
EXPECTING = {"expect", "expect_any_hop", "expect_text", "expect_text_any_hop"}
KEYS: dict[Callable[..., Any], set[str]] = {
    twiml_check.check: {*SHAPES} - OTHER_FUNCTIONS,
    twiml_check.call: {*OWN["call"]},
    twiml_check.explore: {*ASKING, *EXPLORING, *EXPECTING},
    twiml_check.drill: {*ASKING, "require_signature"} - {"verdict"},
    twiml_check.lint: {"event", "pci", "inline", "expect", "expect_text", "verdict", "fail_on"},
}


@pytest.mark.parametrize("function", KEYS)
def test_each_key_of_a_suite_is_a_parameter(function: Callable[..., Any]) -> None:
    keys = KEYS[function] - FIELDS - OF_A_SUITE
    assert keys <= inspect.signature(function).parameters.keys()


def test_each_key_of_a_suite_belongs_to_a_function() -> None:
    known = set().union(*KEYS.values(), OF_A_SUITE)
    assert {*SHAPES, *OWN["check"], *OWN["call"]} - known == {"explore", "drills"}


@pytest.mark.parametrize(
    ("options", "passes"),
    [
        ({"expect_chain": ["/sms"]}, True),
        ({"expect_chain": ["/sms", "/next"]}, False),
        ({"expect_chain": "/sms"}, True),
        ({"expect": "Message"}, True),
        ({"expect": "Dial"}, False),
        ({"expect_text": "Hello"}, True),
        ({"verdict": "fail"}, False),
        ({"verdict": "fail", "expect": "Dial"}, True),
        ({"max_time": 60.0}, True),
        ({"repeat": 3}, True),
        ({"no_signature": True, "auth_token": "0" * 32}, True),
        ({"max_hops": 1, "ignore": "plain-http"}, True),
    ],
)
def test_an_option_has_its_effect(options: dict[str, Any], passes: bool) -> None:
    with webhook(lambda _: http_reply(REPLY)) as hook:
        result = twiml_check.check(hook.url("/sms"), **options)
    assert result.passed is passes
    assert len(hook.received) == options.get("repeat", 1)
    assert hook.received[0].header("X-Twilio-Signature") is None


def test_a_token_signs() -> None:
    with webhook(lambda _: http_reply(REPLY)) as hook:
        twiml_check.check(hook.url("/sms"), auth_token="0" * 32)
    assert hook.received[0].header("X-Twilio-Signature")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"expect_chain": ["sms"]}, "must be a list of paths that begin with /"),
        ({"verdict": "passed"}, "'passed' is not one of 'pass', 'fail'"),
        ({"repeat": 0}, "0 is not in the range"),
        ({"max_time": -1}, "expected seconds"),
        ({"max_time": "5s"}, "expected seconds"),
        ({"ignore": "unknown-atribute"}, "did you mean unknown-attribute"),
    ],
)
def test_a_wrong_value_is_a_value_error(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        twiml_check.check("/sms", app=flask_app(), **options)
