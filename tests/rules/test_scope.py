"""Leaving rules out where they have nothing to look at loses no finding."""

from __future__ import annotations

import pytest

from tests.coverage.documents import MESSAGING, MODES, VOICE
from tests.rules.test_examples import WITH_EXAMPLES, event, example
from twiml_check import checking
from twiml_check.linting import lint
from twiml_check.model import ORDINARY, Finding, Mode
from twiml_check.rules import BY_NAME
from twiml_check.rules.scope import OF_ATTRIBUTES, OF_EXCHANGES, TAGS, WHERE
from twiml_check.vocabulary.events import EVENTS
from twiml_check.vocabulary.grammar import GRAMMAR


def findings(document: str, kind: str, mode: Mode) -> list[Finding]:
    found = lint("document", document.encode(), EVENTS[kind], mode=mode)[1]
    return sorted(found, key=lambda each: (each.rule, each.message))


def documents() -> list[tuple[str, str, Mode]]:
    """What triggers each number, and the example of each rule."""
    triggers = [
        (f"<Response>{document}</Response>", kind, MODES.get(code, ORDINARY))
        for table, kind in ((VOICE, "voice"), (MESSAGING, "sms"))
        for code, document in table.items()
    ]
    return triggers + [
        (example(rule, "Bad:") or "", event(rule), ORDINARY) for rule in WITH_EXAMPLES
    ]


def test_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [findings(*each) for each in documents()]
    assert sum(map(len, told)) > len(told) // 2
    monkeypatch.setattr(checking, "_rules_of", lambda *_: checking.ON_ELEMENT)
    monkeypatch.setattr(checking, "ON_FILE", checking.ON_HOP)
    for document, before in zip(documents(), told, strict=True):
        assert findings(*document) == before, document[0]


def test_every_name_is_known() -> None:
    assert {*TAGS, *WHERE, *OF_ATTRIBUTES, *OF_EXCHANGES} <= set(BY_NAME)
    known = {tag.name for grammar in GRAMMAR.values() for tag in grammar.tags.values()}
    assert {name for names in TAGS.values() for name in names} <= known
