"""A document that is like another gets the same findings as one that is read in full."""

from __future__ import annotations

import re
from random import Random

import pytest

from tests.coverage.documents import MESSAGING, VOICE
from tests.expand import expanded
from tests.rules.test_examples import WITH_EXAMPLES, event, example
from twiml_check import familiar, linting
from twiml_check.familiar import FIRST, Familiar, Judged
from twiml_check.linting import lint
from twiml_check.model import Finding, Hop
from twiml_check.read.outline import encoded, nested, outlines, unworded
from twiml_check.rules.rule import Rule
from twiml_check.vocabulary.events import EVENTS

DOCUMENTS = [
    f"<Response>{body}</Response>"
    for body in (
        *(each for table in (VOICE, MESSAGING) for each in table.values() if len(each) < 3000),
        '<Gather action="/menu" numDigits="1"><Say voice="alice">Press one</Say></Gather><Pause/>',
        "<Play>https://example.com/a.mp3</Play><Redirect method='GET'>/next?a=1</Redirect>",
        '<Say>One <break time="1s"/> two <emphasis level="strong">three</emphasis> four</Say>',
        "<Message><Body>Hello</Body><Media>https://example.com/a.png</Media></Message>",
        "<!-- a --><Message>Hello<!-- b -->there</Message>",
    )
]
WHOLE = " ".join(DOCUMENTS)
TAGS: list[str] = re.findall(r"<[^<>]*>", WHOLE)
TEXTS: list[str] = [
    *re.findall(r">([^<>]+)<", WHOLE),
    *("", " ", "x" * 100, "x" * 101, "\u65e5" * 100, "\u65e5" * 101, "x" * 1500, "a > b", "]]>"),
    *("&amp;", "&#233;", "<!-- c -->", "{{x}}", "/a/b", "/a b", "//x/y", "\x01", "\xa0", "\ufffe"),
    *('"https://example.com/a.png', "https://exa_mple.com/a", "http://h/a?b=1&amp;c=2", "</Say>"),
]
WORDS = [
    *("Hello", "a b", " \r\n\ta ", "\r\n", "1-2", "\\", "'\"", "x/y", "http://a/b", "^~", "-->"),
    *("x" * 80, "x" * 81, "x" * 101, " " * 20 + "x" * 80, " " * 21 + "x", "x" + " " * 99),
    *(
        "{",
        "}",
        "{{a}}",
        "{%a%}",
        "]]",
        "a&amp;b",
        "&#65;",
        "&b",
        "\0",
        "\x0b",
        "\x7f",
        "\xa0",
        "é",
    ),
]
SAID = r"(?<=<Say>)[^<>]+|(?<=<Body>)[^<>]+"
SETTINGS: list[str] = re.findall(r"""\s[A-Za-z:-]+=(?:"[^"]*"|'[^']*')""", WHOLE)
LETTERS = "<>\"'/ &a\n-!"
EVENT = (None, EVENTS["voice"], EVENTS["sms"])


def changed(document: str, random: Random) -> str:
    """The document with a text, a tag, a setting or a letter of another kind."""
    place = random.choice([*re.finditer(r">([^<>]*)<|<[^<>]*>|\Z", document)])
    match random.randrange(5):
        case 0:
            return f"{document[: place.start()]}>{random.choice(TEXTS)}<{document[place.end() :]}"
        case 1:
            return document[: place.start()] + random.choice(TAGS) + document[place.end() :]
        case 2:
            return re.sub(
                r"(<\w+)", lambda tag: tag[1] + random.choice(SETTINGS), document, count=1
            )
        case 3:
            inside = random.choice(DOCUMENTS).removeprefix("<Response>")
            return document.removesuffix("</Response>") + inside
    at = random.randrange(len(document) + 1)
    return document[:at] + random.choice(LETTERS) + document[at + random.randrange(2) :]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Familiar:
    """What `lint` keeps: nothing yet, but each document from now on."""
    made = Familiar()
    for _ in range(FIRST + 1):
        made.wording_apart("", b"")
    monkeypatch.setattr(linting, "_FAMILIAR", made)
    return made


