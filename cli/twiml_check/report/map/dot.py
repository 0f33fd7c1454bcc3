"""The map in the language of Graphviz: https://graphviz.org/doc/info/lang.html"""

from collections.abc import Iterator
from itertools import count

from twiml_check.model.call_map import CallMap
from twiml_check.model.run import TargetResult
from twiml_check.report.escape import escape_line
from twiml_check.report.map.choices import Choice, choices
from twiml_check.report.map.mermaid import MOST, label_of
from twiml_check.report.map.places import Mood, Place, places
from twiml_check.report.text.layout import cut

LOOKS: dict[Mood, str] = {
    "error": 'fillcolor="#fdecea", color="#b3261e", peripheries=2',
    "warning": 'fillcolor="#fff3dc", color="#875400", penwidth=2',
    "info": 'fillcolor="#e6f0fd", color="#1558b0"',
    "end": 'fillcolor="#e3f4e7", color="#17692f"',
    "clean": 'fillcolor="#ffffff", color="#525b69"',
}


def draw(check: TargetResult, call_map: CallMap) -> str:
    """Return the map of a redacted target."""
    return "".join(f"{line}\n" for line in _lines(check, call_map))


def _lines(check: TargetResult, call_map: CallMap) -> Iterator[str]:
    found = choices(call_map)
    yield "digraph call {"
    yield '  rankdir=LR; node [shape=box, style="rounded,filled", fontname="sans-serif"];'
    yield f"  label={quoted(escape_line(check.target))}; tooltip={quoted(check.event)};"
    if found.get(0):
        yield '  n0 [label="the first message", shape=plaintext, style=""];'
    yield from map(_node, places(check, call_map))
    left = count(1)
    for choice in (each for some in found.values() for each in some):
        yield from _edge(choice, left)
    yield "}"


def _node(place: Place) -> str:
    tip = quoted(f"{place.address} {place.said}".strip())
    looks = LOOKS[place.mood]
    return f"  n{place.number} [label={quoted(label_of(place))}, tooltip={tip}, {looks}];"


def _edge(choice: Choice, left: Iterator[int]) -> Iterator[str]:
    end = f"n{choice.end}"
    if choice.end is None:
        end = f"x{next(left)}"
        words = quoted(cut(choice.note, MOST))
        yield f'  {end} [label={words}, shape=note, style="", color="#525b69"];'
    label = quoted(cut(choice.label, MOST - len(choice.times)) + choice.times)
    dashed = ", style=dashed" if choice.kind == "outside" or choice.end is None else ""
    yield f"  n{choice.start} -> {end} [label={label}{dashed}];"


def quoted(text: str) -> str:
    r"""Return the text in quotes, escaped: Graphviz reads entities and `\N` in a label."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{safe}"'
