"""Colours, widths and progress: what a terminal gets, and what a file does."""

import re
from pathlib import Path

import pytest

from tests.commands.calling import MISSPELT, REPLY, call, on_terminal, webhook
from tests.servers import Received, http_reply

COLOR = "\x1b["
WIDE = b"<Response><Message>" + b"Hello " * 40 + b"<Sya/></Message></Response>"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A document with an error."""
    path = tmp_path / "bad.xml"
    path.write_bytes(MISSPELT)
    return path


@pytest.mark.parametrize(
    ("option", "env", "expected"),
    [
        ([], {}, True),
        (["--color", "auto"], {}, True),
        (["--color", "always"], {}, True),
        (["--color", "never"], {}, False),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"TERM": "dumb"}, False),
        (["--color", "always"], {"TERM": "dumb"}, True),
        (["--format", "concise"], {}, True),
        (["--format", "json"], {}, False),
        (["--format", "json", "--color", "always"], {}, False),
    ],
)
def test_on_a_terminal(option: list[str], env: dict[str, str], expected: bool, bad: Path) -> None:
    status, seen = on_terminal(*option, bad, env=env)
    assert status == 1
    assert (COLOR in seen) is expected


@pytest.mark.parametrize(
    ("option", "env", "expected"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1", "TERM": "dumb"}, True),
        (["--color", "never"], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": ""}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--format", "json"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_in_a_pipe(option: list[str], env: dict[str, str], expected: bool, bad: Path) -> None:
    result = call(*option, bad, env=env)
    assert (COLOR in result.out) is expected


def test_a_file_gets_no_colours_from_the_terminal(bad: Path, tmp_path: Path) -> None:
    status, seen = on_terminal("-o", tmp_path / "report", bad)
    assert (status, seen) == (1, "")
    assert COLOR not in (tmp_path / "report").read_text()
    on_terminal("-o", tmp_path / "report", "--color", "always", bad)
    assert COLOR in (tmp_path / "report").read_text()


def test_colours_change_no_word(bad: Path) -> None:
    plain = call("--color", "never", bad).out
    colored = call("--color", "always", bad).out
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


@pytest.mark.parametrize("columns", [80, 100])
def test_lines_keep_within_the_terminal(columns: int, tmp_path: Path) -> None:
    (tmp_path / "wide.xml").write_bytes(WIDE)
    _, seen = on_terminal("--color", "never", tmp_path / "wide.xml", columns=columns)
    lines = [line for line in seen.splitlines() if str(tmp_path) not in line]
    assert max(len(line) for line in lines if "http" not in line) <= columns


@pytest.mark.parametrize("columns", ["0", "-5", "x", "99999", "9" * 5000, ""])
def test_nonsense_in_columns(columns: str, bad: Path) -> None:
    assert call(bad, env={"COLUMNS": columns}).status == 1
    assert on_terminal(bad, env={"COLUMNS": columns})[0] == 1


def test_progress_shows_what_is_invisible() -> None:
    leading_on = "<Response><Redirect>/b?\u202e\u2800\ufe0f&#x200b;</Redirect></Response>"

    def answer(request: Received) -> bytes:
        return http_reply(leading_on.encode() if request.path == "/sms" else REPLY)

    with webhook(answer) as hook:
        _, seen = on_terminal(hook.url(), streams=("stderr",))
    asked = seen.split("\x1b[2K")
    assert len(asked) == 5
    assert asked[3] == f"POST {hook.url('/b')}?\\u202e\\u2800\\ufe0f\\u200b\r"


def test_progress_is_for_people_who_wait() -> None:
    with webhook(REPLY) as hook:
        wipe = "\r\x1b[2K"
        asked = f"{wipe}POST {hook.url()}{wipe}"
        assert on_terminal(hook.url(), streams=("stderr",)) == (0, asked)
        assert on_terminal("-q", hook.url(), streams=("stderr",)) == (0, "")
        dumb = {"TERM": "dumb"}
        assert on_terminal(hook.url(), streams=("stderr",), env=dumb) == (0, "")
        assert call("-v", hook.url()).err == ""


def test_a_verdict_is_wrapped_only_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / f"{'long ' * 20}.xml").write_bytes(MISSPELT)
    _, seen = on_terminal("-q", "--color=never", ".", columns=50, cwd=tmp_path)
    first, *more = seen.splitlines()
    assert first == "FAIL  ./long long long long long long long long"
    assert all(line.startswith("      ") and len(line) <= 50 for line in more)
    assert more[-1].endswith(".xml: 1 error")
    assert call("-q", ".", cwd=tmp_path).out.count("\n") == 1