def facts(linted: tuple[Hop, tuple[Finding, ...]]) -> tuple[object, ...]:
    hop, findings = linted
    return hop.event.name, hop.treatment, hop.understood, hop.verbs, hop.run, findings


def reworded(document: str, random: Random) -> str:
    """The document with other words in place of a text."""
    place = random.choice([*re.finditer(SAID, document)])
    return document[: place.start()] + random.choice(WORDS) + document[place.end() :]


@pytest.mark.parametrize("seed", range(4))
def test_other_words_are_judged_as_if_they_were_read(seed: int) -> None:
    random, alike = Random(seed), 0
    plain = [each for each in DOCUMENTS if outlines(each.encode()) and re.search(SAID, each)]
    for _ in range(100):
        first = random.choice(plain)
        lint("document", first.encode())
        for _ in range(6):
            document = reworded(first, random)
            raw = document.encode()
            alike += unworded(raw) == unworded(first.encode()) is not None
            in_full = lint("document", raw, look=lambda hop: None)
            assert facts(lint("document", raw)) == facts(in_full), document
    assert alike > 60


@pytest.mark.parametrize("seed", range(8))
def test_what_is_familiar_is_judged_as_if_it_were_read(seed: int) -> None:
    random, outlined = Random(seed), 0
    for _ in range(400):
        document = random.choice(DOCUMENTS)
        for _ in range(random.randrange(4)):
            document = changed(document, random)
        raw, event = document.encode(), random.choice(EVENT)
        outlined += outlines(raw) is not None
        in_full = lint("document", raw, event, look=lambda hop: None)
        assert facts(lint("document", raw, event)) == facts(in_full), document
    assert outlined > 80


GOOGLE = "<Say voice='Google.de-DE-Neural2-B'>{0}" + "<break/>" * 280 + "{0}<break/>{0}</Say>"
STREAM = "<Connect><Stream url='wss://example.com/a'><Parameter name='a' {}/></Stream></Connect>"
TAGGED = "<Annotate><BillingReferenceTag><break/>{}</BillingReferenceTag></Annotate><Say>a</Say>"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (f"<Say>{',' * 1450}<break/>a</Say>", f"<Say>{',' * 1450}<break/>{',' * 60}</Say>"),
        (
            f"<Message>{'a' * 1550}<Body>a</Body></Message>",
            f"<Message>{'a' * 1550}<Body>{'a' * 60}</Body></Message>",
        ),
        (GOOGLE.format("a" * 101), GOOGLE.format("a" * 400)),
        (TAGGED.format("a" * 101), TAGGED.format("a" * 200)),
        (
            STREAM.format("""value="b' c='d\""""),
            STREAM.format("""value="b" c="d\""""),
        ),
    ],
)
def test_a_fault_is_not_taken_for_the_wording(good: str, bad: str) -> None:
    first, second = (f"<Response>{each}</Response>".encode() for each in (good, bad))
    for _ in range(12):
        assert lint("document", first)[1] == ()
    in_full = lint("document", second, look=lambda hop: None)
    assert in_full[1]
    assert facts(lint("document", second)) == facts(in_full)


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_what_a_rule_looks_at_is_in_the_outline(rule: Rule, kept: Familiar) -> None:
    good, bad = (expanded(example(rule, label) or "") for label in ("Good:", "Bad:"))
    asked = EVENTS[event(rule)]
    in_full = facts(lint("document", bad, asked, look=lambda hop: None))
    for _ in range(2):
        lint("document", good, asked)
    assert facts(lint("document", bad, asked)) == in_full, "see the head of read/outline.py"


