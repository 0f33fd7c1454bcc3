"""The places of a report: standard output or a file, the files of --report, GitHub's pages."""

import os
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import NamedTuple

from twiml_check.model.ending import NoVerdict, WrongCall
from twiml_check.model.run import Run
from twiml_check.report import MAP, STATISTICS, View, module_of, render
from twiml_check.runner.output import (
    ensure_writable,
    note,
    open_stream,
    same_file,
    view,
    write,
)
from twiml_check.runner.reading import working_folder
from twiml_check.runner.settings import Asking, Judging, Reporting

FOR_PEOPLE = ("text", "concise")
"""Formats in lines of text, which a table can replace."""


class ReadFile(NamedTuple):
    """A file that this run reads."""

    name: str
    what: str = "being checked"
    """The words after `is` in a message."""


def copies(reporting: Reporting) -> list[tuple[str, str | None]]:
    """Return the formats of the reports, each with its file; None is standard output.

    The first is that of --format and --output.
    """
    shown = STATISTICS if reporting.statistics else reporting.format
    return [(shown, reporting.output), *reporting.report]


def safe_reporting(
    reporting: Reporting,
    asking: Asking | None = None,
    judging: Judging | None = None,
    read: Iterable[ReadFile] = (),
) -> Reporting:
    """Return where the reports go; a report never replaces a file that this run reads.

    A job summary in such a file is not written. It does not affect the verdict.

    Raises:
        WrongCall: a report could not be written, or would overwrite what is being read;
            or --statistics with a format for machines.
    """
    if reporting.statistics and reporting.format not in FOR_PEOPLE:
        raise WrongCall(_no_table(reporting.format))
    kept = [*read, *_read_for(asking or Asking())]
    if reporting.config:
        kept.append(ReadFile(reporting.config, "the file of the settings"))
    if reporting.baseline:
        kept.append(ReadFile(reporting.baseline.file, "the file of --baseline"))
        if reporting.update_baseline:
            ensure_writable(reporting.baseline.file)
    app = asking.app if asking else ""
    save, compare = (judging.save, judging.compare) if judging else (None, None)
    compared = [] if compare is None else [ReadFile(compare.file)]
    files = [file for file in (*(file for _, file in copies(reporting)), save) if file]
    for number, file in enumerate(files):
        renewed = number == len(files) - 1 and file == save  # a snapshot may be
        if taken := _taken(file, kept if renewed else [*kept, *compared], app):
            raise WrongCall(f"{file} is {taken}; write the report to another file")
        ensure_writable(file)
        if any(same_file(file, other) for other in files[:number]):
            raise WrongCall(f"two reports cannot both be written to {file}")
    saved = [ReadFile(save, "the file of --save")] if save else []
    return reporting._replace(summary=_summary(reporting, [*kept, *compared, *saved], app))


def _no_table(name: str) -> str:
    """Return why there is no table of --statistics in this format."""
    if name.startswith(MAP):
        return "--statistics cannot be used with --map -; write the map to a file"
    return f"--statistics cannot be used with --format {name}; use --report {name}=FILE"


def target_files(names: Iterable[str]) -> list[ReadFile]:
    """Return the files of these names, which are being checked."""
    return [ReadFile(name) for name in names]


def _read_for(asking: Asking) -> Iterator[ReadFile]:
    """Yield the files that requests need: certificates and the code of the app."""
    if asking.ca_bundle:
        yield ReadFile(asking.ca_bundle, "the file of --ca-bundle")
        if os.path.isdir(asking.ca_bundle):
            with os.scandir(asking.ca_bundle) as entries:
                yield from (
                    ReadFile(entry.path, "in the folder of --ca-bundle") for entry in entries
                )
    if asking.app:
        from twiml_check.inprocess.sources import sources

        for path in sources(asking.app, working_folder()):
            yield ReadFile(path, "code of the --app")


