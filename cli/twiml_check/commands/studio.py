"""`twiml-check studio FLOW.json`: hold a Studio flow against the rules, and run its redirects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from twiml_check.model.ending import OwnFailure
from twiml_check.model.json_value import JsonValue
from twiml_check.model.run import TargetResult
from twiml_check.options.completion_values import files
from twiml_check.options.options import (
    BODY,
    EVENT,
    FIELDS,
    JUDGEMENT,
    REACH,
    REPORT,
    SEED,
    SIGNING,
    checked,
)
from twiml_check.read.json import read_json
from twiml_check.rules.wording import either, listed, near, quoted
from twiml_check.runner.check_target import collect_garbage, judge_hops, new_session, report
from twiml_check.runner.deliver import ensure_deliverable
from twiml_check.runner.open_fetcher import fetcher_for
from twiml_check.runner.output import progress_line
from twiml_check.runner.read_file import read_file, read_input
from twiml_check.runner.settings import Asking, Judging, Reporting, settings
from twiml_check.runner.targets import is_url
from twiml_check.runner.values import LIST_ALONE, web_address
from twiml_check.studio.context import merged
from twiml_check.studio.explorer import (
    LARGEST,
    MOST_VISITS,
    FlowRun,
    Outcome,
    events,
    prepared,
    read,
    visit,
)
from twiml_check.studio.flow import Flow, State
from twiml_check.studio.render import can_render, is_template
from twiml_check.studio.tables import WEBHOOK_HOST
from twiml_check.vocabulary.events import DEFAULT_EVENT, EVENTS

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher

LARGEST_CONTEXT = 1024 * 1024
"""Bytes of a file."""
DEEPEST = 32
"""Names in one NAME."""
_SETTING = r"(?s)([A-Za-z_][\w-]*(?:\.[\w-]+)*)=(.*)"


class Wanted(NamedTuple):
    """What the user asked of the flow."""

    flow: str
    context: dict[str, JsonValue]
    webhook_url: str
    widgets: tuple[str, ...]
    validate: bool


@click.command(
    "studio",
    short_help="check a Studio flow",
    params=[EVENT, *FIELDS, BODY, SEED, *SIGNING, *REACH, *JUDGEMENT, *REPORT],
)
@click.argument("flows", nargs=-1, metavar="FLOW.json…", shell_complete=files)
@click.option(
    "--context",
    "words",
    multiple=True,
    metavar="FILE|NAME=VALUE",
    help="What templates read: a JSON file, or one variable, as widgets.ask.Digits=1.",
)
@click.option(
    "--webhook-url",
    metavar="URL",
    callback=checked(web_address),
    help="The webhook of this flow, or what stands in for it: a redirect there is the way back.",
)
@click.option("--widget", "widgets", multiple=True, metavar="NAME", help="Run only this redirect.")
@click.option("--validate", is_flag=True, help="Hold the file against the rules; ask nothing.")
def command(
    flows: tuple[str, ...],
    words: tuple[str, ...],
    webhook_url: str | None,
    widgets: tuple[str, ...],
    validate: bool,
    **given: Any,
) -> int:
    """Check a Studio flow, and let its TwiML Redirects run.

    Each is rendered, asked as Twilio would ask, and followed until control is back in the flow or
    the chain ends. FLOW.json is the definition, as the Trigger widget shows it; - reads it from
    standard input.
    """
    asking, judging, reporting = settings(given)
    _ensure_consistent(asking, flows)
    if len(flows) > 1 and (webhook_url or widgets):
        raise click.UsageError("--webhook-url and --widget are about one flow; give one file")
    known = _context(words)
    every = [Wanted(flow, known, webhook_url or "", widgets, validate) for flow in flows]
    ensure_deliverable(reporting, [*flows, *words], asking.ca_bundle)
    files = [(wanted, _content(wanted.flow)) for wanted in every]
    checks = (_checks(asking, judging, reporting, wanted, raw) for wanted, raw in files)
    return report(judging, reporting, chain.from_iterable(checks))


def _ensure_consistent(asking: Asking, flows: tuple[str, ...]) -> None:
    if not flows:
        raise click.UsageError("nothing to check: give the JSON file of a flow")
    if flows.count("-") > 1:
        raise click.UsageError("- stands for standard input, which can be read only once")
    if asking.event == "list":
        raise click.UsageError(LIST_ALONE)
    if asking.event and EVENTS[asking.event].callback:
        raise click.UsageError(f"{asking.event} is no call or message that a flow answers")


def _content(path: str) -> bytes:
    if is_url(path):
        raise click.UsageError("a flow is a file: take its JSON from its Trigger widget")
    if path != "-" and os.path.isdir(path):
        raise click.UsageError(f"{path} is a folder: name its flows, as in *.json")
    return read_input(path, LARGEST)


def _checks(
    asking: Asking, judging: Judging, reporting: Reporting, wanted: Wanted, raw: bytes
) -> Iterator[TargetResult]:
    """Yield the check of the file, then one for each redirect and event that comes to it."""
    collect_garbage()
    event = EVENTS[asking.event or DEFAULT_EVENT]
    outcome, flow = read(wanted.flow, raw, event, judging.keeps)
    runs = _runs(asking.event, wanted, flow) if flow and not wanted.validate else []
    if len(runs) > MOST_VISITS:
        outcome = outcome._replace(undecided=f"stopped after {MOST_VISITS} redirects")
    if flow and not flow.redirects:
        outcome = outcome._replace(would="It has no TwiML Redirect, so nothing was run.")
    yield _check(judging, wanted.flow, outcome)
    if flow is None or not runs:
        return
    with fetcher_for(asking, reporting) as fetcher:
        for state, name in runs[:MOST_VISITS]:
            own = _flow_run(asking._replace(event=name), judging, reporting, wanted, fetcher)
            check = _check(
                judging, f"{wanted.flow}: {state.name}", visit(outcome.hops[0], flow, state, own)
            )
            yield check._replace(event=name)


def _runs(event: str | None, wanted: Wanted, flow: Flow) -> list[tuple[State, str]]:
    """Return the redirects to run, each with an event that comes to it."""
    states = _chosen(wanted, flow)
    if any(is_template(state.text("url")) for state in states) and not can_render():
        raise OwnFailure(
            'the URLs of this flow need python-liquid: pip install "twiml-check[studio]"'
        )
    known = events(flow)
    return [
        (state, name)
        for state in states
        for name in ((event,) if event else known.get(state.name, (DEFAULT_EVENT,)))
    ]


def _chosen(wanted: Wanted, flow: Flow) -> tuple[State, ...]:
    names = [state.name for state in flow.redirects]
    for name in wanted.widgets:
        if name not in names:
            hits = near(name, names)
            others = f"it has {listed(quoted(names))}" if names else "it has none"
            meant = f"did you mean {either(quoted(hits))}?" if hits else others
            raise click.UsageError(f'--widget: the flow has no TwiML Redirect "{name}"; {meant}')
    return tuple(s for s in flow.redirects if not wanted.widgets or s.name in wanted.widgets)


def _flow_run(
    asking: Asking, judging: Judging, reporting: Reporting, wanted: Wanted, fetcher: Fetcher
) -> FlowRun:
    """Return what one redirect needs to run; nothing is left over from the one before."""
    fetcher.forget()
    return prepared(
        new_session(asking, wanted.webhook_url or f"https://{WEBHOOK_HOST}/"),
        fetcher.send,
        wanted.context,
        wanted.webhook_url,
    )._replace(
        max_documents=asking.max_hops,
        mode=judging.mode,
        progress=progress_line(reporting.verbosity),
    )


def _check(judging: Judging, name: str, outcome: Outcome) -> TargetResult:
    hops, findings = outcome.hops, outcome.findings
    check = judge_hops(judging, name, hops, findings, outcome.undecided, outcome.would)
    return check._replace(flow_exit=outcome.flow_exit)


def _context(words: tuple[str, ...]) -> dict[str, JsonValue]:
    """Return all that --context says, a later word before an earlier one."""
    known: dict[str, JsonValue] = {}
    for word in words:
        setting = re.fullmatch(_SETTING, word)
        known = merged(known, _named(setting[1], setting[2]) if setting else _file(word))
    return known


def _named(name: str, value: str) -> dict[str, JsonValue]:
    """Return `widgets.ask.Digits` and its value as objects in one another."""
    first, *rest = reversed(name.split("."))
    if len(rest) >= DEEPEST:
        raise click.UsageError(f"--context: a name has more than {DEEPEST} parts")
    found: dict[str, JsonValue] = {first: value}
    for part in rest:
        found = {part: found}
    return found


def _file(path: str) -> dict[str, JsonValue]:
    document = read_json(_context_content(path))
    if document.json is None:
        fault = document.faults[-1]
        where = f" in line {fault.location.line}" if fault.location else ""
        raise click.UsageError(f"--context {path}: {fault.message}{where}")
    if not isinstance(document.json.value, dict):
        raise click.UsageError(f"--context {path}: it holds no JSON object")
    return document.json.value


def _context_content(path: str) -> bytes:
    try:
        raw = read_file(path, LARGEST_CONTEXT)
    except OSError as reason:
        raise click.UsageError(
            f"--context takes a JSON file or NAME=VALUE; cannot read {path}: {reason.strerror}"
        ) from reason
    if len(raw) > LARGEST_CONTEXT:
        raise click.UsageError(f"--context {path}: it has more than {LARGEST_CONTEXT:,} bytes")
    return raw
