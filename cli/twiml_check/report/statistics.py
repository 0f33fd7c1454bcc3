"""How often each rule has found something, the most frequent first, and the verdict."""

from collections import Counter
from collections.abc import Iterator

from twiml_check.model.finding import LEVEL_ORDER, Level
from twiml_check.model.run import Run
from twiml_check.report import View
from twiml_check.report.concise import Row, rows, verdict
from twiml_check.report.escape import escape_line

Kind = tuple[Level, str, str]
"""Level, rule and Twilio's number."""
HEADINGS = ("count", "level", "rule", "number", "example")


def render(run: Run, view: View) -> str:
    """Return a row for each kind of finding, with the place of the first one; then the verdict."""
    lines = [] if view.verbosity < 0 else list(_table(run))
    return "".join(f"{line}\n" for line in (*lines, verdict(run, view)))


def _table(run: Run) -> Iterator[str]:
    counts = Counter[Kind]()
    first: dict[Kind, Row] = {}
    for row in rows(run):
        kind = row.level, row.rule, row.number
        counts[kind] += row.findings
        first.setdefault(kind, row)
    if not counts:
        return
    table = [HEADINGS]
    for kind, count in sorted(counts.items(), key=_order):
        table.append((str(count), *kind, escape_line(first[kind].place)))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for amount, level, rule, number, example in table:
        cells = amount.rjust(widths[0]), level.ljust(widths[1]), rule.ljust(widths[2])
        yield "  ".join((*cells, number.ljust(widths[3]), example))


def _order(counted: tuple[Kind, int]) -> tuple[int, int, str]:
    """Return a key that sorts by the count, then by the level."""
    (level, rule, _), count = counted
    return -count, LEVEL_ORDER.index(level), rule
