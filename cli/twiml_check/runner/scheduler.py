"""The checks of many targets: several at the same time, with progress and --fail-fast."""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from contextvars import copy_context
from time import perf_counter
from typing import Generic, TypeVar

from twiml_check.model.ending import NoVerdict, Stopped
from twiml_check.model.run import Hop, Latency, Outcome, TargetResult
from twiml_check.report.expectations import NOT_ASKED, STOPPED
from twiml_check.report.phrases import counted
from twiml_check.runner.output import error_stream, is_interactive, note
from twiml_check.runner.settings import Asking, Reporting
from twiml_check.runner.stop import is_stopped
from twiml_check.vocabulary.own_limits import own_limit
from twiml_check.web.secrets import mask_line

TELL = 10.0
"""Seconds between two progress lines, where there is no terminal."""
ORDER: tuple[Outcome, ...] = ("fail", "undecided", "pass")
"""The worst first."""
LONGEST = 200
"""Characters of the message about an internal error."""

Case = TypeVar("Case")
Made = TypeVar("Made")
WAKE = 0.5
"""Seconds between two checks for Ctrl-C during a wait."""
FIRST = 200
"""Items before the time is measured: the first ones take longer."""
SAMPLE = 300
"""Items after which the time for the others is known."""
WORTH = 0.5
"""Seconds of remaining work that justify the start of other processes."""
EACH = 0.0001
"""Seconds for one item: a faster one takes longer to hand over than to make."""
CHUNK = 50


def take_shard(shard: tuple[int, int] | None, items: Sequence[Case]) -> list[Case]:
    """Return every n-th item: the same items for the same list."""
    if shard is None:
        return list(items)
    number, of = shard
    return list(items[number - 1 :: of])


def check_all(
    asking: Asking,
    reporting: Reporting,
    cases: Sequence[Case],
    check: Callable[[Case], TargetResult],
    skip: Callable[[Case, str], TargetResult],
    person: Callable[[Case], str] = lambda _: "",
) -> list[TargetResult]:
    """Return the results in the order of the cases; `skip` makes the result of a skipped case.

    A failure, or an internal error, does not stop the other cases without --fail-fast. The cases of
    one `person` run one after the other; a case without a person runs at any time. After Ctrl-C or
    SIGTERM, the cases without a result are skipped.
    """
    made: list[TargetResult | None] = [None] * len(cases)
    guarded = check if reporting.debug or len(cases) == 1 else _guard(check, skip)

    def make(place: int) -> TargetResult:
        result = made[place] = guarded(cases[place])  # here, so that no signal comes between
        return result

    def is_enough(check: TargetResult) -> bool:
        return asking.fail_fast and check.verdict == "fail"

    def person_at(place: int) -> str:
        return person(cases[place])

    with suppress(Stopped):
        if len(cases) > 1:
            arriving = as_made(make, range(len(cases)), asking.jobs, is_enough, person_at)
            for _ in _show_progress(reporting, arriving, len(cases)):
                pass
        elif not is_stopped():
            make(0)
    why = STOPPED if is_stopped() else NOT_ASKED
    return [result or skip(case, why) for result, case in zip(made, cases, strict=True)]


def until_failed(
    checks: Iterator[TargetResult],
    cases: Sequence[Case],
    skip: Callable[[Case, str], TargetResult],
) -> Iterator[TargetResult]:
    """Yield the results up to the first failure, then those of the skipped cases."""
    for number, check in enumerate(checks, 1):
        yield check
        if check.verdict == "fail":
            yield from (skip(case, NOT_ASKED) for case in cases[number:])
            return


def until_stopped(
    checks: Iterable[TargetResult], rest: Callable[[int], Iterable[TargetResult]]
) -> Iterator[TargetResult]:
    """Yield the results; after Ctrl-C or SIGTERM, the undecided results of the rest follow.

    `rest` gets the number of the results before it.
    """
    done = 0
    try:
        for check in checks:
            done += 1
            yield check
            if is_stopped():
                break
        else:
            return
    except Stopped:
        pass
    yield from rest(done)


def repeat(once: Callable[[], TargetResult], times: int) -> TargetResult:
    """Return the worst result of so many checks, with the latencies of all.

    One failure fails the target.
    """
    if times == 1:
        return once()
    from statistics import median

    worst = once()
    latencies = [latency(worst.hops)]
    for _ in range(times - 1):
        if is_stopped():
            break
        check = once()
        latencies.append(latency(check.hops))
        worst = min(worst, check, key=lambda each: ORDER.index(each.verdict))
    taken = Latency(len(latencies), min(latencies), median(latencies), max(latencies))
    return worst._replace(latency=taken)


def latency(hops: Sequence[Hop]) -> float:
    """Return the milliseconds until the first document of a chain, its HTTP redirects included."""
    last = next((hop for hop in hops if hop.handling != "redirect"), hops[-1])
    return last.spent_ms + (last.answer.elapsed_ms if last.answer else 0.0)


def _guard(
    check: Callable[[Case], TargetResult], skip: Callable[[Case, str], TargetResult]
) -> Callable[[Case], TargetResult]:
    """Return the same check, with an undecided result for an internal error."""

    def guarded(case: Case) -> TargetResult:
        try:
            return check(case)
        except NoVerdict:
            raise
        except Exception as failure:  # noqa: BLE001 - only this case is lost
            reason = " ".join(mask_line(f"{type(failure).__name__}: {failure}")[:LONGEST].split())
            own = f"twiml-check itself failed ({reason}); --debug shows the traceback"
            return skip(case, own_limit(failure) or own)

    return guarded


