"""The settings of the nearest twiml-check.toml apply to every command and to the Python API."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import twiml_check
from tests.commands.calling import MISSPELT, UNREACHED, call, webhook
from tests.servers import Received, http_reply
from twiml_check.commands import main

PLAIN_HTTP = b'<Response><Gather action="http://example.com/menu"><Say>1</Say></Gather></Response>'
REASON = '[defaults]\nignore = { unknown-attribute = "fixed next week" }\n'
LISTED = '[defaults]\nignore = [{ rule = "unknown-attribute", reason = "fixed next week" }]\n'
STRICT = '[defaults]\nfail_on = "warning"\n'
DOCUMENTS = {"misspelt.xml": MISSPELT, "unreached.xml": UNREACHED, "plain.xml": PLAIN_HTTP}
Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file of settings above the working folder, which has the documents."""
    (tmp_path / "work" / "deep").mkdir(parents=True)
    for name, raw in DOCUMENTS.items():
        (tmp_path / "work" / "deep" / name).write_bytes(raw)
    monkeypatch.chdir(tmp_path / "work" / "deep")

    def write(text: str, name: str = "work/twiml-check.toml") -> None:
        (tmp_path / name).write_text(text)

    return write


def passes(document: str, **options: Any) -> bool:
    return twiml_check.lint(Path(document), **options).passed


@pytest.mark.parametrize(
    ("settings", "document", "without", "expected"),
    [
        (REASON, "misspelt.xml", False, True),
        (LISTED, "misspelt.xml", False, True),
        ('[defaults]\nselect = ["wrong-root"]', "misspelt.xml", False, True),
        ('[defaults]\nfail_on = "never"', "misspelt.xml", False, True),
        (STRICT, "unreached.xml", True, False),
        ("[defaults]\npci = true", "plain.xml", True, False),
        # keys about the requests belong to the checks of the suite
        ('[defaults]\nexpect = ["Dial"]\nevent = "sms"', "unreached.xml", True, True),
        ('[defaults]\nauth_token = "${NOT_SET}"\nbody = "x"', "unreached.xml", True, True),
        ('[defaults]\nverdict = "fail"\ninline = true\nprobe = true', "misspelt.xml", False, False),
        # a check of the suite has its own settings
        ('[[check]]\ntarget = "/a"\nfail_on = "warning"', "unreached.xml", True, True),
        ("", "misspelt.xml", False, False),
    ],
)
def test_the_keys_of_the_defaults(
    write: Write, settings: str, document: str, without: bool, expected: bool
) -> None:
    assert passes(document) is without
    write(settings)
    assert passes(document) is expected
    assert passes(document, config=False) is without
    assert main.call(["-q", document]) == (0 if expected else 1)
    assert main.call(["-q", "--no-config", document]) == (0 if without else 1)


@pytest.mark.parametrize(
    "text",
    [
        '[tool.twiml-check.defaults]\nfail_on = "warning"',
        '[ tool . "twiml-check" . defaults ]\nfail_on = "warning"',
        "['tool'.'twiml-check']\ndefaults = { fail_on = \"warning\" }",
        'tool.twiml-check.defaults.fail_on = "warning"',
        '[tool]\ntwiml-check.defaults.fail_on = "warning"',
        'tool = { twiml-check = { defaults = { fail_on = "warning" } } }',
    ],
)
def test_the_table_in_the_file_of_the_project(write: Write, text: str) -> None:
    assert passes("unreached.xml")
    write(text, "work/pyproject.toml")
    assert not passes("unreached.xml")


@pytest.mark.parametrize(
    "text",
    [
        '[project]\nname = "twiml-check"\ndependencies = ["twiml-check>=1"]',
        '[tool.poetry.dependencies]\ntwiml-check = "^1.0"',
        "[tool]\nother = 1\n",
        "not TOML at all: twiml-check",
    ],
)
def test_a_project_without_the_table_hides_no_file_above(write: Write, text: str) -> None:
    write(STRICT, "twiml-check.toml")
    write(text, "work/pyproject.toml")
    assert not passes("unreached.xml")
    write("", "work/twiml-check.toml")  # the nearest file is the only one
    assert passes("unreached.xml")


def test_options_override_the_file_and_ignore_is_added(write: Write) -> None:
    write(
        '[defaults]\nfail_on = "warning"\npci = true\nselect = ["wrong-root"]\n'
        'ignore = { unreachable-verb = "known" }\n'
    )
    both = ("unreached.xml", "misspelt.xml")
    assert [passes(each) for each in both] == [True, True]
    chosen = ["unknown-attribute", "unreachable-verb"]
    assert [passes(each, select=chosen) for each in both] == [True, False]
    assert passes("misspelt.xml", select=chosen, ignore=["unknown-attribute"])
    assert passes("misspelt.xml", select=chosen, fail_on="never")
    assert main.call(["-q", "--select", chosen[0], "--select", chosen[1], *both]) == 1
    assert main.call(["-q", "--select", chosen[0], "--ignore", chosen[0], *both]) == 0
    assert main.call(["-q", "--select", chosen[0], "--fail-on", "never", *both]) == 0


def test_an_option_of_the_api_that_is_given_counts(write: Write) -> None:
    write('[defaults]\nfail_on = "warning"\npci = true\n')
    assert not passes("unreached.xml")
    assert passes("unreached.xml", fail_on="error")
    assert not passes("plain.xml")
    assert passes("plain.xml", pci=False, fail_on="error")


