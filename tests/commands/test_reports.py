"""--report FORMAT=FILE, several at once, and what GitHub Actions gets without being asked."""

import json
import os
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from tests.commands.calling import (
    REPLY,
    Result,
    call,
    names,
    one_line,
    refusal,
    shell,
    valid,
    webhook,
)
from tests.servers import http_reply
from twiml_check.report import REPORTERS

OLD = "the report of yesterday\n"
LINE = "FAIL  bad.xml: 1 error\n"


def test_several_in_one_run(folder: Path) -> None:
    wanted = [f"--report={name}=out.{name}" for name in REPORTERS]
    result = call("-q", "bad.xml", *wanted, cwd=folder)
    assert (result.status, result.out, result.err) == (1, LINE, "")
    read = {name: (folder / f"out.{name}").read_text("utf-8") for name in REPORTERS}
    assert read["text"].endswith(LINE)
    assert valid(read["json"])["verdict"] == "fail"
    assert etree.fromstring(read["junit"].encode()).find("testsuite").get("failures") == "1"
    assert json.loads(read["sarif"])["version"] == "2.1.0"
    assert json.loads(read["gitlab"])[0]["location"]["path"] == "bad.xml"
    assert read["github"].startswith("::error file=bad.xml,line=1,")
    assert read["markdown"].startswith("## ❌ twiml-check: 1 of 1 document failed")
    assert read["html"].startswith("<!DOCTYPE html>")
    assert names(folder) == ["bad.xml", "good.xml", *sorted(f"out.{name}" for name in REPORTERS)]


def test_the_file_is_that_of_the_format(folder: Path) -> None:
    for name in set(REPORTERS) - {"json", "junit", "html", "text"}:
        result = call("bad.xml", "--format", name, "--report", f"{name}=same", cwd=folder)
        assert (folder / "same").read_text("utf-8") == result.out


def test_a_rule_comes_with_its_page(folder: Path) -> None:
    log = json.loads(call("bad.xml", "--format", "sarif", cwd=folder).out)
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert rule["fullDescription"]["text"].startswith("An attribute that the element does not have")


def test_beside_output_and_in_front_of_the_command(folder: Path) -> None:
    result = call(
        "--report", "json=a", "--report=junit=b", "check", "-o", "c", "good.xml", cwd=folder
    )
    assert (result.status, result.out) == (0, "")
    assert names(folder) == ["a", "b", "bad.xml", "c", "good.xml"]
    assert call("--report", "json=d", "demo", cwd=folder).status == 0
    assert valid((folder / "d").read_text())["verdict"] == "pass"


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        (["junit=good.xml"], "good.xml is being checked; write the report to another file"),
        (["junit=./link"], "./link is being checked; write the report to another file"),
        (["junit=no/out.xml"], "there is no folder "),
        (["junit=."], "cannot write .: it is a folder"),
        (["junit=a", "sarif=./a"], "two reports cannot both be written to ./a"),
        (["junit=old", "sarif=hard"], "two reports cannot both be written to hard"),
        (["junit=o"], "two reports cannot both be written to o"),
        (["junit"], "--report: expected FORMAT=FILE, such as junit=report.txt"),
        (["junit="], "--report: expected FORMAT=FILE, such as junit=report.txt"),
        (["junit=-"], "--report: expected FORMAT=FILE, such as junit=report.txt"),
        (["jnit=a"], '--report: there is no format "jnit"; try junit'),
        (["=a"], '--report: there is no format ""; try '),
        (["a\x1b=b" * 200], "there is no format"),
    ],
)
def test_refused_before_anything_is_asked(reports: list[str], said: str, folder: Path) -> None:
    (folder / "link").symlink_to("good.xml")
    (folder / "old").write_text(OLD)
    os.link(folder / "old", folder / "hard")
    before = names(folder)
    wanted = [f"--report={each}" for each in reports]
    with webhook() as hook:
        assert said in refusal(hook.url(), "good.xml", *wanted, "-o", "o", cwd=folder)
        assert hook.server.connections == 0
    assert names(folder) == before
    assert (folder / "good.xml").read_bytes() == REPLY


def test_one_may_be_written_into_a_pipe_twice(folder: Path) -> None:
    wanted = "--report json=/dev/null --report sarif=/dev/null"
    assert shell(f"$TOOL good.xml {wanted}", cwd=folder).status == 0


