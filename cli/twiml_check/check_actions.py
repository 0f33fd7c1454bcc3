"""Run the rules over an Actions document, an assistant's schema, or the answer of a URL. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from twiml_check.actions import parts
from twiml_check.checking import stamped
from twiml_check.model import Finding, Hop, Problem
from twiml_check.rules import BY_NAME
from twiml_check.rules.answer import failure_problem
from twiml_check.rules.autopilot.registry import AUTOPILOT_RULES
from twiml_check.rules.json_faults import FAULTS, json_problem
from twiml_check.rules.rule import Rule
from twiml_check.vocabulary.autopilot import INVALID_ACTIONS

OF_ANY_EXCHANGE = (
    *("http-error", "invalid-http-redirect", "too-many-http-redirects", "lost-fields"),
    *("compressed-answer", "plain-http", "bad-override"),
)
"""Rules of TwiML's exchanges that hold for a request for actions just as well."""
_BY_NAME = {rule.name: rule for rule in (*FAULTS, *AUTOPILOT_RULES)}


def check_actions(hop: Hop) -> tuple[Finding, ...]:
    """The findings of a hop with a turn: of the exchange first, then down the document."""
    return stamped(hop, _problems(hop))


def _problems(hop: Hop) -> Iterator[tuple[Rule, Problem]]:
    yield from _of_exchange(hop)
    for fault in hop.document.faults if hop.document else ():
        rule = _BY_NAME[fault.kind]
        yield rule, json_problem(fault, INVALID_ACTIONS)
    for rule in AUTOPILOT_RULES:
        for problem in rule.on_turn(hop) if rule.on_turn else ():
            yield rule, problem
    yield from _of_parts(hop)


def _of_exchange(hop: Hop) -> Iterator[tuple[Rule, Problem]]:
    if hop.answer and hop.answer.failure:
        yield BY_NAME[hop.answer.failure.cause], failure_problem(hop.answer.failure)
    for name in OF_ANY_EXCHANGE if hop.request else ():
        rule = BY_NAME[name]
        for problem in rule.on_hop(hop) if rule.on_hop else ():
            yield rule, problem


def _of_parts(hop: Hop) -> Iterator[tuple[Rule, Problem]]:
    json = hop.document.json if hop.document else None
    if json is None or hop.turn is None or hop.turn.known:
        return
    rules = [(rule, rule.on_part) for rule in AUTOPILOT_RULES if rule.on_part]
    for part in parts(json, hop.turn):
        for rule, on_part in rules:
            for problem in on_part(part):
                yield rule, problem
