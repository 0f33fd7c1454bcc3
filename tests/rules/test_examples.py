"""Every rule's manual page shows a bad and a good document; both are run."""

from __future__ import annotations

import pytest

from tests.coverage.documents import BY_OPTION
from tests.expand import expanded
from twiml_check.lint import lint
from twiml_check.model import Finding, Mode
from twiml_check.rules import RULES
from twiml_check.rules.answer import CAUSES
from twiml_check.rules.rule import Rule
from twiml_check.vocabulary.codes import CODES
from twiml_check.vocabulary.events import EVENTS

WITHOUT = {
    "it is about the HTTP answer, not about the document": {
        *(rule.name for rule in CAUSES),
        *("http-error", "invalid-http-redirect", "too-many-http-redirects", "lost-fields"),
        *("missing-content-type", "wrong-content-type", "no-content", "twiml-as-text"),
        *("blank-text", "unplayable-audio", "html-content-type", "compressed-answer"),
        *("near-size-limit", "plain-http", "bad-override", "charset-mismatch"),
    },
    "it takes several documents that lead to each other": {
        *("dial-in-whisper", "wrong-aside-verb", "redirect-loop", "document-limit"),
    },
    "it is about what a document points at": {
        *("unreachable-target", "unreachable-stream", "not-audio", "unsendable-media"),
        *("media-too-large", "relative-target"),
    },
    "it is about files that are found in a folder": {"foreign-xml"},
}
"""Rules that no single document can show, by the reason why."""


def example(rule: Rule, label: str) -> str | None:
    """What stands behind a label of the page; blanks that belong to the example are kept."""
    for line in rule.explanation.splitlines():
        if line.startswith(label):
            return line.removeprefix(label).removeprefix(" ").removeprefix(" " * (label == "Bad:"))
    return None


def event(rule: Rule) -> str:
    """What the examples answer."""
    return (example(rule, "Event:") or "voice").strip()


def mode(rule: Rule) -> Mode:
    """The option that the examples need."""
    return BY_OPTION[(example(rule, "With:") or "").strip()]


WITH_EXAMPLES = [rule for rule in RULES if example(rule, "Bad:") is not None]


def told(rule: Rule, label: str) -> list[Finding]:
    """What is said of the example that concerns it: another rule may always have a hint."""
    document = expanded(example(rule, label) or "")
    _, findings = lint("example", document, EVENTS[event(rule)], mode=mode(rule))
    return [each for each in findings if each.level != "info" or each.rule == rule.name]


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_the_bad_example_gives_its_finding_and_no_other(rule: Rule) -> None:
    findings = told(rule, "Bad:")
    assert [finding.rule for finding in findings] == [rule.name]
    assert findings[0].message
    assert findings[0].help or findings[0].note


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_the_good_example_gives_none(rule: Rule) -> None:
    assert example(rule, "Good:") is not None
    assert told(rule, "Good:") == []


def test_every_other_rule_has_a_reason() -> None:
    named = [name for names in WITHOUT.values() for name in names]
    assert sorted(named) == sorted({rule.name for rule in RULES if rule not in WITH_EXAMPLES})


def test_names_are_unique_and_kebab_case() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and name.replace("-", "").isalnum() for name in names)


def test_every_rule_explains_itself_and_has_a_known_number() -> None:
    for rule in RULES:
        assert len(rule.explanation) > 20, rule.name
        assert rule.code is None or rule.code in CODES, rule.name
