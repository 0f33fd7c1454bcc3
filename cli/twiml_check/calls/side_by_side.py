"""Several calls at the same time, each in its own thread."""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from threading import Thread

from twiml_check.calls.trip import Task, Trip


def side_by_side(travel: Callable[[Task], Trip], tasks: list[Task]) -> Iterator[Trip]:
    """Yield the trip of each task, in order; all run at the same time."""
    made: dict[int, Trip | BaseException] = {}

    def make(number: int, task: Task) -> None:
        try:
            made[number] = travel(task)
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            made[number] = error

    # Daemon threads: else Ctrl-C would wait for the servers at the end of the process.
    threads = [
        Thread(target=copy_context().run, args=(make, number, task), daemon=True)
        for number, task in enumerate(tasks)
    ]
    for thread in threads:
        thread.start()
    for number, thread in enumerate(threads):
        thread.join()
        came = made[number]
        if isinstance(came, BaseException):
            raise came
        yield came
