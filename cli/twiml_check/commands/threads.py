"""Many servers asked at the same time, each by a thread that mostly waits."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
WAKE = 0.5
"""Seconds between two looks at whether Ctrl-C was pressed, where a wait cannot be interrupted."""


def as_made(
    make: Callable[[Given], Made],
    given: Sequence[Given],
    jobs: int,
    enough: Callable[[Made], bool] = lambda _: False,
) -> Iterator[tuple[int, Made]]:
    """What `make` makes of each, with its place among the given, in the order in which it is made.

    What it raises is raised here. Once something is `enough`, no more is begun, and what is under
    way is still waited for. After Ctrl-C nobody waits: the threads take no more, and the end of
    the process is the end of them.
    """
    work = _Work(make, given, enough)
    threads = [threading.Thread(target=work.run, daemon=True) for _ in given[:jobs]]
    for thread in threads:
        thread.start()
    try:
        yield from work.results(len(threads))
    finally:
        work.stopped = True


class _Work(Generic[Given, Made]):
    """What the threads take from, and where they put what they made."""

    def __init__(
        self,
        make: Callable[[Given], Made],
        given: Sequence[Given],
        enough: Callable[[Made], bool],
    ) -> None:
        self._make = make
        self._enough = enough
        self._left = iter(enumerate(given))
        self._lock = threading.Lock()
        self._made = queue.SimpleQueue[tuple[int, Made] | BaseException | None]()
        self.stopped = False

    def run(self) -> None:
        """What each thread does; None is its last word."""
        try:
            while taken := self._take():
                number, given = taken
                made = self._make(given)
                if self._enough(made):
                    self.stopped = True
                self._made.put((number, made))
            self._made.put(None)
        except BaseException as error:  # noqa: BLE001 - it is raised again where results are read
            self._made.put(error)

    def results(self, threads: int) -> Iterator[tuple[int, Made]]:
        """What they make, until all are through."""
        while threads:
            made = self._next()
            if made is None:
                threads -= 1
            elif isinstance(made, BaseException):
                raise made
            else:
                yield made

    def _take(self) -> tuple[int, Given] | None:
        with self._lock:
            return None if self.stopped else next(self._left, None)

    def _next(self) -> tuple[int, Made] | BaseException | None:
        while True:
            try:
                return self._made.get(timeout=WAKE)
            except queue.Empty:
                pass
