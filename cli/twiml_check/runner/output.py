"""The output of the report: standard output or a file, with colors or without."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from errno import ENXIO
from io import TextIOWrapper
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn, TextIO

from twiml_check.model.ending import NoVerdict, OwnFailure, WrongCall
from twiml_check.runner.limits import failure_to
from twiml_check.web.secrets import mask_line

if TYPE_CHECKING:
    from twiml_check.model.run import Progress
    from twiml_check.report import View
    from twiml_check.runner.clock import Clock

ESCAPED = "backslashreplace"
"""A character that the encoding does not have is written as `\\u2192`."""
UNKNOWN_WIDTH = 120
"""For logs and files, which are not wrapped."""
PIECE = 65_536
"""Characters that are encoded at once."""
LONGEST = 500
"""Characters of the line about a usage error."""
WAITING = 78
"""Characters of the line that is shown during a request, and then removed."""


def view(color: str, verbosity: int, file: str | None) -> View:
    """Return how the report is shown, by the options and by what the terminal can do."""
    from twiml_check.report import View  # --version needs none of it

    terminal = file is None and report_stream().isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    # https://force-color.org
    forced = file is None and bool(os.environ.get("FORCE_COLOR"))
    colored = color == "always" or (color == "auto" and (terminal or forced) and not plain)
    return View(max(_width(terminal), 40), colored, terminal, verbosity)


def _width(terminal: bool) -> int:
    """Return the width; COLUMNS overrides the terminal. (shutil would import four compressors.)"""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and len(given) < 6 and int(given):
        return int(given)
    return _columns(report_stream(), UNKNOWN_WIDTH) if terminal else UNKNOWN_WIDTH


def _columns(stream: TextIO, unknown: int) -> int:
    """Return the width of a terminal; one without a size has an unknown one."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or unknown
    except OSError:
        return unknown


def make_ready() -> None:
    """Replace a closed stream, and escape the characters that an encoding does not have."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors=ESCAPED)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


class _Streams(NamedTuple):
    """The streams of report and messages, once there is an app in this process."""

    report: TextIO
    errors: TextIO
    places: tuple[os.stat_result, ...]
    """The files behind these streams."""


_streams: _Streams | None = None
end_process: Callable[[int], NoReturn] = sys.exit
"""Ends the process with its exit status; with an app, another function does so."""


def report_stream() -> TextIO:
    """Return standard output, or our own copy of it."""
    return _streams.report if _streams else sys.stdout


def error_stream() -> TextIO:
    """Return standard error, or our own copy of it."""
    return _streams.errors if _streams else sys.stderr


def keep_streams(*, show: bool) -> None:
    """Copy the streams for ourselves before an app is loaded, which may close its own.

    The output of the app goes to standard error with `show`, and is dropped without it.
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
    """Say whether our copies are still open, and still the same files."""
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
    """Return another stream to the same file, independent of the first."""
    stream.flush()
    return open(
        os.dup(stream.fileno()), "w", buffering=1, encoding=stream.encoding, errors=stream.errors
    )


def forget(stream: TextIO) -> None:
    """Drop the output of a stream without a reader, so that Python does not fail at its end."""
    global _streams
    if not is_open(stream):
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if _streams:
        _streams = _streams._replace(places=_places(_streams.report, _streams.errors))


def note(line: str) -> None:
    """Print a line on standard error; control characters are escaped."""
    clear_progress()
    masked = mask_line(line)
    # Not report.escape: an app may have broken the imports.
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in masked)
    try:
        print(f"twiml-check: {shown}", file=error_stream(), flush=True)
    except OSError:
        forget(error_stream())


def complain(text: str) -> None:
    """Print in one line, without secrets, why there is no verdict."""
    line = " ".join(mask_line(text).split())
    if len(line) > LONGEST:
        line = line[:LONGEST] + " …"
    note(line)


def is_interactive(verbosity: int) -> bool:
    """Say whether a user waits at a terminal."""
    return verbosity >= 0 and error_stream().isatty() and os.environ.get("TERM") != "dumb"


_clock: Clock | None = None


