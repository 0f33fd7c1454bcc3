"""Apps that are hostile or broken: one line or a report, the right status, and an end."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import Popen
from time import sleep
from typing import Any

import pytest

import twiml_check
from tests.commands.calling import LIMIT, Result, call, refusal, start
from tests.inprocess.hostile_modules import DIRTY, ENDING, HANGING, RAISING, STAYING, Row

TOGETHER = 4
"""Processes at the same time: most of what they do is wait."""
XML = [("Content-Type", "text/xml")]


def tried(rows: dict[str, Row], folder: Path, *words: str) -> dict[str, tuple[int, str]]:
    """Run the tool with each module; what ends in another way than its row says."""

    def run(item: tuple[int, Row]) -> Result:
        number, (code, _, _) = item
        place = folder / str(number)
        place.mkdir()
        (place / "shop.py").write_text(code)
        return call("--app", "shop", *(words or ("/sms",)), cwd=place)

    with ThreadPoolExecutor(TOGETHER) as pool:
        results = list(pool.map(run, enumerate(rows.values())))
    return {
        name: (result.status, heard(result)[-300:])
        for (name, (_, status, said)), result in zip(rows.items(), results, strict=True)
        if result.status != status or not is_clean(result) or said not in heard(result)
    }


def heard(result: Result) -> str:
    return " ".join(f"{result.out} {result.err}".split())


def is_clean(result: Result) -> bool:
    """One line and no report, or a report and nothing else; both after a signal."""
    if result.status in (2, 3):
        stopped = result.out.endswith("interrupted\n")
        return (stopped or not result.out) and len(result.err.splitlines()) == 1
    return not result.err and result.out.splitlines()[-1].startswith(("PASS  ", "FAIL  "))


# A fourth of a second of the processor for each row, so a few seconds for each table.


def test_whatever_a_module_raises(tmp_path: Path) -> None:
    assert tried(RAISING, tmp_path) == {}


def test_whatever_ends_the_process(tmp_path: Path) -> None:
    assert tried(ENDING, tmp_path) == {}


def test_whatever_is_done_to_the_process(tmp_path: Path) -> None:
    assert tried(DIRTY, tmp_path) == {}


def test_whatever_is_never_loaded(tmp_path: Path) -> None:
    assert tried(HANGING, tmp_path, "--app-timeout", "0.4", "/sms") == {}


def test_whatever_does_not_come_back(tmp_path: Path) -> None:
    assert tried(STAYING, tmp_path, "/sms#tt=1500") == {}


# What an app does while it answers, in this very process.


class Body:
    """A body that does something of its own when it is read or closed."""

    def __init__(self, close: Callable[[], Any] = lambda: None, *parts: Any) -> None:
        self.close = close
        self._parts = parts or (b"<Response/>",)

    def __iter__(self) -> Iterator[Any]:
        for part in self._parts:
            if isinstance(part, BaseException):
                raise part
            yield part


def wsgi(body: Any, *, status: Any = "200 OK", headers: Any = XML, calls: int = 1) -> Any:
    """An app that answers this; with no call of start_response, or more than one."""

    def app(_environ: Any, start_response: Any) -> Any:
        for _ in range(calls):
            start_response(status, headers)
        return body() if callable(body) else body

    return app


def asgi(*messages: Any, then: Callable[[], Any] | None = None) -> Any:
    """An app that sends this for each request, and then does something."""

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            for message in messages:
                await send(message)
            if then:
                then()

    return app


def endless() -> Iterator[bytes]:
    while True:
        yield b""


def leave(error: BaseException) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


class Sly(str):
    """A text that does not let itself be written."""

    def encode(self, *_: Any) -> bytes:
        raise SystemExit(0)


class Shy:
    """What cannot be shown."""

    def __repr__(self) -> str:
        raise SystemExit(0)


START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]}
END = {"type": "http.response.body", "body": b"<Response/>"}
FAULTS: dict[str, tuple[Any, str]] = {
    "endless": (wsgi(endless), "did not arrive before the timeout"),
    "nothing": (wsgi(None), "TypeError"),
    "no start": (wsgi([b"x"], calls=0), "a body before the status"),
    "two starts": (wsgi([b"x"], calls=2), "start_response was called twice"),
    "status is a number": (wsgi([b"x"], status=200), "expected a str, got 200"),
    "status is sly": (wsgi([b"x"], status=Sly("200 OK")), "SystemExit: 0"),
    "status is shy": (wsgi([b"x"], status=Shy()), "expected a str, got "),
    "headers are none": (wsgi([b"x"], headers=None), "TypeError"),
    "header is shy": (wsgi([b"x"], headers=[("X", Shy())]), "expected a str, got "),
    "part is shy": (wsgi([Shy()]), "expected a body of bytes, got Shy"),
    "huge headers": (wsgi([b"x"], headers=[("X", "y" * 10**6)]), "headers"),
    "leaves": (wsgi(leave(SystemExit(0))), "SystemExit: 0"),
    "generator leaves": (wsgi(Body(int, b"<Resp", GeneratorExit())), "GeneratorExit"),
    "part leaves": (wsgi(Body(int, SystemExit(0))), "SystemExit: 0"),
    "async leaves": (asgi(then=leave(SystemExit(0))), "SystemExit: 0"),
    "async Ctrl-C": (asgi(then=leave(KeyboardInterrupt())), "KeyboardInterrupt"),
    "async cancels": (asgi(then=leave(asyncio.CancelledError())), "CancelledError"),
    "async own": (asgi(then=leave(BaseException("x"))), "BaseException: x"),
    "async cuts": (asgi({**START}, {**END, "more_body": True}, then=leave(SystemExit())), "chunk"),
    "async nothing": (asgi(), "the app returned before its response was complete"),
    "no message": (asgi(3), "TypeError"),
    "odd message": (asgi({"type": Shy()}), "the app raised"),
    "odd status": (asgi({**START, "status": Shy()}), "is not a valid status"),
    "odd headers": (asgi({**START, "headers": 3}), "TypeError"),
    "two async starts": (asgi(START, START), "http.response.start was sent twice"),
    "no async start": (asgi(END), "a body before the status"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_an_answer(name: str) -> None:
    app, said = FAULTS[name]
    result = twiml_check.check("/sms#tt=300" if name == "endless" else "/sms", app=app)
    assert result.verdict == "fail"
    assert said in " ".join(result.report().split())


def test_a_send_to_nobody_ends_an_app_that_streams_for_ever() -> None:
    seen: list[str] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        await send(START)
        try:
            while True:
                await send({"type": "http.response.body", "body": b"", "more_body": True})
        except OSError as error:
            seen.append(str(error))

    assert twiml_check.check("/sms#tt=300", app=app).verdict == "fail"
    assert seen == ["the client has gone"]


SLEEPER = """
import os, signal, time
{}
def sleep():
    open("begun", "w").write(str(os.getpid()))
    os.rename("begun", "ready")
    while True:  # a signal that comes just before a long sleep would wait for its end
        time.sleep(0.05)
{}
def app(environ, start_response): sleep()
"""


def started(folder: Path, before: str = "", loaded: str = "") -> tuple[Popen[bytes], int]:
    """Start the tool with an app that sleeps, and wait for that; the app's process, too."""
    (folder / "shop.py").write_text(SLEEPER.format(before, loaded))
    process = start("--app", "shop", "/sms", cwd=folder)
    ready = folder / "ready"
    while not ready.exists():
        assert process.poll() is None
        sleep(0.01)
    return process, int(ready.read_text())


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("loaded", ["", "sleep()"])
@pytest.mark.parametrize("whole_group", [False, True])
def test_ctrl_c_ends_both(tmp_path: Path, loaded: str, whole_group: bool) -> None:
    process, app = started(tmp_path, loaded=loaded)
    for each in (process.pid, app) if whole_group else (process.pid,):
        os.kill(each, signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, err) == (130, b"")
    assert (b"UNDECIDED  http://localhost/sms: " in out) == (not loaded)
    assert not is_there(app)


