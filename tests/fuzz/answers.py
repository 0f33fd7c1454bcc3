"""What servers answer: status lines, headers, lengths, codings, redirects, broken connections."""

import gzip
import zlib
from random import Random

from tests.fuzz.case import Case, Ending, Served
from tests.fuzz.documents import document, spoilt
from tests.fuzz.mutate import maybe, mutate_bytes, text
from tests.read.printed import PRINTED

PATHS = ("/0", "/1", "/2", "/next", "/fallback")
STATUSES = (
    b"200 OK", b"200", b"204 No Content", b"201 Created", b"206 Partial", b"304 Not Modified",
    b"400 Bad", b"401 No", b"403 Forbidden", b"404 Not Found", b"405 x", b"429 x", b"500 Oops",
    b"502 x", b"503 x", b"999 x", b"099 x", b"1000 x", b"-1 x", b"abc", b"", b"200 \xff\x1b[31m",
    b"301 Moved", b"302 Found", b"303 x", b"307 x", b"308 x", b"300 x",
)  # fmt: skip
VERSIONS = (b"HTTP/1.0", b"HTTP/2", b"HTTP/0.9", b"ICY", b"")
TYPES = (
    b"text/xml", b"application/xml; charset=utf-8", b"text/html", b"text/plain", b"audio/mpeg",
    b"application/json", b"text/xml; charset=x-unknown", b"text/xml;;", b"", b"*/*",
    b"text/xml; charset=\"utf-16\"", b"image/png", b"text/xml\x00", b"TEXT/XML",
)  # fmt: skip
LOCATIONS = (
    "/1", "/2", "1", "", " ", "?a", "#b", "//", "//127.0.0.1:1/x", "http://127.0.0.1:1/", "http://",
    "http:///x", "https:/1", "http:1", "ftp://127.0.0.1/", "javascript:alert(1)",
    "file:///etc/passwd",
    "http://example.invalid/", "http://a b/", "http://[::1/", "http://user:pw@127.0.0.1:1/",
    "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "/\\", "\\1", "/%00", "/ä",
    "http://ä.invalid/",
    "http://[fe80::1%25eth0]/", "http://0x7f.1:1/", "http://2130706433:1/", "/1\t", "../..//1",
    "x" * 3000, "http://" + "a" * 300 + "/", "{origin}/2", "{origin}//1", "{origin}?x",
)  # fmt: skip
HEADERS = (
    b"X-A: b", b"X-A:b", b"X-A b", b": x", b" folded", b"\tfolded", b"X-A: \xff\xfe", b"X: \x1b[2J",
    b"Set-Cookie: a=b", b"Set-Cookie: a=b; Path=/; HttpOnly; Max-Age=-1", b"Set-Cookie: \xff=;;;",
    b"Set-Cookie: =", b"Connection: close", b"Connection: keep-alive", b"Keep-Alive: timeout=0",
    b"Upgrade: websocket", b"WWW-Authenticate: Digest realm=\"x\", nonce=\"y\", qop=\"auth\"",
    b"WWW-Authenticate: Basic", b"WWW-Authenticate: Digest \xff", b"Trailer: X", b"Age: x",
    b"Strict-Transport-Security: max-age=1", b"Content-Type: text/plain", b"Expect: 100-continue",
    b"Cache-Control: max-age=99999999999999999999", b"Date: never", b"Content-Range: bytes 0-1/x",
    b"Ngrok-Error-Code: ERR_NGROK_3200", b"X-Shenanigans: " + b"y" * 5000, b"Content-Length: 3",
    b"Transfer-Encoding: chunked", b"Content-Encoding: br", b"Location: /2",
)  # fmt: skip
SWITCHES = (
    (), (), (), ("--probe",), ("--event", "voice"), ("--event", "voice", "--probe"),
    ("--event", "call-status"), ("--method", "GET"), ("--fallback", "{origin}/fallback"),
    ("--auth-token", "0123456789"), ("--param", "Digits=1", "--event", "voice"), ("--pci",),
    ("--public-url", "https://example.com/x?y"), ("--expect", ".//Say"), ("--expect-chain", "/0"),
)  # fmt: skip


def make(chance: Random, origin: str) -> Case:
    """A webhook whose every answer is odd, asked in one of several ways."""
    site = {path: answer(chance, origin) for path in PATHS}
    switches = [each.replace("{origin}", origin) for each in chance.choice(SWITCHES)]
    if "--expect-chain" in switches:
        switches = []  # a suite alone has it
    target = f"{origin}/0{chance.choice(('', '', '?a=b', '#rc=2', '#ct=1&rp=4xx', '?ä=%zz'))}"
    return Case((target, "--max-hops", "6", *switches), site=site)


