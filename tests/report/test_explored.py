"""Explored targets in every format: the map, the ways, and how much was asked."""

import json
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from junitparser import JUnitXml
from lxml import html as reader  # type: ignore[import-untyped]

from twiml_check.model.run import Run, TargetResult
from twiml_check.report import REPORTERS, View, render
from twiml_check.report.json_read import NoReportError, read
from twiml_check.report.redact import redact
from twiml_check.verdict import possible

from . import valid
from .everywhere import HOSTILE
from .explored import AGAIN, EXPLORED, MAP, NODES, cut_short, mended, menu, saying
from .samples import finding, run
from .test_redact import SECRET, SPELLED, texts

READERS: dict[str, Any] = {
    "json": valid.json_report,
    "junit": valid.junit_tree,
    "sarif": valid.sarif_run,
    "github": valid.github_commands,
    "gitlab": valid.gitlab_issues,
    "concise": valid.concise_lines,
    "markdown": valid.markdown_tokens,
    "html": valid.Page,
    "text": lambda text: valid.text_lines(text, 80),
}


def of(check: TargetResult, form: str) -> str:
    return render(form, run(check), View())


@pytest.mark.parametrize("form", REPORTERS)
@pytest.mark.parametrize("name", EXPLORED)
def test_every_reader_takes_every_sample(name: str, form: str) -> None:
    READERS[form](of(EXPLORED[name](), form))


@settings(max_examples=20)
@given(HOSTILE)
def test_hostile_texts(text: str) -> None:
    for form in REPORTERS:
        READERS[form](render(form, saying(text), View()))
    assert redact(saying(text)).checks[0].call_map


@pytest.mark.parametrize("form", REPORTERS)
@pytest.mark.parametrize("spelled", SPELLED)
def test_no_format_shows_a_secret(spelled: str, form: str) -> None:
    whole = saying(f"No {spelled} here")._replace(secrets=(SECRET,))
    assert "more" in str(whole.checks[0].call_map)
    report = render(form, whole, View(verbosity=2))
    assert "k3y" not in report
    assert "more of" not in report
    assert not [text for text in texts(redact(whole).checks[0].call_map) if "more" in text]


# --- JSON


def parsed(check: TargetResult) -> dict[str, Any]:
    target: dict[str, Any] = valid.json_report(of(check, "json"))["targets"][0]
    return target


def test_the_map_in_json() -> None:
    target = parsed(menu())
    assert target["map"]["nodes"][2] == {
        "number": 3, "hop": 4, "said": "Leave a message.", "way": ["1", "busy"], "seen": 1,
        "end": None, "verbs": ["Say", "Record"],
    }  # fmt: skip
    assert target["map"]["nodes"][0]["keys"] == ["1", "2"]
    assert target["map"]["edges"][1] == {
        "from": 1, "choice": {"kind": "keys", "text": "2", "announced": True, "certain": True},
        "steps": ["2"], "to": 4, "state": "failed", "address": "POST /menu", "repeats": 1,
    }  # fmt: skip
    assert target["map"]["coverage"] == {
        "choices": 9, "answered": 6, "left": {"failed": 2, "dead": 1},
    }  # fmt: skip
    assert (target["map"]["calls"], target["map"]["requests"]) == (22, 70)
    assert target["map"]["again"] == MAP.again
    assert [hop.get("came_from") for hop in target["hops"]] == [None, 1, 2, 3, 1, 4, 4, 1]
    assert (target["findings"][1]["way"], target["findings"][1]["ways"]) == (["1", "busy"], 2)


def test_a_plain_check_has_no_part_of_it() -> None:
    target = parsed(menu()._replace(call_map=None, findings=()))
    assert "map" not in target
    assert not [hop for hop in target["hops"] if "came_from" in hop]


@pytest.mark.parametrize("name", EXPLORED)
def test_what_json_holds_is_kept(name: str) -> None:
    text = of(EXPLORED[name](), "json")
    again = read(text)
    assert again.checks[0].call_map == EXPLORED[name]().call_map
    assert render("json", again, View()) == text
    for form in ("junit", "gitlab"):
        assert render(form, again, View()) == of(EXPLORED[name](), form)


WRONG: list[tuple[tuple[Any, ...], Any]] = [
    (("nodes", 1, "number"), 1),
    (("nodes", 1, "hop"), 99),
    (("nodes", 1, "end"), "never"),
    (("nodes", 1, "way"), "2"),
    (("nodes", 1, "way"), [2]),
    (("nodes", 1, "branch"), "\x1b[31m"),
    (("nodes", 1, "caller"), "::error::"),
    (("nodes", 1, "seen"), -1),
    (("edges", 1, "from"), 7),
    (("edges", 1, "to"), 0),
    (("edges", 1, "to"), 7),
    (("edges", 1, "state"), "asked"),
    (("edges", 1, "state"), "answered"),
    (("edges", 1, "choice"), "2"),
    (("edges", 1, "choice", "kind"), "magic"),
    (("edges", 1, "choice", "announced"), 1),
    (("edges", 1, "repeats"), 0),
    (("edges",), []),
    (("coverage", "choices"), 8),
    (("coverage", "left"), {}),
    (("calls",), 10**30),
    (("nodes",), {}),
]


