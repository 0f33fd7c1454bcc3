"""Cases of one class, one after the other, in a process that may hang, crash or fill the memory."""

import faulthandler
import os
import resource
import sys
import tempfile
import traceback
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from tests.fuzz.case import Case, Make
from tests.fuzz.checking import case_of, complaint
from tests.fuzz.running import Bench, bench

SHOWN = 4000
"""Bytes of a file that are shown."""
AGAIN = 50
"""After so many cases an old one is tried once more: what came between must not change it."""
MOST_MEMORY = 4 << 30
"""Bytes, so that the machine outlives what a case asks for."""
HELD, FELL = 0, 2
"""How the process ends; with any other status it has died."""


class Plan(NamedTuple):
    """What to try."""

    name: str
    make: Make
    seed: int
    numbers: Iterable[int]
    seconds: float = float("inf")
    """When no new case is begun."""
    longest: float = 60
    """Seconds for one case, after which its stack is shown and the process ends."""
    show: bool = False


def holds(plan: Plan) -> bool:
    """Try all cases in a process of its own, and print which of them fail."""
    with tempfile.TemporaryDirectory() as temporary:
        note, work = Path(temporary) / "case", Path(temporary) / "work"
        work.mkdir()
        sys.stdout.flush()
        child = os.fork()
        if not child:
            os._exit(_child(plan, work, note))
        _, ended = os.waitpid(child, 0)
        status = os.waitstatus_to_exitcode(ended)
        if status not in (HELD, FELL):
            print(f"{note.read_text()}\n  the process ended with {status}", flush=True)
        return status == HELD


def _child(plan: Plan, folder: Path, note: Path) -> int:
    status = 1
    try:
        with suppress(ValueError, OSError):  # not every system has this limit
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        status = _try_all(plan, folder, note)
    except BaseException:  # noqa: BLE001  the parent tells the rest
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def _try_all(plan: Plan, folder: Path, note: Path) -> int:
    began, tried, failed = monotonic(), 0, 0
    with bench(folder) as place:
        for number in plan.numbers:
            if monotonic() - began > plan.seconds:
                break
            again = f"python -m tests.fuzz --seed {plan.seed} --only {plan.name} --case {number}"
            note.write_text(again)
            tried += 1
            old = [number - AGAIN] if number > AGAIN and not number % AGAIN else []
            for each in (number, *old):
                if wrong := _within_limit(plan, place, each):
                    failed += 1
                    which = f" (case {each}, after others)" if each in old else ""
                    print(f"{again}{which}\n  {wrong}", flush=True)
    rate = tried / (monotonic() - began)
    print(f"{plan.name:12} {tried:6} tried, {failed} failed, {rate:.0f} each second", flush=True)
    return FELL if failed else HELD


def _within_limit(plan: Plan, place: Bench, number: int) -> str:
    # in C, since a regular expression that runs away lets no other thread run
    faulthandler.dump_traceback_later(plan.longest, exit=True, file=2)
    try:
        case = case_of(plan.make, plan.seed, plan.name, number, place.origin)
        if plan.show:
            _show(case)
        return complaint(place, case)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _show(case: Case) -> None:
    print("arguments:", *map(repr, case.arguments))
    for name, value in case.variables.items():
        print(f"environment: {name}={value!r}")
    for name, raw in case.files.items():
        print(f"file {name}: {raw[:SHOWN]!r}")
    for path, served in case.site.items():
        print(f"answer {path} ({served.ending}): {served.raw[:SHOWN]!r}")
