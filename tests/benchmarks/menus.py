"""A fast server of menus: `python -m tests.benchmarks.menus STATES FILE`.

Prints its address, writes what it was asked to the file, one request a line, and stops when its
standard input ends.
"""

import asyncio
import json
import sys
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.calls.toys import App, states
from tests.servers import http_reply


def _answer(app: App, path: str, body: bytes) -> bytes:
    """What the app answers, as a whole HTTP reply."""
    from io import BytesIO

    def start_response(_status: str, _headers: Any) -> None:
        """Every answer is 200."""

    environ = {"PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
    return http_reply(b"".join(app(environ, start_response)))


async def _serve(app: App, file: Path) -> None:
    asked: list[tuple[str, str]] = []

    async def talk(reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                length = head.lower().partition("content-length:")[2].partition("\r\n")[0]
                body = await reader.readexactly(int(length or 0))
                asked.append((path, body.decode()))
                writer.write(_answer(app, path, body))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, backlog=512)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    file.write_text("".join(f"{json.dumps(each)}\n" for each in asked))
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve(states(int(sys.argv[1])), Path(sys.argv[2])))
