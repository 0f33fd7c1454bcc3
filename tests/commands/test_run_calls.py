"""`run`: calls that are played and checks that explore, beside those that check."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.calls.planted import make_app
from tests.commands.calling import call, json_report, refusal
from tests.servers import serving_app

APP = ("--app", "tests.calls.planted:mended")
BROKEN = ("--app", "tests.calls.planted:app")
SALES = """
[[call]]
name = "sales"
target = "/voice"
tags = ["call"]
steps = [
  { hear = "press 1" },
  { press = "1" },
  { dial = "busy" },
  { hear = "all are busy" },
  { ends = "hangup" },
]
"""
WRONG = """
[[call]]
name = "wrong"
target = "/voice"
steps = [
  { press = "9" },
  { press = "1" },
  { hear = "x" },
]
"""
EXPLORED = """
[[check]]
name = "explored"
target = "/weather"
explore = true
callers = ["plain"]
"""
CHECK = '[[check]]\nname = "check"\ntarget = "/voice"\nevent = "voice"\n'
PUBLIC = EXPLORED.replace("/weather", "http://198.51.100.1/voice")


def written(folder: Path, *parts: str) -> Path:
    file = folder / "twiml-check.toml"
    file.write_text("".join(parts))
    return file


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    return {target["name"]: target["verdict"] for target in report["targets"]}


def test_all_kinds_in_one_run(tmp_path: Path) -> None:
    file = written(tmp_path, SALES, WRONG, EXPLORED, CHECK)
    report = json_report("run", file, *APP, status=1)
    assert verdicts(report) == {
        "sales": "pass", "wrong": "fail", "explored": "pass", "check": "pass",
    }  # fmt: skip
    sales, wrong, explored, _ = report["targets"]
    assert sales["written"] == {"file": str(file), "line": 2}
    assert [each["expression"] for each in sales["expectations"]] == [
        'hear "press 1"', 'hear "all are busy"', "ends hangup",
    ]  # fmt: skip
    assert sales["would"] == "5 of 5 steps went as written."
    assert wrong["written"] == {"file": str(file), "line": 19}  # that of the step
    assert wrong["expectations"] == [
        {
            "kind": "step",
            "expression": "press 1",
            "met": False,
            "hop": 2,
            "message": "",
            "found": "no verb waits for keys here; [2] ends with <Hangup>",
        }
    ]
    assert explored["map"]["coverage"]["left"] == {}
    assert explored["event"] == "voice"
    assert explored["map"]["again"].startswith("twiml-check explore --event voice --app tests.")


def test_over_http(tmp_path: Path) -> None:
    file = written(tmp_path, SALES, EXPLORED)
    with serving_app(make_app(faults=False)) as origin:
        report = json_report("run", file, "--base-url", origin, status=0)
    assert set(verdicts(report).values()) == {"pass"}


def test_the_place_is_the_line_of_the_step(tmp_path: Path) -> None:
    file = written(tmp_path, WRONG)
    result = call("run", file, *APP, "--format", "github")
    assert result.status == 1
    assert f"file={file},line=7,title=unmet-expectation in wrong::" in result.out
    assert "press 1; no verb waits for keys here; [2] ends with <Hangup>" in result.out


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (["--only", "sales"], ["sales"]),
        (["--tag", "call"], ["sales"]),
        (["--only", "explored", "--only", "check"], ["explored", "check"]),
        (["--shard", "1/2"], ["sales", "check"]),
        (["--shard", "2/2"], ["explored"]),
    ],
)
def test_some_of_them(options: list[str], names: list[str], tmp_path: Path) -> None:
    report = json_report("run", written(tmp_path, SALES, EXPLORED, CHECK), *APP, *options, status=0)
    assert list(verdicts(report)) == names


def test_calls_and_explorations_are_no_snapshots(tmp_path: Path) -> None:
    file, kept = written(tmp_path, SALES, CHECK, EXPLORED, CHECK.replace("k", "k2", 1)), "s.json"
    file.write_text(file.read_text().replace("[[check2]]", "[[check]]").replace("chec2k", "check"))
    file.write_text(file.read_text().replace('"check"', '"one"', 1).replace('"check"', '"two"'))
    assert call("run", file, *APP, "--save", kept, cwd=tmp_path, env=home()).status == 0
    saved = json.loads((tmp_path / kept).read_text())
    assert [each["target"] for each in saved["targets"]] == ["one", "two"]
    same = call("run", file, *APP, "--compare", kept, cwd=tmp_path, env=home())
    assert (same.status, same.err) == (0, "")


def home() -> dict[str, str]:
    """Let an app be found from another folder."""
    return {"PYTHONPATH": str(Path(__file__).parents[2])}


def test_variables_of_steps(tmp_path: Path) -> None:
    text = SALES.replace('press = "1"', 'press = "${KEY}"')
    file = written(tmp_path, text)
    assert call("run", file, *APP, env={"KEY": "1"}).status == 0
    assert refusal("run", file, *APP) == f"{file}:8: the environment variable KEY is not set"
    wrong = refusal("run", file, *APP, env={"KEY": "one"})
    assert wrong == f"{file}:8: press: the value from the environment is not valid"


def test_a_secret_in_a_step_is_in_no_report(tmp_path: Path) -> None:
    secret = "Horse9-battery"
    text = WRONG.replace('press = "9"', 'press = "6"')
    text = text.replace('press = "1"', 'say = "${PASS_TOKEN}"')
    for kind in ("text", "json", "junit", "html"):
        ran = call("run", written(tmp_path, text), *APP, "-v", "--format", kind,
                   env={"PASS_TOKEN": secret})  # fmt: skip
        assert ran.status == 1
        assert secret not in ran.out + ran.err
        assert "You asked for" in ran.out


def test_nobody_is_asked_in_a_suite(tmp_path: Path) -> None:
    file = written(tmp_path, SALES.replace("/voice", "http://127.0.0.1:9/"), PUBLIC)
    said = refusal("run", file)
    assert said.startswith(f"{file}:14: explore sends up to 300 real requests to 198.51.100.1")
    assert said.endswith("--yes confirms this")


@pytest.mark.parametrize(
    ("suite", "said"),
    [
        (EXPLORED.replace("/weather", "a.xml"), "4: only a webhook can be explored; "),
        (SALES.replace("/voice", "a.xml"), "4: only a webhook can be called; "),
        (SALES.replace('"/voice"', '"/voice"\nevent = "sms"'),
         "8: a conversation begins with a text"),
        (SALES.replace('"/voice"', '"/voice"\nevent = "call-status"'),
         "8: call-status is a callback"),
    ],
)  # fmt: skip
def test_what_cannot_be_played(suite: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<Response/>")
    file = written(tmp_path, suite)
    told = refusal("run", file, *APP).removeprefix(f"{file}:")
    assert told[: len(said)].replace(str(tmp_path), "") == said


@pytest.mark.parametrize(
    ("change", "options", "status"),
    [
        ('verdict = "fail"', BROKEN, 0),
        ('verdict = "fail"', APP, 1),
        ("min_coverage = 100", APP, 0),
        ('ignore = { http-error = "known" }', BROKEN, 0),
    ],
)
def test_how_an_exploration_is_judged(
    change: str, options: tuple[str, str], status: int, tmp_path: Path
) -> None:
    text = EXPLORED.replace("/weather", "/parcel").replace("explore =", f"{change}\nexplore =")
    assert call("run", written(tmp_path, text), *options).status == status


@pytest.mark.parametrize(
    ("change", "options", "status"),
    [
        ("", BROKEN, 1),
        ('verdict = "fail"', BROKEN, 0),
        ('verdict = "fail"', APP, 1),
        ('params = { From = "anonymous" }', BROKEN, 1),
        ("max_time = 0.0001", APP, 1),
        ('from = "+12025550111"', (*APP, "--repeat", "2"), 0),
    ],
)
def test_how_a_call_is_judged(
    change: str, options: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    text = SALES.replace("tags", f"{change}\ntags")
    assert call("run", written(tmp_path, text), *options).status == status


def test_a_budget_that_cuts_is_undecided(tmp_path: Path) -> None:
    text = EXPLORED.replace("/weather", "/voice") + "budget = 5\n"
    report = json_report("run", written(tmp_path, text), *APP, status=3)
    assert report["targets"][0]["undecided"] == "stopped after 5 requests (--budget)"


def test_reports_are_merged(tmp_path: Path) -> None:
    file = written(tmp_path, SALES, WRONG, EXPLORED, CHECK)
    whole = json_report("run", file, *APP, status=1)
    for part in ("1", "2"):
        call("run", file, *APP, "--shard", f"{part}/2", "--format", "json", "-o",
             tmp_path / f"{part}.json")  # fmt: skip
    merged = json_report("merge", tmp_path / "1.json", tmp_path / "2.json", status=1)
    assert verdicts(merged) == verdicts(whole)


def test_what_is_written_is_shown_without_what_a_terminal_obeys(tmp_path: Path) -> None:
    text = '"\\u202e\\u001b[31m' + "long " * 100 + '"'
    steps = f'[[call]]\ntarget = "/sms"\nevent = "sms"\nsteps = [{{ text = {text} }}]\n'
    with serving_app(make_app(faults=False)) as origin:
        shown = call("run", str(written(tmp_path, steps)), "--base-url", origin).out
    assert [char for char in shown if not char.isprintable() and char != "\n"] == []
    assert "\\u202e" in shown
    [row] = [line for line in shown.splitlines() if " POST " in line and "/sms" in line][:1]
    assert len(row) < 120
