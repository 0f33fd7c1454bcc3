"""Every rule's manual page shows something bad and something good; both are run.

Mostly documents; for rules of an exchange an answer, as in `HTTP 302, Location: /next`, or the URL.
"""

import re

import pytest

from tests.coverage.documents import BY_OPTION
from tests.expand import expanded
from tests.rules.telling import answer, asking, hop
from twiml_check.catalog import EVERY
from twiml_check.explore.lint import lint
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, Mode
from twiml_check.rules import RULES
from twiml_check.rules.engine import check
from twiml_check.rules.rule import Rule
from twiml_check.rules.status import CAUSES
from twiml_check.vocabulary.codes import CODES
from twiml_check.vocabulary.events import EVENTS

ANSWER = re.compile(r"HTTP ([0-9]{3})((?:, [A-Za-z-]+: [^,]*)*)(?:, (.*))?")
WITHOUT = {
    "it is about the network": {rule.name for rule in CAUSES},
    "it takes several documents that lead to each other": {
        *("dial-in-whisper", "wrong-aside-verb", "redirect-loop", "document-limit"),
        "too-many-http-redirects",
    },
    "it is about what a document points at": {
        *("unreachable-target", "unreachable-stream", "not-audio", "unsendable-media"),
        *("media-too-large", "relative-target"),
    },
    "it takes a time limit of the user's own": {"slow-answer"},
    "it takes a public URL of the user's own": {"lost-https"},
    "it is about files that are found in a folder": {"foreign-xml"},
}
"""Rules that no single document or answer can show, by the reason why."""


def examples(rule: Rule, label: str) -> list[str]:
    """Return what stands behind a label of the page; blanks that belong to the example are kept."""
    lines = [line for line in rule.explanation.splitlines() if line.startswith(label)]
    blanks = "  " if label == "Bad:" else " "
    return [re.sub(rf"^{label} {{0,{len(blanks)}}}", "", line) for line in lines]


def example(rule: Rule, label: str) -> str | None:
    """Return the first of them."""
    return next(iter(examples(rule, label)), None)


def event(rule: Rule) -> str:
    """Return what the examples answer."""
    return (example(rule, "Event:") or "voice").strip()


def mode(rule: Rule) -> Mode:
    """Return the option that the examples need."""
    return BY_OPTION[(example(rule, "With:") or "").strip()]


def about_http(rule: Rule) -> bool:
    """Say whether the examples are answers or URLs."""
    return (example(rule, "Bad:") or "").lower().startswith("http")


SHOWN = [rule for rule in RULES if example(rule, "Bad:") is not None]
WITH_EXAMPLES = [rule for rule in SHOWN if not about_http(rule)]
"""The rules that documents show."""
BAD = [pytest.param(rule, bad, id=rule.name) for rule in SHOWN for bad in examples(rule, "Bad:")]


def told(rule: Rule, shown: str) -> list[Finding]:
    """Return what is said of the example that concerns it: another rule may always have a hint."""
    if about_http(rule):
        findings = check(exchange(shown, event(rule)))
    else:
        findings = lint("example", expanded(shown), EVENTS[event(rule)], mode=mode(rule))[1]
    return [each for each in findings if each.level != "info" or each.rule == rule.name]


def exchange(shown: str, event: str) -> Hop:
    """Return the exchange that an example is about: a URL that gives a document, or an answer."""
    found = ANSWER.fullmatch(shown)
    if found is None:
        return hop(event, answer(), asking(shown))
    headers = [tuple(each.split(": ", 1)) for each in found[2].split(", ")[1:]]
    given = answer(expanded(found[3] or ""), None, *headers, status=int(found[1]))
    return hop(event, given._replace(compressed=given.header("Content-Encoding")))


@pytest.mark.parametrize(("rule", "bad"), BAD)
def test_the_bad_example_gives_its_finding_and_no_other(rule: Rule, bad: str) -> None:
    findings = told(rule, bad)
    assert [finding.rule for finding in findings] == [rule.name]
    assert findings[0].message
    assert findings[0].help or findings[0].note


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.name)
def test_the_good_example_gives_none(rule: Rule) -> None:
    assert examples(rule, "Good:")
    assert [told(rule, good) for good in examples(rule, "Good:")] == [[]]


def test_every_other_rule_has_a_reason() -> None:
    named = [name for names in WITHOUT.values() for name in names]
    assert sorted(named) == sorted({rule.name for rule in RULES if rule not in SHOWN})


def test_names_are_unique_and_kebab_case() -> None:
    names = [rule.name for rule in EVERY]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and name.replace("-", "").isalnum() for name in names)


def test_every_rule_explains_itself_and_has_a_known_number() -> None:
    for rule in EVERY:
        assert len(rule.explanation) > 20, rule.name
        assert rule.code is None or rule.code in CODES, rule.name
