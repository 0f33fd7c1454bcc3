"""The map as a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html"""

import re
from collections.abc import Iterator
from itertools import count

from twiml_check.model.call_map import CallMap
from twiml_check.model.run import TargetResult
from twiml_check.report.map.choices import Choice, choices
from twiml_check.report.map.coverage import coverage
from twiml_check.report.map.places import Place, places
from twiml_check.report.text.layout import cut
from twiml_check.report.ways import product_of

MOST = 40
"""The most characters of a label."""
SPECIAL = r"[^\w \[\]()/.,:?!'“”…\u2013→✕■+=-]|_"
"""Characters that may have a meaning inside the quotes."""
CLASSES = """\
  classDef error fill:#fdecea,stroke:#b3261e,stroke-width:3px,color:#6d120c
  classDef warning fill:#fff3dc,stroke:#875400,stroke-width:2px,color:#5c3900
  classDef info fill:#e6f0fd,stroke:#1558b0,color:#0d3a75
  classDef ending fill:#e3f4e7,stroke:#17692f,color:#0e431e
  classDef clean fill:#ffffff,stroke:#525b69,color:#1b1f26
  classDef left fill:#f3f4f7,stroke:#525b69,stroke-dasharray:4,color:#404753
"""


def draw(check: TargetResult, call_map: CallMap) -> str:
    """Return the map of a redacted target."""
    return "".join(f"{line}\n" for line in _lines(check, call_map)) + CLASSES


def _lines(check: TargetResult, call_map: CallMap) -> Iterator[str]:
    found = choices(call_map)
    yield "flowchart TD"
    what = "call" if product_of(check) == "voice" else "conversation"
    yield f"  accTitle: The map of a {what}"
    yield f"  accDescr: {coverage(call_map, product_of(check)).replace(';', ',')}"
    if found.get(0):
        yield '  n0(["the first message"]):::clean'
    for place in places(check, call_map):
        name = "ending" if place.mood == "end" else place.mood  # `end` is a word of Mermaid's
        yield f"  n{place.number}{_shape(place)}:::{name}"
    left = count(1)
    for choice in (each for some in found.values() for each in some):
        yield from _edge(choice, left)


def label_of(place: Place) -> str:
    """Return `[2] “Please choose …” ✕ 500`."""
    mark = place.end or place.sign
    tail = f" {mark}" if mark else ""
    return cut(f"[{place.number}] {place.said or place.address}", MOST - len(tail)) + tail


def _shape(place: Place) -> str:
    text = quoted(label_of(place))
    if place.mood == "error":
        return f"[[{text}]]"
    return f"([{text}])" if place.end else f"[{text}]"


def _edge(choice: Choice, left: Iterator[int]) -> Iterator[str]:
    arrow = "-.->" if choice.kind == "outside" or choice.end is None else "-->"
    end = f"n{choice.end}"
    if choice.end is None:
        end = f"x{next(left)}"
        yield f"  {end}[{quoted(cut(choice.note, MOST))}]:::left"
    label = cut(choice.label, MOST - len(choice.times)) + choice.times
    yield f"  n{choice.start} {arrow}|{quoted(label)}| {end}"


def quoted(text: str) -> str:
    """Return the text in quotes, with special characters as numeric entities."""
    return f'"{re.sub(SPECIAL, lambda sign: f"#{ord(sign[0])};", text)}"'
