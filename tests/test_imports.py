"""What is not imported: start-up is nearly all of a short run, and imports are all of start-up."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.calling import printed
from tests.servers import http_reply, serving, web

FLOW = str(Path(__file__).parent / "cases" / "flow.json")
NETWORK = {"requests", "urllib3", "ssl"}
HEAVY = {"logging", "asyncio", "importlib.metadata", "concurrent.futures", "dataclasses"}
GUESSERS = {"charset_normalizer", "chardet"}
SPY = """
import atexit, sys
atexit.register(lambda: print(*(n for n, m in sys.modules.items() if m), file=sys.stderr))
from twiml_check.__main__ import run
run()
"""


def imported(*arguments: str) -> set[str]:
    """The modules that a run of the command line has imported at its end."""
    tool = [sys.executable, "-W", "error", "-c", SPY, *arguments]
    ran = subprocess.run(tool, capture_output=True, text=True, check=True)
    return set(ran.stderr.splitlines()[-1].split())


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "answer.xml"
    path.write_text("<Response><Message>hello</Message></Response>")
    return str(path)


def test_the_spy_sees_what_is_imported(document: str) -> None:
    assert {"click", "twiml_check.explore.lint", "defusedxml"} <= imported(
        "--format", "json", document
    )


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_help_needs_neither_network_nor_colours(flag: str) -> None:
    assert not imported(flag) & (NETWORK | HEAVY | {"rich", "json", "twiml_check.explore.explorer"})


def test_the_version_needs_no_options() -> None:
    assert "twiml_check.options.options" not in imported("--version")


def test_a_linted_file_needs_no_network(document: str) -> None:
    used = imported("--format", "json", document)
    assert not used & (NETWORK | HEAVY | {"rich"})
    assert not used & {"tomllib", "twiml_check.suite.suite", "twiml_check.runner.suite_file"}
    assert not imported(document) & (NETWORK | {"rich.text"})
    assert "rich.text" in imported("--color", "always", document)


def test_what_nobody_expects_needs_no_xpath(document: str) -> None:
    own = {
        "twiml_check.expect.expectations",
        "twiml_check.read.xpath_tree",
        "twiml_check.quest.quests",
    }
    assert not imported(document) & own
    used = imported("--expect", "Message", document)
    assert used & own == own - {"twiml_check.quest.quests"}
    assert "elementpath" not in used
    assert "elementpath" in imported("--expect", "not(Say)", document)


def test_a_webhook_needs_no_colours_and_no_guesses() -> None:
    with serving(web(lambda _: http_reply())) as server:
        used = imported("--format", "json", server.url())
        assert "requests" in used
        assert not used & ({"rich", "asyncio", "concurrent.futures", "dataclasses"} | GUESSERS)
        assert not imported(server.url()) & GUESSERS


def test_the_package_alone_imports_nothing() -> None:
    code = "import sys; old = set(sys.modules); import twiml_check; print(*set(sys.modules) - old)"
    assert printed(code) == {"twiml_check"}


def test_the_python_api_needs_no_command_line() -> None:
    code = (
        "import sys, twiml_check, twiml_check.runner.suites; "
        "assert twiml_check.lint('<Response/>'); print(*sys.modules)"
    )
    assert not printed(code) & {"click", "twiml_check.options", "twiml_check.commands"}


def test_a_webhook_needs_nothing_of_flows(document: str) -> None:
    used = imported("--format", "json", document)
    beside = {"twiml_check.catalog", "twiml_check.studio.flow", "twiml_check.studio.tables"}
    assert not used & beside
    ignoring = imported("--format", "json", "--ignore", "wrong-root", document)
    assert ignoring >= beside
    assert "twiml_check.drills.drills" not in ignoring


def test_liquid_is_only_where_it_renders() -> None:
    used = imported("studio", "--validate", "--format", "json", FLOW)
    assert "twiml_check.studio.render" in used
    assert not {name.partition(".")[0] for name in used} & {"liquid", "requests"}
