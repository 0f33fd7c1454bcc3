"""The report for a browser: one file that loads nothing and runs nothing.

Its content security policy allows only its own style sheet. So text of a server cannot do anything,
even if an escape were missing.
"""

from collections.abc import Iterator, Sequence
from itertools import starmap
from time import gmtime, strftime

from twiml_check import __version__
from twiml_check.model.run import Outcome, Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import xml
from twiml_check.report.expectations import is_skipped, met_count, unmet_expectations
from twiml_check.report.html.parts import (
    SIGNS,
    VERDICTS,
    badge_of,
    head,
    of_run,
    page_style,
    verdict_badge,
)
from twiml_check.report.html.target import only_target, targets
from twiml_check.report.phrases import Tally, counted, duration, faults, outlook, tally, total

HEADINGS = ("verdict", "target", "event", "findings", "what Twilio would do")

FEW = 5
"""So many rows of passed targets are folded after those that did not pass."""
ORDER: tuple[Outcome, ...] = ("fail", "undecided", "pass")
"""The order of the targets; those that were skipped follow the undecided ones."""


def render(run: Run, view: View) -> str:  # noqa: ARG001 (a browser has no terminal)
    """Return the run as an HTML page; the targets that failed come first."""
    run = run._replace(checks=tuple(sorted(run.checks, key=_order)))
    return "".join(f"{line}\n" for line in _page(run))


def _order(check: TargetResult) -> int:
    return ORDER.index(check.verdict) * 2 + is_skipped(check)


def _page(run: Run) -> Iterator[str]:
    counts = tally(run.checks)
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    title = f"{VERDICTS[counts.verdict]}: {total(run)} - twiml-check"
    yield from head(title, counts.verdict, page_style())
    yield "<body>"
    if len(run.checks) > 1:
        yield '<a class="skip" href="#targets">Skip to the targets</a>'
    yield from _header(run, counts)
    yield "<main>"
    yield from of_run(run)
    if len(run.checks) == 1:
        yield from only_target(run.checks[0])
    elif run.checks:
        yield from overview(run)
        yield from targets(run.checks)
    yield "</main>"
    yield f"<footer>twiml-check {xml(__version__)} · a prediction: Twilio got no request</footer>"
    yield "</body>"
    yield "</html>"


def _header(run: Run, counts: Tally) -> Iterator[str]:
    yield f'<header class="{counts.verdict}">'
    yield f'<p class="tool">twiml-check <span>{_facts(run)}</span></p>'
    yield f"<h1>{verdict_badge(counts.verdict)} <span>{xml(_headline(run, counts))}</span></h1>"
    yield f'<ul class="counts">{"".join(_chips(run, counts)) or _nothing(run)}</ul>'
    yield "</header>"


def _chips(run: Run, counts: Tally) -> Iterator[str]:
    not_so = sum(len(unmet_expectations(check)) for check in run.checks)
    chips = (
        ("error", counts.errors, "error"),
        ("error", not_so, "unmet expectation"),
        ("warning", counts.warnings, "warning"),
        ("info", counts.infos, "info"),
    )
    for level, number, words in chips:
        if number:
            sign = f'<span aria-hidden="true">{SIGNS[level]}</span>'
            yield f'<li class="{level}">{sign} {counted(number, words)}</li>'


def _nothing(run: Run) -> str:
    """Return `no findings`, and how many expectations are met, if there are any."""
    met = sum(each.met for check in run.checks for each in check.expectations)
    so = f"<li>{counted(met, 'expectation')} met</li>" if met else ""
    return f"<li>no findings</li>{so}"


def _headline(run: Run, counts: Tally) -> str:
    """Return `1 of 3 targets failed`; the chips have the counts."""
    if len(run.checks) == 1:
        return run.checks[0].name or run.checks[0].target
    return total(run).partition(":")[0] if counts.verdict != "pass" else total(run).split(",")[0]


def _facts(run: Run) -> str:
    when = strftime("%Y-%m-%d %H:%M:%S UTC", gmtime(run.begun)) if run.begun else ""
    return " · ".join(filter(None, (when, duration(run.elapsed_ms))))


def overview(run: Run) -> Iterator[str]:
    """Yield a row for each target, failures first; many that passed are folded after others."""
    rows = list(starmap(_row, enumerate(run.checks, 1)))
    passed = sum(check.verdict == "pass" for check in run.checks)
    shown = len(rows) if passed in range(FEW) or passed == len(rows) else len(rows) - passed
    yield '<nav id="targets" aria-label="Targets">'
    yield from _table(rows[:shown])
    if rows[shown:]:
        yield f"<details><summary>{counted(passed, 'more target')} passed</summary>"
        yield from _table(rows[shown:])
        yield "</details>"
    yield "</nav>"


def _table(rows: Sequence[str]) -> Iterator[str]:
    yield '<table class="overview">'
    yield f"<thead><tr>{''.join(f'<th scope=col>{name}</th>' for name in HEADINGS)}</tr></thead>"
    yield "<tbody>"
    yield from rows
    yield "</tbody>"
    yield "</table>"


def _row(number: int, check: TargetResult) -> str:
    name = f'<span class="name">{xml(check.name)}</span>' if check.name else ""
    return (
        f"<tr><td>{badge_of(check)}</td>"
        f'<th scope="row"><a href="#t{number}">{name}<code>{xml(check.target)}</code></a></th>'
        f"<td>{xml(check.event)}</td>"
        f"<td>{_findings(check)}</td>"
        f"<td>{xml(outlook(check))}</td></tr>"
    )


def _findings(check: TargetResult) -> str:
    """Return the counts of findings and unmet expectations; else that all expectations are met."""
    nothing = "" if is_skipped(check) else "none"
    return faults([check]) or met_count(check) or nothing