def test_a_dry_run_reports_nothing(folder: Path) -> None:
    told = refusal("--dry-run", "http://example.com/", "--report", "json=a", cwd=folder)
    assert told == "--dry-run sends nothing, so there is nothing to report with --report"
    assert names(folder) == ["bad.xml", "good.xml"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_one_that_cannot_be_written_keeps_no_other(folder: Path) -> None:
    wanted = ["--report", "json=/dev/full", "--report", "junit=out.xml"]
    result = call("good.xml", *wanted, cwd=folder)
    assert (result.status, result.out) == (3, "PASS  good.xml: no findings\n")
    assert one_line(result.err) == "cannot write /dev/full: No space left on device"
    assert names(folder) == ["bad.xml", "good.xml", "out.xml"]


def on_github(folder: Path, *arguments: str, **changes: str) -> Result:
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary.md"), **changes}
    return call(*arguments, cwd=folder, env=env)


def test_annotations_and_summary_come_by_themselves(folder: Path) -> None:
    (folder / "summary.md").write_text("# the step before\n")
    result = on_github(folder, "-q", "bad.xml")
    assert result.status == 1
    first, annotation, verdict = result.out.splitlines(keepends=True)
    assert first == LINE
    assert annotation.startswith("::error file=bad.xml,line=1,title=unknown-attribute in bad.xml,")
    assert verdict == "FAIL  1 of 1 document failed: 1 error\n"
    page = (folder / "summary.md").read_text()
    assert page.startswith("# the step before\n\n## ❌ twiml-check: 1 of 1 document failed")


def test_with_format_github_there_is_nothing_else(folder: Path) -> None:
    once = call("bad.xml", "--format", "github", cwd=folder)
    assert on_github(folder, "bad.xml", "--format", "github").out == once.out
    assert "unknown-attribute" in (folder / "summary.md").read_text()


def test_a_report_in_a_file_leaves_the_annotations_where_the_runner_reads(folder: Path) -> None:
    result = on_github(folder, "bad.xml", "-o", "out")
    assert result.out.startswith("::error ")
    assert "::" not in (folder / "out").read_text()


@pytest.mark.parametrize("changes", [{"GITHUB_ACTIONS": "false"}, {"GITHUB_ACTIONS": ""}])
def test_elsewhere_they_do_not_come(changes: dict[str, str], folder: Path) -> None:
    assert on_github(folder, "-q", "bad.xml", **changes).out == LINE
    assert not (folder / "summary.md").exists()


@pytest.mark.parametrize("name", sorted(set(REPORTERS) - {"text", "github"}))
def test_other_formats_are_left_whole(name: str, folder: Path) -> None:
    result = on_github(folder, "good.xml", "--format", name)
    assert "::notice" not in result.out
    assert result.out.count("PASS  1 document, no findings") == (name == "concise")
    assert not (folder / "summary.md").exists()


def test_a_summary_that_cannot_be_written_changes_no_verdict(folder: Path) -> None:
    result = on_github(folder, "good.xml", GITHUB_STEP_SUMMARY=str(folder))
    assert result.status == 0
    assert one_line(result.err) == "no job summary was written: Is a directory"
    assert on_github(folder, "good.xml", GITHUB_STEP_SUMMARY="").err == ""


@pytest.mark.parametrize("hostile", ["::add-mask::x", "  ::error::mine", "x ##[error]mine"])
def test_a_server_gives_the_runner_no_commands(hostile: str, folder: Path) -> None:
    body = f"<Response>\n{hostile}\n</Response>"
    with webhook(lambda _: http_reply(body.encode())) as hook:
        result = on_github(folder, "-vv", hook.url())
    lines = result.out.splitlines()
    start, word = lines[0].rsplit("::", 1)
    assert start == "::stop-commands"
    assert len(word) >= 32
    end = lines.index(f"::{word}::")
    assert any(hostile.strip() in line for line in lines[1:end])
    rest = [line for line in lines[end + 1 :] if line.lstrip().startswith("::")]
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in rest)
    assert not any("##[" in line and not line.startswith("::") for line in lines[end:])


def test_statistics_replace_the_findings_of_a_report_for_people(folder: Path) -> None:
    table = call("--statistics", "check", ".", "--report", "json=all.json", cwd=folder)
    assert table.status == 1
    assert table.out.splitlines()[1:] == [
        "    1  error  unknown-attribute  12200   bad.xml:1:16",
        "FAIL  1 of 2 documents failed: 1 error",
    ]
    assert valid((folder / "all.json").read_text())["targets"][0]["findings"]
    concise = call(".", "--statistics", "--format", "concise", "-o", "out", cwd=folder)
    assert (concise.out, (folder / "out").read_text()) == ("", table.out)


@pytest.mark.parametrize("name", ["json", "github"])
def test_statistics_are_refused_for_programs(name: str, folder: Path) -> None:
    said = refusal("bad.xml", "--statistics", "--format", name, cwd=folder)
    assert said == f"--statistics cannot be used with --format {name}; use --report {name}=FILE"


def test_a_runner_obeys_no_line_of_the_concise_report(folder: Path) -> None:
    (folder / "##[error]x.xml").write_text("<Response><Sai/></Response>")
    for more in (["--format", "concise"], ["--statistics", "--format", "concise"]):
        said = on_github(folder, "##[error]x.xml", *more).out.splitlines()
        assert said[0].startswith("::stop-commands::")
        assert said[-1] == f"::{said[0].rpartition(':')[2]}::"
