"""Calling the tool as a shell does, and a webhook for it to ask."""

import fcntl
import json
import os
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.servers import Received, Server, http_reply, serving, web

COMMAND = [sys.executable, "-m", "twiml_check"]
SCHEMA = json.loads(files("twiml_check.report").joinpath("schema.json").read_text("utf-8"))
LIMIT = 60
"""Seconds after which a test gives up on the tool."""
UNSET = {"NO_COLOR", "COLUMNS", "PYTHONIOENCODING", "FORCE_COLOR", "TWILIO_AUTH_TOKEN"}

REPLY = b"<Response><Message>Hello</Message></Response>"
SPEECH = b"<Response><Say>Hello</Say></Response>"
MISSPELT = b'<Response><Say voise="alice">Hello</Say></Response>'
UNREACHED = b"<Response><Hangup/><Say>Goodbye</Say></Response>"
"""A warning, and no error."""


@dataclass(frozen=True)
class Result:
    """How a call ended and what it said."""

    status: int
    out: str
    err: str


def hearing_ctrl_c() -> None:
    """For a child: a shell's background jobs are deaf to Ctrl-C, and `nohup` makes deaf, too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def environment(**changes: str) -> dict[str, str]:
    """This process's environment, without what changes a report, with these changes."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    return {**kept, "TERM": "xterm", **changes}


def call(
    *arguments: str | bytes | Path,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    **more: Any,
) -> Result:
    """Run the tool to its end; `more` goes to subprocess."""
    own = environment(**(env or {}))
    return _ended([*COMMAND, *arguments], input=stdin, cwd=cwd, env=own, **more)


def shell(script: str, *, cwd: Path | None = None) -> Result:
    """Run a line of bash in which `$TOOL` is the tool."""
    return _ended(["bash", "-c", script], cwd=cwd, env=environment(TOOL=" ".join(COMMAND)))


def _ended(command: list[str | bytes | Path], **more: Any) -> Result:
    done = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False, **more)
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def start(*arguments: str, **more: Any) -> Popen[bytes]:
    """Start the tool, and let it hear Ctrl-C; `more` goes to Popen."""
    streams = {"stdout": PIPE, "stderr": PIPE, **more}
    command = [*COMMAND, *arguments]
    return Popen(command, env=environment(), preexec_fn=hearing_ctrl_c, **streams)


def printed(code: str) -> set[str]:
    """Run the code in a fresh Python and return the words that it prints."""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def names(folder: Path) -> list[str]:
    """Return what is in a folder, in order."""
    return sorted(path.name for path in folder.iterdir())


def refusal(*arguments: str | bytes | Path, **more: Any) -> str:
    """What is said about a wrong call: one clean line on stderr, and exit status 2."""
    result = call(*arguments, **more)
    assert (result.status, result.out) == (2, ""), result
    return one_line(result.err)


def one_line(err: str) -> str:
    """The text of the only line, which a terminal can show as it is."""
    assert err.startswith("twiml-check: ")
    assert err.endswith("\n")
    line = err[:-1]
    assert line.isprintable()
    return line.removeprefix("twiml-check: ")


def json_report(*arguments: str | bytes | Path, status: int, **more: Any) -> dict[str, Any]:
    """The JSON report of a call that ends with this status, held against the schema."""
    result = call("--format", "json", *arguments, **more)
    assert (result.status, result.err) == (status, "")
    return valid(result.out)


def valid(text: str) -> dict[str, Any]:
    """A JSON report, held against the schema."""
    report: dict[str, Any] = json.loads(text)
    Draft202012Validator(SCHEMA).validate(report)
    return report


def rules(report: dict[str, Any]) -> list[str]:
    """The rules of all findings, in order."""
    return [finding["rule"] for target in report["targets"] for finding in target["findings"]]


@dataclass(frozen=True)
class Webhook:
    """A web server, and the requests that it has seen."""

    server: Server
    received: list[Received]

    def url(self, path: str = "/sms") -> str:
        return self.server.url(path)


@contextmanager
def webhook(
    answer: bytes | Callable[[Received], bytes] = REPLY, **serving_more: Any
) -> Iterator[Webhook]:
    """Serve one document on every path, or whatever a handler gives."""
    received: list[Received] = []

    def handler(request: Received) -> bytes:
        received.append(request)
        return answer(request) if callable(answer) else http_reply(answer)

    with serving(web(handler), **serving_more) as server:
        yield Webhook(server, received)


def on_terminal(
    *arguments: str | Path,
    streams: tuple[str, ...] = ("stdin", "stdout", "stderr"),
    columns: int = 80,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run the tool with these streams on a terminal; its status and what the terminal got."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    used = [theirs if name in streams else DEVNULL for name in ("stdin", "stdout", "stderr")]
    process = Popen(
        [*COMMAND, *arguments],
        stdin=used[0],
        stdout=used[1],
        stderr=used[2],
        cwd=cwd,
        env=environment(**(env or {})),
    )
    os.close(theirs)
    seen = b""
    with suppress(OSError):  # EIO: nobody has the other side open any more
        while block := os.read(ours, 65_536):
            seen += block
    os.close(ours)
    return process.wait(LIMIT), seen.decode().replace("\r\n", "\n")
