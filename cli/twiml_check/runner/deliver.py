"""Who gets a report: standard output or a file, the files of --report, and GitHub's own pages."""

import os
from collections.abc import Iterable
from importlib import import_module

from twiml_check.model.ending import NoVerdict, WrongCall
from twiml_check.model.run import Run
from twiml_check.report import REPORTERS, render
from twiml_check.runner.output import ensure_writable, note, same_file, view, write
from twiml_check.runner.settings import Judging, Reporting


def copies(reporting: Reporting) -> list[tuple[str, str | None]]:
    """Return the formats that were asked for, each with its file; None is standard output.

    The first is that of --format and --output.
    """
    return [(reporting.format, reporting.output), *reporting.report]


def ensure_deliverable(
    reporting: Reporting,
    sources: Iterable[str] = (),
    ca_bundle: str | None = None,
    judging: Judging | None = None,
) -> None:
    """Refuse at once a report that could not be written, or would overwrite what is being read."""
    read = tuple(sources)
    save, compare = (judging.save, judging.compare) if judging else (None, None)
    files = [file for file in (*(file for _, file in copies(reporting)), save) if file]
    compared = () if compare is None else (compare.file,)
    for number, file in enumerate(files):
        renewed = number == len(files) - 1 and file == save  # a snapshot may be
        ensure_writable(file, read if renewed else (*read, *compared), ca_bundle)
        if any(same_file(file, other) for other in files[:number]):
            raise WrongCall(f"two reports cannot both be written to {file}")


def prepare(reporting: Reporting) -> None:
    """Import what writes the reports, so that it does not count as time of the run."""
    for name, _ in copies(reporting):
        import_module(REPORTERS[name])


def deliver(reporting: Reporting, run: Run) -> None:
    """Write every report; one that fails keeps no other from its reader."""
    failures: list[NoVerdict] = []
    for name, file in reversed(copies(reporting)):  # files first: they are complete when it is read
        try:
            write(_shield(render_report(reporting, name, file, run), name, file), file)
        except NoVerdict as failure:
            failures.append(failure)
    if _on_github(reporting):
        _tell_github(reporting, run)
    if failures:
        raise failures[-1]


def render_report(reporting: Reporting, name: str, file: str | None, run: Run) -> str:
    """Return the report in one format; `file` is where it goes, None the terminal."""
    how = view(reporting.color, reporting.verbosity, file)
    return render(name, run, how._replace(explain=_explanation))


def _explanation(rule: str) -> str:
    from twiml_check.catalog import EVERY_BY_NAME

    return EVERY_BY_NAME[rule].explanation if rule in EVERY_BY_NAME else ""


def _on_github(reporting: Reporting) -> bool:
    """Say whether annotations and the job summary are wanted: on GitHub they come unasked."""
    return reporting.format == "github" or (reporting.format == "text" and _is_runner())


def _is_runner() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _shield(text: str, name: str, file: str | None) -> str:
    """Keep GitHub's runner from obeying what a server sends: it reads commands out of any line.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    if name != "text" or file is not None or not _is_runner():
        return text
    if not any(line.lstrip().startswith("::") or "##[" in line for line in text.splitlines()):
        return text
    from secrets import token_hex

    word = token_hex(16)
    return f"::stop-commands::{word}\n{text}::{word}::\n"


def _tell_github(reporting: Reporting, run: Run) -> None:
    """Write annotations beside a text report, and the page of the job in any case."""
    if reporting.format == "text":
        write(render_report(reporting, "github", None, run), None)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not summary:
        return
    try:
        with open(summary, "a", encoding="utf-8", errors="backslashreplace") as page:
            page.write("\n" + render_report(reporting, "markdown", summary, run))
    except OSError as reason:  # it has no part in the verdict
        note(f"no job summary was written: {reason.strerror}")
