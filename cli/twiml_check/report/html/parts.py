"""Parts of the page: badges with signs and colors, and the facts about a target."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from urllib.parse import quote

from twiml_check.model.call_map import Node
from twiml_check.model.run import Expected, Outcome, Run, TargetResult
from twiml_check.report.escape import xml
from twiml_check.report.expectations import (
    State,
    actual,
    description,
    is_known_failure,
    is_skipped,
    met_count,
    state,
)
from twiml_check.report.extras import chest, details, differences, missing_targets
from twiml_check.report.map.coverage import coverage
from twiml_check.report.phrases import accepted_line, counted
from twiml_check.report.ways import product_of

VERDICTS = {"pass": "Pass", "fail": "Fail", "undecided": "Undecided"}
SIGNS = {"pass": "✓", "fail": "✕", "undecided": "?", "error": "✕", "warning": "!", "info": "i"}
_ICON_COLORS = {"pass": "#1a7f37", "fail": "#c62828", "undecided": "#6b4fbb"}
STATES: dict[State, Outcome] = {"met": "pass", "unmet": "fail", "unsure": "undecided"}
CHANGES = {"-": "gone", "+": "new", " ": "same"}
HEADINGS = 2
"""Lines of a difference that name the compared files."""
PLACES = ("#", "way", "what is heard or sent", "end", "request")
MOST_PLACES = 1000
IN_CODE = ("Studio", "variables", "", "again")
"""Facts that are TwiML, a name and a value, or a command."""


def verdict_badge(verdict: Outcome) -> str:
    """Return `✓ Pass` as a colored label."""
    sign = f'<span aria-hidden="true">{SIGNS[verdict]}</span>'
    return f'<span class="badge {verdict}">{sign} {VERDICTS[verdict]}</span>'


def badge_of(check: TargetResult) -> str:
    """Return the verdict on a target, or that it was skipped, or is a known failure."""
    if is_skipped(check):
        return '<span class="badge clean"><span aria-hidden="true">&minus;</span> Skipped</span>'
    known = ' <span class="badge clean">known failure</span>' if is_known_failure(check) else ""
    return f"{verdict_badge(check.verdict)}{known}"


def level_badge(level: str) -> str:
    """Return `✕ error` as a colored label."""
    sign = f'<span aria-hidden="true">{SIGNS[level]}</span>'
    return f'<span class="badge {level}">{sign} {level}</span>'


def head(title: str, verdict: Outcome, *styles: str) -> Iterator[str]:
    """Yield the head of a page that may only use these style sheets."""
    digests = (b64encode(sha256(style.encode()).digest()).decode("ascii") for style in styles)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    policy = f"default-src 'none'; style-src {allowed}; img-src data:; base-uri 'none'"
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{xml(title)}</title>"
    yield f'<link rel="icon" href="{icon(verdict)}">'
    yield from (f"<style>{style}</style>" for style in styles)
    yield "</head>"


def page_style() -> str:
    """Return the style sheet that every page has."""
    return files("twiml_check.report.html").joinpath("style.css").read_text("utf-8")


def icon(verdict: Outcome) -> str:
    """Return the tab's icon, a dot in the color of the verdict."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
        f'<circle cx="8" cy="8" r="7" fill="{_ICON_COLORS[verdict]}"/></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


def of_run(run: Run) -> Iterator[str]:
    """Yield the chest of a quest, and the targets that only the snapshot has."""
    if run.quest:
        said, waits = chest(run)
        yield f'<section class="chest {"shut" if waits else "open"}">'
        yield f"<p>{xml(said)}</p>"
        if waits:
            yield f"<ul>{''.join(f'<li>{xml(each)}</li>' for each in waits)}</ul>"
        yield "</section>"
    if accepted_line(run):
        yield f'<p class="besides">{xml(accepted_line(run))}</p>'
    if missing_targets(run):
        yield f'<p class="besides">{xml(missing_targets(run))}</p>'


def facts(check: TargetResult) -> Iterator[str]:
    """Yield the URL, the latency, and the return to Studio."""
    known = list(details(check))
    if not known:
        return
    yield '<dl class="known">'
    for name, text in known:
        yield f"<dt>{xml(name)}</dt>" if name else ""
        yield f"<dd><code>{xml(text)}</code></dd>" if name in IN_CODE else f"<dd>{xml(text)}</dd>"
    yield "</dl>"


def expectations(check: TargetResult) -> Iterator[str]:
    """Yield the expectations, in the given order."""
    if not check.expectations:
        return
    yield '<section class="expected">'
    yield f"<h3>Expected <span>{met_count(check)}</span></h3>"
    yield "<ul>"
    yield from map(_expectation, check.expectations)
    yield "</ul>"
    yield "</section>"


def _expectation(each: Expected) -> str:
    word = state(each)
    kind = STATES[word]
    what = xml(description(each))
    if each.kind == "xpath" and not each.words:
        what = f"<code>{what}</code>"
    other = f'<span class="instead">{xml(actual(each))}</span>' if actual(each) else ""
    return (
        f'<li class="{kind}"><span class="sign" aria-hidden="true">{SIGNS[kind]}</span>'
        f'<span class="unseen">{word}: </span><span>{what}{other}</span></li>'
    )


def difference(check: TargetResult) -> Iterator[str]:
    """Yield the differences between the responses and the snapshot."""
    lines = differences(check)
    if not lines:
        return
    yield '<section class="changed">'
    yield "<h3>Changes since the snapshot</h3>"
    yield '<div class="source">'
    for number, line in enumerate(lines):
        kind = CHANGES.get(line[:1], "") if number >= HEADINGS else ""
        sign, text = (line[0].strip(), line[1:]) if kind else ("", line)
        yield f'<code class="line {kind or "at"}" data-line="{sign}">{xml(text)}</code>'
    yield "</div>"
    yield "</section>"


def explored(target: int, check: TargetResult) -> Iterator[str]:
    """Yield the coverage of a call, and the places that a caller can reach."""
    whole = check.call_map
    if whole is None:
        return
    yield '<section class="explored">'
    yield f"<h3>Explored <span>{xml(coverage(whole, product_of(check)))}</span></h3>"
    yield '<details class="places" open><summary>Places that a caller can reach</summary>'
    yield "<table>"
    yield f"<thead><tr>{''.join(f'<th scope=col>{name}</th>' for name in PLACES)}</tr></thead>"
    yield "<tbody>"
    yield from (_place(target, node) for node in whole.nodes[:MOST_PLACES])
    yield "</tbody>"
    yield "</table>"
    if len(whole.nodes) > MOST_PLACES:
        yield f'<p class="gap">{counted(len(whole.nodes) - MOST_PLACES, "more place")}</p>'
    yield "</details>"
    yield "</section>"


def _place(target: int, node: Node) -> str:
    said = xml(node.said) or f'<span class="verbs">{xml(" ".join(node.verbs))}</span>'
    beside = xml(", ".join(filter(None, (node.caller, node.branch))))
    return (
        f'<tr><td>{node.number}</td><th scope="row"><code>{xml(" ".join(node.way))}</code>'
        f"{f' <span>{beside}</span>' if beside else ''}</th>"
        f"<td>{said}</td><td>{xml(node.end)}</td>"
        f'<td><a href="#t{target}h{node.hop}">{node.hop}</a></td></tr>'
    )
