"""What only this process lacks is told as such: never as a fault of the webhook."""

import errno
import ssl
import subprocess
import sys

import pytest

from tests.certificates import Certificates
from tests.fetch.asking import Lacking, cause, os_error, post
from tests.servers import http_reply, serving, web
from twiml_check.fetch import Fetcher
from twiml_check.model.exchange import OWN_LIMIT, Answer
from twiml_check.vocabulary.failures import FAILURES

STARVED = """
import os, resource, sys, threading
from tests.fetch.asking import post
from twiml_check.fetch import Fetcher

lack, first, *urls = sys.argv[1:]
with Fetcher() as fetcher:
    print(fetcher.send(post(first)).status)  # all that it needs is imported then
with Fetcher() as fetcher:
    held = []
    if lack == "descriptors":
        resource.setrlimit(resource.RLIMIT_NOFILE, (30, 30))
        try:
            while True:
                held.append(os.dup(0))
        except OSError:
            pass
    else:
        threading.stack_size(1 << 47)  # more than there are addresses
    for url in urls:
        failure = fetcher.send(post(url)).failure
        print(failure and (failure.cause, failure.detail))
"""


def ask_lacking(error: Exception, url: str = "http://hooks.example/") -> tuple[Answer, int]:
    """What is told of an exchange for which this is raised, and how often it was tried."""
    app = Lacking(error)
    with Fetcher(app=app) as fetcher:
        return fetcher.send(post(url)), app.asked


def starved(lack: str, *urls: str) -> list[str]:
    """What a process says of these URLs that has asked a server once, and then has no more."""
    with serving(web(lambda _: http_reply())) as server:
        command = [sys.executable, "-c", STARVED, lack, server.url(), *urls]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
    asked, *said = ran.stdout.splitlines()
    assert asked == "200"
    return said


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (os_error(errno.EMFILE), "raise `ulimit -n`"),
        (os_error(errno.ENFILE), "raise fs.file-max"),
        (os_error(errno.ENOMEM), "no memory left"),
        (os_error(errno.ENOBUFS), "no memory left"),
        (os_error(errno.EADDRNOTAVAIL), "ip_local_port_range"),
        (MemoryError(), "no memory left"),
        (RuntimeError("can't start new thread"), "raise `ulimit -u`"),
    ],
)
@pytest.mark.parametrize("url", ["http://hooks.example/", "http://hooks.example/#rc=5&rp=all"])
def test_a_limit_of_ours(error: Exception, advice: str, url: str) -> None:
    answer, asked = ask_lacking(error, url)
    assert cause(answer) == OWN_LIMIT
    assert advice in answer.own_limit
    assert asked == 1  # a retry policy is about the webhook


@pytest.mark.parametrize("number", [errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH])
def test_what_the_webhook_is_to_blame_for(number: int) -> None:
    answer, asked = ask_lacking(os_error(number), "http://hooks.example/#rc=2&rp=all")
    assert cause(answer) in FAILURES
    assert (answer.own_limit, asked) == ("", 3)


def test_a_limit_of_ours_is_no_rule() -> None:
    assert OWN_LIMIT not in FAILURES


def test_a_process_without_descriptors() -> None:
    urls = ("http://127.0.0.1:1/", "https://127.0.0.1:1/", "http://localhost:1/")
    said = starved("descriptors", *urls, "http://hooks.invalid/")
    assert len(said) == 4
    assert all(OWN_LIMIT in line and "ulimit -n" in line for line in said), said


def test_a_process_without_threads() -> None:
    (said,) = starved("threads", "http://hooks.invalid/")  # only DNS needs one
    assert OWN_LIMIT in said
    assert "ulimit -u" in said


@pytest.mark.parametrize("secure", [False, True])
def test_no_more_connections_are_kept_than_wanted(
    secure: bool, certificates: Certificates, tls: ssl.SSLContext
) -> None:
    context = tls if secure else None
    with (
        serving(web(lambda _: http_reply()), context) as one,
        serving(web(lambda _: http_reply()), context) as two,
        serving(web(lambda _: http_reply()), context) as three,
        Fetcher(kept=2, ca_bundle=certificates.authority) as fetcher,
    ):
        for server in (one, two, one, two, three, two, one):
            assert fetcher.send(post(server.url())).status == 200
    # the third host pushes out the first, which was idle for longest
    assert (one.connections, two.connections, three.connections) == (2, 1, 1)


def test_nothing_is_kept_where_there_is_no_room() -> None:
    with serving(web(lambda _: http_reply())) as server, Fetcher(kept=0) as fetcher:
        for _ in range(3):
            assert fetcher.send(post(server.url())).status == 200
    assert server.connections == 3
