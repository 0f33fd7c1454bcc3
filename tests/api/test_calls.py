"""The Python API: a call explored, and one that is played."""

import threading
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import pytest

import twiml_check
from tests.calls.planted import make_app
from tests.servers import serving_app

SHOP = make_app(faults=False)


def test_an_exploration() -> None:
    result = twiml_check.explore("/weather", app=SHOP)
    assert result.passed
    assert result.map is not None
    assert result.map.nodes[0].verbs == ("Gather", "Say", "Hangup")
    assert result.coverage is not None
    assert result.coverage.left == {}
    assert ('"today"',) in result.ways
    assert result.to_dict()["targets"][0]["event"] == "voice"


def test_an_exploration_over_http() -> None:
    with serving_app(make_app(faults=True)) as origin:
        result = twiml_check.explore("/parcel", base_url=origin)
    assert result.map is not None
    assert result.map.again == f"twiml-check explore --event voice --method POST {origin}/parcel"
    assert not result


def test_an_exploration_has_its_limits() -> None:
    cut = twiml_check.explore("/voice", app=SHOP, budget=5, callers=["plain"])
    assert cut.verdict == "undecided"
    assert len(cut.hops) <= 5
    some = twiml_check.explore("/sms", app=SHOP, event="sms", say=["LARGE"], depth=1)
    assert some.map is not None
    assert '"LARGE"' in {edge.word for edge in some.map.edges}
    few = twiml_check.explore("/voice", app=SHOP, depth=1, min_coverage=100)
    assert few.verdict == "fail"


def test_it_answers_in_the_callers_thread() -> None:
    threads = set()

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        threads.add(threading.get_ident())
        return SHOP(environ, start)

    assert twiml_check.explore("/voice", app=app, depth=1, callers=["plain"]).map
    assert twiml_check.call("/voice", app=app).press("1").dial("busy").passed
    assert threads == {threading.get_ident()}


def test_a_call() -> None:
    call = twiml_check.call("/voice", app=SHOP)
    assert call.press("2").press("8").dial("busy").expect("Say", "Hangup").ends() is call
    assert repr(call) == (
        "<Call press 2, press 8, dial busy, expect Say, expect Hangup, ends hangup>"
    )
    assert call
    assert repr(call) == "<PASS http://localhost/voice>"
    assert call.result is call.result
    assert [hop.via for hop in call.result.hops] == ["webhook", "action", "action", "action"]


def test_a_step_more_plays_it_as_a_new_call() -> None:
    calls = []

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        calls.append(environ["PATH_INFO"])
        return SHOP(environ, start)

    call = twiml_check.call("/voice", app=app).press("9")
    assert calls == []
    assert call.passed
    assert not call.press("1").passed
    assert calls == ["/voice", "/main"] * 2
    assert "unmet   press 1: no verb waits for keys here; [2] ends with <Hangup>" in str(call)
    assert repr(call) == "<FAIL http://localhost/voice; unmet: press 1>"


def test_a_conversation() -> None:
    call = twiml_check.call("/sms", app=SHOP).text("order").reply("which size")
    assert call.text("SMALL").reply("oven").passed
    assert call.result.to_dict()["targets"][0]["event"] == "sms"


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        (lambda call: call.dial("bussy"), ValueError, 'cannot be "bussy"; did you mean busy?'),
        (lambda call: call.press("one"), ValueError, "press must be keys"),
        (lambda call: call.expect("//Say["), ValueError, "the XPath ends too early"),
        (lambda _: twiml_check.call("/voice", app=SHOP, caler="x"), TypeError,
         'call() has no option "caler"; did you mean caller'),
        (lambda _: twiml_check.call("/voice", caller="x"), ValueError, "expected plain, nowhere"),
        (lambda _: twiml_check.call("/sms", app=SHOP, event="sms").hear("x").passed, ValueError,
         "a conversation begins with a text"),
        (lambda _: twiml_check.call("/x", app=SHOP, event="voce").silence().passed, ValueError,
         "did you mean voice"),
        (lambda _: twiml_check.call("/nowhere").silence().result, ValueError, "is no file"),
        (lambda _: twiml_check.explore("README.md"), ValueError, "expected the URL of a webhook"),
        (lambda _: twiml_check.explore("/x", app=SHOP, budgte="1"), TypeError,
         'explore() has no option "budgte"; did you mean budget?'),
        (lambda _: twiml_check.explore("http://198.51.100.1/voice"), ValueError, "--yes"),
        (lambda _: twiml_check.explore("/voice", app=SHOP, callers=["x"]), ValueError,
         "expected plain, nowhere"),
    ],
)  # fmt: skip
def test_what_is_wrong(wrong: Callable[[twiml_check.Call], Any], kind: Any, said: str) -> None:
    with pytest.raises(kind) as raised:
        wrong(twiml_check.call("/voice", app=SHOP))
    assert said in str(raised.value)


def test_explore_is_the_function_though_a_room_is_called_so() -> None:
    import_module("twiml_check.explore.explorer")
    assert twiml_check.explore.__name__ == "explore"
    assert callable(twiml_check.explore)