def test_ctrl_c_ends_an_app_that_does_not_hear_it(tmp_path: Path) -> None:
    """It is given three seconds, which this test takes."""
    process, app = started(tmp_path, "signal.signal(signal.SIGINT, signal.SIG_IGN)")
    process.send_signal(signal.SIGINT)
    assert process.communicate() == (b"", b"")
    assert process.returncode == 130
    assert not is_there(app)


@pytest.mark.parametrize(
    ("number", "status", "said"),
    [(signal.SIGTERM, 143, b"UNDECIDED"), (signal.SIGHUP, -signal.SIGHUP, b"")],
)
def test_a_signal_ends_both(
    tmp_path: Path, number: signal.Signals, status: int, said: bytes
) -> None:
    process, app = started(tmp_path, "signal.signal(signal.SIGTERM, print)")
    process.send_signal(number)
    out, err = process.communicate()
    assert (process.returncode, err) == (status, b"")
    assert out[-70:].startswith(said)
    assert not is_there(app)


def test_an_app_does_not_outlive_the_tool(tmp_path: Path) -> None:
    """It looks for its parent twice a second."""
    process, _ = started(tmp_path)
    process.kill()
    assert process.communicate(timeout=LIMIT) == (b"", b"")  # the app has them open, too


@pytest.mark.parametrize("value", ["0", "-1", "nan", "90000"])
def test_a_limit_that_is_none(value: str) -> None:
    assert "--app-timeout: expected" in refusal("--app", "shop", "--app-timeout", value, "/sms")


def test_a_limit_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text("import threading; threading.Event().wait()")
    said = refusal("--app", "shop", "/sms", cwd=tmp_path, env={"TWIML_CHECK_APP_TIMEOUT": "0.2"})
    assert said == (
        "--app shop: the app did not start within 0.2 s; "
        "the start-up is still at shop.py:1, in <module>; "
        "--app-timeout allows more time"
    )


@pytest.mark.parametrize("command", [("run",), ("quest", "reply")])
def test_other_commands_are_as_safe(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "shop.py").write_text("import os\nos._exit(0)")
    (tmp_path / "twiml-check.toml").write_text('[[check]]\ntarget = "/sms"\n')
    words = ["/sms"] if "quest" in command else []
    assert "while it was loaded" in refusal(*command, "--app", "shop", *words, cwd=tmp_path)


def test_debug_shows_a_traceback_on_standard_error(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text("def app(environ, start_response): raise SystemExit(0)")
    ran = call("--app", "shop", "/sms", "--debug", "-q", cwd=tmp_path)
    assert ran.out.startswith("FAIL")
    assert "Traceback" in ran.err
