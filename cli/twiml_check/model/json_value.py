"""A JSON document: its value, and the place of each part in the text.

Python's own reader gives no places. They are in arrays, not in one tuple for each value, because a
megabyte of zeros has half a million values.
"""

from array import array
from collections import defaultdict
from typing import NamedTuple, TypeAlias

from twiml_check.model.source import Location, Source

JsonValue: TypeAlias = dict[str, "JsonValue"] | list["JsonValue"] | str | int | float | bool | None
JsonPath = tuple[str | int, ...]
"""Names of members and numbers of elements (from 0), from the outermost value down."""
LONGEST_NAME = 80
"""The most characters of a name in the path of a finding."""
NO_NAME = -1


class Places:
    """The begin and the end of every value, numbered in document order; the outermost is 0."""

    def __init__(self) -> None:
        """Begin without values."""
        self._begin = array("l")
        self._end = array("l")
        self._name = array("l")
        self._name_end = array("l")
        self._members: dict[int, dict[str, int]] = defaultdict(dict)
        self._elements: dict[int, array[int]] = defaultdict(lambda: array("l"))

    def open(self, begin: int, name: int = NO_NAME, name_end: int = NO_NAME) -> int:
        """Add a value that begins at this character, and return its number."""
        self._begin.append(begin)
        self._end.append(begin + 1)
        self._name.append(name)
        self._name_end.append(name_end)
        return len(self._begin) - 1

    def close(self, number: int, end: int) -> None:
        """End the value of this number before this character."""
        self._end[number] = end

    def member(self, parent: int, name: str, number: int) -> None:
        """Add the value to an object; the last value of a name counts, as in JSON.parse."""
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
        """Return the first character of the value, and the one after its end."""
        return self._begin[number], self._end[number]

    def name(self, number: int) -> tuple[int, int]:
        """Return the place of its name with the quotes; of the value if it has no name."""
        if self._name[number] == NO_NAME:
            return self.value(number)
        return self._name[number], self._name_end[number]


class Json(NamedTuple):
    """The value of a JSON document, with its places."""

    source: Source
    value: JsonValue
    places: Places

    def at(self, path: JsonPath) -> Location:
        """Return the location of the value: of a whole text or number, else of its first bracket.

        For a path without a value, such as a missing member, it is the nearest value around it.
        """
        return self._location(path, self.places.value(self.places.find(path)))

    def at_name(self, path: JsonPath) -> Location:
        """Return the location of the member's name; of the value if it is in a list."""
        return self._location(path, self.places.name(self.places.find(path)))

    def _location(self, path: JsonPath, span: tuple[int, int]) -> Location:
        begin, end = span
        bracket = self.source.text[begin : begin + 1] in ("{", "[")
        return self.source.place(begin, 1 if bracket else end - begin, names(path))


def names(path: JsonPath) -> tuple[str, ...]:
    """Return the path for a report: elements of a list have their number, from 0."""
    return tuple(_short(str(step)) for step in path)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
