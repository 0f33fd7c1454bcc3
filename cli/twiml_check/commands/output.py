"""Where the report goes: standard output or a file, with colours or without."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from shutil import get_terminal_size

import click

from twiml_check.report import View

UNKNOWN_WIDTH = 120
"""For logs and files, which nobody wraps."""


def view(color: str, verbosity: int, file: str | None) -> View:
    """How the report is shown, by the options and by what the terminal can do."""
    terminal = file is None and sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colored = color == "always" or (color == "auto" and terminal and not plain)
    fallback = 80 if terminal else UNKNOWN_WIDTH
    return View(max(get_terminal_size((fallback, 24)).columns, 40), colored, verbosity)


def ensure_writable(file: str | None, sources: list[str]) -> None:
    """Refuse at once what could not be written, or would overwrite what is being checked."""
    if file is None:
        return
    path = Path(file)
    if any(Path(source).exists() and path.exists() and path.samefile(source) for source in sources):
        raise click.UsageError(f"{file} is being checked; write the report elsewhere")
    if path.is_dir():
        raise click.UsageError(f"cannot write {file}: it is a folder")
    place = path if path.exists() else path.parent
    if not place.exists():
        raise click.UsageError(f"cannot write {file}: there is no folder {path.parent}")
    if not os.access(place, os.W_OK):
        raise click.UsageError(f"cannot write {file}: permission denied")


def write(text: str, file: str | None) -> None:
    """Hand the report over. A file is replaced whole or not at all."""
    if file is None:
        _print(text)
        return
    path = Path(file)
    try:
        if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced
            path.write_text(text, encoding="utf-8")
            return
        draft = path.resolve().with_name(f".{path.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path.resolve())
    except OSError as reason:
        raise click.UsageError(f"cannot write {file}: {reason.strerror}") from reason


def _print(text: str) -> None:
    """To standard output, whatever its encoding can show."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
