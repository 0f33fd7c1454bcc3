"""What is wrong with a definition, and where: one fault at a time in a flow that has none."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.studio.flows import flow, message, redirect, there_and_back, widget, written
from twiml_check.model.finding import Finding
from twiml_check.studio.explorer import read
from twiml_check.studio.tables import CONDITIONS, WIDGETS
from twiml_check.vocabulary.codes import CODES
from twiml_check.vocabulary.events import EVENTS

PAGE = "https://example.com/page"
Change = Callable[[dict[str, Any]], object]


def told(raw: bytes) -> tuple[Finding, ...]:
    return read("flow.json", raw, EVENTS["sms"])[0].findings


def said(definition: Any) -> list[tuple[str, str, str, int | None]]:
    """Rule, level, path and number of each finding."""
    return [
        (f.rule, f.level, "/".join(f.location.path) if f.location else "-", f.twilio_code)
        for f in told(written(definition))
    ]


def good() -> dict[str, Any]:
    return there_and_back(PAGE, method="POST", timeout="60", offset={"x": 1, "y": 2})


def changed(change: Change) -> dict[str, Any]:
    definition = good()
    change(definition)
    return definition


def test_a_flow_without_fault() -> None:
    assert said(good()) == []


def properties(definition: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = definition["states"][1]["properties"]
    return found


BROKEN: dict[str, tuple[Change, str, str]] = {
    "no states": (lambda f: f.pop("states"), "missing-flow-field", ""),
    "no start": (lambda f: f.pop("initial_state"), "missing-flow-field", ""),
    "an empty start": (lambda f: f.update(initial_state=""), "bad-flow-field", "initial_state"),
    "a start elsewhere": (
        lambda f: f.update(initial_state="Trigr"), "unknown-next-widget", "initial_state",
    ),
    "states of another type": (lambda f: f.update(states={}), "bad-flow-field", "states"),
    "flags of another type": (lambda f: f.update(flags=[]), "bad-flow-field", "flags"),
    "no flag": (lambda f: f.update(flags={}), "missing-flow-field", "flags"),
    "a flag that is a text": (
        lambda f: f["flags"].update(allow_concurrent_calls="true"), "bad-flow-field",
        "flags/allow_concurrent_calls",
    ),
    "no name": (lambda f: f["states"][3].update(name=""), "bad-flow-field", "states/3/name"),
    "a state that is none": (lambda f: f["states"].append(7), "bad-flow-field", "states/5"),
    "no type": (lambda f: f["states"][4].pop("type"), "missing-flow-field", "states/4"),
    "no properties": (lambda f: f["states"][0].pop("properties"), "missing-flow-field", "states/0"),
    "no transitions": (
        lambda f: f["states"][4].pop("transitions"), "missing-flow-field", "states/4",
    ),
    "no event": (
        lambda f: f["states"][1]["transitions"][0].pop("event"), "missing-flow-field",
        "states/1/transitions/0",
    ),
    "a next that is no name": (
        lambda f: f["states"][1]["transitions"][0].update(next=None), "bad-flow-field",
        "states/1/transitions/0/next",
    ),
    "a name twice": (
        lambda f: f["states"].append(message("late")), "duplicate-widget-name", "states/5/name",
    ),
    "an event of others": (
        lambda f: f["states"][1]["transitions"][2].update(event="failed"), "unknown-widget-event",
        "states/1/transitions/2/event",
    ),
    "a next that is not there": (
        lambda f: f["states"][1]["transitions"][1].update(next="lte"), "unknown-next-widget",
        "states/1/transitions/1/next",
    ),
    "no url": (
        lambda f: properties(f).pop("url"), "missing-widget-property", "states/1/properties",
    ),
    "a url that is none": (
        lambda f: properties(f).update(url=7), "bad-widget-property", "states/1/properties/url",
    ),
    "a method": (
        lambda f: properties(f).update(method="PUT"), "bad-redirect-method",
        "states/1/properties/method",
    ),
    "an old subflow": (
        lambda f: f["states"].append(
            widget("sub", "run-subflow", {"completed": None, "failed": None},
                   flow_sid="{{flow.data.sid}}", flow_revision="LatestPublished")
        ),
        "bad-subflow", "states/5/properties/flow_sid",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "rule", "path"), BROKEN.values(), ids=list(BROKEN))
def test_a_fault_is_found_where_it_is(change: Change, rule: str, path: str) -> None:
    assert said(changed(change)) == [(rule, "error", path, 81022)]


TIMEOUTS = [60, -1, "-1", "14401", "", "soon", "1e3", "1.5", True, [], "99999999999999999999", "٣"]


@pytest.mark.parametrize("value", TIMEOUTS, ids=repr)
def test_a_timeout_that_is_none(value: object) -> None:
    found = said(there_and_back(PAGE, timeout=value))
    assert found == [("bad-redirect-timeout", "error", "states/1/properties/timeout", 81022)]


@pytest.mark.parametrize("value", ["0", "1", "14400", "{{flow.variables.wait}}", None])
def test_a_timeout(value: object) -> None:
    assert said(there_and_back(PAGE, timeout=value)) == []


def test_lines_and_columns_are_those_of_the_file() -> None:
    raw = b'{"initial_state": "T",\n "states": [\n  {"name": "T", "type": "triger"}]}'
    found = [(f.rule, f.level, f.location and f.location[:3]) for f in told(raw)]
    assert found == [("unknown-widget-type", "warning", (3, 25, 8))]


def test_the_name_that_was_meant_is_named() -> None:
    found = told(written(changed(BROKEN["a next that is not there"][0])))
    assert found[0].help == 'did you mean "late"?'
    found = told(written(changed(BROKEN["an event of others"][0])))
    assert found[0].help == 'did you mean "fail"?'


@pytest.mark.parametrize(
    ("type_", "meant"),
    [
        ("end", "compare it with the types of Studio's widget library"),
        ("resolve-profile", ""),
        ("update-profile-traits", ""),
        ("make-outgoing-call-v3", 'did you mean "make-outgoing-call-v2"'),
        ("send-mesage", 'did you mean "send-message"'),
        ("Send-Message", 'did you mean "send-message"'),
    ],
)
def test_an_unknown_type_is_a_warning_and_not_blamed_for_more(type_: str, meant: str) -> None:
    definition = good()
    definition["states"].append({"name": "new", "type": type_, "properties": {"x": 1}})
    assert said(definition) == [("unknown-widget-type", "warning", "states/5/type", None)]
    (found,) = told(written(definition))
    assert meant in found.help
    assert found.message == f'twiml-check does not recognize the type "{type_}" of widget "new"'


def test_a_property_that_is_not_known() -> None:
    assert said(there_and_back(PAGE, colour="red")) == [
        ("unknown-widget-property", "info", "states/1/properties/colour", None)
    ]
    assert said(there_and_back(PAGE, metod="GET")) == [
        ("unknown-widget-property", "warning", "states/1/properties/metod", None)
    ]


def test_a_property_of_another_type() -> None:
    speaks = widget("hi", "say-play", {"audioComplete": None}, say="Hi", loop="2")
    found = said(flow(speaks))
    assert found == [("bad-widget-property", "warning", "states/1/properties/loop", None)]
    speaks["properties"]["loop"] = "{{flow.variables.n}}"
    assert said(flow(speaks)) == []


def test_conditions() -> None:
    split = widget(
        "split", "split-based-on", {"noMatch": None}, input="{{contact.channel.address}}"
    )
    for kind in (*CONDITIONS, "equals_to"):
        condition = {"friendly_name": "x", "arguments": ["a"], "type": kind, "value": "b"}
        split["transitions"].append({"event": "match", "conditions": [condition]})
    last = f"states/1/transitions/{len(CONDITIONS) + 1}/conditions/0/type"
    assert said(flow(split)) == [("unknown-condition", "error", last, 81022)]


@pytest.mark.parametrize(
    ("revision", "fault"),
    [
        *((good, False) for good in ("LatestPublished", "LatestDraft", "12")),
        *((bad, True) for bad in ("latest", "٣")),
    ],
)
def test_revisions(revision: str, fault: bool) -> None:
    sub = widget("sub", "run-subflow", flow_sid="FW1", flow_revision=revision)
    place = ("bad-subflow", "error", "states/1/properties/flow_revision", 81021)
    assert said(flow(sub)) == [place] * fault


def test_an_old_export_is_called_one() -> None:
    old = {
        "states": [
            {"sid": "FF1", "name": "Trigger", "type": "InitialState", "properties": {},
             "transitions": [{"uuid": "1", "event": "incomingCall", "next": "FF2"}]},
            {"sid": "FF2", "name": "hi", "type": "SayPlay", "properties": {}, "transitions": []},
        ]
    }  # fmt: skip
    assert said(old) == [("old-flow-format", "error", "states/0/type", 81022)]


@pytest.mark.parametrize(
    ("count", "found"),
    [(1000, []), (1001, ["warning"]), (2000, ["warning"]), (2001, ["error"])],
)
def test_the_number_of_widgets(count: int, found: list[str]) -> None:
    many = flow(*(message(f"m{number}") for number in range(count - 1)))
    levels = [level for rule, level, _, _ in said(many) if rule == "too-many-widgets"]
    assert levels == found


def test_a_flow_as_the_rest_api_gives_it() -> None:
    whole = {"sid": "FW1", "status": "published", "definition": good()}
    assert said(whole) == [("missing-flow-field", "error", "definition", 81022)]


def speaking(**properties: Any) -> dict[str, Any]:
    speaks = widget("bye", "say-play", {"audioComplete": None}, say="Too late.")
    note = message("late")
    note["transitions"] = [{"event": "sent", "next": "bye"}, {"event": "failed"}]
    away = redirect(PAGE, **properties)
    return flow(away, message("back"), note, message("failed"), speaks, call="away")


def test_a_voice_flow_that_speaks_after_its_timeout() -> None:
    place = ("speaks-after-timeout", "warning", "states/1/transitions/1/next", None)
    assert said(speaking()) == [place]
    assert said(speaking(timeout="0")) == []
    by_message = speaking()
    by_message["states"][0]["transitions"].reverse()
    for each in by_message["states"][0]["transitions"]:
        each["next"] = "away" if each["event"] == "incomingMessage" else ""
    assert said(by_message) == []


def test_a_return_that_leads_nowhere() -> None:
    away = widget("away", "add-twiml-redirect", {"return": None, "timeout": None}, url=PAGE)
    assert said(flow(away)) == [("unwired-return", "info", "states/1/name", None)]
    away["properties"]["timeout"] = "0"
    assert said(flow(away)) == []


def test_redirects_that_lead_to_each_other() -> None:
    there = widget("there", "add-twiml-redirect", {"return": "again"}, url=PAGE)
    again = widget("again", "add-twiml-redirect", {"return": "there"}, url=PAGE)
    assert said(flow(there, again)) == [("redirect-circle", "info", "states/1/name", None)]
    again["transitions"] = [{"event": "return", "next": "end"}]
    assert said(flow(there, again, message("end"))) == []


def test_a_template_that_reads_from_no_widget() -> None:
    definition = there_and_back(PAGE, body="{{widgets.awy.x}} widgets.none {{ widgets.away.y }}")
    found = told(written(definition))
    assert [(f.rule, f.level, f.help) for f in found] == [
        ("unknown-widget-reference", "warning", 'did you mean "away"?')
    ]


def test_a_name_twice_in_the_json() -> None:
    raw = written(good()).replace(b'"method": "POST"', b'"method": "PUT", "method": "POST"')
    assert [(f.rule, f.level) for f in told(raw)] == [("duplicate-name", "warning")]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[" * 100_000, b"\xff", b"{'a': 1}", b"NaN", b"{} x", b'{"a": "\x01"}']
)
def test_what_is_no_json(raw: bytes) -> None:
    found = told(raw)
    assert [f.rule for f in found] in (["broken-json"], ["deep-json"])
    assert [f.twilio_code for f in found] == [81022]
    assert all(f.location for f in found)


@pytest.mark.parametrize("raw", [b"null", b"[]", b'"x"', b"7", b"{}", b'{"states": [[]]}'])
def test_json_that_is_no_flow(raw: bytes) -> None:
    assert {f.rule for f in told(raw)} <= {"bad-flow-field", "missing-flow-field"}
    assert told(raw)


def test_numbers_have_a_name_and_rows_are_whole() -> None:
    assert {81021, 81022, 81026} <= set(CODES)
    for name, row in WIDGETS.items():
        assert set(row.required) <= set(row.properties) or row.open, name
        assert len(set(row.properties)) == len(row.properties), name
