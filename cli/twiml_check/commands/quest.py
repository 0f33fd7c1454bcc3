"""`twiml-check quest NAME URL`: check one thing that a webhook has to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from twiml_check.model.ending import Stopped
from twiml_check.model.run import Progress, TargetResult
from twiml_check.options.completion_values import quests
from twiml_check.options.configured import configured
from twiml_check.options.help import Manual
from twiml_check.options.options import QUEST
from twiml_check.quest.quest import Argument, Ask, Play, Quest
from twiml_check.quest.quests import QUESTS
from twiml_check.report.expectations import STOPPED, is_interrupted
from twiml_check.rules.wording import either, near
from twiml_check.runner.check_target import (
    asking_of,
    check_session,
    ensure_consistent,
    look_up,
    new_session,
    report,
    skip,
)
from twiml_check.runner.deliver import safe_reporting
from twiml_check.runner.output import progress_line
from twiml_check.runner.servers import fetcher_for, join_paths
from twiml_check.runner.settings import Asking, Judging
from twiml_check.runner.targets import Target, is_url, targets
from twiml_check.web.text import mask

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher
    from twiml_check.request.session import Session

SEPARATORS = r"[\s().-]"
FORMS: dict[Argument, tuple[str, str]] = {
    "NUMBER": (r"\+[1-9][0-9]{6,14}", "a phone number, such as +16515550142"),
    "PREFIX": (r"\+[1-9][0-9]{0,13}", "the start of a phone number, such as +1651"),
}


def _no_event(_ctx: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise click.UsageError("a quest sets its own event: remove --event")


@click.command(
    "quest", cls=Manual, short_help="check one thing that a webhook has to do", params=[*QUEST]
)
@click.option(
    "--event", hidden=True, expose_value=False, callback=_no_event, help="The quest sets the event."
)
@click.argument("words", nargs=-1, metavar="[NAME [NUMBER|PREFIX] URL]", shell_complete=quests)
def command(words: tuple[str, ...], **given: object) -> int:
    """Check one thing that a webhook has to do, and open the chest if the webhook does it.

    Without a NAME, the command lists all quests. The URL may be a phone number of your account. For
    the fallback quests, give the fallback URL.
    """
    asking, judging, reporting = configured(given)
    if not words:
        click.echo("\n".join(map(_line, QUESTS.values())))
        return 0
    quest = _quest(words[0])
    arguments, word = _split(quest, words[1:])
    reporting = safe_reporting(reporting, asking)
    asking = asking._replace(event=quest.event)
    target = _webhook(asking, judging, word, quiet=reporting.quiet)
    asking = asking_of(asking, target)
    progress, play = progress_line(reporting.verbosity), quest.play(*arguments)
    with fetcher_for(asking, reporting, (target.url,)) as fetcher:
        checks = _checks(asking, judging, target, fetcher, progress, play)
        return report(judging, reporting, checks, quest=quest.name)


def _line(quest: Quest) -> str:
    call = " ".join((quest.name, *quest.arguments))
    return f"{call:18}{quest.event:16}{quest.summary}"


def _quest(name: str) -> Quest:
    if name in QUESTS:
        return QUESTS[name]
    if is_url(name):
        raise click.UsageError(
            "write the NAME of a quest before the URL: twiml-check quest reply URL; "
            "twiml-check quest lists the names"
        )
    hits = near(name, QUESTS)
    meant = f"did you mean {either(hits)}?" if hits else "twiml-check quest lists all quests"
    raise click.UsageError(f'there is no quest "{name}"; {meant}')


def _split(quest: Quest, words: tuple[str, ...]) -> tuple[list[str], str]:
    """Return the quest's arguments and its target."""
    if len(words) != len(quest.arguments) + 1:
        call = " ".join((quest.name, *quest.arguments, "URL"))
        raise click.UsageError(f"write: twiml-check quest {call}")
    return list(map(_argument, quest.arguments, words)), words[-1]


def _argument(kind: Argument, word: str) -> str:
    form, described = FORMS[kind]
    number = re.sub(SEPARATORS, "", word)
    if not re.fullmatch(form, number):
        raise click.UsageError(f'{kind}: expected {described}, got "{mask(word)}"')
    return number


def _webhook(asking: Asking, judging: Judging, word: str, *, quiet: bool) -> Target:
    """Return the webhook to check; that of a phone number is looked up."""
    target = targets(join_paths(asking, (word,)))[0]
    ensure_consistent(asking, judging, [target])
    if not target.is_asked:
        raise click.UsageError(f"quest needs the URL of a webhook; {word} is a file")
    return next(look_up(asking, [target], quiet=quiet))


def _checks(
    asking: Asking,
    judging: Judging,
    target: Target,
    fetcher: Fetcher,
    progress: Progress | None,
    play: Play,
) -> Iterator[TargetResult]:
    """Yield the result of each request; the quest gets it and may send the next request.

    After Ctrl-C or SIGTERM, the last result is undecided.
    """
    resolved = target.webhook.resolved if target.webhook else None
    session: Session | None = None
    ask: Ask | None = next(play)
    while ask:
        begin = None
        if ask.action and session:  # the same call continues
            begin, name = ask.action.request(session), ask.action.link.url.masked
        else:
            fetcher.forget()
            session = _session(asking, ask, target.url)
            name = resolved.number if resolved else mask(target.url)
        own = judging._replace(probe=judging.probe or ask.probe)
        try:
            check = check_session(
                asking, own, session, fetcher, name, ask.expectations, begin, progress
            )
        except Stopped:
            check = skip(asking, target, STOPPED)
        check = check if begin else check._replace(resolved=resolved)
        yield check
        if is_interrupted(check):
            return
        ask = _send(play, check)


def _session(asking: Asking, ask: Ask, url: str) -> Session:
    own = asking._replace(
        sender=ask.sender or asking.sender,
        body=ask.body if asking.body is None else asking.body,
        param=(*(f"{name}={value}" for name, value in ask.params), *asking.param),
    )
    return new_session(own, url)


def _send(play: Play, check: TargetResult) -> Ask | None:
    """Return the next request of the quest; None at its end."""
    try:
        return play.send(check)
    except StopIteration:
        return None
