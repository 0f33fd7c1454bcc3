"""Streams that never come: refused in one line. What a shell feeds is read to its end."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.autopilot.talking import schema
from tests.commands.calling import LIMIT, REPLY, call, one_line, refusal, shell, start
from tests.studio.flows import there_and_back, written

INPUTS = {
    "target": "{}",
    "suite": "run {}",
    "--compare": "good.xml --compare {}",
    "--ca-bundle": "--ca-bundle {} https://127.0.0.1:1/",
    "flow": "studio {}",
    "--context": "studio flow.json --context {}",
    "actions": "autopilot {}",
    "--model": "autopilot actions.json --model {}",
    "--memory": "autopilot actions.json --memory {}",
    "merge": "merge {}",
}
"""Calls that read a file."""
STREAMS = {
    "pipe": "it is a pipe",
    "socket": "it is a socket",
    "/dev/null": "it is a device",
    "/dev/zero": "it is a device",
    "terminal": "it is a device",
}
"""What there may be in its place, and what is said of it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a pipe that nobody writes to, and what the calls need besides."""
    (tmp_path / "good.xml").write_bytes(REPLY)
    (tmp_path / "flow.json").write_bytes(written(there_and_back("https://example.com/")))
    (tmp_path / "actions.json").write_text('{"actions": [{"say": "x"}]}')
    (tmp_path / "model.json").write_text(json.dumps(schema(tea=[{"say": "x"}])))
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


@pytest.fixture
def streams(folder: Path) -> Iterator[dict[str, str]]:
    """The names of all streams."""
    ours, theirs = os.openpty()
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.open(".", os.O_RDONLY)
        os.chdir(folder)  # the name of a socket is short
        listening.bind("socket")
        os.fchdir(here)
        yield {name: name for name in STREAMS} | {"terminal": os.ttyname(theirs)}
    for file in (here, ours, theirs):
        os.close(file)


@pytest.mark.parametrize("kind", STREAMS)
@pytest.mark.parametrize("words", INPUTS.values(), ids=list(INPUTS))
def test_refused(words: str, kind: str, folder: Path, streams: dict[str, str]) -> None:
    # a pipe is given a second to get a writer
    told = refusal(*words.format(streams[kind]).split(), cwd=folder)
    assert f"{streams[kind]}: {STREAMS[kind]}" in told


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ("{}", "good.xml"),
        ("studio --validate {}", "flow.json"),
        ("autopilot {}", "actions.json"),
        ("autopilot actions.json --model {}", "model.json"),
    ],
)
@pytest.mark.parametrize(
    "script",
    [
        "$TOOL {words} <({feed})",
        "{feed} | $TOOL {words} /dev/stdin",
        "$TOOL {words} /dev/stdin <{file}",
        "$TOOL {words} /proc/self/fd/0 <{file}",
        "{feed} >pipe & $TOOL {words} pipe",
        "{feed} >pipe & $TOOL {words} /dev/stdin <pipe",
    ],
)
def test_read_to_the_end(script: str, words: str, file: str, folder: Path) -> None:
    feed = f"(head -c 9 {file}; sleep 0.1; tail -c +10 {file})"
    words = words.replace("{}", "").strip()
    result = shell(script.format(words=words, feed=feed, file=file), cwd=folder)
    plain = call(*words.split(), file, cwd=folder)
    assert (result.status, result.err) == (plain.status, "")
    assert result.out.count("\n") == plain.out.count("\n")


def test_what_is_typed_at_a_terminal_is_read(folder: Path) -> None:
    ours, theirs = os.openpty()
    process = start("-", "-q", stdin=theirs, cwd=folder)
    os.write(ours, REPLY + b"\n\x04")
    out, err = process.communicate(timeout=LIMIT)
    os.close(ours)
    os.close(theirs)
    assert (process.returncode, err) == (0, b""), out


def test_pipes_and_devices_in_folders_are_passed_over(folder: Path) -> None:
    os.mkfifo(folder / "other.xml")
    assert call(".", cwd=folder).out == "PASS  ./good.xml: no findings\n"


def test_a_folder_of_certificates_stays_allowed(folder: Path) -> None:
    (folder / "ca").mkdir()
    assert call("--ca-bundle", "ca", "http://127.0.0.1:1/", cwd=folder).status == 1


@pytest.mark.parametrize("option", ["-o", "--report=json=", "--save="])
def test_a_pipe_that_nobody_reads_gets_no_report(option: str, folder: Path) -> None:
    given = ["-o", "pipe"] if option == "-o" else [f"{option}pipe"]
    result = call("good.xml", *given, cwd=folder)
    assert result.status == 2
    assert one_line(result.err) == "cannot write pipe: nobody reads from this pipe"


def test_one_that_is_read_does(folder: Path) -> None:
    result = shell("cat pipe & exec 3>pipe; $TOOL good.xml -o pipe; exec 3>&-; wait", cwd=folder)
    assert (result.status, result.out) == (0, "PASS  good.xml: no findings\n")
    result = shell("$TOOL good.xml -o >(cat); wait", cwd=folder)
    assert (result.status, result.err) == (0, "")


def test_ctrl_c_ends_the_waiting(folder: Path) -> None:
    process = start("good.xml", "-o", "new", "pipe", stderr=PIPE, cwd=folder)
    with open(folder / "pipe", "wb"):  # somebody writes, and never does: it has been opened
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, out) == (130, b"")
    assert err == b"twiml-check: interrupted: 1 of 2 targets checked\n"
    report = (folder / "new").read_text()
    assert "UNDECIDED  pipe: not checked: the run was interrupted\n" in report
    assert report.endswith("UNDECIDED  1 of 2 targets undecided\n")
