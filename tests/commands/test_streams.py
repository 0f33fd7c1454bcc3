"""Closed, full and broken streams, Ctrl-C, and encodings of few letters: status and silence."""

import json
import signal
import socket
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.commands.calling import (
    COMMAND,
    LIMIT,
    MISSPELT,
    call,
    environment,
    one_line,
    shell,
    start,
)
from tests.servers import Connection, serving

NO_SPACE = "cannot write the report: No space left on device"


@pytest.mark.parametrize(("file", "status"), [("good.xml", 0), ("bad.xml", 1)])
def test_closed_output_leaves_the_verdict(file: str, status: int, folder: Path) -> None:
    result = shell(f"$TOOL {file} >&-", cwd=folder)
    assert (result.status, result.err) == (status, "")


def test_a_report_file_does_not_need_the_output(folder: Path) -> None:
    assert shell("$TOOL -o report good.xml >&- 2>&- <&-", cwd=folder).status == 0
    assert (folder / "report").read_text() == "PASS  good.xml: no findings\n"


def test_errors_never_go_to_the_output(folder: Path) -> None:
    result = shell("$TOOL missing 2>&-", cwd=folder)
    assert (result.status, result.out) == (2, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
class TestFull:
    """/dev/full takes nothing, as a full disk does."""

    def test_a_report_that_cannot_be_written_is_our_failure(self, folder: Path) -> None:
        result = shell("$TOOL good.xml >/dev/full", cwd=folder)
        assert (result.status, one_line(result.err)) == (3, NO_SPACE)

    @pytest.mark.parametrize("option", ["-o", "--report=json=", "--save="])
    def test_so_is_a_file_that_takes_nothing(self, option: str, folder: Path) -> None:
        named = ["-o", "/dev/full"] if option == "-o" else [f"{option}/dev/full"]
        result = call(*named, "good.xml", cwd=folder)
        assert result.status == 3
        assert one_line(result.err) == "cannot write /dev/full: No space left on device"

    @pytest.mark.parametrize(
        "words",
        ["--help", "--version", "--event list", "explain --list", "explain 12200", "quest",
         "completion bash", "run --help", "init suite.toml"],
    )  # fmt: skip
    def test_all_else_that_is_printed(self, words: str, folder: Path) -> None:
        result = shell(f"$TOOL {words} >/dev/full", cwd=folder)
        told = "cannot write standard output: No space left on device"
        assert (result.status, one_line(result.err)) == (3, told)

    @pytest.mark.parametrize("words", ["demo", "--dry-run http://a.example/", "merge report.json"])
    def test_what_is_a_report(self, words: str, folder: Path) -> None:
        call("--format", "json", "-o", "report.json", "good.xml", cwd=folder)
        result = shell(f"$TOOL {words} >/dev/full", cwd=folder)
        assert (result.status, one_line(result.err)) == (3, NO_SPACE)

    def test_a_suite_over_an_old_one(self) -> None:
        result = call("init", "--force", "/dev/full")
        assert result.status == 3
        assert one_line(result.err) == "cannot write /dev/full: No space left on device"

    def test_a_shell_that_completes_hears_nothing(self) -> None:
        words = "TWIML_CHECK_COMPLETE=bash_complete COMP_WORDS=twiml-check COMP_CWORD=1"
        result = shell(f"{words} $TOOL >/dev/full")
        assert (result.status, result.err) == (0, "")

    def test_debug_shows_where(self, folder: Path) -> None:
        debug = shell("$TOOL --debug --event list >/dev/full", cwd=folder)
        assert debug.status == 3
        assert debug.err.startswith("Traceback (most recent call last):\n")

    def test_full_errors_do_not_change_the_status(self, folder: Path) -> None:
        assert shell("$TOOL missing 2>/dev/full", cwd=folder).status == 2


@pytest.mark.parametrize(
    ("arguments", "status"),
    [("good.xml", 0), ("bad.xml", 1), ("--format json bad.xml", 1), ("--event list", 0)],
)
def test_whoever_stops_reading_gets_the_verdict(arguments: str, status: int, folder: Path) -> None:
    process = start(*arguments.split(), cwd=folder)
    assert process.stdout
    process.stdout.close()  # long before the first word is written
    process.stdout = None
    _, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, err) == (status, b"")


def test_head_is_silent(folder: Path) -> None:
    (folder / "many.xml").write_text("<Response>" + "<Sya/>" * 2000 + "</Response>")
    result = shell("$TOOL --format json many.xml | head -1; echo ${PIPESTATUS[0]}", cwd=folder)
    assert (result.out, result.err) == ("{\n1\n", "")
    result = shell("$TOOL explain --list | head -1; echo ${PIPESTATUS[0]}", cwd=folder)
    assert (result.out.splitlines()[1], result.err) == ("0", "")


def test_ctrl_c_while_a_server_hangs() -> None:
    def hang(connection: Connection) -> None:
        connection.read_request()
        asked.send(b"!")
        connection.wait()

    asked, heard = socket.socketpair()
    heard.settimeout(LIMIT)
    with asked, heard, serving(hang) as server:
        process = start(server.url())
        assert heard.recv(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (130, b"")
    assert out.splitlines()[-1].startswith(b"UNDECIDED  http://")


@pytest.mark.parametrize(
    ("arguments", "encoding"),
    [(["--help"], "latin-1"), (["explain", "--list"], "utf-16"), (["demo"], "ascii")],
)
def test_any_encoding_will_do(arguments: list[str], encoding: str) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments],
        env=environment(PYTHONIOENCODING=encoding),
        capture_output=True,
        timeout=LIMIT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode(encoding)


def test_the_c_locale() -> None:
    result = call("demo", env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert (result.status, result.err) == (0, "")
    assert "\\u2192 /chest" in result.out


def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    path = bytes(tmp_path / "x") + b"/\xff\x1b[31m\n.xml"
    with open(path, "wb") as file:
        file.write(MISSPELT)
    for target in (path, bytes(tmp_path / "x")):
        for form in ("text", "json"):
            result = call(target, "--format", form)
            assert (result.status, result.err) == (1, "")
            assert "\x1b" not in result.out


def test_what_is_said_beside_the_report_moves_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text('"\\u202e" = 1\n"\\u001b[31m" = 1\n')
    suite = call("run", "odd.toml", cwd=tmp_path)
    snapshot = {"target": "\x1b[31m", "event": "sms", "hops": []}
    (tmp_path / "kept.json").write_text(
        json.dumps({"schema": "twiml-check-snapshot/1", "targets": [snapshot]})
    )
    (tmp_path / "a.xml").write_bytes(MISSPELT)
    compared = call("--compare", "kept.json", "a.xml", cwd=tmp_path)
    assert (suite.status, len(suite.err.splitlines())) == (2, 2)
    assert "\\u202e" in suite.err
    assert "were not checked: \\x1b[31m" in compared.err
    assert all(line.isprintable() for line in (suite.err + compared.err).splitlines())


def test_the_installed_command_is_the_same() -> None:
    script = Path(sysconfig.get_path("scripts")) / "twiml-check"
    done = subprocess.run(
        [script, "--version"], capture_output=True, text=True, timeout=LIMIT, check=False
    )
    assert (done.returncode, done.stdout) == (0, call("--version").out)