def test_another_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(STRICT)
    write(REASON, "other.toml")
    assert passes("misspelt.xml", config="../../other.toml")
    assert passes("misspelt.xml", config=Path("../../other.toml"))
    assert passes("misspelt.xml", config=None) is passes("misspelt.xml")
    assert not passes("misspelt.xml", config="..")  # the file of a folder
    words = ["-q", "misspelt.xml", "unreached.xml"]
    assert main.call([*words, "--config", "../../other.toml"]) == 0
    assert main.call([*words, "--config=../../none.toml"]) == 2
    monkeypatch.setenv("TWIML_CHECK_CONFIG", "../../other.toml")
    assert main.call(words) == 0
    assert main.call([*words, "--no-config"]) == 1
    monkeypatch.setenv("TWIML_CHECK_NO_CONFIG", "1")
    assert main.call(words) == 1
    assert main.call([*words, "--config", "../../other.toml"]) == 0


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a = [", "1: not valid TOML: "),
        ("\n[defaults]\nignore = 1", "3: ignore must have a reason for each rule"),
        ('[defaults]\nignore = { no-rule = "x" }', '2: --ignore: there is no rule "no-rule"'),
        ('[defaults]\nselect = ["no-rule"]', '2: --select: there is no rule "no-rule"'),
        ('[defaults]\nfail_on = "warn"', "2: Invalid value for 'fail_on': 'warn'"),
        ('[defaults]\nfail_on = "${NOT_SET}"', "2: the environment variable NOT_SET is not set"),
        ('exclude = "a"', "1: exclude must be a list of texts"),
        ("\n\n[[check]]\n", "3: a check needs a target"),
    ],
)
def test_a_broken_file(
    write: Write, capsys: pytest.CaptureFixture[str], text: str, fault: str
) -> None:
    write(text)
    assert main.call(["misspelt.xml"]) == 2
    done = capsys.readouterr()
    assert done.out == ""
    assert done.err.startswith(f"twiml-check: ../twiml-check.toml:{fault}")
    with pytest.raises(ValueError, match=r"^\.\./twiml-check\.toml:\d: "):
        twiml_check.lint("<Response/>")
    assert twiml_check.lint("<Response/>", config=False).passed


def test_what_is_said(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write(REASON)

    def said(*words: str) -> tuple[int, str]:
        return main.call(list(words)), capsys.readouterr().err

    assert said("misspelt.xml", "-v") == (
        0,
        "twiml-check: settings of ../twiml-check.toml apply\n",
    )
    assert said("misspelt.xml") == (0, "")
    assert said("misspelt.xml", "-v", "--no-config") == (1, "")
    assert said("-o", "../twiml-check.toml", "misspelt.xml")[1].startswith(
        "twiml-check: ../twiml-check.toml is the file of the settings; write"
    )
    assert said("--config", "a", "--no-config", "misspelt.xml") == (
        2,
        "twiml-check: --config and --no-config contradict each other\n",
    )
    status, err = said("run")
    assert status == 2
    assert err.startswith("twiml-check: ../twiml-check.toml has no [[check]] and no [[call]]; ")
    write('[defaults]\nmethod = "GET"\n')
    assert said("misspelt.xml", "-v") == (1, "")
    write('[[check]]\ntarget = "work/deep/misspelt.xml"\n', "suite.toml")
    assert said("run", "-q", "--config", "../../suite.toml") == (1, "")


def test_a_working_folder_that_is_gone(write: Write, tmp_path: Path) -> None:
    write(STRICT)
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert twiml_check.lint("<Response/>").passed


def test_the_hook_at_the_root_of_a_repository(tmp_path: Path) -> None:
    """As pre-commit starts it."""
    (tmp_path / "legacy").mkdir()
    for name in ("menu.xml", "legacy/old.xml"):
        (tmp_path / name).write_bytes(MISSPELT)
    (tmp_path / "twiml-check.toml").write_text(f'exclude = ["legacy"]\n{REASON}')
    done = call("--skip-foreign", "menu.xml", "legacy/old.xml", cwd=tmp_path)
    assert (done.status, done.out, done.err) == (0, "PASS  menu.xml: no findings\n", "")
    assert call("--skip-foreign", "legacy/old.xml", cwd=tmp_path).status == 0


def answer(request: Received) -> bytes:
    gathers = b'<Response><Gather voise="a" action="/end"><Say>1</Say></Gather></Response>'
    return http_reply(b"<Response/>" if request.path == "/end" else gathers)


FLOW = """{"initial_state": "Trigger", "description": "", "flags": {}, "states": [
  {"name": "Trigger", "type": "trigger", "transitions": [], "properties": {}},
  {"name": "Trigger", "type": "trigger", "transitions": [], "properties": {}}]}"""


@pytest.mark.parametrize(
    "words",
    [
        ["{url}", "--event=voice"],
        ["explore", "{url}"],
        ["call", "{url}", "--keys=1"],
        ["drill", "{url}", "--only=twice", "--event=voice"],
        ["quest", "gather", "{url}"],
        ["studio", "--validate", "flow.json"],
        ["autopilot", "actions.json"],
    ],
    ids=lambda words: words[0],
)
def test_every_command(write: Write, words: list[str]) -> None:
    Path("flow.json").write_text(FLOW)
    Path("actions.json").write_text('{"actions": [{"sai": "x"}]}')

    def found() -> set[str]:
        given = [word.format(url=hook.url("/voice")) for word in words]
        main.call([*given, "--format=json", "-o", "report.json"])
        targets = json.loads(Path("report.json").read_text())["targets"]
        return {finding["rule"] for target in targets for finding in target["findings"]}

    with webhook(answer) as hook:
        rules = found()
        assert rules
        write("[defaults.ignore]\n" + "".join(f'{rule} = "known"\n' for rule in rules))
        assert found() == set()
