"""One object of a JSON report that is read back: each value is of the right kind, or told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

Word = TypeVar("Word", bound=str)
LARGEST = 10**12
"""Of a number: no time and no size is larger."""


class NoReportError(Exception):
    """What was read is no JSON report of this tool; the text says why, in a few words."""


class Part:
    """An object, and where in the report it stands, such as `targets[3].hops[0]`."""

    __slots__ = ("_values", "_where")

    def __init__(self, values: Any, where: str) -> None:
        """Raises NoReportError for what is no object."""
        if not isinstance(values, dict):
            raise NoReportError(f"{where or 'the whole'} is no object")
        self._values: dict[str, Any] = values
        self._where = where

    def has(self, key: str) -> bool:
        """Whether there is such a value."""
        return key in self._values

    def text(self, key: str, missing: str | None = None) -> str:
        """A string; `missing` in place of one that is not there, if it may be left out."""
        if missing is not None and key not in self._values:
            return missing
        return self._string(key, self._values.get(key))

    def maybe_text(self, key: str) -> str | None:
        """A string, or None where null stands."""
        return None if self._values.get(key) is None else self.text(key)

    def like(self, key: str, pattern: str) -> str:
        """A string that a pattern fits."""
        text = self.text(key)
        if not re.fullmatch(pattern, text):
            raise self._wrong(key)
        return text

    def word(self, key: str, among: Sequence[Word]) -> Word:
        """One of these strings."""
        found = self._values.get(key)
        for each in among:
            if found == each:
                return each
        raise self._wrong(key)

    def whole(self, key: str, least: int = 0) -> int:
        """A whole number that is not below `least`."""
        found = self._values.get(key)
        if type(found) is not int or not least <= found <= LARGEST:
            raise self._wrong(key)
        return found

    def maybe_whole(self, key: str, least: int = 0) -> int | None:
        """The same, or None where null stands."""
        return None if self._values.get(key) is None else self.whole(key, least)

    def number(self, key: str) -> float:
        """A number, of milliseconds as a rule."""
        found = self._values.get(key)
        if isinstance(found, int | float) and found is not True and 0 <= found <= LARGEST:
            return float(found)
        raise self._wrong(key)

    def flag(self, key: str) -> bool:
        """True or false."""
        found = self._values.get(key)
        if not isinstance(found, bool):
            raise self._wrong(key)
        return found

    def part(self, key: str) -> Part:
        """An object in this one."""
        return Part(self._values.get(key), self._at(key))

    def parts(self, key: str) -> list[Part]:
        """A list of objects."""
        return [Part(each, f"{self._at(key)}[{i}]") for i, each in enumerate(self._list(key))]

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings."""
        return tuple([self._string(key, each) for each in self._list(key)])

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """The names and values of an object of strings."""
        values = self.part(key)._values
        return tuple([(name, self._string(key, value)) for name, value in values.items()])

    def _list(self, key: str) -> list[Any]:
        found = self._values.get(key)
        if not isinstance(found, list):
            raise self._wrong(key)
        return found

    def _string(self, key: str, found: Any) -> str:
        if not isinstance(found, str):
            raise self._wrong(key)
        return found

    def _at(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key

    def _wrong(self, key: str) -> NoReportError:
        seen = "is not as it should be" if key in self._values else "is missing"
        return NoReportError(f"{self._at(key)} {seen}")
