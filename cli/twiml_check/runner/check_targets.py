"""The check of all targets: documents on all cores, webhooks several at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.model.ending import Stopped
from twiml_check.model.run import Progress, TargetResult
from twiml_check.report.expectations import STOPPED
from twiml_check.report.phrases import counted
from twiml_check.runner.again import check_line, request_line, with_again
from twiml_check.runner.baselines import accept
from twiml_check.runner.check_target import asking_of, check_target, compare_document, skip
from twiml_check.runner.limits import find_room
from twiml_check.runner.output import error_stream, is_interactive, note, progress_line
from twiml_check.runner.scheduler import check_all, in_order, until_failed, until_stopped
from twiml_check.runner.servers import ensure_up, fetcher_for
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.snapshots import compare, match_repeated
from twiml_check.runner.targets import Target
from twiml_check.web.secrets import open_target, register

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher
    from twiml_check.runner.drill_target import Drilling
    from twiml_check.runner.explore_target import Exploring
    from twiml_check.runner.play_steps import Playing

LATE = "answer-timeout"
WORTH_WATCHING = 500
"""So many documents take long enough for a progress bar."""


class Prepared(NamedTuple):
    """One check with everything that it needs."""

    asking: Asking
    """The settings of this check; all checks have the same certificates."""
    judging: Judging
    target: Target
    name: str = ""
    written: tuple[str, int] | None = None
    """The file and the line of the suite in which the check is written."""
    exploring: Exploring | None = None
    """The limits of an exploration; None for another check."""
    playing: Playing | None = None
    """The steps to play, if this is a call."""
    drilling: Drilling | None = None
    """The drills to run after the check; None for no drills."""
    again: str = ""
    """The command line that runs this check again."""
    person: str = ""
    """The phone number of its own `from`: the cases of one person run one after the other."""

    @property
    def is_check(self) -> bool:
        """Say whether responses can be compared: nothing is explored or played."""
        return self.exploring is None and self.playing is None


def check_targets(
    asking: Asking,
    judging: Judging,
    reporting: Reporting,
    found: list[Target],
    urls: Iterable[str] = (),
) -> Iterator[TargetResult]:
    """Yield the checks in order; the first request is sent when the first check is read.

    An --app also serves these `urls`.
    """
    if any(target.is_url or judging.probe for target in found):
        cases = [
            Prepared(asking, judging, target, again=check_line(asking, judging, target))
            for target in found
        ]
        yield from check_cases(cases, reporting, fetcher_for(asking, reporting, urls))
    else:
        checks = _documents(asking, judging, reporting, found)
        matched = match_repeated([judging] * len(found), checks)
        for target, check in zip(found, matched, strict=True):
            yield with_again(check, check_line(asking, judging, target))


def _documents(
    asking: Asking, judging: Judging, reporting: Reporting, found: list[Target]
) -> Iterator[TargetResult]:
    """Yield the checks of files; many files use all cores, and show a progress bar."""
    checks = in_order(partial(compare_document, asking, judging), found, asking.jobs)
    if len(found) >= WORTH_WATCHING and is_interactive(reporting.verbosity):
        from twiml_check.report.text.page import progress as bar

        checks = bar(checks, len(found), "documents", error_stream())
    if asking.fail_fast:
        checks = until_failed(checks, found, partial(skip, asking))

    def rest(done: int) -> Iterator[TargetResult]:
        return (skip(asking, target, STOPPED) for target in found[done:])

    return until_stopped(checks, rest)


def check_cases(
    cases: Sequence[Prepared], reporting: Reporting, fetcher: Fetcher | None = None
) -> Iterator[TargetResult]:
    """Yield the checks in the order of the cases; several webhooks are checked at the same time."""
    if not cases:
        return
    asking = cases[0].asking
    room = find_room(asking.jobs, with_app=bool(asking.app))
    asking = asking._replace(jobs=room.jobs)
    if reporting.verbosity > 0 and asking.jobs < min(cases[0].asking.jobs, len(cases)):
        note(f"checking {asking.jobs} targets at the same time: `ulimit -n` allows no more")
    progress = progress_line(reporting.verbosity)
    with fetcher or fetcher_for(asking, reporting) as opened:
        urls = [case.target.url for case in cases if case.target.is_url]
        with suppress(Stopped):
            ensure_up(asking.wait, opened, urls)

        known = register().values()

        def check(case: Prepared) -> TargetResult:
            with open_target(known):
                result = _with_name(case, _ask(case, asking.jobs, opened, progress))
                result = compare(case.judging, result) if case.is_check else result
                return accept(case.judging, result)

        made = check_all(asking, reporting, cases, check, _skip, lambda case: case.person)
        if not reporting.quiet:
            _note_crowd(min(asking.jobs, len(cases)), made)
        for case, result in zip(cases, _matched(cases, made), strict=True):
            yield with_again(result, case.again)
            if case.drilling and not (asking.fail_fast and result.verdict == "fail"):
                yield from _drill(case, case.drilling, opened, progress)


def _ask(case: Prepared, jobs: int, fetcher: Fetcher, progress: Progress | None) -> TargetResult:
    """Check, explore or play one target."""
    target, resolved = case.target, case.target.webhook and case.target.webhook.resolved
    asking = asking_of(case.asking, target)
    if case.playing:
        from twiml_check.runner.play_steps import play_webhook

        return play_webhook(
            asking, case.judging, case.playing, target.url, fetcher,
            resolved=resolved, progress=progress,
        )  # fmt: skip
    if case.exploring:
        from twiml_check.runner.explore_target import explore_webhook

        exploring = case.exploring._replace(jobs=min(case.exploring.jobs, jobs))
        return explore_webhook(
            asking, case.judging, exploring, target.url, fetcher,
            again=request_line(asking, target.url), resolved=resolved, progress=progress,
        )  # fmt: skip
    return check_target(case.asking, case.judging, target, fetcher, progress)


def _drill(
    case: Prepared, drilling: Drilling, fetcher: Fetcher, progress: Progress | None
) -> Iterator[TargetResult]:
    """Make the drills of a case, when nothing else is under way: they measure the server."""
    from twiml_check.runner.drill_target import drill_webhook

    resolved = case.target.webhook and case.target.webhook.resolved
    asking = asking_of(case.asking, case.target)
    for result in drill_webhook(
        asking, case.judging, drilling, case.target.url, fetcher,
        resolved=resolved, progress=progress,
    ):  # fmt: skip
        name = f"{case.name}: {result.name}" if case.name else result.name
        result = accept(case.judging, result._replace(name=name, written=case.written))
        yield with_again(result, case.again)


def _matched(cases: Sequence[Prepared], made: Sequence[TargetResult]) -> list[TargetResult]:
    """Return all checks; those that the snapshot has several times are now compared."""
    done = list(made)
    places = [place for place, case in enumerate(cases) if case.is_check]
    judgings = [cases[place].judging for place in places]
    matched = match_repeated(judgings, [made[place] for place in places])
    for place, check in zip(places, matched, strict=True):
        done[place] = check
    return done


def _note_crowd(together: int, checks: Sequence[TargetResult]) -> None:
    """Note that our own requests may cause timeouts: some servers handle one at a time."""
    late = sum(any(each.rule == LATE for each in check.findings) for check in checks)
    if late and together > 1:
        what = f"{counted(late, 'target')} did not respond before the timeout"
        note(f"{what}, with {together} checked at the same time; -j 1 checks one after the other")


def _skip(case: Prepared, why: str) -> TargetResult:
    return _with_name(case, skip(case.asking, case.target, why))


def _with_name(case: Prepared, check: TargetResult) -> TargetResult:
    return check._replace(name=case.name, written=check.written or case.written)
