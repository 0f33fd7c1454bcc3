"""An app that answers in the caller's own thread, while a thread beside it asks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

from twiml_check.inprocess.inside import Job

Made = TypeVar("Made")


def worked_off(ask: Callable[[Callable[[Job], None]], Made]) -> Made:
    """What `ask` gives; it runs in another thread, and what it hands to its argument runs here.

    What it raises is raised here.
    """
    jobs: SimpleQueue[Job | None] = SimpleQueue()
    made: list[Made] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            made.append(ask(jobs.put))
        except BaseException as error:  # noqa: BLE001 - it is raised again below
            raised.append(error)
        finally:
            jobs.put(None)

    threading.Thread(target=run, daemon=True).start()
    while job := jobs.get():
        job()
    if raised:
        raise raised[0]
    return made[0]
