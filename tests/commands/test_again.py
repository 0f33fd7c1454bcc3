"""The line `again: …` above a verdict runs the target again, with its options and no secret."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.commands.calling import MISSPELT, call, on_terminal, shell, valid, webhook
from tests.servers import Received, http_reply
from twiml_check.commands.check import command
from twiml_check.report import View, render
from twiml_check.report.json_read import read
from twiml_check.runner.again import GIVEN, check_line, drill_line
from twiml_check.runner.settings import Asking, Judging, Reporting, settings
from twiml_check.runner.targets import Target

URL = "https://example.com/voice?a=1&b=2"
OPTIONS = [
    "",
    "--event voice --method GET",
    "--param 'Digits=1 2' --param SpeechResult=\"it's\" --no-param CallerCity",
    "--from +15005550006 --to 'sip:me@example.com' --body 'a $HOME `b` \"c\" \\ !'",
    "--seed 7 --fallback https://example.com/oops --public-url https://example.org/x",
    "--app-timeout 5 --max-hops 4 --insecure --no-signature",
    "--pci --inline --probe --max-time 2.5 --repeat 3",
    "--expect \"Say[@voice='alice']\" --expect .//Play --expect-any-hop Dial --expect-text 'a  b'",
    "--expect-text-any-hop later",
    "--fail-on never --ignore dns-failure --ignore short-head --select wrong-root",
    "--fail-on warning -j 3 --fail-fast --wait 2 --shard 1/2 -q --format json",
]
FIELDS = {name for kind in (Asking, Judging, Reporting) for name in kind._fields}
ABOUT_ALL: dict[str, Any] = {"jobs": 16, "fail_fast": False, "wait": 0.0, "shard": None}
"""Options about all targets of a run; a line is about one."""


def settings_of(words: list[str]) -> tuple[Asking, Judging]:
    given = command.make_context("check", words).params
    asking, judging, _ = settings({name: given[name] for name in given if name in FIELDS})
    return asking, judging


@pytest.mark.parametrize("options", OPTIONS)
def test_the_line_gives_the_same_settings(options: str) -> None:
    asking, judging = settings_of(shlex.split(options))
    tool, *words = shlex.split(check_line(asking, judging, Target(URL, is_url=True)))
    assert (tool, words[-1]) == ("twiml-check", URL)
    assert settings_of(words[:-1]) == (asking._replace(**ABOUT_ALL), judging)


@pytest.mark.parametrize(
    "text",
    [
        "two\nlines",
        "a\ttab",
        "it's\r",
        "back\\slash\n",
        "e\u202eivil",
        "\x1b[31m'red",
        "a\x85b\x7f1",
    ],
)
def test_a_text_with_control_characters_is_one_printable_word(text: str) -> None:
    line = check_line(Asking(body=text), Judging(), Target(URL, is_url=True))
    assert line.isprintable()
    printed = shell(f"twiml-check() {{ printf '%s|' \"$@\"; }}; export LC_ALL=C.UTF-8; {line}")
    assert printed.out.split("|") == ["--body", text, URL, ""]


def test_a_byte_that_is_not_utf_8_is_that_byte() -> None:
    line = check_line(Asking(body="\udcff\udc80f"), Judging(), Target(URL, is_url=True))
    assert line == rf"twiml-check --body $'\xff\x80f' '{URL}'"


@pytest.mark.parametrize("name", ["run", "help", "-x.xml", "--fix"])
def test_a_file_is_never_a_command_or_an_option(name: str) -> None:
    line = check_line(Asking(), Judging(), Target(name, is_url=False))
    assert line == f"twiml-check ./{name}"


@pytest.mark.parametrize(
    ("asking", "target", "ends"),
    [
        (Asking(), "http://jo:secret@localhost/x", " 'http://***@localhost/x'"),
        (Asking(fallback="https://jo:secret@a.example/"), URL, f"'https://***@a.example/' '{URL}'"),
        (Asking(param=("ApiKey=secret",)), URL, f" --param 'ApiKey=***' '{URL}'"),
        (Asking(auth_token="secret"), URL, f' --auth-token "$TWILIO_AUTH_TOKEN" \'{URL}\''),
        (Asking(app="shop:app"), "http://localhost/sms", " --app shop:app /sms"),
    ],
)  # fmt: skip
def test_a_line_has_no_secret(asking: Asking, target: str, ends: str) -> None:
    line = check_line(asking, Judging(), Target(target, is_url=True))
    assert line.endswith(ends)
    assert "secret" not in line


def test_a_token_of_the_environment_is_there_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "secret")
    target = Target("a.xml", is_url=False)
    assert check_line(Asking(auth_token="secret"), Judging(), target) == "twiml-check a.xml"


@pytest.mark.parametrize("option", [("--no-config",), ("--config", "other.toml")])
def test_the_nearest_file_does_not_change_the_verdict(
    tmp_path: Path, option: tuple[str, ...]
) -> None:
    (tmp_path / "a.xml").write_bytes(MISSPELT)
    (tmp_path / "other.toml").write_text('[defaults]\nfail_on = "warning"\n')
    nearest = '[defaults]\nignore = { unknown-attribute = "old" }\n'
    (tmp_path / "twiml-check.toml").write_text(nearest)
    report = valid(call(*option, "a.xml", "--format", "json", cwd=tmp_path).out)
    words = shlex.split(report["targets"][0]["again"])[1:]
    assert call(*words, cwd=tmp_path).status == 1


def test_what_no_command_line_can_name_has_no_line() -> None:
    nowhere = Target("-", is_url=False), Target("a.xml", is_url=False, raw=b"<Response/>")
    assert not any(check_line(Asking(), Judging(), target) for target in nowhere)
    assert not check_line(Asking(app=GIVEN), Judging(), Target(URL, is_url=True))
    assert not drill_line(Asking(app=GIVEN), Judging(), URL, "absent")


def by_path(request: Received) -> bytes:
    return http_reply() if request.path == "/good" else http_reply(MISSPELT)


def test_each_line_fails_again(tmp_path: Path) -> None:
    (tmp_path / "a b.xml").write_bytes(MISSPELT)
    (tmp_path / "good.xml").write_bytes(b"<Response/>")
    with webhook(by_path) as hook:
        (tmp_path / "twiml-check.toml").write_text(
            f"""
