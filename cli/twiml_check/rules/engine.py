"""Run the rules over one hop, and stamp what they find with rule, level, code and hop. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from twiml_check.model.exchange import Product
from twiml_check.model.finding import Finding, Problem
from twiml_check.model.run import Hop
from twiml_check.rules import BY_NAME, RULES
from twiml_check.rules.answer import failure_problem
from twiml_check.rules.document import foreign_problem, reading_problem
from twiml_check.rules.grammar import children, descend, root_node
from twiml_check.rules.rule import (
    OF_ATTRIBUTES,
    OF_EXCHANGES,
    ElementCheck,
    GrammarNode,
    Misplaced,
    Rule,
    looks_at,
)
from twiml_check.rules.template import tempered, unrendered
from twiml_check.vocabulary.codes import CODES, doc_url
from twiml_check.vocabulary.grammar import GRAMMAR

ON_HOP = tuple((rule, rule.on_hop) for rule in RULES if rule.on_hop)
ON_FILE = tuple(each for each in ON_HOP if each[0].name not in OF_EXCHANGES)
ON_ELEMENT = tuple((rule, rule.on_element) for rule in RULES if rule.on_element)
ON_PROBE = tuple((rule, rule.on_probe) for rule in RULES if rule.on_probe)
ON_STRAY = tuple((rule, rule.on_misplaced) for rule in RULES if rule.on_misplaced)

Found = tuple[Rule, Problem]
MOST = 1000
"""Findings of one hop: nobody reads on, and a hostile document has tens of thousands."""


def check(hop: Hop) -> tuple[Finding, ...]:
    """The findings of a hop, of the exchange first, then down the document."""
    return stamped(hop, _of_probe(hop) if hop.resource else _problems(hop))


def stamped(hop: Hop, found: Iterable[Found]) -> tuple[Finding, ...]:
    """Findings of what the rules found, in the order of the document.

    A thousand are enough, but only once an error is among them: the verdict hangs on it.
    """
    findings: list[Finding] = []
    failed = False
    for rule, problem in found:
        finding = _stamp(rule, problem, hop)
        error = finding.level == "error"
        if len(findings) < MOST or error:
            findings.append(finding)
        failed = failed or error
        if failed and len(findings) >= MOST:
            break
    return tuple(sorted(findings, key=_place)) if findings else ()


def _problems(hop: Hop) -> Iterator[Found]:
    """Yield what is wrong with the exchange, then with its document, element by element."""
    if hop.via == "file" and hop.handling == "ignored":  # another kind of XML, found in a folder
        yield BY_NAME["foreign-xml"], foreign_problem()
        return
    if hop.answer and hop.answer.failure:
        yield BY_NAME[hop.answer.failure.cause], failure_problem(hop.answer.failure)
    if hop.document and not unrendered(hop):
        for fault in hop.document.faults:
            yield BY_NAME[fault.kind], reading_problem(hop, fault)
    for rule, on_hop in ON_FILE if hop.via == "file" else ON_HOP:
        for problem in on_hop(hop):
            yield rule, problem
    root = root_node(hop)
    if root is None:
        return
    yield from _of_element(root)
    for verb in children(root):
        for node in descend(verb):
            yield from _of_element(node) if isinstance(node, GrammarNode) else _of_stray(node)


@cache
def _rules_of(product: Product, key: str, bare: bool) -> tuple[tuple[Rule, ElementCheck], ...]:
    """The rules that can find anything on such an element; `bare`: one without attributes."""
    if bare:
        every = _rules_of(product, key, False)
        return tuple([each for each in every if each[0].name not in OF_ATTRIBUTES])
    tag = GRAMMAR[product].tags[key]
    return tuple([each for each in ON_ELEMENT if looks_at(each[0].name, tag)])


def _of_probe(hop: Hop) -> Iterator[tuple[Rule, Problem]]:
    for rule, on_probe in ON_PROBE:
        for problem in on_probe(hop):
            yield rule, problem


def _of_element(node: GrammarNode) -> Iterator[tuple[Rule, Problem]]:
    bare = not node.element.attributes
    for rule, on_element in _rules_of(node.hop.event.product, node.key, bare):
        for problem in on_element(node):
            yield rule, problem


def _of_stray(stray: Misplaced) -> Iterator[tuple[Rule, Problem]]:
    for rule, on_misplaced in ON_STRAY:
        for problem in on_misplaced(stray):
            yield rule, problem


def _stamp(rule: Rule, problem: Problem, hop: Hop) -> Finding:
    level = tempered(rule.name, problem, problem.level or rule.level, hop)
    # A hint has no number: Twilio logs nothing, or nobody knows.
    code = (problem.code or rule.code) if level == "error" else None
    return Finding(
        rule=rule.name,
        level=level,
        twilio_code=code,
        twilio_level=CODES[code].level if code else None,
        message=problem.message,
        help=problem.help,
        note=problem.note,
        label=problem.label,
        hop=hop.resource.hop if hop.resource else hop.number,
        location=problem.location,
        doc=problem.doc or (doc_url(code) if code else ""),
    )


def _place(finding: Finding) -> tuple[int, int]:
    where = finding.location
    return (where.line, where.column) if where else (0, 0)
