"""Lines of JSON for many targets: most documents of a folder differ in name and size alone.

So the line of the first of them, made as any other, is the pattern of the next ones, unless it has
the pattern's own name in another place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter

from twiml_check.model import Check, Hop

NAME, SIZE = "<name>", -1
"""What hardly any document has; the two stand in a pattern where its own come."""


def _all_but(fields: tuple[str, ...], names: set[str]) -> itemgetter[tuple[object, ...]]:
    return itemgetter(*(place for place, field in enumerate(fields) if field not in names))


_of_check = _all_but(Check._fields, {"target", "hops"})
_of_hop = _all_but(Hop._fields, {"name", "event", "document", "mode"})
"""What a line can depend on; that of the event is in the check."""


def lines(
    checks: Iterable[Check], line: Callable[[Check], str], word: Callable[[str], str]
) -> Iterator[str]:
    """The line of each check; `line` makes that of any, `word` writes a name."""
    patterns: dict[tuple[object, ...], tuple[str, ...]] = {}
    for check in checks:
        hop = check.hops[0] if len(check.hops) == 1 else None  # none where it was not asked
        if hop is None or check.findings or hop.via != "file" or hop.name != check.target:
            yield line(check)
            continue
        alike = (_of_check(check), _of_hop(hop))
        pattern = patterns.get(alike)
        if pattern is None:
            pattern = patterns[alike] = _pattern(check, line, word)
        if not pattern:
            yield line(check)
            continue
        begin, middle, beside, end = pattern
        name = word(check.target)
        yield f"{begin}{name}{middle}{name}{beside}{hop.size}{end}"


def _pattern(
    check: Check, line: Callable[[Check], str], word: Callable[[str], str]
) -> tuple[str, ...]:
    """What stands before, between and behind the name, the name again and the size.

    Empty where it cannot be told: a suite, a snapshot and what is expected have names of their own.
    """
    hop = check.hops[0]._replace(name=NAME, weight=SIZE)
    written = line(check._replace(target=NAME, hops=(hop,)))
    parts = written.split(word(NAME))
    if len(parts) != 3:
        return ()
    begin, middle, rest = parts
    return begin, middle, *rest.split(str(SIZE), 1)
