"""Hostile files and answers: never a traceback, bounded time and memory, nothing else opened."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.autopilot.talking import bot, run_file, schema, talk, told
from tests.servers import http_reply
from twiml_check.autopilot.explorer import LARGEST
from twiml_check.autopilot.tables import OBJECTS

NAMES = sorted({name for row in OBJECTS.values() for name in row})
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "task://a", "task://", "http://", "http://[::1", "taskrouter://", "PUT"])
    | st.text(max_size=8)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=30,
)


@given(value=VALUES)
@settings(deadline=None, max_examples=100, derandomize=True)
def test_any_json_gets_findings_with_places(value: Any) -> None:
    for document in (value, {"actions": value}, {"actions": [value]}, {"tasks": [value]}):
        outcome = run_file(document, model=schema(a=[{"say": "x"}]))
        assert all(each.message and each.rule for each in outcome.findings)
        assert all(each.location for each in outcome.findings)
        assert outcome.hops[0].via == "file"


@given(raw=st.binary(max_size=200))
@settings(deadline=None, max_examples=200, derandomize=True)
def test_any_bytes(raw: bytes) -> None:
    outcome = run_file(raw)
    assert outcome.findings or outcome.hops[0].verbs


@pytest.mark.parametrize(
    "answer",
    [
        b'{"actions": ' * 5_000,
        b"[" * 16_000,
        b'{"actions": [' + b'{"say": 1},' * 1_400 + b"{}]}",
        b'{"actions": [' + b'{"a\\ud800": "\\udfff"},' * 600 + b"{}]}",
        b'{"' + b"a" * 16_000 + b'": 1}',
        b'{"actions": [{"redirect": "http://' + b"a" * 16_000 + b'"}]}',
        b'{"actions": [{"remember": {"\\ud800": "\\udfff"}}, {"redirect": "task://\\ud800"}]}',
        b'\xff\xfe{\0"\0',
        b"<" * 16_000,
        b"9" * 16_000,
        b'"' + b"\\u0000" * 2_000 + b'"',
        b'{"actions": [{"redirect": "javascript:alert(1)"}]}',
        b'{"actions": [{"redirect": "file:///etc/passwd"}]}',
    ],
    ids=range(13),
)
def test_a_hostile_answer(answer: bytes) -> None:
    model = schema(a=[{"say": "x"}])
    with bot({"/": http_reply(answer, content_type="application/json")}) as served:
        outcome = talk(served.url(), model=model)
        assert len(served.received) == 1
    assert len(outcome.hops) == 1
    assert 0 < len(outcome.findings) <= 1_500


def test_too_deep_is_a_limit_of_ours() -> None:
    outcome = run_file(b'{"actions": [{"remember": ' + b'{"a":' * 99 + b"1" + b"}" * 99 + b"}]}")
    assert "deeply" in outcome.undecided


def test_a_file_that_is_too_large_is_not_read() -> None:
    outcome = run_file(b"[" + b"0," * (LARGEST // 2) + b"0]")
    assert (told(outcome), len(outcome.hops)) == ([], 1)
    assert "more than" in outcome.undecided


def test_many_tasks_in_a_chain_take_no_deep_stack() -> None:
    tasks = {f"t{n}": [{"redirect": f"task://t{n + 1}"}] for n in range(599)}
    outcome = run_file(schema(**tasks, t599=[{"say": "x"}]), task="t0")
    assert told(outcome) == [("actions-redirect-limit", "error")]


def test_names_that_python_gives_a_meaning() -> None:
    odd = ["__class__", "__proto__", "constructor", "", "\u202e", "\x00", "-1", "0"]
    actions = [{name: {name: name}} for name in odd]
    outcome = run_file({"actions": actions})
    assert {rule for rule, _ in told(outcome)} == {"unknown-action"}


def test_mutilated_templates_never_break_the_reader() -> None:
    document = json.dumps(schema(a=[{"redirect": "task://b"}], b=[{"listen": True}])).encode()
    rng = random.Random(7)
    for _ in range(300):
        raw = bytearray(document)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(raw))
            raw[at : at + rng.randint(0, 3)] = rng.choice([b"", b"{", b'"', b",", b"\xff", b"]"])
        assert run_file(bytes(raw), task="a").hops
