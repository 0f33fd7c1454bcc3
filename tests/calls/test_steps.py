"""Steps of a call, played on real apps: what is possible, what is heard, what is said instead."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import pytest

import twiml_check
from tests.calls.planted import make_app
from twiml_check.calls.script import WAITS
from twiml_check.calls.steps import CHECKS, NOTHING
from twiml_check.model.step import VERBS
from twiml_check.suite.steps import STEPS

DOCUMENTS = {
    "/refer": '<Refer action="/told"><Sip>sip:a@example.com</Sip></Refer>',
    "/sms-in-call": '<Sms action="/told">Hi</Sms>',
    "/elsewhere": '<Gather action="http://127.0.0.2:9/"/><Redirect>http://127.0.0.2:9/</Redirect>',
    "/told": "<Say>All is told.</Say>",
    "/reject": '<Reject reason="busy"/>',
    "/nothing": "",
    "/conference": '<Dial action="/told"><Conference>room</Conference></Dial>',
    "/two-stops": (
        '<Gather action="/told"><Say>First.</Say></Gather>'
        '<Gather action="/told"><Say>Second.</Say></Gather><Say>Bye.</Say>'
    ),
    "/screened": '<Dial action="/told"><Number url="/accept">+12025550143</Number></Dial>',
    "/accept": '<Gather numDigits="1" action="/accepted"><Say>Press 1 to take it.</Say></Gather>',
    "/accepted": "<Say>You are put through.</Say>",
    "/silent-record": '<Record finishOnKey="" action="/told"/>',
    **{f"/ahead/{n}": f"<Redirect>/ahead/{n + 1}</Redirect>" for n in range(49)},
    "/ahead/49": "<Say>Here at last.</Say>",
    **{f"/long/{n}": f"<Redirect>/long/{n + 1}</Redirect>" for n in range(60)},
    "/long/60": "<Say>Too late.</Say>",
    "/endless": "<Redirect>/endless</Redirect>",
}


def documents(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer by the path alone."""
    start("200 OK", [("Content-Type", "text/xml")])
    return [f"<Response>{DOCUMENTS[environ['PATH_INFO']]}</Response>".encode()]


SHOP = make_app(faults=False)


def play(target: str, *steps: dict[str, object], **options: Any) -> twiml_check.Result:
    """Play steps as they stand in a suite."""
    app = options.pop("app", documents if target in DOCUMENTS else SHOP)
    call = twiml_check.call(target, app=app, **options)
    for step in steps:
        ((kind, value),) = step.items()
        method = getattr(call, kind)
        method() if value is True else method(value)
    return call.result


def step(**one: object) -> dict[str, object]:
    return one


@pytest.mark.parametrize(
    ("target", "steps"),
    [
        ("/voice", [step(hear="PRESS 1   for sales"), step(press="1"), step(dial="no-answer")]),
        ("/voice", [step(press="6"), step(say="sales"), step(hear="you asked for sales")]),
        ("/voice", [step(press="7"), step(silence=True), step(hear="parcel will come")]),
        ("/voice", [step(silence=True), step(ends="hangup")]),
        ("/voice", [step(hangup=True), step(ends="hangup")]),
        ("/voice", [step(press="3"), step(record=12), step(hear="is kept"), step(ends="hangup")]),
        ("/voice", [step(press="3"), step(record="pause"), step(hear="is kept")]),
        ("/voice", [step(press="3"), step(record="hangup"), step(callback="transcribeCallback")]),
        ("/voice", [step(press="3"), step(callback="recordingStatusCallback"), step(record=1)]),
        ("/voice", [step(press="4"), step(queue="leave"), step(hear="that was our support")]),
        ("/voice", [step(press="4"), step(waiting=True), step(expect="Pause")]),
        ("/voice", [step(press="4"), step(waiting=True), step(waiting=True), step(queue="leave")]),
        ("/voice", [step(press="4"), step(waiting=True), step(queue="queue-full")]),
        ("/voice", [step(press="5"), step(connect="failed"), step(hear="out of order")]),
        ("/voice", [step(press="8"), step(pay="validation-error"), step(hear="not that card")]),
        ("/voice", [step(press="1"), step(whisper=True), step(hear="A customer."),
                    step(dial="completed"), step(ends="hangup")]),
        ("/sms", [step(text="order"), step(reply="WHICH size"),
                  step(text="x"), step(reply="OVEN")]),
        ("/sms", [step(text=""), step(reply="A picture")]),
        ("/refer", [step(refer="accepted"), step(hear="told"), step(ends="end")]),
        ("/sms-in-call", [step(sms="invalid"), step(hear="told")]),
        ("/sms-in-call", [step(hangup=True), step(ends="hangup")]),
        ("/endless", [step(ends="loop")]),
        ("/reject", [step(ends="reject"), step(expect="Reject")]),
        ("/nothing", [step(ends="silence")]),
        ("/conference", [step(dial="answered"), step(hear="told")]),
        ("/two-stops", [step(hear="First"), step(silence=True), step(hear="Second"),
                        step(silence=True), step(hear="Bye"), step(ends="end")]),
        ("/screened", [step(whisper=True), step(press="1"), step(hear="put through"),
                       step(dial="busy"), step(hear="told")]),
        ("/silent-record", [step(record=3), step(hear="told")]),
        ("/ahead/0", [step(hear="here at last"), step(ends="end")]),
    ],
)  # fmt: skip
def test_what_is_possible(target: str, steps: list[dict[str, object]]) -> None:
    result = play(target, *steps)
    assert result.passed, str(result)
    assert len(result.expectations) == sum(next(iter(each)) in CHECKS for each in steps)


