"""Who gets a report: standard output or a file, the files of --report, and GitHub's own pages."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module

import click

from twiml_check.model.run import Run
from twiml_check.options.options import Options
from twiml_check.report import REPORTERS, render
from twiml_check.runner.output import ensure_writable, same_file, view, write

Copy = tuple[str, str | None]
"""A format, and the file that it goes to; None is standard output."""


def copies(options: Options) -> list[Copy]:
    """Return the reports that were asked for; the first is that of --format and --output."""
    return [(options.format, options.output), *options.report]


def ensure_deliverable(
    options: Options, sources: Iterable[str] = (), ca_bundle: str | None = None
) -> None:
    """Refuse at once a report that could not be written, or would overwrite what is being read."""
    read = tuple(sources)
    files = [file for file in (*(copy[1] for copy in copies(options)), options.save) if file]
    compared = () if options.compare is None else (options.compare.file,)
    for number, file in enumerate(files):
        renewed = number == len(files) - 1 and file == options.save  # a snapshot may be
        ensure_writable(file, read if renewed else (*read, *compared), ca_bundle)
        if any(same_file(file, other) for other in files[:number]):
            raise click.UsageError(f"two reports cannot both be written to {file}")


def prepare(options: Options) -> None:
    """Import what writes the reports, so that it does not count as time of the run."""
    for name, _ in copies(options):
        import_module(REPORTERS[name])


def deliver(options: Options, run: Run) -> None:
    """Write every report; one that fails keeps no other from its reader."""
    failures: list[click.ClickException] = []
    for name, file in reversed(copies(options)):  # files first: they are complete when it is read
        try:
            write(_shielded(rendered(options, name, file, run), name, file), file)
        except click.ClickException as failure:
            failures.append(failure)
    if _on_github(options):
        _tell_github(options, run)
    if failures:
        raise failures[-1]


def rendered(options: Options, name: str, file: str | None, run: Run) -> str:
    """Return the report in one format; `file` is where it goes, None the terminal."""
    how = view(options.color, options.verbosity, file)
    return render(name, run, how._replace(explain=_explanation))


def _explanation(rule: str) -> str:
    from twiml_check.catalog import EVERY_BY_NAME

    return EVERY_BY_NAME[rule].explanation if rule in EVERY_BY_NAME else ""


def _on_github(options: Options) -> bool:
    """Say whether annotations and the job summary are wanted: on GitHub they come unasked."""
    return options.format == "github" or (options.format == "text" and _is_runner())


def _is_runner() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _shielded(text: str, name: str, file: str | None) -> str:
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


def _tell_github(options: Options, run: Run) -> None:
    """Write annotations beside a text report, and the page of the job in any case."""
    if options.format == "text":
        write(rendered(options, "github", None, run), None)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not summary:
        return
    try:
        with open(summary, "a", encoding="utf-8", errors="backslashreplace") as page:
            page.write("\n" + rendered(options, "markdown", summary, run))
    except OSError as reason:  # it has no part in the verdict
        click.echo(f"twiml-check: no job summary was written: {reason.strerror}", err=True)
