"""Run the rules over a Studio flow and over its redirects, once they have run. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from twiml_check.check import stamped
from twiml_check.flowchart import Flow, Visit
from twiml_check.model import Finding, Hop, Problem
from twiml_check.rules.json_faults import FAULTS, json_problem
from twiml_check.rules.rule import Rule
from twiml_check.rules.studio.registry import OLD, REFUSED, STUDIO_RULES
from twiml_check.rules.studio.shape import is_old

_FAULTS = {rule.name: rule for rule in FAULTS}


def check_flow(hop: Hop, flow: Flow | None) -> tuple[Finding, ...]:
    """The findings of a definition, down the document; `flow` is None if it could not be read."""
    return stamped(hop, _problems(hop, flow))


def _problems(hop: Hop, flow: Flow | None) -> Iterator[tuple[Rule, Problem]]:
    for fault in hop.document.faults if hop.document else ():
        yield _FAULTS[fault.kind], json_problem(fault, REFUSED)
    if flow is None:
        return
    for rule in (OLD,) if is_old(flow) else STUDIO_RULES:
        for problem in rule.on_flow(flow) if rule.on_flow else ():
            yield rule, problem


def check_visit(file: Hop, arrival: Hop | None, visit: Visit) -> tuple[Finding, ...]:
    """The findings of a redirect: what has a place is of the definition, the rest of its return."""
    found = [
        (rule, problem)
        for rule in STUDIO_RULES
        if rule.on_visit
        for problem in rule.on_visit(visit)
    ]
    back = stamped(arrival, [each for each in found if not each[1].location]) if arrival else ()
    return (*stamped(file, [each for each in found if each[1].location]), *back)
