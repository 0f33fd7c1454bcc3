"""Where the report goes: standard output or a file, with colours or without."""

from __future__ import annotations

import os
import sys

import click

from twiml_check.report import View

UNKNOWN_WIDTH = 120
"""For logs and files, which nobody wraps."""


def view(color: str, verbosity: int, file: str | None) -> View:
    """How the report is shown, by the options and by what the terminal can do."""
    terminal = file is None and sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colored = color == "always" or (color == "auto" and terminal and not plain)
    return View(max(_width(terminal), 40), colored, verbosity)


def _width(terminal: bool) -> int:
    """Cells in a line; COLUMNS has the last word. (shutil would import four compressors.)"""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns if terminal else UNKNOWN_WIDTH
    except OSError:
        return UNKNOWN_WIDTH


def ensure_writable(file: str | None, sources: list[str]) -> None:
    """Refuse at once what could not be written, or would overwrite what is being checked."""
    if file is None:
        return
    if any(os.path.exists(file) and _same(source, file) for source in sources):
        raise click.UsageError(f"{file} is being checked; write the report elsewhere")
    if os.path.isdir(file):
        raise click.UsageError(f"cannot write {file}: it is a folder")
    folder = os.path.dirname(file) or "."
    place = file if os.path.exists(file) else folder
    if not os.path.exists(place):
        raise click.UsageError(f"cannot write {file}: there is no folder {folder}")
    if not os.access(place, os.W_OK):
        raise click.UsageError(f"cannot write {file}: permission denied")


def _same(source: str, file: str) -> bool:
    return os.path.exists(source) and os.path.samefile(source, file)


def write(text: str, file: str | None) -> None:
    """Hand the report over. A file is replaced whole or not at all."""
    if file is None:
        _print(text)
        return
    try:
        _replace(text, os.path.realpath(file))
    except OSError as reason:
        raise click.UsageError(f"cannot write {file}: {reason.strerror}") from reason


def _replace(text: str, path: str) -> None:
    special = os.path.exists(path) and not os.path.isfile(path)  # a device, a pipe: no replacing
    draft = path if special else f"{path}.{os.getpid()}.part"
    with open(draft, "w", encoding="utf-8") as file:
        file.write(text)
    if not special:
        os.replace(draft, path)


def _print(text: str) -> None:
    """To standard output, whatever its encoding can show."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
