"""The checks of many targets: several at once, watched, stopped at the first failure, in order."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import TypeVar

import click

from twiml_check.commands.options import Options
from twiml_check.commands.output import note
from twiml_check.logins import masked
from twiml_check.model import Check, Hop, Latency, Outcome
from twiml_check.report.expected import NOT_ASKED
from twiml_check.report.tally import counted

Case = TypeVar("Case")
Item = TypeVar("Item")
TELL = 10.0
"""Seconds between two lines about how far we are, where nobody sits at a terminal."""
ORDER: tuple[Outcome, ...] = ("fail", "undecided", "pass")
"""The worst first."""
LONGEST = 200
"""Characters that are told of a fault of ours."""


def sharded(options: Options, items: Sequence[Item]) -> list[Item]:
    """Every so many-th of the items: the same ones whenever the list is the same."""
    if options.shard is None:
        return list(items)
    number, of = options.shard
    return list(items[number - 1 :: of])


def every(
    options: Options,
    cases: Sequence[Case],
    make: Callable[[Case], Check],
    unmade: Callable[[Case, str], Check],
) -> list[Check]:
    """The check of each case, in order; `unmade` gives that of a case that was not asked, and why.

    One that fails, or that we fail at, stops no other, unless --fail-fast is given.
    """
    if len(cases) == 1:
        return [make(cases[0])]
    checks: list[Check | None] = [None] * len(cases)
    made = _made(options, cases, _steady(options, make, unmade))
    for number, check in _told(options, made, len(cases)):
        checks[number] = check
    return [check or unmade(case, NOT_ASKED) for check, case in zip(checks, cases, strict=True)]


def until_failed(
    checks: Iterator[Check], cases: Sequence[Case], unmade: Callable[[Case, str], Check]
) -> Iterator[Check]:
    """The checks up to the first that fails, then what stands for the others."""
    for number, check in enumerate(checks, 1):
        yield check
        if check.verdict == "fail":
            yield from (unmade(case, NOT_ASKED) for case in cases[number:])
            return


def repeated(once: Callable[[], Check], times: int) -> Check:
    """The first of the worst of so many checks, with the latency of them all.

    Nothing is tried again until it passes: one that fails fails the target.
    """
    if times == 1:
        return once()
    from statistics import median

    worst = once()
    latencies = [latency(worst.hops)]
    for _ in range(times - 1):
        check = once()
        latencies.append(latency(check.hops))
        worst = min(worst, check, key=lambda each: ORDER.index(each.verdict))
    taken = Latency(times, min(latencies), median(latencies), max(latencies))
    return worst._replace(latency=taken)


def latency(hops: Sequence[Hop]) -> float:
    """Milliseconds until the first document of a chain, its HTTP redirects included."""
    last = next((hop for hop in hops if hop.treatment != "redirect"), hops[-1])
    return last.spent_ms + (last.answer.elapsed_ms if last.answer else 0.0)


def watched(options: Options) -> bool:
    """Whether somebody sits at a terminal and waits."""
    return options.verbosity >= 0 and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _made(
    options: Options, cases: Sequence[Case], make: Callable[[Case], Check]
) -> Iterator[tuple[int, Check]]:
    from twiml_check.commands.threads import as_made

    enough = _failed if options.fail_fast else _never
    return as_made(make, cases, options.jobs, enough)


def _failed(check: Check) -> bool:
    return check.verdict == "fail"


def _never(_: Check) -> bool:
    return False


def _steady(
    options: Options, make: Callable[[Case], Check], unmade: Callable[[Case, str], Check]
) -> Callable[[Case], Check]:
    """The same, but that a fault of ours leaves one case undecided, and the others alone."""

    def made(case: Case) -> Check:
        try:
            return make(case)
        except click.ClickException:
            raise
        except Exception as failure:
            if options.debug:
                raise
            reason = " ".join(masked(f"{type(failure).__name__}: {failure}")[:LONGEST].split())
            return unmade(case, f"the tool itself failed ({reason}); --debug shows where")

    return made


def _told(
    options: Options, made: Iterator[tuple[int, Check]], total: int
) -> Iterator[tuple[int, Check]]:
    """The same, while somebody is told how far we are: a bar on a terminal, elsewhere lines."""
    if watched(options):
        from twiml_check.report.text.progress import watched as bar

        return bar(made, total, "targets")
    return made if options.quiet else _with_lines(made, total)


def _with_lines(made: Iterator[tuple[int, Check]], total: int) -> Iterator[tuple[int, Check]]:
    told, failed = perf_counter(), 0
    for done, (number, check) in enumerate(made, 1):
        yield number, check
        failed += _failed(check)
        if perf_counter() - told > TELL and done < total:
            told = perf_counter()
            note(f"{done} of {counted(total, 'target')} checked, {failed} failed")
