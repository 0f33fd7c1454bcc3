"""What the rules found nothing in before: another document like it need not be read in full.

The rules stay the only judges. What is kept is their word on one verb, and on a row of verbs,
each by its outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from twiml_check.model import Event
from twiml_check.read.outline import Outline

MOST_VERBS = 4000
MOST_DOCUMENTS = 2000
LONGEST = 1000
"""Verbs of the longest document that is kept."""
Numbers = tuple[int, ...]


class Judged(NamedTuple):
    """What is known of a document without a fault."""

    event: Event
    verbs: tuple[str, ...]
    run: tuple[str, ...]


class Familiar:
    """Verbs and documents without a fault. Each verb has a number, as its outline is long."""

    def __init__(self) -> None:
        self._numbers: dict[Outline, int] = {}
        self._next = 0
        self._verbs: set[tuple[str, int]] = set()
        self._documents: dict[tuple[str, Numbers], Judged] = {}

    def numbers(self, verbs: Sequence[Outline]) -> Numbers:
        """The numbers of these verbs, new ones for those never seen."""
        known = self._numbers
        try:
            return tuple([known[verb] for verb in verbs])
        except KeyError:
            return tuple([known.get(verb) or self._number(verb) for verb in verbs])

    def _number(self, verb: Outline) -> int:
        if len(self._numbers) >= MOST_VERBS:
            self._numbers.clear()
            self._verbs.clear()
            self._documents.clear()
        self._next += 1
        self._numbers[verb] = self._next
        return self._next

    def document(self, asked: str, verbs: Numbers) -> Judged | None:
        """What is known of a document; `asked` is the event, empty where the verbs decide."""
        return self._documents.get((asked, verbs))

    def add_document(self, asked: str, verbs: Numbers, judged: Judged) -> None:
        """Nothing was found in this document."""
        if len(self._documents) >= MOST_DOCUMENTS:
            self._documents.clear()
        if len(verbs) <= LONGEST:
            self._documents[asked, verbs] = judged

    def knows(self, event: str, verb: int) -> bool:
        """Whether nothing is wrong in this verb, in answer to the event."""
        return (event, verb) in self._verbs

    def add(self, event: str, verb: int) -> None:
        """Nothing was found in this verb."""
        self._verbs.add((event, verb))
