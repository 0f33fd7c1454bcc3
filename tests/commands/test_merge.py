"""Shards merged into one report: the same as if they had never been apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.calling import MISSPELT, REPLY, call, refusal, valid, webhook
from twiml_check.report import REPORTERS


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
    assert call("merge", shards[0]).status == 1
    assert call("merge", shards[1]).status == 0
    undecided = tmp_path / "undecided.json"
    document = b"<Response><Redirect>/on</Redirect></Response>"
    with webhook(document) as hook:
        call("--max-hops", "1", "--format", "json", "-o", undecided, hook.url("/off"))
    assert call("merge", shards[1], undecided).status == 3
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
        (b"", "it is no JSON"),
        (b"\xff\xfe", "it is not UTF-8"),
        (b"[" * 1_000_000, "it is no JSON"),
        (b"<Response/>", "it is no JSON"),
        (b'{"schema": "twiml-check/9"}', "its schema is not twiml-check/1"),
    ],
)
def test_what_is_no_report(tmp_path: Path, shards: list[Path], content: bytes, why: str) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(content)
    said = refusal("merge", shards[0], wrong)
    assert said == f"{wrong} is no JSON report: {why}"


def test_wrong_calls(tmp_path: Path, shards: list[Path]) -> None:
    assert "Missing argument" in refusal("merge")
    assert "No such file" in refusal("merge", tmp_path / "none.json")
    assert "directory" in refusal("merge", tmp_path)
    assert "only once" in refusal("merge", "-", "-")
    assert "--shard" in refusal("merge", "--shard", "1/2", shards[0])


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
    assert "nothing was checked" in refusal("merge", file, file)
