"""Where the report goes: standard output or a file, with colours or without."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from io import TextIOWrapper
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, TextIO

from twiml_check.model.ending import OwnFailure, WrongCall

if TYPE_CHECKING:
    from twiml_check.model.run import PendingRequest, Progress
    from twiml_check.report import View

ESCAPED = "backslashreplace"
"""What cannot be written in an encoding stands there as `\\u2192`."""
UNKNOWN_WIDTH = 120
"""For logs and files, which nobody wraps."""
PIECE = 65_536
"""Characters that are encoded at once."""
WAITING = 78
"""Characters of the line that is shown while a server is asked, and then wiped."""


def view(color: str, verbosity: int, file: str | None) -> View:
    """Return how the report is shown, by the options and by what the terminal can do."""
    from twiml_check.report import View  # --version needs none of it

    terminal = file is None and sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colored = color == "always" or (color == "auto" and terminal and not plain)
    return View(max(_width(terminal), 40), colored, verbosity)


def _width(terminal: bool) -> int:
    """Return the width; COLUMNS has the last word. (shutil would import four compressors.)"""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and len(told) < 6 and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns if terminal else UNKNOWN_WIDTH
    except OSError:
        return UNKNOWN_WIDTH


def make_ready() -> None:
    """Let a stream that is closed swallow everything, and one of few letters escape the rest."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors=ESCAPED)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def forget(stream: TextIO) -> None:
    """Let Python not try again at its end, and fail: nobody takes what is written there."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def note(line: str) -> None:
    """Say something beside the report, whether anybody listens or not."""
    try:
        print(f"twiml-check: {line}", file=sys.stderr, flush=True)  # noqa: T201
    except OSError:
        forget(sys.stderr)


def is_interactive(verbosity: int) -> bool:
    """Say whether somebody sits at a terminal and waits."""
    return verbosity >= 0 and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def progress_line(verbosity: int) -> Progress | None:
    """Return what tells on stderr what is being asked, where somebody waits for this alone."""
    if not is_interactive(verbosity):
        return None
    from twiml_check.report.escape import escape_line
    from twiml_check.report.redact import redact_text

    def tell(step: PendingRequest | None) -> None:
        if current_thread() is main_thread():
            line = f"{step.request.method} {step.request.url}" if step else ""
            sys.stderr.write(f"\r\x1b[2K{escape_line(redact_text(line))[:WAITING]}")
            sys.stderr.flush()

    return tell


def ensure_writable(
    file: str | None, sources: Iterable[str] = (), ca_bundle: str | None = None
) -> None:
    """Refuse at once what could not be written, or would overwrite what is being read."""
    if file is None:
        return
    if any(same_file(source, file) for source in sources):
        raise WrongCall(f"{file} is being checked; write the report elsewhere")
    if ca_bundle and same_file(ca_bundle, file):
        raise WrongCall(f"{file} is the --ca-bundle; write the report elsewhere")
    if os.path.isdir(file):
        raise WrongCall(f"cannot write {file}: it is a folder")
    folder = os.path.dirname(os.path.realpath(file))
    if not os.path.exists(file) and not os.path.isdir(folder):
        raise WrongCall(f"cannot write {file}: there is no folder {folder}")
    if not os.access(file if os.path.exists(file) else folder, os.W_OK):
        raise WrongCall(f"cannot write {file}: permission denied")


def same_file(source: str, file: str) -> bool:
    """Say whether both are one regular file; `-` is what standard input comes from."""
    try:
        if not os.path.exists(file):
            return os.path.realpath(source) == os.path.realpath(file)
        read, written = os.fstat(0) if source == "-" else os.stat(source), os.stat(file)
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(written.st_mode) and os.path.samestat(read, written)


def write(text: str | Iterable[str], file: str | None) -> None:
    """Hand the report over, which may come in pieces. A file is replaced whole or not at all."""
    if file is None:
        _print(text)
        return
    try:
        if _replaceable(file):
            _replace(text, os.path.realpath(file))
        else:
            with open(file, "w", encoding="utf-8", errors=ESCAPED) as stream:
                _write_all(stream, text)
    except OSError as reason:
        raise WrongCall(f"cannot write {file}: {reason.strerror}") from reason


def _replaceable(file: str) -> bool:
    """Say whether it is no device or pipe (`/dev/stdout`), in a folder that takes new files."""
    if not os.path.exists(file):
        return True
    folder = os.path.dirname(os.path.realpath(file))
    return os.path.isfile(file) and os.access(folder, os.W_OK)


def _replace(text: str | Iterable[str], path: str) -> None:
    folder = os.path.dirname(path)
    draft = os.path.join(folder, f".twiml-check.{os.getpid()}.part")
    try:
        with open(draft, "x", encoding="utf-8", errors=ESCAPED) as file:
            _write_all(file, text)
        _take_over(path, draft)
        os.replace(draft, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft)


def _take_over(path: str, draft: str) -> None:
    """Give the new file the permissions of the old one, and its owner where that is allowed."""
    try:
        old = os.stat(path)
    except FileNotFoundError:
        return
    os.chmod(draft, old.st_mode & 0o7777)
    with suppress(OSError):
        os.chown(draft, old.st_uid, old.st_gid)


def _write_all(stream: TextIO, text: str | Iterable[str]) -> None:
    """Write piece by piece: the bytes of all of it would stand beside its characters."""
    for whole in (text,) if isinstance(text, str) else text:
        stream.writelines(whole[start : start + PIECE] for start in range(0, len(whole), PIECE))


def _print(text: str | Iterable[str]) -> None:
    try:
        _write_all(sys.stdout, text)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head`: whoever reads has enough, and the verdict stands
        forget(sys.stdout)
    except OSError as reason:
        forget(sys.stdout)
        raise OwnFailure(f"cannot write the report: {reason.strerror}") from reason
