"""The choices at a node; those with the same target are joined: `3-9 0 *`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from twiml_check.model.call_map import CallMap, Edge, EdgeState
from twiml_check.report.escape import escape_line

DASH = "\N{EN DASH}"
KEY_ORDER = "1234567890*#ABCD"
MOST_WORDS = 6
"""The most words of one label; keys in a row count as one."""
LONGEST_WORD = 60
BESIDE = ("branch", "callback")
"""Kinds of requests outside the call."""
REASONS: dict[EdgeState, str] = {
    "answered": "",
    "failed": "failed",
    "budget": "not tried: budget used up",
    "depth": "not tried: too deep",
    "host": "not tried: other host",
    "dead": "not tried: responds too late",
    "unstable": "different when repeated",
}


class Choice(NamedTuple):
    """Edges from one node with the same target and result."""

    start: int
    end: int | None
    """The number of the node that they reach."""
    words: tuple[str, ...]
    """The words of a path, announced ones first."""
    before: tuple[str, ...]
    """The words before in the same document: silence at an earlier verb."""
    kind: str
    """`then` if the document continues by itself, `outside` off the main line, else `choice`."""
    state: EdgeState
    announced: bool
    repeats: int
    certain: bool
    address: str

    @property
    def label(self) -> str:
        """Return `3-9 0 *`, `silence, 1 2`, `then`: one line without control characters."""
        if self.kind == "then":
            return "then"
        words = self.every
        more = len(words) - MOST_WORDS
        return self.with_words(words if more <= 1 else (*words[:MOST_WORDS], f"+{more}"))

    @property
    def every(self) -> tuple[str, ...]:
        """Return all words, each on one line without control characters; keys are joined."""
        return ("then",) if self.kind == "then" else tuple(map(_short, _ranges(self.words)))

    def with_words(self, words: Sequence[str]) -> str:
        """Return these words as a label, after the words before them in the document."""
        return "".join(f"{_short(word)}, " for word in self.before) + " ".join(words)

    @property
    def outcome(self) -> str:
        """Return the result of the choice and its repeats; empty if the result is a document."""
        reason = REASONS[self.state]
        asked = f"{reason} ({_short(self.address)})" if self.state == "host" else reason
        if self.end is None and self.state == "answered":
            asked = "succeeded" if self.address else "the call ends"
        times = f"{self.repeats} times in a row" if self.repeats > 1 else ""
        unsure = "" if self.certain else "not documented"
        return ", ".join(filter(None, (asked, times, unsure)))

    @property
    def times(self) -> str:
        """Return how often it was repeated, for its label; empty for once."""
        return f" \N{MULTIPLICATION SIGN}{self.repeats}" if self.repeats > 1 else ""

    @property
    def note(self) -> str:
        """Return the outcome, and whether it is outside the call."""
        outside = "outside the call" if self.kind == "outside" else ""
        return ", ".join(filter(None, (self.outcome, outside)))


def choices(call_map: CallMap) -> dict[int, list[Choice]]:
    """Return the choices at each node, announced ones first; 0 is the first message."""
    alike: dict[tuple[object, ...], list[Edge]] = defaultdict(list)
    for edge in call_map.edges:
        if not edge.word and edge.kind != "redirect":
            continue  # the document ends by itself, as its node says
        alike[_likeness(edge)].append(edge)
    found: dict[int, list[Choice]] = defaultdict(list)
    for edges in alike.values():
        found[edges[0].start].append(_together(edges))
    for each in found.values():
        each.sort(key=lambda choice: (choice.kind == "outside", not choice.announced))
    return found


def _likeness(edge: Edge) -> tuple[object, ...]:
    kind = _kind(edge)
    own = edge.word if edge.end is None and kind == "outside" else edge.address * (not edge.end)
    same = (edge.start, edge.end, edge.state, kind, edge.repeats, edge.certain, edge.announced)
    return (*same, edge.steps[:-1], own)


def _kind(edge: Edge) -> str:
    if edge.kind == "redirect":
        return "then"
    return "outside" if edge.kind in BESIDE else "choice"


def _together(edges: Sequence[Edge]) -> Choice:
    first = edges[0]
    return Choice(
        start=first.start,
        end=first.end,
        words=tuple(dict.fromkeys(edge.word for edge in edges)),
        before=first.steps[:-1],
        kind=_kind(first),
        state=first.state,
        announced=first.announced,
        repeats=first.repeats,
        certain=first.certain,
        address=first.address,
    )


def _ranges(words: Iterable[str]) -> Iterator[str]:
    """Yield keys in the order of a telephone, three or more in a row as `3-9`; then the rest."""
    words = list(words)
    keys = sorted(filter(_is_key, words), key=KEY_ORDER.index)
    row: list[str] = []
    for key in keys:
        if row and not (key.isdigit() and row[-1].isdigit() and int(key) == int(row[-1]) + 1):
            yield from _row(row)
            row = []
        row.append(key)
    yield from _row(row)
    yield from (word for word in words if not _is_key(word))


def _is_key(word: str) -> bool:
    return len(word) == 1 and word in KEY_ORDER


def _row(keys: Sequence[str]) -> Sequence[str]:
    return [f"{keys[0]}{DASH}{keys[-1]}"] if len(keys) > 2 else keys


def _short(word: str) -> str:
    line = escape_line(word)
    return line if len(line) <= LONGEST_WORD else f"{line[:LONGEST_WORD]}…"
