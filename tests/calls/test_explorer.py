"""The explorer on whole apps: every planted fault with its way, and none where there is none."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.calls.exploring import explored, map_of
from tests.calls.planted import FAULTS, Fault, goes, make_app
from tests.calls.toys import make_toys, states
from twiml_check.model.finding import Finding
from twiml_check.model.run import TargetResult
from twiml_check.web.url import Url

ENTRIES = {"/voice": "voice", "/night": "voice", "/survey": "voice", "/sms": "sms"}
EXPECTED_INFOS = {"/night": {"announced-key-unhandled", "gives-up-nowhere"}}
"""The endless quiz is also a menu whose announced keys do nothing."""


@pytest.fixture(scope="module", params=ENTRIES)
def faulty(request: pytest.FixtureRequest) -> tuple[str, TargetResult]:
    return request.param, explored(make_app(True), request.param, ENTRIES[request.param])


@pytest.fixture(scope="module", params=ENTRIES)
def mended(request: pytest.FixtureRequest) -> TargetResult:
    return explored(make_app(False), request.param, ENTRIES[request.param])


def address(result: TargetResult, finding: Finding) -> str:
    """The path that gave the wrong answer."""
    return Url.parse(result.hops[finding.hop - 1].name).path


def caller(result: TargetResult, finding: Finding) -> str:
    """Who called there, where it was not the plain caller."""
    nodes = [node for node in map_of(result).nodes if node.hop == finding.hop]
    return nodes[0].caller if nodes else ""


def is_found(result: TargetResult, fault: Fault) -> bool:
    """Say whether a finding is that fault, at its way."""
    return any(
        (finding.rule, finding.level) == (fault.rule, fault.level)
        and goes(fault.way, finding.way)
        and caller(result, finding) == fault.caller
        for finding in result.findings
    )


def test_every_planted_fault_is_found_with_its_way(faulty: tuple[str, TargetResult]) -> None:
    entry, result = faulty
    planted = [fault for fault in FAULTS if fault.entry == entry]
    assert [fault.name for fault in planted if not is_found(result, fault)] == []


def test_nothing_else_is_wrong_with_it(faulty: tuple[str, TargetResult]) -> None:
    entry, result = faulty
    planted = {fault.rule for fault in FAULTS if fault.entry == entry}
    planted |= EXPECTED_INFOS.get(entry, set())
    if entry == "/survey":
        planted.add("unstable-branch")  # where calls begin elsewhere, nothing can be tried again
    assert {finding.rule for finding in result.findings} <= planted
    serious = [each for each in result.findings if each.level != "info"]
    assert len(serious) == sum(each.entry == entry and each.level != "info" for each in FAULTS)


def test_the_mended_twin_is_clean(mended: TargetResult) -> None:
    assert mended.findings == ()
    assert mended.verdict == "pass"
    call_map = map_of(mended)
    assert call_map.answered == len(call_map.choices) > 0


def test_it_ends_within_its_budget(faulty: tuple[str, TargetResult]) -> None:
    _, result = faulty
    assert result.undecided == ""
    assert map_of(result).requests <= 300


def test_a_server_that_keeps_its_dialogue_by_call_is_explored_to_its_end() -> None:
    result = explored(make_toys(), "/sid")
    [failed] = [each for each in result.findings if each.level == "error"]
    assert failed.way == ("2", "1", "1")


def test_endless_numbers_end() -> None:
    result = explored(make_toys(), "/count")
    assert result.undecided == ""
    assert "and so on" in {node.end for node in map_of(result).nodes}


def test_words_that_vary_are_one_state() -> None:
    result = explored(make_toys(), "/clock")
    assert result.verdict == "pass"
    assert len({edge.start for edge in map_of(result).edges}) == 1
    assert {edge.state for edge in map_of(result).choices} == {"answered"}


def test_a_menu_that_loses_patience_is_found_out() -> None:
    result = explored(make_toys(), "/tries")
    [failed] = [each for each in result.findings if each.level == "error"]
    assert len(failed.way) == 4
    assert len(set(failed.way)) == 1


def test_a_budget_that_cuts_leaves_it_undecided() -> None:
    result = explored(make_app(False), "/voice", budget=20)
    assert result.verdict == "undecided"
    assert "--budget" in result.undecided
    assert map_of(result).requests <= 20
    assert map_of(result).left["budget"] > 0


def test_depth_counts_choices() -> None:
    result = explored(make_app(False), "/voice", depth=1)
    assert result.verdict == "undecided"
    assert "--depth" in result.undecided
    assert max(len(node.way) for node in map_of(result).nodes) == 1


def test_the_same_server_gives_the_same_map_again() -> None:
    one, other = (map_of(explored(make_app(False), "/voice")) for _ in range(2))
    assert [node.way for node in one.nodes] == [node.way for node in other.nodes]
    assert one.edges == other.edges


def test_all_states_of_a_large_app_are_found() -> None:
    result = explored(states(60), "/", budget=3000, depth=20, caller=("plain",), jobs=8)
    assert len(map_of(result).nodes) == 61  # and the place of wrong keys
    assert result.verdict == "pass"


def test_nothing_is_an_error_that_only_an_unsure_choice_leads_to() -> None:
    documents = {
        "/": '<Dial action="/dialled">+12025550143</Dial>',
        "/dialled": "<Say>Goodbye.</Say><Hangup/>",
        "canceled": '<Gather numDigits="1" action="/deeper"><Say>Press 1.</Say></Gather>',
        "/deeper": "<Redirect>/broken</Redirect>",
        "/broken": "<Sya>Oh</Sya>",
    }

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        size = int(environ.get("CONTENT_LENGTH") or 0)
        sent = parse_qs(environ["wsgi.input"].read(size).decode())
        start("200 OK", [("Content-Type", "text/xml")])
        status = sent.get("DialCallStatus", [""])[0]
        document = documents.get(status) or documents[environ["PATH_INFO"]]
        return [f"<Response>{document}</Response>".encode()]

    result = explored(app, "/")
    (fault,) = [each for each in result.findings if each.rule == "unknown-element"]
    assert (fault.level, fault.way[0]) == ("info", "canceled")
    assert result.verdict == "pass"


def test_what_the_beginning_says_is_sure_though_the_call_comes_back() -> None:
    def app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/xml")])
        return [b'<Response><Gather numDigits="1"><Say>Press 1.</Say></Gather><Sya/></Response>']

    assert explored(app, "/").verdict == "fail"
