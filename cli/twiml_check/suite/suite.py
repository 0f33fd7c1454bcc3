"""What a suite says, as it is written: no variable is filled in, and nothing is opened."""

from __future__ import annotations

from typing import NamedTuple, cast

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


class Fault(NamedTuple):
    """Something in the file that cannot be meant so."""

    line: int
    what: str
