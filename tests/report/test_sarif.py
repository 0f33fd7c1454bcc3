"""The SARIF report: the official schema holds it, and GitHub takes its addresses."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator  # type: ignore[import-untyped]

from twiml_check.catalog import EVERY_BY_NAME
from twiml_check.model.run import Run
from twiml_check.model.source import Edit
from twiml_check.report import View, render
from twiml_check.report.expectations import problems
from twiml_check.web.credentials import masked

from .everywhere import HOSTILE, everywhere
from .samples import RUNS, check, document, file, finding, hop, place, run
from .valid import OFFICIAL, SARIF, addresses, sarif_run


def explained(rule: str) -> str:
    return EVERY_BY_NAME[rule].explanation if rule in EVERY_BY_NAME else ""


def report(of: Run) -> dict[str, Any]:
    return sarif_run(render("sarif", of, View(explain=explained)))


def test_the_schema_is_the_official_one() -> None:
    Draft4Validator.check_schema(OFFICIAL)
    text = render("sarif", RUNS["passing"](), View())
    assert json.loads(text)["$schema"] == OFFICIAL["id"]
    assert list(SARIF.iter_errors({"version": "2.1.0", "runs": [{}]})) != []


@pytest.mark.parametrize("name", sorted(RUNS))
def test_every_sample_is_valid(name: str) -> None:
    found = sum(len(problems(check)) for check in RUNS[name]().checks)
    assert len(report(RUNS[name]())["results"]) == found


@settings(max_examples=30)
@given(HOSTILE)
def test_hostile_texts(text: str) -> None:
    results = report(everywhere(text))["results"]
    marks = [each["partialFingerprints"]["twimlCheck/v1"] for each in results]
    assert len(set(marks)) == len(marks)


def test_a_rule_has_its_manual_page() -> None:
    (rule,) = report(RUNS["one_line"]())["tool"]["driver"]["rules"]
    page = EVERY_BY_NAME["unknown-attribute"].explanation
    assert rule["id"] == "unknown-attribute"
    assert rule["shortDescription"]["text"] == page.splitlines()[0]
    assert rule["help"]["text"] == page
    assert '**Bad:** `<Response><Say voise="alice">' in rule["help"]["markdown"]
    assert rule["helpUri"] == "https://www.twilio.com/docs/api/errors/12200"
    assert rule["defaultConfiguration"] == {"level": "error"}


@pytest.mark.parametrize("name", sorted(EVERY_BY_NAME))
def test_every_page_can_be_one(name: str) -> None:
    whole = RUNS["one_line"]().checks[0]
    other = whole._replace(findings=(whole.findings[0]._replace(rule=name),))
    (rule,) = report(run(other))["tool"]["driver"]["rules"]
    assert rule["help"]["text"] == masked(explained(name))
    outside = re.sub(r"(`+).*?\1", "", rule["help"]["markdown"])
    assert not re.search(r"(?<!\\)<", outside)


def test_where_it_stands_and_how_one_gets_there() -> None:
    (result,) = report(RUNS["one_line"]())["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == (
        "unknown-attribute", 0, "error",
    )  # fmt: skip
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "example.com/menu"}
    region = {"startLine": 1, "startColumn": 112, "endColumn": 117}
    assert location["physicalLocation"]["region"] == region
    assert "<Say voise=" in location["physicalLocation"]["contextRegion"]["snippet"]["text"]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "Response/Gather/Say"
    assert result["webRequest"] == {"method": "POST", "target": "https://example.com/menu"}
    assert result["webResponse"] == {"statusCode": 200}
    ((flow,),) = [each["threadFlows"] for each in result["codeFlows"]]
    steps = [step["location"]["message"]["text"] for step in flow["locations"]]
    assert steps == [
        "hop 1, webhook: POST https://example.com/voice, 200",
        "hop 2, <Redirect>: POST https://example.com/menu, 200",
        "line 1, column 112, in Response > Gather > Say",
    ]


def test_the_chain_leaves_out_what_did_not_lead_there() -> None:
    whole = RUNS["redirects"]().checks[0]
    branch = whole.hops[3]._replace(number=5, came_from=2)
    late = finding("late", "x", hop=5, code=None)
    (result,) = report(run(whole._replace(hops=(*whole.hops, branch), findings=(late,))))["results"]
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"][:-1]
    assert [step["location"]["message"]["text"][:5] for step in steps] == [
        "hop 1", "hop 2", "hop 5",
    ]  # fmt: skip


def test_a_file_is_named_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a b"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (_, bad, _) = RUNS["files"]().checks
    whole = bad._replace(hops=(bad.hops[0]._replace(name=str(folder / "c d.xml")),))
    assert addresses(report(run(whole))["results"]) == ["c%20d.xml"]
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert addresses(report(run(whole))["results"]) == ["a%20b/c%20d.xml"]
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "other"))
    assert addresses(report(run(whole))["results"]) == ["c%20d.xml"]


def test_a_target_of_a_suite_stands_in_the_suite() -> None:
    whole = RUNS["one_line"]().checks[0]._replace(written=("twiml-check.toml", 12))
    (result,) = report(run(whole))["results"]
    (suite,) = result["locations"]
    assert suite["physicalLocation"] == {
        "artifactLocation": {"uri": "twiml-check.toml"}, "region": {"startLine": 12},
    }  # fmt: skip
    assert addresses(result["relatedLocations"]) == ["example.com/menu"]


def test_a_limit_of_ours_is_no_result() -> None:
    log = report(RUNS["several"]())
    assert log["invocations"][0]["executionSuccessful"] is False
    (told,) = log["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == "https://example.com/two is undecided: 3 hops (--max-hops)"
    assert [result["ruleId"] for result in log["results"]] == ["connection-refused"]


def test_what_looks_like_a_link_or_a_placeholder() -> None:
    text = "<Response><Say>x</Say></Response>"
    odd = finding("odd", "see [this](https://evil.example) and {0}", place(text, "Say"))
    whole = RUNS["passing"]().checks[0]._replace(hops=(hop(text, "Say"),), findings=(odd,))
    (result,) = report(run(whole))["results"]
    assert result["message"]["text"] == "see \\[this\\](https://evil.example) and {{0}}"


def test_columns_count_characters() -> None:
    text = "<Response><Say>😀😀</Say><Say voise='x'/></Response>"
    fault = finding("unknown-attribute", "x", place(text, "voise"))
    file = RUNS["files"]().checks[0]
    snapshot = file.hops[0]._replace(document=document(text))
    log = report(run(file._replace(hops=(snapshot,), findings=(fault,))))
    assert log["columnKind"] == "unicodeCodePoints"
    region = log["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert text[region["startColumn"] - 1 : region["endColumn"] - 1] == "voise"


def test_an_unmet_expectation_is_a_result() -> None:
    log = report(RUNS["expected"]())
    first, *_ = log["results"]
    assert (len(log["results"]), first["ruleId"], first["level"]) == (
        3,
        "unmet-expectation",
        "error",
    )
    assert first["message"]["text"] == (
        "expected: Record in any response; hop 1 has Say, Gather, Redirect"
    )
    (suite,) = first["locations"]
    assert suite["physicalLocation"]["region"] == {"startLine": 12}
    (rule,) = log["tool"]["driver"]["rules"]
    assert rule["fullDescription"]["text"].startswith("An expectation of the target is not met")


def test_a_known_failure_is_suppressed() -> None:
    results = report(RUNS["suite"]())["results"]
    known = [each for each in results if each["ruleId"] == "unknown-attribute"]
    assert [(each["level"], len(each["suppressions"])) for each in known] == [("note", 1)]
    assert all(each["suppressions"] == [] for each in results if each not in known)


def test_what_was_not_asked_is_no_warning() -> None:
    told = report(RUNS["suite"]())["invocations"][0]["toolExecutionNotifications"]
    assert [each["level"] for each in told] == ["note"]


def test_a_suite_without_a_name_has_an_address_too() -> None:
    """Another tool may have written the report that is merged."""
    whole = everywhere("x")
    checks = tuple(check._replace(written=("", 7)) for check in whole.checks)
    assert "-" in addresses(report(whole._replace(checks=checks)))


def test_the_fix_of_a_file() -> None:
    text = "<Response>\n<say>Tom</say></Response>"
    edits = (Edit(2, 2, 2, 5, "Say"), Edit(2, 11, 2, 14, ""))
    fault = finding("unknown-element", "<say> is not a TwiML element", help="write <Say>")
    checks = [
        check([each], [fault._replace(edits=edits)]) for each in (file(text, "a b.xml"), hop(text))
    ]
    of_file, of_webhook = report(run(*checks))["results"]
    assert "fixes" not in of_webhook
    [fix] = of_file["fixes"]
    assert fix["description"] == {"text": "write <Say>"}
    [change] = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "a%20b.xml"}
    regions = [tuple(each["deletedRegion"].values()) for each in change["replacements"]]
    assert regions == [(2, 2, 2, 5), (2, 11, 2, 14)]
    assert [each.get("insertedContent") for each in change["replacements"]] == [
        {"text": "Say"},
        None,
    ]
