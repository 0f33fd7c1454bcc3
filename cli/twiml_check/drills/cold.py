"""Whether the first response is slow, and those after it are not."""

from collections.abc import Iterator
from statistics import median

from twiml_check.drills.drill import Ask, Drill, Result, Setting, Verdict, found_by, plain
from twiml_check.drills.rules import SLOW_START
from twiml_check.model.finding import Problem

LIMIT_MS = 15_000
"""https://www.twilio.com/docs/api/errors/11205"""
MOST = LIMIT_MS / 2
"""Milliseconds from which on a first response is slow."""
LATER = 3


def play(ask: Ask, first: Result, _setting: Setting) -> Iterator[Verdict]:
    """Make the same request again, and compare the times."""
    later = [ask(plain(f"the plain request, time {number}")) for number in range(2, LATER + 2)]
    times = [_time(each) for each in later if each.accepted]
    words = "the first response is in time, like the next ones"
    hop = first.hops[0].number
    untried = next((each.untried for each in later if each.untried), "")
    if untried or not times:
        yield Verdict(words, hop, untried=untried or "the next requests failed")
        return
    problem = slow_start(_time(first), median(times))
    found = (found_by(SLOW_START, problem, first),) if problem else ()
    yield Verdict(words, hop, problem.message if problem else "", found)


def slow_start(first_ms: float, later_ms: float) -> Problem | None:
    """Return what is wrong with the first response; None where nothing is."""
    if first_ms < MOST or later_ms > first_ms / 2:
        return None
    return Problem(
        f"the first response took {first_ms / 1000:.1f} s, the next ones {later_ms / 1000:.1f} s",
        help="do the slow work before the server listens, and keep an instance running",
        note="Twilio waits 15 s, then it logs 11205",
    )


def _time(result: Result) -> float:
    """Return the milliseconds of all exchanges of a trial."""
    return sum(hop.answer.elapsed_ms for hop in result.hops if hop.answer)


COLD = Drill("cold", "the first response is not much slower than the next ones", play)
