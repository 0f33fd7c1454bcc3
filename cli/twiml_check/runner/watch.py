"""--watch: run the same command again whenever a file changes, until Ctrl-C.

Each run is a new process with the same arguments, so it loads the code of an --app again, and its
verdict does not depend on the run before. The new process finds the file of the last report in
its environment. It prints the difference, then its own report.
"""

import os
import sys
from time import monotonic, sleep
from typing import TYPE_CHECKING, NoReturn

from twiml_check.model.ending import WrongCall
from twiml_check.report.phrases import counted
from twiml_check.runner.deliver import copies
from twiml_check.runner.output import note, report_stream
from twiml_check.runner.settings import Judging, Reporting
from twiml_check.runner.watched_files import MOST, Look, OwnChanges, Places, look

if TYPE_CHECKING:
    from subprocess import Popen

LAST = "TWIML_CHECK_LAST_REPORT"
"""The variable with the file of the last report."""
OPTION = "TWIML_CHECK_WATCH"
"""The variable of the option: a process of the app must not watch."""
PAUSE = 0.3
"""Seconds between two looks at the files."""
SHARE = 5
"""A look at many files takes at most one part in so many of the time."""
PATIENCE = 2.0
"""Seconds for a run to end after Ctrl-C."""
RULE = "-" * 79
CLEAR = "\x1b[H\x1b[2J"


def watch(reporting: Reporting, judging: Judging, places: Places) -> Reporting:
    """Run the command again and again; in each of these runs, return where the reports go.

    Raises:
        WrongCall: there is nothing to watch, or the report is not for a person.
        KeyboardInterrupt: the user pressed Ctrl-C.
    """
    last = os.environ.pop(LAST, "")
    if not last:
        _begin(reporting, judging, places)
    os.environ.pop(OPTION, None)
    return reporting._replace(last=last)


def _begin(reporting: Reporting, judging: Judging, places: Places) -> NoReturn:
    if not (places.documents or places.code):
        raise WrongCall("--watch needs files to watch: give a file, a folder or --app")
    if reporting.output or reporting.format != "text":
        raise WrongCall("--watch prints the report for people; --report FORMAT=FILE writes others")
    written = [file for _, file in copies(reporting) if file]
    written += [judging.save] if judging.save else []
    if judging.baseline and judging.update_baseline:
        written.append(judging.baseline.file)
    _Watch(places._replace(written=tuple(written)), quiet=reporting.quiet).run()


class _Watch:
    def __init__(self, places: Places, *, quiet: bool) -> None:
        self._places = places
        self._quiet = quiet
        self._own = OwnChanges()

    def run(self) -> NoReturn:
        """Run the command until an exception ends this."""
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="twiml-check.") as folder:
            last = os.path.join(folder, "last.json")
            seen = self._look()
            if seen.crowded:
                note(f"--watch looks at the first {MOST:,} files in {seen.crowded}, and no others")
            while True:
                _run_once(last)
                for path in self._own.note_run(seen.files, self._look().files):
                    note(f"{path} changes in each run, so its changes do not start another run")
                if not self._quiet:
                    files = counted(len(seen.files), "file")
                    note(f"watching {files}; press Ctrl-C to stop")
                seen = self._wait_for_change(seen)
                _separate()

    def _look(self) -> Look:
        return look(self._places, self._own.files)

    def _wait_for_change(self, seen: Look) -> Look:
        """Return the next state that differs, after one look without another change."""
        known = {path: at for path, at in seen.files.items() if path not in self._own.files}
        before = known
        while True:
            begun = monotonic()
            now = self._look()
            if now.files == before != known:
                return now
            before = now.files
            sleep(max(PAUSE, SHARE * (monotonic() - begun)))


def _run_once(last: str) -> None:
    """Run the command once, to its end."""
    from subprocess import Popen

    command = [*_tool(), *sys.argv[1:]]
    child = Popen(command, env={**os.environ, LAST: last})  # noqa: S603  the same command
    try:
        child.wait()
    except BaseException:
        _end(child)
        raise


def _tool() -> list[str]:
    """Return the command of this program: -P keeps files of the working folder out of imports."""
    as_module = getattr(sys.modules["__main__"], "__spec__", None) is not None
    return [sys.executable, *([] if as_module else ["-P"]), "-m", "twiml_check"]


def _end(child: "Popen[bytes]") -> None:
    """Wait for the end of a run; a terminal has sent Ctrl-C to it, too."""
    from subprocess import TimeoutExpired

    for end in (child.terminate, child.kill):
        try:
            child.wait(PATIENCE)
        except TimeoutExpired:
            end()
    child.wait()


def _separate() -> None:
    """Clear the screen; elsewhere print a line between two reports."""
    stream = report_stream()
    terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
    stream.write(CLEAR if terminal else f"{RULE}\n")
    stream.flush()
