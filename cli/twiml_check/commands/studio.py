"""`twiml-check studio FLOW.json`: check a Studio flow, and run its redirects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from twiml_check.model.ending import OwnFailure
from twiml_check.model.json_value import JsonValue
from twiml_check.model.run import TargetResult
from twiml_check.options.completion_values import files
from twiml_check.options.configured import configured
from twiml_check.options.help import Manual
from twiml_check.options.options import STUDIO, validator
from twiml_check.read.json import fault_text, read_json
from twiml_check.report.expectations import STOPPED
from twiml_check.runner.check_target import collect_garbage, judge_hops, new_session, report
from twiml_check.runner.deliver import safe_reporting, target_files
from twiml_check.runner.output import progress_line
from twiml_check.runner.reading import read_file, read_input
from twiml_check.runner.scheduler import until_stopped
from twiml_check.runner.servers import fetcher_for
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.targets import is_url
from twiml_check.runner.values import LIST_ALONE, web_address
from twiml_check.studio import check_flow
from twiml_check.studio.check import FlowTarget, NoLiquidError, UnknownWidgetError
from twiml_check.studio.explorer import LARGEST, FlowRun, Outcome
from twiml_check.studio.render import merge
from twiml_check.vocabulary.events import DEFAULT_EVENT, EVENTS
from twiml_check.web.studio import HOST

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher

LARGEST_CONTEXT = 1024 * 1024
"""Bytes of a file."""
DEEPEST = 32
"""Names in one NAME."""
_SETTING = r"(?s)([A-Za-z_][\w-]*(?:\.[\w-]+)*)=(.*)"


@click.command("studio", cls=Manual, short_help="check a Studio flow", params=[*STUDIO])
@click.argument("flows", nargs=-1, metavar="FLOW.json…", shell_complete=files)
@click.option(
    "--context", "words", multiple=True, metavar="FILE|NAME=VALUE",
    help="Values for templates: a JSON file, or one variable such as widgets.ask.Digits=1; "
    "repeatable.",
)  # fmt: skip
@click.option(
    "--webhook-url", metavar="URL", callback=validator(web_address),
    help="The webhook URL of this flow, or a substitute. A redirect to it returns to the flow.",
)  # fmt: skip
@click.option(
    "--widget", "widgets", multiple=True, metavar="NAME", help="Run only this redirect; repeatable."
)
@click.option("--validate", is_flag=True, help="Check only the file. Send no requests.")
def command(
    flows: tuple[str, ...],
    words: tuple[str, ...],
    webhook_url: str | None,
    widgets: tuple[str, ...],
    validate: bool,
    **given: Any,
) -> int:
    """Check a Studio flow, and run its TwiML Redirects.

    twiml-check renders the URL of each redirect, sends the request as Twilio does, and follows the
    chain until it returns to the flow or ends. FLOW.json is the definition that the Trigger widget
    shows. - is standard input.
    """
    asking, judging, reporting = configured(given)
    _ensure_consistent(asking, flows)
    if len(flows) > 1 and (webhook_url or widgets):
        raise click.UsageError("--webhook-url and --widget apply to one flow; give one file")
    known = _context(words)
    reporting = safe_reporting(reporting, asking, read=target_files([*flows, *words]))
    targets = [
        FlowTarget(
            name=flow,
            raw=_content(flow),
            event=asking.event,
            context=known,
            webhook_url=webhook_url or "",
            widgets=widgets,
            validate=validate,
            keeps=judging.keeps,
        )
        for flow in flows
    ]
    checks = (_checks(asking, judging, reporting, target) for target in targets)
    return report(judging, reporting, chain.from_iterable(checks))


def _ensure_consistent(asking: Asking, flows: tuple[str, ...]) -> None:
    if not flows:
        raise click.UsageError("nothing to check: give the JSON file of a flow")
    if flows.count("-") > 1:
        raise click.UsageError("- is standard input, which can be read only once")
    if asking.event == "list":
        raise click.UsageError(LIST_ALONE)
    if asking.event and EVENTS[asking.event].callback:
        raise click.UsageError(f"{asking.event} is a callback, which starts no flow")


def _content(path: str) -> bytes:
    if is_url(path):
        raise click.UsageError(
            "a flow is a file: save the JSON of its Trigger widget, and give that file"
        )
    if path != "-" and os.path.isdir(path):
        raise click.UsageError(f"{path} is a folder: give the files in it, such as *.json")
    return read_input(path, LARGEST)


def _checks(
    asking: Asking, judging: Judging, reporting: Reporting, target: FlowTarget
) -> Iterator[TargetResult]:
    """Yield the check of the file, then one for each redirect and event.

    After Ctrl-C or SIGTERM, the last result is undecided.
    """
    event = target.event or DEFAULT_EVENT
    rest = TargetResult(target.name, event, "undecided", (), (), undecided=STOPPED)
    yield from until_stopped(_each(asking, judging, reporting, target), lambda _done: [rest])


def _each(
    asking: Asking, judging: Judging, reporting: Reporting, target: FlowTarget
) -> Iterator[TargetResult]:
    collect_garbage()
    progress = progress_line(reporting.verbosity)
    with ExitStack() as stack:

        @cache
        def fetcher() -> Fetcher:
            return stack.enter_context(fetcher_for(asking, reporting))

        def begin(event: str) -> FlowRun:
            fetcher().forget()  # no cookie of the redirect before
            own = new_session(asking._replace(event=event), f"https://{HOST}/")
            return FlowRun(own, fetcher().send, asking.max_hops, judging.mode, progress)

        try:
            for outcome in check_flow(target, begin):
                yield _check(judging, outcome)
        except UnknownWidgetError as reason:
            raise click.UsageError(f"--widget: {reason}") from reason
        except NoLiquidError as reason:
            raise OwnFailure(
                'the URLs of this flow need python-liquid: pip install "twiml-check[studio]"'
            ) from reason


def _check(judging: Judging, outcome: Outcome) -> TargetResult:
    hops, findings = outcome.hops, outcome.findings
    check = judge_hops(judging, outcome.name, hops, findings, outcome.undecided, outcome.would)
    return check._replace(event=outcome.event, flow_exit=outcome.flow_exit)


def _context(words: tuple[str, ...]) -> dict[str, JsonValue]:
    """Return the values of all --context options; the last value of a name counts."""
    known: dict[str, JsonValue] = {}
    for word in words:
        setting = re.fullmatch(_SETTING, word)
        known = merge(known, _nest(setting[1], setting[2]) if setting else _file(word))
    return known


def _nest(name: str, value: str) -> dict[str, JsonValue]:
    """Return `widgets.ask.Digits` and its value as nested objects."""
    first, *rest = reversed(name.split("."))
    if len(rest) >= DEEPEST:
        raise click.UsageError(f"--context: a name has more than {DEEPEST} parts")
    found: dict[str, JsonValue] = {first: value}
    for part in rest:
        found = {part: found}
    return found


def _file(path: str) -> dict[str, JsonValue]:
    try:
        raw = read_file(path, LARGEST_CONTEXT)
    except OSError as reason:
        raise click.UsageError(
            f"--context: expected a JSON file or NAME=VALUE; cannot read {path}: {reason.strerror}"
        ) from reason
    if len(raw) > LARGEST_CONTEXT:
        raise click.UsageError(
            f"--context {path}: the file has more than {LARGEST_CONTEXT:,} bytes"
        )
    document = read_json(raw)
    if document.json is None:
        raise click.UsageError(f"--context {path}: {fault_text(document)}")
    if not isinstance(document.json.value, dict):
        raise click.UsageError(f"--context {path}: expected a JSON object")
    return document.json.value
