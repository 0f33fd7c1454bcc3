"""Run the rules over a Studio flow and over its redirects, once they have run. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from twiml_check.checking import MOST, stamped
from twiml_check.flowchart import Flow, Visit
from twiml_check.model import Finding, Hop, Problem
from twiml_check.rules.json_faults import FAULTS, json_problem
from twiml_check.rules.rule import Rule
from twiml_check.rules.studio.registry import ARRIVALS, OLD, REFUSED, SHAPE, VISITS, WIDGETS, WIRING
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
    if is_old(flow):
        yield from _found((OLD,), flow)
        return
    shape = list(_found(SHAPE, flow))
    yield from shape
    yield from _found(WIDGETS, flow)
    if all((problem.level or rule.level) != "error" for rule, problem in shape):
        yield from _found(WIRING, flow)


def _found(rules: tuple[Rule, ...], flow: Flow) -> Iterator[tuple[Rule, Problem]]:
    for rule in rules:
        for problem in islice(rule.on_flow(flow), MOST) if rule.on_flow else ():
            yield rule, problem


def check_visit(file: Hop, before: Hop | None, visit: Visit) -> tuple[Finding, ...]:
    """The findings of a redirect: on the definition, and on the document that leads back to it."""
    found = stamped(file, _seen(VISITS, visit))
    return (*found, *stamped(before, _seen(ARRIVALS, visit))) if before else found


def _seen(rules: tuple[Rule, ...], visit: Visit) -> Iterator[tuple[Rule, Problem]]:
    for rule in rules:
        for problem in islice(rule.on_visit(visit), MOST) if rule.on_visit else ():
            yield rule, problem
