"""Every rule's manual page shows a bad and a good document; both are run."""

from __future__ import annotations

import pytest

from twiml_check.lint import lint
from twiml_check.model import Finding
from twiml_check.rules import RULES
from twiml_check.rules.every import EVERY
from twiml_check.rules.rule import Rule
from twiml_check.vocabulary.codes import CODES
from twiml_check.vocabulary.events import EVENTS


def example(rule: Rule, label: str) -> str | None:
    for line in rule.explanation.splitlines():
        if line.startswith(label):
            return line.removeprefix(label).removeprefix(" ").removeprefix(" " * (label == "Bad:"))
    return None


def event(rule: Rule) -> str:
    return (example(rule, "Event:") or "voice").strip()


WITH_EXAMPLES = [rule for rule in RULES if example(rule, "Bad:") is not None]


def told(rule: Rule, label: str) -> list[Finding]:
    """What is said of the example that concerns it: another rule may always have a hint."""
    document = (example(rule, label) or "").encode()
    _, findings = lint("example", document, EVENTS[event(rule)])
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


def test_names_are_unique_and_kebab_case() -> None:
    names = [rule.name for rule in EVERY]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and name.replace("-", "").isalnum() for name in names)


def test_every_rule_explains_itself_and_has_a_known_number() -> None:
    for rule in EVERY:
        assert len(rule.explanation) > 20, rule.name
        assert rule.code is None or rule.code in CODES, rule.name
