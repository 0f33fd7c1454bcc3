"""One call or conversation played step by step, and the verdict on it."""

from __future__ import annotations

from secrets import randbelow
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.model.ending import WrongCall
from twiml_check.model.run import Progress, ResolvedNumber, TargetResult
from twiml_check.model.step import OF_MESSAGES, Step
from twiml_check.report.phrases import counted
from twiml_check.runner.check_target import collect_garbage, expect_failure, judge_hops
from twiml_check.runner.scheduler import repeat
from twiml_check.runner.settings import Asking, Judging
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.text import mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from twiml_check.fetch import Fetcher

CALLS = 3_800
"""Numbers that a caller may have: two calls of one suite hardly ever have the same."""


class Playing(NamedTuple):
    """What is played, and who calls."""

    steps: tuple[Step, ...]
    caller: str = "plain"
    file: str = ""
    """Where the steps are written."""


def event_of(steps: Iterable[Step]) -> str:
    """Return what is played, where nothing else is said."""
    return "sms" if any(step.kind in OF_MESSAGES for step in steps) else "voice"


def ensure_playable(event: str, steps: Sequence[Step]) -> None:
    """Refuse what is no call and no conversation, or begins with nothing sent.

    Raises:
        WrongCall: it is so.
    """
    if EVENTS[event].callback:
        raise WrongCall(f"{event} is no call and no conversation, so nothing can be played")
    if EVENTS[event].product == "messaging" and (not steps or steps[0].kind != "text"):
        raise WrongCall('a conversation begins with a text: { text = "hello" }')


def play_webhook(
    asking: Asking,
    judging: Judging,
    playing: Playing,
    url: str,
    fetcher: Fetcher,
    *,
    resolved: ResolvedNumber | None = None,
    progress: Progress | None = None,
) -> TargetResult:
    """Play a call to a webhook; the line of a step that stopped it is kept."""

    def once() -> TargetResult:
        return _play(asking, judging, playing, url, fetcher, resolved, progress)

    return repeat(once, asking.repeat)._replace(resolved=resolved)


def _play(
    asking: Asking,
    judging: Judging,
    playing: Playing,
    url: str,
    fetcher: Fetcher,
    resolved: ResolvedNumber | None,
    progress: Progress | None,
) -> TargetResult:
    from twiml_check.calls.steps import first_unmet, play
    from twiml_check.runner.explore_target import Exploring, call_opener

    collect_garbage()
    open_call = call_opener(asking, judging, Exploring(), url, fetcher, progress, explored=False)
    number = 0 if asking.seed else randbelow(CALLS)
    played = play(open_call(number, playing.caller), playing.steps)
    if progress:
        progress(None)
    name = resolved.number if resolved else mask(url)
    stopped = first_unmet(playing.steps, played)
    outcome = f"{played.done} of {counted(len(playing.steps), 'step')} went as written."
    check = judge_hops(
        judging, name, played.hops, played.findings, played.undecided, outcome, played.expected
    )
    if stopped and stopped.line and playing.file:
        check = check._replace(written=(playing.file, stopped.line))
    return expect_failure(check) if judging.verdict == "fail" else check
