"""The JSON report: its schema is the contract, whatever a server sends."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from twiml_check import __version__
from twiml_check.model.call_map import ChoiceKind, EdgeState, NodeEnd
from twiml_check.model.exchange import Answer, Request, TransportError
from twiml_check.model.finding import Level
from twiml_check.model.run import Comparison, Expected, FailOn, Hop, Outcome, Run, TargetResult
from twiml_check.model.source import Location
from twiml_check.report import View, render
from twiml_check.report.json import FEW
from twiml_check.report.json_read import VIAS
from twiml_check.web.url import Url

from .samples import RUNS, VOICE, check, document, file, finding, run
from .valid import SCHEMA, json_report

CHARS = st.characters(exclude_categories=()) | st.sampled_from('\x00\x1b[]"\\\u202e\ud800\udc00')
SAFE = "https://example.com/"
HOSTILE = st.text(CHARS, max_size=30)


def report(of: Run) -> dict[str, Any]:
    return json_report(render("json", of, View()))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    levels = SCHEMA["$defs"]["finding"]["properties"]["level"]["enum"]
    node, edge = (SCHEMA["$defs"][name]["properties"] for name in ("node", "edge"))
    assert node["end"]["enum"] == [*get_args(NodeEnd)[1:], None]
    assert edge["state"]["enum"] == list(get_args(EdgeState))
    assert edge["choice"]["properties"]["kind"]["enum"] == list(get_args(ChoiceKind))
    vias = SCHEMA["$defs"]["hop"]["properties"]["via"]["enum"]
    verdicts = SCHEMA["$defs"]["verdict"]["enum"]
    bars = SCHEMA["$defs"]["target"]["properties"]["fail_on"]["enum"]
    assert ["error", *bars] == list(get_args(FailOn))
    assert levels == list(get_args(Level))
    assert sorted(vias) == sorted(VIAS)
    assert verdicts == list(get_args(Outcome))


def objects(schema: Any) -> list[dict[str, Any]]:
    inner = schema.values() if isinstance(schema, dict) else schema
    found = [each for value in inner if isinstance(value, dict | list) for each in objects(value)]
    return [schema, *found] if isinstance(schema, dict) and "properties" in schema else found


OPTIONAL = {
    *("name", "written", "found_in", "detour", "latency", "missing", "comparison"),
    *("quest", "shard", "fail_on", "note", "more", "untried", "baseline", "accepted"),
    *("map", "again", "verbs", "branch", "caller", "keys", "came_from", "way", "ways", "edits"),
}
"""What only a suite has, a phone number, a flow, a quest, an explored call or the like."""


def test_the_schema_is_strict() -> None:
    described = objects(SCHEMA)
    assert len(described) == 19
    for each in described:
        assert each["additionalProperties"] is False
        required = each["required"]
        assert required == [name for name in each["properties"] if name in required]
        assert each["properties"].keys() - set(required) <= OPTIONAL


@pytest.mark.parametrize("name", sorted(RUNS))
def test_every_sample_keeps_to_the_schema(name: str) -> None:
    assert len(report(RUNS[name]())["targets"]) == len(RUNS[name]().checks)


def test_the_whole_of_a_report() -> None:
    parsed = report(RUNS["one_line"]())
    assert list(parsed) == ["schema", "tool", "verdict", "summary", "targets"]
    assert parsed["schema"] == "twiml-check/1"
    assert parsed["tool"] == {"name": "twiml-check", "version": __version__}
    assert parsed["verdict"] == "fail"
    assert parsed["summary"] == {
        "targets": 1, "passed": 0, "failed": 1, "undecided": 0,
        "errors": 1, "warnings": 0, "infos": 0, "elapsed_ms": 45.7,
    }  # fmt: skip
    (target,) = parsed["targets"]
    assert (target["target"], target["event"]) == ("https://example.com/voice", "voice")
    assert target["expectations"] == []
    assert target["hops"][1] == {
        "number": 2, "via": "twiml-redirect", "method": "POST", "url": "https://example.com/menu",
        "status": 200, "error": None, "content_type": "text/xml", "bytes": 232,
        "elapsed_ms": 12.3, "verbs": ["Gather"],
    }  # fmt: skip
    assert target["findings"] == [{
        "rule": "unknown-attribute", "level": "error",
        "twilio_code": 12200, "twilio_level": "warning",
        "message": '<Say> has no attribute "voise"', "help": 'did you mean "voice"?',
        "note": "It ignores the attribute and speaks with the default voice.",
        "hop": 2, "line": 1, "column": 112, "path": "Response/Gather/Say",
        "doc": "https://www.twilio.com/docs/voice/twiml/say",
    }]  # fmt: skip


def test_no_answer() -> None:
    (hop,) = report(RUNS["no_answer"]())["targets"][0]["hops"]
    absent = {key: hop[key] for key in ("status", "error", "content_type", "bytes", "verbs")}
    assert absent == {
        "status": None, "error": "connection-refused", "content_type": None,
        "bytes": 0, "verbs": [],
    }  # fmt: skip


def test_a_file() -> None:
    first, second, _ = report(RUNS["files"]())["targets"]
    assert first["hops"] == [{
        "number": 1, "via": "file", "method": "", "url": "a.xml", "status": None, "error": None,
        "content_type": None, "bytes": 33, "elapsed_ms": 0.0, "verbs": ["Say"],
    }]  # fmt: skip
    assert second["findings"][0]["line"] == 3


def test_all_of_many_alike_are_there() -> None:
    parsed = report(RUNS["many_alike"]())
    assert parsed["summary"]["errors"] == len(parsed["targets"][0]["findings"]) - 1 == 12


def clean(name: str) -> TargetResult:
    return check([file("<Response/>", name)], [], "pass", "")


def test_one_of_many_is_the_same_as_alone() -> None:
    with_more = clean("b.xml")._replace(
        written=("a.toml", 3),
        expectations=(Expected("xpath", "Say", True, 1),),
        comparison=Comparison("a.json", "changed", ("-1",)),
    )
    checks = (*(clean(f"{number}.xml") for number in range(FEW)), with_more)
    many = report(run(*checks))["targets"]
    assert many == [report(run(each))["targets"][0] for each in checks]


ONE = check([file("<Response><Say>a</Say></Response>", "a.xml")], [], "pass", "")
TWO = check([file("<Response/>", 'b"\x1b-1<name>.xml')], [], "pass", "")
FAULT = finding("some-rule", "a fault", doc=SAFE)
VARIED = [
    ONE,
    TWO,
    ONE._replace(event="sms"),
    ONE._replace(name="one"),
    ONE._replace(name="<name>"),
    ONE._replace(target="<name>", hops=(ONE.hops[0]._replace(name="<name>"),)),
    ONE._replace(verdict="undecided", undecided="<name>"),
    ONE._replace(expectations=(Expected("text", "<name>", True),)),
    ONE._replace(expectations=(Expected("xpath", "Say", True),)),
    ONE._replace(would="Twilio would do nothing."),
    ONE._replace(fail_on="warning"),
    ONE._replace(findings=(FAULT,), verdict="fail"),
    ONE._replace(verdict="undecided", undecided="not asked", hops=()),
    ONE._replace(hops=(*ONE.hops, ONE.hops[0]._replace(number=2, name="c.xml"))),
    ONE._replace(hops=(ONE.hops[0]._replace(name="c.xml"),)),
    ONE._replace(hops=(ONE.hops[0]._replace(verbs=("Play",)),)),
    ONE._replace(hops=(ONE.hops[0]._replace(via="webhook"),)),
]


def test_of_many_each_is_as_it_is_alone() -> None:
    checks = [each for each in VARIED for _ in range(4)]
    alone = [report(Run((each,), 1.0))["targets"][0] for each in checks]
    assert report(Run(tuple(checks), 1.0))["targets"] == alone


@given(HOSTILE, HOSTILE, st.binary(max_size=40), st.floats())
def test_hostile_strings(name: str, value: str, body: bytes, time: float) -> None:
    content = (("Content-Type", value), (name, value))
    received = Answer(200, content, body, time, TransportError("bad-encoding", value))
    url = Url.parse(name)
    asked = Request("POST", url, url, ((name, value),), ((name, value),), body)
    page = document("<Response/>", name, value)
    snapshot = Hop(1, "webhook", VOICE, name, asked, received, "twiml", page)
    fault = finding("some-rule", value + "x", Location(1, 1, 1, (name, value)), help=name, doc=SAFE)
    whole = check([snapshot], [fault])._replace(target=value, would=name)
    parsed = report(Run((whole,), time))
    assert parsed["targets"][0]["hops"][0]["bytes"] == len(body)
    for verbosity in (0, 2):
        text = render("text", run(whole), View(80, verbosity=verbosity))
        assert [char for char in text if not char.isprintable() and char != "\n"] == []


def test_a_deep_path_has_its_middle_left_out() -> None:
    deep = finding("deep", "x", Location(1, 1, 1, ("Response", *["Say"] * 9_000)))
    whole = RUNS["no_answer"]().checks[0]._replace(findings=(deep,))
    (fault,) = report(run(whole))["targets"][0]["findings"]
    assert fault["path"].startswith("Response/Say/")
    assert len(fault["path"].split("/")) == 65
