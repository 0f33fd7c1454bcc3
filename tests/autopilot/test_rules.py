"""Each rule of Actions and assistants: its examples, and where it puts its finger."""

import json
from typing import Any

import pytest

from tests.autopilot.talking import QUESTION, collecting, only, run_file, schema, told
from tests.rules.test_examples import example
from twiml_check.autopilot.rules import AUTOPILOT_RULES
from twiml_check.autopilot.tables import OBJECTS
from twiml_check.model.finding import Finding
from twiml_check.rules.rule import Rule

SAY = {"say": "Hello."}
WORKFLOW = "taskrouter://WW" + "0" * 32
WITH_EXAMPLES = [rule for rule in AUTOPILOT_RULES if example(rule, "Bad:") is not None]


def of_example(rule: Rule, label: str) -> list[Finding]:
    """What is said of the example, but for what only the network tells."""
    outcome = run_file((example(rule, label) or "").encode(), channel=_channel(rule))
    own = {rule.name for rule in AUTOPILOT_RULES}
    return [
        each
        for each in outcome.findings
        if each.rule in own and (each.level != "info" or each.rule == rule.name) and each.hop == 1
    ]


def _channel(rule: Rule) -> str:
    return "sms" if rule.name == "voice-only-action" else "voice"


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_the_bad_example_gives_its_finding_and_no_other(rule: Rule) -> None:
    found = of_example(rule, "Bad:")
    assert [each.rule for each in found] == [rule.name]
    assert found[0].message
    assert found[0].help
    assert found[0].location


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_the_good_example_gives_none(rule: Rule) -> None:
    assert example(rule, "Good:") is not None
    assert of_example(rule, "Good:") == []


def test_nearly_every_rule_has_an_example() -> None:
    without = {rule.name for rule in AUTOPILOT_RULES} - {rule.name for rule in WITH_EXAMPLES}
    assert without == {
        *("actions-too-large", "actions-content-type", "undocumented-redirect", "actions-loop"),
        *("actions-redirect-limit", "memory-too-large", "assistant-limit"),
    }


FIRST = "0/collect/questions/0"


def asking(**more: Any) -> dict[str, Any]:
    return collecting(questions=[{**QUESTION, **more}])


@pytest.mark.parametrize(
    "action",
    [
        {"say": "Hello."},
        {"say": ""},
        {"say": {"speech": "<speak>Hello.</speak>"}},
        {"play": {"url": "https://example.com/a.mp3", "loop": 2}},
        {"show": {"body": "Tea", "images": [{"label": "A cup", "url": "https://example.com/a"}]}},
        {"remember": {"anything": [{"at": "all"}], "": None}},
        {"listen": True},
        {"listen": {"tasks": ["order"], "barge": False}},
        {"listen": {"voice_digits": {"num_digits": 1, "finish_on_key": "#", "redirects": {}}}},
        collecting(),
        asking(type="Twilio.DATE", prefill="kind", validate=True),
        asking(type="own_type"),
        asking(question={"say": {"speech": "Which?"}}, validate=False),
        asking(voice_digits={"num_digits": "4", "mapping": {"1": "green", "2": 7}}),
        asking(
            validate={
                "allowed_values": {"list": ["green", 2]},
                "webhook": {"url": "https://example.com/v", "method": "POST"},
                "on_failure": {"messages": [{"say": "Again?"}], "repeat_question": True},
                "on_success": {"say": "Fine."},
                "max_attempts": {"num_attempts": 3, "redirect": "https://example.com/no"},
            },
            confirm={
                "messages": [{"say": "Sure?"}],
                "on_confirm": {"say": "Fine."},
                "on_reject": {"messages": [{"say": "Oh."}]},
                "max_attempts": {"num_attempts": 2, "redirect": "https://example.com/no"},
            },
        ),
        asking(validate={"max_attempts": 4}),
    ],
)
def test_what_the_pages_and_samples_have_is_fine(action: dict[str, Any]) -> None:
    assert told(run_file({"actions": [action]}, max_documents=1)) == []