@pytest.mark.parametrize("content", ["", "<Redirect>/{}</Redirect>"])
@pytest.mark.parametrize(("asked", "then"), [("sms", None), (None, "sms")])
def test_what_was_asked_is_told_apart(
    asked: str | None, then: str | None, content: str, kept: Familiar
) -> None:
    raws = [f"<Response>{content.format(name)}</Response>".encode() for name in "aabb"]
    for name in (asked, then):
        for raw in raws:
            made, findings = lint("document", raw, EVENTS[name] if name else None)
            assert (made.event.name, findings) == (name or "voice", ())


def test_texts_that_are_too_long_together_are_not_familiar(kept: Familiar) -> None:
    short, long = (
        f"<Response><Say>{text}<break/>{text}</Say></Response>".encode()
        for text in ("?" * 401, "?" * 1000)
    )
    assert outlines(short) == outlines(long)
    for _ in range(2):
        assert lint("document", short)[1] == ()
    assert [each.rule for each in lint("document", long)[1]] == ["text-too-long"]


JUDGED = Judged(EVENTS["voice"], ("Pause",), ("Pause",))


def paused(seconds: int) -> bytes:
    return f'<Response><Pause length="{seconds}"/></Response>'.encode()


def test_verbs_are_forgotten_when_there_are_too_many(
    kept: Familiar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(familiar, "MOST_VERBS", 3)
    first = kept.verbs(paused(0))
    assert first is not None
    kept.add("voice", first[0])
    kept.add_document("", first, JUDGED)
    for seconds in (1, 2):
        kept.verbs(paused(seconds))
    assert kept.verbs(paused(0)) == first
    assert kept.knows("voice", first[0])
    assert kept.document("", first) == JUDGED
    kept.verbs(paused(3))
    assert kept.verbs(paused(0)) != first
    assert not kept.knows("voice", first[0])
    assert kept.document("", first) is None


def test_documents_are_forgotten_when_there_are_too_many(
    kept: Familiar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(familiar, "MOST_DOCUMENTS", 2)
    for number in (1, 2, 3):
        assert kept.document("", (1,)) == (JUDGED if number > 1 else None)
        assert kept.wording_apart("", paused(1)) == (JUDGED if number > 1 else None)
        kept.add_document("", (number,), JUDGED)
        kept.add_wording("", paused(number), JUDGED)
    assert kept.document("", (1,)) is None
    assert kept.wording_apart("", paused(1)) is None
    assert kept.document("", (3,)) == kept.wording_apart("", paused(3)) == JUDGED


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("<Say>Hello</Say>", "<Say>Good morning</Say>", True),
        ("<Say>Hello</Say>", "<Say> </Say>", False),
        ("<Say>Hello</Say>", "<Say>Hello<break/></Say>", False),
        ("<Say>Hello</Say>", f"<Say>{'x' * 101}</Say>", False),
        ("<Say>Hello</Say>", "<Say>H\u00e9llo</Say>", False),
        ("<Say>\u00e9</Say>", "<Say>H\u00e9llo</Say>", True),
        ("<Say>\u00e9</Say>", f"<Say>{chr(0xE9) * 101}</Say>", False),
        ("<Say>Hello</Say>", "<Say>He<!-- l -->llo</Say>", True),
        ("<Play>/a/b.mp3</Play>", "<Play>/c.mp3</Play>", True),
        ("<Play>/a/b.mp3</Play>", "<Play>/a/b.wav</Play>", False),
        ("<Play>/a/b.mp3</Play>", '<Play>"/a/b.mp3</Play>', False),
        ("<Play>/a/b.mp3</Play>", "<Play>https://example.com/a/b.mp3</Play>", False),
        ("<Redirect>/a?b=1</Redirect>", "<Redirect>/c?d</Redirect>", True),
        ("<Redirect>/a?b=1</Redirect>", "<Redirect>/a</Redirect>", False),
        ("<Redirect>/a</Redirect>", f"<Redirect>/{'a' * 199}</Redirect>", False),
        ("<Dial>+12025550143</Dial>", "<Dial>+12025550144</Dial>", False),
        ('<Gather action="/a"/>', '<Gather action="/b"/>', True),
        ('<Gather action="/a"/>', "<Gather action='/b' />", True),
        ('<Gather action="/a"/>', '<Gather action="/b" timeout="3"/>', False),
        ('<Say voice="a"/>', "<Say>voice='a'</Say>", False),
    ],
)
def test_what_is_alike(one: str, other: str, alike: bool) -> None:
    first, second = (outlines(f"<Response>{each}</Response>".encode()) for each in (one, other))
    assert first is not None
    assert second is not None
    assert (first == second) is alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("<Say>Hello</Say>", "<Say>Good morning, you!</Say>", True),
        ("<Say>Hello</Say>", "<Say>\n  Hello\n</Say>", True),
        ("<Say>Hello</Say>", "<Say></Say>", False),
        ("<Say>Hello</Say>", "<Say>\n</Say>", False),
        ("<Say>Hello</Say>", f"<Say>{'x' * 81}</Say>", False),
        ("<Say>Hello</Say>", "<Say>{{name}}</Say>", False),
        ("<Say>Hello</Say>", "<Say>Tom &amp; me</Say>", False),
        ("<Say>Hello</Say>", "<Say>H\u00e9llo</Say>", False),
        ("<Say/>Hello<Say/>", "<Say/>Good morning<Say/>", False),
        ("<Says>Hello</Says>", "<Says>Good morning</Says>", False),
        ("<Play>/a.mp3</Play>", "<Play>/b.mp3</Play>", False),
        ("<Say voice='a>b'>Hello</Say>", "<Say voice='a>c'>Hello</Say>", False),
    ],
)
def test_what_is_alike_but_for_its_wording(one: str, other: str, alike: bool) -> None:
    assert (unworded(one.encode()) == unworded(other.encode() + b" \r\n\t")) is alike


