"""The GitLab report: an array of issues of the form that its merge requests show."""

from typing import Any

import pytest
from hypothesis import given, settings

from twiml_check.model.run import Run
from twiml_check.report import View, render
from twiml_check.report.expectations import problems

from .everywhere import HOSTILE, everywhere
from .samples import RUNS, run
from .valid import gitlab_issues


def report(of: Run) -> list[dict[str, Any]]:
    return gitlab_issues(render("gitlab", of, View()))


@pytest.mark.parametrize("name", sorted(RUNS))
def test_every_sample(name: str) -> None:
    found = sum(len(problems(check)) for check in RUNS[name]().checks)
    assert len(report(RUNS[name]())) == found


@settings(max_examples=30)
@given(HOSTILE)
def test_hostile_texts(text: str) -> None:
    assert report(everywhere(text))


def test_an_issue() -> None:
    (issue,) = report(RUNS["files"]())
    assert issue["description"] == "what?"
    assert (issue["check_name"], issue["severity"]) == ("unknown-attribute", "minor")
    assert issue["location"] == {"path": "b/c.xml", "lines": {"begin": 3}}


def test_what_twilio_takes_for_an_error_is_graver() -> None:
    assert report(RUNS["one_line"]())[0]["severity"] == "major"
    assert report(RUNS["no_answer"]())[0]["severity"] == "critical"


def test_a_webhook_stands_under_its_address_or_in_the_suite() -> None:
    assert report(RUNS["one_line"]())[0]["location"] == {
        "path": "example.com/menu", "lines": {"begin": 1},
    }  # fmt: skip
    listed = RUNS["one_line"]().checks[0]._replace(written=("twiml-check.toml", 12))
    assert report(run(listed))[0]["location"] == {
        "path": "twiml-check.toml", "lines": {"begin": 12},
    }  # fmt: skip


def test_a_fingerprint_stays_when_the_suite_runs_elsewhere() -> None:
    whole = RUNS["no_answer"]().checks[0]
    (there,) = whole.hops
    moved = whole._replace(hops=(there._replace(name="https://staging.example.com/sms"),))
    other = whole._replace(hops=(there._replace(name="https://staging.example.com/voice"),))
    marks = [
        [report(run(each._replace(name=name)))[0]["fingerprint"] for each in (whole, moved, other)]
        for name in ("order by text", "")
    ]
    assert [len(set(each)) for each in marks] == [2, 3]
    assert marks[0][0] == marks[0][1]


def test_a_fingerprint_stays_when_lines_move() -> None:
    whole = RUNS["files"]().checks[1]
    fault = whole.findings[0]
    assert fault.location is not None
    moved = fault._replace(location=fault.location._replace(line=90))
    (before,) = report(run(whole))
    (after,) = report(run(whole._replace(findings=(moved,))))
    assert before["fingerprint"] == after["fingerprint"]
    assert before["location"] != after["location"]


def test_an_unmet_expectation_is_an_issue_of_the_suite() -> None:
    first, *others = report(RUNS["expected"]())
    assert (first["check_name"], first["severity"]) == ("unmet-expectation", "major")
    assert first["location"] == {"path": "twiml-check.toml", "lines": {"begin": 12}}
    assert len(others) == 2


def test_a_known_failure_is_no_alarm() -> None:
    grades = {issue["check_name"]: issue["severity"] for issue in report(RUNS["suite"]())}
    assert (grades["unknown-attribute"], grades["changed-answer"]) == ("info", "major")


def test_a_task_stands_in_the_file_of_its_assistant() -> None:
    (issue,) = report(RUNS["talk"]())
    assert issue["location"] == {"path": "assistant.json", "lines": {"begin": 2}}
