"""What the tests of the hook and of the action share: a copy of the project, a package index."""

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NEEDED = ("cli", "setup.cfg", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
LIMIT = 300
"""Seconds for what installs packages."""


def copied(folder: Path) -> Path:
    """The project as it stands, so that installing it leaves nothing behind in the checkout."""
    folder.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def needs_packages() -> None:
    """Skip where no package can be installed."""
    if not _has_packages():
        pytest.skip("no package index within reach")


@cache
def _has_packages() -> bool:
    install = [sys.executable, "-m", "pip", "install", "-q", "--dry-run", "--retries=0"]
    asked = [*install, "--ignore-installed", "--no-deps", "setuptools"]
    return subprocess.run(asked, capture_output=True, timeout=LIMIT, check=False).returncode == 0


def snippet(name: str) -> str:
    """A piece of YAML that stands between two marks in the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n```yaml\n(.*?)```\n<!-- /{name} -->", text, re.DOTALL)
    assert found is not None
    return found[1]


def complaints(schema: str, file: Path) -> str:
    """Return what a schema of SchemaStore or of a CI server's own says of the file, if anything."""
    tool = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(tool, capture_output=True, text=True, timeout=LIMIT, check=False)
    return done.stdout + done.stderr if done.returncode else ""
