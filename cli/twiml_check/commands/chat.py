"""`twiml-check chat URL`: texting with a webhook."""

from collections.abc import Callable, Iterator
from typing import Any

import click

from twiml_check.calls.call import Call
from twiml_check.calls.player import Player
from twiml_check.commands.explore import ensure_agreed
from twiml_check.model.ending import WrongCall
from twiml_check.model.run import TargetResult
from twiml_check.options.completion_values import files
from twiml_check.options.help import Manual
from twiml_check.options.options import EXPLORE, PLAYING, YES
from twiml_check.runner.chat_lines import chat_with
from twiml_check.runner.check_target import asking_of, report
from twiml_check.runner.deliver import ReadFile, safe_reporting
from twiml_check.runner.explore_target import Exploring, call_opener, question_of_one
from twiml_check.runner.output import progress_line
from twiml_check.runner.play_target import Stage, play, webhook
from twiml_check.runner.record_call import open_tape, record
from twiml_check.runner.servers import fetcher_for
from twiml_check.runner.settings import settings
from twiml_check.vocabulary.events import EVENTS


@click.command(
    "chat", cls=Manual, short_help="text with a webhook", params=[*EXPLORE, *PLAYING, YES]
)
@click.argument("target", shell_complete=files)
def command(
    target: str, record_to: str | None, allow_host: tuple[str, ...], yes: bool, **given: Any
) -> int:
    """Text with a webhook of messages: every line is sent, and the replies are shown.

    TARGET is a URL, a phone number of your account, or with --app a path. Lines come from a
    terminal or from standard input; /help lists what else there is: /media, /from, /new, /quit.
    """
    exploring = Exploring(allow_host=allow_host)
    asking, judging, reporting = settings(given)
    asking = asking._replace(event=asking.event or "sms")
    event = EVENTS[asking.event or ""]
    if event.product != "messaging" or event.callback:
        raise WrongCall(f"chat is for messages, and {asking.event} is none: twiml-check call")
    kept = [ReadFile(record_to, "the --record")] if record_to else []
    reporting = safe_reporting(reporting, asking, read=kept)._replace(played=True)
    tape = open_tape(record_to) if record_to else None
    found = webhook(asking, judging, target, quiet=reporting.quiet)
    asking = asking_of(asking, found)
    ensure_agreed(asking, exploring, found.url, yes=yes, about=question_of_one)
    progress = progress_line(reporting.verbosity)
    with fetcher_for(asking, reporting, (found.url,)) as fetcher:

        def opener(sender: str | None) -> Callable[[int], Call]:
            own = asking._replace(sender=sender or asking.sender)
            open_call = call_opener(own, judging, exploring, found.url, fetcher, progress)
            return lambda number: open_call(number, "plain")

        player = Player(opener(None))
        stage = Stage(found.url, asking, judging, reporting, progress=progress)

        def checks() -> Iterator[TargetResult]:
            chat = chat_with(player, stage, opener)
            yield from play(player, stage, judging, found, chat)
            if tape:
                for sender, turns in chat.conversations():
                    tape_now = tape if sender is None else tape
                    record(tape_now, found, stage.event, turns, sender or "")

        return report(judging, reporting, checks())