def _show_progress(
    reporting: Reporting, made: Iterator[tuple[int, TargetResult]], total: int
) -> Iterator[tuple[int, TargetResult]]:
    """Yield the same, with progress: a bar on a terminal, lines elsewhere."""
    if is_interactive(reporting.verbosity):
        from twiml_check.report.text.page import progress as bar

        return bar(made, total, "targets", error_stream())
    return made if reporting.quiet else _with_lines(made, total)


def _with_lines(
    made: Iterator[tuple[int, TargetResult]], total: int
) -> Iterator[tuple[int, TargetResult]]:
    last_line, failed = perf_counter(), 0
    for done, (number, check) in enumerate(made, 1):
        yield number, check
        failed += check.verdict == "fail"
        if perf_counter() - last_line > TELL and done < total:
            last_line = perf_counter()
            note(f"{done} of {counted(total, 'target')} checked, {failed} failed")


def as_made(
    make: Callable[[Case], Made],
    given: Sequence[Case],
    jobs: int,
    enough: Callable[[Made], bool],
    person: Callable[[Case], str] = lambda _: "",
) -> Iterator[tuple[int, Made]]:
    """Yield the result of `make` for each item, with the place of the item, when it is ready.

    An exception of `make` is raised here. After a result that is `enough`, no new item begins, and
    the running ones are finished. After Ctrl-C nothing is awaited: the threads take no new item,
    and end with the process. The items of one `person` run one after the other.
    """
    work = _Work(make, given, enough, person)
    threads = _start(work.run, len(given[:jobs]))
    if not threads:
        work.run()
    try:
        yield from work.results(threads or 1)
    finally:
        work.stopped = True


def _start(run: Callable[[], None], wanted: int) -> int:
    """Start so many threads, or as many as the machine allows, and return their number."""
    for started in range(wanted):
        try:
            threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()
        except RuntimeError:
            return started
    return wanted


class _Work(Generic[Case, Made]):
    """The queue of items and of results that the threads share."""

    def __init__(
        self,
        make: Callable[[Case], Made],
        given: Sequence[Case],
        enough: Callable[[Made], bool],
        person: Callable[[Case], str],
    ) -> None:
        self._make = make
        self._enough = enough
        self._person = person
        self._left = dict(enumerate(given))
        self._busy: set[str] = set()
        """The persons whose items are running."""
        self._lock = threading.Lock()
        from queue import SimpleQueue  # 0.7 ms that documents do not need

        self._made = SimpleQueue[tuple[int, Made] | BaseException | None]()
        self.stopped = False

    def run(self) -> None:
        """Run one thread; its last result is None."""
        try:
            while taken := self._take():
                number, given = taken
                made = self._make(given)
                with self._lock:
                    self._busy.discard(self._person(given))
                if self._enough(made):
                    self.stopped = True
                self._made.put((number, made))
            self._made.put(None)
        except BaseException as error:  # noqa: BLE001 - it is raised again where results are read
            self._made.put(error)

    def results(self, threads: int) -> Iterator[tuple[int, Made]]:
        """Yield the results until all threads have ended."""
        while threads:
            made = self._next()
            if made is None:
                threads -= 1
            elif isinstance(made, BaseException):
                raise made
            else:
                yield made

    def _take(self) -> tuple[int, Case] | None:
        """Return the first item of a person who is not busy.

        Without one, this thread can end: each busy person has a thread that takes the rest.
        """
        with self._lock:
            free = (
                (number, given)
                for number, given in self._left.items()
                if self._person(given) not in self._busy
            )
            taken = None if self.stopped or is_stopped() else next(free, None)
            if taken:
                del self._left[taken[0]]
                self._busy |= {self._person(taken[1])} - {""}
            return taken

    def _next(self) -> tuple[int, Made] | BaseException | None:
        from queue import Empty

        while True:
            try:
                return self._made.get(timeout=WAKE)
            except Empty:
                pass


def in_order(make: Callable[[Case], Made], given: Sequence[Case], jobs: int) -> Iterator[Made]:
    """Yield the results of `make` in order, from at most so many processes; it can be pickled.

    If no process can be started, this process does all the work.

    An exception of `make` is raised here. No process is left running, not even after Ctrl-C.
    """
    yield from map(make, given[:FIRST])
    begun = perf_counter()
    yield from map(make, given[FIRST:SAMPLE])
    left = given[SAMPLE:]
    each = (perf_counter() - begun) / (SAMPLE - FIRST)
    processes = min(_cores(), jobs) if each > EACH and each * len(left) > WORTH else 1
    yield from map(make, left) if processes == 1 else _share(make, left, processes)


def _cores() -> int:
    """Return the number of cores; 1 without fork, because a new process takes too long."""
    return len(os.sched_getaffinity(0)) if sys.platform.startswith("linux") else 1


def _share(make: Callable[[Case], Made], given: Sequence[Case], processes: int) -> Iterator[Made]:
    from multiprocessing import get_context  # 10 ms that only a big folder can spend

    context = get_context("fork")
    try:
        pool = context.Pool(processes, _leave_signals_to_parent)
    except (OSError, RuntimeError):  # neither processes nor the threads that feed them
        yield from map(make, given)
        return
    with pool:
        yield from pool.imap(make, given, CHUNK)


def _leave_signals_to_parent() -> None:
    """Ignore Ctrl-C, which a terminal sends to this process too; the parent ends it by SIGTERM."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