@pytest.mark.parametrize("document", [b"<Say>a<!-- b -->c</Say>", b"<Say>\0</Say>"])
def test_what_cannot_be_unworded(document: bytes) -> None:
    assert unworded(document) is None


@pytest.mark.parametrize(
    "document",
    [
        "<Response><Say>a < b</Say></Response>",
        "<Response><Say>a > b</Say></Response>",
        "<Response><Say><![CDATA[a]]></Say></Response>",
        "<Response><Say>&nbsp;</Say></Response>",
        "<Response><Say>{{name}}</Say></Response>",
        "<Response><Say>\ufffe</Say></Response>",
        "<Response><Say <!-- a -->>b</Say></Response>",
        "<Response><Say a='1' a='2'>b</Say></Response>",
        "<Response><Say a=1>b</Say></Response>",
        "<Response><Say>b</Response>",
        "<Response>text</Response>",
        "<!-- a --><?xml version='1.0'?><Response><Say>b</Say></Response>",
        "<?xml version='2.0'?><Response><Say>b</Say></Response>",
        "<?xml version='1.0' standalone='maybe'?><Response><Say>b</Say></Response>",
        "<?xml version='1.0' encoding='UTF_8'?><Response><Say>b</Say></Response>",
        "<?xml encoding='UTF-8' version='1.0'?><Response><Say>b</Say></Response>",
        "<Response><Say>b</Say></Response>c",
        "<response><Say>b</Say></response>",
        "\ufeff<Response><Say>b</Say></Response>",
        "",
    ],
)
def test_what_has_no_outline(document: str) -> None:
    assert outlines(document.encode()) is None


def test_tags_that_do_not_match_are_not_nested() -> None:
    found = outlines(b"<Response><Say>a</Play></Response>")
    assert found is not None
    assert [nested(each) for each in found] == [False]
    assert nested(("+Say\0\0a", "/Say"))
    assert not nested(("/Say", "+Say"))


def test_what_texts_come_to() -> None:
    words = "x" * 90
    found = outlines(f"<Response><Say>{words}<break/>{words}</Say></Response>".encode())
    assert found is not None
    assert len(words) * 2 * 3 <= encoded(found[0]) <= 1000
