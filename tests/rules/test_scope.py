"""Leaving rules out where they have nothing to look at loses no finding."""

from collections.abc import Iterator

import pytest

from tests.coverage.documents import MESSAGING, MODES, VOICE
from tests.messages import messaging, values, voice
from tests.rules.sampling import EVENT, element, keys, placed, value
from tests.rules.test_examples import WITH_EXAMPLES, event, examples, mode
from twiml_check.explore.lint import lint
from twiml_check.model.exchange import Product
from twiml_check.model.finding import Finding, Problem
from twiml_check.model.run import ORDINARY, Mode
from twiml_check.rules import RULES
from twiml_check.rules import engine as checking
from twiml_check.rules.document import FAULTS, FOREIGN
from twiml_check.rules.ignored import BAD_IGNORE, UNNEEDED_IGNORE
from twiml_check.rules.program_output import PROGRAM_OUTPUT
from twiml_check.rules.rule import GrammarNode, Rule
from twiml_check.rules.status import CAUSES
from twiml_check.vocabulary.events import EVENTS
from twiml_check.vocabulary.grammar import GRAMMAR

Run = tuple[str, Product, str]
"""The name of a rule, and the element that it is run on."""

TABLES = (
    (voice.NAMES, "voice", ORDINARY),
    (voice.FLOW, "voice", ORDINARY),
    (voice.TOGETHER, "voice", ORDINARY),
    (values.VALUES, "voice", ORDINARY),
    (values.NUMBERS, "voice", ORDINARY),
    (voice.PCI, "voice", Mode(pci=True)),
    (voice.INLINE, "voice", Mode(inline=True)),
    (messaging.MESSAGES, "sms", ORDINARY),
)
"""What the golden messages are about."""
LANGUAGE = '<Language code="en-US" ttsProvider="Amazon" voice="en-US-Journey-O"/>'
LONG = "x" * 256
ELSEWHERE = (
    "<Dial><WhatsApp>joe</WhatsApp></Dial>",
    '<Dial><WhatsApp statusCallback="/s">+12025550143</WhatsApp></Dial>',
    '<Dial><Client statusCallback="/s">joe</Client></Dial>',
    '<Dial><Sip statusCallback="/s">sip:joe@example.com</Sip></Dial>',
    "<Dial><Sip><Uri>example.com</Uri></Sip></Dial>",
    "<Dial><Sip><Uri>sip:joe@example.com?Customer=1</Uri></Sip></Dial>",
    f'<Dial><Sip><Uri username="{LONG}">sip:joe@example.com</Uri></Sip></Dial>',
    '<Dial><Sip><Headers><Header name="Customer" value="1"/></Headers></Sip></Dial>',
    "<Dial><Application/></Dial>",
    "<Enqueue><TaskAttributes>{</TaskAttributes></Enqueue>",
    f"<Connect><ConversationRelay>{LANGUAGE}</ConversationRelay></Connect>",
    '<Pay><Prompt for="postal-code"/></Pay>',
    '<Connect><Stream url="wss://example.com/s"/><Stream url="wss://example.com/t"/></Connect>',
    '<Stop><Siprec name="a"/><Stream name="b"/></Stop>',
    '<Start><Transcription languageCode="multi" transcriptionEngine="google"/></Start>',
)
"""What the tables above show of other elements alone, in answer to a call."""
SMS = (
    f"<Sms>{'x' * 1601}</Sms>",
    '<Sms to="+1">Hello</Sms>',
    '<Sms to="+12025550143" from="+12025550143">Hello</Sms>',
)
"""And to a message."""


def findings(document: str, kind: str, mode: Mode) -> list[Finding]:
    raw = document.encode()
    found = lint("document", raw, EVENTS[kind], mode=mode)[1]
    return sorted(found, key=lambda each: (each.rule, each.message))