@pytest.mark.parametrize(
    ("actions", "rule", "level", "code", "path"),
    [
        ([{"tell": "x"}], "unknown-action", "error", 90100, "0/tell"),
        ([{"Say": "x"}], "unknown-action", "error", 90100, "0/Say"),
        (["say"], "wrong-json-type", "error", 90100, "0"),
        ([{"say": 1}], "wrong-json-type", "error", 90100, "0/say"),
        ([{"say": {}}], "missing-property", "error", 90100, "0/say"),
        ([{"say": {"speech": ["x"]}}], "wrong-json-type", "error", 90100, "0/say/speech"),
        ([{"show": "x"}], "wrong-json-type", "error", 90100, "0/show"),
        ([{"show": {"images": [{}]}}], "missing-property", "error", 90100, "0/show/images/0"),
        ([{"play": {"loop": 1}}], "missing-property", "error", 90100, "0/play"),
        ([{"play": {"url": "a b"}}], "bad-actions-url", "error", None, "0/play/url"),
        ([{"remember": "x"}], "wrong-json-type", "error", 90100, "0/remember"),
        ([{"listen": "true"}], "wrong-json-type", "error", 90100, "0/listen"),
        ([{"listen": {"tasks": "a"}}], "wrong-json-type", "error", 90100, "0/listen/tasks"),
        ([{"listen": {"tasks": [1]}}], "wrong-json-type", "error", 90100, "0/listen/tasks/0"),
        ([{"listen": {"task": ["a"]}}], "unknown-property", "warning", None, "0/listen/task"),
        ([{"say": "x", "listen": True}], "not-one-action", "warning", None, "0"),
        ([{}], "not-one-action", "warning", None, "0"),
        ([], "no-actions", "info", None, ""),
        ([{"collect": {}}], "missing-property", "error", 90100, "0/collect"),
        ([collecting(questions=[])], "no-actions", "info", None, "0/collect/questions"),
        ([collecting(name="a b")], "bad-collect-name", "error", 90100, "0/collect/name"),
        ([collecting(name="")], "bad-collect-name", "error", 90100, "0/collect/name"),
        ([collecting(on_complete={})], "missing-property", "error", 90100, "0/collect/on_complete"),
        ([collecting("")], "empty-redirect", "error", None, "0/collect/on_complete/redirect"),
        ([collecting(questions=[QUESTION, QUESTION])], "duplicate-question", "error", 90100,
         "0/collect/questions/1/name"),
        ([asking(type="Twilio.YESNO")], "unknown-field-type", "info", None, f"{FIRST}/type"),
        ([asking(validate={"max_attempts": {"redirect": "ftp://x.example/"}})], "bad-actions-url",
         "error", None, f"{FIRST}/validate/max_attempts/redirect"),
        ([asking(validate={"webhook": {"url": "https://x.example/", "method": "PATCH"}})],
         "unknown-method", "error", None, f"{FIRST}/validate/webhook/method"),
        ([asking(confirm={"max_attempts": {"redirect": {"uri": ""}}})], "empty-redirect", "error",
         None, f"{FIRST}/confirm/max_attempts/redirect/uri"),
        ([{"listen": {"voice_digits": {"redirects": {"1": "task://"}}}}], "empty-redirect", "error",
         None, "0/listen/voice_digits/redirects/1"),
        ([{"listen": True}, SAY], "unreachable-action", "info", None, "1/say"),
        ([collecting(), SAY, SAY], "unreachable-action", "warning", None, "1/say"),
        ([SAY, {"listen": False}], "listen-false", "info", None, "1/listen"),
        ([{"handoff": {"uri": WORKFLOW}}], "missing-property", "error", 90100, "0/handoff"),
    ],
)  # fmt: skip
def test_a_fault_of_the_actions(
    actions: Any, rule: str, level: str, code: int | None, path: str
) -> None:
    outcome = run_file({"actions": actions}, max_documents=1)
    if rule == "missing-property":
        assert {each.rule for each in outcome.findings} == {rule}
    finding = outcome.findings[0] if rule == "missing-property" else only(outcome)
    assert (finding.rule, finding.level, finding.twilio_code) == (rule, level, code)
    assert finding.location
    assert "/".join(finding.location.path) == "/".join(filter(None, ("actions", path)))


