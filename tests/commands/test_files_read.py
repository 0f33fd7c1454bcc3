"""No output takes the place of a file that the run reads; nor where an app has gone to."""

import json
import os
import signal
import ssl
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import sleep

import pytest

from tests.autopilot.talking import schema
from tests.certificates import Certificates
from tests.commands.calling import MISSPELT, REPLY, call, names, one_line, refusal, shell
from tests.servers import http_reply, serving, web
from tests.studio.flows import there_and_back, written
from twiml_check.runner.output import write

APP = """
def app(environ, start):
    start("200 OK", [("Content-Type", "text/xml")])
    return [b"<Response/>"]
"""
SUITE = '[[check]]\nname = "one"\ntarget = "menu.xml"\n'
OUTPUTS = {"-o": "-o", "--report": "--report=json=", "--save": "--save="}
READ = {
    "good.xml": "good.xml",
    "docs/menu.xml": "docs",
    "ca.pem": "good.xml --ca-bundle ca.pem",
    "ca/one.0": "good.xml --ca-bundle ca",
    "hard.pem": "good.xml --ca-bundle ca.pem",
    "snap.json": "good.xml --compare snap.json",
    "mine.py": "--app mine:app /sms",
    "package/__init__.py": "--app package.web:app /sms",
    "package/web.py": "--app package.web:app /sms",
    "package/models.py": "--app package.web:app /sms",
    "link.txt": "--app mine:app /sms",
    "suite.toml": "run suite.toml",
    "pyproject.toml": "run",
    "menu.xml": "run suite.toml",
    "flow.json": "studio flow.json",
    "context.json": "studio flow.json --context context.json",
    "actions.json": "autopilot actions.json",
    "model.json": "autopilot actions.json --model model.json",
    "memory.json": "autopilot actions.json --memory memory.json",
    "report.json": "merge report.json",
}
"""Files that are read, and a call that reads each."""


@cache
def report() -> str:
    return call("--format", "json", "-", stdin=REPLY).out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of each kind that is read."""
    for name in ("docs", "ca", "package"):
        (tmp_path / name).mkdir()
    for name in ("good.xml", "menu.xml", "docs/menu.xml"):
        (tmp_path / name).write_bytes(REPLY)
    for name in ("mine.py", "package/__init__.py", "package/web.py", "package/models.py"):
        (tmp_path / name).write_text(APP)
    (tmp_path / "ca.pem").write_text("certificates")
    (tmp_path / "ca" / "one.0").write_text("certificates")
    os.link(tmp_path / "ca.pem", tmp_path / "hard.pem")
    (tmp_path / "link.txt").symlink_to("mine.py")
    (tmp_path / "suite.toml").write_text(SUITE)
    (tmp_path / "pyproject.toml").write_text(
        SUITE.replace("[[check]]", "[[tool.twiml-check.check]]")
    )
    (tmp_path / "flow.json").write_bytes(written(there_and_back("https://example.com/")))
    (tmp_path / "model.json").write_text(json.dumps(schema(tea=[{"say": "x"}])))
    (tmp_path / "actions.json").write_text('{"actions": [{"say": "x"}]}')
    for name in ("context.json", "memory.json"):
        (tmp_path / name).write_text("{}")
    snapshot = '{"schema": "twiml-check-snapshot/1", "targets": []}'
    (tmp_path / "snap.json").write_text(snapshot)
    (tmp_path / "report.json").write_text(report())
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    """All files but what Python makes of an app's code."""
    every = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return {str(path): path.read_bytes() for path in every}


def saves(words: str) -> bool:
    return words.split()[0] not in ("studio", "autopilot", "merge")


@pytest.mark.parametrize(
    ("file", "option"),
    [
        (file, option)
        for file, words in READ.items()
        for option in OUTPUTS
        if option != "--save" or (saves(words) and file != "snap.json")
    ],
)
def test_what_is_read_is_not_replaced(file: str, option: str, folder: Path) -> None:
    before = contents(folder)
    given = ["-o", file] if option == "-o" else [f"{OUTPUTS[option]}{file}"]
    told = refusal(*READ[file].split(), *given, cwd=folder)
    assert told.endswith("; write the report to another file") or "is not a snapshot" in told
    assert contents(folder) == before


