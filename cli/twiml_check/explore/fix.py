"""Fix a document: make the certain edits of its findings, until there are none left.

Every edit is checked: the document is read again, and an edit that does not remove its finding, or
that adds an error, is dropped.
"""

import codecs
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from twiml_check.explore.lint import read_document
from twiml_check.model.exchange import Event
from twiml_check.model.finding import Finding
from twiml_check.model.run import ORDINARY, Hop, Mode
from twiml_check.model.source import Source
from twiml_check.read.encoding import encoding_of
from twiml_check.rules.engine import check
from twiml_check.vocabulary.answers import SIZE_LIMIT

MOST = 1000
"""The most times that a document is read again; broken XML shows one fault at a time."""
ALONE = 100
"""The most edits that are tried alone, if all together are not good."""
HIDING = ("wrong-root", "unknown-element")
"""Rules of elements that Twilio skips: their content has findings only after the fix."""
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FIRST_TAG = re.compile(r"<([A-Za-z_][^\s/>]*)")


class Fixed(NamedTuple):
    """A document after the fix."""

    raw: bytes
    fixed: int
    """How many problems were fixed."""
    left: int
    """How many problems are left."""


class _Reading(NamedTuple):
    """One version of the document, with its findings."""

    raw: bytes
    hop: Hop
    findings: tuple[Finding, ...]

    @property
    def source(self) -> Source:
        return self.hop.document.source if self.hop.document else Source(self.raw)

    @property
    def is_broken(self) -> bool:
        return self.hop.document is None or self.hop.document.root is None

    @property
    def errors(self) -> int:
        return sum(1 + each.more for each in self.findings if each.level == "error")


class _Splice(NamedTuple):
    """An edit, by the characters of the text."""

    start: int
    end: int
    text: str


def fix(
    name: str,
    raw: bytes,
    event: Event | None = None,
    *,
    searched: bool = False,
    mode: Mode = ORDINARY,
    keeps: Callable[[str], bool] = lambda _rule: True,
) -> Fixed:
    """Return the fixed document; `keeps` says whether a rule counts.

    A file from a folder is only fixed if its root is <Response>.
    """

    def read(raw: bytes) -> _Reading:
        hop = read_document(name, raw, event, searched=searched, mode=mode)
        found = check(hop, alike=SIZE_LIMIT)
        return _Reading(raw, hop, tuple([each for each in found if keeps(each.rule)]))

    before = first = read(raw)
    fixed, reads = 0, 0
    if _is_fixable(first, searched=searched):
        while reads < MOST and (trials := _trials(before)):
            for trial in trials:
                reads += 1
                if after := _attempt(before, trial, read):
                    before, fixed = after, fixed + len(trial)
                    break
            else:
                break
    if before.hop.handling == "ignored":  # the first fault hid that this is not TwiML
        before, fixed = first, 0
    return Fixed(before.raw, fixed, sum(1 + each.more for each in before.findings))


def _is_fixable(reading: _Reading, *, searched: bool) -> bool:
    """Say whether the text is exactly the bytes, and certainly TwiML."""
    if reading.hop.document is None or _encode(reading.source.text, reading.raw) != reading.raw:
        return False
    first = _FIRST_TAG.search(reading.source.text)
    return not searched or (first is not None and first[1] == "Response")


def _trials(reading: _Reading) -> list[list[Finding]]:
    """Return the groups of findings to try: all that do not overlap, then some of them alone."""
    fixable = [each for each in reading.findings if each.edits]
    hiding = [each for each in fixable if _hides(each, reading)]
    group, taken = list[Finding](), list[_Splice]()
    for each in hiding or fixable:
        splices = _splices(each, reading.source)
        if all(_is_free(splice, taken) for splice in splices):
            group.append(each)
            for splice in splices:
                insort(taken, splice)
    alone = [[each] for each in group[:ALONE]] if len(group) > 1 else []
    return [group, *alone] if group else []


def _hides(finding: Finding, reading: _Reading) -> bool:
    return reading.is_broken or finding.rule in HIDING


def _attempt(
    before: _Reading, group: Sequence[Finding], read: Callable[[bytes], _Reading]
) -> _Reading | None:
    """Return the document with the edits of these findings; None if an edit is not good."""
    splices = sorted(each for finding in group for each in _splices(finding, before.source))
    text = _apply(before.source.text, splices)
    raw = _encode(text, before.raw)
    if raw is None or len(raw) > SIZE_LIMIT:
        return None
    after = read(raw)
    if after.source.text != text or (after.is_broken and not before.is_broken):
        return None
    if after.is_broken and _fails_inside(after, splices):
        return None
    if not any(_hides(each, before) for each in group) and after.errors > before.errors:
        return None
    moved = _mover(splices)
    places = {moved(_index(each, before.source)): each.rule for each in group}
    kept = ((_index(each, after.source), each.rule) for each in after.findings)
    return None if any(places.get(index) == rule for index, rule in kept) else after


def _fails_inside(after: _Reading, splices: Sequence[_Splice]) -> bool:
    """Say whether the parser now stops in a text that an edit has written."""
    faults = after.hop.document.faults if after.hop.document else ()
    at = faults[0].location if faults else None
    index = after.source.character(at.line, at.column) if at else -1
    moved = _mover(splices)
    for splice in splices:
        start = moved(splice.start)
        if start <= index < start + len(splice.text):
            return True
    return False


def _index(finding: Finding, source: Source) -> int:
    """Return the character at the place of a finding; -1 if it has no place."""
    at = finding.location
    return source.character(at.line, at.column) if at else -1


def _mover(splices: Sequence[_Splice]) -> Callable[[int], int]:
    """Return a function that says where a character is after the edits, which are sorted."""
    ends = [each.end for each in splices]
    grown = [0, *accumulate(len(each.text) - (each.end - each.start) for each in splices)]

    def moved(index: int) -> int:
        done = bisect_right(ends, index)
        if done and splices[done - 1].start == index:  # it writes right before this character
            done -= 1
        return index + grown[done]

    return moved


def _splices(finding: Finding, source: Source) -> list[_Splice]:
    return [
        _Splice(
            source.character(edit.line, edit.column),
            source.character(edit.end_line, edit.end_column),
            edit.text,
        )
        for edit in finding.edits
    ]


def _is_free(splice: _Splice, taken: Sequence[_Splice]) -> bool:
    """Say whether an edit overlaps none of these, which are sorted."""
    place = bisect_left(taken, splice)
    before, after = taken[max(place - 1, 0) : place], taken[place : place + 1]
    return all(each.end <= splice.start and each.start < splice.start for each in before) and all(
        splice.end <= each.start and splice.start < each.start for each in after
    )


def _apply(text: str, splices: Sequence[_Splice]) -> str:
    pieces, done = list[str](), 0
    for each in splices:
        pieces += (text[done : each.start], each.text)
        done = each.end
    return "".join([*pieces, text[done:]])


def _encode(text: str, like: bytes) -> bytes | None:
    """Return the text in the encoding of these bytes, with their byte order mark."""
    mark = next((each for each in MARKS if like.startswith(each)), b"")
    try:
        return mark + text.encode(encoding_of(like).codec)
    except ValueError:
        return None
