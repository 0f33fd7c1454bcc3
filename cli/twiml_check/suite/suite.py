"""What a suite says, as it is written: no variable is filled in, and nothing is opened."""

from collections.abc import Sequence
from typing import NamedTuple, cast

from twiml_check.rules.wording import cut, either, listed, near, quoted

FILE = "twiml-check.toml"
PROJECT = "pyproject.toml"
TABLE = ("tool", "twiml-check")
"""Where in the project's file a suite stands."""

Pairs = tuple[tuple[str, str], ...]
Value = str | bool | int | float | tuple[str, ...] | Pairs


class Setting(NamedTuple):
    """One key of the file."""

    key: str
    value: Value
    """Texts as they are written; a time in milliseconds; a table as pairs."""
    line: int

    @property
    def text(self) -> str:
        """The value of a key that holds a text."""
        return cast("str", self.value)

    @property
    def texts(self) -> tuple[str, ...]:
        """The value of a key that holds a list."""
        return cast("tuple[str, ...]", self.value)

    @property
    def pairs(self) -> Pairs:
        """The value of a key that holds a table."""
        return cast("Pairs", self.value)


class Case(NamedTuple):
    """One [[check]], with the defaults of its file."""

    name: str
    """The target where it has none."""
    target: Setting
    line: int
    tags: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    """All other keys, each once."""


class Suite(NamedTuple):
    """A file of checks."""

    file: str
    """As the user finds it from the working folder."""
    base_url: Setting | None
    cases: tuple[Case, ...]
    """In the order of the file."""


class SuiteProblem(NamedTuple):
    """Something in the file that cannot be meant so."""

    line: int
    what: str


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
