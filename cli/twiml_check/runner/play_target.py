"""A call or conversation, played from words or from typed lines, and the verdict."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from io import TextIOWrapper
from time import sleep
from typing import TextIO

from twiml_check.calls.call import NoSuchChoice
from twiml_check.calls.player import ENDS, Player, Turn
from twiml_check.calls.typed import HELP, callbacks, offers, read_line
from twiml_check.calls.words import read_path
from twiml_check.model.call_map import INTERRUPTED
from twiml_check.model.ending import Stopped, WrongCall
from twiml_check.model.run import Expected, ResolvedNumber, TargetResult
from twiml_check.report.phrases import counted
from twiml_check.runner.check_target import (
    collect_garbage,
    ensure_consistent,
    evaluate_hops,
    judge_hops,
    look_up,
    report,
)
from twiml_check.runner.deliver import shield
from twiml_check.runner.explore_target import Exploring, call_opener
from twiml_check.runner.output import (
    error_stream,
    forget,
    progress_line,
    report_stream,
    view,
    write,
)
from twiml_check.runner.servers import fetcher_for, join_paths
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.targets import Target, targets
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.secrets import register
from twiml_check.web.text import mask

PROMPT = "> "
PAUSE = r"\((\d{1,6}) s pause\)"
LONGEST_PAUSE = 60.0
"""Seconds of the longest pause with --speed 1."""


def webhook(asking: Asking, judging: Judging, word: str, *, quiet: bool) -> Target:
    """Return the webhook to call; that of a phone number is looked up."""
    found = targets(join_paths(asking, (word,)))[0]
    ensure_consistent(asking, judging, [found])
    if not found.is_asked:
        raise WrongCall(f"call and chat need the URL of a webhook; {word} is a file")
    return next(look_up(asking, [found], quiet=quiet))


player_opener = partial(call_opener, explored=False)
"""Opens the calls of a player."""


class Stage:
    """The output of a played call: each heard line, and the findings below each step."""

    def __init__(
        self,
        target: str,
        asking: Asking,
        judging: Judging,
        reporting: Reporting,
        *,
        speed: float = 0.0,
    ) -> None:
        """Choose the stream: reports for machines show no call, except on a terminal."""
        self.target = mask(target)
        self.event = asking.event or "voice"
        self.judging = judging
        self.speed = speed
        self.view = view(reporting.color, reporting.verbosity, None)
        spoken = reporting.format == "text" and reporting.output is None
        watched = sys.stdin is not None and sys.stdin.isatty() and error_stream().isatty()
        self.stream: TextIO | None = report_stream() if spoken else None
        if not spoken and watched:
            self.stream = error_stream()
        if reporting.quiet:
            self.stream = None

    def open(self) -> None:
        """Show the target."""
        if self.stream is None:
            return
        from twiml_check.report.text.played import opening

        self.say(opening(self.event, self.target, register().values(), self.view) + "\n")

    def show(self, turn: Turn) -> None:
        """Show the result of a step."""
        if self.stream is None:
            return
        from twiml_check.report.text.played import below, heard

        secrets = register().values()
        for line, drawn in zip(turn.lines, heard(turn.lines, secrets, self.view), strict=True):
            self.say(drawn)
            self.wait(line)
        if self.event != "voice" and turn.hops and not turn.lines and not turn.findings:
            self.say("  (no reply)\n")
        self.say(below(turn, self.check(turn), secrets, self.view) + "\n")

    def wait(self, line: str) -> None:
        """Wait during a pause, as --speed says."""
        if self.speed and (found := re.fullmatch(PAUSE, line)):
            sleep(min(float(found[1]), LONGEST_PAUSE) / self.speed)

    def check(self, turn: Turn) -> TargetResult:
        """Return one turn as a result, to show its findings."""
        findings = tuple(each for each in turn.findings if self.judging.keeps(each.rule))
        return TargetResult(self.target, self.event, "pass", turn.hops, findings)

    def echo(self, line: str) -> None:
        """Show a line as if the user typed it."""
        if self.stream:
            from twiml_check.report.text.played import typed

            self.say(typed(line, register().values(), self.view))

    def offer(self, parts: Sequence[str]) -> None:
        """Show the possible steps."""
        if self.stream:
            from twiml_check.report.text.played import prompt

            self.say(prompt(parts, register().values(), self.view))

    def map(self, player: Player) -> None:
        """Show the map of the places so far."""
        if self.stream:
            from twiml_check.report.text.played import map_so_far

            secrets = register().values()
            self.say(map_so_far(player.seen.values(), player.way, secrets, self.view) + "\n")

    def unmet(self, expected: Expected) -> None:
        """Show a step that was not possible."""
        if self.stream:
            from twiml_check.report.text.played import unmet

            self.say(unmet(expected, register().values(), self.view) + "\n")

    def aside(self, text: str) -> None:
        """Show a remark of twiml-check."""
        if self.stream:
            from twiml_check.report.text.played import aside

            self.say(aside(text, register().values(), self.view) + "\n")

    def say(self, text: str) -> None:
        """Write to the stream, if there is one."""
        if self.stream is report_stream():
            write(shield(text, "text", None), None)
        elif self.stream:
            try:
                self.stream.write(text)
                self.stream.flush()
            except OSError:
                forget(self.stream)


def play_words(player: Player, stage: Stage, words: Iterable[str]) -> Expected | None:
    """Play the words of a path; return an impossible word as an unmet expectation."""
    begin(player, stage)
    for word in words:
        stage.echo(word)
        try:
            stage.show(player.take(word))
        except NoSuchChoice as why:
            return refused(stage, word, why)
    return None


def path_of(text: str) -> tuple[str, ...]:
    """Return the words of a path; raises WrongCall."""
    try:
        return read_path(text)
    except ValueError as reason:
        raise WrongCall(str(reason)) from reason


def begin(player: Player, stage: Stage) -> None:
    """Begin the call and show its first response; a conversation has none yet."""
    turn = player.begin()
    if turn.exchanges:
        stage.show(turn)


def play_lines(player: Player, stage: Stage) -> Expected | None:
    """Play the lines of a terminal or of standard input, up to the end."""
    watched = is_watched()
    begin(player, stage)
    while True:
        if watched:
            stage.offer(_offers(player))
        line = next_line(stage, watched=watched)
        if line is None or (player.is_over and not line.strip()):
            return None
        try:
            if not _obey(player, stage, line):
                return None
        except NoSuchChoice as why:
            if not watched:
                return refused(stage, line, why)
            stage.aside(str(why))


def _offers(player: Player) -> list[str]:
    if not player.is_over:
        return offers(player.call, begun=bool(player.way))
    back = ["u back"] if player.way else []
    return [*callbacks(player.call), *back, "m map", "Enter: quit"]


def _obey(player: Player, stage: Stage, line: str) -> bool:
    """Run one line; say whether to continue."""
    typed = read_line(line, player.call)
    if typed.command == "quit":
        return False
    if typed.command == "help":
        stage.say(HELP + "\n")
    elif typed.command == "map":
        stage.map(player)
    elif typed.command == "back":
        stage.show(player.back())
    elif typed.command == "callbacks":
        words = callbacks(player.call)
        if not words:
            raise NoSuchChoice("callbacks", "the document has no callbacks")
        for word in words:
            stage.echo(word)
            stage.show(player.take(word))
    else:
        stage.show(player.take(typed.word))
    return True


def refused(stage: Stage, word: str, why: NoSuchChoice) -> Expected:
    """Show an impossible word, and return it as an unmet expectation."""
    wanted = f"{word or 'silence'} is possible"
    expected = Expected("step", word, met=False, words=wanted, found=why.instead)
    stage.unmet(expected)
    return expected


def take_input() -> None:
    """Accept every byte of standard input; call this before the first read."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def is_watched() -> bool:
    """Say whether a user types on a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def next_line(stage: Stage, *, watched: bool) -> str | None:
    """Return the next line of the terminal or of standard input; None at the end."""
    if sys.stdin is None:
        return None
    if watched and stage.stream and stage.stream is sys.stdout and stage.stream.isatty():
        return _ask()
    if watched:
        stage.say(PROMPT)
    line = sys.stdin.readline()
    if not line:
        return None
    line = line.rstrip("\r\n")
    if not watched:
        stage.echo(line)
    return line


def _ask() -> str | None:
    """Read a line from the terminal, with a history where Python has one."""
    with suppress(ImportError):
        import readline  # noqa: F401  (it is what makes arrows work in input)
    try:
        return input(PROMPT)
    except EOFError:
        report_stream().write("\n")
        return None


def result(
    judging: Judging,
    player: Player,
    name: str,
    event: str,
    *,
    resolved: ResolvedNumber | None = None,
    unmet: Expected | None = None,
    undecided: str = "",
) -> TargetResult:
    """Return the verdict on the whole call."""
    collect_garbage()
    hops, findings = player.played()
    undecided = undecided or player.undecided
    if not hops:
        nothing = undecided or "no request was sent"
        return TargetResult(name, event, "undecided", (), (), undecided=nothing, resolved=resolved)
    expected = (*evaluate_hops(judging, hops, undecided), *([unmet] if unmet else []))
    check = judge_hops(judging, name, hops, findings, undecided, _outcome(player), expected)
    return check._replace(resolved=resolved)


def _outcome(player: Player) -> str:
    if EVENTS[player.call.session.event.name].product == "messaging":
        turns = [turn for turn in (*player.earlier, *player.turns) if turn.hops]
        replies = sum(len(turn.lines) for turn in turns)
        answers = "1 reply" if replies == 1 else f"{replies} replies"
        return f"{counted(len(turns), 'message')}, {answers}."
    end = player.turns[-1].end if player.turns else ""
    words = ENDS.get(end, "the call was still in progress")
    return f"{words[:1].upper()}{words[1:]}."


def play(
    player: Player,
    stage: Stage,
    judging: Judging,
    target: Target,
    run: Callable[[], Expected | None],
) -> Iterator[TargetResult]:
    """Play, and yield the verdict; `run` plays, and returns a step that was not possible."""
    collect_garbage()
    resolved = target.webhook.resolved if target.webhook else None
    unmet, undecided = None, ""
    stage.open()
    try:
        unmet = run()
    except Stopped:
        undecided = INTERRUPTED
        stage.say("\n")
    yield result(
        judging, player, resolved.number if resolved else mask(target.url), stage.event,
        resolved=resolved, unmet=unmet, undecided=undecided,
    )  # fmt: skip


def play_way(
    asking: Asking, judging: Judging, reporting: Reporting, exploring: Exploring, target: Target,
    path: str,
) -> int:  # fmt: skip
    """Play one path through a call or conversation, report, and return the exit status."""
    words, progress = path_of(path), progress_line(reporting.verbosity)
    reporting = reporting._replace(played=True)
    with fetcher_for(asking, reporting, (target.url,)) as fetcher:
        open_call = player_opener(asking, judging, exploring, target.url, fetcher, progress)
        player = Player(lambda number: open_call(number, exploring.caller[0]))
        stage = Stage(target.url, asking, judging, reporting)
        checks = play(player, stage, judging, target, lambda: play_words(player, stage, words))
        return report(judging, reporting, checks)