[[check]]
name = "it's a $HOME"
target = "{hook.url("/x")}"
event = "voice"
[[check]]
target = "a b.xml"
[[check]]
target = "good.xml"
"""
        )
        suite = call("run", "--fail-on", "warning", cwd=tmp_path)
        assert suite.status == 1
        lines = re.findall(r"^again: (.*)\nFAIL  (.*?) \(", suite.out, re.MULTILINE)
        assert [name for _, name in lines] == ["it's a $HOME", "a b.xml"]
        assert suite.out.splitlines()[-1].startswith("FAIL  2 of 3 targets failed")
        script = "".join(f"{line} | tail -1\n" for line, _ in lines)
        again = shell(f'cd "{tmp_path}"; twiml-check() {{ $TOOL "$@"; }}\n{script}')
    assert (len(again.out.splitlines()), again.err) == (2, "")
    for (_, name), verdict in zip(lines, again.out.splitlines(), strict=True):
        assert verdict.startswith(f"FAIL  {name}")


def test_every_form_has_the_line(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.xml", "two.xml")]
    for path in paths:
        path.write_bytes(MISSPELT)
    report = call(*paths, "--event", "voice", "--format", "json").out
    expected = [f"twiml-check --event voice {path}" for path in paths]
    assert [target["again"] for target in valid(report)["targets"]] == expected
    run = read(report)
    for name in ("text", "markdown", "html", "junit", "json"):
        text = render(name, run, View())
        assert all(text.count(line) == 1 for line in expected), name
    assert "again" not in render("text", run, View(verbosity=-1))


def test_nobody_needs_the_line_that_was_just_typed(tmp_path: Path) -> None:
    path = tmp_path / "one.xml"
    path.write_bytes(MISSPELT)
    assert "again: " not in call(path).out
    with webhook(MISSPELT) as hook:
        target = hook.url("/x"), "--event", "voice"
        assert f"\nagain: twiml-check --event voice {target[0]}\nFAIL  " in call(*target).out
        assert "again: " not in on_terminal(*target)[1]
    good = call(tmp_path / "one.xml", "--fail-on", "never", "--format", "json").out
    assert "again" not in valid(good)["targets"][0]


def test_a_drill_has_short_lines_and_none_twice() -> None:
    def long_texts(request: Received) -> bytes:
        return http_reply(status="500 No" if len(request.body) > 2000 else "200 OK")

    with webhook(long_texts) as hook:
        result = call("drill", hook.url(), "--only", "absent")
    assert result.status == 1
    line = f"twiml-check drill {hook.url()} --only absent"
    assert result.out.count(line) == len(re.findall("= again: twiml-check drill", result.out)) > 0
    assert max(map(len, result.out.splitlines())) < 500
