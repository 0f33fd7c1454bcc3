"""The exit status and what moves it: levels, rules, limits, TLS."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from tests.certificates import Certificates
from tests.commands.calling import (
    MISSPELT,
    REPLY,
    SPEECH,
    UNREACHED,
    call,
    json_report,
    rules,
    webhook,
)
from tests.servers import Received, http_reply


@contextmanager
def endless() -> Iterator[str]:
    """A webhook that leads to another document each time."""
    pages = count()

    def onward(_request: Received) -> bytes:
        return http_reply(b"<Response><Redirect>/%d</Redirect></Response>" % next(pages))

    with webhook(onward) as hook:
        yield hook.url()


@pytest.mark.parametrize(
    ("document", "options", "status"),
    [
        (SPEECH, [], 0),
        (UNREACHED, [], 0),
        (MISSPELT, [], 1),
        (UNREACHED, ["--fail-on", "warning"], 1),
        (MISSPELT, ["--fail-on", "warning"], 1),
        (MISSPELT, ["--fail-on", "never"], 0),
        (MISSPELT, ["--ignore", "unknown-attribute"], 0),
        (MISSPELT, ["--ignore", "unknown-element"], 1),
        (MISSPELT, ["--select", "unknown-element"], 0),
        (MISSPELT, ["--select", "unknown-attribute", "--select", "unknown-element"], 1),
        (MISSPELT, ["--select", "unknown-attribute", "--ignore", "unknown-attribute"], 0),
        (UNREACHED, ["--fail-on", "warning", "--ignore", "unreachable-verb"], 0),
        (b"", [], 1),
        (b"\0\xff" * 9, [], 1),
    ],
)
def test_levels_and_rules(document: bytes, options: list[str], status: int) -> None:
    for form in ("text", "json"):
        result = call(*options, "--format", form, "-", stdin=document)
        assert (result.status, result.err) == (status, "")


def test_what_is_ignored_is_not_reported() -> None:
    report = json_report("--ignore", "unknown-attribute", "-", status=0, stdin=MISSPELT)
    assert rules(report) == []
    assert "unknown-attribute" in rules(
        json_report("--fail-on", "never", "-", status=0, stdin=MISSPELT)
    )


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (http_reply(REPLY), 0),
        (http_reply(b"", status="204 No Content", content_type=None), 0),
        (http_reply(b"Thank you", content_type="text/plain"), 0),
        (http_reply(b"", status="500 Oh"), 1),
        (http_reply(b"{}", content_type="application/json"), 1),
        (b"\x1b[31m\r\n\r\n", 1),
    ],
)
def test_a_webhook(answer: bytes, status: int, form: str) -> None:
    with webhook(lambda _: answer) as hook:
        result = call("--format", form, hook.url())
    assert (result.status, result.err) == (status, "")
    assert "\x1b" not in result.out


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    report = json_report(f"http://127.0.0.1:{port}/", status=1)
    hop = report["targets"][0]["hops"][0]
    assert (hop["status"], hop["error"]) == (None, "connection-refused")
    assert report["targets"][0]["findings"][0]["twilio_code"] == 11202


def test_a_limit_of_ours_decides_nothing() -> None:
    with endless() as url:
        report = json_report("--max-hops", "3", url, status=3)
        text = call("--max-hops", "3", url)
    assert report["verdict"] == report["targets"][0]["verdict"] == "undecided"
    assert len(report["targets"][0]["hops"]) == 3
    assert text.out.splitlines()[-1].startswith("UNDECIDED  ")
    assert "--max-hops" in text.out.splitlines()[-1]


def test_twilios_own_limit_does() -> None:
    with endless() as url:
        report = json_report(url, status=1)
    assert rules(report) == ["document-limit"]
    assert len(report["targets"][0]["hops"]) == 50


def test_a_fault_outweighs_a_limit() -> None:
    with endless() as url, webhook(MISSPELT) as bad, webhook() as good:
        assert call("--max-hops", "2", url, good.url()).status == 3
        report = json_report("--max-hops", "2", url, bad.url(), good.url(), status=1)
    summary = report["summary"]
    assert (summary["passed"], summary["failed"], summary["undecided"]) == (1, 1, 1)


class TestTls:
    """A certificate of a private authority."""

    def test_is_not_trusted(self, tls: ssl.SSLContext) -> None:
        with webhook(context=tls) as hook:
            report = json_report(hook.url(), status=1)
            assert hook.received == []
        assert rules(report) == ["tls-untrusted"]
        assert report["targets"][0]["findings"][0]["twilio_code"] == 11237

    def test_unless_its_authority_is(self, tls: ssl.SSLContext, certificates: Certificates) -> None:
        with webhook(context=tls) as hook:
            result = call("--ca-bundle", certificates.authority, hook.url())
        assert (result.status, result.err) == (0, "")

    def test_or_nobody_looks(self, certificates: Certificates) -> None:
        with webhook(context=certificates.server("expired")) as hook:
            result = call("--insecure", hook.url())
        assert (result.status, result.err) == (0, "")

    def test_the_wrong_name(self, certificates: Certificates) -> None:
        with webhook(context=certificates.server("wrong-name")) as hook:
            report = json_report("--ca-bundle", certificates.authority, hook.url(), status=1)
        assert rules(report) == ["tls-name-mismatch"]
