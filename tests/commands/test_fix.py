"""--fix and --diff: which files change, what is printed, and the exit status."""

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

from tests.commands.calling import call, names, refusal, valid, webhook
from twiml_check.model.ending import WrongCall
from twiml_check.runner.fix_files import ensure_files, ensure_only_diff
from twiml_check.runner.settings import Judging, Reporting
from twiml_check.runner.targets import Target, is_url

BEFORE = (
    b"<response>\r\n<say voise='alice'>Tom & Ann</say><Say fnord='1'>Hi</Say>\r\n</response>\r\n"
)
AFTER = (
    b"<Response>\r\n<Say voice='alice'>Tom &amp; Ann</Say>"
    b"<Say fnord='1'>Hi</Say>\r\n</Response>\r\n"
)
SMALL, DONE = b"<Response><say>Hi</say></Response>", b"<Response><Say>Hi</Say></Response>"
DIFF = """\
--- menu.twiml
+++ menu.twiml
@@ -1 +1 @@
-<Response><say>Hi</say></Response>
\\ No newline at end of file
+<Response><Say>Hi</Say></Response>
\\ No newline at end of file
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "menu.twiml").write_bytes(BEFORE)
    return tmp_path


def test_a_file_is_fixed_and_the_rest_is_reported(folder: Path) -> None:
    (folder / "menu.twiml").chmod(0o640)
    result = call("--fix", "menu.twiml", cwd=folder)
    assert (result.status, (folder / "menu.twiml").read_bytes()) == (1, AFTER)
    assert result.err == "twiml-check: fixed 4 of 5 problems in menu.twiml\n"
    assert result.out.startswith('error[unknown-attribute]: <Say> has no attribute "fnord"')
    assert result.out.endswith("FAIL  menu.twiml: 1 error\n")
    assert stat.S_IMODE((folder / "menu.twiml").stat().st_mode) == 0o640
    assert names(folder) == ["menu.twiml"]
    again = call("--fix", "menu.twiml", cwd=folder)
    assert (again.status, again.out, again.err) == (1, result.out, "")


def test_only_the_twiml_of_a_folder_is_fixed(folder: Path) -> None:
    others = {
        "pom.xml": b"<project><name>a & b</name></project>",
        "api.xml": b"<response><message>ok</message></response>",
        "bin.txt": SMALL,
        "view.twiml": b"<Response>{% if a & b %}<say>Hi</say>{% endif %}</Response>",
        "good.xml": b"<Response/>",
        "latin.xml": b"<Response><say>caf\xe9</say></Response>",
    }
    for name, content in others.items():
        (folder / name).write_bytes(content)
    os.symlink("menu.twiml", folder / "link.xml")
    times = {name: (folder / name).stat().st_mtime_ns for name in others}
    (folder / "menu.twiml").write_bytes(SMALL)
    result = call("--fix", ".", cwd=folder)
    assert (result.status, result.err) == (
        1, "twiml-check: fixed 1 of 1 problem in ./menu.twiml\n",
    )  # fmt: skip
    assert (folder / "menu.twiml").read_bytes() == DONE
    for name, content in others.items():
        assert (folder / name).read_bytes() == content
        assert (folder / name).stat().st_mtime_ns == times[name]


def test_a_link_stays_a_link_and_a_file_named_twice_is_fixed_once(folder: Path) -> None:
    (folder / "menu.twiml").write_bytes(SMALL)
    os.symlink("menu.twiml", folder / "link.xml")
    result = call("--fix", "-q", "link.xml", "menu.twiml", "./menu.twiml", cwd=folder)
    assert (result.status, result.err) == (0, "")
    assert (folder / "link.xml").is_symlink()
    assert (folder / "menu.twiml").read_bytes() == DONE


def test_reports_are_about_the_rest(folder: Path) -> None:
    result = call("--fix", "--format", "json", "menu.twiml", cwd=folder)
    [target] = valid(result.out)["targets"]
    assert [each["rule"] for each in target["findings"]] == ["unknown-attribute"]
    assert result.status == 1


def test_only_selected_rules_are_fixed(folder: Path) -> None:
    kept = SMALL.replace(b"<say", b"<say Voice='alice'")
    (folder / "menu.twiml").write_bytes(kept)
    call("--fix", "--select", "unknown-element", "menu.twiml", cwd=folder)
    assert (folder / "menu.twiml").read_bytes() == kept.replace(b"say", b"Say")


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("--fix", "-"), "--fix changes files; for standard input, --diff prints the changes"),
    (("--diff", "--format", "json", "menu.twiml"), "--diff prints the changes and no report"),
    (("--fix", "-o", "menu.twiml", "menu.twiml"), "menu.twiml is being checked"),
]


@pytest.mark.parametrize(("arguments", "reason"), REFUSED)
def test_wrong_calls_change_nothing(folder: Path, arguments: tuple[str, ...], reason: str) -> None:
    assert refusal(*arguments, cwd=folder).startswith(reason)
    assert (folder / "menu.twiml").read_bytes() == BEFORE
    assert names(folder) == ["menu.twiml"]


NO_FILES = [
    ("--fix", "http://127.0.0.1:9/a", "--fix is for files; a webhook"),
    ("--diff", "https://example.com/", "--diff is for files; a webhook"),
    ("--fix", "+12025550143", "--fix is for files; a webhook and a phone number"),
    ("--fix", "/dev/fd/0", "--fix changes files; /dev/fd/0 is not a regular file"),
]


@pytest.mark.parametrize(("option", "word", "reason"), NO_FILES)
def test_only_files_can_be_fixed(option: str, word: str, reason: str) -> None:
    target = Target(word, is_url=is_url(word), is_number=word.startswith("+"))
    with pytest.raises(WrongCall, match=re.escape(reason)):
        ensure_files(option, [target])


def test_a_report_option_has_no_place_in_a_diff() -> None:
    for reporting, judging in (
        (Reporting(report=(("json", "a"),)), Judging()),
        (Reporting(), Judging(save="a")),
        (Reporting(), Judging(update_baseline=True)),
    ):
        with pytest.raises(WrongCall, match="--diff prints the changes"):
            ensure_only_diff(judging, reporting)


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everything")
def test_a_read_only_file_stops_all(folder: Path) -> None:
    (folder / "a.twiml").write_bytes(SMALL)
    (folder / "menu.twiml").chmod(0o444)
    reason = refusal("--fix", "a.twiml", "menu.twiml", cwd=folder)
    assert reason == "cannot write menu.twiml: permission denied"
    assert (folder / "a.twiml").read_bytes() == SMALL


def test_the_diff_of_a_file(folder: Path) -> None:
    (folder / "menu.twiml").write_bytes(SMALL)
    result = call("--diff", "menu.twiml", cwd=folder)
    assert (result.status, result.out) == (1, DIFF)
    assert result.err == "twiml-check: would fix 1 of 1 problem in menu.twiml\n"
    assert (folder / "menu.twiml").read_bytes() == SMALL
    call("--fix", "--diff", "-q", "-o", "a.diff", "menu.twiml", cwd=folder)
    assert (folder / "a.diff").read_text() == DIFF
    subprocess.run(["patch", "-s", "-p0", "-i", "a.diff"], cwd=folder, check=True)
    assert (folder / "menu.twiml").read_bytes() == DONE


def test_the_diff_of_a_file_with_line_ends_of_windows(folder: Path) -> None:
    (folder / "menu.twiml").write_bytes(SMALL.replace(b"\n", b"\r\n"))
    call("--diff", "-q", "-o", "a.diff", "menu.twiml", cwd=folder)
    subprocess.run(["patch", "-s", "--binary", "-p0", "-i", "a.diff"], cwd=folder, check=True)
    assert (folder / "menu.twiml").read_bytes() == DONE.replace(b"\n", b"\r\n")


def test_the_diff_of_standard_input() -> None:
    result = call("--diff", "-", stdin=SMALL)
    assert (result.status, result.out) == (1, DIFF.replace("menu.twiml", "-"))


def test_a_diff_without_changes_has_the_status_of_the_verdict() -> None:
    result = call("--diff", "-", stdin=DONE)
    assert (result.status, result.out, result.err) == (0, "", "")
    result = call("--diff", "-", stdin=b"<Response><Fnord/></Response>")
    assert (result.status, result.out, result.err) == (1, "", "")


def test_a_diff_is_safe_for_terminals_and_has_no_secrets() -> None:
    document = (
        "<Response>\r\n<say>\u202e\x9b1m\tHi</say>\r\n"
        "<play>https://ann:hunter22@example.com/a</play></Response>"
    )
    out = call("--diff", "-", stdin=document.encode()).out
    assert "+<Say>\\u202e\\x9b1m\tHi</Say>\r\n" in out
    assert "hunter22" not in out
    assert "***@example.com/a</Play>" in out


def test_a_webhook_has_edits_but_no_hint_and_no_sarif_fix(tmp_path: Path) -> None:
    with webhook(SMALL.replace(b"say", b"message")) as hook:
        sarif = tmp_path / "a.sarif"
        reports = ("--report", f"sarif={sarif}", "--report", "json=a.json")
        result = call(*reports, hook.url(), cwd=tmp_path)
    [target] = valid((tmp_path / "a.json").read_text())["targets"]
    [edits] = [each["edits"] for each in target["findings"] if "edits" in each]
    assert [edit["text"] for edit in edits] == ["Message", "Message"]
    assert "--fix" not in result.out
    assert '"fixes"' not in sarif.read_text()


def test_the_hint_is_printed_once(folder: Path) -> None:
    (folder / "a.twiml").write_bytes(SMALL)
    (folder / "b.twiml").write_bytes(b"<Response><Say voise='alice' fnord='1'>Hi</Say></Response>")
    lines = call("-", "a.twiml", "b.twiml", cwd=folder, stdin=SMALL).out.splitlines()
    hints = [line for line in lines if "--fix" in line]
    assert hints == ["--fix can fix 2 of 3 problems"]
    assert "--fix" not in call("-q", "a.twiml", cwd=folder).out
