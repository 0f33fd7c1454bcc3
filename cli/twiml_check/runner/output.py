"""Where the report goes: standard output or a file, with colours or without."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from errno import ENXIO
from io import TextIOWrapper
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn, TextIO

from twiml_check.model.ending import NoVerdict, OwnFailure, WrongCall
from twiml_check.runner.limits import failure_to
from twiml_check.web.secrets import mask_line

if TYPE_CHECKING:
    from twiml_check.model.run import PendingRequest, Progress
    from twiml_check.report import View

ESCAPED = "backslashreplace"
"""What cannot be written in an encoding stands there as `\\u2192`."""
UNKNOWN_WIDTH = 120
"""For logs and files, which nobody wraps."""
PIECE = 65_536
"""Characters that are encoded at once."""
LONGEST = 500
"""Characters of the one line that is said about a wrong call."""
WAITING = 78
"""Characters of the line that is shown while a server is asked, and then wiped."""


def view(color: str, verbosity: int, file: str | None) -> View:
    """Return how the report is shown, by the options and by what the terminal can do."""
    from twiml_check.report import View  # --version needs none of it

    terminal = file is None and report_stream().isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colored = color == "always" or (color == "auto" and terminal and not plain)
    return View(max(_width(terminal), 40), colored, verbosity)


def _width(terminal: bool) -> int:
    """Return the width; COLUMNS has the last word. (shutil would import four compressors.)"""
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and len(told) < 6 and int(told):
        return int(told)
    try:
        return os.get_terminal_size(report_stream().fileno()).columns if terminal else UNKNOWN_WIDTH
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


class _Streams(NamedTuple):
    """Where report and messages go, once there is an app in this process."""

    report: TextIO
    errors: TextIO
    places: tuple[os.stat_result, ...]
    """What these lead to."""


_streams: _Streams | None = None
end_process: Callable[[int], NoReturn] = sys.exit
"""Ends the process with its exit status; an app needs another way."""


def report_stream() -> TextIO:
    """Return standard output, or what was kept of it."""
    return _streams.report if _streams else sys.stdout


def error_stream() -> TextIO:
    """Return standard error, or what was kept of it."""
    return _streams.errors if _streams else sys.stderr


def keep_streams(*, show: bool) -> None:
    """Keep the streams for ourselves: an app is about to be loaded, which may do all to its own.

    What it writes, with whatever means, is heard on standard error with `show`, and else nowhere.
    """
    global _streams
    own = sys.stdout, sys.stderr
    report, errors = map(_duplicate, own)
    _streams = _Streams(report, errors, _places(report, errors))
    theirs = _duplicate(sys.stderr) if show else _nowhere()
    for stream in own:
        with suppress(OSError, ValueError):
            os.dup2(theirs.fileno(), stream.fileno())
    sys.stdout = sys.stderr = theirs


def are_streams_open() -> bool:
    """Say whether what was kept is still there, and nothing else in its place."""
    if _streams is None:
        return True
    own = (_streams.report, _streams.errors)
    return all(map(is_open, own)) and all(map(os.path.samestat, _places(*own), _streams.places))


def _places(*streams: TextIO) -> tuple[os.stat_result, ...]:
    return tuple([os.fstat(stream.fileno()) for stream in streams])


def is_open(stream: TextIO) -> bool:
    """Say whether there is a descriptor behind a stream."""
    try:
        return bool(os.fstat(stream.fileno()))
    except (OSError, ValueError):
        return False


def _duplicate(stream: TextIO) -> TextIO:
    """Return another stream to the same place: what is done to the one does not touch it."""
    stream.flush()
    return open(
        os.dup(stream.fileno()), "w", buffering=1, encoding=stream.encoding, errors=stream.errors
    )


def forget(stream: TextIO) -> None:
    """Let Python not try again at its end, and fail: nobody takes what is written there."""
    global _streams
    if not is_open(stream):
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if _streams:
        _streams = _streams._replace(places=_places(_streams.report, _streams.errors))


def note(line: str) -> None:
    """Say something beside the report, whether anybody listens or not; a terminal obeys none."""
    masked = mask_line(line)
    # Not report.escape: an app may have left nothing that can be imported.
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in masked)
    try:
        print(f"twiml-check: {shown}", file=error_stream(), flush=True)
    except OSError:
        forget(error_stream())


def complain(text: str) -> None:
    """Say in one line, without secrets, why there is no verdict."""
    line = " ".join(mask_line(text).split())
    if len(line) > LONGEST:
        line = line[:LONGEST] + " …"
    note(line)


def is_interactive(verbosity: int) -> bool:
    """Say whether somebody sits at a terminal and waits."""
    return verbosity >= 0 and error_stream().isatty() and os.environ.get("TERM") != "dumb"


def progress_line(verbosity: int) -> Progress | None:
    """Return what tells on stderr what is being asked, where somebody waits for this alone."""
    if not is_interactive(verbosity):
        return None
    from twiml_check.report.escape import escape_line

    def tell(step: PendingRequest | None) -> None:
        if current_thread() is main_thread():
            line = f"{step.request.method} {step.request.url}" if step else ""
            with suppress(OSError):  # it has hung up
                error_stream().write(f"\r\x1b[2K{escape_line(mask_line(line))[:WAITING]}")
                error_stream().flush()

    return tell


def ensure_writable(file: str) -> None:
    """Refuse at once what could not be written; raises WrongCall."""
    if os.path.isdir(file):
        raise WrongCall(f"cannot write {file}: it is a folder")
    try:
        there = _exists(file)
        folder = os.path.dirname(os.path.realpath(file))
    except OSError as reason:
        raise WrongCall(f"cannot write {file}: {reason.strerror}") from reason
    if not there and not os.path.isdir(folder):
        raise WrongCall(f"cannot write {file}: there is no folder {folder}")
    if not os.access(file if there else folder, os.W_OK):
        raise WrongCall(f"cannot write {file}: permission denied")


def _exists(file: str) -> bool:
    """Say whether it is there; raises OSError for a name that no file can have."""
    try:
        os.stat(file)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


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
    """Hand the report over, which may come in pieces. A file is replaced whole or not at all.

    Raises:
        OwnFailure: the disk takes no more.
        WrongCall: it cannot be written for another reason.
    """
    if file is None:
        _print(text)
        return
    try:
        if _replaceable(file):
            _replace(text, os.path.realpath(file))
        else:
            with open_stream(file, "w") as stream:
                _write_all(stream, text)
    except OSError as reason:
        raise cannot_write(file, reason) from reason


def write_new(text: str | Iterable[str], path: str) -> None:
    """Write a file that is not there yet, whole or not at all; raises OSError."""
    file = open(path, "x", encoding="utf-8", errors=ESCAPED)  # noqa: SIM115  one that is there is not ours
    try:
        with file:
            _write_all(file, text)
    except BaseException:  # Ctrl-C, too
        os.unlink(path)
        raise


def open_stream(path: str, mode: Literal["w", "a"]) -> TextIO:
    """Return a file, device or pipe to be written to; raises OSError, as for a pipe without reader.

    To open such a pipe otherwise would take for ever.
    """
    return open(path, mode, encoding="utf-8", errors=ESCAPED, opener=_open_at_once)


def _open_at_once(path: str, flags: int) -> int:
    file = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(file, True)
    return file


def cannot_write(file: str, reason: OSError) -> NoVerdict:
    """Return what is to be raised when a file cannot be written."""
    if reason.errno == ENXIO:
        return WrongCall(f"cannot write {file}: nobody reads from this pipe")
    return failure_to(f"write {file}", reason)


def _replaceable(file: str) -> bool:
    """Say whether it is no device or pipe (`/dev/stdout`), in a folder that takes new files."""
    if not os.path.exists(file):
        return True
    folder = os.path.dirname(os.path.realpath(file))
    return os.path.isfile(file) and os.access(folder, os.W_OK)


def _replace(text: str | Iterable[str], path: str) -> None:
    """Put a file in its place; its draft has a name that no other process has."""
    draft = os.path.join(os.path.dirname(path), f".twiml-check.{os.urandom(8).hex()}.part")
    write_new(text, draft)
    try:
        _take_over(path, draft)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise


def _take_over(path: str, draft: str) -> None:
    """Give the new file the permissions of the old one, and its owner where that is allowed."""
    try:
        old = os.stat(path)
    except FileNotFoundError:
        return
    os.chmod(draft, old.st_mode & 0o7777)
    with suppress(OSError, AttributeError):  # Windows has no owners
        os.chown(draft, old.st_uid, old.st_gid)


def _write_all(stream: TextIO, text: str | Iterable[str]) -> None:
    """Write piece by piece: the bytes of all of it would stand beside its characters."""
    for whole in (text,) if isinstance(text, str) else text:
        stream.writelines(whole[start : start + PIECE] for start in range(0, len(whole), PIECE))


def _print(text: str | Iterable[str]) -> None:
    try:
        _write_all(report_stream(), text)
        report_stream().flush()
    except BrokenPipeError:  # `| head`: whoever reads has enough, and the verdict stands
        forget(report_stream())
    except OSError as reason:
        forget(report_stream())
        raise OwnFailure(f"cannot write the report: {reason.strerror}") from reason