@pytest.mark.parametrize(("path", "value"), WRONG, ids=repr)
def test_each_value_of_a_map_is_of_its_kind(path: tuple[Any, ...], value: Any) -> None:
    report = json.loads(of(menu(), "json"))
    part = report["targets"][0]["map"]
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(NoReportError, match=r"targets\[0\].map"):
        read(json.dumps(report))


@pytest.mark.parametrize("came_from", [0, 3, 4, "1", None])
def test_a_hop_comes_from_one_before_it(came_from: Any) -> None:
    report = json.loads(of(menu(), "json"))
    report["targets"][0]["hops"][2]["came_from"] = came_from
    with pytest.raises(NoReportError, match=r"targets\[0\].hops\[2\].came_from"):
        read(json.dumps(report))


def test_what_a_budget_cut_is_never_a_pass() -> None:
    assert possible(cut_short()) == {"undecided"}
    assert possible(cut_short()._replace(undecided="")) == {"undecided"}
    assert possible(mended()) == {"pass"}
    assert possible(menu()) == {"fail"}


# --- JUnit


def cases(of_: Run) -> list[tuple[str, str]]:
    """The names of the cases and what has become of them."""
    text = render("junit", of_, View())
    valid.junit_tree(text)
    (suite,) = JUnitXml.fromstring(text.encode())
    found = [(each.name, "".join(type(part).__name__ for part in each.result)) for each in suite]
    kinds = [kind for _, kind in found]
    counts = (len(found), kinds.count("Failure"), kinds.count("Error"))
    assert (suite.tests, suite.failures, suite.errors) == counts
    return found


def test_a_case_for_each_way() -> None:
    assert cases(run(menu())) == [
        ("/voice", "Failure"),
        ("/voice: 2", "Failure"),
        ("/voice: 1, busy, recorded", "Failure"),
        ("/voice: silence", ""),
    ]
    assert cases(run(mended(), cut_short())) == [
        ("/voice", ""), ("/voice: 2", ""), ("/voice: 1, busy, recorded", ""),
        ("/voice: silence", ""), ("/voice", "Error"), ("/voice: 2", ""),
        ("/voice: 1, busy, recorded", ""), ("/voice: silence", ""),
    ]  # fmt: skip
    assert cases(run(EXPLORED["conversation"]())) == [
        ("/sms", ""), ('/sms: "Hello", "STOP"', ""), ('/sms: (withheld) "Hello"', ""),
    ]  # fmt: skip
    assert cases(run(EXPLORED["alone"]()))[1] == ("https://example.com/voice: without a choice", "")


def test_each_finding_stands_in_one_case() -> None:
    tree = valid.junit_tree(of(menu(), "junit"))
    own, key, deep = [each.text.strip().splitlines()[0] for each in tree.iter("failure")]
    assert own == "error[callback-failed]: the recordingStatusCallback responded with 500"
    assert key == "error[http-error]: the webhook responded with 500"
    assert deep == 'error[unknown-attribute]: <Say> has no attribute "voise"'
    assert of(menu(), "junit").count("unhandled-outcome") == 1
    assert [each.get("type") for each in tree.iter("failure")] == [
        "callback-failed", "http-error", "unknown-attribute",
    ]  # fmt: skip


def test_a_way_fails_from_the_level_that_the_user_sets() -> None:
    warned = menu().findings[1]._replace(level="warning")
    whole = menu()._replace(findings=(warned,), fail_on="warning")
    assert [name for name, kind in cases(run(whole)) if kind] == ["/voice: 1, busy, recorded"]
    passed = whole._replace(fail_on="error", verdict="pass")
    assert not [name for name, kind in cases(run(passed)) if kind]


def test_a_fault_of_the_first_answer_fails_the_shortest_way() -> None:
    first = menu().findings[0]._replace(hop=1, way=())
    found = cases(run(menu()._replace(findings=(first,))))
    assert [name for name, kind in found if kind] == ["/voice: 2"]


def test_the_time_of_a_request_is_in_one_case() -> None:
    tree = valid.junit_tree(of(menu(), "junit"))
    times = [float(each.get("time")) for each in tree.iter("testcase")]
    assert sum(times) == pytest.approx(0.012 * len(menu().hops), abs=0.004)


# --- the others

SPOKEN = (
    "press 1, the dialed party is busy, leave a message, "
    "Twilio requests the recordingStatusCallback"
)
COVERED = (
    "6 of 9 choices succeeded, 6 documents, 70 requests, 22 calls; "
    "2 failed, 1 not tried: responds too late"
)


