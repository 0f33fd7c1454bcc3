"""Run rules on a subject, and turn problems into findings with rule, level, code and hop."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from twiml_check.model.exchange import Product
from twiml_check.model.finding import LEVEL_ORDER, Finding, Level, Problem, Spot
from twiml_check.model.run import Hop
from twiml_check.rules import RULES
from twiml_check.rules.document import FOREIGN, foreign_problem, reading_problems
from twiml_check.rules.grammar import children, descend, root_node
from twiml_check.rules.ignored import Scopes, is_ignored, scopes, with_comments
from twiml_check.rules.program_output import explained
from twiml_check.rules.rule import GrammarNode, Misplaced, Rule, of_subject
from twiml_check.rules.status import failure_problems
from twiml_check.rules.template import certain_edits, level_in_template
from twiml_check.vocabulary.codes import CODES, doc_url
from twiml_check.vocabulary.grammar import GRAMMAR

if TYPE_CHECKING:
    from twiml_check.rules.whole_call import Explored

ON_EXCHANGE = of_subject(RULES, "exchange")
ON_FILE = tuple(rule for rule in ON_EXCHANGE if not rule.exchanges_only)
ON_ELEMENT = of_subject(RULES, "element")
ON_MISPLACED = of_subject(RULES, "misplaced")
ON_PROBE = of_subject(RULES, "probe")

Found = tuple[Rule, Problem]
ALIKE = 100
"""The most findings of one rule and level that are kept of a document; the rest is counted."""


def run(rules: Iterable[Rule], subject: Any) -> Iterator[Found]:
    """Yield the problems of a subject, rule by rule."""
    for rule in rules:
        for problem in rule.check(subject):
            yield rule, problem


def check(hop: Hop, alike: int = ALIKE) -> tuple[Finding, ...]:
    """Return the findings of a hop: of the exchange first, then down the document."""
    if hop.resource:
        found = run(ON_PROBE, hop)
        return findings(hop, (each for each in found if each[0].name not in hop.resource.ignored))
    return findings(hop, with_comments(hop, explained(hop, _problems(hop))), alike)


def check_call(explored: "Explored") -> tuple[Finding, ...]:
    """Return the findings of a call as a whole, rule by rule; each finding has its way."""
    from twiml_check.rules.whole_call import ON_CALL  # a plain check does not need it

    shown, ignored = explored.shown, dict[int, Scopes]()
    found: list[Finding] = []
    for each in (finding(rule, problem) for rule, problem in run(ON_CALL, explored)):
        if each.hop not in ignored:
            hop = shown.get(each.hop)
            ignored[each.hop] = scopes(hop.document if hop else None)
        if not is_ignored(ignored[each.hop], each.rule, each.location):
            found.append(each)
    return tuple(found)


def findings(hop: Hop, found: Iterable[Found], alike: int = ALIKE) -> tuple[Finding, ...]:
    """Return the findings of problems that no comment ignores, in the order of the lines.

    In each line, errors come before warnings and infos.

    More than `alike` equal findings are cut; the last kept one has the count of the rest.
    """
    every: list[Finding] = []
    counts: Counter[tuple[str, Level]] = Counter()
    spot = Spot(hop.resource.hop if hop.resource else hop.number)
    ignored = scopes(hop.document)
    for rule, problem in found:
        if is_ignored(ignored, rule.name, problem.location):
            continue
        kind = rule.name, level_in_template(rule, problem, hop)
        counts[kind] += 1
        if counts[kind] <= alike:
            edits = certain_edits(rule, problem, hop) if problem.edits else ()
            every.append(finding(rule, problem._replace(level=kind[1], spot=spot, edits=edits)))
    if not every:
        return ()
    every.sort(key=_place)
    for index in reversed(range(len(every))):
        kind = every[index].rule, every[index].level
        if (more := counts.pop(kind, 0) - alike) > 0:
            every[index] = every[index]._replace(more=more)
    return tuple(every)


def _problems(hop: Hop) -> Iterator[Found]:
    """Yield the problems of the exchange, then of its document, element by element."""
    if hop.via == "file" and hop.handling == "ignored":  # another kind of XML in a folder
        yield FOREIGN, foreign_problem()
        return
    yield from failure_problems(hop)
    yield from reading_problems(hop)
    yield from run(ON_FILE if hop.via == "file" else ON_EXCHANGE, hop)
    root = root_node(hop)
    if root is None:
        return
    yield from _of_element(root)
    for verb in children(root):
        for node in descend(verb):
            yield from _of_element(node)


def _of_element(node: GrammarNode | Misplaced) -> Iterator[Found]:
    if isinstance(node, Misplaced):
        return run(ON_MISPLACED, node)
    bare = not node.element.attributes
    return run(_rules_at(node.hop.event.product, node.key, bare), node)


@cache
def _rules_at(product: Product, key: str, bare: bool) -> tuple[Rule, ...]:
    """Return the rules that check an element; `bare` is for one without attributes."""
    tag = GRAMMAR[product].tags[key]
    rules = [rule for rule in ON_ELEMENT if rule.looks_at(tag)]
    return tuple([rule for rule in rules if not (bare and rule.attributes_only)])


def finding(rule: Rule, problem: Problem) -> Finding:
    """Return the finding of a rule and a problem with a known spot."""
    level = problem.level or rule.level
    hop, way, ways = problem.spot or Spot(0)
    # An info has no number: Twilio logs nothing, or the number is unknown.
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
        hop=hop,
        location=problem.location,
        doc=problem.doc or (doc_url(code) if code else ""),
        way=way,
        ways=ways,
        edits=problem.edits,
    )


def _place(finding: Finding) -> tuple[int, int, int]:
    """Return a key that sorts by the line, then by the level: a line can be a whole document."""
    where, level = finding.location, LEVEL_ORDER.index(finding.level)
    return (where.line, level, where.column) if where else (0, level, 0)