@pytest.mark.parametrize("file", [name for name in READ if not name.startswith("ca")])
def test_nor_is_a_job_summary_added_to_it(file: str, folder: Path) -> None:
    before = contents(folder)
    words = [*READ[file].split(), "-q"]
    if words[0] == "studio":
        words.append("--validate")
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": file}
    plain, result = call(*words, cwd=folder), call(*words, cwd=folder, env=env)
    assert result.status == plain.status
    note = f"twiml-check: no job summary is written: {file} is "
    assert len([line for line in result.err.splitlines() if line.startswith(note)]) == 1
    assert contents(folder) == before


def test_the_snapshot_that_is_compared_may_be_saved(folder: Path) -> None:
    call("good.xml", "--save", "own.json", cwd=folder)
    result = call("good.xml", "--save", "own.json", "--compare", "own.json", cwd=folder)
    assert (result.status, result.err) == (0, "")
    assert "is being checked" in refusal(
        "good.xml", "--compare", "own.json", "-o", "own.json", cwd=folder
    )


def test_what_is_no_snapshot_is_not_saved_over(folder: Path) -> None:
    (folder / "notes.json").write_text('{"mine": true}')
    told = refusal("good.xml", "--save", "notes.json", cwd=folder)
    assert told.startswith("--save overwrites only snapshots, and notes.json is not a snap")
    assert (folder / "notes.json").read_text() == '{"mine": true}'


LEAVING = f"import os\nos.chdir('docs')\n{APP}"


@pytest.fixture
def leaving(folder: Path) -> Path:
    """The same folder, with an app that goes to another one when it is imported."""
    (folder / "leaving.py").write_text(LEAVING)
    for name in ("data", "out.txt", "more.json", "summary.md", "good.xml"):
        (folder / "docs" / name).write_text("the user's own")
    return folder


def test_an_app_that_leaves_the_folder_takes_no_report_along(leaving: Path) -> None:
    before = contents(leaving / "docs")
    (leaving / "good.xml").write_bytes(MISSPELT)
    words = ["--app", "leaving:app", "/sms", "good.xml", "--save", "data"]
    words += ["-o", "out.txt", "--report", "json=more.json"]
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary.md"}
    result = call(*words, cwd=leaving, env=env)
    assert (result.status, result.err) == (1, "")
    assert contents(leaving / "docs") == before
    assert (leaving / "out.txt").read_text().splitlines()[-1].startswith("FAIL  1 of 2 ")
    assert "twiml-check" in (leaving / "summary.md").read_text()
    targets = json.loads((leaving / "more.json").read_text())["targets"]
    assert [target["target"] for target in targets] == ["http://localhost/sms", "good.xml"]
    assert [finding["rule"] for finding in targets[1]["findings"]] == ["unknown-attribute"]
    assert "twiml-check" in (leaving / "data").read_text()


def test_it_reads_the_suite_and_its_certificates_where_they_are(
    leaving: Path, certificates: Certificates, tls: ssl.SSLContext
) -> None:
    with serving(web(lambda _: http_reply(REPLY)), tls) as server:
        suite = SUITE + f'[[check]]\nname = "two"\ntarget = "{server.url("/sms")}"\n'
        (leaving / "suite.toml").write_text(suite)
        (leaving / "own.pem").write_bytes(Path(certificates.authority).read_bytes())
        words = ["--app", "leaving:app", "--ca-bundle", "own.pem", "-o", "out.txt"]
        result = call("run", "suite.toml", *words, cwd=leaving)
    assert (result.status, result.err) == (0, ""), (leaving / "out.txt").read_text()


def test_a_draft_of_another_process_stays(folder: Path) -> None:
    (folder / ".twiml-check.1.part").write_text("precious")
    before = names(folder)
    assert call("good.xml", "-o", "new", cwd=folder).status == 0
    assert names(folder) == sorted([*before, "new"])
    assert (folder / ".twiml-check.1.part").read_text() == "precious"


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a signal may come before the `with`
def test_a_signal_at_any_moment_leaves_no_draft(tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        for moment in range(1, 300):
            with suppress(KeyboardInterrupt):
                signal.setitimer(signal.ITIMER_REAL, moment / 1_000_000)
                write("whole\n", str(file))
                sleep(1)  # until the signal
            assert names(tmp_path) in ([], ["out.txt"])
            assert not file.exists() or file.read_text() == "whole\n"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_working_folder_that_is_gone(folder: Path) -> None:
    script = f"mkdir gone; cd gone; rmdir ../gone; $TOOL {folder}/good.xml"
    assert shell(script, cwd=folder).status == 0
    result = shell(f"{script} -o new", cwd=folder)
    assert (result.status, result.out) == (2, "")
    assert one_line(result.err).startswith("cannot write new: ")
