"""`twiml-check TARGET...`: check webhooks and documents, and report the verdict."""

from typing import Any

import click

from twiml_check.model.ending import WrongCall
from twiml_check.options.configured import configured
from twiml_check.options.help import Manual
from twiml_check.options.options import OPTIONS
from twiml_check.runner.check_target import (
    asking_of,
    ensure_consistent,
    look_up,
    new_session,
    report,
)
from twiml_check.runner.check_targets import check_targets
from twiml_check.runner.deliver import safe_reporting, target_files
from twiml_check.runner.output import write
from twiml_check.runner.scheduler import take_shard
from twiml_check.runner.servers import join_paths
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.targets import Target, is_url, targets
from twiml_check.vocabulary.events import EVENTS


@click.command("check", cls=Manual, short_help="check webhooks or documents", params=OPTIONS)
def command(target: tuple[str, ...], dry_run: bool, skip_foreign: bool, **given: Any) -> int:
    """Check webhooks or documents and give a verdict."""
    asking, judging, reporting = configured(given)
    if asking.event == "list":
        click.echo(_events(), nl=False)
        return 0
    if not target:
        raise WrongCall("nothing to check: give a URL, a file or a folder, or try --help")
    words = join_paths(asking, target)
    found = targets(words, skip_foreign=skip_foreign, exclude=judging.exclude)
    if dry_run:
        _ensure_dry(judging, reporting, found)
    ensure_consistent(asking, judging, found)
    read = [each.name for each in found if not each.is_asked]
    reporting = safe_reporting(reporting, asking, judging, target_files(read))
    found = list(look_up(asking, take_shard(asking.shard, found), quiet=reporting.quiet))
    if dry_run:
        write("".join(f"{_curl(asking, each)}\n" for each in found), reporting.output)
        return 0
    checks = check_targets(asking, judging, reporting, found, filter(is_url, target))
    return report(judging, reporting, checks, shard=asking.shard)


def _events() -> str:
    """Return the list of events, group by group."""
    wide = max(map(len, EVENTS))
    lines: list[str] = []
    for group in dict.fromkeys(event.heading for event in EVENTS.values()):
        lines.append(f"{group}\n")
        rows = (event for event in EVENTS.values() if event.heading == group)
        lines += [f"  {event.name:{wide}}  {event.summary}\n" for event in rows]
    return "".join([*lines, '--param NAME=VALUE chooses what a line names after "or".\n'])


def _ensure_dry(judging: Judging, reporting: Reporting, found: list[Target]) -> None:
    """Refuse options and targets that --dry-run cannot use."""
    if not all(target.is_asked for target in found):
        raise WrongCall("--dry-run prints the request to a webhook; a file gets no request")
    if reporting.report:
        raise WrongCall("--dry-run sends nothing, so there is nothing to report with --report")
    if judging.save or judging.compare:
        raise WrongCall("--dry-run sends nothing, so there is nothing to save or compare")


def _curl(asking: Asking, target: Target) -> str:
    from twiml_check.request.curl import curl
    from twiml_check.request.session import first

    return curl(first(new_session(asking_of(asking, target), target.url)))
