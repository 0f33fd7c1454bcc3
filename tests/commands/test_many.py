"""Many targets in one call: asked at the same time, told in order, stopped at a failure."""

import signal
import subprocess
import sys
from itertools import chain
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Lock
from time import sleep
from typing import Any

import pytest

from tests.commands.calling import (
    LIMIT,
    MISSPELT,
    REPLY,
    call,
    environment,
    json_report,
    on_terminal,
    refusal,
    rules,
    start,
    webhook,
)
from tests.servers import Connection, Received, http_reply, serving
from twiml_check.report import REPORTERS

NOBODY = "http://127.0.0.1:1/sms"
"""Where nothing listens."""


def targets(report: dict[str, Any]) -> list[str]:
    return [target["target"] for target in report["targets"]]


def verdicts(report: dict[str, Any]) -> list[str]:
    return [target["verdict"] for target in report["targets"]]


def test_as_many_are_asked_at_once_as_there_are_jobs() -> None:
    together = Barrier(4)

    def handler(_: Received) -> bytes:
        try:
            together.wait(10)
        except BrokenBarrierError:
            return http_reply(status="500 Alone")
        return http_reply(REPLY)

    with webhook(handler) as hook:
        report = json_report("-j", "4", *map(hook.url, ("/a", "/b", "/c", "/d")), status=0)
    assert verdicts(report) == ["pass"] * 4


@pytest.mark.parametrize("number", [1, 2])
def test_the_time_of_the_run_is_that_of_its_requests_at_least(number: int) -> None:
    with webhook(REPLY) as hook:
        report = json_report(*[hook.url("/sms")] * number, status=0)
    longest = max(hop["elapsed_ms"] for target in report["targets"] for hop in target["hops"])
    assert report["summary"]["elapsed_ms"] >= longest > 0


@pytest.mark.parametrize("jobs", [1, 3])
def test_no_more_are_asked_at_once_than_there_are_jobs(jobs: int) -> None:
    lock, now, most = Lock(), 0, 0

    def handler(_: Received) -> bytes:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        sleep(0.03)
        with lock:
            now -= 1
        return http_reply(REPLY)

    with webhook(handler) as hook:
        json_report(f"-j{jobs}", *(hook.url(f"/{number}") for number in range(9)), status=0)
    assert most <= jobs


def test_the_report_is_in_the_order_given(tmp_path: Path) -> None:
    document = tmp_path / "answer.xml"
    document.write_bytes(REPLY)

    def handler(received: Received) -> bytes:
        sleep(0.3 - 0.05 * int(received.path[1:]))
        return http_reply(REPLY)

    with webhook(handler) as hook:
        words = [hook.url("/0"), str(document), *(hook.url(f"/{n}") for n in range(1, 6))]
        assert targets(json_report(*words, status=0)) == words


def test_one_bad_target_stops_no_other() -> None:
    with webhook() as hook:
        report = json_report(hook.url("/a"), NOBODY, hook.url("/b"), status=1)
    assert verdicts(report) == ["pass", "fail", "pass"]


def test_cookies_and_logins_belong_to_one_target() -> None:
    document = b"<Response><Redirect>/next</Redirect></Response>"

    def handler(received: Received) -> bytes:
        if received.path == "/next":
            return http_reply(REPLY)
        return http_reply(document, f"Set-Cookie: of={received.path[1:]}")

    with webhook(handler) as hook:
        json_report(*(hook.url(f"/{number}") for number in range(20)), status=0)
        cookies = [request.header("Cookie") for request in hook.received]
    assert sorted(filter(None, cookies)) == sorted(f"of={number}" for number in range(20))


def test_fail_fast_asks_no_more_and_says_so() -> None:
    with webhook(MISSPELT) as hook:
        words = [hook.url(f"/{number}") for number in range(5)]
        report = json_report("--fail-fast", "-j", "1", "--event", "voice", *words, status=1)
        assert len(hook.received) == 1
        text = call("--fail-fast", "-j", "1", "--event", "voice", *words)
    assert targets(report) == words
    assert verdicts(report) == ["fail", *["undecided"] * 4]
    assert report["targets"][4]["undecided"].startswith("not checked")
    assert report["targets"][4]["event"] == "voice"
    assert text.status == 1
    assert text.out.count("not checked") == 4


