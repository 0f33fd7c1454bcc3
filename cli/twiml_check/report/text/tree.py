"""The map of an explored call as a tree: every document once, with the choices that reach it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from twiml_check.model.call_map import CallMap
from twiml_check.model.run import TargetResult
from twiml_check.report.map.choices import Choice
from twiml_check.report.map.places import Place, places
from twiml_check.report.map.tree_order import Order, tree_order
from twiml_check.report.phrases import counted
from twiml_check.report.text.layout import NARROWEST, cut, wrap

SCREEN = 40
"""The most lines of a tree without folds."""
MOST_LABEL = 20
"""The most cells of the choices before a document."""
LEAST_SAID = 10
"""The fewest cells for the text that is heard; with less space it is left out."""
STYLES = {"error": "red", "warning": "yellow", "info": "blue", "end": "green", "clean": ""}


class _Row(NamedTuple):
    frame: str
    """The lines of the tree before the row."""
    parent: int | None
    """The choice of the row; None for the beginning."""
    label: str
    choice: Choice | None
    number: int | None
    """The document that is drawn here."""
    passed: Choice | None = None
    """The choice by which it continues by itself to a document that is drawn elsewhere."""


def tree(check: TargetResult, call_map: CallMap, width: int, *, whole: bool = False) -> Text:
    """Return the tree in lines of `width` cells; unless `whole`, folded to about one screen."""
    order = tree_order(call_map)
    known = {place.number: place for place in places(check, call_map)}
    rows = list(_rows(order))
    open_ = set(order.depth) if whole else _unfolded(rows, order, known)
    shown = [row for row in rows if row.parent is None or row.parent in open_]
    kept = shown if whole else shown[:SCREEN]
    below = _below(order)
    lines = []
    for row in kept:
        folded = 0 if row.number is None or row.number in open_ else below[row.number]
        place = None if row.number is None else known.get(row.number)
        lines.append(_line(row, place, max(width, NARROWEST), folded))
        if whole:
            lines.extend(_all_words(row, max(width, NARROWEST)))
    if hints := list(_hints(kept, len(rows) - len(kept), whole=whole)):
        lines.append(Text("; ".join(hints), "dim"))
    return Text("\n").join(lines)


def _hints(kept: Sequence[_Row], left: int, *, whole: bool) -> Iterator[str]:
    """Yield what -v shows and these rows do not."""
    if left:
        yield f"… {counted(left, 'line')} more with -v"
    if not whole and any(row.choice and _more(row.choice) for row in kept):
        yield "+N means N more choices, which -v shows"


def _all_words(row: _Row, width: int) -> Iterator[Text]:
    """Yield lines with all words of a choice, if its label has only some of them."""
    if row.choice and _more(row.choice):
        stem = row.frame[:-2] + ("│ " if row.frame.endswith("├ ") else "  ")
        words = f"tried: {row.choice.with_words(row.choice.every)}"
        for line in wrap(words, max(width - cell_len(stem), LEAST_SAID), len("tried: ")):
            yield Text(f"{stem}{line}", "dim")


def _unfolded(rows: Sequence[_Row], order: Order, known: dict[int, Place]) -> set[int]:
    """Return the documents whose choices fit on a screen; ways to an error come first."""
    size = Counter(row.parent for row in rows)
    wanted = set()
    for number, place in known.items():
        while place.mood == "error" and number in order.first:
            number = order.first[number].start
            wanted.add(number)
    open_ = set(order.roots[:1])
    lines = size[None] + sum(size[number] for number in open_)
    for number in sorted(order.depth, key=lambda each: (order.depth[each], each not in wanted)):
        above = order.first[number].start in open_ if number in order.first else True
        if number not in open_ and above and lines + size[number] <= SCREEN:
            open_.add(number)
            lines += size[number]
    return open_


def _rows(order: Order) -> Iterator[_Row]:
    """Yield the lines from the top, without recursion: a way can be as long as the budget."""
    for root in order.roots:
        yield _Row("", None, "", None, root, _passed(order, root))
        waiting = [_children(order, root, " ")]
        while waiting:
            row = next(waiting[-1], None)
            if row is None:
                waiting.pop()
                continue
            yield row
            if row.number is not None:
                stem = row.frame[:-2] + ("│ " if row.frame.endswith("├ ") else "  ")
                waiting.append(_children(order, row.number, f"{stem} "))


def _children(order: Order, parent: int, stem: str) -> Iterator[_Row]:
    passed = _passed(order, parent)
    found = [choice for choice in order.choices.get(parent, []) if choice is not passed]
    room = max((min(cell_len(_label(each)), MOST_LABEL) for each in found), default=0)
    for choice in found:
        branch = "└ " if choice is found[-1] else "├ "
        label = cut(_label(choice), MOST_LABEL)
        padded = label + " " * (room - cell_len(label))
        number = choice.end if choice.end is not None and order.draws(choice) else None
        after = None if number is None else _passed(order, number)
        yield _Row(stem + branch, parent, padded, choice, number, after)


def _label(choice: Choice) -> str:
    """Return the label with as many whole words as fit, and the number of the others."""
    more = _more(choice)
    kept = choice.every[: len(choice.every) - more]
    if more and len(kept) == 1:
        kept = (cut(kept[0], MOST_LABEL - len(f" +{more}") - 2 * (choice.kind == "outside")),)
    label = choice.with_words((*kept, f"+{more}") if more else kept)
    return f"({label})" if choice.kind == "outside" else label


def _more(choice: Choice) -> int:
    """Return how many words of a choice its label leaves out; it always has the first."""
    words, room = choice.every, MOST_LABEL - 2 * (choice.kind == "outside")
    if cell_len(choice.with_words(words)) <= room:
        return 0
    for count in range(len(words) - 1, 1, -1):
        if cell_len(choice.with_words((*words[:count], f"+{len(words) - count}"))) <= room:
            return len(words) - count
    return len(words) - 1


def _passed(order: Order, number: int) -> Choice | None:
    """Return the choice by which a document continues by itself to one that is shown elsewhere."""
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


def _line(row: _Row, place: Place | None, width: int, folded: int) -> Text:
    text = Text(row.frame, "dim")
    if row.choice:
        text.append(row.label, "bold" if row.choice.announced else "")
        text.append("  ")
    if place:
        _append_place(text, row, place, width, folded)
    elif row.choice is None:
        text.append("the first message")
    else:
        _append_elsewhere(text, row.choice, width)
    return text


def _append_elsewhere(text: Text, choice: Choice, width: int) -> None:
    """Add the number of a document that is shown elsewhere, or why there is none."""
    failed = choice.state == "failed" and not choice.end
    lead = f"→ [{choice.end}]" if choice.end else ""
    note = f"✕ {choice.note}" if failed else choice.note
    parts = [part for part in (lead, note) if part]
    room = max(width - cell_len(text.plain), LEAST_SAID)
    text.append(cut("  ".join(parts), room), "red" if failed else "dim")


def _append_place(text: Text, row: _Row, place: Place, width: int, folded: int) -> None:
    text.append(f"[{place.number}]", f"bold {STYLES[place.mood]}".strip())
    tail = "".join(f"  {part}" for part in _tail(row, place, folded) if part)
    room = width - cell_len(text.plain) - cell_len(tail)
    address = cut(place.address, max(room - 2, LEAST_SAID))
    if place.address:
        text.append(f" {address}", "dim")
        room -= 1 + cell_len(address)
    if place.said and room >= LEAST_SAID:
        text.append(f"  {cut(place.said, room - 2)}")
    text.append(tail, STYLES[place.mood])


def _tail(row: _Row, place: Place, folded: int) -> Iterator[str]:
    """Yield the words after a document: how the call ends, its faults, the next document."""
    choice = row.choice
    yield place.caller
    yield place.end
    if place.faults and not place.end.startswith("✕ "):
        yield f"{place.sign} {place.faults}"
    if choice and (choice.state != "failed" or place.mood != "error"):
        yield choice.note
    if row.passed:
        yield f"→ [{row.passed.end}]"
    if folded:
        yield f"… {folded} more below"
