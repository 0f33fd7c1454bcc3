"""Every kind of secret, said back by a server in every place and spelling: no output shows it."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from json import dumps
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

import pytest

from tests.commands.calling import Webhook, call, on_terminal, webhook
from tests.servers import Received, http_reply
from twiml_check.report import REPORTERS
from twiml_check.report.map import FORMS

pytest_plugins = ["pytester"]
TOKEN = 'kQ7/vN+3"x&<Zé9wP'
WORD = "Wm4-bT8_qX2.rL6"
PIECE = 7
"""So many letters in a row of a secret are not there by accident."""


class Kind(NamedTuple):
    """One way by which the tool comes to know a secret."""

    arguments: tuple[str, ...] = ()
    secret: str = TOKEN
    """Empty for what the request itself brings."""
    environment: Mapping[str, str] = {}
    query: str = ""
    """Of the target."""
    login: str = ""
    """In the URL of the target."""
    suite: str = ""
    """The lines of a check; then the targets are those of a suite."""
    challenge: str = ""
    """What the server wants to see first."""
    cookie: str = ""
    header: str = ""
    """The header of the request that is said back."""


PASSWORD = quote(TOKEN, safe="")
QUERY = f"?api_key={PASSWORD}"
KINDS = {
    "auth-token": Kind(("--auth-token", TOKEN)),
    "TWILIO_AUTH_TOKEN": Kind(environment={"TWILIO_AUTH_TOKEN": TOKEN}),
    "TWIML_CHECK_AUTH_TOKEN": Kind(environment={"TWIML_CHECK_AUTH_TOKEN": TOKEN}),
    "TWILIO_API_KEY": Kind(environment={"TWILIO_API_KEY": TOKEN}),
    "TWILIO_API_SECRET": Kind(environment={"TWILIO_API_SECRET": TOKEN}),
    "query": Kind(query=QUERY),
    "fallback": Kind(("--fallback", f"http://127.0.0.1:1/{QUERY}")),
    "fallback-login": Kind(("--fallback", f"http://ali:{PASSWORD}@127.0.0.1:1/")),
    "password": Kind(login=f"ali:{PASSWORD}@"),
    "basic": Kind(
        secret="", login=f"ali:{WORD}@", challenge='Basic realm="x"', header="Authorization"
    ),
    "digest": Kind(
        secret="",
        login=f"ali:{WORD}@",
        challenge='Digest realm="x", nonce="n", qop="auth"',
        header="Authorization",
    ),
    "digest-password": Kind(
        secret=WORD, login=f"ali:{WORD}@", challenge='Digest realm="x", nonce="n", qop="auth"'
    ),
    "cookie": Kind(secret=WORD, cookie=f"sid={WORD}; Path=/"),
    "signature": Kind(("--auth-token", TOKEN), secret="", header="X-Twilio-Signature"),
    "suite-token": Kind(suite="auth_token = '''" + TOKEN + "'''"),
    "suite-variable": Kind(suite='auth_token = "${SHOP}"', environment={"SHOP": TOKEN}),
    "suite-parameter": Kind(
        suite='params = { Body = "${DB_PASS}" }', environment={"DB_PASS": TOKEN}
    ),
    "suite-place": Kind(suite='params = { ApiKey = "${SHOP}" }', environment={"SHOP": TOKEN}),
    "suite-query": Kind(suite="", query="?key=${SHOP}", environment={"SHOP": WORD}, secret=WORD),
    "suite-fallback": Kind(
        secret=WORD,
        suite='fallback = "http://ali:${SHOP}@127.0.0.1:1/"',
        environment={"SHOP": WORD},
    ),
}  # fmt: skip
PAGES = (
    "attribute", "broken", "error", "html", "header", "away", "next", "type", "json", "cookie",
    "long", "text",
)  # fmt: skip


def spellings(secret: str) -> Iterator[str]:
    """How programs write it; none has a sign that XML would not take."""
    percent = quote(secret, safe="")
    yield from (escape(secret), percent, re.sub("%..", lambda code: code[0].lower(), percent))
    yield from (quote(percent, safe=""), escape(dumps(secret)), escape(dumps(escape(secret))))
    yield "".join(f"&#x{ord(char):x};" for char in secret)
    yield escape(dumps(secret).replace("/", "\\/"))
    for before in ("", "x", "xy"):
        coded = b64encode(f"{before}{secret}yz".encode()).decode()
        yield from (coded, quote(coded, safe=""), coded.replace("+", "-").replace("/", "_"))


def page(name: str, secret: str) -> bytes:
    """One place in which a server says it back, in all spellings."""
    every = " | ".join(spellings(secret))
    coded = quote(every, safe="")
    in_header = quote(secret, safe="/+=") + " " + b64encode(secret.encode()).decode()
    if name == "broken":
        return http_reply(f"<Response>{secret} & <Say>{every}".encode())
    if name == "error":
        return http_reply(
            f"{secret}\n{unescape(every)}".encode(), status="500 Oh", content_type="text/plain"
        )
    if name == "html":
        return http_reply(
            f"<html><p>{every}</p>".encode(), status="500 Oh", content_type="text/html"
        )
    if name == "away":
        return http_reply(b"", f"Location: ftp://x.example/?d={coded}", status="302 Go")
    if name == "next":
        return http_reply(b"", f"Location: /text?d={coded}", status="307 Go")
    if name == "json":
        return http_reply(
            dumps({"a": secret, "b": every}).encode(), content_type="application/json"
        )
    if name == "type":
        return http_reply(b"<Response/>", content_type=f"text/{in_header}")
    more = {"header": [f"X-Debug: {in_header}"], "cookie": [f"Set-Cookie: d={in_header}"]}
    said = {
        "attribute": f'<Say foo="{every}" voice="{every}">{every}</Say><Play>{every}</Play>',
        "text": f"<Say>{every}</Say><Redirect>{every}</Redirect>",
        "long": "".join(
            f'<Pause length="{"x" * before}{each}{"y" * (60 - before)}"/>'
            for before in range(0, 60, 7)
            for each in spellings(secret)
        ),
    }
    body = f"<Response>{said.get(name, '')}</Response>"
    return http_reply(body.encode(), *more.get(name, []))


def server(
    kind: Kind, seen: list[str], page: Callable[[str, str], bytes] = page
) -> Callable[[Received], bytes]:
    """A webhook that says back what it should keep to itself; `seen` is what that was."""

    def answer(request: Received) -> bytes:
        if kind.challenge and not request.header("Authorization"):
            return http_reply(b"", f"WWW-Authenticate: {kind.challenge}", status="401 Who")
        if kind.cookie and not request.header("Cookie"):
            again = f"Location: {request.path}"
            return http_reply(b"", f"Set-Cookie: {kind.cookie}", again, status="307 Go")
        secret = kind.secret or _proof(request.header(kind.header) or "")
        seen.append(secret)
        return page(request.path.partition("?")[0].strip("/"), secret)

    return answer


def _proof(header: str) -> str:
    """What must not be seen of a header: its name of a scheme may, and who logs in."""
    proof = re.search('response="([^"]*)"', header)
    return proof[1] if proof else header.removeprefix("Basic ")


def arguments(kind: Kind, hook: Webhook, folder: Path) -> list[str | Path]:
    """What is called: a suite, or the command line."""
    where = hook.url("").replace("//", f"//{kind.login}")
    if kind.suite or "${" in kind.query:
        checks = "".join(
            f'[[check]]\ntarget = "/{name}{kind.query}"\n{kind.suite}\n' for name in PAGES
        )
        suite = folder / "twiml-check.toml"
        suite.write_text(f'base_url = "{where}"\n{checks}', "utf-8")
        return ["run", suite]
    return [*(f"{where}/{name}{kind.query}" for name in PAGES), *kind.arguments]


def decoded(text: str) -> Iterator[str]:
    """The text, and what it says in other letters."""
    yield text
    for _ in range(3):
        text = unescape(unquote(text))
        text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
        text = re.sub(r"\\(.)", r"\1", text)
        yield text
    for coded in re.findall(r"[A-Za-z0-9+/_-]{8,}", text):
        plain = coded.replace("-", "+").replace("_", "/")
        for start in range(4):
            piece = plain[start : start + (len(plain) - start) // 4 * 4]
            yield b64decode(piece).decode("utf-8", "replace")


def traces(secret: str, text: str) -> set[str]:
    """The pieces of the secret that somebody could read in the text, whatever their case."""
    return pieces_in([each.lower() for each in decoded(text)], secret)


def pieces_in(readings: list[str], secret: str) -> set[str]:
    """The same in what a text says, in lower case."""
    secret = secret.lower()
    pieces = {secret[at : at + PIECE] for at in range(len(secret) - PIECE + 1)}
    return {piece for said in readings for piece in pieces if piece in said}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_output_shows_it(kind: Kind, tmp_path: Path) -> None:
    seen: list[str] = []
    out = tmp_path / "out"
    out.mkdir()
    reports = [f"--report={name}={out / name}" for name in sorted(REPORTERS)]
    wanted = ("--expect", "Say[.='x']", "--event", "voice")
    with webhook(server(kind, seen)) as hook:
        command: list[str | Path] = [*arguments(kind, hook, tmp_path), *wanted]
        more = ("--debug", "-vv", "--save", str(out / "snapshot"), *reports)
        results = {"-vv": call(*command, *more, env=kind.environment)}
        kept = (out / "snapshot").read_text("utf-8")
        (tmp_path / "before").write_text(kept.replace("|", "changed"), "utf-8")
        for form in ("-q", "-v"):
            before = str(tmp_path / "before")
            results[form] = call(*command, form, "--compare", before, env=kind.environment)
    assert {result.status for result in results.values()} == {1}
    assert len(seen) >= 3 * len(PAGES)
    texts = {file.name: file.read_text("utf-8") for file in out.iterdir()}
    texts |= {form: result.out + result.err for form, result in results.items()}
    assert len(texts) == len(REPORTERS) + 4
    found = {
        (name, piece)
        for name, text in texts.items()
        for secret in {*seen[: len(PAGES)]}
        for piece in traces(secret, text)
    }
    assert found == set()


def dialogue(name: str, secret: str) -> bytes:
    """Places of a call in which a server says it back: prompts, hints, addresses, failures."""
    every = " | ".join(spellings(secret))
    coded = quote(every, safe="")
    hints = escape(quote(secret, safe=""))
    party = f'<Number url="/w?d={coded}" statusCallback="/error?d={coded}">+12025550143</Number>'
    said = {
        "key": f'<Say>{every}</Say><Dial action="/error?d={coded}">{party}</Dial>',
        "w": f"<Say>{every}</Say>",
        "voice": (
            f'<Gather input="dtmf speech" action="/key?d={coded}" hints="{hints}" numDigits="1" '
            f'partialResultCallback="/error?p={coded}"><Say>Press 1. {every}</Say></Gather>'
            f"<Play>/{coded}</Play><Redirect>/bye?d={coded}</Redirect>"
        ),
        "sms": f'<Message statusCallback="/error?d={coded}">Reply "{every}" or YES.</Message>',
        "bye": f'<Say foo="{every}">{every}</Say><Enqueue waitUrl="http://x.example/{coded}"/>',
    }
    if name not in said:
        return page("error", secret)
    return http_reply(f"<Response>{said[name]}</Response>".encode())


PLAYED = ("auth-token", "query", "fallback-login", "password", "digest", "cookie", "signature")
"""Kinds that differ from one another in a call that is played or explored."""


@pytest.mark.parametrize("name", PLAYED)
def test_no_output_of_a_whole_call_shows_it(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    seen: list[str] = []
    out = tmp_path / "out"
    out.mkdir()
    reports = [f"--report={form}={out / form}" for form in sorted(REPORTERS)]
    maps = [f"--map={out / 'map'}.{form}" for form in FORMS]
    record = f"--record={out / 'suite.toml'}"
    with webhook(server(kind, seen, dialogue)) as hook:
        where = hook.url("").replace("//", f"//{kind.login}")
        voice, sms = (f"{where}/{each}{kind.query}" for each in ("voice", "sms"))
        some = ("--budget", "9", *kind.arguments)
        commands: dict[str, tuple[str, ...]] = {
            "explore": ("explore", voice, *some, *reports, *maps, "-vv", "--debug"),
            "conversation": ("explore", sms, "--event", "sms", *some, "-v"),
            "mermaid": ("explore", voice, *some, "--map", "-"),
            "path": ("explore", voice, *kind.arguments, "--path", "1 busy", "-v"),
            "no such word": ("explore", voice, *kind.arguments, "--path", "busy", "-q"),
            "call": ("call", voice, *kind.arguments, "--keys", "1 whisper busy", record),
            "chat": ("chat", sms, *kind.arguments, record),
        }
        results = {
            each: call(
                *words, env=kind.environment, stdin=b"Hello\nYES\n" if each == "chat" else b""
            )
            for each, words in commands.items()
        }
    assert {each: result.status for each, result in results.items()}.items() >= {
        ("explore", 1), ("path", 1), ("call", 1),
    }  # fmt: skip
    texts = {file.name: file.read_text("utf-8") for file in out.iterdir()}
    assert len(texts) == len(REPORTERS) + len(FORMS) + 1
    texts |= {each: result.out + result.err for each, result in results.items()}
    read = {where: [each.lower() for each in decoded(text)] for where, text in texts.items()}
    secrets = {*seen[:3]}
    found = {(each, where) for where, text in read.items() for each in secrets
             if pieces_in(text, each)}  # fmt: skip
    assert found == set()


def test_the_search_finds_each_spelling() -> None:
    for spelled in spellings(TOKEN):
        assert traces(TOKEN, f"<p>{spelled}</p>"), spelled
    assert traces(TOKEN, f"a {TOKEN[3:12]}… b")


def test_no_progress_line_shows_it(tmp_path: Path) -> None:
    kind = KINDS["cookie"]
    with webhook(server(kind, [])) as hook:
        command = [str(hook.url("/next")), "--auth-token", WORD[::-1]]
        status, seen = on_terminal(*command, columns=160)
    assert status == 1
    assert "/text?d=" in seen
    assert traces(WORD, seen) == set()


@pytest.mark.parametrize(
    "words",
    [
        ["--auth-token", TOKEN, TOKEN],
        ["--auth-token", TOKEN, f"{TOKEN}.xml"],
        ["--auth-token", TOKEN, "http://127.0.0.1:1/", "--event", TOKEN],
        ["--auth-token", TOKEN, "http://127.0.0.1:1/", "-o", f"/none/{TOKEN}"],
        ["--auth-token", TOKEN, "http://127.0.0.1:1/", "--expect", f"[{TOKEN}"],
        ["--auth-token", TOKEN, f"http://127.0.0.1:1/{PASSWORD}"],
        ["--auth-token", TOKEN, f"http://127.0.0.1:1/{PASSWORD}", "--dry-run"],
        ["--dry-run", f"http://127.0.0.1:1/{QUERY}"],
        ["studio", TOKEN, "--auth-token", TOKEN],
        ["autopilot", f"http://127.0.0.1:1/{QUERY}", "--auth-token", TOKEN],
        ["quest", "menu", f"http://127.0.0.1:1/{QUERY}", "--auth-token", TOKEN],
        ["run", TOKEN, "--auth-token", TOKEN],
    ],
)
def test_no_line_shows_it(words: list[str]) -> None:
    result = call(*words, "--debug")
    assert result.out or result.err
    assert traces(TOKEN, result.out + result.err) == set()


def test_no_failure_in_pytest_shows_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        shop=f"""
        from flask import Flask, Response
        app = Flask(__name__)
        BODY = {b64encode(TOKEN.encode())!r}

        @app.post("/sms")
        def sms():
            from base64 import b64decode
            from xml.sax.saxutils import quoteattr
            said = quoteattr(b64decode(BODY).decode())
            return Response(f"<Response><Mesage a={{said}}/></Response>", mimetype="text/xml")
        """
    )
    pytester.makefile(
        ".toml", **{"twiml-check": '[[check]]\ntarget = "/sms"\nauth_token = "${SHOP}"\n'}
    )
    pytester.makeini("[pytest]\npythonpath = .\ntwiml_check_app = shop:app\n")
    pytester.makepyfile(
        """
        import os
        import twiml_check as tool

        def test_fixture(twiml_check):
            assert twiml_check("/sms", auth_token=os.environ["SHOP"])

        def test_call(twiml_check):
            twiml_check("/sms", auth_token=os.environ["SHOP"], event="rodeo")

        def test_api():
            tool.check("nowhere", auth_token=os.environ["SHOP"])

        def test_environment(twiml_check):
            assert twiml_check("/sms")
        """
    )
    pytester.syspathinsert()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOP", TOKEN)
        patch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
        ran = pytester.runpytest_subprocess("-l", "-p", "no:cacheprovider", "--twiml-check")
    ran.assert_outcomes(failed=5)
    said = ran.stdout.str() + ran.stderr.str()
    assert said.count("<Mesage a='***'/>") >= 3
    assert "auth_token='***'" in said
    assert traces(TOKEN, said) == set()
