"""What an exploration says of a state: its way and its URL, who failed, how calls end."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response, redirect, request

from tests.calls.exploring import explored as explore
from tests.calls.exploring import map_of
from tests.calls.test_explorer_odd import app_of, said, twiml
from twiml_check.model.call_map import Node
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, TargetResult
from twiml_check.report.map.coverage import coverage
from twiml_check.report.map.places import places

MENU = '<Gather numDigits="1" action="/choose"><Say>Press 1 to talk, 2 to pay.</Say></Gather>'
PAY = '<Gather numDigits="1" action="/minutes"><Say>How many minutes?</Say></Gather>'
OVER = (
    '<Gather numDigits="1" action="/option"><Say>Press 2 to pay, 1 to end the call.</Say></Gather>'
)
BYE = "<Say>Bye.</Say>"
View = Callable[[], Response]


def explored(app: Flask, path: str, event: str = "voice", **more: Any) -> TargetResult:
    """Explore an app as one caller, without repeats of wrong keys."""
    return explore(app, path, event, caller=("plain",), patience=1, **more)


def chosen(**documents: str) -> View:
    """A view that responds to a key, as `k2`; to any other key with a goodbye."""
    return lambda: twiml(documents.get(f"k{request.values.get('Digits')}", BYE))


def shop(**views: View) -> Flask:
    """A menu that reaches the same payment by 2, and by 1, then 2 (which is found first)."""
    usual = {
        "welcome": said(f"{MENU}{BYE}"),
        "choose": chosen(k1=f"{OVER}{BYE}", k2=f"{PAY}{BYE}"),
        "option": chosen(k1="<Hangup/>", k2=f"{PAY}{BYE}"),
        "minutes": said(BYE),
    }
    return app_of(**(usual | views))


def paying(result: TargetResult) -> tuple[Node, Hop]:
    """The node of the payment, and its hop."""
    [node] = [each for each in map_of(result).nodes if each.said.startswith("How many")]
    return node, next(hop for hop in result.hops if hop.number == node.hop)


def path(hop: Hop) -> str:
    assert hop.request is not None
    return f"{hop.request.method} /{hop.name.partition('//')[2].partition('/')[2]}"


def elsewhere() -> Response:
    return twiml(f"{MENU.replace('/choose', '/choose?at=1')}{BYE}")


def by_get() -> Response:
    return twiml(MENU.replace("action", 'method="GET" action') + BYE)


def moved() -> Response:
    to_pay = request.values.get("Digits") == "2"
    return redirect("/paying") if to_pay else twiml(f"{OVER}{BYE}")  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("views", "shown"),
    [
        ({}, "POST /choose"),
        ({"welcome": elsewhere}, "POST /choose?at=1"),
        ({"welcome": by_get}, "GET /choose"),
        ({"choose": moved, "paying": said(f"{PAY}{BYE}")}, "GET /paying"),
        ({"option": chosen(k2="<Redirect>/paying</Redirect>"), "paying": said(f"{PAY}{BYE}")},
         "POST /choose"),
    ],
)  # fmt: skip
def test_a_state_is_shown_by_the_request_of_its_way(views: dict[str, View], shown: str) -> None:
    result = explored(shop(**views), "/welcome", jobs=1)
    node, hop = paying(result)
    assert (node.way, path(hop)) == (("2",), shown)
    [place] = [each for each in places(result, map_of(result)) if each.number == node.number]
    assert place.address == shown
    for each in map_of(result).nodes:  # a hop never follows a later one
        shown_hop = next(hop for hop in result.hops if hop.number == each.hop)
        assert shown_hop.came_from is None or shown_hop.came_from < shown_hop.number


@pytest.mark.parametrize("jobs", [1, 4])
@pytest.mark.parametrize(
    "attributes", ['numDigits="1"', 'input="speech"', 'finishOnKey="*"', 'bargeIn="false"', ""]
)
def test_a_document_after_a_shortened_way_has_the_short_way(attributes: str, jobs: int) -> None:
    day = f'<Gather {attributes} action="/day"><Say>Which day?</Say></Gather>'
    result = explored(shop(minutes=chosen(k1=day), day=said(BYE)), "/welcome", jobs=jobs)
    [node] = [each for each in map_of(result).nodes if each.said == "Which day?"]
    [finding] = [each for each in result.findings if each.rule == "silent-end"]
    assert (finding.hop, finding.way, node.way) == (node.hop, ("2", "1"), ("2", "1"))


def test_a_document_that_only_the_long_way_reaches_keeps_it() -> None:
    """The server remembers by CallSid where the call was."""
    long: set[str] = set()

    def option() -> Response:
        long.add(request.values["CallSid"])
        return twiml(f"{PAY}{BYE}")

    def minutes() -> Response:
        day = '<Gather action="/day"><Say>Which day?</Say></Gather>'
        return twiml(day if request.values["CallSid"] in long else BYE)

    app = shop(option=option, minutes=minutes, day=said(BYE))
    result = explored(app, "/welcome", jobs=1)
    [node] = [each for each in map_of(result).nodes if each.said == "Which day?"]
    [finding] = [each for each in result.findings if each.rule == "silent-end"]
    assert (finding.way, node.way) == (("1", "2", "1"), ("1", "2", "1"))
    assert "unstable-branch" not in {each.rule for each in result.findings}


def test_the_same_request_stays() -> None:
    """Another key of the same URL is a shorter way, and nothing is shown twice."""

    def voice() -> Response:
        at = request.values.get("Digits")
        again = MENU.replace("choose", "voice").replace("talk", "wait")
        return twiml({"1": again, "2": PAY}.get(str(at), MENU.replace("choose", "voice")) + BYE)

    result = explored(app_of(voice=voice, minutes=said(BYE)), "/voice", jobs=1)
    node, hop = paying(result)
    assert (node.way, path(hop)) == (("2",), "POST /voice")
    assert len(result.hops) == len(map_of(result).nodes)


def test_a_fault_of_the_longer_way_keeps_its_request() -> None:
    big = f"{PAY}{BYE}<!--{'a' * 64_001}-->"
    result = explored(shop(option=chosen(k2=big)), "/welcome", jobs=1)
    [finding] = [each for each in result.findings if each.rule == "near-size-limit"]
    hop = next(hop for hop in result.hops if hop.number == finding.hop)
    assert (path(hop), finding.way) == ("POST /option", ("1", "2"))
    node, shown = paying(result)
    assert (node.way, path(shown)) == (("2",), "POST /choose")


def test_a_fault_is_reported_at_the_url_of_its_way() -> None:
    bad = f"{PAY}<Sya/>"
    app = shop(choose=chosen(k1=f"{OVER}{BYE}", k2=bad), option=chosen(k2=bad))
    result = explored(app, "/welcome", jobs=1)
    found = [each for each in result.findings if each.rule == "unknown-element"]
    hops = {hop.number: hop for hop in result.hops}
    ways = {hops[each.hop].name.rpartition("/")[2]: each.way for each in found}
    assert ways == {"choose": ("2",)}


# How calls end


def test_who_asks_for_the_end_gets_it() -> None:
    result = explored(shop(), "/welcome", jobs=1)
    assert "ends-without-a-word" not in {each.rule for each in result.findings}
    [node] = [each for each in map_of(result).nodes if each.verbs == ("Hangup",)]
    assert node.end == "hangup"


@pytest.mark.parametrize(
    ("prompt", "key", "wanted"),
    [
        ("Press 1 to pay, 9 to hang up.", "9", True),
        ("Press 9 for sales.", "9", False),
        ("Press 1 to end the call.", "9", False),
    ],
)
def test_a_key_that_hangs_up(prompt: str, key: str, *, wanted: bool) -> None:
    ask = f'<Gather numDigits="1" action="/key"><Say>{prompt}</Say></Gather>{BYE}'
    app = app_of(voice=said(ask), key=chosen(**{f"k{key}": "<Hangup/>"}))
    result = explored(app, "/voice")
    wordless = [each for each in result.findings if each.rule == "ends-without-a-word"]
    ends = {each.end for each in map_of(result).nodes if each.verbs == ("Hangup",)}
    assert ([each.way for each in wordless], ends) == (
        ([], {"hangup"}) if wanted else ([(key,)], {"silence"})
    )


def test_a_word_that_hangs_up() -> None:
    ask = (
        '<Gather input="speech" hints="goodbye,sales,operator" action="/said"><Say>Say sales, '
        f"operator or goodbye.</Say></Gather>{BYE}"
    )

    def answered() -> Response:
        talks = request.values.get("SpeechResult") == "sales"
        return twiml(BYE if talks else "<Hangup/>")

    result = explored(app_of(voice=said(ask), said=answered), "/voice")
    [finding] = [each for each in result.findings if each.rule == "ends-without-a-word"]
    assert finding.way == ('"operator"',)  # and not "goodbye"


@pytest.mark.parametrize(
    ("verbs", "verb"),
    [
        ("<Dial>+12025550143</Dial><Hangup/>", "Dial"),
        ("<Dial>+12025550143</Dial>", "Dial"),
        ("<Dial>+12025550143</Dial><Hangup/><Say>Never.</Say>", "Dial"),
        ("<Say>One moment.</Say><Dial>+12025550143</Dial><Hangup/>", "Dial"),
        ("<Enqueue>support</Enqueue><Hangup/>", "Enqueue"),
        ("<Enqueue>support</Enqueue>", "Enqueue"),
    ],
)
def test_the_verb_that_waits_is_named(verbs: str, verb: str) -> None:
    result = explored(app_of(voice=said(verbs)), "/voice")
    [finding] = [each for each in result.findings if each.rule == "unhandled-outcome"]
    assert finding.message.startswith(f"when <{verb}> ends as ")
    assert finding.help == f"add a <Say> after <{verb}>, or add an action to it"
    assert finding.location is not None
    assert finding.location.path == ("Response", verb)


# What failed, and what is alike


def reply() -> Response:
    hello = request.values.get("Body") == "Hello"
    return twiml("<Message>Hi.</Message>" if hello else "<Message/>")


def test_a_choice_that_ends_in_an_error_has_not_succeeded() -> None:
    result = explored(app_of(sms=reply), "/sms", "sms")
    whole = map_of(result)
    [bad] = [each.number for each in whole.nodes if not each.said]
    failed = [each for each in whole.choices if each.end == bad]
    assert {each.state for each in failed} == {"failed"}
    assert whole.left == {"failed": len(failed)}
    assert 0 < whole.answered == len(whole.choices) - len(failed)
    assert result.would == f"{whole.answered} of {len(whole.choices)} choices succeeded."


def test_an_error_that_the_user_ignores_fails_no_choice() -> None:
    result = explored(app_of(sms=reply), "/sms", "sms", ignore=("missing-content",))
    assert result.verdict == "pass"
    assert map_of(result).left == {}


def test_a_warning_fails_no_choice() -> None:
    call = f'<Gather numDigits="1" action="/key"><Say>Press 1.</Say></Gather><Hangup/>{BYE}'
    result = explored(app_of(voice=said(call), key=said(call)), "/voice")
    assert {each.level for each in result.findings} == {"warning"}
    assert map_of(result).left == {}


def silent(result: TargetResult) -> list[Finding]:
    return [each for each in result.findings if each.rule == "silent-end"]


def asking(word: str, action: str) -> str:
    return f'<Gather numDigits="1" action="/{action}"><Say>{word}</Say></Gather>'


@pytest.mark.parametrize(
    ("texts", "note"),
    [
        (("One.",), ""),
        (("One.", "Two."), "1 more response of this URL has the same problem"),
        (("One.", "Two.", "Three."), "2 more responses of this URL have the same problem"),
    ],
)
def test_the_same_problem_in_other_documents_is_counted(texts: tuple[str, ...], note: str) -> None:
    def voice() -> Response:
        key = request.values.get("Digits", "1")
        return twiml(asking(texts[(int(key) if key.isdigit() else 0) % len(texts)], "voice"))

    [finding] = silent(explored(app_of(voice=voice), "/voice"))
    assert finding.note == note


def test_other_urls_have_their_own_findings() -> None:
    app = app_of(voice=said(asking("One.", "key")), key=said(asking("Two.", "key")))
    assert [each.note for each in silent(explored(app, "/voice"))] == ["", ""]


# Other hosts


def test_the_option_for_another_host_is_named() -> None:
    moved = "<Redirect>https://other.example.com/x</Redirect>"
    line = coverage(map_of(explored(app_of(voice=said(moved)), "/voice")))
    assert line.endswith("; 1 not tried: other host (--allow-host other.example.com)")
    asked = f'<Gather numDigits="1" action="https://h.example.com/k"><Say>1</Say></Gather>{BYE}'
    line = coverage(map_of(explored(app_of(voice=said(asked)), "/voice")))
    assert line.endswith("; 11 not tried: other host (--allow-host h.example.com)")
