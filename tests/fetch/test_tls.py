"""TLS: who is trusted, under which name, and that the trust store is loaded once."""

import json
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from tests.certificates import Certificates
from tests.fetch.asking import ask, cause, post
from tests.servers import Connection, http_reply, once, serving, web
from twiml_check.fetch import Fetcher


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_good_chain(certificates: Certificates, tls: ssl.SSLContext, host: str) -> None:
    with serving(once(http_reply()), tls) as server:
        answer = ask(server.url(host=host), ca_bundle=certificates.authority)
    assert (answer.status, answer.body, answer.failure) == (200, b"<Response/>", None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("self-signed", "tls-untrusted"),
        ("incomplete", "tls-untrusted"),
        ("early", "tls-untrusted"),
        ("expired", "tls-expired"),
        ("wrong-name", "tls-name-mismatch"),
    ],
)
def test_a_bad_certificate(certificates: Certificates, name: str, expected: str) -> None:
    with serving(once(http_reply()), certificates.server(name)) as server:
        answer = ask(server.url(), ca_bundle=certificates.authority)
        assert cause(answer) == expected
        assert server.requests == []
        assert ask(server.url(), verify=False).status == 200


def test_names_of_the_certificate_are_told(certificates: Certificates) -> None:
    with serving(once(http_reply()), certificates.server("wrong-name")) as server:
        answer = ask(server.url(host="localhost"), ca_bundle=certificates.authority)
    assert answer.failure
    assert answer.failure.detail == "shop.example, www.shop.example, not localhost"


def test_a_private_authority_is_not_trusted_by_itself(
    tls: ssl.SSLContext, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certificates.authority)
    monkeypatch.setenv("SSL_CERT_FILE", certificates.authority)
    with serving(once(http_reply()), tls) as server:
        assert cause(ask(server.url())) == "tls-untrusted"


def test_a_folder_of_authorities(
    certificates: Certificates, tls: ssl.SSLContext, tmp_path: Path
) -> None:
    with serving(once(http_reply()), tls) as server:
        assert cause(ask(server.url(), ca_bundle=str(tmp_path))) == "tls-untrusted"


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_bundle_that_is_none_is_the_callers_fault(tmp_path: Path, content: str | None) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content)
    with pytest.raises(OSError, match=r"\w"):
        Fetcher(ca_bundle=str(bundle))


def test_only_old_versions_are_a_failed_handshake(certificates: Certificates) -> None:
    old = certificates.server("good")
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with serving(once(http_reply()), old) as server:
        answer = ask(server.url(), ca_bundle=certificates.authority)
    assert cause(answer) == "tls-handshake"


def test_https_to_a_plain_port() -> None:
    def plain(connection: Connection) -> None:
        connection.socket.recv(10_000)
        connection.send(http_reply(status="400 Bad Request"))

    with serving(plain) as server:
        answer = ask(server.url().replace("http:", "https:"))
        assert server.connections == 2
    assert cause(answer) == "tls-to-plain-port"


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_handshake_that_is_broken_off_is_tried_again(
    certificates: Certificates, tls: ssl.SSLContext, how: str
) -> None:
    def second_time(connection: Connection) -> None:
        if connection.number == 1:
            connection.socket.recv(10_000)
            connection.reset() if how == "reset" else connection.socket.close()
            return
        connection.socket = tls.wrap_socket(connection.socket, server_side=True)
        connection.read_request()
        connection.send(http_reply())

    with serving(second_time) as server, Fetcher(ca_bundle=certificates.authority) as fetcher:
        answer = fetcher.send(post(server.url().replace("http:", "https:")))
        assert (answer.status, server.connections) == (200, 2)


@pytest.mark.parametrize(
    ("fragment", "tries"), [("", 2), ("#rc=0", 1), ("#rc=3", 4), ("#rp=5xx", 1)]
)
def test_a_handshake_is_tried_as_often_as_the_url_says(fragment: str, tries: int) -> None:
    def never(connection: Connection) -> None:
        connection.socket.recv(10_000)

    with serving(never) as server:
        answer = ask(server.url("/" + fragment).replace("http:", "https:"))
        assert server.connections == tries
    assert cause(answer) == "tls-handshake"


