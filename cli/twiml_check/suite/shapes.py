"""The shapes of the values in a suite, and the messages about a value of another shape."""

import re
from collections.abc import Callable
from typing import Any

from twiml_check.calls.callers import CALLERS
from twiml_check.rules.wording import cut, either
from twiml_check.suite.suite import Pairs, Value

Within = tuple[str | int, ...]
UNITS = {"ms": 1, "s": 1000, "m": 60_000}
MOST_BITS = 64
LONGEST_MS = 3_600_000
"""One hour: a longer time would be a mistake."""
_TIME = r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|m)\s*"
TIME = 'milliseconds, or a text such as "2s" or "500ms"'


class WrongShapeError(ValueError):
    """A value of another shape; its text continues after the name of the key."""

    def __init__(self, why: str, within: Within = ()) -> None:
        """Keep `within`, the path from the key to the wrong part of its value."""
        super().__init__(why)
        self.within = within


def text(value: Any) -> str:
    """Return a text that is not empty."""
    if not isinstance(value, str):
        raise WrongShapeError(f"must be a text, not {kind(value)}")
    if not value.strip():
        raise WrongShapeError("must not be empty")
    return value


def words(value: Any) -> str:
    """Return the text of a message, which may be empty."""
    return value if isinstance(value, str) else text(value)


def flag(value: Any) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise WrongShapeError(f"must be true or false, not {kind(value)}")
    return value


