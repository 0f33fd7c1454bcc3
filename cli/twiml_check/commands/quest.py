"""`twiml-check quest NAME URL`: one thing that a webhook has to do, asked until it is clear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from twiml_check.model.run import PendingRequest, ResolvedNumber, TargetResult
from twiml_check.options.completion_values import quests
from twiml_check.options.options import (
    APP,
    BODY,
    FALLBACK,
    FIELDS,
    JUDGEMENT,
    MAX_TIME,
    METHOD,
    PUBLIC_URL,
    REACH,
    REPORT,
    SEED,
    SIGNING,
)
from twiml_check.quest.quest import Argument, Ask, Play, Quest
from twiml_check.quest.quests import QUESTS
from twiml_check.rules.wording import either, near
from twiml_check.runner.check_target import check_session, ensure_consistent, new_session, report
from twiml_check.runner.deliver import ensure_deliverable
from twiml_check.runner.output import progress_line
from twiml_check.runner.phone_numbers import number_webhooks
from twiml_check.runner.servers import fetcher_for, join_paths
from twiml_check.runner.settings import Asking, Judging, Reporting, settings
from twiml_check.runner.targets import is_url, targets
from twiml_check.web.url import mask

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher
    from twiml_check.request.session import Session

SEPARATORS = r"[\s().-]"
FORMS: dict[Argument, tuple[str, str]] = {
    "NUMBER": (r"\+[1-9][0-9]{6,14}", "a phone number like +16515550142"),
    "PREFIX": (r"\+[1-9][0-9]{0,13}", "how phone numbers begin, like +1651"),
}


def _no_event(_ctx: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise click.UsageError("a quest sets its event itself: leave --event out")


@click.command(
    "quest",
    short_help="a check of one thing that a webhook has to do",
    params=[
        *(METHOD, *FIELDS, BODY, SEED, *SIGNING, PUBLIC_URL, FALLBACK, APP, *REACH, MAX_TIME),
        *(*JUDGEMENT, *REPORT),
    ],
)
@click.option(
    "--event", hidden=True, expose_value=False, callback=_no_event, help="Told by the quest."
)
@click.argument("words", nargs=-1, metavar="[NAME [NUMBER|PREFIX] URL]", shell_complete=quests)
def command(words: tuple[str, ...], **given: object) -> int:
    """Find out whether a webhook does one thing, and open the chest if it does.

    Without a NAME all quests are listed. In place of the URL of a webhook a phone number of your
    account will do. For the fallback quests it is the fallback URL.
    """
    asking, judging, reporting = settings(given)
    if not words:
        click.echo("\n".join(map(_line, QUESTS.values())))
        return 0
    quest = _quest(words[0])
    arguments, word = _split(quest, words[1:])
    ensure_deliverable(reporting, (), asking.ca_bundle)
    asking = asking._replace(event=quest.event)
    asking, url, resolved = _webhook(asking, judging, word, quiet=reporting.quiet)
    with fetcher_for(asking, reporting, (url,)) as fetcher:
        player = _Player(asking, judging, reporting, url, resolved, fetcher)
        return report(judging, reporting, player.checks(quest.play(*arguments)), quest=quest.name)


def _line(quest: Quest) -> str:
    call = " ".join((quest.name, *quest.arguments))
    return f"{call:18}{quest.event:16}{quest.summary}"


def _quest(name: str) -> Quest:
    if name in QUESTS:
        return QUESTS[name]
    if is_url(name):
        raise click.UsageError(
            "the NAME of a quest comes before the URL: twiml-check quest reply URL; "
            "twiml-check quest lists them"
        )
    hits = near(name, QUESTS)
    meant = f"did you mean {either(hits)}?" if hits else "twiml-check quest lists them"
    raise click.UsageError(f'there is no quest "{name}"; {meant}')


def _split(quest: Quest, words: tuple[str, ...]) -> tuple[list[str], str]:
    """Return the quest's arguments and its target."""
    if len(words) != len(quest.arguments) + 1:
        call = " ".join((quest.name, *quest.arguments, "URL"))
        raise click.UsageError(f"it is: twiml-check quest {call}")
    return list(map(_argument, quest.arguments, words)), words[-1]


def _argument(kind: Argument, word: str) -> str:
    form, described = FORMS[kind]
    number = re.sub(SEPARATORS, "", word)
    if not re.fullmatch(form, number):
        raise click.UsageError(f'{kind} is {described}, not "{mask(word)}"')
    return number


def _webhook(
    asking: Asking, judging: Judging, word: str, *, quiet: bool
) -> tuple[Asking, str, ResolvedNumber | None]:
    """Return with what to ask, and what; a number's webhook is looked up."""
    target = targets(join_paths(asking, (word,)))[0]
    ensure_consistent(asking, judging, [target])
    if target.is_number:
        found = number_webhooks(asking, target.name, quiet=quiet)[0]
        return found.asking, found.url, found.resolved
    if not target.is_url:
        raise click.UsageError(f"a quest is for a webhook, and {word} is a file: give its URL")
    return asking, target.name, None


class _Player:
    """Makes the requests of a quest one after the other."""

    def __init__(
        self,
        asking: Asking,
        judging: Judging,
        reporting: Reporting,
        url: str,
        resolved: ResolvedNumber | None,
        fetcher: Fetcher,
    ) -> None:
        self.asking = asking
        self.judging = judging
        self.progress = progress_line(reporting.verbosity)
        self.url = url
        self.resolved = resolved
        self.fetcher = fetcher
        self.session: Session | None = None

    def checks(self, play: Play) -> Iterator[TargetResult]:
        """Yield each request's outcome; the quest hears of it and asks on."""
        ask: Ask | None = next(play)
        while ask:
            check = self.ask(ask)
            yield check
            ask = _send(play, check)

    def ask(self, ask: Ask) -> TargetResult:
        """Make a new call or message, or the next request of the same call."""
        if ask.action and self.session:
            begin = ask.action.request(self.session)
            return self._explore(ask, self.session, ask.action.link.url.masked, begin)
        self.fetcher.forget()
        own = self.asking
        session = self.session = new_session(
            own._replace(
                sender=ask.sender or own.sender,
                body=ask.body if own.body is None else own.body,
                param=(*(f"{name}={value}" for name, value in ask.params), *own.param),
            ),
            self.url,
        )
        name = self.resolved.number if self.resolved else mask(self.url)
        return self._explore(ask, session, name)._replace(resolved=self.resolved)

    def _explore(
        self, ask: Ask, session: Session, name: str, begin: PendingRequest | None = None
    ) -> TargetResult:
        judging = self.judging._replace(probe=self.judging.probe or ask.probe)
        given = (self.asking, judging, session, self.fetcher, name, ask.expectations)
        return check_session(*given, begin, self.progress)


def _send(play: Play, check: TargetResult) -> Ask | None:
    """Return what the quest asks next, or None when it knows enough."""
    try:
        return play.send(check)
    except StopIteration:
        return None
