"""Annotations: one line each, as the runner of GitHub Actions takes them apart."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from twiml_check.model.run import Run
from twiml_check.report import View, render
from twiml_check.report.github import MOST

from .everywhere import HOSTILE, everywhere, shown
from .samples import RUNS, finding, run
from .valid import github_commands


def report(of: Run) -> tuple[list[tuple[str, dict[str, str], str]], str]:
    return github_commands(render("github", of, View()))


@settings(max_examples=30)
@given(HOSTILE)
def test_hostile_texts(text: str) -> None:
    commands, _ = report(everywhere(text))
    assert len([each for each in commands if each[0] == "error"]) == MOST
    titles = [properties["title"] for _, properties, _ in commands]
    assert shown(f"rule-0 in {text}") in titles
    assert all(len(found.split("\n")) <= 6 for _, _, found in commands)


@pytest.mark.parametrize("name", sorted(RUNS))
def test_every_sample(name: str) -> None:
    assert len(report(RUNS[name]())[0]) <= 3 * MOST


def test_a_file() -> None:
    ((name, properties, text),), verdict = report(RUNS["files"]())
    assert name == "warning"
    assert properties == {
        "file": "b/c.xml", "line": "3", "title": "unknown-attribute in b/c.xml",
        "col": "8", "endColumn": "13",
    }  # fmt: skip
    assert text.splitlines()[0] == "what?"
    assert verdict == "PASS  3 documents, 1 warning"


def test_a_webhook_has_no_line() -> None:
    ((name, properties, text),), verdict = report(RUNS["one_line"]())
    assert (name, list(properties)) == ("error", ["title"])
    assert text.splitlines() == [
        '<Say> has no attribute "voise"',
        'help: did you mean "voice"?',
        "Twilio logs warning 12200: Schema validation warning",
        "It ignores the attribute and speaks with the default voice.",
        "POST https://example.com/menu  (hop 2, after <Redirect>)",
        "line 1, column 112, in Response > Gather > Say",
    ]
    assert verdict == "FAIL  1 of 1 target failed: 1 error"


def test_a_target_of_a_suite_has_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    suite = str(tmp_path / "ci" / "twiml-check.toml")
    listed = RUNS["one_line"]().checks[0]._replace(written=(suite, 12), name="menu")
    ((_, properties, _),), _ = report(run(listed))
    assert properties == {
        "file": "ci/twiml-check.toml", "line": "12", "title": "unknown-attribute in menu",
    }  # fmt: skip


def test_standard_input_is_no_file() -> None:
    whole = RUNS["files"]().checks[1]
    stdin = whole._replace(hops=(whole.hops[0]._replace(name="-"),))
    ((_, properties, _),), _ = report(run(stdin))
    assert "file" not in properties


def test_undecided_is_told() -> None:
    commands, verdict = report(RUNS["several"]())
    assert commands[0] == (
        "warning", {"title": "undecided"}, "https://example.com/two: 3 hops (--max-hops)",
    )  # fmt: skip
    assert verdict == "FAIL  1 of 3 targets failed, 1 undecided: 1 error"


def test_the_few_that_github_shows_are_different_ones() -> None:
    alike = RUNS["many_alike"]().checks[0]
    other = alike._replace(target="other", findings=(finding("other", "one more"),))
    commands, _ = report(run(alike, other))
    errors = [properties["title"] for name, properties, _ in commands if name == "error"]
    assert len(errors) == MOST
    assert errors[:2] == ["unknown-attribute in many.xml", "other in other"]


def test_an_unmet_expectation_stands_in_the_suite() -> None:
    commands, verdict = report(RUNS["expected"]())
    assert [name for name, _, _ in commands] == ["error"] * 3
    _, properties, text = commands[0]
    assert properties == {
        "file": "twiml-check.toml", "line": "12", "title": "unmet-expectation in the main menu",
    }  # fmt: skip
    first = text.splitlines()[0]
    assert first == "expected: Record in any response; hop 1 has Say, Gather, Redirect"
    assert verdict == "FAIL  1 of 1 target failed: 3 unmet expectations"


def test_a_known_failure_is_a_notice_and_what_was_not_asked_is_nothing() -> None:
    commands, _ = report(RUNS["suite"]())
    notices = [(found["title"], text) for name, found, text in commands if name == "notice"]
    assert [title for title, _ in notices] == ["unknown-attribute in the old menu"]
    assert "it is expected to fail" in notices[0][1]
    assert "warning" not in {name for name, _, _ in commands}


def test_no_more_warnings_than_github_shows() -> None:
    limit = RUNS["several"]().checks[1]
    commands, _ = report(run(*[limit] * 30))
    assert len(commands) == MOST
