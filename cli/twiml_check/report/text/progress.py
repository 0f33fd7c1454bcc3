"""How far a long run is, for somebody who watches a terminal. It is wiped when the run is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Made = TypeVar("Made")


def watched(made: Iterable[Made], total: int, what: str) -> Iterator[Made]:
    """Hand on one after the other, and tell on standard error how many there were of `total`."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(made, total=total)
