"""Hostile definitions: any bytes, any shape, any size give findings, in bounded time."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commands.calling import call
from tests.studio.flows import flow, message, there_and_back, widget, written
from twiml_check.model.finding import Finding
from twiml_check.studio.explorer import LARGEST, read
from twiml_check.studio.tables import WIDGETS
from twiml_check.vocabulary.events import EVENTS

TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from([*WIDGETS, "Trigger", "away", "{{", "widgets.x.y", "{{ widgets.x.y }}", "0"]),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda below: st.one_of(
        st.lists(below, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["name", "type", "states", "event", "next", "url", "timeout", "transitions"]
            ),
            below,
            max_size=5,
        ),
    ),
    max_leaves=20,
)


def told(raw: bytes) -> tuple[Finding, ...]:
    return read("flow.json", raw, EVENTS["voice"])[0].findings


def in_the_file(raw: bytes, findings: tuple[Finding, ...]) -> bool:
    lines = raw.count(b"\n") + raw.count(b"\r") + 1
    return all(f.message and f.location and 1 <= f.location.line <= lines for f in findings)


@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    assert in_the_file(raw, told(raw))


@given(st.data())
def test_any_value_in_any_place(data: st.DataObject) -> None:
    definition: Any = there_and_back("https://example.com/?a={{flow.sid}}", timeout="5")
    at: Any = definition
    while True:
        places = list(at) if isinstance(at, dict) else list(range(len(at)))
        step = data.draw(st.sampled_from(places))
        if not isinstance(at[step], dict | list) or not at[step] or data.draw(st.booleans()):
            break
        at = at[step]
    at[step] = data.draw(VALUES)
    raw = json.dumps(definition).encode()
    assert in_the_file(raw, told(raw))


@given(VALUES)
def test_any_json(value: Any) -> None:
    raw = json.dumps(value).encode()
    assert in_the_file(raw, told(raw))


N = 20_000
LARGE: dict[str, bytes] = {
    "brackets": b"[" * 1_000_000,
    "zeros": b"[" + b"0," * 300_000 + b"0]",
    "empty states": b'{"initial_state":"a","states":[' + b"{}," * 200_000 + b"{}]}",
    "open braces": written(there_and_back("https://example.com/", "{{" * 1_000_000)),
    "open and closed": written(there_and_back("https://example.com/", "{%}}" * 500_000)),
    "lost in many": written(
        flow(*(message(f"widget-{n}") | {"transitions": [{"event": "sent", "next": f"wigdet-{n}"}]}
               for n in range(3000)))
    ),
    "one after the other": written(
        flow(*(widget(f"w{n}", "add-twiml-redirect", {"return": f"w{n + 1}", "timeout": None},
                      url="https://example.com/", timeout="1") for n in range(1500)))
    ),
    "one name": written(flow(*(message("same") for _ in range(3000)))),
    "a long name": written(flow(message("x" * 1_000_000))),
    "names": json.dumps({str(n): n for n in range(N)}).encode(),
    "the same name": b"{" + b'"a":1,' * 200_000 + b'"a":1}',
    "surrogates": b'{"initial_state": "\\ud800", "states": [{"name": "\\udfff\\u0000"}]}',
}  # fmt: skip


@pytest.mark.parametrize("raw", LARGE.values(), ids=list(LARGE))
def test_large_ones(raw: bytes) -> None:
    findings = told(raw)
    assert in_the_file(raw, findings)
    assert len(findings) < 5000


def test_one_that_is_too_large_is_undecided() -> None:
    outcome, flow = read("flow.json", b" " * (LARGEST + 1), EVENTS["sms"])
    assert (outcome.findings, flow) == ((), None)
    assert outcome.undecided == "the file has more than 4,194,304 bytes"


@pytest.mark.parametrize("format_", ["text", "json"])
@pytest.mark.parametrize("name", ["lost in many", "surrogates", "a long name", "brackets"])
def test_the_command_says_it_cleanly(name: str, format_: str, tmp_path: Any) -> None:
    file = tmp_path / "flow.json"
    file.write_bytes(LARGE[name])
    result = call("studio", file, "--validate", "--format", format_)
    assert (result.status, result.err) == (0 if name == "a long name" else 1, "")
    assert "\x1b" not in result.out
    assert "\x00" not in result.out


def test_controls_in_names_reach_no_terminal(tmp_path: Any) -> None:
    file = tmp_path / "flow.json"
    evil = "\x1b[31m\u202eevil[bold]"
    file.write_bytes(written(there_and_back(f"https://exa mple/{evil}") | {"description": evil}))
    result = call("studio", file)
    assert result.status == 1
    assert "\x1b" not in result.out
    assert "\u202e" not in result.out


def test_every_fault_of_a_flow_is_counted() -> None:
    states = [widget(f"w{number}", "no-such-widget") for number in range(3_000)]
    found = told(written(flow(*states)))
    unknown = [finding for finding in found if finding.rule == "unknown-widget-type"]
    assert sum(1 + finding.more for finding in unknown) == 3_000
