"""A Studio flow: read it, check it against the rules, and run its TwiML Redirects.

This joins the stages for flows as `explore` does for webhooks. A redirect continues with `explore`.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from twiml_check.explore.explorer import explore
from twiml_check.explore.history import move
from twiml_check.model.exchange import Event
from twiml_check.model.finding import Finding
from twiml_check.model.json_value import JsonValue
from twiml_check.model.run import ORDINARY, FlowExit, Hop, Mode, PendingRequest, Progress, Send
from twiml_check.model.source import Location
from twiml_check.read.json import read_json
from twiml_check.read.twiml import read_twiml
from twiml_check.request.session import Session, request_to
from twiml_check.rules.engine import Found, findings, run
from twiml_check.rules.json_faults import json_problems
from twiml_check.studio.flow import (
    Flow,
    Home,
    State,
    Visit,
    arrival,
    read_flow,
    redirect_in,
)
from twiml_check.studio.render import flow_context, render
from twiml_check.studio.rules import ARRIVALS, SHAPE, VISITS, WIDGETS, WIRING
from twiml_check.studio.rules.shape import is_old, old_flow_format
from twiml_check.studio.tables import EVENT_OF, LONGEST_WAIT, REFUSED, RETURN
from twiml_check.verdict import would
from twiml_check.vocabulary.answers import MAX_DOCUMENTS
from twiml_check.web.studio import flow_sid, webhook_fault
from twiml_check.web.url import Url

LARGEST = 4 * 1024 * 1024
"""Bytes of the largest definition that is read; real ones have at most a tenth."""
MOST_VISITS = 100
"""Redirects of one flow that run, at most."""


class Outcome(NamedTuple):
    """The result for a flow, or for one of its redirects."""

    hops: tuple[Hop, ...]
    """The file first."""
    findings: tuple[Finding, ...]
    would: str = ""
    undecided: str = ""
    flow_exit: FlowExit | None = None
    name: str = ""
    """The file; for a redirect, with its widget."""
    event: str = ""


class FlowRun(NamedTuple):
    """The parts of a run of a redirect."""

    simulation: Session
    send: Send
    max_documents: int = MAX_DOCUMENTS
    mode: Mode = ORDINARY
    progress: Progress | None = None
    home: Home = Home()
    context: JsonValue = None
    """The variables of templates."""


def fill(begun: FlowRun, given: dict[str, JsonValue], webhook_url: str = "") -> FlowRun:
    """Return a run whose templates have the call or message, and the values that the user gives.

    A definition does not contain its own SID. It comes from the webhook or from the user, or is
    random.
    """
    about = given.get("flow")
    named = about.get("flow_sid") if isinstance(about, dict) else ""
    webhook = Url.parse(webhook_url)
    sid = flow_sid(webhook) or (named if isinstance(named, str) else "")
    drawn = sid or f"FW{next(begun.simulation.words)}"
    context = flow_context(begun.simulation, drawn, given)
    return begun._replace(home=Home(webhook, sid, drawn), context=context)


def read(
    name: str, raw: bytes, event: Event, keeps: Callable[[str], bool] = lambda _: True
) -> tuple[Outcome, Flow | None]:
    """Return the outcome of the definition, and the flow if it can be used.

    `keeps` says whether a rule of this name counts. A rule that does not count stops no run.
    """
    if len(raw) > LARGEST:
        hop = Hop(1, "file", event, name)
        return Outcome((hop,), (), undecided=f"the file has more than {LARGEST:,} bytes"), None
    document = read_json(raw)
    flow = read_flow(document.json) if document.json else None
    hop = Hop(1, "file", event, name, document=document).without_tree()
    findings = tuple(each for each in findings_on_flow(hop, flow) if keeps(each.rule))
    refused = any(finding.level == "error" for finding in findings)
    outlook = "Studio would refuse this flow." if refused else ""
    return Outcome((hop,), findings, outlook), None if refused else flow


def events(flow: Flow) -> dict[str, tuple[str, ...]]:
    """Return for each widget the events that can reach it."""
    found: dict[str, tuple[str, ...]] = {}
    started = flow.started_by()
    for trigger, event in EVENT_OF.items():
        for name in started.get(trigger, ()):
            known = found.get(name, ())
            found[name] = known if event in known else (*known, event)
    return found


def visit(file: Hop, flow: Flow, state: State, session: FlowRun) -> Outcome:
    """Run one redirect: render its URL, send Twilio's request, and find out the exit."""
    rendered = render(state.text("url"), session.context)
    url = Url.parse(rendered.text)
    reason = "" if rendered.fault or rendered.limit else url.problem
    lost = webhook_fault(url)
    seen = Visit(flow, state, session.simulation.event.product, rendered, reason, lost)
    if not rendered.text or reason or rendered.fault or lost:
        return _nowhere(file, seen)
    return _away(file, seen, session)


def _nowhere(file: Hop, seen: Visit) -> Outcome:
    """Return the outcome where no request is made."""
    rendered = seen.rendered
    undecided = ""
    if rendered.limit:
        undecided = f"the template of its URL cannot be rendered here: {rendered.limit}"
    elif (seen.reason or seen.lost) and rendered.unset:
        undecided = f"its URL depends on {rendered.unset[0]}; set its value with --context"
    elif seen.reason:
        seen = seen._replace(exit="fail")
    elif seen.lost:
        seen = seen._replace(exit=_exit(seen))
    findings = check_visit(file, None, seen)
    return Outcome((file,), findings, _outlook(seen), undecided, _flow_exit(seen))


