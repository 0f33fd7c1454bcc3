"""`twiml-check TARGET...`: ask webhooks, lint documents, report, and give the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from twiml_check.model.run import TargetResult
from twiml_check.options.help import Manual
from twiml_check.options.options import OPTIONS, Options
from twiml_check.runner.check_target import (
    _held,
    check_target,
    consistent,
    fetcher_for,
    looked_up,
    report,
    session,
    unmade,
    way,
)
from twiml_check.runner.deliver import ensure_deliverable
from twiml_check.runner.in_process_app import at_home
from twiml_check.runner.output import write
from twiml_check.runner.scheduler import every, in_order, sharded, until_failed, watched
from twiml_check.runner.snapshots import compared, in_place
from twiml_check.runner.targets import Target, targets
from twiml_check.runner.wait import ensure_up
from twiml_check.vocabulary.events import EVENTS

if TYPE_CHECKING:
    pass
WORTH_WATCHING = 500
"""Documents that take long enough to show how far we are."""


@click.command("check", cls=Manual, short_help="check webhooks or documents", params=OPTIONS)
def command(**given: Any) -> int:
    """Check webhooks or documents and give a verdict."""
    options = Options(**given)
    if options.event == "list":
        click.echo(
            "".join(f"{event.name:16}{event.summary}\n" for event in EVENTS.values()), nl=False
        )
        return 0
    if not options.target:
        raise click.UsageError("nothing to check: give a URL, a file or a folder, or try --help")
    found = targets(at_home(options, options.target), skip_foreign=options.skip_foreign)
    consistent(options, found)
    read = [target.name for target in found if not target.is_asked]
    ensure_deliverable(options, read, options.ca_bundle)
    found = list(looked_up(options, sharded(options, found)))
    if options.dry_run:
        write("".join(f"{_dry(options, target)}\n" for target in found), options.output)
        return 0
    return report(options, _checks(options, found))


def _checks(options: Options, found: list[Target]) -> Iterator[TargetResult]:
    """The checks of all targets, in order; nothing is asked before the first is wanted."""
    if not _asks(options, found):
        yield from in_place([options] * len(found), _documents(options, found))
        return
    with fetcher_for(options) as fetcher:
        ensure_up(options, fetcher, [way(options, each)[1] for each in found if each.is_url])

        def make(target: Target) -> TargetResult:
            return compared(options, check_target(options, target, fetcher))

        made = every(options, found, make, partial(unmade, options))
        yield from in_place([options] * len(found), made)


def _documents(options: Options, found: list[Target]) -> Iterator[TargetResult]:
    """The checks of files; many are shared among the cores, and somebody may watch."""
    checks = in_order(partial(_held, options), found, options.jobs)
    if len(found) >= WORTH_WATCHING and watched(options):
        from twiml_check.report.text.page import progress as bar

        checks = bar(checks, len(found), "documents")
    return until_failed(checks, found, partial(unmade, options)) if options.fail_fast else checks


def _asks(options: Options, found: list[Target]) -> bool:
    """Whether anything is asked of a server."""
    return options.probe or any(target.is_url for target in found)


def _dry(options: Options, target: Target) -> str:
    from twiml_check.request.curl import curl
    from twiml_check.request.session import first

    return curl(first(session(*way(options, target))))
