"""--watch: a real process runs again when files change; it says the difference first."""

import fcntl
import os
import re
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen

import pytest

from tests.commands.calling import COMMAND, LIMIT, MISSPELT, environment
from twiml_check.api.api import check
from twiml_check.commands.check import command
from twiml_check.model.ending import WrongCall
from twiml_check.model.run import Run
from twiml_check.report import View
from twiml_check.report.json_read import read
from twiml_check.report.news import news
from twiml_check.runner import watched_files
from twiml_check.runner.watch import CLEAR, RULE
from twiml_check.runner.watched_files import OwnChanges, Places, look

READY = "; press Ctrl-C to stop\n"
BROKEN = b"<Response><Say>"
APP = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [b'<Response><Say{}>Hello</Say></Response>']
"""


class Session:
    """A run of --watch, and what it has printed since the last look."""

    def __init__(self, *arguments: str, folder: Path, terminal: bool = False) -> None:
        ours, theirs = os.openpty() if terminal else os.pipe()
        self.reader = ours
        self.process = Popen(
            [*COMMAND, *arguments],
            stdin=theirs if terminal else DEVNULL, stdout=theirs, stderr=theirs,
            cwd=folder, env=environment(TWIML_CHECK_WATCH="1", COLUMNS="80", NO_COLOR="1"),
            start_new_session=True,
            preexec_fn=(lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) if terminal else None,
        )  # fmt: skip
        os.close(theirs)

    def until(self, text: str) -> str:
        """Return what it prints up to this text."""
        seen = ""
        while text not in seen:
            block = os.read(self.reader, 65_536)
            assert block, f"it ended: {seen}"
            seen += block.decode().replace("\r\n", "\n")
        return seen

    def press_ctrl_c(self) -> int:
        os.write(self.reader, b"\x03")
        return self.process.wait(LIMIT)

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(LIMIT)

    def is_alone(self) -> bool:
        """Say whether no process of its group is left."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


@contextmanager
def watching(*arguments: str, folder: Path, terminal: bool = False) -> Iterator[Session]:
    session = Session(*arguments, folder=folder, terminal=terminal)
    try:
        yield session
    finally:
        if session.process.poll() is None:
            os.killpg(session.process.pid, signal.SIGKILL)
            session.process.wait(LIMIT)
        os.close(session.reader)


def replace(path: Path, content: str) -> None:
    """Save a file as an editor does: write another one, and rename it."""
    draft = path.with_name(".draft")
    draft.write_text(content)
    draft.replace(path)


def test_an_app_on_a_terminal(tmp_path: Path) -> None:
    shop = tmp_path / "shop.py"
    shop.write_text(APP.format(' voise="x"'))
    asked = ("/voice", "--app", "shop:app", "--event", "voice")
    with watching(*asked, folder=tmp_path, terminal=True) as session:
        first = session.until(READY)
        assert CLEAR not in first
        assert "since" not in first
        assert "\nFAIL  http://localhost/voice: 1 error." in first
        replace(shop, APP.format(""))
        cleared, _, second = re.sub(r"\r\x1b\[2K[^1]*", "", session.until(READY)).partition("1 ")
        assert cleared == CLEAR
        assert re.match(
            r"fixed since \d\d:\d\d:\d\d\n"
            r"fixed  POST http://localhost/voice: error\[unknown-attribute\] 12200 <Say> .*\n\n",
            second,
        )
        assert "\nPASS  http://localhost/voice" in second
        assert session.press_ctrl_c() == 130
        assert session.is_alone()