def _taken(file: str, read: Iterable[ReadFile], app: str) -> str:
    """Return why a file may not be replaced; empty if it may.

    Nobody can list the imports of an app in advance, so all Python code counts as code of the app.
    """
    if app and os.path.realpath(file).lower().endswith(".py") and os.path.exists(file):
        return "code, perhaps of the --app"
    return next((other.what for other in read if same_file(other.name, file)), "")


def _summary(reporting: Reporting, read: Iterable[ReadFile], app: str) -> str:
    """Return the file of GitHub's job summary; empty without one, or if this run reads it."""
    summary = reporting.summary
    if summary is None:
        summary = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not summary or not _on_github(reporting):
        return ""
    if taken := _taken(summary, read, app):
        note(f"no job summary is written: {summary} is {taken}")
        return ""
    return summary


def prepare(reporting: Reporting) -> None:
    """Import the reporters before the run, so that the import does not count as its time."""
    for name, _ in copies(reporting):
        if not name.startswith(MAP):
            import_module(module_of(name))


def deliver(reporting: Reporting, run: Run) -> None:
    """Write every report, even if one of them fails."""
    failures: list[NoVerdict] = []
    changes = _changes(reporting, run) if reporting.last else ""
    for name, file in reversed(copies(reporting)):  # files first: they are complete when it is read
        try:
            text = render_report(reporting, name, file, run)
            write(shield(text if file else f"{changes}{text}", name, file), file)
        except NoVerdict as failure:
            failures.append(failure)
    if _on_github(reporting):
        try:
            _tell_github(reporting, run)
        except NoVerdict as failure:
            failures.insert(0, failure)
    if failures:
        raise failures[-1]


def _changes(reporting: Reporting, run: Run) -> str:
    """Return the difference to the last report, and save this one in its place."""
    from time import localtime, strftime

    from twiml_check.report.json_read import read
    from twiml_check.report.news import news

    text = render("json", run, View())
    shown, now = "", read(text)
    if not reporting.quiet and os.path.exists(reporting.last):
        with open(reporting.last, encoding="utf-8") as file:
            before = read(file.read())
        time = strftime("%H:%M:%S", localtime(os.stat(reporting.last).st_mtime))
        shown = f"{news(before, now, time, view(reporting.color, 0, None))}\n"
    write(text, reporting.last)
    return shown


def render_report(reporting: Reporting, name: str, file: str | None, run: Run) -> str:
    """Return the report in one format; `file` is where it goes, None the terminal."""
    told = reporting.played and name == "text" and file is None
    how = view(reporting.color, -1 if told else reporting.verbosity, file)
    return render(name, run, how._replace(explain=_explanation))


def _explanation(rule: str) -> str:
    from twiml_check.catalog import EVERY_BY_NAME

    return EVERY_BY_NAME[rule].explanation if rule in EVERY_BY_NAME else ""


def _on_github(reporting: Reporting) -> bool:
    """Say whether to write annotations and the job summary: on GitHub this is the default."""
    return reporting.format == "github" or (reporting.format == "text" and _is_runner())


def _is_runner() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def shield(text: str, name: str, file: str | None) -> str:
    """Return a text in which GitHub's runner obeys no command: a server may send such lines.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    if name not in (*FOR_PEOPLE, STATISTICS) or file is not None or not _is_runner():
        return text
    if not any(line.lstrip().startswith("::") or "##[" in line for line in text.splitlines()):
        return text
    from secrets import token_hex

    word = token_hex(16)
    return f"::stop-commands::{word}\n{text}::{word}::\n"


def _tell_github(reporting: Reporting, run: Run) -> None:
    """Write annotations after a text report, and the job summary in any case."""
    if reporting.format == "text":
        write(render_report(reporting, "github", None, run), None)
    summary = reporting.summary
    if not summary:
        return
    try:
        with open_stream(summary, "a") as page:
            page.write("\n" + render_report(reporting, "markdown", summary, run))
    except OSError as reason:  # this does not affect the verdict
        note(f"no job summary was written: {reason.strerror}")