@pytest.mark.parametrize(
    ("target", "steps", "said"),
    [
        ("/voice", [step(press="1"), step(press="1")],
         ("press 1: no verb waits for keys here; [2] waits at <Dial> for no-answer, completed, "
         "busy, failed, canceled, hangup")),
        ("/voice", [step(press="9"), step(press="1")],
         "press 1: no verb waits for keys here; [2] ends with <Hangup>"),
        ("/voice", [step(say="x")],
         'say "x": no verb waits for speech here; [1] waits at <Gather> for keys, silence, hangup'),
        ("/voice", [step(dial="busy")],
         "dial busy: no <Dial> waits here; [1] waits at <Gather> for keys, silence, hangup"),
        ("/conference", [step(dial="busy")],
         "dial busy: no <Dial> waits here; [1] waits at <Dial> for answered, hangup"),
        ("/voice", [step(press="1"), step(hear="x"), step(hear="(dials")],
         'hear "x": "(dials +12025550143)"'),
        ("/voice", [step(press="9"), step(hear="press 1")],
         'hear "press 1": "That is none of our keys. Goodbye."'),
        ("/voice", [step(hangup=True), step(press="1")],
         "press 1: no verb waits for keys here; the caller has hung up"),
        ("/voice", [step(ends="hangup")],
         "ends hangup: [1] waits at <Gather> for keys, silence, hangup"),
        ("/voice", [step(expect="Dial")], "expect Dial: [1] has Gather, Say, Hangup"),
        ("/voice", [step(callback="statusCallback")],
         ("callback statusCallback: no document has this callback; "
         "[1] waits at <Gather> for keys, silence, hangup")),
        ("/voice", [step(whisper=True)],
         ("whisper: no other party hears anything here; "
         "[1] waits at <Gather> for keys, silence, hangup")),
        ("/voice", [step(text="hi")], None),
        ("/sms", [step(text="hi"), step(press="1")], "press 1: a conversation accepts only text"),
        ("/nothing", [step(hear="x")], 'hear "x": nothing; [1] ends without a word'),
        ("/endless", [step(ends="end")], "ends end: [2] repeats in a loop"),
        ("/elsewhere", [step(press="1")],
         "press 1: twiml-check sends no request to another host: http://127.0.0.2:9/"),
        ("/elsewhere", [step(silence=True), step(hear="x")],
         'hear "x": nothing; [1] points to another host, which gets no request: http://127.0.0.2:9/'),
        ("/long/0", [step(hear="late")],
         'hear "late": nothing; [51] continues after 50 documents'),
    ],
)  # fmt: skip
def test_what_is_not(target: str, steps: list[dict[str, object]], said: str | None) -> None:
    result = play(target, *steps, **({"event": "voice"} if said is None else {}))
    unmet = [each for each in result.expectations if not each.met]
    (only,) = unmet
    assert result.expectations[-1] == only  # nothing is done after it
    assert f"{only.expression}: {only.found}" == (said or 'text "hi": a call has no messages')
    assert result.verdict == "fail"
    assert f"unmet   {only.expression}" in str(result)


def test_every_kind_has_what_is_said_where_it_is_not_possible() -> None:
    assert {*NOTHING, *CHECKS} == set(STEPS)


def test_every_verb_that_waits_has_a_step() -> None:
    assert {*VERBS.values()} == {*WAITS} - {"Gather"}


def test_every_kind_is_a_method_of_the_api() -> None:
    assert all(callable(getattr(twiml_check.Call, kind)) for kind in STEPS)


def test_the_seconds_of_a_recording_are_sent() -> None:
    seen: list[dict[str, list[str]]] = []

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        size = int(environ.get("CONTENT_LENGTH") or 0)
        seen.append(parse_qs(environ["wsgi.input"].read(size).decode()))
        start("200 OK", [("Content-Type", "text/xml")])
        ask = b"<Response><Record/></Response>"
        return [ask if len(seen) == 1 else b"<Response><Say>Kept.</Say></Response>"]

    assert play("/", step(record=42), step(hear="kept"), app=app).passed
    assert seen[1]["RecordingDuration"] == ["42"]


def test_the_rules_hold_for_every_answer() -> None:
    result = play("/voice", step(press="2"), step(press="2"), app=make_app(faults=True))
    assert [(each.rule, each.hop) for each in result.findings] == [("unknown-attribute", 3)]
    assert not result.passed
    assert all(each.met for each in result.expectations)


def test_a_callback_that_fails_is_a_finding_and_the_call_stays() -> None:
    steps = step(press="1"), step(callback="statusCallback"), step(dial="no-answer")
    result = play("/voice", *steps, app=make_app(faults=True))
    assert result.verdict == "fail"
    assert [(each.rule, each.hop) for each in result.findings] == [("callback-failed", 3)]
    assert [hop.status for hop in result.hops] == [200, 200, 500, 200]


def test_who_hangs_up_is_told_of_in_vain() -> None:
    result = play("/voice", step(press="3"), step(record="hangup"), app=make_app(faults=True))
    assert [(each.rule, each.level) for each in result.findings] == [
        ("unanswered-hangup", "warning")
    ]
    assert result.passed


@pytest.mark.parametrize(("caller", "passes"), [("plain", True), ("withheld", False)])
def test_who_calls(caller: str, passes: bool) -> None:
    result = play("/voice", step(hear="Press 1"), app=make_app(faults=True), caller=caller)
    assert result.passed == passes