def test_a_suite_in_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    menu, suite = tmp_path / "shop" / "menu.xml", tmp_path / "twiml-check.toml"
    menu.write_bytes(MISSPELT)
    suite.write_text('[[check]]\ntarget = "shop/menu.xml"\nevent = "voice"\n')
    with watching("run", "--report", "json=shop/report.xml", folder=tmp_path) as session:
        assert session.until(READY).endswith(
            "twiml-check: watching 2 files; press Ctrl-C to stop\n"
        )
        menu.write_bytes(b"<Response><Say>")
        assert session.until(READY).startswith(f"{RULE}\n1 new, 1 fixed since ")
        replace(suite, "[[check]")
        assert "twiml-check.toml:1: " in session.until(READY)
        assert (session.interrupt(), session.is_alone()) == (130, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["http://a.example/"], "needs files to watch: give a file, a folder or --app"),
        (["-"], "cannot read standard input again"),
        (["a.xml", "--format", "json"], "prints the report for people"),
        (["a.xml", "-o", "out"], "prints the report for people"),
        (["http://a.example/", "--dry-run"], "use --dry-run without --watch"),
        (["http://a.example/", "--curl", "--auth-token", "x"], "use --curl without --watch"),
        (["a.xml", "--fix"], "use --fix without --watch"),
        (["missing.xml"], "no such file"),
    ],
)
def test_what_cannot_be_watched(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.xml").write_bytes(MISSPELT)
    with pytest.raises(WrongCall, match=words):
        command.main(["--watch", *arguments], standalone_mode=False)


def test_which_files_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seen = ["app.py", "pages/a.xml", "pages/deep/b.twiml", "pages/c.html", "mail/d.j2", "e.toml"]
    unseen = [
        *(".hidden/a.py", "node_modules/a.xml", "vendor/a.py", "own/a.py", "a.pyc", "log/a.log"),
        *("pages/out.xml", ".a.py.swp", "__pycache__/a.py"),
    ]
    for name in (*seen, *unseen, "own/pyvenv.cfg"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    places = Places(code=(".",), written=("./pages/out.xml",))
    assert sorted(look(places).files) == sorted(seen)
    documents = ["pages/a.xml", "pages/deep/b.twiml", "pages/out.xml"]
    assert sorted(look(Places(documents=("pages",))).files) == documents
    assert look(Places(documents=("app.py", "missing", "gone/"))).files.keys() == {"app.py"}
    monkeypatch.setattr(watched_files, "MOST", 8)
    assert look(places).crowded == "."


def test_each_kind_of_change_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("one")
    places = Places(documents=(str(tmp_path),))
    states = [look(places).files]
    os.utime(path, ns=(1, 1))
    states.append(look(places).files)
    replace(path, "two")
    os.utime(path, ns=(1, 1))
    states.append(look(places).files)
    (tmp_path / "new.twiml").write_text("")
    states.append(look(places).files)
    path.unlink()
    states.append(look(places).files)
    assert all(one != other for at, one in enumerate(states) for other in states[:at])


def test_a_file_that_each_run_writes_starts_no_run() -> None:
    own = OwnChanges()
    assert [own.note_run({}, {"log.txt": (n, 0, 0), "a.py": (0, 0, 0)}) for n in range(2)] == [
        []
    ] * 2
    assert own.note_run({}, {"log.txt": (3, 0, 0)}) == ["log.txt"]
    assert own.note_run({}, {"log.txt": (4, 0, 0)}) == []
    assert own.files == {"log.txt"}


PLAIN = View()


def news_of(before: str, now: str, path: Path, view: View = PLAIN) -> list[str]:
    def run_of(text: str) -> Run:
        path.write_text(text)
        return read(check(str(path), event="voice").report("json"))

    return news(run_of(before), run_of(now), "14:03:05", view).splitlines()


TWICE = "<Response><Sai/><Sai/></Response>"


@pytest.mark.parametrize(
    ("before", "now", "heads"),
    [
        ("<Response/>", "<Response/>", ["no change"]),
        (TWICE, "<Response>\n\n<Say>x</Say>" + TWICE[10:], ["no change"]),
        (TWICE, "<Response><Sai/></Response>", ["1 fixed", "fixed"]),
        ("<Response><Sai/></Response>", TWICE, ["1 new", "new"]),
        (TWICE, "<Response><Sey/></Response>", ["1 new, 2 fixed", "new", "fixed", "fixed"]),
        ("<Response>", "<Response/>", ["1 fixed", "fixed"]),
        ("<Response/>", f"<Response>{'<Sai/>' * 12}</Response>", ["12 new", *["new"] * 11]),
    ],
)
def test_the_difference(before: str, now: str, heads: list[str], tmp_path: Path) -> None:
    first, *lines = news_of(before, now, tmp_path / "a.xml")
    assert first == f"{heads[0]} since 14:03:05"
    assert [line.split()[0] for line in lines] == heads[1:]


def test_the_difference_is_safe_and_fits_a_terminal(tmp_path: Path) -> None:
    hostile = "<Response><Say \u202ea='x'>\x85</Say><A\u202eB/></Response>"
    lines = news_of("<Response/>", hostile, tmp_path / "a.xml", View(60, terminal=True))
    assert len(lines) > 1
    assert all(line.isprintable() and len(line) <= 60 for line in lines)
