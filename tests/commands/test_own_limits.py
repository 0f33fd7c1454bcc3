"""With few descriptors, threads or processes the tool does less at a time, and blames nobody."""

import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from time import sleep
from typing import Any

import pytest

from tests.account.rest import TOKEN
from tests.commands.calling import COMMAND, LIMIT, call, environment, json_report
from tests.fetch.asking import Lacking
from tests.servers import Connection, Script, Server, http_reply, serving, web
from twiml_check.fetch import Fetcher
from twiml_check.runner.check_target import check_webhook
from twiml_check.runner.settings import Asking, Judging, SnapshotFile
from twiml_check.runner.snapshots import compare

SAY = b"<Response><Say>Hello</Say></Response>"
MANY = "kept = [open(__file__) for _ in range(20)]"
APPS = """
from time import sleep
from asyncio import sleep as pause

BODY = b"<Response><Message>Hello</Message></Response>"

def wsgi(environ, start_response):
    sleep(0.01)
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [BODY]

async def asgi(scope, receive, send):
    assert scope["type"] == "http"
    await pause(0.01)
    headers = [(b"content-type", b"text/xml")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})
"""
WITHOUT_DESCRIPTORS = """
import os, resource, sys
from twiml_check.commands.main import call

print(call(sys.argv[1:]), file=sys.stderr)  # all that it needs is imported then
resource.setrlimit(resource.RLIMIT_NOFILE, (30, 30))
try:
    while True:
        os.dup(0)
except OSError:
    pass
sys.exit(call(sys.argv[1:]))
"""
FEW = """
import os, resource, sys, threading
from twiml_check.runner.scheduler import _share, as_made

if sys.argv[1] == "processes":
    multiprocessing = __import__("multiprocessing.pool")
    here = len(os.listdir("/dev/fd"))
    resource.setrlimit(resource.RLIMIT_NOFILE, (here + 1, here + 1))
    print(list(_share(abs, range(5), 2)))
else:
    threading.stack_size(1 << 47)  # more than there are addresses
    print(sorted(as_made(abs, range(5), 4, lambda _: False)))
"""


class Peak:
    """How many connections are open at the same time, at the most."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self._lock = Lock()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            yield
        finally:
            with self._lock:
                self.now -= 1


def hosts(stack: ExitStack, number: int, peak: Peak, answer: Script) -> list[Server]:
    """So many servers, each on a port of its own, that keep connections alive."""

    def script(connection: Connection) -> None:
        with peak.one_more():
            answer(connection)

    return [stack.enter_context(serving(script)) for _ in range(number)]


def slowly(_: Any) -> bytes:
    sleep(0.02)  # so that many are under way at the same time
    return http_reply(SAY)


def limited(descriptors: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))


@pytest.mark.parametrize("options", [(), ("-j", "64")])
@pytest.mark.parametrize("descriptors", [64, 40])
def test_many_hosts_with_few_descriptors(descriptors: int, options: tuple[str, ...]) -> None:
    """Takes a second: so many connections have to be there."""
    peak = Peak()
    with ExitStack() as stack:
        servers = hosts(stack, 8, peak, web(slowly))
        urls = [server.url(f"/{number}") for server in servers for number in range(16)]
        report = json_report(
            *options, "--event", "voice", *urls, status=0, preexec_fn=limited(descriptors)
        )
    assert report["summary"]["passed"] == 128
    assert 4 <= peak.most < descriptors


def test_one_chain_over_many_hosts() -> None:
    peak = Peak()
    with ExitStack() as stack:
        servers: list[Server] = []

        def on(received: Any) -> bytes:
            following = int(received.path[1:]) + 1
            if following == len(servers):
                return http_reply(SAY)
            url = servers[following].url(f"/{following}")
            return http_reply(f"<Response><Redirect>{url}</Redirect></Response>".encode())

        servers += hosts(stack, 60, peak, web(on))
        arguments = ("--max-hops", "1000", "--event", "voice", servers[0].url("/0"))
        report = json_report(*arguments, status=0, preexec_fn=limited(40))
    assert len(report["targets"][0]["hops"]) == 60
    assert peak.most < 40


@pytest.mark.parametrize("kind", ["wsgi", "asgi"])
def test_an_app_with_few_descriptors(kind: str, tmp_path: Path) -> None:
    (tmp_path / "apps.py").write_text(APPS)
    paths = [f"/{number}" for number in range(60)]
    arguments = ("-j", "64", "--app", f"apps:{kind}", *paths)
    report = json_report(*arguments, status=0, cwd=tmp_path, preexec_fn=limited(40))
    assert report["summary"]["passed"] == 60


def starved(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Call the tool twice in a process that has no descriptor left the second time."""
    command = [sys.executable, "-c", WITHOUT_DESCRIPTORS, *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=LIMIT, check=False, env=environment(**more)
    )


