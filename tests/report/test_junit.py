"""The JUnit report: valid by the schemas that CI servers use, and read as it is meant."""

import pytest
from hypothesis import given, settings
from junitparser import Error, Failure, JUnitXml, Skipped

from twiml_check.model.run import Run
from twiml_check.report import View, render

from .everywhere import HOSTILE, everywhere, shown
from .samples import RUNS, run
from .valid import junit_tree


def report(of: Run) -> JUnitXml:
    text = render("junit", of, View())
    junit_tree(text)
    return JUnitXml.fromstring(text.encode())


@pytest.mark.parametrize("name", sorted(RUNS))
def test_every_sample_is_valid(name: str) -> None:
    assert sum(suite.tests for suite in report(RUNS[name]())) == len(RUNS[name]().checks)


@settings(max_examples=30)
@given(HOSTILE)
def test_hostile_texts(text: str) -> None:
    (suite,) = report(everywhere(text))
    failed, passed, undecided = suite
    assert failed.name == " ".join(shown(text).split(" ")) or not shown(text).strip()
    assert isinstance(failed.result[0], Failure)
    assert isinstance(undecided.result[0], Error)
    assert passed.result == []
    assert shown(text) in failed.result[0].text


def test_one_case_a_target() -> None:
    (suite,) = report(RUNS["several"]())
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (3, 1, 1, 0)
    passed, undecided, failed = suite
    assert (passed.classname, passed.name) == ("twiml-check.sms", "http://127.0.0.1:5000/sms")
    assert passed.result == []
    assert undecided.result[0].message == "3 hops (--max-hops)"
    assert failed.result[0].type == "connection-refused"
    fault = "connection-refused: nothing listens on 127.0.0.1:5000"
    assert failed.result[0].message == f"{fault} (POST http://127.0.0.1:5000/sms)"


def test_what_a_failure_says() -> None:
    ((case,),) = report(RUNS["one_line"]())
    assert case.time == pytest.approx(0.025)
    assert case.result[0].text.strip().splitlines() == [
        'error[unknown-attribute]: <Say> has no attribute "voise"',
        "  POST https://example.com/menu  (hop 2, after <Redirect>)",
        "  line 1, column 112, in Response > Gather > Say",
        "  note: Twilio logs warning 12200: Schema validation warning",
        "  note: It ignores the attribute and speaks with the default voice.",
        '  help: did you mean "voice"?',
        "  docs: https://www.twilio.com/docs/voice/twiml/say",
    ]


def test_what_fails_nothing_is_printed_by_the_suite() -> None:
    (suite,) = report(RUNS["files"]())
    (printed,) = suite._elem.iterfind("system-out")
    assert printed.text.startswith("b/c.xml:\nwarning[unknown-attribute]: what?\n")
    assert suite.failures == 0


def test_a_case_has_the_name_that_the_suite_gives() -> None:
    named = RUNS["passing"]().checks[0]._replace(name="order by text")
    ((case,),) = report(run(named))
    assert case.name == "order by text"


def test_many_alike_are_counted() -> None:
    ((case,),) = report(RUNS["many_alike"]())
    assert case.result[0].message.endswith("; and 11 more")
    assert case.result[0].text.count("unknown-attribute") == 3
    assert "… and 9 more like this" in case.result[0].text


def test_when_it_began() -> None:
    (suite,) = report(RUNS["passing"]()._replace(begun=1_795_315_000.0))
    assert suite.timestamp == "2026-11-22T02:36:40"


def test_unmet_expectations_are_a_failure() -> None:
    ((case,),) = report(RUNS["expected"]())
    (failure,) = case.result
    assert failure.type == "unmet-expectation"
    unmet = "Record in any response: hop 1 has Say, Gather, Redirect"
    assert failure.message == f"unmet-expectation: {unmet}; and 2 more"
    assert failure.text.strip().splitlines() == [
        "met: .//Say",
        'met: "press one" is said',
        "unmet: Record in any response: hop 1 has Say, Gather, Redirect",
        'unmet: "Guten Tag" is said: hop 1 has "Welcome. For sales press one."',
        "unmet: the chain /voice → /menu: it is /voice",
        "unsure: Hangup in any response: 3 hops (--max-hops)",
        "latency: 5 runs: min 3 ms, median 4 ms, max 812 ms",
    ]


def test_what_a_suite_makes_of_a_target() -> None:
    (suite,) = report(RUNS["suite"]())
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (6, 2, 0, 1)
    *_, changed, skipped = suite
    assert "+  <Message>The chest is open.</Message>" in changed.result[0].text
    assert isinstance(skipped.result[0], Skipped)
    (printed,) = suite._elem.iterfind("system-out")
    assert "the old menu:\nerror[unknown-attribute]" in printed.text
    assert "(TwiML App AP0123456789abcdef0123456789abcdef)" in printed.text


def test_a_quest_and_a_snapshot_are_properties() -> None:
    facts = [
        [(each.name, each.value) for each in suite.properties()]
        for suite in (*report(RUNS["quest"]()), *report(RUNS["changed"]()))
    ]
    assert facts == [
        [("quest", "message")], [("not-compared", "/voice"), ("not-compared", "/status")],
    ]  # fmt: skip
