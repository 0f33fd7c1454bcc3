"""The map of an explored call as a tree: every document once, with the choices that lead to it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from twiml_check.model.call_map import CallMap
from twiml_check.model.run import TargetResult
from twiml_check.report.map.choices import Choice
from twiml_check.report.map.places import Place, places
from twiml_check.report.map.tree_order import Order, tree_order
from twiml_check.report.text.layout import NARROWEST, cut

SCREEN = 40
"""Lines of a tree that is not folded."""
MOST_LABEL = 20
"""Cells of the choices in front of a document."""
LEAST_SAID = 10
"""Cells of what is heard; where there is less room, it is left out."""
STYLES = {"error": "red", "warning": "yellow", "info": "blue", "end": "green", "clean": ""}


class _Row(NamedTuple):
    frame: str
    """The branches of the tree in front."""
    depth: int
    label: str
    choice: Choice | None
    place: Place | None
    below: int
    """How many documents are drawn below it."""
    passed: Choice | None = None
    """Where the document leads by itself, when it leads to one that is shown elsewhere."""


def tree(check: TargetResult, call_map: CallMap, width: int, *, whole: bool = False) -> Text:
    """Return the tree in lines of `width` cells; unless `whole`, folded to about one screen."""
    order = tree_order(call_map)
    known = {place.number: place for place in places(check, call_map)}
    rows = list(_rows(order, known))
    shown = rows if whole else _folded(rows)
    deepest = max((row.depth for row in shown), default=0)
    lines = [_line(row, max(width, NARROWEST), row.depth == deepest < _depth(rows)) for row in shown]
    if left := len(rows) - len(shown):
        hidden = sum(row.depth <= deepest for row in rows) - len(shown)
        if hidden > 0:
            lines.append(Text(f"… {hidden} lines more", "dim"))
        lines.append(Text(f"{left} lines are folded: -v shows all", "dim"))
    return Text("\n").join(lines)


def _depth(rows: Sequence[_Row]) -> int:
    return max((row.depth for row in rows), default=0)


def _folded(rows: Sequence[_Row]) -> Sequence[_Row]:
    """Return the rows down to the depth at which they fit on a screen; of one level, the first."""
    for depth in range(_depth(rows), 0, -1):
        shown = [row for row in rows if row.depth <= depth]
        if len(shown) <= SCREEN:
            return shown
    return [row for row in rows if row.depth <= 1][:SCREEN]


def _rows(order: Order, known: dict[int, Place]) -> Iterator[_Row]:
    """Yield the lines from the top; without recursion, for a way may be as long as the budget."""
    below = _below(order)
    for root in order.roots:
        yield _Row("", 0, "", None, known.get(root), below.get(root, 0), _passed(order, root))
        waiting = [_children(order, root, " ", 1)]
        while waiting:
            row = next(waiting[-1], None)
            if row is None:
                waiting.pop()
                continue
            number = row.choice.end if row.choice and order.draws(row.choice) else None
            if number is None:
                yield row
                continue
            yield row._replace(
                place=known.get(number), below=below[number], passed=_passed(order, number)
            )
            stem = row.frame[:-2] + ("│ " if row.frame.endswith("├ ") else "  ")
            waiting.append(_children(order, number, f"{stem} ", row.depth + 1))


def _children(order: Order, number: int, stem: str, depth: int) -> Iterator[_Row]:
    passed = _passed(order, number)
    found = [choice for choice in order.choices.get(number, []) if choice is not passed]
    room = max((min(cell_len(_label(each)), MOST_LABEL) for each in found), default=0)
    for choice in found:
        branch = "└ " if choice is found[-1] else "├ "
        label = cut(_label(choice), MOST_LABEL)
        padded = label + " " * (room - cell_len(label))
        yield _Row(stem + branch, depth, padded, choice, None, 0)


def _label(choice: Choice) -> str:
    return f"({choice.label})" if choice.kind == "beside" else choice.label


def _passed(order: Order, number: int) -> Choice | None:
    """Return the choice of a document that leads on by itself to one shown elsewhere."""
    found = order.choices.get(number, [])
    if len(found) == 1 and found[0].kind == "then" and found[0].end and not order.draws(found[0]):
        return found[0]
    return None


def _below(order: Order) -> dict[int, int]:
    """Return how many documents are drawn below each."""
    count = dict.fromkeys(order.depth, 0)
    for number in sorted(order.first, key=lambda each: -order.depth[each]):
        count[order.first[number].start] += count[number] + 1
    return count


def _line(row: _Row, width: int, folded: bool) -> Text:
    text = Text(row.frame, "dim")
    if row.choice:
        text.append(row.label, "bold" if row.choice.announced else "")
        text.append("  ")
    if row.place:
        _append_place(text, row, row.place, width, folded=folded)
    elif row.choice is None:
        text.append("the first message")
    else:
        _append_elsewhere(text, row.choice, width)
    return text


def _append_elsewhere(text: Text, choice: Choice, width: int) -> None:
    """Add the number of a document that is shown elsewhere, or why there is none."""
    parts = [f"→ [{choice.end}]"] if choice.end else []
    failed = choice.state == "failed" and not choice.end
    parts += ["✕ failed"] if failed else []
    note = choice.note.removeprefix("failed").lstrip(", ") if choice.state == "failed" else choice.note
    parts += [note] if note else []
    if not parts and choice.state == "answered":
        parts = ["answered"]
    room = max(width - cell_len(text.plain), LEAST_SAID)
    text.append(cut("  ".join(parts), room), "red" if failed else "dim")


def _append_place(text: Text, row: _Row, place: Place, width: int, *, folded: bool) -> None:
    text.append(f"[{place.number}]", f"bold {STYLES[place.mood]}".strip())
    tail = "".join(f"  {part}" for part in _tail(row, place, folded=folded))
    room = width - cell_len(text.plain) - cell_len(tail)
    address = cut(place.address, max(room - 2, LEAST_SAID))
    if place.address:
        text.append(f" {address}", "dim")
        room -= 1 + cell_len(address)
    if place.said and room >= LEAST_SAID:
        text.append(f"  {cut(place.said, room - 2)}")
    text.append(tail, STYLES[place.mood])


def _tail(row: _Row, place: Place, *, folded: bool) -> Iterator[str]:
    """Yield what stands behind a document: how the call ends, what is wrong, where it goes on."""
    yield from filter(None, (place.special, place.end))
    if place.faults and not place.end.startswith("✕ "):
        yield f"{place.sign} {place.faults}"
    if row.choice and row.choice.state == "failed" and not place.end:
        yield "✕ failed"
    note = row.choice.note if row.choice and row.choice.state != "failed" else ""
    yield from filter(None, (note,))
    if row.passed:
        yield f"→ [{row.passed.end}]"
    if folded and row.below:
        yield f"… {row.below} more below"
