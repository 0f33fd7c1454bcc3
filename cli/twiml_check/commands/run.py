"""`twiml-check run`: the checks of a suite."""

from __future__ import annotations

from typing import Any

import click

from twiml_check.options.completion_values import files
from twiml_check.options.environment import told
from twiml_check.options.help import Manual
from twiml_check.options.options import OPTIONS, Options
from twiml_check.runner.check_target import report
from twiml_check.runner.deliver import ensure_deliverable
from twiml_check.runner.scheduler import sharded
from twiml_check.runner.suite_cases import base_address, held, in_turn, prepare_cases
from twiml_check.suite.find import suite
from twiml_check.suite.suite import NoneChosenError, chosen

UNUSED = {"target", "dry_run", "public_url", "skip_foreign"}
"""Options of `check` that mean nothing to many targets."""


@click.command(
    "run",
    cls=Manual,
    short_help="run the checks of a suite",
    params=[option for option in OPTIONS if option.name not in UNUSED],
)
@click.argument("file", required=False, shell_complete=files)
@click.option("--only", multiple=True, metavar="NAME", help="Run this check; repeatable.")
@click.option("--tag", multiple=True, metavar="TAG", help="Run the checks of this tag; repeatable.")
@click.option(
    "--base-url", metavar="URL", callback=base_address,
    help="What the paths of the suite are joined to, in place of its base_url.",
)  # fmt: skip
@click.pass_context
def command(
    context: click.Context,
    /,
    file: str | None,
    only: tuple[str, ...],
    tag: tuple[str, ...],
    base_url: str | None,
    **given: Any,
) -> int:
    """Run the checks of a suite.

    FILE is a twiml-check.toml, or a pyproject.toml with a table [tool.twiml-check]; else the
    nearest of them is taken, from the working folder upwards. What an option says stands above
    what the file says; --param, --ignore and --expect are added to it.
    """
    options = Options(**given, base_url=base_url or "")
    if options.event == "list":
        raise click.UsageError("twiml-check --event list shows the events")
    found = suite(file)
    try:
        wanted = chosen(found.cases, only, tag)
    except NoneChosenError as reason:
        raise click.UsageError(str(reason)) from reason
    ensure_deliverable(options, [found.file], options.ca_bundle)  # before a number is looked up
    cases = prepare_cases(found, sharded(options, wanted), options, told(context))
    read = [case.target.name for case in cases if not case.target.is_asked]
    ensure_deliverable(options, [found.file, *read], options.ca_bundle)
    return report(options, in_turn(cases), secrets=held(found, wanted))
