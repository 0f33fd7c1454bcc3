"""Which checks of a suite are wanted: by their names and tags."""

from __future__ import annotations

from collections.abc import Sequence

from twiml_check.rules.words import cut, either, listed, near, quoted
from twiml_check.suite.suite import Case


class NoneChosenError(ValueError):
    """No check is as it was asked for; its text says what there is."""


def chosen(cases: Sequence[Case], names: Sequence[str], tags: Sequence[str]) -> list[Case]:
    """The checks of these names that have one of these tags; all names or tags where none is given.

    Raises:
        NoneChosenError: there is no such name or tag, or no check is left.
    """
    _ensure("--only", "check", names, [case.name for case in cases])
    _ensure("--tag", "tag", tags, [tag for case in cases for tag in case.tags])
    found = [
        case
        for case in cases
        if (not names or case.name in names) and (not tags or set(tags) & set(case.tags))
    ]
    if not found:
        raise NoneChosenError("no check has both one of these names and one of these tags")
    return found


def _ensure(option: str, noun: str, asked: Sequence[str], known: Sequence[str]) -> None:
    there = list(dict.fromkeys(known))
    for name in asked:
        if name in there:
            continue
        hits = near(name, there)
        has = f"there are {listed(quoted(map(cut, there)))}" if there else "there is none at all"
        meant = f"did you mean {either(quoted(map(cut, hits)))}?" if hits else has
        raise NoneChosenError(f'{option}: there is no {noun} "{cut(name)}"; {meant}')