@pytest.mark.parametrize("form", sorted({*REPORTERS} - {"json", "concise"}))
def test_a_finding_has_its_way_and_what_goes_it_again(form: str) -> None:
    report = unescape(of(menu(), form)).replace("%3A", ":").replace("%2C", ",")
    lines = " ".join(report.split())
    assert SPOKEN in lines
    assert f"{AGAIN} --path '1 busy recorded recordingStatusCallback'" in lines


def test_a_line_has_the_way_in_plain_words() -> None:
    report = of(menu(), "concise")
    assert f", {SPOKEN})\n" in report
    assert AGAIN not in report


@pytest.mark.parametrize("form", sorted({*REPORTERS} - {"json"}))
def test_no_line_is_empty_where_nobody_knows_the_command(form: str) -> None:
    report = of(menu()._replace(call_map=MAP._replace(again="")), form)
    assert "press 2" in report
    assert "again" not in report.lower()


@pytest.mark.parametrize("form", ["text", "junit", "markdown", "html"])
def test_the_coverage_is_a_line(form: str) -> None:
    assert COVERED in " ".join(of(menu(), form).split())


def steps(found: dict[str, Any]) -> list[str]:
    """What the steps of a code flow say."""
    ((flow,),) = [each["threadFlows"] for each in found["codeFlows"]]
    return [step["location"]["message"]["text"] for step in flow["locations"][:-1]]


def test_the_way_is_a_code_flow() -> None:
    key, deep, beside, early = valid.sarif_run(of(menu(), "sarif"))["results"]
    host = "POST https://example.com"
    assert steps(key) == [f"hop 1, webhook: {host}/voice, 200", f"press 2: {host}/menu, 500"]
    assert steps(deep) == [
        f"hop 1, webhook: {host}/voice, 200",
        f"press 1: {host}/menu, 200",
        f"the dialed party is busy: {host}/dialled, 307",
        f"hop 4, HTTP 307: {host}/box, 200",
    ]
    assert steps(beside)[4:] == [
        f"leave a message, Twilio requests the recordingStatusCallback: {host}/recorded, 500"
    ]
    assert steps(early)[1:] == [f"press 1: {host}/menu, 200"]
    assert deep["properties"]["way"] == ["1", "busy"]
    assert valid.addresses(deep["codeFlows"])[1:3] == ["example.com/menu", "example.com/dialled"]


def test_a_conversation_begins_with_a_choice() -> None:
    late = finding("late", "x", code=None)._replace(way=('"Hello"',), ways=1)
    whole = EXPLORED["conversation"]()._replace(findings=(late,), verdict="fail")
    (found,) = valid.sarif_run(of(whole, "sarif"))["results"]
    assert steps(found) == ['send "Hello": POST https://example.com/sms, 200']


def fences(check: TargetResult) -> list[Any]:
    """The charts on the page."""
    tokens = valid.markdown_tokens(of(check, "markdown"))
    return [each for each in tokens if each.type == "fence" and each.info == "mermaid"]


def test_markdown_has_the_map() -> None:
    (chart,) = fences(menu())
    assert chart.content.startswith("flowchart TD\n")
    assert "n1 -->" in chart.content
    tables = of(menu(), "markdown").splitlines()
    (row,) = [line for line in tables if "Leave a message." in line and line[:2] == "| "]
    assert row == "| 3 | 4 | <code>1 busy</code> | Leave a message. |  |"


def test_a_map_that_mermaid_refuses_is_left_out() -> None:
    assert fences(menu()._replace(call_map=MAP._replace(edges=MAP.edges * 60))) == []
    long = [each._replace(address="x" * n, end=None) for n, each in enumerate(MAP.edges * 50)]
    assert fences(menu()._replace(call_map=MAP._replace(edges=tuple(long[:500])))) != []
    many = tuple(each._replace(number=number) for number, each in enumerate(NODES * 300, 1))
    whole = menu()._replace(call_map=MAP._replace(nodes=many))
    assert fences(whole) == []
    assert "_and 1300 more_" in of(whole, "markdown")


def test_html_has_the_places() -> None:
    found = reader.document_fromstring(of(menu(), "html"))
    rows = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in found.find_class("places")[0].iter("tr")
    ]
    assert rows[0] == ["#", "way", "what is heard or sent", "end", "request"]
    assert rows[2:5] == [
        ["2", "1", "Dial", "", "2"],
        ["3", "1 busy", "Leave a message.", "", "4"],
        ["4", "2", "", "error", "5"],
    ]


def test_what_passes_is_folded_up_with_its_coverage() -> None:
    folded = render("markdown", run(menu(), mended()._replace(findings=())), View())
    assert "9 of 9 choices succeeded" in folded
