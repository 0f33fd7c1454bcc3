""".pre-commit-hooks.yaml: pre-commit itself takes it, installs it and runs it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.ci.workshop import LIMIT, ROOT, copied, needs_packages, snippet
from tests.commands.calling import environment

HOOKS = ROOT / ".pre-commit-hooks.yaml"
PRE_COMMIT = [sys.executable, "-m", "pre_commit"]
IDENTITY = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
}  # fmt: skip
FILES = {
    "good.twiml": "<Response><Say>Hello</Say></Response>",
    "pom.xml": "<project/>",
    "menu.xml": '<Response><Say voise="alice">Hello</Say></Response>',
    "notes.txt": "<Response><Sai/></Response>",
}


def repository(folder: Path) -> Path:
    """Make the folder a git repository with all that is in it committed."""
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", *words], cwd=folder, env=environment(**IDENTITY), check=True)
    return folder


def test_pre_commit_takes_the_manifest(tmp_path: Path) -> None:
    own = environment(PRE_COMMIT_HOME=str(tmp_path))
    subprocess.run([*PRE_COMMIT, "validate-manifest", HOOKS], env=own, check=True)
    config = tmp_path / "config.yaml"
    config.write_text(snippet("pre-commit"))
    subprocess.run([*PRE_COMMIT, "validate-config", config], env=own, check=True)
    used = yaml.safe_load(snippet("pre-commit"))["repos"][0]["hooks"]
    assert [hook["id"] for hook in used] == [
        hook["id"] for hook in yaml.safe_load(HOOKS.read_text())
    ]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_hook_runs(tmp_path: Path) -> None:
    needs_packages()
    tool = repository(copied(tmp_path / "tool"))
    work = tmp_path / "work"
    work.mkdir()
    for name, text in FILES.items():
        (work / name).write_text(text)
    repository(work)
    own = environment(**IDENTITY, PRE_COMMIT_HOME=str(tmp_path / "home"))

    words = [*PRE_COMMIT, "try-repo", str(tool), "twiml-check", "-v", "--files", *FILES]
    done = subprocess.run(
        words, cwd=work, env=own, capture_output=True, text=True, timeout=LIMIT, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "error[unknown-attribute]" in said
    assert said.count("error[") == 1
    assert "1 of 3 documents failed" in said  # the notes are none, and pom.xml is passed over
