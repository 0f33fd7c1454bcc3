"""`twiml-check drill URL`: tests that every webhook must pass."""

from collections.abc import Iterator
from typing import Any

import click

from twiml_check.commands.explore import ensure_agreed
from twiml_check.drills.drills import DRILLS
from twiml_check.model.ending import WrongCall
from twiml_check.model.run import TargetResult
from twiml_check.options.completion_values import drills, files
from twiml_check.options.configured import configured
from twiml_check.options.help import Manual
from twiml_check.options.options import DRILL, YES, validator
from twiml_check.runner.check_target import asking_of, ensure_consistent, look_up, report
from twiml_check.runner.deliver import safe_reporting
from twiml_check.runner.drill_target import (
    MOST_REQUESTS,
    Drilling,
    drill_webhook,
    ensure_drillable,
    ensure_drills,
    question,
)
from twiml_check.runner.explore_target import Exploring
from twiml_check.runner.output import is_interactive, note, progress_line
from twiml_check.runner.servers import fetcher_for, join_paths
from twiml_check.runner.settings import Asking, Judging
from twiml_check.runner.targets import Target, targets
from twiml_check.runner.values import LIST_ALONE

NO_FALLBACK = "the drill fallback is skipped: set --fallback to the fallback URL"


@click.command(
    "drill",
    cls=Manual,
    short_help="run the tests that every webhook must pass",
    params=[*DRILL, YES],
)
@click.argument("target", required=False, shell_complete=files)
@click.option(
    "--only", "drills", multiple=True, callback=validator(ensure_drills), metavar="NAME",
    shell_complete=drills, help="Run this drill; repeatable.",
)  # fmt: skip
@click.option("--list", "list_drills", is_flag=True, help="List the drills; send nothing.")
@click.option(
    "--require-signature", is_flag=True,
    help="Report a webhook that accepts a forged request as an error, not a warning.",
)  # fmt: skip
@click.option(
    "--budget", "most_requests", type=click.IntRange(1, 10_000), default=MOST_REQUESTS, metavar="N",
    help=f"Send at most N requests.  [default: {MOST_REQUESTS}]",
)  # fmt: skip
def command(
    target: str | None,
    drills: tuple[str, ...],
    list_drills: bool,
    require_signature: bool,
    most_requests: int,
    yes: bool,
    **given: Any,
) -> int:
    """Run the tests that every webhook must pass.

    TARGET is a URL, a phone number of your account, or a path with --app. Each drill makes several
    requests: with a wrong signature, with markup in the text, with values left out, twice, many at
    the same time. Each drill has a verdict.
    """
    if list_drills:
        click.echo("\n".join(f"{each.name:12}{each.summary}" for each in DRILLS.values()))
        return 0
    if target is None:
        raise WrongCall("nothing to drill: give the URL of a webhook, or --list")
    asking, judging, reporting = configured(given)
    if asking.event == "list":
        raise WrongCall(LIST_ALONE)
    reporting = safe_reporting(reporting, asking)
    drilling = Drilling(drills, require_signature, most_requests)
    ensure_drillable(asking, drilling)
    found = _webhook(asking, judging, target, quiet=reporting.quiet)
    asking = asking_of(asking, found)
    ensure_agreed(
        asking, Exploring(), found.url, yes=yes,
        about=lambda asking, _exploring, url: question(asking, drilling, url),
    )  # fmt: skip
    if not (drills or asking.fallback) and is_interactive(reporting.verbosity):
        note(NO_FALLBACK)
    progress = progress_line(reporting.verbosity)
    resolved = found.webhook.resolved if found.webhook else None
    asking = asking._replace(jobs=drilling.jobs)
    with fetcher_for(asking, reporting, (found.url,)) as fetcher:

        def checks() -> Iterator[TargetResult]:
            yield from drill_webhook(
                asking, judging, drilling, found.url, fetcher, resolved=resolved, progress=progress
            )

        return report(judging, reporting, checks())


def _webhook(asking: Asking, judging: Judging, word: str, *, quiet: bool) -> Target:
    """Return what is drilled; the webhook of a number is looked up."""
    found = targets(join_paths(asking, (word,)))[0]
    ensure_consistent(asking, judging, [found])
    if not found.is_asked:
        raise WrongCall(f"drills are for webhooks, and {word} is a file: give its URL")
    return next(look_up(asking, [found], quiet=quiet))
