"""The hint that no answer leaves a question."""

import pytest

from twiml_check.model.call_map import CallMap, ChoiceKind, Edge
from twiml_check.report.map.coverage import coverage
from twiml_check.report.map.no_way_on import no_way_on

from .maps import edge, node


def words(start: int, kind: ChoiceKind, *pairs: tuple[str, int | None]) -> list[Edge]:
    return [edge(start, word, end, kind=kind) for word, end in pairs]


def hint(*edges: Edge, product: str = "voice", said: str = "Your name?") -> str:
    nodes = tuple(node(number, said) for number in (1, 2, 3))
    call_map = CallMap(nodes, edges, 4, 9)
    return no_way_on(call_map, "voice" if product == "voice" else "messaging")


SAID, SENT = words(1, "speech", ('"a"', 1), ('"b"', 1)), words(1, "message", ('"a"', 1), ('"b"', 1))


def test_every_answer_returns() -> None:
    assert hint(*SAID) == "every answer at [1] returns to it: add one with --say"
    assert hint(*words(1, "keys", ("12345#", 1), ("*#", 1))).endswith("add one with --digits")
    both = hint(*SAID, *words(1, "keys", ("12#", 1)))
    assert both.endswith("add one with --say or --digits")
    assert hint(*SENT, product="sms") == "every answer at [1] returns to it: add one with --say"
    through = (edge(1, '"a"', 2, kind="speech"), edge(2, "", 1, kind="redirect"))
    assert hint(*through) == "every answer at [1] returns to it: add one with --say"


def test_questions_that_only_reach_each_other() -> None:
    edges = (
        *words(1, "speech", ('"a"', 2)),
        *words(2, "speech", ('"a"', 3)),
        *words(3, "speech", ('"a"', 2)),
    )
    expected = "every answer at [2] and [3] returns to one of them: add one with --say"
    assert hint(*edges) == expected
    call_map = CallMap(tuple(node(number, "Name?") for number in (1, 2, 3)), edges, 4, 9)
    assert coverage(call_map).endswith(f"4 calls; {expected}")


@pytest.mark.parametrize(
    "edges",
    [
        (*SAID, *words(1, "speech", ('"c"', 2))),
        (*SAID, *words(1, "speech", ('"c"', None))),
        (*SAID, edge(1, '"c"', None, kind="speech", state="budget")),
        (*SAID, edge(1, '"c"', 1, kind="speech", announced=True)),
        tuple(words(1, "keys", ("1", 1), ("2", 1), ("*", 1))),
        (edge(1, "silence", 1, kind="silence"),),
        (edge(1, "", 1, kind="redirect"),),
        (edge(0, '"a"', 1, kind="message"),),
        (),
    ],
)
def test_there_is_a_way_or_nothing_to_add(edges: tuple[Edge, ...]) -> None:
    assert hint(*edges) == ""


def test_a_reply_that_asks_nothing_needs_no_other_answer() -> None:
    assert hint(*SENT, product="sms", said="Thanks for your message!") == ""
    assert hint(*SENT, product="sms", said="Please send a photo.") != ""