def test_a_fault_has_the_line_and_column_of_its_value() -> None:
    raw = b'{"actions": [\n  {"say": "x"},\n  {"listen": {"barge":  "no"}}\n]}'
    place = only(run_file(raw)).location
    assert place
    assert (place.line, place.column, place.length) == (3, 25, 4)


def test_names_that_are_nearly_right_are_told() -> None:
    finding = only(run_file({"actions": [{"redirct": "task://a"}]}))
    assert "redirect" in finding.help
    assert len([name for name in OBJECTS["action"] if name in finding.help]) <= 4


@pytest.mark.parametrize("around", [(), ("json",)])
def test_a_single_task_of_a_file_of_its_own_is_read(around: tuple[str, ...]) -> None:
    inner: dict[str, Any] = {"actions": [{"tell": "x"}]}
    task = {"name": "tea", "actions": dict.fromkeys(around, inner) or inner}
    place = only(run_file(task)).location
    assert place
    assert place.path == ("actions", *around, "actions", "0", "tell")


def test_an_empty_default_is_as_good_as_none() -> None:
    model = {**schema(a=[SAY]), "defaults": {"defaults": {"fallback": ""}}}
    assert told(run_file(model)) == [("empty-redirect", "warning")]


TARGETS: dict[str, Any] = {
    "defaults/defaults/fallback": {"defaults": {"defaults": {"fallback": "task://x"}}},
    "defaults/defaults/assistant_initiation": {
        "defaults": {"defaults": {"assistant_initiation": "task://x"}}
    },
    "defaults/defaults/collect/validate_on_failure": {
        "defaults": {"defaults": {"collect": {"validate_on_failure": "task://x"}}}
    },
    "styleSheet/style_sheet/collect/validate/max_attempts/redirect": {
        "styleSheet": {
            "style_sheet": {"collect": {"validate": {"max_attempts": {"redirect": "task://x"}}}}
        }
    },
    "tasks/0/actions/actions/0/redirect": schema(a=[{"redirect": "task://x"}]),
    "tasks/0/actions/actions/0/redirect/uri": schema(a=[{"redirect": {"uri": "task://x"}}]),
    "tasks/0/actions/actions/0/listen/voice_digits/redirects/7": schema(
        a=[{"listen": {"voice_digits": {"redirects": {"7": "task://x"}}}}]
    ),
    "tasks/0/actions/actions/0/collect/on_complete/redirect": schema(a=[collecting("task://x")]),
    "tasks/0/actions/actions/0/collect/questions/0/validate/max_attempts/redirect": schema(
        a=[asking(validate={"max_attempts": {"num_attempts": 2, "redirect": "task://x"}})]
    ),
    "tasks/0/actions/actions/0/collect/questions/0/confirm/max_attempts/redirect/uri": schema(
        a=[asking(confirm={"max_attempts": {"redirect": {"uri": "task://x"}}})]
    ),
}


@pytest.mark.parametrize("path", TARGETS)
def test_every_place_of_a_redirect_is_resolved(path: str) -> None:
    document = {**schema(a=[SAY]), **TARGETS[path]}
    finding = only(run_file(document))
    assert (finding.rule, finding.level, finding.twilio_code) == ("missing-task", "error", None)
    assert finding.location
    assert "/".join(finding.location.path) == path


def test_a_listen_for_a_task_that_is_not_there_is_a_warning() -> None:
    model = schema(order_tea=[{"listen": {"tasks": ["order_tae"]}}])
    finding = only(run_file(model))
    assert (finding.rule, finding.level) == ("missing-task", "warning")
    assert "order_tea" in finding.help


