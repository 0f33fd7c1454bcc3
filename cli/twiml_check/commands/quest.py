"""`twiml-check quest NAME URL`: one thing that a webhook has to do, asked until it is clear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from twiml_check.model.run import ResolvedNumber, TargetResult
from twiml_check.options.completion_values import quests
from twiml_check.options.options import MANY, OPTIONS, Options
from twiml_check.quest.quest import Argument, Ask, Play, Quest
from twiml_check.quest.quests import QUESTS
from twiml_check.rules.wording import either, near
from twiml_check.runner.check_target import asked, consistent, fetcher_for, report, session
from twiml_check.runner.deliver import ensure_deliverable
from twiml_check.runner.in_process_app import at_home
from twiml_check.runner.phone_numbers import called
from twiml_check.runner.targets import targets
from twiml_check.web.url import mask

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher
    from twiml_check.request.session import Session

OWN = {"target", "event", "dry_run", "inline", "expect", "expect_any_hop", "expect_text"} | MANY
"""What the quest decides, or what is no matter for one."""
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
    params=[option for option in OPTIONS if option.name not in OWN],
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
    options = Options(**given)  # type: ignore[arg-type]
    if not words:
        click.echo("\n".join(map(_line, QUESTS.values())))
        return 0
    quest = _quest(words[0])
    arguments, target = _taken_apart(quest, words[1:])
    ensure_deliverable(options, (), options.ca_bundle)
    options = options._replace(event=quest.event)
    own, url, resolved = _webhook(options, target)
    with fetcher_for(own._replace(target=(url,))) as fetcher:
        player = _Player(own, url, resolved, fetcher)
        return report(options, player.checks(quest.play(*arguments)), quest.name)


def _line(quest: Quest) -> str:
    call = " ".join((quest.name, *quest.arguments))
    return f"{call:18}{quest.event:16}{quest.summary}"


def _quest(name: str) -> Quest:
    if name in QUESTS:
        return QUESTS[name]
    if name.lower().startswith(("http://", "https://")):
        raise click.UsageError(
            "the NAME of a quest comes before the URL: twiml-check quest reply URL; "
            "twiml-check quest lists them"
        )
    hits = near(name, QUESTS)
    meant = f"did you mean {either(hits)}?" if hits else "twiml-check quest lists them"
    raise click.UsageError(f'there is no quest "{name}"; {meant}')


def _taken_apart(quest: Quest, words: tuple[str, ...]) -> tuple[list[str], str]:
    """The quest's arguments and its target."""
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


def _webhook(options: Options, word: str) -> tuple[Options, str, ResolvedNumber | None]:
    """What to ask, and with what; a number's webhook is looked up."""
    target = targets(at_home(options, (word,)))[0]
    consistent(options, [target])
    if target.is_number:
        found = called(options, target.name)[0]
        return found.options, found.url, found.resolved
    if not target.is_url:
        raise click.UsageError(f"a quest is for a webhook, and {word} is a file: give its URL")
    return options, target.name, None


class _Player:
    """Makes the requests of a quest one after the other."""

    def __init__(
        self, options: Options, url: str, resolved: ResolvedNumber | None, fetcher: Fetcher
    ) -> None:
        self.options = options
        self.url = url
        self.resolved = resolved
        self.fetcher = fetcher
        self.session: Session | None = None

    def checks(self, play: Play) -> Iterator[TargetResult]:
        """Each request's outcome; the quest hears of it and asks on."""
        ask: Ask | None = next(play)
        while ask:
            check = self.ask(ask)
            yield check
            ask = _told(play, check)

    def ask(self, ask: Ask) -> TargetResult:
        """A new call or message, or the next request of the same call."""
        options = self._options(ask)
        if ask.action and self.session:
            begin, name = ask.action.request(self.session), ask.action.link.url.masked
            return asked(options, self.session, self.fetcher, name, ask.expectations, begin)
        self.fetcher.forget()
        self.session = session(options, self.url)
        name = self.resolved.number if self.resolved else mask(self.url)
        check = asked(options, self.session, self.fetcher, name, ask.expectations)
        return check._replace(resolved=self.resolved)

    def _options(self, ask: Ask) -> Options:
        own = self.options
        told = tuple(f"{name}={value}" for name, value in ask.params)
        return own._replace(
            sender=ask.sender or own.sender,
            body=ask.body if own.body is None else own.body,
            param=(*told, *own.param),
            probe=own.probe or ask.probe,
        )


def _told(play: Play, check: TargetResult) -> Ask | None:
    """What the quest asks next, or None when it knows enough."""
    try:
        return play.send(check)
    except StopIteration:
        return None
