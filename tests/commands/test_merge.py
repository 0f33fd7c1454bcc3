"""Shards merged into one report: the same as if they had never been apart."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.calling import (
    MISSPELT,
    REPLY,
    UNREACHED,
    call,
    one_line,
    refusal,
    valid,
    webhook,
)
from tests.report.explored import cut_short, menu
from tests.report.samples import run
from twiml_check.commands.merge import MOST_BYTES
from twiml_check.report import REPORTERS, View, render


@pytest.fixture
def shards(tmp_path: Path) -> list[Path]:
    """The reports of two shards of one folder."""
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.twiml").write_bytes(MISSPELT if number == 2 else REPLY)
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for number, file in enumerate(files, 1):
        call("--shard", f"{number}/2", "--format", "json", "-o", file, folder)
    return files


def report(path: Path) -> dict[str, Any]:
    return valid(path.read_text())


def test_shards_ran_beside_each_other(shards: list[Path]) -> None:
    for file, elapsed in zip(shards, (4000.0, 1000.0), strict=True):
        whole = report(file)
        whole["summary"]["elapsed_ms"] = elapsed
        file.write_text(json.dumps(whole))
    merged = valid(call("merge", "--format", "json", *shards).out)
    assert merged["summary"]["elapsed_ms"] == 4000.0


def test_all_targets_are_in_it_as_they_were(shards: list[Path]) -> None:
    result = call("merge", "--format", "json", *shards)
    assert (result.status, result.err) == (1, "")
    merged = valid(result.out)
    assert merged["targets"] == [each for file in shards for each in report(file)["targets"]]
    assert merged["summary"]["targets"] == 5
    assert merged["verdict"] == "fail"


@pytest.mark.parametrize("form", REPORTERS)
def test_any_format_can_be_made(shards: list[Path], form: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    result = call("merge", "--format", form, "--report", f"json={other}", *shards)
    assert (result.status, result.err) == (1, "")
    assert "voise" in result.out
    assert len(report(other)["targets"]) == 5


def test_the_exit_status_is_that_of_the_whole(shards: list[Path], tmp_path: Path) -> None:
    passing = tmp_path / "passing.json"
    undecided = tmp_path / "undecided.json"
    document = b"<Response><Redirect>/on</Redirect></Response>"
    with webhook(document) as hook:
        call("--max-hops", "1", "--format", "json", "-o", undecided, hook.url("/off"))
    with webhook() as hook:
        call("--format", "json", "-o", passing, hook.url())
    assert call("merge", *shards).status == 1
    assert call("merge", passing).status == 0
    assert call("merge", passing, undecided).status == 3
    assert call("merge", undecided, *shards).status == 1


def test_standard_input_is_a_report_too(shards: list[Path]) -> None:
    result = call("merge", "-", shards[0], stdin=shards[1].read_bytes())
    assert result.status == 1
    assert result.out.endswith("FAIL  1 of 5 documents failed: 1 error\n")


def test_one_report_is_not_written_over(shards: list[Path]) -> None:
    before = shards[0].read_bytes()
    assert "is being checked" in refusal("merge", "-o", shards[0], *shards)
    assert shards[0].read_bytes() == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is not valid JSON"),
        (b"\xff\xfe", "it is not UTF-8"),
        (b"[" * 1_000_000, "it is not valid JSON"),
        (b"<Response/>", "it is not valid JSON"),
        (b'{"schema": "twiml-check/9"}', "its schema is not twiml-check/1"),
        (b'{"targets": [' + b"{}," * 2_000_000 + b"{}]}", "it has too many parts"),
    ],
)
def test_what_is_no_report(tmp_path: Path, shards: list[Path], content: bytes, why: str) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(content)
    said = refusal("merge", shards[0], wrong)
    assert said == f"{wrong} is not a JSON report: {why}"


def test_a_byte_order_mark_does_no_harm(shards: list[Path]) -> None:
    shards[0].write_bytes(b"\xef\xbb\xbf" + shards[0].read_bytes())
    assert call("merge", *shards).status == 1


def test_a_file_may_be_too_large(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert refusal("merge", large) == f"{large} is too large for a report: over 64 MiB"


def test_wrong_calls(tmp_path: Path, shards: list[Path]) -> None:
    assert "Missing argument" in refusal("merge")
    assert "No such file" in refusal("merge", tmp_path / "none.json")
    assert "directory" in refusal("merge", tmp_path)
    assert "only once" in refusal("merge", "-", "-")
    assert "--shard" in refusal("merge", "--shard", "1/2", shards[0])


@pytest.mark.parametrize("page", ["javascript:alert(1)", "https://joe:secret@a.example/", "x"])
def test_the_page_of_a_finding_is_one(page: str, tmp_path: Path) -> None:
    document, file = tmp_path / "a.xml", tmp_path / "a.json"
    document.write_bytes(MISSPELT)
    call("--format", "json", "-o", file, document)
    forged = report(file)
    forged["targets"][0]["findings"][0]["doc"] = page
    file.write_text(json.dumps(forged))
    said = refusal("merge", file)
    assert said == f"{file} is not a JSON report: targets[0].findings[0].doc is not valid"


def test_hostile_texts_stay_in_their_line(tmp_path: Path, shards: list[Path]) -> None:
    hostile = json.loads(shards[0].read_text())
    for target in hostile["targets"]:
        target["target"] = "\x1b[31m\n::error::http://u:secret@a.example/"
        target["would"] = "\x9b0m\n##[error]"
    file = tmp_path / "hostile.json"
    file.write_text(json.dumps(hostile))
    result = call("merge", "-q", file, env={"GITHUB_ACTIONS": ""})
    assert result.status == 1
    assert "secret" not in result.out
    assert all(line.isprintable() for line in result.out.splitlines())
    assert not [line for line in result.out.splitlines() if line.startswith("::")]


def test_reports_of_nothing_are_no_pass(tmp_path: Path) -> None:
    file = tmp_path / "empty.json"
    with webhook() as hook:
        empty = call("--shard", "2/2", "--format", "json", "-o", file, hook.url())
    assert (empty.status, hook.received) == (0, [])
    assert "nothing was checked" in refusal("merge", file)


@pytest.mark.parametrize("form", REPORTERS)
def test_a_missing_shard_leaves_it_undecided(shards: list[Path], form: str, tmp_path: Path) -> None:
    result = call("merge", "--format", form, "--report", f"json={tmp_path / 'm.json'}", shards[1])
    assert (result.status, result.err) == (3, "")
    assert form in ("sarif", "gitlab") or "the report of this part is missing" in result.out
    merged = report(tmp_path / "m.json")
    assert (merged["verdict"], merged["summary"]["undecided"]) == ("undecided", 1)
    assert merged["targets"][-1]["target"] == "shard 1/2"
    again = call("merge", tmp_path / "m.json")
    assert again.status == 3
    assert "UNDECIDED  shard 1/2: the report" in again.out


def test_all_missing_shards_are_told_and_what_failed_counts(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    call("--shard", "1/9999", "--format", "json", "-o", file, "tests/cases/menu.xml")
    result = call("merge", "-q", file)
    assert result.status == 1
    missing = ", ".join(f"{number}/9999" for number in range(2, 10))
    assert f"UNDECIDED  shards {missing} and 9990 more: " in result.out


def test_a_shard_does_not_count_twice(shards: list[Path], tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    copy.write_bytes(shards[0].read_bytes())
    assert f"{shards[0]} and {copy} are both reports of shard 1/2" in refusal(
        "merge", *shards, copy
    )
    assert refusal("merge", *shards, shards[0]) == f"{shards[0]} is given twice"


def test_targets_of_several_reports_are_told(tmp_path: Path) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    with webhook() as hook:
        for file in files:
            call("--format", "json", "-o", file, hook.url("/a"), hook.url("/b"))
        result = call("merge", "--format", "json", *files)
        said = one_line(result.err)
        assert said.startswith("2 targets in more than one report, counted in each: ")
        assert hook.url("/a") in said
    assert result.status == 0
    assert len(valid(result.out)["targets"]) == 4


def test_the_bar_of_a_report_is_kept(tmp_path: Path) -> None:
    files = [tmp_path / "never.json", tmp_path / "warning.json"]
    warned = tmp_path / "warned.xml"
    warned.write_bytes(UNREACHED)
    calls = (("never", Path("tests/cases/menu.xml"), 0), ("warning", warned, 1))
    for file, (bar, target, status) in zip(files, calls, strict=True):
        made = call("--fail-on", bar, "--format", "json", "-o", file, target)
        assert made.status == status
        merged = call("merge", "--format", "json", file)
        assert merged.status == status
        assert valid(merged.out)["targets"] == report(file)["targets"]
        assert report(file)["targets"][0]["fail_on"] == bar


def changed(path: Path, tmp_path: Path, *, verdict: str, **fields: Any) -> Path:
    """A report whose only target was written over, and its summary to go with that."""
    whole = json.loads(path.read_text())
    (target,) = whole["targets"]
    target.update(fields, verdict=verdict)
    counts = {"pass": "passed", "fail": "failed", "undecided": "undecided"}
    whole["summary"].update({name: int(each == verdict) for each, name in counts.items()})
    file = tmp_path / "changed.json"
    file.write_text(json.dumps({**whole, "verdict": verdict}))
    return file


FAILED = {"kind": "text", "expression": "x", "met": False, "hop": 1, "message": "", "found": "y"}


@pytest.mark.parametrize(
    ("document", "fields"),
    [
        (MISSPELT, {"verdict": "pass"}),
        (MISSPELT, {"verdict": "undecided"}),
        (MISSPELT, {"verdict": "pass", "fail_on": "warning"}),
        (REPLY, {"verdict": "fail"}),
        (REPLY, {"verdict": "undecided"}),
        (REPLY, {"verdict": "pass", "undecided": "stopped"}),
        (REPLY, {"verdict": "pass", "hops": []}),
        (REPLY, {"verdict": "pass", "expectations": [FAILED]}),
        (REPLY, {"verdict": "pass", "expectations": [{**FAILED, "kind": "verdict"}]}),
        (MISSPELT, {"verdict": "pass", "expectations": [{**FAILED, "kind": "verdict"}]}),
    ],
)
def test_a_verdict_that_contradicts_what_was_found(
    document: bytes, fields: dict[str, Any], tmp_path: Path
) -> None:
    answer, file = tmp_path / "answer.xml", tmp_path / "report.json"
    answer.write_bytes(document)
    call("--format", "json", "-o", file, answer)
    said = refusal("merge", changed(file, tmp_path, **fields))
    assert f"contradicts itself: the verdict of targets[0] is {fields['verdict']}" in said


@pytest.mark.parametrize(("verdict", "status"), [("fail", 1), ("undecided", 3)])
def test_what_was_left_open_may_have_either_verdict(
    verdict: str, status: int, tmp_path: Path
) -> None:
    file = tmp_path / "report.json"
    call("--format", "json", "-o", file, "tests/cases/menu.xml", "--fail-on", "never")
    left_open = {"undecided": "stopped", "expectations": [FAILED]}
    assert call("merge", changed(file, tmp_path, verdict=verdict, **left_open)).status == status


def test_targets_that_were_taken_away_are_missed(shards: list[Path], tmp_path: Path) -> None:
    whole = report(shards[1])
    assert whole["verdict"] == "pass"
    whole["targets"].pop()
    file = tmp_path / "fewer.json"
    file.write_text(json.dumps(whole))
    assert "its summary says 2 targets, but it has 1" in refusal("merge", file)
    file.write_text(json.dumps({**whole, "verdict": "fail"}))
    assert "its verdict does not match its targets" in refusal("merge", file)


def test_no_such_shard(shards: list[Path], tmp_path: Path) -> None:
    file = tmp_path / "odd.json"
    for shard in ({"number": 3, "of": 2}, {"number": 1, "of": 10_000}, {"number": 0, "of": 1}, 7):
        file.write_text(json.dumps({**report(shards[0]), "shard": shard}))
        assert "is not a JSON report: " in refusal("merge", file)


@pytest.mark.parametrize(("document", "status"), [(MISSPELT, 0), (REPLY, 1)])
def test_a_known_failure_stays_one(document: bytes, status: int, tmp_path: Path) -> None:
    suite, file = tmp_path / "twiml-check.toml", tmp_path / "report.json"
    (tmp_path / "old.xml").write_bytes(document)
    suite.write_text('[[check]]\nname = "old"\ntarget = "old.xml"\nverdict = "fail"\n')
    assert call("run", suite, "--format", "json", "-o", file).status == status
    assert call("merge", file).status == status


def test_a_changed_answer_stays_one(tmp_path: Path) -> None:
    snapshot, file = tmp_path / "kept.json", tmp_path / "report.json"
    answer = tmp_path / "answer.xml"
    answer.write_bytes(REPLY)
    call("--save", snapshot, answer)
    answer.write_bytes(REPLY.replace(b"Hello", b"Bye"))
    assert call("--compare", snapshot, "--format", "json", "-o", file, answer).status == 1
    assert call("merge", file).status == 1


def test_a_quest_stays_one(tmp_path: Path) -> None:
    file = tmp_path / "quest.json"
    with webhook() as hook:
        assert call("quest", "reply", hook.url(), "--format", "json", "-o", file).status == 0
    assert report(file)["quest"] == "reply"
    assert "The chest is open: reply is done." in call("merge", file).out
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**report(file), "quest": "redirect"}))
    assert "quest" not in valid(call("merge", "--format", "json", file, other).out)


def test_an_explored_call_keeps_its_map(tmp_path: Path) -> None:
    files = []
    for number, check in enumerate((menu(), cut_short()._replace(target="/other"))):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(render("json", run(check), View()))
    result = call("merge", "--format", "json", *files)
    assert (result.status, result.err) == (1, "")
    merged = valid(result.out)["targets"]
    assert merged == [report(file)["targets"][0] for file in files]
    assert merged[0]["map"]["coverage"]["choices"] == 9
    drawn = call("merge", "--format", "junit", *files).out
    assert '<testcase classname="twiml-check.voice" name="/voice: 1, busy, recorded"' in drawn
    assert call("merge", files[1]).status == 3


def test_what_a_budget_cut_cannot_be_made_a_pass(tmp_path: Path) -> None:
    whole = json.loads(render("json", run(cut_short()), View()))
    whole["targets"][0] |= {"verdict": "pass", "undecided": ""}
    whole["summary"] |= {"passed": 1, "undecided": 0}
    file = tmp_path / "forged.json"
    file.write_text(json.dumps(whole | {"verdict": "pass"}))
    assert "contradicts itself: the verdict of targets[0] is pass" in refusal("merge", file)
