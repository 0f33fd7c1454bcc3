"""Apps that are hostile or broken: one line or a report, the right status, and an end."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import twiml_check
from tests.commands.calling import Result, call, start
from tests.inprocess.hostile_modules import DIRTY, ENDING, HANGING, RAISING, Row

TOGETHER = 4
"""Processes at the same time: most of what they do is wait."""
XML = [("Content-Type", "text/xml")]


def tried(rows: dict[str, Row], folder: Path) -> dict[str, tuple[int, str]]:
    """Run the tool with each module; what ends in another way than its row says."""

    def run(item: tuple[int, Row]) -> Result:
        number, (code, _, _) = item
        place = folder / str(number)
        place.mkdir()
        (place / "shop.py").write_text(code)
        return call("--app", "shop", "--app-timeout", "0.4", "/sms#tt=900", cwd=place)

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
    """One line and no report, or a report and nothing else."""
    if result.status in (2, 3):
        return not result.out and len(result.err.splitlines()) == 1
    return not result.err and result.out.splitlines()[-1].startswith(("PASS  ", "FAIL  "))


# A fourth of a second of the processor for each row, so a few seconds for each table.


def test_whatever_a_module_raises(tmp_path: Path) -> None:
    assert tried(RAISING, tmp_path) == {}


def test_whatever_ends_the_process(tmp_path: Path) -> None:
    assert tried(ENDING, tmp_path) == {}


def test_whatever_is_done_to_the_process(tmp_path: Path) -> None:
    assert tried(DIRTY, tmp_path) == {}


def test_whatever_does_not_come_back(tmp_path: Path) -> None:
    assert tried(HANGING, tmp_path) == {}


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
    "endless": (wsgi(endless), "did not come in time"),
    "nothing": (wsgi(None), "TypeError"),
    "no start": (wsgi([b"x"], calls=0), "a body before there is a status"),
    "two starts": (wsgi([b"x"], calls=2), "start_response was called twice"),
    "status is a number": (wsgi([b"x"], status=200), "200 stands where a str belongs"),
    "status is sly": (wsgi([b"x"], status=Sly("200 OK")), "SystemExit: 0"),
    "status is shy": (wsgi([b"x"], status=Shy()), "stands where a str belongs"),
    "headers are none": (wsgi([b"x"], headers=None), "TypeError"),
    "header is shy": (wsgi([b"x"], headers=[("X", Shy())]), "stands where a str belongs"),
    "part is shy": (wsgi([Shy()]), "made of Shy, not of bytes"),
    "huge headers": (wsgi([b"x"], headers=[("X", "y" * 10**6)]), "headers"),
    "leaves": (wsgi(leave(SystemExit(0))), "SystemExit: 0"),
    "generator leaves": (wsgi(Body(int, b"<Resp", GeneratorExit())), "GeneratorExit"),
    "part leaves": (wsgi(Body(int, SystemExit(0))), "SystemExit: 0"),
    "async leaves": (asgi(then=leave(SystemExit(0))), "SystemExit: 0"),
    "async Ctrl-C": (asgi(then=leave(KeyboardInterrupt())), "KeyboardInterrupt"),
    "async cancels": (asgi(then=leave(asyncio.CancelledError())), "CancelledError"),
    "async own": (asgi(then=leave(BaseException("x"))), "BaseException: x"),
    "async cuts": (asgi({**START}, {**END, "more_body": True}, then=leave(SystemExit())), "cut"),
    "async nothing": (asgi(), "the app returned before its answer was complete"),
    "no message": (asgi(3), "TypeError"),
    "odd message": (asgi({"type": Shy()}), "the app raised"),
    "odd status": (asgi({**START, "status": Shy()}), "the status is"),
    "odd headers": (asgi({**START, "headers": 3}), "TypeError"),
    "two async starts": (asgi(START, START), "http.response.start was sent twice"),
    "no async start": (asgi(END), "a body before there is a status"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_an_answer(name: str) -> None:
    app, said = FAULTS[name]
    result = twiml_check.check("/sms#tt=300", app=app)
    assert result.verdict == "fail"
    assert said in " ".join(result.report().split())