def test_a_webhook_without_descriptors() -> None:
    with serving(web(lambda _: http_reply())) as server:
        ran = starved(server.url(), server.url())
    assert ran.returncode == 3
    assert ran.stderr == "0\n"
    undecided = ran.stdout.partition("PASS  2 targets")[2]
    assert "own-limit" in undecided
    assert "too many files open: raise `ulimit -n`" in undecided
    assert "error[" not in undecided
    assert "The caller" not in undecided


def test_what_is_expected_of_a_webhook_without_descriptors() -> None:
    with serving(web(lambda _: http_reply(SAY))) as server:
        ran = starved("--event", "voice", "--expect", "Say", server.url())
    assert (ran.returncode, ran.stderr) == (3, "0\n")
    assert "unsure  Say: this process has too many files open" in ran.stdout


def test_an_app_that_cannot_be_imported_for_want_of_descriptors(tmp_path: Path) -> None:
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12)); {MANY}"
    (tmp_path / "shop.py").write_text(limit)
    ran = call("--app", "shop", "/sms", cwd=tmp_path)
    assert (ran.status, ran.out) == (3, "")
    assert ran.err.startswith("twiml-check: --app shop: this process has too many files open")


def test_a_document_without_descriptors(tmp_path: Path) -> None:
    document = tmp_path / "answer.twiml"
    document.write_bytes(SAY)
    for target in (document, tmp_path):
        ran = starved(target)
        assert ran.returncode == 3
        assert ran.stderr.startswith("0\ntwiml-check: cannot read ")
        assert "raise `ulimit -n`" in ran.stderr


def test_a_number_without_descriptors() -> None:
    account = {"TWILIO_ACCOUNT_SID": f"AC{'0' * 32}", "TWILIO_AUTH_TOKEN": TOKEN}
    ran = starved("+16515550142", **account, TWILIO_API_URL="http://127.0.0.1:1")
    assert ran.returncode == 3
    assert ran.stderr.splitlines()[-1].startswith(
        "twiml-check: no request to 127.0.0.1:1: this proc"
    )


@pytest.mark.parametrize(
    ("lack", "made"),
    [("threads", "[(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]"), ("processes", "[0, 1, 2, 3, 4]")],
)
def test_what_cannot_be_shared_is_done_here(lack: str, made: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FEW, lack], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == made


def test_fewer_at_the_same_time_is_said_to_who_wants_to_know() -> None:
    said = r"twiml-check: checking [4-8] targets at the same time: `ulimit -n` allows no more\n"
    with serving(web(lambda _: http_reply())) as server:
        urls = [server.url(f"/{number}") for number in range(9)]
        for options, err in (((), ""), (("-v",), said)):
            ran = call("-j", "9", *options, *urls, preexec_fn=limited(40))
            assert ran.status == 0
            assert re.fullmatch(err, ran.err)


def test_what_could_not_be_asked_has_not_changed() -> None:
    judging = Judging(compare=SnapshotFile("kept.json", ()))
    with Fetcher(app=Lacking(MemoryError())) as fetcher:
        check = check_webhook(Asking(), judging, "http://hooks.example/", fetcher)
    compared = compare(judging, check)
    assert (compared.verdict, compared.findings, compared.snapshot) == ("undecided", (), None)


def test_an_address_without_any_way_is_no_limit_of_ours() -> None:
    """The system says the same as when all ports are used up."""
    alone = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("no network namespace can be made here")

    def run(*urls: str) -> subprocess.CompletedProcess[str]:
        command = [*alone, *COMMAND, *urls]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment()
        )

    ran = run("http://[::1]:8765/", "http://127.0.0.1:8765/")
    assert ran.returncode == 1
    assert ran.stdout.count("error[unreachable]: ") == 2
    ran = run("http://webhook.example/")
    assert ran.returncode == 3
    assert "DNS does not respond for the host" in ran.stdout
