"""Ctrl-C and SIGTERM: what is known is printed and written, the rest is undecided."""

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Queue
from subprocess import DEVNULL, PIPE, Popen
from threading import Event

import pytest

from tests.autopilot.talking import schema
from tests.commands.calling import (
    COMMAND,
    LIMIT,
    MISSPELT,
    REPLY,
    Webhook,
    call,
    environment,
    names,
    start,
    valid,
    webhook,
)
from tests.report import valid as reports
from tests.servers import Received, http_reply
from tests.studio.flows import there_and_back, written
from twiml_check.report import FORMATS

LEFT = "not checked: the run was interrupted"
PAGES = {"/bad": MISSPELT, "/on": b"<Response><Redirect>/hang</Redirect></Response>"}


@contextmanager
def hanging(pages: dict[str, bytes] = PAGES) -> Iterator[tuple[Webhook, Queue[str]]]:
    """A webhook that does not respond at /hang…; the queue gets the path of each such request."""
    release, asked = Event(), Queue[str]()

    def answer(request: Received) -> bytes:
        if request.path.startswith("/hang"):
            asked.put(request.path)
            release.wait(LIMIT)
        return http_reply(pages.get(request.path, REPLY))

    with webhook(answer) as hook:
        try:
            yield hook, asked
        finally:
            release.set()


def stopped(
    process: Popen[bytes], asked: Queue[str], number: signal.Signals = signal.SIGINT
) -> tuple[int, str, str]:
    """Send the signal when a request hangs; the status, the output and the messages."""
    asked.get(timeout=LIMIT)
    process.send_signal(number)
    out, err = process.communicate(timeout=LIMIT)
    return process.returncode, out.decode(), err.decode()


READERS: dict[str, Callable[[str], object]] = {
    "json": reports.json_report,
    "junit": reports.junit_tree,
    "sarif": reports.sarif_run,
    "gitlab": reports.gitlab_issues,
    "github": reports.github_commands,
    "markdown": reports.markdown_tokens,
    "html": reports.Page,
}


def test_every_report_is_written(tmp_path: Path) -> None:
    files = {form: tmp_path / form for form in FORMATS}
    options = [f"--report={form}={file}" for form, file in files.items()]
    options += ["-j", "1", "--shard", "1/1", "--save", str(tmp_path / "snapshot")]
    with hanging() as (hook, asked):
        words = [hook.url(path) for path in ("/good", "/bad", "/hang", "/later", "/last")]
        status, out, err = stopped(start(*options, *words), asked)
        assert {each.path for each in hook.received} == {"/good", "/bad", "/hang"}
    assert status == 130
    assert err.splitlines() == [
        "twiml-check: interrupted: 2 of 5 targets checked",
        f"twiml-check: {tmp_path / 'snapshot'} is not written: the run was interrupted",
    ]
    assert out.endswith("FAIL  1 of 5 targets failed, 3 undecided: 1 error\n")
    assert names(tmp_path) == sorted(FORMATS)
    for form, read in READERS.items():
        assert read(files[form].read_text()) is not None, form
    report = valid(files["json"].read_text())
    found = [(each["verdict"], each.get("undecided", "")) for each in report["targets"]]
    assert found == [("pass", ""), ("fail", ""), *[("undecided", LEFT)] * 3]
    tests = reports.junit_tree(files["junit"].read_text()).iter("testcase")
    assert [[part.tag for part in each] for each in tests] == [
        *([], ["failure"], ["error"], ["error"], ["error"])
    ]
    merged = call("merge", files["json"], "--format", "json")
    assert (merged.status, merged.err) == (1, "")
    assert valid(merged.out)["targets"] == report["targets"]


