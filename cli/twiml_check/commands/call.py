"""`twiml-check call URL`: a call that is played, heard as text."""

from collections.abc import Iterator
from typing import Any

import click

from twiml_check.calls.player import Player
from twiml_check.calls.words import read_path
from twiml_check.commands.explore import ensure_agreed
from twiml_check.model.ending import WrongCall
from twiml_check.model.run import TargetResult
from twiml_check.options.completion_values import files
from twiml_check.options.help import Manual
from twiml_check.options.options import CALLER, EXPLORE, PLAYING, YES
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
    "call",
    cls=Manual,
    short_help="play a call",
    params=[*EXPLORE, *PLAYING, CALLER, YES],
)
@click.argument("target", shell_complete=files)
@click.option(
    "--keys", metavar="WORDS",
    help="Play these words, without a terminal: '2 \"sales\" silence busy'.",
)
@click.option(
    "--speed", type=click.FloatRange(0, 100), default=0.0, metavar="N",
    help="Wait while there is a pause: 1 as long as it is, 2 half as long.  [default: 0, not at "
    "all]",
)  # fmt: skip
def command(
    target: str, keys: str | None, speed: float, record_to: str | None, caller: str,
    allow_host: tuple[str, ...], yes: bool, **given: Any,
) -> int:  # fmt: skip
    """Play a call to a webhook: hear it as text, press keys, say words, hang up.

    TARGET is a URL, a phone number of your account, or with --app a path. On a terminal a prompt
    says what is possible, and ? explains it; else each line of standard input is a step. What is
    wrong stands below what caused it, and the verdict last.
    """
    words = None if keys is None else path_of(keys)
    exploring = Exploring(allow_host=allow_host)
    asking, judging, reporting = settings(given)
    asking = asking._replace(event=asking.event or "voice")
    if EVENTS[asking.event or ""].product != "voice":
        raise WrongCall(f"call is for calls, and {asking.event} is none: twiml-check chat")
    kept = [ReadFile(record_to, "the --record")] if record_to else []
    reporting = safe_reporting(reporting, asking, read=kept)._replace(played=True)
    tape = open_tape(record_to) if record_to else None
    found = webhook(asking, judging, target, quiet=reporting.quiet)
    asking = asking_of(asking, found)
    ensure_agreed(asking, exploring, found.url, yes=yes, about=question_of_one)
    progress = progress_line(reporting.verbosity)
    with fetcher_for(asking, reporting, (found.url,)) as fetcher:
        open_call = call_opener(asking, judging, exploring, found.url, fetcher, progress)
        player = Player(lambda number: open_call(number, caller))
        stage = Stage(found.url, asking, judging, reporting, speed=speed, progress=progress)

        def checks() -> Iterator[TargetResult]:
            yield from play(player, stage, judging, found, words)
            if tape:
                record(tape, found, stage.event, player.turns, asking.sender or "")

        return report(judging, reporting, checks())


def path_of(text: str) -> tuple[str, ...]:
    """Return the words of a path; raises WrongCall."""
    try:
        return read_path(text)
    except ValueError as reason:
        raise WrongCall(str(reason)) from reason
