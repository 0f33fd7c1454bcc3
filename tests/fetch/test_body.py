"""Bodies: chunked, compressed, too large, and never more of them in memory than needed."""

import gzip
import json
import subprocess
import sys
import zlib

import pytest

from tests.fetch.asking import ask, cause
from tests.servers import Connection, Script, http_reply, once, serving
from twiml_check.model.exchange import Answer
from twiml_check.vocabulary.answers import SIZE_LIMIT

DOCUMENT = b"<Response><Message>" + b"Hi" * 500 + b"</Message></Response>"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n"


def chunks(data: bytes, size: int) -> bytes:
    parts = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x;x=y\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def gzipped(data: bytes) -> bytes:
    """Without the time, which would give a test another name in each process."""
    return gzip.compress(data, mtime=0)


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def answer_to(reply: bytes) -> Answer:
    with serving(once(reply)) as server:
        return ask(server.url())


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_chunks(size: int) -> None:
    answer = answer_to(CHUNKED + b"\r\n" + chunks(DOCUMENT, size))
    assert (answer.body, answer.failure) == (DOCUMENT, None)


def test_a_body_that_ends_with_the_connection() -> None:
    answer = answer_to(b"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n" + DOCUMENT)
    assert (answer.body, answer.failure) == (DOCUMENT, None)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzipped(DOCUMENT)),
        ("GZIP", gzipped(DOCUMENT)),
        ("x-gzip", gzipped(DOCUMENT)),
        ("gzip", gzipped(DOCUMENT[:20]) + gzipped(b"") + gzipped(DOCUMENT[20:])),
        ("gzip", gzipped(DOCUMENT) + b"\0\0garbage"),
        ("deflate", zlib.compress(DOCUMENT)),
        ("deflate", raw_deflate(DOCUMENT)),
        ("identity", DOCUMENT),
        ("", DOCUMENT),
    ],
)
@pytest.mark.parametrize("in_chunks", [False, True])
def test_compression(encoding: str, packed: bytes, in_chunks: bool) -> None:
    header = f"Content-Encoding: {encoding}"
    reply = http_reply(packed, header)
    if in_chunks:
        reply = CHUNKED + header.encode() + b"\r\n\r\n" + chunks(packed, 100)
    answer = answer_to(reply)
    assert (answer.body, answer.failure) == (DOCUMENT, None)
    assert answer.compressed == encoding


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzipped(DOCUMENT)[:-12]),
        ("gzip", gzipped(DOCUMENT)[:20] + b"?" * 30),
        ("gzip", gzipped(DOCUMENT) + gzipped(DOCUMENT)[:-12]),
        ("gzip", b"\x1f"),
        ("deflate", b"\xff" * 20),
        ("gzip, br", gzipped(DOCUMENT)),
        ("\x1b[31m", DOCUMENT),
    ],
)
def test_what_cannot_be_decompressed(encoding: str, packed: bytes) -> None:
    answer = answer_to(http_reply(packed, f"Content-Encoding: {encoding}"))
    assert cause(answer) == "bad-compression"
    assert answer.failure
    assert answer.failure.detail.isprintable()


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_nothing_needs_no_decompression(encoding: str) -> None:
    assert cause(answer_to(http_reply(b"", f"Content-Encoding: {encoding}"))) is None


def test_exactly_the_limit_is_fine() -> None:
    answer = answer_to(http_reply(b"x" * SIZE_LIMIT))
    assert (len(answer.body), answer.failure) == (65_536, None)


def test_members_of_gzip_data_are_one_body() -> None:
    packed = gzipped(b"x" * SIZE_LIMIT)
    assert cause(answer_to(http_reply(packed, "Content-Encoding: gzip"))) is None
    packed += gzipped(b"x")
    assert cause(answer_to(http_reply(packed, "Content-Encoding: gzip"))) == "body-too-large"


@pytest.mark.parametrize("packed", [False, True])
def test_one_byte_more_is_too_large(packed: bool) -> None:
    body = b"x" * (SIZE_LIMIT + 1)
    reply = http_reply(body)
    if packed:
        reply = http_reply(gzipped(body), "Content-Encoding: gzip")
    answer = answer_to(reply)
    assert cause(answer) == "body-too-large"
    assert (answer.status, answer.body) == (200, b"x" * SIZE_LIMIT)


@pytest.mark.parametrize(
    "reply",
    [
        http_reply(b"x" * 200_000, content_type="audio/mpeg"),
        http_reply(b"x" * 200_000, "Location: /", status="302 Found"),
    ],
)
def test_where_size_does_not_matter(reply: bytes) -> None:
    answer = answer_to(reply)
    assert (len(answer.body), answer.failure) == (SIZE_LIMIT, None)


FAULTS = {
    "brotli": b"Content-Encoding: br\r\nContent-Length: 3\r\n\r\n\x0b\x02\x80",
    "short": b"Content-Length: 100\r\n\r\nx",
    "broken": b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "too large": b"Content-Length: 70000\r\n\r\n" + b"x" * 70_000,
    "empty": b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 401, 404, 500])
def test_a_body_that_nobody_uses_may_be_broken(status: int, fault: bytes) -> None:
    answer = answer_to(b"HTTP/1.1 %d Whatever\r\n" % status + fault)
    assert (answer.status, answer.failure) == (status, None)
    assert cause(answer_to(b"HTTP/1.1 200 OK\r\n" + fault)) is not None


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_an_answer_without_a_body(status: str) -> None:
    answer = answer_to(f"HTTP/1.1 {status}\r\n\r\n".encode())
    assert (answer.body, answer.failure) == (b"", None)


MEASURE = """
import json, resource, sys
from twiml_check.fetch import Fetcher
from twiml_check.model.exchange import Request
from twiml_check.web.url import Url

def peak():  # KiB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

with Fetcher() as fetcher:
    ask = lambda url: fetcher.send(Request("POST", Url.parse(url), Url.parse(url), (), (), b""))
    ask(sys.argv[1])
    before = peak()
    answer = ask(sys.argv[2])
    print(json.dumps([answer.failure.cause, len(answer.body), peak() - before]))
"""


def bomb(connection: Connection) -> None:
    """500 MB of blanks; after a full flush every block of them is packed the same."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS + 16)
    start = packer.compress(b"<Response>") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    connection.read_request()
    connection.send(http_reply(start + block * 500, "Content-Encoding: gzip"))


def endless(connection: Connection) -> None:
    connection.read_request()
    connection.send(CHUNKED.replace(b"Transfer-Encoding: chunked\r\n", b"\r\n"))
    connection.flood(b"x" * 65_536)


def endless_chunks(connection: Connection) -> None:
    connection.read_request()
    connection.send(CHUNKED + b"\r\n")
    connection.flood(b"1;" + b"x" * 60_000 + b"\r\ny\r\n")


def endless_gzip(connection: Connection) -> None:
    """Empty blocks for ever: data that unpack to nothing."""
    start = gzipped(b"")[:10]
    connection.read_request()
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + start)
    connection.flood(b"\x00\x00\x00\xff\xff" * 1_000)


@pytest.mark.parametrize("script", [bomb, endless, endless_chunks, endless_gzip])
def test_memory_stays_flat_whatever_is_sent(script: Script) -> None:
    with serving(once(http_reply())) as good, serving(script) as bad:
        run = [sys.executable, "-c", MEASURE, good.url(), bad.url()]
        done = subprocess.run(run, capture_output=True, check=True, timeout=60, text=True)
    found, size, grown = json.loads(done.stdout)
    assert found == "body-too-large"
    assert size <= SIZE_LIMIT
    assert grown < 4_096
