"""Accepted findings: which findings a file accepts, and what is written to it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from twiml_check.model.ending import NoVerdict, WrongCall
from twiml_check.model.run import Run, TargetResult
from twiml_check.runner.baselines import accept, read_baseline, save_baseline
from twiml_check.runner.check_target import compare_document
from twiml_check.runner.settings import Asking, Judging, settings
from twiml_check.runner.targets import targets
from twiml_check.snapshot.baseline import SCHEMA

TONE = '<Say tone="x">Hi</Say>'
LOOP = '<Say loop="x">Hi</Say>'


class Project:
    """A folder with documents and a baseline."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "baseline.json"

    def write(self, name: str, content: str) -> None:
        (self.folder / name).write_text(f"<Response>{content}</Response>")

    def run(self, *names: str, update: bool = False, **more: Any) -> tuple[TargetResult, ...]:
        """Check the documents, as a run does."""
        baseline = read_baseline("--baseline", str(self.file))
        judging = Judging(baseline=baseline, update_baseline=update, **more)
        found = targets(tuple(str(self.folder / name) for name in names))
        checks = tuple([compare_document(Asking(), judging, each) for each in found])
        run = save_baseline(judging, Run(checks, 0.0), whole=True)
        assert run.baseline == str(self.file)
        assert [accept(judging, check) for check in checks] == list(checks)
        return run.checks

    @property
    def rows(self) -> list[tuple[str, str, int]]:
        """Return target, rule and count of each entry."""
        whole = json.loads(self.file.read_text())
        rows = whole["findings"]
        return [(each["target"], each["rule"], each.get("count", 1)) for each in rows]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.write("a.xml", TONE * 2 + "<Chirp/>")
    made.write("b.xml", LOOP)
    made.run("a.xml", "b.xml", update=True)
    return made


def new(checks: tuple[TargetResult, ...]) -> list[str]:
    """Return the rules of the findings that are not accepted, after looking at the verdict."""
    for check in checks:
        assert check.verdict == ("fail" if check.findings else "pass")
    return [each.rule for check in checks for each in check.findings]


def test_the_file_is_sorted_and_the_same_for_the_same_findings(project: Project) -> None:
    entries = [("a.xml", "unknown-attribute", 2), ("a.xml", "unknown-element", 1)]
    assert project.rows == [*entries, ("b.xml", "bad-value", 1)]
    before = project.file.read_bytes()
    assert before.isascii()
    project.run("b.xml", "a.xml", update=True)
    assert project.file.read_bytes() == before
    row = json.loads(before)["findings"][0]
    assert row == {
        "target": "a.xml",
        "rule": "unknown-attribute",
        "path": "Response/Say",
        "message": '<Say> has no attribute "tone"',
        "count": 2,
    }


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TONE * 2 + "<Chirp/>", []),
        (f"\n\n<Pause/>{TONE}\n\t{TONE}<Pause/>\n<Chirp/>", []),
        (f"<Chirp/>{TONE * 2}", []),
        (TONE + "<Chirp/>", []),
        ("<Pause/>", []),
        (TONE * 3 + "<Chirp/>", ["unknown-attribute"]),
        (TONE * 2 + "<Chirp/>" * 2, ["unknown-element"]),
        (TONE * 2 + LOOP, ["bad-value"]),
        (TONE.replace("tone", "mood"), ["unknown-attribute"]),
        (
            f"<Gather numDigits='1' actionOnEmptyResult='true'>{TONE}</Gather>",
            ["unknown-attribute"],
        ),
        (TONE * 130, ["unknown-attribute"] * 98),
    ],
)
def test_only_other_findings_are_new(project: Project, content: str, expected: list[str]) -> None:
    project.write("a.xml", content)
    assert new(project.run("a.xml", ignore=("silent-end", "asks-itself"))) == expected


def test_findings_that_are_only_counted(project: Project) -> None:
    many = " ".join(f"a{number}=''" for number in range(150))
    project.write("a.xml", TONE * 150)
    [check] = project.run("a.xml", update=True)
    assert project.rows[0] == ("a.xml", "unknown-attribute", 150)
    [check] = project.run("a.xml")
    assert check.findings == ()
    project.write("a.xml", TONE * 152)
    [check] = project.run("a.xml")
    assert sum(1 + each.more for each in check.findings) == 2
    assert check.verdict == "fail"
    project.write("a.xml", f"<Say {many}>Hi</Say>")
    [check] = project.run("a.xml")
    assert sum(1 + each.more for each in check.findings) == 150


