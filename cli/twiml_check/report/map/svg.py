"""The map as a drawing without other files: no script, no font, light and dark."""

from collections.abc import Iterator
from importlib.resources import files

from twiml_check.model.call_map import CallMap
from twiml_check.model.run import TargetResult
from twiml_check.report.escape import xml
from twiml_check.report.map.choices import Choice
from twiml_check.report.map.coverage import coverage
from twiml_check.report.map.layout import (
    BOX,
    CELL,
    MARGIN,
    MOST_LABEL,
    NOTE,
    TALL,
    TRUNK,
    Box,
    Layout,
    Line,
    layout,
)
from twiml_check.report.map.places import SIGNS, Mood, Place, places
from twiml_check.report.map.tree_order import tree_order
from twiml_check.report.text.layout import cells, cut
from twiml_check.report.ways import product_of

IN_BOX = 34
"""Cells of a line in a document; its letters are a little smaller than those of the labels."""
IN_NOTE = 38
LEAST_WIDTH = 790
"""The width of the legend, in pixels."""
MOST_MARK = 20
MIDDLE = TALL / 2
KEY: tuple[tuple[Mood, str], ...] = (
    ("error", "error"), ("warning", "warning"), ("info", "info"), ("end", "the call ends"),
    ("clean", "the call continues"),
)  # fmt: skip


def draw(check: TargetResult, call_map: CallMap) -> str:
    """Return the map of a redacted target."""
    return "".join(f"{line}\n" for line in drawing(check, call_map))


def style() -> str:
    """Return the style sheet of the drawing."""
    return files("twiml_check.report.map").joinpath("drawing.css").read_text("utf-8")


def drawing(check: TargetResult, call_map: CallMap, *, links: bool = False) -> Iterator[str]:
    """Yield the drawing; `links` is for a page with the style and a section `n3` for each node."""
    known = {place.number: place for place in places(check, call_map)}
    drawn = layout(tree_order(call_map))
    width, height = max(drawn.width, LEAST_WIDTH), drawn.height
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" role="{"group" if links else "img"}"'
        ' aria-labelledby="map-title" aria-describedby="map-about">'
    )
    yield f'<title id="map-title">The map of {xml(check.target)}</title>'
    yield f'<desc id="map-about">{xml(coverage(call_map, product_of(check)))}</desc>'
    if not links:
        yield f"<style>{style()}</style>"
    yield '<rect class="paper" width="100%" height="100%"/>'
    yield from _key()
    yield from _lines(drawn)
    for box in drawn.boxes:
        yield from _box(box, known.get(box.number), links=links)
    yield "</svg>"


def _key() -> Iterator[str]:
    """Yield the legend."""
    x = float(MARGIN)
    yield '<g class="key">'
    for mood, words in KEY:
        yield f'<g class="{mood}">'
        yield f'<rect class="box" x="{x:g}" y="14" width="20" height="20" rx="5"/>'
        yield f'<text class="sign" x="{x + 10:g}" y="28">{SIGNS[mood]}</text></g>'
        yield f'<text class="word" x="{x + 27:g}" y="28">{words}</text>'
        x += 27 + len(words) * CELL + 22
    yield f'<path class="line outside" d="M {x:g} 24 h 30"/>'
    yield f'<text class="word" x="{x + 37:g}" y="28">outside the call</text>'
    yield "</g>"


def _lines(drawn: Layout) -> Iterator[str]:
    for line in sorted(drawn.lines, key=lambda line: line.choice.state != "failed"):
        yield f'<path class="line{_kind(line.choice)}" d="{_path(line)}"/>'
    for line in drawn.lines:
        left = line.start.x + BOX + 2 * TRUNK - 6
        label = cut(line.choice.label, MOST_LABEL)
        said = line.choice.note
        yield (
            f'<text class="label{" announced" if line.choice.announced else ""}"'
            f' x="{left:g}" y="{line.end.y + MIDDLE - 6:g}">{xml(label)}'
            f"<title>{xml(line.choice.label)}{f' ({xml(said)})' if said else ''}</title></text>"
        )