def test_fail_fast_goes_through_documents_too(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.twiml").write_bytes(MISSPELT if number == 1 else REPLY)
    report = json_report("--fail-fast", str(tmp_path), status=1)
    assert verdicts(report) == ["pass", "fail", "undecided", "undecided"]


@pytest.mark.parametrize("form", REPORTERS)
def test_what_was_not_asked_is_drawn_in_every_format(form: str) -> None:
    result = call("--format", form, "--fail-fast", "-j1", NOBODY, NOBODY, "http://127.0.0.1:2/")
    assert (result.status, result.err) == (1, "")
    assert "127.0.0.1:1" in result.out


def test_shards_are_stable_and_together_the_whole(tmp_path: Path) -> None:
    for number in range(11):
        (tmp_path / f"{number:02}.twiml").write_bytes(REPLY)
    whole = targets(json_report(str(tmp_path), status=0))
    parts = [targets(json_report("--shard", f"{n}/3", str(tmp_path), status=0)) for n in (1, 2, 3)]
    assert sorted(chain(*parts)) == whole
    assert parts[1] == whole[1::3]
    assert targets(json_report("--shard", "12/12", str(tmp_path), status=0)) == []


@pytest.mark.parametrize("form", REPORTERS)
def test_an_empty_shard_passes(form: str) -> None:
    result = call("--format", form, "--shard", "2/2", "tests/cases/menu.xml")
    assert (result.status, result.err) == (0, "")


@pytest.mark.parametrize("value", ["", "2", "0/2", "3/2", "1/0", "a/b", "-1/2", "1/2/3", "١/٢"])  # noqa: RUF001
def test_no_shard(value: str) -> None:
    assert "--shard: expected N/OF, such as 2/5" in refusal("--shard", value, NOBODY)


@pytest.mark.parametrize("option", ["--wait", "--max-time"])
@pytest.mark.parametrize("value", ["-1", "nan", "inf", "1e9"])
def test_no_seconds(option: str, value: str) -> None:
    assert f"{option}: expected seconds" in refusal(option, value, NOBODY)


@pytest.mark.parametrize("jobs", ["0", "-3", "x", "100000"])
def test_no_jobs(jobs: str) -> None:
    assert "--jobs" in refusal("--jobs", jobs, NOBODY)


def test_it_waits_until_a_server_is_there() -> None:
    def handler(received: Received) -> bytes:
        asked = sum(each.method == "HEAD" for each in hook.received)
        if received.method == "HEAD" and asked < 3:
            return http_reply(b"", status="503 Not yet")
        return http_reply(b"" if received.method == "HEAD" else REPLY)

    with webhook(handler) as hook:
        json_report("--wait", "30", hook.url("/a"), hook.url("/b"), status=0)
        asked = [(request.method, request.path) for request in hook.received]
    assert asked[:3] == [("HEAD", "/")] * 3
    assert sorted(asked[3:]) == [("POST", "/a"), ("POST", "/b")]


def test_what_does_not_come_up_is_checked_all_the_same() -> None:
    report = json_report("--wait", "0.3", NOBODY, status=1)
    assert rules(report) == ["connection-refused"]


def test_repeated_with_the_latency_of_all() -> None:
    with webhook() as hook:
        report = json_report("--repeat", "5", hook.url(), status=0)
        text = call("--repeat", "3", hook.url()).out
        assert len(hook.received) == 8
        assert len({request.body for request in hook.received}) == 8
    latency = report["targets"][0]["latency"]
    assert latency["runs"] == 5
    assert 0 < latency["min_ms"] <= latency["median_ms"] <= latency["max_ms"]
    assert "\nlatency  3 runs: min " in text


@pytest.mark.parametrize("bad", [1, 2, 4])
def test_one_that_fails_fails_the_target(bad: int) -> None:
    def handler(_: Received) -> bytes:
        return http_reply(b"", status="500 Now") if len(hook.received) == bad else http_reply(REPLY)

    with webhook(handler) as hook:
        report = json_report("--repeat", "4", hook.url(), status=1)
        assert len(hook.received) == 4
    assert rules(report) == ["http-error"]
    assert report["targets"][0]["hops"][0]["status"] == 500


def test_a_slow_answer_is_a_finding_of_ours() -> None:
    def handler(received: Received) -> bytes:
        sleep(0.6)
        if received.path == "/there":
            return http_reply(REPLY)
        return http_reply(b"", "Location: /there", status="307 There")

    with webhook(handler) as hook:
        report = json_report("--max-time", "1", hook.url("/from"), status=1)
        json_report("--max-time", "10", hook.url("/from"), status=0)
    (found,) = report["targets"][0]["findings"]
    assert (found["rule"], found["level"]) == ("slow-answer", "error")
    assert (found["twilio_code"], found["hop"]) == (None, 2)
    assert "HTTP redirects included" in found["message"]


def test_somebody_at_a_terminal_sees_how_far_it_is() -> None:
    with webhook() as hook:
        words = [hook.url(f"/{number}") for number in range(30)]
        status, seen = on_terminal(*words)
        assert status == 0
        assert "targets" in seen
        assert "30/30" in seen
        assert on_terminal("-q", *words[:2], streams=("stderr",)) == (0, "")
    assert seen.endswith("\x1b[0m  30 targets, no findings\n")


def hang(connection: Connection) -> None:
    connection.read_request()
    connection.wait()


def test_ctrl_c_ends_at_once() -> None:
    with serving(hang) as server:
        words = [server.url(f"/{number}") for number in range(12)]
        process = start("-j", "8", *words)
        while len(server.requests) < 8:
            assert process.poll() is None
            sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)  # its servers would take 15 seconds
    assert process.returncode == 130
    assert err == b"twiml-check: interrupted: 0 of 12 targets checked\n"
    assert out.endswith(b"UNDECIDED  12 of 12 targets undecided\n")


STARTED = """
import sys, threading
from twiml_check.commands.main import call
status = call(sys.argv[1:])
print(status, [thread.name for thread in threading.enumerate() if thread.daemon])
"""


def test_no_thread_is_left() -> None:
    with webhook() as hook:
        words = [hook.url(f"/{number}") for number in range(20)]
        ran = subprocess.run(
            [sys.executable, "-c", STARTED, "--format", "json", "-o", "/dev/null", *words],
            env=environment(),
            capture_output=True,
            timeout=LIMIT,
            check=True,
        )
    assert ran.stdout.decode().splitlines()[-1] == "0 []"


def test_a_server_that_answers_one_at_a_time_is_not_only_blamed() -> None:
    lock = Lock()

    def answer(_: Received) -> bytes:
        with lock:
            sleep(0.2)
            return http_reply(REPLY)

    with webhook(answer) as hook:
        urls = [f"{hook.url(f'/{number}')}#tt=350" for number in range(4)]
        alone = call("-j", "1", *urls)  # first: the server is still busy afterwards
        crowded = call(*urls)
    assert (alone.status, alone.err) == (0, "")
    assert crowded.status == 1
    assert (
        " before the timeout, with 4 checked at the same time; -j 1 checks one after the other"
        in crowded.err
    )
