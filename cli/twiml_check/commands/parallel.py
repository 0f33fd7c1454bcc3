"""Documents in big folders, read by all cores. The order of the report is that of the folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
FIRST = 200
"""How many are made before the time is taken: the first of a kind take longer than the next."""
SAMPLE = 300
"""How many are made before we know how long the others will take."""
WORTH = 0.5
"""Seconds of work left, from which other processes are worth their start."""
EACH = 0.0001
"""Seconds for each: what is made faster than that takes longer to hand over than to make."""
CHUNK = 50


def in_order(make: Callable[[Given], Made], given: Sequence[Given], jobs: int) -> Iterator[Made]:
    """What `make` makes of each, in order, in so many processes at most; it can be pickled.

    What it raises is raised here. Nothing is left running, not even after Ctrl-C.
    """
    yield from map(make, given[:FIRST])
    begun = perf_counter()
    yield from map(make, given[FIRST:SAMPLE])
    left = given[SAMPLE:]
    each = (perf_counter() - begun) / (SAMPLE - FIRST)
    processes = min(_cores(), jobs) if each > EACH and each * len(left) > WORTH else 1
    yield from map(make, left) if processes == 1 else _shared(make, left, processes)


def _cores() -> int:
    """Where a process cannot be forked, starting one anew takes longer than all the documents."""
    return len(os.sched_getaffinity(0)) if sys.platform.startswith("linux") else 1


def _shared(
    make: Callable[[Given], Made], given: Sequence[Given], processes: int
) -> Iterator[Made]:
    import signal
    from multiprocessing import get_context  # 10 ms that only a big folder has to spare

    context = get_context("fork")
    with context.Pool(processes, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        yield from pool.imap(make, given, CHUNK)