def test_a_single_target_says_how_far_it_came(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text('{"schema": "twiml-check-snapshot/1", "targets": []}')
    with hanging() as (hook, asked):
        options = ("--compare", "old.json", "--baseline", "base.json", "--update-baseline")
        process = start(hook.url("/on"), *options, cwd=tmp_path)
        status, out, err = stopped(process, asked, signal.SIGTERM)
    assert status == 143
    assert err == "twiml-check: base.json is not written: the run was interrupted\n"
    assert names(tmp_path) == ["old.json"]
    assert f"1  webhook  POST {hook.url('/on')}  200 " in out
    assert out.endswith(f"\nUNDECIDED  {hook.url('/on')}: interrupted\n")


def test_every_command_says_what_it_knows(tmp_path: Path) -> None:
    with hanging() as (hook, asked):
        (tmp_path / "flow.json").write_bytes(written(there_and_back(hook.url("/hang/studio"))))
        (tmp_path / "model.json").write_text(json.dumps(schema(tea=[{"say": "x"}])))
        (tmp_path / "twiml-check.toml").write_text(
            f'base_url = "{hook.url("")}"\n'
            '[[check]]\nname = "good"\ntarget = "/good"\n'
            '[[check]]\nname = "drilled"\ntarget = "/hang/run"\ndrills = ["twice", "cold"]\n'
            '[[call]]\nname = "called"\ntarget = "/later"\nsteps = [{ press = "1" }]\n'
        )
        commands = {
            "drill": ["drill", hook.url("/hang/drill"), "--only", "cold", "--only", "twice"],
            "quest": ["quest", "reply", hook.url("/hang/quest")],
            "studio": ["studio", "flow.json"],
            "autopilot": ["autopilot", "model.json", hook.url("/hang/assistant"), "model.json"],
            "run": ["run", "-j", "1"],
        }
        processes = {
            name: start(*words, "--format", "json", cwd=tmp_path, stdin=DEVNULL)
            for name, words in commands.items()
        }
        for _ in processes:
            asked.get(timeout=LIMIT)
        for process in processes.values():
            process.send_signal(signal.SIGINT)
        ended = {name: process.communicate(timeout=LIMIT) for name, process in processes.items()}
        assert {process.returncode for process in processes.values()} == {130}
    targets = {name: valid(out.decode())["targets"] for name, (out, _) in ended.items()}
    assert {name: [each["verdict"][:1] for each in found] for name, found in targets.items()} == {
        "drill": ["u", "u"],
        "quest": ["u"],
        "studio": ["p", "u"],
        "autopilot": ["p", "u", "u"],
        "run": ["p", "u", "u", "u", "u"],
    }
    for found in targets.values():
        assert {each["undecided"] for each in found if each["verdict"] == "undecided"} == {LEFT}
    said = {name: err.decode() for name, (_, err) in ended.items()}
    assert said["quest"] == ""
    assert said["run"] == "twiml-check: interrupted: 1 of 5 targets checked\n"


def big(folder: Path) -> None:
    """Write documents whose report is longer than a pipe is."""
    for number in range(5):
        (folder / f"{number}.xml").write_text(f"<Response>{'<Sya/>' * 100}</Response>")


def test_a_second_ctrl_c_ends_the_report(tmp_path: Path) -> None:
    """A pipe takes 64 kB, and nobody reads the rest."""
    big(tmp_path)
    with hanging() as (hook, asked):
        process = start("--format", "json", "-j", "1", ".", hook.url("/hang"), cwd=tmp_path)
        asked.get(timeout=LIMIT)
        process.send_signal(signal.SIGINT)
        assert process.stdout
        assert os.read(process.stdout.fileno(), 1) == b"{"
        process.send_signal(signal.SIGINT)
        assert process.wait(LIMIT) == 130
        out, err = process.communicate()
    assert err == b"twiml-check: interrupted: 5 of 6 targets checked\n"
    assert not out.endswith(b"\n}\n")


def test_one_ctrl_c_during_the_report_does_not_end_it(tmp_path: Path) -> None:
    big(tmp_path)
    process = start("--format", "json", ".", cwd=tmp_path)
    assert process.stdout
    first = os.read(process.stdout.fileno(), 1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, err) == (130, b"")
    assert valid((first + out).decode())["verdict"] == "fail"


IN_PROCESSES = """
import os, time
from twiml_check.model.run import TargetResult
from twiml_check.runner.scheduler import FIRST, in_order, until_stopped
from twiml_check.runner.stop import listen, stop_status

def make(number):
    if os.getpid() != parent:
        print(os.getpid(), flush=True)
        time.sleep(60)
    begun = time.perf_counter()
    while time.perf_counter() - begun < 0.0003:
        pass
    return number

parent = os.getpid()
listen()
made = list(until_stopped(in_order(make, range(9000), 2), lambda done: [done, "left"]))
print("known", *made[-2:], flush=True)
raise SystemExit(stop_status())
"""


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core starts no processes")
def test_sigterm_leaves_no_process_of_a_big_folder() -> None:
    with Popen([sys.executable, "-c", IN_PROCESSES], stdout=PIPE, env=environment()) as process:
        assert process.stdout
        children = [int(process.stdout.readline()) for _ in range(2)]
        process.send_signal(signal.SIGTERM)
        assert process.stdout.read() == b"known 300 left\n"
    assert process.returncode == 143
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_a_clock_runs_while_a_response_is_waited_for() -> None:
    ours, theirs = os.openpty()
    release = Event()

    def answer(_: Received) -> bytes:
        release.wait(LIMIT)
        return http_reply(REPLY)

    with webhook(answer) as hook:
        words = [*COMMAND, hook.url("/sms#tt=9000")]
        process = Popen(words, stdout=PIPE, stderr=theirs, stdin=DEVNULL, env=environment())
        os.close(theirs)
        seen = b""
        while b" s of " not in seen:
            seen += os.read(ours, 1000)
        release.set()
        with suppress(OSError):  # EIO: the other side is closed
            while block := os.read(ours, 1000):
                seen += block
        os.close(ours)
        out, _ = process.communicate(timeout=LIMIT)
    assert process.returncode == 0
    assert out
    shown = seen.decode().split("\r\x1b[2K")
    url = f"POST {hook.url('/sms#tt=9000')}"
    assert shown[:2] == ["", url]
    assert re.fullmatch(re.escape(url) + "  1 s of 9 s", shown[2])
    assert shown[-1] == ""
