"""Questions that no tried answer leaves: the exploration needs an answer from the user."""

from collections import defaultdict

from twiml_check.calls.prompts import asks
from twiml_check.model.call_map import CallMap, Edge
from twiml_check.model.exchange import Product
from twiml_check.rules.circles import closed_circles

ANSWERS = ("keys", "speech", "message")
"""Kinds of choices that answer a question."""
MOST_SHOWN = 3


def no_way_on(call_map: CallMap, product: Product) -> str:
    """Return `every answer at [1] returns to it: add one with --say`; empty if answers leave."""
    answers: defaultdict[int, list[Edge]] = defaultdict(list)
    follows: defaultdict[int, set[int]] = defaultdict(set)
    for edge in call_map.edges:
        answer = edge.kind in ANSWERS
        if edge.start and edge.repeats == 1 and (answer or edge.kind == "redirect"):
            follows[edge.start].add(edge.end or 0)  # 0: nobody has tried it, or the call ends
            answers[edge.start] += [edge] if answer else []
    for part in sorted(closed_circles(follows), key=min):
        asking = sorted(number for number in part if answers[number])
        given = [edge for number in asking for edge in answers[number]]
        options = _options(given)
        questions = product == "voice" or any(asks(call_map.node(each).said) for each in asking)
        if options and questions and not any(edge.announced for edge in given):
            return f"{_where(asking)}: add one with {' or '.join(options)}"
    return ""


def _options(given: list[Edge]) -> list[str]:
    """Return the options that add answers there; none if all possible keys were tried."""
    spoken = any(edge.kind != "keys" for edge in given)
    long = any(edge.kind == "keys" and len(edge.word) > 1 for edge in given)
    return ["--say"] * spoken + ["--digits"] * long


def _where(asking: list[int]) -> str:
    if len(asking) == 1:
        return f"every answer at [{asking[0]}] returns to it"
    *first, last = (f"[{number}]" for number in asking[:MOST_SHOWN])
    return f"every answer at {', '.join(first)} and {last} returns to one of them"
