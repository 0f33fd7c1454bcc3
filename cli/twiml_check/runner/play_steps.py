"""The steps of one call or conversation, and the verdict."""

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
"""Numbers of callers: two calls of one suite almost never have the same number."""


class Playing(NamedTuple):
    """The steps to play, and the caller."""

    steps: tuple[Step, ...]
    caller: str = "plain"
    file: str = ""
    """The file with the steps."""


def event_of(steps: Iterable[Step]) -> str:
    """Return the default event for these steps."""
    return "sms" if any(step.kind in OF_MESSAGES for step in steps) else "voice"


def ensure_playable(event: str, steps: Sequence[Step]) -> None:
    """Refuse a callback, and a conversation that does not begin with a text.

    Raises:
        WrongCall: the steps cannot be played.
    """
    if EVENTS[event].callback:
        raise WrongCall(f"{event} is a callback; only a call or a conversation can be played")
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
    """Play a call to a webhook; the result has the line of the step that failed."""

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
    name = resolved.number if resolved else mask(url)
    stopped = first_unmet(playing.steps, played)
    outcome = f"{played.done} of {counted(len(playing.steps), 'step')} went as written."
    check = judge_hops(
        judging, name, played.hops, played.findings, played.undecided, outcome, played.expected
    )
    if stopped and stopped.line and playing.file:
        check = check._replace(written=(playing.file, stopped.line))
    return expect_failure(check) if judging.verdict == "fail" else check
