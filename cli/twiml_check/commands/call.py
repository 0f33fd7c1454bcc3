"""`twiml-check call URL`: play a call, shown as text."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from twiml_check.calls.player import Player
from twiml_check.commands.explore import ensure_agreed
from twiml_check.model.ending import WrongCall
from twiml_check.model.run import TargetResult
from twiml_check.options.completion_values import files
from twiml_check.options.configured import configured
from twiml_check.options.help import Manual
from twiml_check.options.options import CALL, PLAYING, YES, validator
from twiml_check.runner.check_target import asking_of, report
from twiml_check.runner.deliver import ReadFile, safe_reporting
from twiml_check.runner.explore_target import (
    CALLERS,
    OTHER_CALLERS,
    Exploring,
    question_of_one,
)
from twiml_check.runner.output import progress_line
from twiml_check.runner.play_target import (
    Stage,
    path_of,
    play,
    play_lines,
    play_words,
    player_opener,
    take_input,
    webhook,
)
from twiml_check.runner.record_call import Tape, open_tape, record
from twiml_check.runner.servers import fetcher_for
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.targets import Target
from twiml_check.runner.values import number
from twiml_check.vocabulary.events import EVENTS


@click.command("call", cls=Manual, short_help="play a call", params=[*CALL, *PLAYING, YES])
@click.argument("target", shell_complete=files)
@click.option(
    "--keys",
    metavar="WORDS",
    help="Play these steps without a terminal: '2 \"sales\" silence busy'.",
)
@click.option(
    "--speed", type=click.FloatRange(0, 100), default=0.0, metavar="N",
    callback=validator(number),
    help="Wait during a pause: 1 for its full length, 2 for half of it.  [default: 0]",
)  # fmt: skip
@click.option(
    "--caller", type=click.Choice((*CALLERS, *OTHER_CALLERS)), default="plain", metavar="NAME",
    help="The kind of caller: plain, nowhere (unknown place), withheld (hidden number) or sip.  "
    "[default: plain]",
)  # fmt: skip
def command(
    target: str, keys: str | None, speed: float, caller: str, record_to: str | None,
    allow_host: tuple[str, ...], yes: bool, **given: Any,
) -> int:  # fmt: skip
    """Play a call to a webhook: hear it as text, press keys, say words, hang up.

    TARGET is a URL, a phone number of your account, or a path with --app. On a terminal, a prompt
    shows the possible steps, and ? explains them. Otherwise, each line of standard input is a step.
    A problem is shown below the step that caused it. The verdict comes last.
    """
    words = None if keys is None else path_of(keys)
    ready = make_ready(target, "voice", record_to, allow_host, given, yes=yes)
    asking, judging, reporting, found = ready.asking, ready.judging, ready.reporting, ready.target
    progress = progress_line(reporting.verbosity)
    with fetcher_for(asking, reporting, (found.url,)) as fetcher:
        open_call = player_opener(asking, judging, ready.exploring, found.url, fetcher, progress)
        player = Player(lambda number: open_call(number, caller))
        stage = Stage(found.url, asking, judging, reporting, speed=speed)

        def checks() -> Iterator[TargetResult]:
            yield from play(
                player, stage, judging, found,
                lambda: play_lines(player, stage) if words is None
                else play_words(player, stage, words),
            )  # fmt: skip
            if ready.tape:
                calls = [(asking.sender or "", player.turns)]
                record(ready.tape, found, stage.event, calls, caller, asking.app)

        return report(judging, reporting, checks())


class Ready(NamedTuple):
    """The values that a call or a conversation is played with."""

    asking: Asking
    judging: Judging
    reporting: Reporting
    exploring: Exploring
    target: Target
    tape: Tape | None


def make_ready(
    target: str,
    event: str,
    record_to: str | None,
    allow_host: tuple[str, ...],
    given: dict[str, Any],
    *,
    yes: bool,
) -> Ready:
    """Sort the options, find the webhook, and ask for confirmation; raises WrongCall."""
    asking, judging, reporting = configured(given)
    asking = asking._replace(event=asking.event or event)
    ensure_product(asking.event or "", event)
    kept = [ReadFile(record_to, "the file of --record")] if record_to else []
    reporting = safe_reporting(reporting, asking, read=kept)._replace(played=True)
    tape = open_tape(record_to) if record_to else None
    found = webhook(asking, judging, target, quiet=reporting.quiet)
    asking = asking_of(asking, found)
    exploring = Exploring(allow_host=allow_host)
    take_input()
    ensure_agreed(asking, exploring, found.url, yes=yes, about=question_of_one)
    return Ready(asking, judging, reporting, exploring, found, tape)


def ensure_product(event: str, like: str) -> None:
    """Refuse an event of another kind: one is a call, the other a message."""
    wanted = EVENTS[like].product
    known = EVENTS.get(event)
    if known and known.product == wanted and not known.callback:
        return
    if wanted == "voice":
        raise WrongCall(f"{event} is not an incoming call; use twiml-check chat for messages")
    raise WrongCall(f"{event} is not an incoming message; use twiml-check call for calls")
