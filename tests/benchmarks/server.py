"""The webhook that is asked: `python -m tests.benchmarks.server FOLDER`.

Prints the addresses of an http server and of an https server, whose connections are closed after
each answer, and the file of authorities to trust; stops when its standard input ends.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import certifi

from tests.benchmarks.processes import server_process
from tests.certificates import make_certificates
from tests.servers import http_reply, once, serving, web

ANSWER = http_reply(b"<Response><Message>We are open from nine to five.</Message></Response>")


@contextmanager
def webhook(folder: Path) -> Iterator[tuple[str, str, str]]:
    """A server in a process of its own: the http URL, the https URL, the authorities' file."""
    with server_process("tests.benchmarks.server", str(folder), lines=3) as printed:
        url, secure_url, authorities = printed
        yield url, secure_url, authorities


def main(folder: Path) -> None:
    """Serve until standard input ends."""
    certificates = make_certificates(folder)
    with ExitStack() as servers:
        plain = servers.enter_context(serving(web(lambda _: ANSWER)))
        secure = servers.enter_context(serving(once(ANSWER), certificates.server("good")))
        print(plain.url("/sms"), secure.url("/sms"), _authorities(folder), sep="\n", flush=True)
        sys.stdin.read()


def _authorities(folder: Path) -> Path:
    """The public ones and our own in one file: as long to load as what everybody has."""
    bundle = folder / "authorities.pem"
    bundle.write_bytes(Path(certifi.where()).read_bytes() + (folder / "ca.pem").read_bytes())
    return bundle


if __name__ == "__main__":
    main(Path(sys.argv[1]))