def documents() -> list[tuple[str, str, Mode]]:
    """Return what triggers each number, each rule's example, and what the messages are about."""
    triggers = [
        (f"<Response>{document}</Response>", kind, MODES.get(code, ORDINARY))
        for table, kind in ((VOICE, "voice"), (MESSAGING, "sms"))
        for code, document in table.items()
    ]
    bad = [
        (each, event(rule), mode(rule)) for rule in WITH_EXAMPLES for each in examples(rule, "Bad:")
    ]
    shown = [
        *(
            (content, kind, needed)
            for table, kind, needed in TABLES
            for contents in table.values()
            for content in contents
        ),
        *((content, "voice", ORDINARY) for content in ELSEWHERE),
        *((content, "sms", ORDINARY) for content in SMS),
    ]
    wrapped = [(f"<Response>{content}</Response>", kind, needed) for content, kind, needed in shown]
    return triggers + bad + wrapped


def note_runs(monkeypatch: pytest.MonkeyPatch) -> tuple[set[Run], set[Run]]:
    """Return what the rules are run on from now on, and where they find something."""
    ran: set[Run] = set()
    found: set[Run] = set()

    def noting(rule: Rule) -> Rule:
        def noted(node: GrammarNode) -> Iterator[Problem]:
            run = (rule.name, node.hop.product, node.key)
            ran.add(run)
            for problem in rule.check(node):
                found.add(run)
                yield problem

        return rule._replace(check=noted)

    monkeypatch.setattr(checking, "ON_ELEMENT", tuple(map(noting, checking.ON_ELEMENT)))
    monkeypatch.setattr(checking, "_rules_at", checking._rules_at.__wrapped__)
    return ran, found


def test_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that is left out, in a file or of an element without attributes, finds nothing."""
    before = [findings(*each) for each in documents()]
    assert sum(map(len, before)) > len(before) // 2
    every = tuple(rule._replace(attributes_only=False) for rule in checking.ON_ELEMENT)
    monkeypatch.setattr(checking, "ON_ELEMENT", every)
    monkeypatch.setattr(checking, "_rules_at", checking._rules_at.__wrapped__)
    monkeypatch.setattr(checking, "ON_FILE", checking.ON_EXCHANGE)
    for document, expected in zip(documents(), before, strict=True):
        assert findings(*document) == expected, document[0]


def test_a_rule_is_run_on_each_element_in_its_scope_and_on_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The head of a rule is its scope: the body does not look again."""
    ran, _ = note_runs(monkeypatch)
    for product, key in keys():
        rows = GRAMMAR[product].tags[key].attributes
        given = {name: value(name, row) for name, row in rows.items()}
        document = placed(product, key, element(product, key, {**given, "version": "1"}))
        findings(f"<Response version='1'>{document[10:]}", EVENT[product], ORDINARY)
    for each in documents():
        findings(*each)
    every = {(product, key): tag for product in EVENT for key, tag in GRAMMAR[product].tags.items()}
    assert ran == {
        (rule.name, product, key)
        for rule in checking.ON_ELEMENT
        for (product, key), tag in every.items()
        if rule.looks_at(tag)
    }


def test_every_row_is_shown_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row without a document could be taken out, and nothing above would tell."""
    _, found = note_runs(monkeypatch)
    for document in documents():
        findings(*document)
    at_work = {(rule, GRAMMAR[product].tags[key].name) for rule, product, key in found}
    rows = {(rule.name, name) for rule in RULES for name in rule.elements}
    assert sorted(rows - at_work) == []


def test_every_element_is_known() -> None:
    known = {tag.name for grammar in GRAMMAR.values() for tag in grammar.tags.values()}
    assert {name for rule in RULES for name in rule.elements} <= known


def test_every_rule_has_a_subject_that_is_run() -> None:
    kinds = {*("exchange", "element", "misplaced", "probe")}
    assert {rule.subject for rule in RULES} == kinds | {""}
    assert {rule.name for rule in RULES if not rule.subject} == {
        rule.name
        for rule in (*CAUSES, *FAULTS, FOREIGN, PROGRAM_OUTPUT, BAD_IGNORE, UNNEEDED_IGNORE)
    }
