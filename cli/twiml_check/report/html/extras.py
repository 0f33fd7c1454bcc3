"""What there is to say of a target beside its chain: what was expected, what has changed."""

from collections.abc import Iterator

from twiml_check.model.run import Expected, Run, TargetResult
from twiml_check.report.escape import xml
from twiml_check.report.expectations import State, actual, description, met_count, state
from twiml_check.report.extras import chest, details, differences, missing_targets

SIGNS: dict[State, tuple[str, str]] = {
    "met": ("pass", "✓"), "unmet": ("fail", "✕"), "unsure": ("undecided", "?"),
}  # fmt: skip
"""A class and a sign for each state."""
CHANGES = {"-": "gone", "+": "new", " ": "same"}
HEADINGS = 2
"""Lines of a difference that say what is compared."""
IN_CODE = ("Studio", "variables", "")
"""What is TwiML, or a name and a value."""


def of_run(run: Run) -> Iterator[str]:
    """Yield the chest of a quest, and what a snapshot has besides."""
    if run.quest:
        said, waits = chest(run)
        yield f'<section class="chest {"shut" if waits else "open"}">'
        yield f"<p>{xml(said)}</p>"
        if waits:
            yield f"<ul>{''.join(f'<li>{xml(each)}</li>' for each in waits)}</ul>"
        yield "</section>"
    if missing_targets(run):
        yield f'<p class="besides">{xml(missing_targets(run))}</p>'


def facts(check: TargetResult) -> Iterator[str]:
    """Yield where it was asked, how long it took, how control came back to Studio."""
    known = list(details(check))
    if not known:
        return
    yield '<dl class="known">'
    for name, text in known:
        yield f"<dt>{xml(name)}</dt>" if name else ""
        yield f"<dd><code>{xml(text)}</code></dd>" if name in IN_CODE else f"<dd>{xml(text)}</dd>"
    yield "</dl>"


def expectations(check: TargetResult) -> Iterator[str]:
    """Yield what was expected, in the order in which it was given."""
    if not check.expectations:
        return
    yield '<section class="expected">'
    yield f"<h3>Expected <span>{met_count(check)}</span></h3>"
    yield "<ul>"
    for each in check.expectations:
        yield _expected(each)
    yield "</ul>"
    yield "</section>"


def _expected(each: Expected) -> str:
    word = state(each)
    kind, sign = SIGNS[word]
    what = xml(description(each))
    if each.kind == "xpath" and not each.words:
        what = f"<code>{what}</code>"
    other = f'<span class="instead">{xml(actual(each))}</span>' if actual(each) else ""
    return (
        f'<li class="{kind}"><span class="sign" aria-hidden="true">{sign}</span>'
        f'<span class="unseen">{word}: </span><span>{what}{other}</span></li>'
    )


def difference(check: TargetResult) -> Iterator[str]:
    """Yield the answers beside those of the snapshot."""
    if check.comparison is None or not check.comparison.diff:
        return
    yield '<section class="changed">'
    yield "<h3>Beside the snapshot</h3>"
    yield '<div class="source">'
    for number, line in enumerate(differences(check.comparison, check.target)):
        kind = CHANGES.get(line[:1], "") if number >= HEADINGS else ""
        sign, text = (line[0].strip(), line[1:]) if kind else ("", line)
        yield f'<code class="line {kind or "at"}" data-line="{sign}">{xml(text)}</code>'
    yield "</div>"
    yield "</section>"
