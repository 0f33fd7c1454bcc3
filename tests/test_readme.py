"""The README says what is so: its output is that of a run, its table that of the rules.

UPDATE_GOLDEN=1 writes both anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.account.rest import AP, MG, NUMBER, Account, api, environment, number, service
from tests.commands.calling import REPLY, SPEECH, webhook
from tests.servers import Received, http_reply
from twiml_check.catalog import EVERY
from twiml_check.demo import serve
from twiml_check.model.ending import Exit
from twiml_check.rules.rule import Rule
from twiml_check.runner.command_names import COMMANDS
from twiml_check.vocabulary.codes import doc_url

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
OUTPUT = re.compile(
    r"<!-- output -->\n```\n\$ twiml-check ([^\n]*)\n(.*?)```\n<!-- /output -->", re.DOTALL
)
DEMO = "http://127.0.0.1:5000"
"""Where the README finds the webhooks of `twiml-check demo`."""
TABLE = re.compile(r"<!-- rules -->\n(.*?)<!-- /rules -->", re.DOTALL)
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"


def text() -> str:
    return README.read_text(encoding="utf-8")


def output_of(arguments: str) -> str:
    """What is shown when no answer takes 10 ms: addresses lose a cell to the longer time."""
    output = ""
    for _ in range(20):
        output = once(arguments)
        if not re.search(r"\d\d ms", output):
            break
    return output


def once(arguments: str) -> str:
    with account() as credentials, serve() as demo:
        words = arguments.replace(DEMO, demo).split()
        command = [sys.executable, "-m", "twiml_check", *words]
        variables = {**os.environ, **credentials, "COLUMNS": "80"}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.stderr == ""
    return done.stdout


@contextmanager
def account() -> Iterator[dict[str, str]]:
    """An account with one number, and its webhooks; the environment to reach it."""

    def answer(request: Received) -> bytes:
        return http_reply(SPEECH if request.path.startswith("/voice") else REPLY)

    with webhook(answer) as hook:
        voice = {"sid": AP, "voice_url": hook.url("/voice"), "voice_method": "GET"}
        sms = service(MG, NUMBER, inbound_request_url=hook.url("/sms"))
        rented = Account([number(voice_application_sid=AP)], [voice], [sms])
        with api(rented.answer) as url:
            yield environment(url)


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
    return f"| `{rule.name}` | {rule.level} | {number} | {escaped(rule.explanation)} |"


def escaped(explanation: str) -> str:
    """The first line, its tags escaped where they stand outside of backticks."""
    parts = explanation.splitlines()[0].split("`")
    parts[::2] = [part.replace("<", "\\<") for part in parts[::2]]
    return "`".join(parts)


@pytest.mark.skipif(not UPDATE, reason="only when asked for")
def test_update() -> None:
    def anew(found: re.Match[str]) -> str:
        output = output_of(found[1])
        if steady(output) == steady(found[2]):
            return found[0]  # another time is no news
        return found[0].replace(f"\n{found[2]}```", f"\n{as_typed(output)}```")

    shown = OUTPUT.sub(anew, text())
    table = f"<!-- rules -->\n{rows()}<!-- /rules -->"
    README.write_text(TABLE.sub(lambda _: table, shown), encoding="utf-8")


@pytest.mark.parametrize("arguments", [found[0] for found in OUTPUT.findall(text())])
def test_the_output_is_that_of_a_run(arguments: str) -> None:
    shown = dict(OUTPUT.findall(text()))[arguments]
    assert steady(shown) == steady(output_of(arguments))


def test_the_suite_is_the_one_that_is_run() -> None:
    shown = text().partition("<!-- suite -->\n```toml\n")[2].partition("```\n<!-- /suite -->")[0]
    assert shown == (ROOT / "tests" / "cases" / "suite.toml").read_text(encoding="utf-8")


def test_the_table_is_that_of_the_rules() -> None:
    found = TABLE.search(text())
    assert found is not None
    assert found[1] == rows()


def test_every_exit_status_and_command_is_named() -> None:
    for status in Exit:
        assert f"| {status.value} |" in text()
    for command in COMMANDS:
        assert command in text()