def test_a_file_is_named_from_the_folder_of_the_baseline(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = project.folder / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    project.file = Path("../baseline.json")
    project.folder = Path("..")
    assert new(project.run("a.xml", "b.xml")) == []
    monkeypatch.chdir("..")
    project.file, project.folder = Path("baseline.json"), Path()
    assert new(project.run("a.xml", "b.xml")) == []
    os.rename("b.xml", "c.xml")
    assert new(project.run("c.xml")) == ["bad-value"]


def test_entries_without_a_finding(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    def told() -> str:
        return capfd.readouterr().err

    told()
    project.run("a.xml", "b.xml")
    assert told() == ""
    project.write("a.xml", TONE)
    project.run("a.xml")
    file = project.file
    assert told() == (
        f"twiml-check: 2 accepted findings of {file} did not occur; "
        "--update-baseline removes them\n"
    )
    project.run("b.xml")  # a.xml was not checked
    assert told() == ""
    project.run("a.xml", select=("bad-value",))
    assert told() == ""
    project.run("a.xml", ignore=("unknown-attribute",))
    assert "1 accepted finding of" in told()  # that of unknown-element
    project.run("a.xml", update=True)
    assert told() == f"twiml-check: {file} now accepts 1 finding of this run\n"
    assert project.rows == [("a.xml", "unknown-attribute", 1), ("b.xml", "bad-value", 1)]


@pytest.mark.parametrize(
    "rule", ["pci-callback", "unreachable-target", "slow-answer", "inline-too-long", "missing-noun"]
)
def test_an_entry_that_needs_an_option_stays_without_it(project: Project, rule: str) -> None:
    whole = json.loads(project.file.read_text())
    whole["findings"].append({"target": "b.xml", "rule": rule, "message": "something"})
    project.file.write_text(json.dumps(whole))
    project.run("b.xml", update=True)
    needs_none = rule == "missing-noun"
    assert (("b.xml", rule, 1) in project.rows) == (not needs_none)


def test_the_level_that_fails(project: Project) -> None:
    project.write("a.xml", TONE * 2 + "<Hangup/><Say>never</Say>")
    [check] = project.run("a.xml", fail_on="warning")
    assert [each.rule for each in check.findings] == ["unreachable-verb"]
    assert check.verdict == "fail"
    [check] = project.run("a.xml")
    assert check.verdict == "pass"
    assert len(check.accepted or ()) == 2


def test_expectations_are_never_accepted(project: Project) -> None:
    [check] = project.run("b.xml", update=True, expect=("Hangup",))
    assert (check.verdict, check.findings) == ("fail", ())
    [check] = project.run("b.xml", expect=("Hangup",))
    assert check.verdict == "fail"


def test_a_target_that_is_expected_to_fail_still_fails(project: Project) -> None:
    for update in (False, True):
        [check] = project.run("b.xml", update=update, verdict="fail")
        assert (check.verdict, check.accepted) == ("pass", ())
        assert [each.rule for each in check.findings] == ["bad-value"]
    assert "b.xml" not in [target for target, *_ in project.rows]


def test_a_run_without_a_baseline_is_as_before(project: Project) -> None:
    [target] = targets((str(project.folder / "b.xml"),))
    check = compare_document(Asking(), Judging(), target)
    assert (check.verdict, check.accepted) == ("fail", None)


ENTRY = {"target": "b.xml", "rule": "bad-value", "message": "x"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "the file is not JSON"),
        ("<Response/>", "the file is not JSON"),
        ("[" * 100_000, "the file is not JSON"),
        ("[]", "the file has no"),
        ('{"schema": "twiml-check-snapshot/1", "targets": []}', "the file has no"),
        ({"schema": SCHEMA}, '"findings" is not a list'),
        ({"schema": SCHEMA, "findings": ["a"]}, "a finding is not an object"),
        ({"schema": SCHEMA, "findings": [{"target": "a"}]}, '"rule" is not a text'),
        ({"schema": SCHEMA, "findings": [{**ENTRY, "count": 0}]}, '"count" is not a positive'),
        ({"schema": SCHEMA, "findings": [{**ENTRY, "count": True}]}, '"count" is not a positive'),
        ({"schema": SCHEMA, "findings": [{**ENTRY, "count": 10**9}]}, '"count" is not a positive'),
        ({"schema": SCHEMA, "findings": [{**ENTRY, "path": ["a"]}]}, '"path" is not a text'),
    ],
)
def test_a_file_that_is_not_a_baseline(tmp_path: Path, content: object, why: str) -> None:
    file = tmp_path / "b.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(WrongCall, match="is not a baseline") as refused:
        read_baseline("--baseline", str(file))
    assert why in str(refused.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    missing = read_baseline("--baseline", str(tmp_path / "b.json"))
    with pytest.raises(WrongCall, match=r"there is no file .*b.json; add --update-baseline"):
        settings({"baseline": missing})
    settings({"baseline": missing, "update_baseline": True})
    with pytest.raises(WrongCall, match="--update-baseline needs --baseline FILE"):
        settings({"update_baseline": True})
    for file in ("", "-", str(tmp_path)):
        with pytest.raises(NoVerdict):
            read_baseline("--baseline", file)
