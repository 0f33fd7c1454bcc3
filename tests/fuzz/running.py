"""A case run in this process, through the same door as the command line."""

import io
import os
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from tests.fuzz.case import VARYING, Case, Served
from tests.servers import Connection, serving
from twiml_check.commands.main import call
from twiml_check.report import FORMATS
from twiml_check.report.map import FORMS

NOT_FOUND = Served(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "keep")
LOOPBACK = ("127.", "localhost", "::1")
VARIABLES = {"PATH": os.environ.get("PATH", ""), "HOME": "/nonexistent", "TERM": "xterm"}
"""All of the environment that the tool has, beside what a case adds."""


class Result(NamedTuple):
    """How a call ended and what it said."""

    status: int
    out: str
    err: str
    reports: Mapping[str, str]
    """By format, of those that were written."""


class Bench:
    """An empty folder to work in, and a server that answers as the case says."""

    def __init__(self, folder: Path, origin: str) -> None:
        self.folder = folder
        self.origin = origin
        self.site: Mapping[str, Served] = {}

    def run(self, case: Case, *more: str, files: Mapping[str, bytes] | None = None) -> Result:
        """Call the tool with the files of the case, or with these."""
        self.clear()
        for name, raw in (case.files if files is None else files).items():
            (self.folder / name).write_bytes(raw)
        self.site = case.site
        variables = {**VARIABLES, "COLUMNS": str(case.columns), **case.variables}
        status, out, err = captured(lambda: call([*case.arguments, *more]), variables)
        written = {name: self.folder / f"report.{name}" for name in FORMATS}
        written |= {f"map {form}": self.folder / f"map.{form}" for form in FORMS}
        reports = {
            name: path.read_bytes().decode() for name, path in written.items() if path.exists()
        }
        return Result(status, out, err, reports)

    def clear(self) -> None:
        """Forget the case before."""
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def play(self, connection: Connection) -> None:
        """Answer the requests of one connection."""
        while request := connection.read_request():
            path = request.split(b" ", 2)[1].partition(b"?")[0].decode("latin-1")
            served = self.site.get(path, NOT_FOUND)
            raw = served.raw
            connection.send(raw.replace(VARYING, _letters(request)) if VARYING in raw else raw)
            if served.ending == "reset":
                connection.reset()
            if served.ending != "keep":
                return


def _letters(request: bytes) -> bytes:
    """Letters for what a caller has chosen: the same again for the same, and no number."""
    address = request.split(b" ", 2)[1]
    entered = re.findall(rb"(?:Digits|SpeechResult|Body)=[^&]*", request)
    coded = sha256(b" ".join((address, *entered))).hexdigest()[: len(VARYING)]
    return coded.translate(str.maketrans("0123456789", "ghijklmnop")).encode()


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Work in this folder, where nothing leads off this machine."""
    made = Bench(folder, "")
    before, resolve = Path.cwd(), socket.getaddrinfo
    with serving(lambda connection: made.play(connection)) as server:
        made.origin = server.url("")
        os.chdir(folder)
        socket.getaddrinfo = _only_here(resolve)
        try:
            yield made
        finally:
            socket.getaddrinfo = resolve
            os.chdir(before)


def _only_here(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """Look up no name and no number but those of this machine."""

    def look_up(host: str | bytes | None, *more: Any, **named: Any) -> Any:
        name = host.decode("latin-1") if isinstance(host, bytes) else host or ""
        if not name.startswith(LOOPBACK):
            raise socket.gaierror(socket.EAI_NONAME, "not of this machine")
        return resolve(host, *more, **named)

    return look_up


def captured(call: Callable[[], int], variables: Mapping[str, str]) -> tuple[int, str, str]:
    """The status, standard output and standard error of a call in this environment."""
    streams, kept = (sys.stdin, sys.stdout, sys.stderr), dict(os.environ)
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors="strict") for _ in range(2))
    err.reconfigure(errors="backslashreplace")  # as Python's own
    os.environ.clear()
    os.environ.update(variables)
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO()), out, err
    try:
        status = call()
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        os.environ.clear()
        os.environ.update(kept)
    return status, _read(out), _read(err)


def _read(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