# Python leaves a half-made TLS socket to the garbage collector when the peer is gone already.
@pytest.mark.filterwarnings("ignore:unclosed", "ignore:Exception ignored")
def test_a_peer_that_resets_before_the_handshake_gets_nothing_in_plain() -> None:
    with serving(Connection.reset) as server:
        for _ in range(20):
            answer = ask(server.url("/#rc=0").replace("http:", "https:"))
            assert cause(answer) == "tls-handshake"


@pytest.mark.parametrize(("fragment", "expected"), [("", "localhost"), ("#sni=n", None)])
def test_server_name_indication(
    certificates: Certificates, fragment: str, expected: str | None
) -> None:
    names: list[str | None] = []
    context = certificates.server("good")
    context.sni_callback = lambda _sock, name, _context: names.append(name)
    with serving(once(http_reply()), context) as server:
        answer = ask(server.url("/" + fragment, "localhost"), ca_bundle=certificates.authority)
    assert (answer.status, names) == (200, [expected])


def test_without_sni_the_name_is_still_checked(certificates: Certificates) -> None:
    with serving(once(http_reply()), certificates.server("wrong-name")) as server:
        answer = ask(server.url("/#sni=n", "localhost"), ca_bundle=certificates.authority)
    assert cause(answer) == "tls-name-mismatch"


def test_plain_http_to_a_tls_port(tls: ssl.SSLContext) -> None:
    with serving(once(http_reply()), tls) as server:
        answer = ask(server.url().replace("https:", "http:"))
    assert server.handshake_errors[0] == "HTTP_REQUEST"
    assert cause(answer) == "plain-http-to-tls-port"


def test_keep_alive_over_tls(certificates: Certificates, tls: ssl.SSLContext) -> None:
    with (
        serving(web(lambda _: http_reply()), tls) as server,
        Fetcher(ca_bundle=certificates.authority) as fetcher,
    ):
        answers = [fetcher.send(post(server.url())) for _ in range(3)]
    assert [answer.status for answer in answers] == [200] * 3
    assert server.connections == 1


COUNT_LOADS = """
import json, ssl, sys

made, loads = [], []
make, load = ssl.SSLContext.__new__, ssl.SSLContext.load_verify_locations
ssl.SSLContext.__new__ = lambda *a, **k: made.append(1) or make(*a, **k)
ssl.SSLContext.load_verify_locations = lambda *a, **k: loads.append(1) or load(*a, **k)
from twiml_check.fetch import Fetcher
from twiml_check.model.exchange import Request
from twiml_check.web.url import Url
counts = [(len(made), len(loads))]
with Fetcher() as fetcher:
    for url in sys.argv[1:]:
        answer = fetcher.send(Request("POST", Url.parse(url), Url.parse(url), (), (), b""))
        print(answer, file=sys.stderr)
        counts.append((len(made), len(loads)))
print(json.dumps(counts))
"""


def test_one_context_for_all_hosts_and_none_without_https(tls: ssl.SSLContext) -> None:
    with (
        serving(once(http_reply()), tls) as one,
        serving(once(http_reply()), tls) as two,
        serving(web(lambda _: http_reply())) as plain,
    ):
        urls = [plain.url(), one.url(), two.url(), one.url(host="localhost"), plain.url()]
        run = [sys.executable, "-c", COUNT_LOADS, *urls]
        done = subprocess.run(run, capture_output=True, check=True, timeout=60, text=True)
    print(done.stderr)
    assert json.loads(done.stdout) == [[0, 0], [0, 0], [1, 1], [1, 1], [1, 1], [1, 1]]


def test_public_only_holds_for_tls(certificates: Certificates, tls: ssl.SSLContext) -> None:
    with serving(once(http_reply()), tls) as server:
        answer = ask(server.url(), ca_bundle=certificates.authority, public_only=True)
        assert (cause(answer), server.connections) == ("private-address", 0)