def test_what_an_export_leaves_empty_is_null() -> None:
    empty: dict[str, Any] = dict.fromkeys(
        ("friendlyName", "defaults", "styleSheet", "fieldTypes", "modelBuild")
    )
    model = {**schema(a=[SAY]), **empty}
    model["tasks"][0]["fields"] = None
    model["tasks"].append({"uniqueName": "b", "actions": None, "samples": [{"taggedText": "b"}]})
    assert told(run_file(model)) == []


def task(name: str, *actions: Any, samples: int = 0) -> dict[str, Any]:
    said = [{"language": "en-US", "taggedText": f"{name} {n}"} for n in range(samples)]
    return {"uniqueName": name, "actions": {"actions": list(actions)}, "samples": said}


def named(*tasks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"uniqueName": "tea", "tasks": list(tasks), **more}


def test_tasks_that_nothing_leads_to_are_named() -> None:
    model = named(
        task("start", {"redirect": "task://b"}, samples=1),
        task("b", {"listen": {"tasks": ["heard"]}}),
        task("heard", SAY),
        task("fallback", SAY),
        task("lost", {"redirect": "task://after_lost"}),
        task("after_lost", {"redirect": "task://lost"}),
        defaults={"defaults": {"fallback": "task://fallback"}},
    )
    outcome = run_file(model)
    assert told(outcome) == [("unreachable-task", "warning")] * 2
    places = [each.location.path for each in outcome.findings if each.location]
    assert places == [("tasks", "4", "uniqueName"), ("tasks", "5", "uniqueName")]


@pytest.mark.parametrize(
    ("model", "rule", "level", "path"),
    [
        (named(task("a", samples=1), task("a", samples=1)), "duplicate-task", "error", "1"),
        (named(task("t" * 65, SAY, samples=1)), "assistant-limit", "error", "0"),
        (named(task("a", SAY, samples=1), defaults={"fallback": "task://a"}), "unknown-property",
         "warning", "defaults/fallback"),
        ({"tasks": []}, "nameless-assistant", "warning", ""),
        (named({"uniqueName": 1}), "wrong-json-type", "error", "0/uniqueName"),
        ({"uniqueName": "a", "tasks": {}}, "wrong-json-type", "error", "tasks"),
    ],
)  # fmt: skip
def test_a_fault_of_the_schema(model: Any, rule: str, level: str, path: str) -> None:
    found = [each for each in run_file(model).findings if each.rule != "no-actions"]
    assert [(each.rule, each.level, each.twilio_code) for each in found] == [(rule, level, None)]
    assert found[0].location
    assert "/".join(found[0].location.path).startswith(
        path if not path[:1].isdigit() else f"tasks/{path}"
    )


def test_field_types_of_the_schema_are_known() -> None:
    asked = [asking(type="tea_kind"), asking(type="tea_knd")]
    model = schema(a=[asked[0]], b=[asked[1]])
    model["fieldTypes"] = [{"uniqueName": "tea_kind", "values": []}]
    model["tasks"][0]["fields"] = [{"uniqueName": "k", "fieldType": "tea_size"}]
    outcome = run_file(model)
    assert [(each.rule, each.level, each.twilio_code) for each in outcome.findings] == [
        ("unknown-field-type", "error", None),
        ("unknown-field-type", "error", 90104),
    ]
    assert "tea_kind" in outcome.findings[1].help


def test_limits_of_an_assistant() -> None:
    many = [task(f"t{n}", SAY, samples=1) for n in range(601)]
    assert told(run_file(named(*many))) == [("assistant-limit", "error")]
    assert told(run_file(named(*many[:600]))) == []
    said = {"language": "en-US", "taggedText": "x"}
    one = {**task("a", SAY), "samples": [said] * 50_001}
    raw = json.dumps(named(one)).encode()
    assert told(run_file(raw)) == [("assistant-limit", "error")]
    types = [{"uniqueName": "k", "values": [{"value": str(n)} for n in range(1_001)]}]
    assert told(run_file(named(task("a", SAY, samples=1), fieldTypes=types))) == [
        ("assistant-limit", "error")
    ]
