"""The map as one page without other files: the drawing, and a section for each document.

It runs no script. A browser unfolds a section by itself when a link points into it:
https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from twiml_check import __version__
from twiml_check.model.call_map import CallMap
from twiml_check.model.exchange import Request
from twiml_check.model.run import TargetResult
from twiml_check.report.curl_chain import curl_lines
from twiml_check.report.escape import escape_line, xml
from twiml_check.report.html.parts import VERDICTS, head, level_badge, page_style, verdict_badge
from twiml_check.report.html.source import Note
from twiml_check.report.html.target import Room, hop_content, loose_cards, notes_by_hop
from twiml_check.report.map.choices import Choice, choices
from twiml_check.report.map.coverage import coverage
from twiml_check.report.map.places import Place, owners, places
from twiml_check.report.map.svg import drawing, style
from twiml_check.report.phrases import counted, duration, size, summary
from twiml_check.report.text.layout import cut
from twiml_check.report.ways import command, product_of, spoken_way

MOST_CURL = 2_000_000
"""The most characters of commands in one page."""
LONGEST_SAID = 90
FEW = 12
"""The most sections that are all open."""


class _Page(NamedTuple):
    check: TargetResult
    call_map: CallMap
    places: dict[int, Place]
    choices: dict[int, list[Choice]]
    notes: dict[int, list[Note]]
    """The choices of each node."""
    room: Room


def draw(check: TargetResult, call_map: CallMap) -> str:
    """Return the map of a redacted target."""
    return "".join(f"{line}\n" for line in _lines(check, call_map))


def _lines(check: TargetResult, call_map: CallMap) -> Iterator[str]:
    owner = owners(check, call_map)
    notes: dict[int, list[Note]] = {}
    for hop, found in notes_by_hop(1, check).items():
        notes.setdefault(owner.get(hop, 0), []).extend(found)
    known = {place.number: place for place in places(check, call_map)}
    page = _Page(check, call_map, known, choices(call_map), notes, Room())
    own = files("twiml_check.report.map").joinpath("page.css").read_text("utf-8")
    title = f"{VERDICTS[check.verdict]}: the map of {check.target} - twiml-check"
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield from head(title, check.verdict, page_style(), style(), own)
    yield "<body>"
    yield '<a class="skip" href="#documents">Skip the drawing</a>'
    yield from _header(check, call_map)
    yield "<main>"
    yield from _drawing(check, call_map)
    yield from _findings(page)
    yield from _documents(page)
    yield "</main>"
    yield f"<footer>twiml-check {xml(__version__)} · a prediction: Twilio got no request</footer>"
    yield "</body>"
    yield "</html>"


def _header(check: TargetResult, call_map: CallMap) -> Iterator[str]:
    yield f'<header class="{check.verdict}">'
    yield f'<p class="tool">twiml-check <span>the map of {xml(check.target)}</span></p>'
    title = xml(check.name or summary(check))
    yield f"<h1>{verdict_badge(check.verdict)} <span>{title}</span></h1>"
    yield f'<p class="covered">{xml(coverage(call_map, product_of(check)))}</p>'
    yield "</header>"


def _drawing(check: TargetResult, call_map: CallMap) -> Iterator[str]:
    yield '<section class="drawing" aria-label="Map">'
    yield '<p><input type="checkbox" id="fit"> <label for="fit">Fit to the width</label></p>'
    yield '<div class="sheet" tabindex="0" role="region" aria-label="The drawing (scrolls)">'
    yield from drawing(check, call_map, links=True)
    yield "</div>"
    yield "</section>"


def _findings(page: _Page) -> Iterator[str]:
    """Yield a list of the findings, each with a link to its card."""
    listed = [
        (number, note)
        for number, notes in sorted(page.notes.items())
        for note in notes
        if note.anchor
    ]
    if not listed:
        return
    yield '<section class="found" aria-labelledby="found">'
    yield '<h2 id="found">Findings</h2>'
    yield "<ul>"
    for number, note in listed:
        link = f'<a href="#{note.anchor}">{xml(note.finding.message)}</a>'
        at = f" <span>[{number}]</span>" if number else ""
        yield f"<li>{level_badge(note.finding.level)} {link}{at}</li>"
    yield "</ul>"
    yield from loose_cards(page.notes.get(0, []))
    yield "</section>"


def _documents(page: _Page) -> Iterator[str]:
    yield '<section id="documents" aria-labelledby="documents-title">'
    yield '<h2 id="documents-title">Documents</h2>'
    if page.choices.get(0):
        yield '<div class="first"><h3>The first message</h3>'
        yield from _choices(page, 0)
        yield "</div>"
    left = MOST_CURL
    for place in page.places.values():
        commands = curl_lines(page.check, place.node) if left > 0 else []
        left -= sum(map(len, commands))
        yield from _document(page, place, commands)
    yield "</section>"


def _document(page: _Page, place: Place, commands: Sequence[str]) -> Iterator[str]:
    unfolded = " open" if len(page.places) <= FEW else ""
    mark = f'<span class="badge {place.mood}">{xml(place.mark)}</span>' if place.mark else ""
    special = f' <span class="event">{xml(place.special)}</span>' if place.special else ""
    said = f'<span class="words">{xml(cut(place.said, LONGEST_SAID))}</span>'
    which = f'<span class="which">[{place.number}]</span> <code>{xml(place.address)}</code>'
    yield f'<details class="target place {place.mood}"{unfolded}>'
    yield f"<summary><h3>{which}{special} {said} {mark}</h3></summary>"
    yield f'<div class="about" id="n{place.number}" tabindex="-1">'
    yield from _way(page, place)
    yield from _choices(page, place.number)
    if place.hop:
        notes = page.notes.get(place.number, [])
        yield from _answer(place)
        yield from hop_content(place.hop, notes, page.room)
        yield from _request(place.hop.request) if place.hop.request else ()
    yield from _commands(commands)
    yield f'<p class="back"><a href="#m{place.number}">To [{place.number}] in the map</a></p>'
    yield "</div>"
    yield "</details>"


def _way(page: _Page, place: Place) -> Iterator[str]:
    way = spoken_way(place.node.way, product_of(page.check)) or "the beginning"
    yield f'<p class="way"><b>Way</b> {xml(way)}</p>'
    if again := command(page.check, place.node.way, place.node.caller):
        yield f'<p class="way"><b>Again</b> <code>{xml(again)}</code></p>'


def _choices(page: _Page, number: int) -> Iterator[str]:
    """Yield the choices at a node, and their targets."""
    found = page.choices.get(number, [])
    if not found:
        return
    yield '<ul class="choices" aria-label="Choices">'
    for choice in found:
        target = page.places.get(choice.end or 0)
        leads = f'→ <a href="#n{choice.end}">{xml(_name(target))}</a>' if target else ""
        note = f" <span>{xml(choice.note)}</span>" if choice.note else ""
        yield f"<li><b>{xml(choice.label)}</b> {leads}{note}</li>"
    yield "</ul>"


def _name(place: Place) -> str:
    return f"[{place.number}] {cut(place.said or place.address, LONGEST_SAID // 2)}"


def _answer(place: Place) -> Iterator[str]:
    answer = place.hop.answer if place.hop else None
    if answer is None or place.hop is None:
        return
    if answer.failure:
        yield f'<p class="facts"><span class="status bad">{xml(answer.failure.cause)}</span></p>'
        return
    bad = " bad" if (answer.status or 0) >= 400 else ""
    facts = (xml(answer.media_type), size(place.hop.size), duration(answer.elapsed_ms))
    spans = " ".join(f"<span>{fact}</span>" for fact in facts if fact)
    yield f'<p class="facts"><span class="status{bad}">{answer.status}</span> {spans}</p>'


def _request(request: Request) -> Iterator[str]:
    yield '<details class="document">'
    yield f"<summary>Request <span>{counted(len(request.params), 'parameter')}</span></summary>"
    yield '<div class="source">'
    yield f'<code class="line">{xml(f"{request.method} {request.target.text}")}</code>'
    for name, value in request.params:
        yield f'<code class="line">{xml(name)}={xml(value)}</code>'
    yield "</div>"
    yield "</details>"


def _commands(commands: Sequence[str]) -> Iterator[str]:
    if not commands:
        return
    yield '<details class="document">'
    yield f"<summary>curl <span>{counted(len(commands) - 1, 'request')}</span></summary>"
    yield '<div class="source">'
    for line in "\n".join(commands).split("\n"):
        yield f'<code class="line">{xml(escape_line(line))}</code>'
    yield "</div>"
    yield "</details>"
