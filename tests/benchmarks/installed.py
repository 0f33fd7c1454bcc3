"""The tool as users have it: installed from the checkout, with bytecode, in an environment of
its own. An editable install compiles and finds its modules in other ways, and so in other times."""

import subprocess
import sys
from pathlib import Path

from tests.ci.workshop import copied


def install(folder: Path, env: dict[str, str]) -> Path:
    """The folder with `python` and `twiml-check`; takes half a minute and a package registry.

    Raises:
        CalledProcessError: it cannot be installed.
    """
    source, place = copied(folder / "source"), folder / "venv"
    _run([sys.executable, "-m", "venv", str(place)], env)
    programs = place / "bin"
    _run([str(programs / "pip"), "install", "-q", "--compile", str(source)], env)
    return programs


def _run(command: list[str], env: dict[str, str]) -> None:
    subprocess.run(command, env=env, check=True)
