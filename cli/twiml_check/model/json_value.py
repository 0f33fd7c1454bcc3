"""A JSON document: its value, and where in the text each part of it stands.

Python's own reader gives no places. Kept in arrays, not in a tuple for each value: a megabyte of
zeros has half a million of them.
"""

from array import array
from collections import defaultdict
from typing import NamedTuple, TypeAlias

from twiml_check.model.source import Location, Source

JsonValue: TypeAlias = dict[str, "JsonValue"] | list["JsonValue"] | str | int | float | bool | None
JsonPath = tuple[str | int, ...]
"""Names of members and numbers of elements (from 0) down from the outermost value."""
LONGEST_NAME = 80
"""Characters of a name in the path of a finding."""
NO_NAME = -1


class Places:
    """Begin and end of every value, numbered in document order; the outermost is 0."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._begin = array("l")
        self._end = array("l")
        self._name = array("l")
        self._name_end = array("l")
        self._members: dict[int, dict[str, int]] = defaultdict(dict)
        self._elements: dict[int, array[int]] = defaultdict(lambda: array("l"))

    def open(self, begin: int, name: int = NO_NAME, name_end: int = NO_NAME) -> int:
        """Add a value that begins at this character; return its number."""
        self._begin.append(begin)
        self._end.append(begin + 1)
        self._name.append(name)
        self._name_end.append(name_end)
        return len(self._begin) - 1

    def close(self, number: int, end: int) -> None:
        """End the value of this number before this character."""
        self._end[number] = end

    def member(self, parent: int, name: str, number: int) -> None:
        """Add the value to an object; the last one of a name counts, as in JSON.parse."""
        self._members[parent][name] = number

    def element(self, parent: int, number: int) -> None:
        """Add the value to a list."""
        self._elements[parent].append(number)

    def find(self, path: JsonPath) -> int:
        """Return the number of the value at this path, or of the nearest one around it."""
        number = 0
        for step in path:
            if (below := self._below(number, step)) is None:
                break
            number = below
        return number

    def _below(self, number: int, step: str | int) -> int | None:
        if isinstance(step, str):
            return self._members.get(number, {}).get(step)
        elements = self._elements.get(number, ())
        return elements[step] if 0 <= step < len(elements) else None

    def value(self, number: int) -> tuple[int, int]:
        """Return where the value stands, from character to character."""
        return self._begin[number], self._end[number]

    def name(self, number: int) -> tuple[int, int]:
        """Return where its name stands, quotes included; the value where it has none."""
        if self._name[number] == NO_NAME:
            return self.value(number)
        return self._name[number], self._name_end[number]


class Json(NamedTuple):
    """What a JSON document says."""

    source: Source
    value: JsonValue
    places: Places

    def at(self, path: JsonPath) -> Location:
        """Return where the value stands: all of a text or number, else the first bracket.

        The nearest thing around it for a path that leads to nothing: a missing member.
        """
        return self._location(path, self.places.value(self.places.find(path)))

    def at_name(self, path: JsonPath) -> Location:
        """Return where the name of the member stands; the value where it is in a list."""
        return self._location(path, self.places.name(self.places.find(path)))

    def _location(self, path: JsonPath, span: tuple[int, int]) -> Location:
        begin, end = span
        bracket = self.source.text[begin : begin + 1] in ("{", "[")
        return self.source.place(begin, 1 if bracket else end - begin, names(path))


def names(path: JsonPath) -> tuple[str, ...]:
    """Return the path as it stands in a report: elements of a list by their number, from 0."""
    return tuple(_short(str(step)) for step in path)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
