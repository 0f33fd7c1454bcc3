"""`twiml-check run`: run the checks of a suite."""

import os
from typing import Any

import click

from twiml_check.model.ending import WrongCall
from twiml_check.options.completion_values import files
from twiml_check.options.environment import given_options
from twiml_check.options.help import Manual
from twiml_check.options.options import SUITE, YES, validator
from twiml_check.runner.check_target import report
from twiml_check.runner.check_targets import check_cases
from twiml_check.runner.deliver import safe_reporting, target_files
from twiml_check.runner.scheduler import take_shard
from twiml_check.runner.settings import settings
from twiml_check.runner.suite_file import open_suite
from twiml_check.runner.suites import app_of, ensure_all_unasked, overview, prepare_cases
from twiml_check.runner.values import LIST_ALONE, base_address
from twiml_check.suite.suite import NoneChosenError, choose


@click.command("run", cls=Manual, short_help="run the checks of a suite", params=[*SUITE, YES])
@click.argument("file", required=False, shell_complete=files)
@click.option("--only", multiple=True, metavar="NAME", help="Run only this check; repeatable.")
@click.option(
    "--tag", multiple=True, metavar="TAG", help="Run only the checks with this tag; repeatable."
)
@click.option(
    "--list",
    "list_cases",
    is_flag=True,
    help="List the name, target, kind and tags of each check; send nothing.",
)
@click.option(
    "--base-url", metavar="URL", callback=validator(base_address),
    help="Join the paths of the suite to this URL. It overrides base_url.",
)  # fmt: skip
@click.pass_context
def command(
    context: click.Context,
    /,
    file: str | None,
    config: str | None,
    only: tuple[str, ...],
    tag: tuple[str, ...],
    list_cases: bool,
    base_url: str | None,
    yes: bool,
    signed: bool,
    watch: bool,
    **given: Any,
) -> int:
    """Run the checks and the calls of a suite.

    FILE is a twiml-check.toml, or a pyproject.toml with a table [tool.twiml-check]. Without FILE,
    twiml-check uses the nearest of them in the working folder or a folder above. Options override
    the keys of the file, but --param, --ignore and --expect are added to them.
    """
    asking, judging, reporting = settings({**given, "base_url": base_url or ""})
    if asking.event == "list":
        raise WrongCall(LIST_ALONE)
    suite, given_names = open_suite(file or config), given_options(context)
    if app := app_of(suite, given_names):
        asking, judging = asking._replace(app=app), judging._replace(app=app)
    if not suite.cases:
        raise WrongCall(f"{suite.file} has no [[check]] and no [[call]]; there is nothing to run")
    try:
        wanted = choose(suite.cases, only, tag)
    except NoneChosenError as reason:
        raise WrongCall(str(reason)) from reason
    if list_cases:
        click.echo(overview(take_shard(asking.shard, wanted)), nl=False)
        return 0
    # once before a number is looked up, and again with the files that the targets turn out to be
    reporting = safe_reporting(reporting, asking, judging, target_files([suite.file]))
    part = take_shard(asking.shard, wanted)
    cases = prepare_cases(suite, part, asking, judging, given_names, quiet=reporting.quiet)
    if signed and watch:
        raise WrongCall("--watch only checks and reports: use --curl without --watch")
    if signed:
        from twiml_check.runner.show_request import ensure_shown, show_requests

        for case in cases:
            ensure_shown("--curl", case.asking, case.judging, reporting, [case.target])
        requests = ((case.asking, case.target) for case in cases)
        return show_requests(requests, reporting, signed=True)
    ensure_all_unasked(cases, yes=yes)
    if watch:
        from twiml_check.runner.watch import watch as watch_files
        from twiml_check.runner.watched_files import Places, app_code

        documents = [case.target.name for case in cases if not case.target.is_asked]
        code = tuple(app_code(asking.app)) if asking.app else ()
        folder = os.path.dirname(suite.file) or os.curdir
        places = Places((suite.file, folder, *documents), code)
        reporting = watch_files(reporting, judging, places)
    read = [case.target.name for case in cases if not case.target.is_asked]
    reporting = safe_reporting(reporting, asking, judging, target_files([suite.file, *read]))
    return report(judging, reporting, check_cases(cases, reporting), shard=asking.shard)
