"""`twiml-check autopilot` as a process: verdicts, formats, wrong calls, nothing secret."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.autopilot.talking import bot, schema
from tests.commands.calling import call, json_report, one_line, refusal, rules, shell
from tests.servers import http_reply
from twiml_check.autopilot.explorer import LARGEST

SAY = {"say": "Hello."}
LISTEN = {"listen": True}


def written(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value, indent=2), encoding="utf-8")
    return path


@pytest.fixture
def actions(tmp_path: Path) -> Path:
    return written(tmp_path / "actions.json", {"actions": [SAY, {"redirect": "task://tea"}]})


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return written(tmp_path / "model.json", schema(tea=[SAY, LISTEN], cake=[{"redirect": ""}]))


def test_hops_carry_their_kind_in_json(model: Path) -> None:
    def routes(served: Any) -> dict[str, Any]:
        away = {"channel": "voice", "uri": served.url("/agent"), "method": "GET"}
        return {
            "/": [{"redirect": served.url("/next")}],
            "/next": [SAY, {"handoff": away}],
            "/agent": http_reply(b"<Response><Say>Hello</Say></Response>"),
        }

    with bot(routes) as served:
        report = json_report("autopilot", served.url(), "--model", model, status=0)
    (target,) = report["targets"]
    assert (target["event"], target["verdict"], target["findings"]) == ("autopilot", "pass", [])
    assert [(hop["via"], hop["method"], hop["verbs"]) for hop in target["hops"]] == [
        ("webhook", "POST", ["redirect"]),
        ("actions-redirect", "POST", ["say", "handoff"]),
        ("handoff", "GET", ["Say"]),
    ]


def test_hops_carry_their_kind_in_text(actions: Path, model: Path) -> None:
    result = call("autopilot", actions, "--model", model)
    assert (result.status, result.err) == (0, "")
    lines = [line.split() for line in result.out.splitlines()]
    assert ["2", "actions-redirect", "task://tea", "-", "-", "-", "-"] in lines
    assert result.out.splitlines()[-1].endswith("Autopilot would run say x2, then listen.")


def test_a_fault_in_a_task_is_shown_in_the_file_it_stands_in(tmp_path: Path) -> None:
    model = written(tmp_path / "model.json", schema(tea=[{"redirect": "task://coffee"}]))
    with bot({"/": [{"redirect": "task://tea"}]}) as served:
        result = call("autopilot", served.url(), "--model", model)
    assert result.status == 1
    place = (
        model.read_text(encoding="utf-8")
        .splitlines()
        .index('            "redirect": "task://coffee"')
    )
    assert f"--> {model}:{place + 1}:25" in result.out
    assert "in tasks > 0 > actions > actions > 0 > redirect" in result.out


def test_verdicts_and_levels(actions: Path, model: Path, tmp_path: Path) -> None:
    assert call("autopilot", actions).status == 0
    assert call("autopilot", model).status == 1
    assert call("autopilot", "--ignore", "empty-redirect", model).status == 0
    assert call("autopilot", "--select", "no-actions", model).status == 0
    assert call("autopilot", "--fail-on", "never", model).status == 0
    odd = written(tmp_path / "odd.json", {"actions": [{"say": "x", "listen": True}]})
    assert call("autopilot", odd).status == 0
    assert call("autopilot", "--fail-on", "warning", odd).status == 1
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100, encoding="utf-8")
    assert call("autopilot", "--ignore", "deep-json", deep).status == 3


def test_several_targets_are_counted(actions: Path, model: Path) -> None:
    report = json_report("autopilot", actions, model, status=1)
    assert (report["summary"]["targets"], report["summary"]["failed"]) == (2, 1)
    assert rules(report) == ["unresolved-task", "empty-redirect"]


def test_standard_input_is_read() -> None:
    result = call("autopilot", "-", stdin=b'{"actions": [{"say": "x"}]}')
    assert (result.status, result.out[:7]) == (0, "PASS  -")


@pytest.mark.parametrize(
    ("words", "run"),
    [
        (["--task", "tea"], "task://tea"),
        (["--body", "Tea, please"], "task://tea"),
        (["--body", "something else"], "task://cake"),
    ],
)
def test_a_task_of_a_schema_is_run(tmp_path: Path, words: list[str], run: str) -> None:
    value = schema(tea=[SAY], cake=[SAY])
    value["defaults"] = {"defaults": {"fallback": "task://cake"}}
    report = json_report("autopilot", written(tmp_path / "m.json", value), *words, status=0)
    assert [hop["url"] for hop in report["targets"][0]["hops"]][1:] == [run]
    assert report["targets"][0]["hops"][1]["via"] == "task"


def test_the_actions_url_of_a_task_is_asked(tmp_path: Path) -> None:
    with bot({"/": [SAY]}) as served:
        value = schema(tea=[])
        task = value["tasks"][0]
        del task["actions"]
        path = written(tmp_path / "m.json", value)
        assert json_report("autopilot", path, "--task", "tea", status=3)["verdict"] == "undecided"
        task["actionsUrl"] = served.url()
        path = written(tmp_path / "m.json", value)
        assert len(json_report("autopilot", path, "--task", "tea", status=0)["targets"]) == 1
    assert served.sent()["CurrentTask"] == "tea"


def test_what_is_said_comes_from_options(tmp_path: Path) -> None:
    memory = written(tmp_path / "memory.json", {"step": 2})
    with bot({"/": [SAY]}) as served:
        words = ["--channel", "chat", "--body", "green", "--field", "kind=green", "--from", "ann"]
        call("autopilot", served.url(), *words, "--memory", memory, "--param", "QuerySid=UH1")
        call("autopilot", served.url(), *words, "--memory", '{"step": 3}', "--method", "GET")
    posted, got = served.sent(0), served.sent(1)
    assert (posted["Channel"], posted["CurrentInput"], posted["QuerySid"]) == (
        "chat",
        "green",
        "UH1",
    )
    assert (posted["Field_kind_Value"], posted["UserIdentifier"]) == ("green", "ann")
    assert json.loads(posted["Memory"])["step"] == 2
    assert "Memory" not in got


def test_a_dry_run_asks_nothing() -> None:
    with bot({"/": [SAY]}) as served:
        result = call("autopilot", served.url(), "--dry-run", "--seed", "1")
        assert (result.status, served.received) == (0, [])
        again = shell(result.out)
        assert again.status == 0
        sent = served.sent()
    assert (sent["Channel"], sent["CurrentInput"]) == ("voice", "hello")


def test_behind_a_public_url_no_private_address_is_opened() -> None:
    with bot({"/": [SAY]}) as inside, bot({"/": [{"redirect": inside.url()}]}) as served:
        report = json_report(
            "autopilot", served.url(), "--public-url", "https://tea.example.com/", status=1
        )
        assert inside.received == []
    assert rules(report) == ["private-address"]
    assert served.received[0].header("Host") == "tea.example.com"


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    secret = "s3cr3t-word"
    targets = [
        f"http://ann:{secret}@127.0.0.1:1/",
        f"ftp://ann:{secret}@example.com/",
        f"https://ann:{secret}@[bad/",
    ]
    for target in targets:
        path = written(tmp_path / "a.json", {"actions": [SAY, {"redirect": target}]})
        for words in (["-vv"], ["--format", "json"], []):
            result = call("autopilot", path, *words, "--auth-token", secret * 2)
            assert result.status == 1
            assert secret not in result.out + result.err
            assert "ann" in result.out or "***" in result.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "nothing to check"),
        (["/nowhere/at-all.json"], "cannot read"),
        (["."], "cannot read"),
        (["http://"], "cannot be used"),
        (["-", "--model", "/nowhere.json"], "cannot read"),
        (["-", "--model", "{actions}"], "is not the schema of an assistant"),
        (["-", "--model", "{broken}"], "line 2"),
        (["-", "--model", "{model}", "--task", "tee"], 'did you mean "tea"?'),
        (["{model}", "--task", "tee"], 'did you mean "tea"?'),
        (["-", "--memory", "[1]"], "cannot read"),
        (["-", "--memory", "{{1}}"], "JSON object"),
        (["-", "--field", "kind"], "NAME=VALUE"),
        (["-", "--answer", "=x"], "NAME=VALUE"),
        (["-", "--dry-run"], "a file gets none"),
        (["-", "--public-url", "https://a.example/"], "one webhook"),
        (["{actions}", "-o", "{actions}"], "being checked"),
        (["-", "--event", "sms"], "there is no option --event"),
    ],
)
def test_a_wrong_call(
    words: list[str], said: str, actions: Path, model: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{\n"tasks" []}', encoding="utf-8")
    names = {"actions": actions, "model": model, "broken": broken}
    given = [word.format(**names) if word != "{{1}}" else "{1}" for word in words]
    assert said in refusal("autopilot", *given, stdin=b'{"actions": []}')


def test_a_file_that_is_too_large_is_undecided(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_bytes(b" " * (LARGEST + 1))
    result = call("autopilot", path)
    assert (result.status, result.err) == (3, "")
    assert "more than 4,194,304 bytes" in result.out


def test_colours_and_controls_in_a_document_reach_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"actions": [{"\\u001b[31m\u202e": "\\u0007"}]}', encoding="utf-8")
    result = call("autopilot", path)
    assert result.status == 1
    assert not set(result.out) & {"\x1b", "\x07", "\u202e"}


def test_an_unknown_option_is_one_line() -> None:
    result = call("autopilot", "--modle", "x")
    assert result.status == 2
    assert "--model" in one_line(result.err)


@pytest.mark.parametrize(
    ("questions", "answer", "said"),
    [
        (["n", "day"], "m=Bob", '--answer m is not used: the questions are "n", "day"\n'),
        ([], "m=Bob", "--answer m is not used: there was no question\n"),
        (["n", "day"], "n=Bob", ""),
    ],
)
def test_an_answer_that_no_question_asks_for(
    tmp_path: Path, questions: list[str], answer: str, said: str
) -> None:
    asked = [{"question": "Well?", "name": name} for name in questions]
    collect = {"name": "c", "questions": asked, "on_complete": {"redirect": "task://bye"}}
    steps = [{"collect": collect}] if asked else [SAY]
    result = call("autopilot", written(tmp_path / "a.json", {"actions": steps}), "--answer", answer)
    assert (result.status, result.err.endswith(said)) == (0, True)
    assert bool(result.err) == bool(said)
