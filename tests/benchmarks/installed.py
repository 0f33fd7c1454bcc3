"""The tool as users have it: installed from the checkout, with bytecode, in an environment of
its own. An editable install compiles and finds its modules in other ways, and so in other times."""

import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
PARTS = ("cli", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")


def install(folder: Path, env: dict[str, str]) -> Path:
    """The folder with `python` and `twiml-check`; takes half a minute and a package registry.

    Raises:
        CalledProcessError: it cannot be installed.
    """
    source, place = folder / "source", folder / "venv"
    source.mkdir()
    for part in PARTS:  # a copy: building leaves its traces where it is done
        _copy(CHECKOUT / part, source / part)
    _run([sys.executable, "-m", "venv", str(place)], env)
    programs = place / "bin"
    _run([str(programs / "pip"), "install", "-q", "--compile", str(source)], env)
    return programs


def _copy(part: Path, to: Path) -> None:
    if part.is_dir():
        shutil.copytree(part, to, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    elif part.exists():
        shutil.copy(part, to)


def _run(command: list[str], env: dict[str, str]) -> None:
    subprocess.run(command, env=env, check=True)