def _kind(choice: Choice) -> str:
    outside = " outside" if choice.kind == "outside" else ""
    return outside + (" bad" if choice.state == "failed" else "")


def _path(line: Line) -> str:
    """Return a line along the row of its end; the first line is straight."""
    x, y = line.start.x + BOX, line.start.y + MIDDLE
    down, right = line.end.y + MIDDLE, line.end.x - 1
    if down == y:
        return f"M {x:g} {y:g} H {right:g}"
    turn = x + TRUNK
    return (
        f"M {x:g} {y:g} H {turn - 8:g} Q {turn:g} {y:g} {turn:g} {y + 8:g} V {down - 8:g}"
        f" Q {turn:g} {down:g} {turn + 8:g} {down:g} H {right:g}"
    )


def _box(box: Box, place: Place | None, *, links: bool) -> Iterator[str]:
    mood = place.mood if place else "clean"
    yield f'<g class="place {mood}" transform="translate({box.x:g} {box.y:g})">'
    if place:
        yield from _place(place, links=links)
    else:
        yield f'<text class="word" x="10" y="{MIDDLE + 4:g}">the first message</text>'
    for row, choice in enumerate(box.notes):
        yield from _note(choice, box.number, TALL + row * NOTE + 15, links=links)
    if box.more:
        y = TALL + len(box.notes) * NOTE + 15
        yield f'<text class="note" x="12" y="{y:g}">… {box.more} more</text>'
    yield "</g>"


def _place(place: Place, *, links: bool) -> Iterator[str]:
    mark = cut(place.mark, MOST_MARK)
    head = f"[{place.number}] {place.address}"
    first = cut(head, IN_BOX - cells(mark) - (1 if mark else 0))
    second = cut("  ".join(filter(None, (place.caller, place.said))), IN_BOX)
    whole = ", ".join(filter(None, (head, place.said, place.special, place.end, place.faults)))
    if links:
        yield f'<a href="#n{place.number}" id="m{place.number}" aria-label="{xml(whole)}">'
    yield f"<title>{xml(whole)}</title>"
    round_ = TALL / 2 if place.node.end else 7
    yield f'<rect class="box" width="{BOX}" height="{TALL}" rx="{round_:g}"/>'
    if place.mood == "error":
        inner = f'width="{BOX - 6}" height="{TALL - 6}" rx="{round_ - 3:g}"'
        yield f'<rect class="ring" x="3" y="3" {inner}/>'
    # text in a script with wide letters must not overlap the next document
    yield f'<svg class="inside" width="{BOX}" height="{TALL}">'
    y = 18 if second else MIDDLE + 4
    yield f'<text class="head" x="14" y="{y:g}">{xml(first)}</text>'
    if mark:
        yield f'<text class="mark" x="{BOX - 14}" y="{y:g}">{xml(mark)}</text>'
    if second:
        yield f'<text class="said" x="14" y="34">{xml(second)}</text>'
    yield "</svg>"
    if links:
        yield "</a>"


def _note(choice: Choice, number: int, y: float, *, links: bool) -> Iterator[str]:
    leads = ("↻ again" if choice.end == number else f"→ [{choice.end}]") if choice.end else ""
    tail = "  ".join(filter(None, (leads, choice.outcome)))
    named = f"({choice.label})" if choice.kind == "outside" else choice.label
    label = cut(named, max(IN_NOTE - cells(tail) - 2, 8))
    text = cut("  ".join(filter(None, (label, tail))), IN_NOTE)
    kind = "note bad" if choice.state == "failed" else "note"
    drawn = (
        f'<text class="{kind}" x="12" y="{y:g}">{xml(text)}'
        f"<title>{xml(f'{choice.label}  {tail}')}</title></text>"
    )
    yield f'<a href="#n{choice.end}" tabindex="-1">{drawn}</a>' if links and choice.end else drawn