def number(value: Any) -> int:
    """Return a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongShapeError(f"must be a whole number, not {kind(value)}")
    return _short(value)


def _short(value: int, whose: str = "is ", within: Within = ()) -> int:
    """Return a number that is not too long to show: 0xfff… may have a million digits."""
    if value.bit_length() > MOST_BITS:
        raise WrongShapeError(f"{whose}too large a number", within)
    return value


def texts(value: Any) -> tuple[str, ...]:
    """Return a list of texts."""
    if not isinstance(value, list):
        raise WrongShapeError(f'must be a list of texts, such as ["…"], not {kind(value)}')
    for place, each in enumerate(value):
        if not isinstance(each, str) or not each.strip():
            what = "an empty text" if isinstance(each, str) else kind(each)
            raise WrongShapeError(f"must be a list of texts, but it has {what}", (place,))
    return tuple(value)


def fields(value: Any) -> Pairs:
    """Return names and texts of a table; a whole number is written as a text."""
    if not isinstance(value, dict):
        raise WrongShapeError(f'must be a table, such as {{ Body = "hello" }}, not {kind(value)}')
    return tuple((name, _field(name, each)) for name, each in value.items())


def _field(name: str, value: Any) -> str:
    if not name or "=" in name:
        raise WrongShapeError(f'has "{name}", which is not a valid name of a parameter', (name,))
    if isinstance(value, int) and not isinstance(value, bool):
        return str(_short(value, f"has {name}, which is ", (name,)))
    if not isinstance(value, str):
        raise WrongShapeError(f"must have a text for {name}, not {kind(value)}", (name,))
    return value


def reasons(value: Any) -> Pairs:
    """Return rules, each with the reason to ignore it."""
    if isinstance(value, dict):
        return tuple((rule, _reason(rule, why, (rule,))) for rule, why in value.items())
    if not isinstance(value, list):
        raise WrongShapeError(f"{_REASONED}, not {kind(value)}")
    return tuple(_rule_and_reason(place, each) for place, each in enumerate(value))


_REASONED = 'must have a reason for each rule, such as { plain-http = "only on localhost" }'


def _rule_and_reason(place: int, value: Any) -> tuple[str, str]:
    if not isinstance(value, dict):
        raise WrongShapeError(_REASONED, (place,))
    if odd := next((key for key in value if key not in ("rule", "reason")), None):
        raise WrongShapeError(f'must have the keys rule and reason, not "{odd}"', (place, odd))
    rule = value.get("rule")
    if not isinstance(rule, str):
        raise WrongShapeError("has an entry without a rule", (place,))
    return rule, _reason(rule, value.get("reason"), (place, "reason"))


def _reason(rule: str, why: Any, within: Within) -> str:
    if not isinstance(why, str) or not why.strip():
        raise WrongShapeError(f'needs a reason for {rule}: a text, such as "{_EXAMPLE}"', within)
    return why


_EXAMPLE = "the other side reads it"


def time(value: Any) -> float:
    """Return a time in milliseconds: `1500`, `"1.5s"`, `"1500ms"`."""
    if isinstance(value, str):
        found = re.fullmatch(_TIME, value)
        if not found:
            raise WrongShapeError(f"must be {TIME}")
        value = float(found[1]) * UNITS[found[2]]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongShapeError(f"must be {TIME}, not {kind(value)}")
    if not 0 < value <= LONGEST_MS:
        raise WrongShapeError("must be more than 0 and at most one hour")
    return float(value)


def verdict(value: Any) -> str:
    """Return `pass` or `fail`."""
    if value not in ("pass", "fail"):
        raise WrongShapeError('must be "pass" or "fail"')
    return str(value)


def among(least: int, most: int) -> "Shape":
    """Return the shape of a whole number in a range."""

    def shape(value: Any) -> int:
        if not least <= number(value) <= most:
            raise WrongShapeError(f"must be a number from {least:,} to {most:,}")
        return int(value)

    return shape


def caller(value: Any) -> str:
    """Return the kind of a caller."""
    if text(value) not in CALLERS:
        raise WrongShapeError(f'must be {either(CALLERS)}, not "{cut(value)}"')
    return str(value)


def callers(value: Any) -> tuple[str, ...]:
    """Return some kinds of callers."""
    return tuple(dict.fromkeys(map(caller, texts(value))))


def kind(value: Any) -> str:
    """Return the type of a value, in words."""
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "true or false"),
        (str, "a text"),
        (int, "a number"),
        (float, "a number"),
        (list, "a list"),
        (dict, "a table"),
    )
    return next((name for known, name in kinds if isinstance(value, known)), "a date or time")


def drills(value: Any) -> tuple[str, ...]:
    """Return the names of drills; true stands for all of them, false for none."""
    from twiml_check.drills.drills import DRILLS  # a file of settings needs none of them

    if isinstance(value, bool):
        return tuple(DRILLS) if value else ()
    for place, name in enumerate(texts(value)):
        if name not in DRILLS:
            what = f'must be true or a list of {either(DRILLS)}, not "{cut(name)}"'
            raise WrongShapeError(what, (place,))
    return texts(value)


Shape = Callable[[Any], Value]
EXPLORING: dict[str, Shape] = {
    "budget": among(1, 100_000),
    "depth": among(1, 100),
    "digits": texts,
    "say": texts,
    "callers": callers,
    "min_coverage": among(0, 100),
}
"""More keys of a [[check]] with `explore = true`."""
ASKING: dict[str, Shape] = {
    "event": text,
    "method": text,
    "params": fields,
    "no_params": texts,
    "from": text,
    "to": text,
    "seed": text,
    "auth_token": text,
    "no_signature": flag,
    "public_url": text,
    "fallback": text,
    "pci": flag,
    "verdict": verdict,
    "fail_on": text,
    "ignore": reasons,
    "select": texts,
    "max_time": time,
    "tags": texts,
}
"""Keys of a [[check]] and a [[call]], for the request and the verdict."""
SHAPES: dict[str, Shape] = {
    **ASKING,
    "body": words,
    "max_hops": number,
    "inline": flag,
    "probe": flag,
    "expect": texts,
    "expect_any_hop": texts,
    "expect_text": texts,
    "expect_text_any_hop": texts,
    "expect_chain": texts,
    "explore": flag,
    "drills": drills,
    "require_signature": flag,
    **EXPLORING,
}
"""Keys of a [[check]] except name and target, and keys of [defaults]."""