def progress_line(verbosity: int) -> Progress | None:
    """Return a function that shows the current request on a terminal; None without one."""
    global _clock
    if not is_interactive(verbosity):
        return None
    from twiml_check.runner.clock import Clock

    def write_error(text: str) -> None:
        error_stream().write(text)
        error_stream().flush()

    _clock = Clock(write_error, min(WAITING, _columns(error_stream(), WAITING + 1) - 1))
    return _clock.show


def clear_progress() -> None:
    """Remove the line of the current request, if there is one, and end its clock."""
    if _clock:
        _clock.show(None)


def ensure_writable(file: str) -> None:
    """Refuse a file that cannot be written; raises WrongCall."""
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
    """Say whether a file exists; raises OSError for a name that no file can have."""
    try:
        os.stat(file)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def same_file(source: str, file: str) -> bool:
    """Say whether both are one regular file; `-` is the file behind standard input."""
    try:
        if not os.path.exists(file):
            return os.path.realpath(source) == os.path.realpath(file)
        read, written = os.fstat(0) if source == "-" else os.stat(source), os.stat(file)
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(written.st_mode) and os.path.samestat(read, written)


def write(text: str | Iterable[str], file: str | None) -> None:
    """Write the report, which may come in pieces. A file is replaced completely or not at all.

    Raises:
        OwnFailure: the disk is full.
        WrongCall: the file cannot be written for another reason.
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


def replace_file(file: str, content: bytes) -> None:
    """Replace the content of a file, completely or not at all.

    Raises:
        OwnFailure: the disk is full.
        WrongCall: the file cannot be written for another reason.
    """
    try:
        if _replaceable(file):
            _replace(content, os.path.realpath(file))
        else:
            with open(file, "wb") as stream:
                stream.write(content)
    except OSError as reason:
        raise cannot_write(file, reason) from reason


def write_new(content: str | bytes | Iterable[str], path: str) -> None:
    """Write a new file, completely or not at all; raises OSError."""
    file = open(path, "xb")  # noqa: SIM115  one that is there is not ours
    try:
        with file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                with TextIOWrapper(file, encoding="utf-8", errors=ESCAPED) as stream:
                    _write_all(stream, content)
    except BaseException:  # Ctrl-C, too
        os.unlink(path)
        raise


def open_stream(path: str, mode: Literal["w", "a"]) -> TextIO:
    """Return a file, device or pipe to write to; raises OSError, also for a pipe without reader.

    A plain open() of such a pipe would wait forever.
    """
    return open(path, mode, encoding="utf-8", errors=ESCAPED, opener=_open_at_once)


def _open_at_once(path: str, flags: int) -> int:
    file = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(file, True)
    return file


def cannot_write(file: str, reason: OSError) -> NoVerdict:
    """Return the exception for a file that cannot be written."""
    if reason.errno == ENXIO:
        return WrongCall(f"cannot write {file}: nobody reads from this pipe")
    return failure_to(f"write {file}", reason)


def _replaceable(file: str) -> bool:
    """Say whether a path is a plain file in a writable folder, not a device or pipe."""
    if not os.path.exists(file):
        return True
    folder = os.path.dirname(os.path.realpath(file))
    return os.path.isfile(file) and os.access(folder, os.W_OK)


def _replace(content: str | bytes | Iterable[str], path: str) -> None:
    """Write a draft with a unique name, and move it to the path."""
    draft = os.path.join(os.path.dirname(path), f".twiml-check.{os.urandom(8).hex()}.part")
    try:
        write_new(content, draft)
        _take_over(path, draft)
        os.replace(draft, path)
    except BaseException:  # Ctrl-C, too: before the draft exists, or after the move
        with suppress(FileNotFoundError):
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
    """Write piece by piece: encoding all at once needs twice the memory."""
    for whole in (text,) if isinstance(text, str) else text:
        stream.writelines(whole[start : start + PIECE] for start in range(0, len(whole), PIECE))


def _print(text: str | Iterable[str]) -> None:
    try:
        _write_all(report_stream(), text)
        report_stream().flush()
    except BrokenPipeError:  # `| head`: the reader has enough, and the verdict counts
        forget(report_stream())
    except OSError as reason:
        forget(report_stream())
        raise OwnFailure(f"cannot write the report: {reason.strerror}") from reason
