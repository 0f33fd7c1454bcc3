"""The checks of a suite, ready to be run, and the run itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.commands.check import check_target, fetcher_for, unmade
from twiml_check.commands.many import every
from twiml_check.commands.options import Options
from twiml_check.commands.snapshots import compared, in_place
from twiml_check.commands.targets import Target
from twiml_check.commands.waiting import ensure_up
from twiml_check.model import Check

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher


class Prepared(NamedTuple):
    """One check that has all it needs."""

    options: Options
    """Of this check alone; certificates and reports are the same in all of them."""
    target: Target
    name: str = ""
    written: tuple[str, int] | None = None
    """The file and the line of the suite that ask for it."""

    @property
    def url(self) -> str:
        """What is asked first, if the target is a webhook."""
        return self.target.called.url if self.target.called else self.target.name


def in_turn(
    cases: Sequence[Prepared], opened: Callable[[Options], Fetcher] = fetcher_for
) -> Iterator[Check]:
    """The checks in the order of the cases; several webhooks are asked at the same time."""
    if not cases:
        return
    options = cases[0].options
    with opened(options) as fetcher:
        ensure_up(options, fetcher, [case.url for case in cases if case.target.is_url])

        def make(case: Prepared) -> Check:
            check = _named(case, check_target(case.options, case.target, fetcher))
            return compared(case.options, check)

        made = every(options, cases, make, _unmade)
        yield from in_place([case.options for case in cases], made)


def _unmade(case: Prepared, why: str) -> Check:
    return _named(case, unmade(case.options, case.target, why))


def _named(case: Prepared, check: Check) -> Check:
    return check._replace(name=case.name, written=case.written)
