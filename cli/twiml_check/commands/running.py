"""The checks of a suite, ready to be run, and the run itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.commands.check import check_target, fetcher_for
from twiml_check.commands.options import Options
from twiml_check.commands.targets import Target
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
    def is_asked(self) -> bool:
        """Whether anything is asked of a server."""
        return self.options.probe or self.target.is_url


def in_turn(cases: Sequence[Prepared]) -> Iterator[Check]:
    """The checks in the order of the cases, with one fetcher for all webhooks."""
    asking = [case for case in cases if case.is_asked]
    if not asking:
        yield from (run_case(case, None) for case in cases)
        return
    with fetcher_for(asking[0].options) as fetcher:
        for case in cases:
            yield run_case(case, fetcher)


def run_case(case: Prepared, fetcher: Fetcher | None) -> Check:
    """The check of one case, with its name and place in the suite."""
    check = check_target(case.options, case.target, fetcher)
    return check._replace(name=case.name, written=case.written)
