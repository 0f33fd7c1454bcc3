"""Quote, compare and suggest names in messages."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from twiml_check.model.finding import Level
from twiml_check.vocabulary.names import LIBRARY_MISTAKES
from twiml_check.web.credentials import masked

NEAR = 4
REPEATED = 256
"""The size of the cache of near names: a document with thousands of faults repeats names."""
LISTED = 8
SHORTEST = 4
"""The fewest letters of a name that may be half of another one."""
CLEAR = 5
"""The fewest letters of a name in which one typo leaves no doubt."""
LONG = 8
"""The fewest letters of a name that may have two typos."""
ALIKE = 0.66
"""The least similarity of two names: `Sya` and `Say` have two of three letters in order."""


class Flaw(NamedTuple):
    """A fault of a value or a text."""

    label: str
    help: str = ""
    """The help; empty if the rule has one help for all."""
    code: int | None = None
    """Twilio's number, if it is not that of the rule or the row."""
    level: Level | None = None
    """None for the level of the rule. A doubtful fault is a warning or an info."""
    mark: str = ""
    """The text under the caret, if it is shorter than `label`."""
    value: str = ""
    """The value that was certainly meant; empty if there is doubt."""


def fold(name: str) -> str:
    """Return a name in lower case without `-` and `_`: `wait_url` and `waitUrl` become equal."""
    return name.lower().replace("_", "").replace("-", "")


def twin(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that differs only in case, `-` or `_`; None if there is none."""
    return _folded(tuple(known)).get(fold(name))


@lru_cache(maxsize=REPEATED)
def _folded(known: tuple[str, ...]) -> dict[str, str]:
    return {fold(other): other for other in reversed(known)}


def longer(name: str, known: Iterable[str]) -> str:
    """Return the known name that has one more word at its start or end; may be empty.

    `statusCallback` is half of `statusCallbackUrl`. Of several names the shortest is returned.
    """
    half = fold(name)
    whole = [other for other in known if len(half) >= SHORTEST and _is_half(half, other)]
    return min(whole, key=len, default="")


def _is_half(half: str, name: str) -> bool:
    begins = name.lower().startswith(half) and name[len(half) :][:1].isupper()
    return begins or (name.lower().endswith(half) and name[-len(half)].isupper())


def misspelt(name: str, known: Iterable[str]) -> bool:
    """Say whether a name is a known name with a typo: in case, or in one or two letters.

    A new name of Twilio's has another word, not another letter: `eagerEotThreshold`.
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
    """Return at most four known names that the author may have meant, best first."""
    return list(_near(name[:60], tuple(known)))


@lru_cache(maxsize=REPEATED)
def _near(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    from difflib import get_close_matches  # only a fault needs it; it costs 2 ms of start-up

    originals = _folded(known)
    hits = get_close_matches(fold(name), originals, n=NEAR, cutoff=ALIKE)
    return tuple([originals[hit] for hit in hits])


def meant(name: str, known: Iterable[str]) -> str:
    """Return the known name that was certainly meant: one slip, and no other name is near.

    Empty if there is doubt.
    """
    every = tuple(known)
    return twin(name, every) or _one_slip(name, every)


@lru_cache(maxsize=REPEATED)
def _one_slip(name: str, known: tuple[str, ...]) -> str:
    written = fold(name)
    close = [other for other in known if _slips(written, fold(other), 1) <= 1]
    if len(close) != 1 or near(name, known) != close:
        return ""
    swapped = sorted(written) == sorted(fold(close[0]))
    return close[0] if swapped or len(written) >= CLEAR else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the help that names the near known names; empty if there are none."""
    hits = near(name, known)
    return f"did you mean {either(quoted(hits))}?" if hits else ""


def either(names: Iterable[str]) -> str:
    """Return the names as a choice: `a`, `a or b`, `a, b or c`."""
    *head, last = names
    return f"{', '.join(head)} or {last}" if head else last


def one_of(names: Iterable[str]) -> str:
    """Return the names as a choice; after eight names, how many more there are."""
    every = list(names)
    return either(every) if len(every) <= LISTED else listed(every)


def listed(names: Iterable[str]) -> str:
    """Return the names as a list; after eight names, how many more there are."""
    every = list(names)
    rest = f" and {len(every) - LISTED} more" if len(every) > LISTED else ""
    return ", ".join(every[:LISTED]) + rest


def tags(names: Iterable[str]) -> list[str]:
    """Return names as in a document: `<Say>`."""
    return [f"<{name}>" for name in names]


def quoted(names: Iterable[str]) -> list[str]:
    """Return names as in a sentence: `"voice"`."""
    return [f'"{name}"' for name in names]


def cut(text: str, limit: int = 60) -> str:
    """Return text on one line, without passwords, and without its middle if it is too long."""
    line = " ".join(masked(text).split())  # mask first: a cut URL would hide where its password is
    half = limit // 2
    return line if len(line) <= limit else f"{line[: half - 1]}…{line[-half:]}"


def suggestion(name: str, allowed: Iterable[str]) -> str:
    """Return the help for an unknown element: near names, or else the allowed ones."""
    every = list(allowed)
    hits = near(name, every)
    if hits:
        return f"did you mean {either(tags(hits))}?"
    return f"allowed here: {listed(tags(every))}" if every else ""


def reason_of(name: str, same: str) -> str:
    """Return the end of a message about a name that differs only in case, `-` or `_`."""
    if library := LIBRARY_MISTAKES.get(name):
        return f': "{name}" is a mistake of {library}; set the real name yourself'
    return ": names are case-sensitive" if name.lower() == same.lower() else ""
