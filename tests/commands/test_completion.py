"""Tab, in real shells where they are installed, and what they ask for."""

import os
import pty
import select
import shutil
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from tests.commands.calling import call, environment, refusal
from twiml_check.catalog import EVERY
from twiml_check.runner.command_names import COMMANDS
from twiml_check.vocabulary.events import EVENTS

SHELLS = ["bash", "zsh", "fish"]
LIMIT = 60
"""Seconds after which a shell is given up on."""
BEGIN = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
}


def needs(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which the tool is found by its name."""
    folder = tmp_path / "bin"
    folder.mkdir()
    tool = folder / "twiml-check"
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m twiml_check "$@"\n')
    tool.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def offered(words: str, shell: str = "bash") -> list[str]:
    """What the tool answers for a line that ends where the cursor stands."""
    split = words.split(" ")
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(split) - 1)}
    result = call(env={**asked, "TWIML_CHECK_COMPLETE": f"{shell}_complete"})
    assert (result.status, result.err) == (0, "")
    return [line.partition(",")[2] for line in result.out.splitlines() if line[:6] == "plain,"]


def test_commands_and_targets_are_first_words() -> None:
    assert offered("twiml-check ") == list(COMMANDS)
    assert offered("twiml-check ex") == ["explore", "explain"]
    assert offered("twiml-check -q ex") == ["explore", "explain"]
    assert offered("twiml-check http://x ex") == []


@pytest.mark.parametrize("option", ["--ignore", "--select", "explain"])
def test_rules(option: str) -> None:
    assert offered(f"twiml-check {option} ") == [rule.name for rule in EVERY]
    assert offered(f"twiml-check {option} unknown-at") == ["unknown-attribute"]


def test_events_numbers_quests_and_reports() -> None:
    assert offered("twiml-check --event ") == [*EVENTS, "list"]
    assert offered("twiml-check --event voi")[0] == "voice"
    assert offered("twiml-check explain 1220") == ["12200"]
    assert offered("twiml-check quest repl") == ["reply"]
    assert offered("twiml-check quest reply repl") == []
    assert "junit=" in offered("twiml-check --report j")


@pytest.mark.parametrize("command", COMMANDS)
def test_options_of_every_command(command: str) -> None:
    assert "--help" in offered(f"twiml-check {command} --h")


def test_options_of_check_need_no_command() -> None:
    assert offered("twiml-check --exp")[0] == "--expect"
    assert offered("twiml-check http://127.0.0.1/ --fail-on n") == ["never"]


@pytest.mark.parametrize("words", ["", "'", "twiml-check 'a", "twiml-check --param \\", "\x1b["])
def test_odd_lines_say_nothing(words: str) -> None:
    for count in ("0", "-1", "7", "x"):
        asked = {"COMP_WORDS": words, "COMP_CWORD": count, "TWIML_CHECK_COMPLETE": "zsh_complete"}
        result = call(env=asked)
        assert (result.status, result.err) == (0, "")
    assert call(env={"TWIML_CHECK_COMPLETE": "bash_complete"}).out == ""
    assert call(env={"TWIML_CHECK_COMPLETE": "tcsh_complete"}).out == ""


def test_no_other_shell() -> None:
    assert "tcsh" in refusal("completion", "tcsh")
    assert "fish" in refusal("completion")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_of_the_shell(shell: str) -> None:
    needs(shell)
    script = call("completion", shell)
    assert (script.status, script.err) == (0, "")
    checked = subprocess.run([shell, "-n"], input=script.out, text=True, check=False)
    assert checked.returncode == 0


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("--ignore unknown-at", "--ignore unknown-attribute "),
        ("expla", "explain "),
        ("--event voice-f", "--event voice-fallback "),
        ("--max-h", "--max-hops "),
    ],
)
def test_tab_in_a_real_shell(shell: str, typed: str, whole: str, path: str, tmp_path: Path) -> None:
    needs(shell)
    zsh = "autoload -Uz compinit; compinit -u -D; " if shell == "zsh" else ""
    begin = f'{zsh}eval "$(twiml-check completion {shell})"; PS1=; echo rea""dy\n'
    seen = typed_into(BEGIN[shell], begin, f"echo twiml-check {typed}", path, tmp_path)
    assert f"twiml-check {whole}" in seen


def typed_into(shell: list[str], begin: str, line: str, path: str, home: Path) -> str:
    """What a shell on a terminal makes of a line and Tab; the line is run after it."""
    child, terminal = pty.fork()
    if not child:
        os.chdir(home)
        own = environment(PATH=path, HOME=str(home), TERM="dumb", HISTFILE="")
        os.execvpe(shell[0], shell, own)
    try:
        os.write(terminal, begin.encode())
        read_until(terminal, "ready\r\n")
        # Without the echo in front it would be completed for that; Ctrl-A puts it there after.
        os.write(terminal, line.removeprefix("echo ").encode() + b"\t")
        seen = read_until(terminal, line.rpartition(" ")[2])
        os.write(terminal, b"\x01echo \x05; echo do''ne\n")
        return seen + read_until(terminal, "done\r\n")
    finally:
        os.close(terminal)  # the shell hears that its terminal is gone
        os.waitpid(child, 0)


def read_until(terminal: int, wanted: str) -> str:
    seen, end = "", monotonic() + LIMIT
    while wanted not in seen:
        ready, _, _ = select.select([terminal], [], [], max(end - monotonic(), 0))
        assert ready, f"the shell says only {seen!r}"
        seen += os.read(terminal, 65_536).decode("utf-8", "replace")
    return seen


@pytest.mark.parametrize(
    ("line", "word", "offered_first"),
    [
        ("twiml-check --ignore unknown-at", "unknown-at", "unknown-attribute\t"),
        ("twiml-check expla", "expla", "explain\t"),
        ("twiml-check --event ", "", "sms\t"),
        ("twiml-check --report j", "j", "json="),
        ("twiml-check help dri", "dri", "drill\t"),
        ("twiml-check -o rep", "rep", ""),  # PowerShell completes a file itself
    ],
)
def test_powershell(line: str, word: str, offered_first: str) -> None:
    asked = {"COMP_WORDS": line, "COMP_WORD": word, "TWIML_CHECK_COMPLETE": "powershell_complete"}
    result = call(env=asked)
    assert (result.status, result.err) == (0, "")
    lines = [each for each in result.out.splitlines() if each]
    assert lines[0].startswith(offered_first) if offered_first else not lines


@pytest.mark.parametrize("line", ["", "'", "twiml-check 'a", "\x1b["])
def test_powershell_and_an_odd_line(line: str) -> None:
    asked = {"COMP_WORDS": line, "COMP_WORD": "a", "TWIML_CHECK_COMPLETE": "powershell_complete"}
    result = call(env=asked)
    assert (result.status, result.err) == (0, "")


def test_the_script_for_powershell() -> None:
    script = call("completion", "powershell").out
    assert "Register-ArgumentCompleter -Native -CommandName twiml-check" in script
    assert script.count("{") == script.count("}")
    assert "%" not in script.replace("| ForEach-Object", "")


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("--ignore unknown-at", "unknown-attribute"),
        ("expla", "explain"),
        ("--event voice-f", "voice-fallback"),
        ("--max-h", "--max-hops"),
    ],
)
def test_fish(typed: str, whole: str, path: str, tmp_path: Path) -> None:
    needs("fish")
    script = f"twiml-check completion fish | source; complete -C 'twiml-check {typed}'"
    done = subprocess.run(
        ["fish", "--no-config", "-c", script],
        env=environment(PATH=path, HOME=str(tmp_path)),
        capture_output=True, text=True, timeout=LIMIT, check=False,
    )  # fmt: skip
    assert whole in [line.partition("\t")[0] for line in done.stdout.splitlines()]
