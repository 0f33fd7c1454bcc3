"""What the rules found nothing in before: another document like it need not be read in full.

The rules stay the only judges. What is kept is their word on one verb, and on a row of verbs,
each by its outline, and on whole documents that differ in their wording alone.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.model import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twiml_check.read.outline import Outline

FIRST = 10
"""Documents that are read in full: the patterns of an outline take longer to compile."""
MOST_VERBS = 4000
MOST_DOCUMENTS = 2000
LONGEST_RAW = 1000
"""Bytes of the longest document that is known by all but its wording."""
LONGEST_VERB = 2000
"""Characters of the longest outline that is kept."""
MOST_TAGS = 120
"""Tags of it: more may come to thousands of characters that outlines do not have, and markup counts
for some voices."""
LONGEST_DOCUMENT = 1000
"""Verbs of the longest document that is kept."""
MOST_ENCODED = 4500
"""URL-encoded characters that can be said at once; the least limit that there is for a text."""
Numbers = tuple[int, ...]


@cache
def _outlining() -> ModuleType:
    """What takes the outlines; imported when it is first wanted, and at no cost from then on."""
    from twiml_check.read import outline

    return outline


class Judged(NamedTuple):
    """What is known of a document without a fault."""

    event: Event
    verbs: tuple[str, ...]
    run: tuple[str, ...]


class Familiar:
    """Verbs and documents without a fault. Each verb has a number, as its outline is long."""

    def __init__(self) -> None:
        """Nothing is known at first."""
        self._numbers: dict[Outline, int] = {}
        self._count = count(1)
        self._came = 0
        self._verbs: set[tuple[str, int]] = set()
        self._documents: dict[tuple[str, Numbers], Judged] = {}
        self._unworded: dict[tuple[str, bytes | None], Judged] = {}

    def wording_apart(self, asked: str, raw: bytes) -> Judged | None:
        """What is known of a document that differs in its wording alone; see `document`."""
        self._came += 1
        if self._came <= FIRST or len(raw) > LONGEST_RAW:
            return None
        return self._unworded.get((asked, _outlining().unworded(raw)))

    def verbs(self, raw: bytes) -> Numbers | None:
        """The numbers of a document's verbs; None for one that has to be read in full."""
        if self._came <= FIRST:
            return None
        found = _outlining().outlines(raw)
        return None if found is None else self._numbered(found)

    def _numbered(self, verbs: Sequence[Outline]) -> Numbers | None:
        known = self._numbers
        try:
            return tuple([known[verb] for verb in verbs])
        except KeyError:
            numbers = [known.get(verb) or self._number(verb) for verb in verbs]
            return tuple(numbers) if all(numbers) else None

    def _number(self, verb: Outline) -> int:
        shape = _outlining()
        if sum(map(len, verb)) > LONGEST_VERB or len(verb) > MOST_TAGS:
            return 0
        if shape.encoded(verb) > MOST_ENCODED or not shape.nested(verb):
            return 0
        if len(self._numbers) >= MOST_VERBS:
            self._numbers.clear()
            self._verbs.clear()
            self._documents.clear()
        return self._numbers.setdefault(verb, next(self._count))

    def document(self, asked: str, verbs: Numbers) -> Judged | None:
        """What is known of a document; `asked` is the event, empty where the verbs decide."""
        return self._documents.get((asked, verbs))

    def add_document(self, asked: str, verbs: Numbers, judged: Judged) -> None:
        """Nothing was found in this document."""
        if len(self._documents) >= MOST_DOCUMENTS:
            self._documents.clear()
        if len(verbs) <= LONGEST_DOCUMENT:
            self._documents[asked, verbs] = judged

    def add_wording(self, asked: str, raw: bytes, judged: Judged) -> None:
        """This document is plain, and it came to this."""
        left = _outlining().unworded(raw) if len(raw) <= LONGEST_RAW else None
        if left is None:
            return
        if len(self._unworded) >= MOST_DOCUMENTS:
            self._unworded.clear()
        self._unworded[asked, left] = judged

    def knows(self, event: str, verb: int) -> bool:
        """Whether nothing is wrong in this verb, in answer to the event."""
        return (event, verb) in self._verbs

    def add(self, event: str, verb: int) -> None:
        """Nothing was found in this verb."""
        self._verbs.add((event, verb))
