"""A fast server with as many webhooks as anybody wants: `python -m tests.benchmarks.endpoints`.

Prints its address and stops when its standard input ends. What lies below /slow takes 500 ms.
"""

import asyncio
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.benchmarks.processes import server_process
from tests.servers import http_reply

ANSWER = http_reply(b"<Response><Message>We are open from nine to five.</Message></Response>")
SLOW = 0.5
"""Seconds that a slow one takes."""


@contextmanager
def endpoints() -> Iterator[str]:
    """The server in a process of its own; gives its address, without a path."""
    with server_process("tests.benchmarks.endpoints") as printed:
        yield printed[0]


async def _talk(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError, asyncio.IncompleteReadError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    await reader.readexactly(int(line.partition(b":")[2]))
            if b" /slow" in head:
                await asyncio.sleep(SLOW)
            writer.write(ANSWER)
            await writer.drain()
    writer.close()


async def _serve() -> None:
    server = await asyncio.start_server(_talk, "127.0.0.1", 0, backlog=512)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
