"""`twiml-check explore URL`: the whole call or conversation, every branch of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import click

from twiml_check.model.ending import WrongCall
from twiml_check.model.run import TargetResult
from twiml_check.options.completion_values import files
from twiml_check.options.configured import configured
from twiml_check.options.help import Manual
from twiml_check.options.options import EXPLORE, EXPLORING, MAP, PATH, YES
from twiml_check.report import MAP as MAP_FORM
from twiml_check.runner.again import explore_line, with_again
from twiml_check.runner.check_target import asking_of, ensure_consistent, look_up, report
from twiml_check.runner.deliver import safe_reporting
from twiml_check.runner.explore_target import (
    Exploring,
    explore_webhook,
    question,
    question_of_one,
)
from twiml_check.runner.output import error_stream, progress_line
from twiml_check.runner.play_target import play_way
from twiml_check.runner.servers import fetcher_for, join_paths
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.targets import Target, targets
from twiml_check.runner.values import LIST_ALONE
from twiml_check.vocabulary.events import EVENTS


@click.command(
    "explore",
    cls=Manual,
    short_help="explore the whole call or conversation",
    params=[*EXPLORE, *EXPLORING, MAP, PATH, YES],
)
@click.argument("target", shell_complete=files)
def command(
    target: str,
    maps: tuple[tuple[str, str | None], ...],
    path: str | None,
    yes: bool,
    **given: Any,
) -> int:
    """Explore the whole call or conversation behind a webhook.

    TARGET is a URL, a phone number of your account, or a path with --app. twiml-check makes many
    short calls. They press every key, say every offered word, say nothing, and try every outcome of
    a <Dial>, such as busy. The exploration ends when no call finds anything new. Each call comes
    from another fictional number.
    """
    exploring = Exploring(**{name: given.pop(name) for name in Exploring._fields if name in given})
    if maps and path is not None:
        raise WrongCall(
            "--map draws the whole call, and --path plays one path: use only one of them"
        )
    asking, judging, reporting = configured(given)
    reporting = safe_reporting(with_maps(reporting, maps), asking)
    config = {name: given[name] for name in ("config", "no_config")}
    again = explore_line(asking, judging, exploring, target, config)
    asking = asking._replace(event=asking.event or "voice")
    ensure_answered(asking)
    found = _webhook(asking, judging, target, quiet=reporting.quiet)
    asking = asking_of(asking, found)
    ensure_agreed(
        asking, exploring, found.url, yes=yes,
        about=question if path is None else question_of_one,
    )  # fmt: skip
    if path is not None:
        return play_way(asking, judging, reporting, exploring, found, path)
    progress = progress_line(reporting.verbosity)
    with fetcher_for(asking, reporting, (found.url,)) as fetcher:
        resolved = found.webhook.resolved if found.webhook else None

        def checks() -> Iterator[TargetResult]:
            check = explore_webhook(
                asking, judging, exploring, found.url, fetcher,
                again=again, resolved=resolved, progress=progress,
            )  # fmt: skip
            yield with_again(check, again)

        return report(judging, reporting, checks())


def ensure_answered(asking: Asking) -> None:
    """Refuse events that begin no call and no conversation.

    Raises:
        WrongCall: it is a callback, or the list of all events.
    """
    if asking.event == "list":
        raise WrongCall(LIST_ALONE)
    event = EVENTS[asking.event or "voice"]
    if event.callback:
        raise WrongCall(f"{event.name} is a callback, which begins no call; try --event voice")


def with_maps(reporting: Reporting, maps: tuple[tuple[str, str | None], ...]) -> Reporting:
    """Return where reports and maps go; a map on standard output replaces the report.

    Raises:
        WrongCall: two maps go to standard output.
    """
    files = tuple((f"{MAP_FORM}{form}", file) for form, file in maps if file)
    reporting = reporting._replace(report=(*reporting.report, *files))
    shown = [form for form, file in maps if file is None]
    if not shown:
        return reporting
    if len(shown) > 1:
        raise WrongCall("--map - can be given only once")
    if reporting.output:
        written = (*reporting.report, (reporting.format, reporting.output))
        reporting = reporting._replace(report=written)
    return reporting._replace(format=f"{MAP_FORM}{shown[0]}", output=None)


def ensure_agreed(
    asking: Asking,
    exploring: Exploring,
    url: str,
    *,
    yes: bool,
    about: Callable[[Asking, Exploring, str], str] = question,
) -> None:
    """Ask for confirmation before requests to a host on the internet; `about` says what happens.

    Raises:
        WrongCall: there is no terminal, or the user says no.
    """
    what = "" if yes else about(asking, exploring, url)
    if not what:
        return
    if not sys.stdin.isatty():
        raise WrongCall(f"{what}; --yes confirms this")
    click.echo(what, file=error_stream())
    if not click.confirm("Continue?", err=True):
        raise WrongCall("no request was sent")


def _webhook(asking: Asking, judging: Judging, word: str, *, quiet: bool) -> Target:
    """Return the webhook to explore; that of a phone number is looked up."""
    found = targets(join_paths(asking, (word,)))[0]
    ensure_consistent(asking, judging, [found])
    if not found.is_asked:
        raise WrongCall(f"explore needs the URL of a webhook; {word} is a file")
    return next(look_up(asking, [found], quiet=quiet))
