"""The READMEs say what is so: their output is that of a run, their commands work, their links lead.

UPDATE_GOLDEN=1 writes the outputs and the table of rules anew.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from tests.account.rest import AP, MG, NUMBER, Account, api, environment, number, service
from tests.commands.calling import REPLY, SPEECH, call, shell, webhook
from tests.servers import Received, http_reply
from tests.test_layers import FLOORS
from twiml_check.catalog import EVERY
from twiml_check.commands.main import main
from twiml_check.demo import serve
from twiml_check.model.ending import Exit
from twiml_check.rules.rule import Rule
from twiml_check.runner.command_names import COMMANDS
from twiml_check.vocabulary.codes import doc_url

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "cli" / "twiml_check"
README, RULES = ROOT / "README.md", HOUSE / "rules" / "README.md"
READMES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (README, *sorted(HOUSE.rglob("README.md")))
}
"""Path -> text."""
FRONT = READMES["README.md"]
MOST_BYTES = 18_000
OUTPUT = re.compile(
    r"<!-- output -->\n```\n\$ twiml-check ([^\n]*)\n(.*?)```\n<!-- /output -->", re.DOTALL
)
OUTPUTS = {hit[1]: hit[2] for text in READMES.values() for hit in OUTPUT.finditer(text)}
BLOCKS = [
    hit[1]
    for text in READMES.values()
    for hit in re.finditer(r"\n\n```\n(twiml-check .*?)```\n", text, re.DOTALL)
]
"""Commands that are shown without their output."""
SHELL = """twiml-check() { $TOOL "$@"; }
exec <<< '<Response/>'"""
"""What comes before a command."""
DEMO = "http://127.0.0.1:5000"
"""Where the READMEs find the webhooks of `twiml-check demo`."""
TABLE = re.compile(r"<!-- rules -->\n(.*?)<!-- /rules -->", re.DOTALL)


def output_of(arguments: str, shown: str) -> str:
    """Return what a run prints: as shown, if it ever is.

    A time of 10 ms or more takes a cell of an address, so another run may be needed.
    """
    output = ""
    for _ in range(20):
        output = once(arguments)
        if steady(output) == steady(shown) or not re.search(r"\d\d ms", output):
            break
    return output


def once(arguments: str) -> str:
    with account() as credentials, serve() as demo:
        words = shlex.split(arguments.replace(DEMO, demo))
        result = call(*words, cwd=ROOT, env={**credentials, "COLUMNS": "80"})
    assert result.err == ""
    return result.out


@contextmanager
def account() -> Iterator[dict[str, str]]:
    """An account with one number, and its webhooks; the environment to reach it."""
    with webhook(speak_or_write) as hook:
        voice = {"sid": AP, "voice_url": hook.url("/voice"), "voice_method": "GET"}
        sms = service(MG, NUMBER, inbound_request_url=hook.url("/sms"))
        rented = Account([number(voice_application_sid=AP)], [voice], [sms])
        with api(rented.answer) as url:
            yield environment(url)


def speak_or_write(request: Received) -> bytes:
    """Return what a call or a message wants, by the path."""
    return http_reply(REPLY if request.path.startswith("/sms") else SPEECH)


def steady(output: str) -> str:
    """Without what differs from run to run: the port, the times and the blanks that they move."""
    ports = re.sub(r"(127[\d.…]*):\d+", r"\1:5000", output)
    return re.sub(r" +", " ", re.sub(r" *\d+ ms", " 1 ms", ports))


def as_typed(output: str) -> str:
    """With the port of the command line, and the columns where they were."""
    padded = re.sub(r"(127\.0\.0\.1):\d{5}(\S*)(  +)(?=\S)", r"\1:5000\2\3 ", output)
    return re.sub(r"(127\.0\.0\.1):\d{5}", r"\1:5000", padded)


def rows() -> str:
    lines = ["| rule | level | Twilio's number | what is wrong |", "|---|---|---|---|"]
    return "\n".join([*lines, *map(row, EVERY), ""])


def row(rule: Rule) -> str:
    number = f"[{rule.code}]({doc_url(rule.code)})" if rule.code else ""
    fix = " (fix)" if rule.fixable else ""
    return f"| `{rule.name}`{fix} | {rule.level} | {number} | {escaped(rule.explanation)} |"


def escaped(explanation: str) -> str:
    """The first line, its tags escaped where they stand outside of backticks."""
    parts = explanation.splitlines()[0].split("`")
    parts[::2] = [part.replace("<", "\\<") for part in parts[::2]]
    return "`".join(parts)


@pytest.fixture(scope="module", autouse=True)
def updated() -> None:
    """Write the READMEs anew, if that is asked for."""
    if os.environ.get("UPDATE_GOLDEN") == "1":
        for name in READMES:
            update(name)


def update(name: str) -> None:
    def anew(found: re.Match[str]) -> str:
        output = output_of(found[1], found[2])
        if steady(output) == steady(found[2]):
            return found[0]  # another time is no news
        return found[0].replace(f"\n{found[2]}```", f"\n{as_typed(output)}```")

    table = f"<!-- rules -->\n{rows()}<!-- /rules -->"
    text = TABLE.sub(lambda _: table, OUTPUT.sub(anew, READMES[name]))
    (ROOT / name).write_text(text, encoding="utf-8")
    READMES[name] = text
    OUTPUTS.update((hit[1], hit[2]) for hit in OUTPUT.finditer(text))


@pytest.mark.parametrize("name", READMES)
def test_every_output_is_compared_with_a_run(name: str) -> None:
    text = READMES[name]
    assert text.count("<!-- output -->") == len(OUTPUT.findall(text))


@pytest.mark.parametrize("arguments", OUTPUTS)
def test_the_output_is_that_of_a_run(arguments: str) -> None:
    shown = OUTPUTS[arguments]
    assert steady(output_of(arguments, shown)) == steady(shown)


@pytest.mark.parametrize("block", BLOCKS)
def test_the_commands_work(block: str, tmp_path: Path) -> None:
    with webhook(speak_or_write) as hook:
        lay_out(tmp_path, hook.url(""))
        if " init" in block:
            (tmp_path / "twiml-check.toml").unlink()
        block = "".join(line for line in block.splitlines(keepends=True) if "--watch" not in line)
        for line in re.sub(r"https?://[\w.]+(:\d+)?", hook.url(""), block).splitlines():
            each = f"for N in 1 2 3 4 5; do {line}\ndone" if "$N" in line else line
            own = f"TWIML_CHECK_BASE_URL={hook.url('')} TWILIO_AUTH_TOKEN=0123456789"
            before = f"{SHELL}\nexport {own}\n"
            done = shell(before + each, cwd=tmp_path)
            assert done.status == 0, f"{line}\n{done.err}"
            assert not done.err or "--curl" in line, done.err


def lay_out(folder: Path, address: str) -> None:
    """Write the files that the commands name."""
    (folder / "templates").mkdir()
    for name in ("answer.xml", "templates/hello.twiml"):
        (folder / name).write_bytes(REPLY)
    (folder / "call.xml").write_bytes(SPEECH)
    (folder / "actions.json").write_text('{"actions": [{"say": "Hello"}]}')
    flow = (ROOT / "tests" / "cases" / "flow.json").read_text(encoding="utf-8")
    (folder / "flow.json").write_text(flow.replace("{{flow.variables.site}}", address))
    suite = f'base_url = "{address}"\n[[check]]\nname = "greeting"\ntarget = "/sms"\n'
    (folder / "twiml-check.toml").write_text(suite)


def test_the_python_works(tmp_path: Path) -> None:
    app = "def app(environ, start):\n    start('200 OK', [('Content-Type', 'text/xml')])\n"
    blocks = re.findall(r"```python\n(.*?)```", FRONT, re.DOTALL)
    with webhook(SPEECH) as hook:
        text = "\n".join([f"{app}    return [{REPLY!r}]\n", *blocks])
        (tmp_path / "test_it.py").write_text(text.replace("https://example.com", hook.url("")))
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-s"],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert "pass [] Hello" in done.stdout
    assert "1 passed" in done.stdout, done.stdout


@pytest.mark.parametrize("name", READMES)
def test_the_options_are_there(name: str) -> None:
    there = {"--help", "--", "--twiml-check", "--quick"}  # of pytest, and of the benchmarks
    for command in COMMANDS:
        found = main.get_command(click.Context(main), command)
        there |= {word for option in found.params for word in option.opts} if found else set()
    code = re.sub(r"```.*?```", "", READMES[name], flags=re.DOTALL)
    spans = " ".join(re.findall(r"`[^`]+`", code))
    used = set(re.findall(r"--[a-z-]*", spans))
    assert used <= there


@pytest.mark.parametrize("name", READMES)
def test_the_links_lead_to_files(name: str) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", READMES[name]):
        if not link.startswith(("https://", "#")):
            assert (ROOT / name).parent.joinpath(link.partition("#")[0]).is_file(), link


def test_the_front_is_short() -> None:
    assert len(FRONT.encode()) <= MOST_BYTES


@pytest.mark.parametrize("name", ["suite", "calls"])
def test_the_suite_is_the_one_that_is_run(name: str) -> None:
    text = READMES["cli/twiml_check/suite/README.md"]
    begin, end = f"<!-- {name} -->\n```toml\n", f"```\n<!-- /{name} -->"
    shown = text.partition(begin)[2].partition(end)[0]
    assert shown == (ROOT / "tests" / "cases" / f"{name}.toml").read_text(encoding="utf-8")


def test_the_table_is_that_of_the_rules() -> None:
    found = TABLE.search(RULES.read_text(encoding="utf-8"))
    assert found is not None
    assert found[1] == rows()


def test_the_tree_is_that_of_the_layers() -> None:
    shown = READMES["cli/twiml_check/README.md"].partition("<!-- rooms -->\n```\n")[2]
    floors = [rooms_on(floor) for floor in shown.partition("```")[0].split("\n\n")]
    assert floors == [sorted(floor) for floor in reversed(FLOORS)]


def rooms_on(floor: str) -> list[str]:
    """Return the rooms of a paragraph of the tree: one a line, or a line of names alone."""
    lines = [line for line in floor.splitlines() if not line.startswith(" ")]
    names = [line.split()[:1] if "  " in line else line.split() for line in lines]
    return sorted(name.removesuffix("/").removesuffix(".py") for row in names for name in row)


def test_every_exit_status_and_command_is_named() -> None:
    for status in Exit:
        assert f"| {status.value} |" in FRONT
    for command in COMMANDS:
        assert command in FRONT
