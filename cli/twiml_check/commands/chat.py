"""`twiml-check chat URL`: exchange text messages with a webhook."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import click

from twiml_check.calls.call import Call
from twiml_check.calls.player import Player
from twiml_check.commands.call import make_ready
from twiml_check.model.run import TargetResult
from twiml_check.options.completion_values import files
from twiml_check.options.help import Manual
from twiml_check.options.options import CHAT, PLAYING, YES
from twiml_check.runner.chat_lines import chat
from twiml_check.runner.check_target import report
from twiml_check.runner.output import progress_line
from twiml_check.runner.play_target import Stage, play, player_opener
from twiml_check.runner.record_call import record
from twiml_check.runner.servers import fetcher_for


@click.command(
    "chat", cls=Manual, short_help="send text messages to a webhook", params=[*CHAT, *PLAYING, YES]
)
@click.argument("target", shell_complete=files)
def command(
    target: str, record_to: str | None, allow_host: tuple[str, ...], yes: bool, **given: Any
) -> int:
    """Send text messages to a webhook, and show the replies.

    TARGET is a URL, a phone number of your account, or a path with --app. Each line of the terminal
    or of standard input is a message. /help lists the commands: /media, /from, /new, /quit.
    --event selects another channel: whatsapp, rcs or mms.
    """
    ready = make_ready(target, "sms", record_to, allow_host, given, yes=yes)
    asking, judging, reporting, found = ready.asking, ready.judging, ready.reporting, ready.target
    progress = progress_line(reporting.verbosity)
    with fetcher_for(asking, reporting, (found.url,)) as fetcher:

        def opener(sender: str) -> Callable[[int], Call]:
            own = asking._replace(sender=sender or asking.sender)
            open_call = player_opener(own, judging, ready.exploring, found.url, fetcher, progress)
            return lambda number: open_call(number, "plain")

        player, senders = Player(opener("")), dict[int, str]()
        stage = Stage(found.url, asking, judging, reporting)

        def checks() -> Iterator[TargetResult]:
            yield from play(
                player, stage, judging, found, lambda: chat(player, stage, opener, senders)
            )
            if ready.tape:
                turns = [*player.earlier, *player.turns]
                own = asking.sender or ""
                record(
                    ready.tape, found, stage.event,
                    [(senders.get(number, own), list(conversation))
                     for number, conversation in groupby(turns, lambda turn: turn.call)],
                    app=asking.app,
                )  # fmt: skip

        return report(judging, reporting, checks())
