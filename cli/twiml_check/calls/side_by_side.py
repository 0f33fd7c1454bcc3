"""Several calls at the same time, each in a thread of its own."""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from threading import Thread

from twiml_check.calls.trip import Task, Trip


def side_by_side(travel: Callable[[Task], Trip], tasks: list[Task]) -> Iterator[Trip]:
    """Yield what came of each task, in order; they are under way at the same time."""
    made: dict[int, Trip | BaseException] = {}

    def make(number: int, task: Task) -> None:
        try:
            made[number] = travel(task)
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            made[number] = error

    # Threads that are waited for at the end of the process would make Ctrl-C wait for servers.
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
