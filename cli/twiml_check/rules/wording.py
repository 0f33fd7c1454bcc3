"""How names are quoted, compared and suggested in messages."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from twiml_check.model.finding import Level
from twiml_check.vocabulary.names import LIBRARY_MISTAKES
from twiml_check.web.credentials import masked

NEAR = 4
REPEATED = 256
"""Names that are kept with what is near: a document with thousands of faults repeats them."""
LISTED = 8
SHORTEST = 4
"""Letters of a name that may be half of another one."""
LONG = 8
"""Letters from which on a name may have two slips."""
ALIKE = 0.66
"""How much of two names must be the same: `Sya` and `Say` have two letters of three in order."""


class Flaw(NamedTuple):
    """What is wrong with a value or a text."""

    label: str
    help: str = ""
    """What to do; empty where the rule has one line for all."""
    code: int | None = None
    """Twilio's number, where it is not that of the rule or the row."""
    level: Level | None = None
    """None: as the rule says. What nobody is sure of is a warning or an info."""
    mark: str = ""
    """What stands under the caret where that is shorter than `label`."""


def fold(name: str) -> str:
    """Return a name without case, `-` and `_`: what `wait_url` and `waitUrl` have in common."""
    return name.lower().replace("_", "").replace("-", "")


def twin(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that differs only in case, `-` or `_`; None when there is none."""
    return _folded(tuple(known)).get(fold(name))


@lru_cache(maxsize=REPEATED)
def _folded(known: tuple[str, ...]) -> dict[str, str]:
    return {fold(other): other for other in reversed(known)}


def longer(name: str, known: Iterable[str]) -> str:
    """Return the known name that has a word more, in front or at its end: one, or nothing.

    `statusCallback` is half of `statusCallbackUrl`. Of several the shortest is meant.
    """
    half = fold(name)
    whole = [other for other in known if len(half) >= SHORTEST and _is_half(half, other)]
    return min(whole, key=len, default="")


def _is_half(half: str, name: str) -> bool:
    begins = name.lower().startswith(half) and name[len(half) :][:1].isupper()
    return begins or (name.lower().endswith(half) and name[-len(half)].isupper())


def misspelt(name: str, known: Iterable[str]) -> bool:
    """Say whether a name is a known one with a slip: in case, or in a letter or two.

    A new name of Twilio's has a whole word more, not another letter: `eagerEotThreshold`.
    """
    return _misspelt(name, tuple(known))


@lru_cache(maxsize=REPEATED)
def _misspelt(name: str, known: tuple[str, ...]) -> bool:
    wanted = fold(name)
    most = 1 if len(wanted) < LONG else 2
    return any(_slips(wanted, fold(other), most) <= most for other in known)


def _slips(left: str, right: str, most: int) -> int:
    """Count letters too many, too few, wrong or swapped, up to one more than `most`."""
    if abs(len(left) - len(right)) > most or len(set(left) ^ set(right)) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        last, row, before = before, [i], row
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (one != other))
            if last and j > 1 and left[i - 2 : i] == right[j - 2 : j][::-1]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def near(name: str, known: Iterable[str]) -> list[str]:
    """Return known names that the author may have meant, best first, four at most."""
    return list(_near(name[:60], tuple(known)))


@lru_cache(maxsize=REPEATED)
def _near(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    from difflib import get_close_matches  # only a fault needs it; 2 ms of start-up otherwise

    originals = _folded(known)
    hits = get_close_matches(fold(name), originals, n=NEAR, cutoff=ALIKE)
    return tuple([originals[hit] for hit in hits])


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the help line that names known ones which are near; empty where none is."""
    hits = near(name, known)
    return f"did you mean {either(quoted(hits))}?" if hits else ""


def either(names: Iterable[str]) -> str:
    """Return the names as a choice: `a`, `a or b`, `a, b or c`."""
    *head, last = names
    return f"{', '.join(head)} or {last}" if head else last


def one_of(names: Iterable[str]) -> str:
    """Return the names as a choice; where there are more than eight, those and how many more."""
    every = list(names)
    return either(every) if len(every) <= LISTED else listed(every)


def listed(names: Iterable[str]) -> str:
    """Return the names in a row, eight at most, and how many more there are."""
    every = list(names)
    rest = f" and {len(every) - LISTED} more" if len(every) > LISTED else ""
    return ", ".join(every[:LISTED]) + rest


def tags(names: Iterable[str]) -> list[str]:
    """Return names as they are written in a document: `<Say>`."""
    return [f"<{name}>" for name in names]


def quoted(names: Iterable[str]) -> list[str]:
    """Return names as they stand in a sentence: `"voice"`."""
    return [f'"{name}"' for name in names]


def cut(text: str, limit: int = 60) -> str:
    """Return text on one line, passwords hidden, its middle left out where it is too long."""
    line = " ".join(masked(text).split())  # half of a URL would not show its password
    half = limit // 2
    return line if len(line) <= limit else f"{line[: half - 1]}…{line[-half:]}"


def suggestion(name: str, allowed: Iterable[str]) -> str:
    """Return the help line for an unknown element: the one that was meant, else what is allowed."""
    every = list(allowed)
    hits = near(name, every)
    if hits:
        return f"did you mean {either(tags(hits))}?"
    return f"allowed here: {listed(tags(every))}" if every else ""


def reason_of(name: str, same: str) -> str:
    """Return what to add where a name is a known one but for case, `-` or `_`."""
    if library := LIBRARY_MISTAKES.get(name):
        return f': "{name}" is a mistake of {library}; set the real name yourself'
    return ": names are case-sensitive" if name.lower() == same.lower() else ""
