"""What must hold of every output, whatever came in. Each raises AssertionError when it does not."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from tests.fuzz.running import Result
from tests.report import valid, valid_map
from twiml_check.read.twiml import read_twiml

STATUS = {"pass": 0, "fail": 1, "undecided": 3}
SIGNS = {"✅": "pass", "❌": "fail", "❔": "undecided"}
OWN_FAULT = "twiml-check itself failed"
OWN_TRACEBACK = re.compile(r'File "[^"\n]*twiml_check/')
"""A line of a traceback of ours; a server may send one of its own, and a report quotes it."""
OF_NO_RULE = {"unmet-expectation", "undecided"}
"""Names of lines that are not for a finding."""
TIMES = {"elapsed_ms", "latency", "comparison", "missing", "again"}
"""Members of a report that may differ from one run to the next."""


def ending(result: Result) -> None:
    """A status of ours, no fault of ours, and of a wrong call one clear line and no report."""
    assert result.status in (0, 1, 2, 3), f"exit status {result.status}"
    for text in (result.out, result.err, *result.reports.values()):
        assert OWN_FAULT not in text, text[text.index(OWN_FAULT) :][:600]
        assert not OWN_TRACEBACK.search(text), text[-2000:]
    assert "Traceback (most recent" not in result.err, result.err[-2000:]
    for line in result.err.splitlines():
        assert line.startswith("twiml-check: "), line
        assert line.isprintable(), line
    if result.status == 2:
        of_suite = result.err.startswith("twiml-check: suite.toml:")  # which tells of all at once
        assert result.err.count("\n") == 1 or of_suite, f"not one line: {result.err!r}"
        assert result.out == "", "a wrong call has no report"
        assert not result.reports, "a wrong call has no report"


def fixed(before: bytes, after: bytes, findings: list[dict[str, Any]]) -> None:
    """What changes has edits in its findings; what can be read, can be read afterwards."""
    if before == after:
        return
    assert any("edits" in each for each in findings), f"no finding has an edit: {before[:300]!r}"
    old, new = read_twiml(before), read_twiml(after)
    assert new.root or not old.root, f"it cannot be read any more: {after[:300]!r}"
    if old.root and new.root:
        sizes = [sum(1 for _ in root.descend()) for root in (old.root, new.root)]
        assert sizes[0] == sizes[1], f"{sizes[0]} elements before, {sizes[1]} after"
        assert old.root.text == new.root.text


def text(report: str, cells: int) -> str | None:
    """The verdict that a text report ends with; None where many are named at its end."""
    last = valid.text_lines(report, cells)[-1]
    assert valid.VERDICT.match(last), last
    return last.split()[0].lower()


def concise(report: str) -> str:
    """The verdict after the findings: each has one line, and says which rule and where."""
    return valid.concise_lines(report)[1].split()[0].lower()


def as_json(report: str) -> str:
    """The verdict of a report that its schema takes."""
    parsed = valid.json_report(report)
    for target in parsed["targets"]:
        if "map" in target:
            call_map(target)
    return str(parsed["verdict"])


def call_map(target: Mapping[str, Any]) -> None:
    """It names nothing that is not there, each choice counts once, and no cut is a pass."""
    found = target["map"]
    nodes = {node["number"] for node in found["nodes"]}
    assert nodes == set(range(1, len(found["nodes"]) + 1))
    assert {node["hop"] for node in found["nodes"]} <= {hop["number"] for hop in target["hops"]}
    assert {edge["from"] for edge in found["edges"]} <= nodes | {0}
    assert {edge["to"] for edge in found["edges"]} <= nodes | {None}
    assert all(hop.get("came_from", 0) < hop["number"] for hop in target["hops"])
    coverage, left = found["coverage"], found["coverage"]["left"]
    asked = [edge for edge in found["edges"] if edge["address"]]
    chosen = [edge for edge in asked if edge["choice"]["kind"] != "redirect"]
    assert coverage["choices"] == len(chosen) == coverage["answered"] + sum(left.values())
    turned = any(each["kind"] == "verdict" for each in target["expectations"])
    assert not {"budget", "depth"} & set(left) or target["verdict"] != "pass" or turned


def junit(report: str) -> str:
    """The verdict, from the cases that failed and those that could not be run."""
    tree = valid.junit_tree(report)
    counts = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for suite in tree.iter("testsuite"):
        for name, tag in counts.items():
            assert int(suite.get(name)) == len(list(suite.iter(tag))), name
    if tree.find(".//failure") is not None:
        return "fail"
    return "undecided" if tree.find(".//error") is not None else "pass"


def sarif(report: str) -> None:
    """A log that the official schema and GitHub take; it has no verdict."""
    valid.sarif_run(report)


def github(report: str) -> str:
    """The verdict after the commands: every other line is one, and of ours."""
    return valid.github_commands(report)[1].split()[0].lower()


def gitlab(report: str) -> None:
    """A list of issues; it has no verdict."""
    valid.gitlab_issues(report)


def markdown(report: str) -> str:
    """The verdict of the headline, on a page with no tag and no link but ours."""
    valid.markdown_tokens(report)
    return SIGNS[report.split()[1]]


def html(report: str) -> str:
    """The verdict of the headline, on a page that does nothing and loads nothing."""
    valid.Page(report)
    found = re.search(r'<h1><span class="badge (\w+)">', report)
    assert found, "no verdict in the headline"
    return found[1]


ORACLES: dict[str, Callable[[str], str | None]] = {
    "concise": concise, "json": as_json, "junit": junit, "sarif": sarif, "github": github,
    "gitlab": gitlab, "markdown": markdown, "html": html,
}  # fmt: skip


def reports(result: Result, cells: int) -> None:
    """Each report is one, and all of them and the exit status say the same."""
    if result.status == 2:
        return
    missing = set(ORACLES) - set(result.reports)
    assert not missing or (result.status == 3 and not result.out), f"no report: {missing}"
    if missing:
        return
    verdicts = {name: oracle(result.reports[name]) for name, oracle in ORACLES.items()}
    verdicts["text"] = text(result.out, cells)
    said = {name: STATUS[verdict] for name, verdict in verdicts.items() if verdict}
    assert set(said.values()) == {result.status}, f"status {result.status}, but {verdicts}"
    cases(result.reports["json"], result.reports["junit"])


MAPS: dict[str, Callable[[str], object]] = {
    "html": valid_map.page, "svg": valid_map.drawing, "mmd": valid_map.mermaid_lines,
    "dot": valid_map.dot_statements, "json": valid.json_value,
}  # fmt: skip


def maps(result: Result) -> None:
    """Each form of a map that was written is one."""
    for form, oracle in MAPS.items():
        if drawn := result.reports.get(f"map {form}"):
            oracle(drawn)


def cases(as_json: str, as_junit: str) -> None:
    """Each target is a test case, and so is each way through a call that ends."""
    targets = json.loads(as_json)["targets"]
    nodes = [node for target in targets for node in target.get("map", {}).get("nodes", [])]
    ends = sum(node["end"] is not None for node in nodes)
    assert as_junit.count("<testcase ") == len(targets) + ends


def lines(as_json: str, as_concise: str) -> None:
    """Each finding has a line, and no line is for a finding that is not there."""
    found = [
        each["rule"] for target in json.loads(as_json)["targets"] for each in target["findings"]
    ]
    shown = [line[1] for line in valid.concise_lines(as_concise)[0]]
    assert Counter(found) == Counter(rule for rule in shown if rule not in OF_NO_RULE)


def steady(first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
    """The same input gives the same report, but for its times."""
    one, other = (json.dumps(without_times(each), indent=1) for each in (first, second))
    assert one == other, _first_difference(one, other)


def without_times(report: Any) -> Any:
    """The same without what a clock or another snapshot has put there."""
    if isinstance(report, list):
        return [without_times(each) for each in report]
    if not isinstance(report, dict):
        return report
    return {name: without_times(each) for name, each in report.items() if name not in TIMES}


def alike(first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
    """The findings are the same, wherever they are."""
    gone, come = _findings(first) - _findings(second), _findings(second) - _findings(first)
    assert not gone, f"no longer found: {dict(gone)}; now found: {dict(come)}"
    assert not come, f"now found: {dict(come)}"


def _findings(report: Mapping[str, Any]) -> Counter[tuple[str, ...]]:
    """How often each is found; lines that a message names are places, too."""
    return Counter(
        (
            found["rule"],
            re.sub(r"(line|column) \d+", r"\1 N", found["message"]),
            found["path"] or "",
        )
        for target in report["targets"]
        for found in target["findings"]
        if found["rule"] != "other-encoding"  # is what one of them is about
    )


def _first_difference(one: str, other: str) -> str:
    lines = zip(one.splitlines(), other.splitlines(), strict=False)
    found = next(((a, b) for a, b in lines if a != b), ("the end", "the end"))
    return f"not the same twice: {found[0].strip()} / {found[1].strip()}"
