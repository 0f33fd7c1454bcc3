"""A JSON report read back: nothing that it holds is lost, and nothing in it can hurt."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twiml_check.model.run import Expected, FlowExit, Latency, ResolvedNumber, Run, TargetResult
from twiml_check.model.source import Edit
from twiml_check.report import REPORTERS, View, render
from twiml_check.report.json_read import NoReportError, read

from .samples import RUNS, check, finding, hop, no_answer, run

HELLO = check([hop("<Response><Say>Hello</Say></Response>", "Say")], [], "pass")
FIXABLE = finding("bare-ampersand", "XML does not allow a bare &", level="info")._replace(
    edits=(Edit(1, 16, 1, 17, "&amp;"), Edit(1, 20, 2, 1, ""))
)
MORE = {
    "what a suite says": run(
        HELLO._replace(name="the menu", written=("twiml-check.toml", 12)),
        HELLO._replace(undecided="stopped after 50 documents", verdict="undecided"),
    ),
    "a number": run(
        HELLO._replace(resolved=ResolvedNumber("+15017122661", "number", "PN" + "0" * 32))
    ),
    "repeated": run(HELLO._replace(latency=Latency(5, 1.5, 2.0, 9.1))),
    "expected": run(
        HELLO._replace(
            verdict="fail",
            expectations=(
                Expected("xpath", "Message", met=True, hop=1),
                Expected("text", "hello", met=False, hop=None, found="no answer"),
            ),
        )
    ),
    "of a flow": run(
        HELLO._replace(flow_exit=FlowExit("to", "<Response/>", "return", "", (("a.b", "1"),)))
    ),
    "not asked": run(
        TargetResult("http://a.example/", "sms", "undecided", (), (), undecided="not asked")
    ),
    "nothing": Run((), 0.0),
    "one part of five": Run((HELLO,), 0.0, shard=(2, 5)),
    "fixable": run(HELLO._replace(findings=(FIXABLE,))),
    "held to another bar": run(HELLO._replace(fail_on="never")),
}
ALL = {name: of() for name, of in RUNS.items()} | MORE


def made(of: Run) -> str:
    return render("json", of, View())


@pytest.mark.parametrize("name", ALL)
def test_what_json_holds_is_kept(name: str) -> None:
    text = made(ALL[name])
    assert made(read(text)) == text


@pytest.mark.parametrize("form", REPORTERS)
@pytest.mark.parametrize("name", ALL)
def test_every_format_can_be_made_of_it(name: str, form: str) -> None:
    again = read(made(ALL[name]))
    assert form == "github" or render(form, again, View()).endswith("\n")


def test_text_says_the_same_of_what_json_holds() -> None:
    of = no_answer()
    lines = render("text", of, View()).splitlines()
    again = render("text", read(made(of)), View()).splitlines()
    assert again == lines


def plain() -> Any:
    return json.loads(made(run(check(list(HELLO.hops), [finding("a-rule", "wrong")]))))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is not valid JSON"),
        ("[" * 100_000, "it is not valid JSON"),
        ('{"schema": NaN}', "it is not valid JSON"),
        ("1" * 10_000, "it is not valid JSON"),
        ("[]", "the whole is not an object"),
        ("{}", "its schema is not twiml-check/1"),
        ('{"schema": "twiml-check/2"}', "its schema is not twiml-check/1"),
        ('{"schema": 7}', "schema is not valid"),
        ('{"schema": "twiml-check/1"}', "targets is missing"),
        ('{"schema": "twiml-check/1", "targets": [7]}', "targets[0] is not an object"),
    ],
)
def test_what_is_no_report_is_told(text: str, why: str) -> None:
    with pytest.raises(NoReportError) as caught:
        read(text)
    assert str(caught.value) == why


WRONG = [
    (("event",), "a b"),
    (("event",), "\x1b[31m"),
    (("verdict",), "passed"),
    (("verdict",), []),
    (("findings", 0, "rule"), "no rule]"),
    (("findings", 0, "message"), ""),
    (("findings", 0, "line"), 0),
    (("findings", 0, "hop"), True),
    (("findings", 0, "twilio_code"), 10**30),
    (("findings", 0, "twilio_level"), "info"),
    (("hops", 0, "bytes"), -1),
    (("hops", 0, "elapsed_ms"), 10**400),
    (("hops", 0, "elapsed_ms"), "1"),
    (("hops", 0, "verbs"), "Say"),
    (("hops", 0, "verbs"), [None]),
    (("hops", 0, "via"), "teleport"),
    (("hops", 0, "error"), "::error::"),
    (("hops",), {}),
    (("found_in",), 7),
    (("latency",), {}),
]


@pytest.mark.parametrize(("path", "value"), WRONG, ids=repr)
def test_each_value_is_of_its_kind(path: tuple[Any, ...], value: Any) -> None:
    report = plain()
    part = report["targets"][0]
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(NoReportError, match=r"targets\[0\]"):
        read(json.dumps(report))


def every_place(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where in a report a value stands."""
    if not isinstance(value, dict | list):
        return [path]
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(place for key, each in pairs for place in every_place(each, (*path, key)))]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.data(), VALUES)
def test_a_report_with_anything_anywhere_is_drawn_or_refused(data: st.DataObject, new: Any) -> None:
    report = plain()
    path = data.draw(st.sampled_from(every_place(report)[1:]))
    part = report
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = new
    try:
        again = read(json.dumps(report))
    except NoReportError:
        return
    for form in REPORTERS:
        assert form == "github" or render(form, again, View()).endswith("\n")
