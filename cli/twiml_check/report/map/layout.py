"""Compute the position of every document: a column for each choice in a row.

The map is drawn as the tree of its shortest ways, from left to right. So no line crosses another,
and three hundred documents fit on a page that scrolls down. A choice back to an earlier document is
a note under its document: nobody could read forty lines back to the menu.
"""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.report.map.choices import Choice
from twiml_check.report.map.tree_order import Order
from twiml_check.report.text.layout import cells as width_of

BOX, TALL = 268, 44
"""The width of a document in pixels."""
NOTE = 19
"""The height of one note under it."""
GAP = 14
"""The space between documents above each other."""
MARGIN, HEAD = 20, 64
"""The space around the drawing, and above it for the legend."""
CELL = 7.3
"""Pixels of one cell of a label: 60 % of the font size in every common monospace font."""
TRUNK = 20
"""The space between a document and the line down to its targets."""
MOST_LABEL = 22
MOST_NOTES = 8


class Box(NamedTuple):
    """One document in the drawing; number 0 is the beginning of a conversation."""

    number: int
    x: float
    y: float
    notes: tuple[Choice, ...]
    """The choices without a document drawn next to this one."""
    more: int
    """How many notes are left out."""

    @property
    def height(self) -> float:
        """Return its height with its notes."""
        rows = len(self.notes) + (self.more > 0)
        return TALL + rows * NOTE + (4 if rows else 0)


class Line(NamedTuple):
    """A line from one document to one in the next column."""

    choice: Choice
    start: Box
    end: Box


class Layout(NamedTuple):
    """The drawing, in pixels."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    """From the top down, each before its targets."""
    lines: tuple[Line, ...]


def layout(order: Order) -> Layout:
    """Return the position of every document and line."""
    columns = _columns(order)
    numbers = [number for root in order.roots for number in _down(order, root)]
    boxes = {each: _box(order, each, columns[order.depth[each]]) for each in numbers}
    heights = {each: box.height + GAP for each, box in boxes.items()}
    beside = dict.fromkeys(numbers, 0.0)
    for number in reversed(numbers):
        heights[number] = max(heights[number], beside[number])
        if first := order.first.get(number):
            beside[first.start] += heights[number]
    free: dict[int, float] = {}  # the next free y next to each document; -1 is for the roots
    for number in numbers:
        first = order.first.get(number)
        above = first.start if first else -1
        y = free.setdefault(above, float(HEAD))
        free[above] = y + heights[number]
        free[number] = y
        boxes[number] = boxes[number]._replace(y=y)
    lines = (Line(each, boxes[each.start], boxes[number]) for number, each in order.first.items())
    return Layout(
        width=max(box.x for box in boxes.values()) + BOX + MARGIN if boxes else 2 * BOX,
        height=free.get(-1, HEAD) + MARGIN,
        boxes=tuple(boxes.values()),
        lines=tuple(lines),
    )


def _columns(order: Order) -> list[float]:
    """Return the x of each column, with space for the labels between two columns."""
    room = [0] * (max(order.depth.values(), default=0) + 2)
    for number, choice in order.first.items():
        depth = order.depth[number]
        room[depth] = max(room[depth], min(width_of(choice.label), MOST_LABEL))
    columns = [float(MARGIN)]
    for cells in room[1:]:
        columns.append(columns[-1] + BOX + 2 * TRUNK + 12 + cells * CELL)
    return columns


def _down(order: Order, root: int) -> Iterator[int]:
    """Yield the root and all documents after it, from the top down."""
    waiting = [root]
    while waiting:
        number = waiting.pop()
        yield number
        drawn = filter(order.draws, order.choices.get(number, []))
        waiting += [choice.end for choice in drawn if choice.end is not None][::-1]


def _box(order: Order, number: int, x: float) -> Box:
    notes = [each for each in order.choices.get(number, []) if not order.draws(each)]
    more = len(notes) - MOST_NOTES
    kept = notes if more <= 1 else notes[:MOST_NOTES]
    return Box(number, x, 0.0, tuple(kept), len(notes) - len(kept))