def _away(file: Hop, seen: Visit, session: FlowRun) -> Outcome:
    """Return the outcome of the exploration that begins with the redirect."""
    written = render(seen.state.text("method"), session.context).text
    method = "GET" if written.strip() == "GET" else "POST"
    request = request_to(session.simulation, Url.parse(seen.rendered.text), method)
    made, findings, undecided = explore(
        session.simulation,
        session.send,
        max_documents=session.max_documents,
        mode=session.mode,
        progress=session.progress,
        begin=PendingRequest(request, "studio-redirect"),
        home=session.home.is_studio,
    )
    first, *rest = (move(hop, 1) for hop in made)
    hops = (first._replace(came_from=1), *rest)
    before, back = _back(hops)
    if back:
        seen = seen._replace(arrival=arrival(back, session.home, _redirect(before)))
    seen = seen._replace(exit="" if undecided else _exit(seen))
    moved = tuple(finding._replace(hop=finding.hop + 1) for finding in findings)
    return Outcome(
        (file, *hops),
        (*check_visit(file, before, seen), *moved),
        _outlook(seen, hops),
        undecided or _elsewhere(seen),
        _flow_exit(seen, twiml_of(seen.rendered.text, method)),
    )


def _back(hops: tuple[Hop, ...]) -> tuple[Hop | None, Hop | None]:
    """Return the hop before the return, and the return; a branch cannot return."""
    back = next((hop for hop in hops if hop.via == "studio-return" and not hop.branch), None)
    before = next((hop for hop in hops if back and hop.number == back.came_from), back)
    return before, back


def _redirect(hop: Hop | None) -> Location | None:
    """Return the place of the <Redirect> in the hop's document; `explore` keeps no tree."""
    if hop is None or hop.answer is None or hop.handling != "twiml":
        return None
    return redirect_in(read_twiml(hop.answer.body, hop.answer.charset), hop.product)


def _exit(seen: Visit) -> str:
    """Return the exit of the widget: the return, else the timeout if there is one."""
    back = seen.arrival
    if back and back.own is not False and back.event == RETURN:
        return RETURN
    if _elsewhere(seen) or not _waits(seen):
        return ""
    return "timeout"


def _waits(seen: Visit) -> bool:
    """Say whether the widget waits for a return: not with a timeout of "0"."""
    timeout = seen.state.text("timeout").strip()
    return not timeout or bool(timeout.strip("0"))


def _elsewhere(seen: Visit) -> str:
    """Return why the result is unknown, if a different flow has taken over."""
    back = seen.arrival
    if back and back.own is False and back.event != RETURN:
        return f"the flow {back.sid} takes over, and twiml-check does not know that flow"
    return ""


def twiml_of(url: str, method: str) -> str:
    """Return Studio's response; its exact text is unknown, but not its meaning."""
    escaped = url.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<Response><Redirect method="{method}">{escaped}</Redirect></Response>'


def _flow_exit(seen: Visit, twiml: str = "") -> FlowExit:
    name = seen.state.name
    brought = seen.arrival.variables if seen.arrival and seen.exit == RETURN else ()
    variables = tuple((f"widgets.{name}.{key}", value) for key, value in brought)
    return FlowExit(name, twiml, seen.exit, seen.next, variables)


def _outlook(seen: Visit, hops: tuple[Hop, ...] = ()) -> str:
    """Return two sentences: what Twilio would do outside the flow, and what Studio would do then.

    The first is left out if the documents only redirect to Studio: it would be wrong.
    """
    outside = [hop for hop in hops if hop.via != "studio-return"]
    says = any(hop.replies or set(hop.run) - {"Redirect"} for hop in outside)
    first = would(outside) if outside and (says or not seen.arrival) else ""
    return " ".join(filter(None, (first, _studio(seen))))


def _studio(seen: Visit) -> str:
    then = f'continues with "{seen.next}"' if seen.next else "ends"
    if seen.exit == RETURN:
        return f"The return gives control back to the flow, and the flow {then}."
    if seen.exit == "timeout":
        seconds = seen.state.text("timeout").strip() or LONGEST_WAIT
        return f"There is no return: after {seconds} s the flow {then}."
    if seen.exit == "fail":
        return f"Studio would send no request, and the flow {then}."
    return "" if _waits(seen) or _elsewhere(seen) else "The flow expects no return."


def findings_on_flow(hop: Hop, flow: Flow | None) -> tuple[Finding, ...]:
    """Return the findings of a definition in document order; no flow means it is not readable."""
    return findings(hop, _problems(hop, flow))


def _problems(hop: Hop, flow: Flow | None) -> Iterator[Found]:
    yield from json_problems(hop.document, REFUSED)
    if flow is None:
        return
    if is_old(flow):
        yield from run((old_flow_format,), flow)
        return
    failed = False
    for rule, problem in run(SHAPE, flow):
        failed = failed or (problem.level or rule.level) == "error"
        yield rule, problem
    yield from run(WIDGETS, flow)
    if not failed:
        yield from run(WIRING, flow)


def check_visit(file: Hop, before: Hop | None, visit: Visit) -> tuple[Finding, ...]:
    """Return the findings of a redirect: on the definition, and on the return to it."""
    found = findings(file, run(VISITS, visit))
    return (*found, *findings(before, run(ARRIVALS, visit))) if before else found
