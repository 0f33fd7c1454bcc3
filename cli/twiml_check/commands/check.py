"""`twiml-check TARGET...`: check webhooks and documents, and report the verdict."""

import os
from typing import Any

import click

from twiml_check.model.ending import WrongCall
from twiml_check.options.configured import configured
from twiml_check.options.help import Manual
from twiml_check.options.options import OPTIONS, shown_by
from twiml_check.runner.check_target import (
    ensure_consistent,
    look_up,
    report,
)
from twiml_check.runner.check_targets import check_targets
from twiml_check.runner.deliver import safe_reporting, target_files
from twiml_check.runner.scheduler import take_shard
from twiml_check.runner.servers import join_paths
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.targets import Target, is_url, targets
from twiml_check.vocabulary.events import EVENTS


@click.command("check", cls=Manual, short_help="check webhooks or documents", params=OPTIONS)
def command(
    target: tuple[str, ...],
    dry_run: bool,
    signed: bool,
    skip_foreign: bool,
    fix: bool,
    diff: bool,
    watch: bool,
    **given: Any,
) -> int:
    """Check webhooks or documents and give a verdict."""
    asking, judging, reporting = configured(given)
    if asking.event == "list":
        click.echo(_events(), nl=False)
        return 0
    if not target:
        raise WrongCall("nothing to check: give a URL, a file or a folder, or try --help")
    words = join_paths(asking, target)
    found = targets(words, skip_foreign=skip_foreign, exclude=judging.exclude)
    if shown := shown_by(dry_run=dry_run, signed=signed):
        from twiml_check.runner.show_request import ensure_shown, show_requests

        ensure_shown(shown, asking, judging, reporting, found)
    if fix or diff:
        _ensure_fixable(judging, reporting, found, diff=diff)
    ensure_consistent(asking, judging, found)
    if watch:
        other = shown or ("--fix" if fix else "--diff" if diff else "")
        reporting = _watched(asking, judging, reporting, target, other)
    read = [each.name for each in found if not each.is_asked]
    reporting = safe_reporting(reporting, asking, judging, target_files(read))
    found = list(look_up(asking, take_shard(asking.shard, found), quiet=reporting.quiet))
    if shown:
        return show_requests(((asking, each) for each in found), reporting, signed=signed)
    if diff:
        from twiml_check.runner.fix_files import print_diff

        return print_diff(asking, judging, reporting, found)
    checks = check_targets(asking, judging, reporting, found, filter(is_url, target))
    if fix:
        from twiml_check.runner.fix_files import fix_files, without_edits

        fix_files(asking, judging, reporting, found)
        checks = without_edits(checks)  # they are read after the fix
    return report(judging, reporting, checks, shard=asking.shard)


def _watched(
    asking: Asking, judging: Judging, reporting: Reporting, words: tuple[str, ...], other: str
) -> Reporting:
    """Run the check again whenever something changes; return only in one of these runs."""
    from twiml_check.runner.find_suite import nearest_file
    from twiml_check.runner.watch import watch
    from twiml_check.runner.watched_files import Places, app_code

    if other:
        raise WrongCall(f"--watch only checks and reports: use {other} without --watch")
    if "-" in words:
        raise WrongCall("--watch cannot read standard input again: give a file")
    read = [word for word in words if os.path.exists(word)]
    code = tuple(app_code(asking.app)) if asking.app else ()
    settings = reporting.config or nearest_file()
    documents = (*read, *filter(None, [settings])) if read or code else ()
    return watch(reporting, judging, Places(documents, code))


def _events() -> str:
    """Return the list of events, group by group."""
    wide = max(map(len, EVENTS))
    lines: list[str] = []
    for group in dict.fromkeys(event.heading for event in EVENTS.values()):
        lines.append(f"{group}\n")
        rows = (event for event in EVENTS.values() if event.heading == group)
        lines += [f"  {event.name:{wide}}  {event.summary}\n" for event in rows]
    return "".join([*lines, '--param NAME=VALUE chooses what a line names after "or".\n'])


def _ensure_fixable(
    judging: Judging, reporting: Reporting, found: list[Target], *, diff: bool
) -> None:
    """Refuse options and targets that --fix or --diff cannot use."""
    from twiml_check.runner.fix_files import ensure_files, ensure_only_diff

    ensure_files("--diff" if diff else "--fix", found)
    if diff:
        ensure_only_diff(judging, reporting)