def answer(chance: Random, origin: str) -> Served:
    """Status, headers and body, each right or wrong; a wrong one ends the connection."""
    body = _body(chance, origin)
    if maybe(chance, 0.4):
        return Served(plain(body, maybe(chance, 0.2)), "keep")
    coding, packed = _packed(chance, body)
    lines = [
        b" ".join((_version(chance), _status(chance))),
        *_headers(chance, origin),
        *coding,
    ]
    length, framed = _framed(chance, packed)
    lines += length
    raw = chance.choice((b"\r\n",) * 9 + (b"\n",)).join((*lines, b"", b"")) + framed
    ending: Ending = "reset" if maybe(chance, 0.05) else "close"
    if maybe(chance, 0.15):
        raw = mutate_bytes(chance, raw, HEADERS)
    elif maybe(chance, 0.05):
        raw = raw[: chance.randint(0, len(raw))]
    return Served(raw, ending)


def plain(body: bytes, more: bool = False) -> bytes:
    """A right answer that leaves the connection open, perhaps with an answer that nobody wants."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head + body + (b"HTTP/1.1 200 OK\r\n\r\nunasked" if more else b"")


def _body(chance: Random, origin: str) -> bytes:
    if maybe(chance, 0.1):
        return chance.choice((b"", b" ", text(chance).encode("utf-8", "replace"), b"<html>", b"{}"))
    if maybe(chance, 0.4):
        address = chance.choice(LOCATIONS).replace("{origin}", origin)
        verb = chance.choice(
            ("<Redirect>{}</Redirect>", "<Gather action='{}'/>", "<Play>{}</Play>")
        )
        return f"<Response>{verb.format(address)}</Response>".encode()
    if maybe(chance, 0.1):
        return _printed(chance)
    written = document(chance)
    return written.encode("utf-8", "replace") if maybe(chance, 0.5) else spoilt(chance, written)


def _printed(chance: Random) -> bytes:
    """Return what a failing program prints, whole or spoilt, alone or in a document."""
    written = chance.choice(tuple(PRINTED)) * chance.choice((1, 1, 3, 500))
    frame = chance.choice(("{}", "<Response>{}", "<Response>{}</Response>", "<Say>{}</Say>"))
    whole = frame.format(written)[:70_000]
    return whole.encode() if maybe(chance, 0.5) else spoilt(chance, whole)


def _version(chance: Random) -> bytes:
    return b"HTTP/1.1" if maybe(chance, 0.85) else chance.choice(VERSIONS)


def _status(chance: Random) -> bytes:
    return b"200 OK" if maybe(chance, 0.5) else chance.choice(STATUSES)


def _headers(chance: Random, origin: str) -> list[bytes]:
    lines = [b"Content-Type: " + (chance.choice(TYPES) if maybe(chance, 0.4) else TYPES[0])]
    if maybe(chance, 0.4):
        location = chance.choice(LOCATIONS) if maybe(chance, 0.8) else text(chance)
        whole = location.replace("{origin}", origin).encode("utf-8", "replace")
        lines.append(b"Location: " + whole)
    lines += chance.sample(HEADERS, chance.choice((0, 0, 1, 2, 5)))
    if maybe(chance, 0.02):
        lines += [b"X-%d: y" % number for number in range(chance.choice((90, 101, 300)))]
    return lines


def _packed(chance: Random, body: bytes) -> tuple[list[bytes], bytes]:
    """A body as one coding has it, and the header that says so, or says something else."""
    if maybe(chance, 0.7):
        return [], body
    packed = chance.choice(
        (gzip.compress(body, mtime=0), zlib.compress(body), zlib.compress(body)[2:-4], body)
    )
    named = chance.choice(
        (b"gzip", b"deflate", b"GZIP", b"gzip, gzip", b"br", b"zstd", b"x", b"identity")
    )
    if maybe(chance, 0.1):
        packed = mutate_bytes(chance, packed)
    return [b"Content-Encoding: " + named], packed


def _framed(chance: Random, body: bytes) -> tuple[list[bytes], bytes]:
    """The header of its length or its chunks, and the body so; at times they do not agree."""
    match chance.randrange(8):
        case 0:
            return [], body
        case 1 | 2:
            return [b"Transfer-Encoding: chunked"], _chunked(chance, body)
        case 3:
            odd = (
                b"",
                b"-1",
                b"x",
                b"1e3",
                b"+5",
                b"0",
                b"99999999999999999999",
                b"5, 5",
                b" 7 ",
                b"0x10",
            )
            return [b"Content-Length: " + chance.choice(odd)], body
        case 4:
            wrong = max(len(body) + chance.choice((-3, -1, 1, 100)), 0)
            return [b"Content-Length: %d" % wrong], body
        case _:
            return [b"Content-Length: %d" % len(body)], body


def _chunked(chance: Random, body: bytes) -> bytes:
    size = chance.choice((1, 7, 100, 100_000))
    size = max(size, len(body) // 200)
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    raw = b"".join(b"%x%b\r\n%b\r\n" % (len(part), _extension(chance), part) for part in parts)
    raw += b"0\r\n" + chance.choice((b"\r\n", b"\r\n", b"X-Trailer: 1\r\n\r\n", b""))
    return (
        mutate_bytes(chance, raw, (b"0\r\n\r\n", b"ffffffffffffffffff\r\n"))
        if maybe(chance, 0.2)
        else raw
    )


def _extension(chance: Random) -> bytes:
    return chance.choice((b"", b"", b"", b";a=b", b" ", b";" + b"x" * 100))
