"""Which verbs run, told by the grammar's conditions."""

import pytest

from twiml_check.model.document import Element
from twiml_check.model.exchange import Product
from twiml_check.read.twiml import read_twiml
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.reachable import holds, run
from twiml_check.vocabulary.shapes import Tag

TAGS = [tag for grammar in GRAMMAR.values() for tag in grammar.tags.values()]


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ("always", True),
        ("has:action", True),
        ("has:method", False),
        ("has:blank", False),
        ("attr:action=/a", True),
        ("attr:action=/b", False),
        ("attr:method=", True),
        ("child:Number", True),
        ("child:Client", False),
        # Nothing that is not written down is true.
        ("never", False),
        ("", False),
    ],
)
def test_a_condition(condition: str, true: bool) -> None:
    element = Element("Dial", {"action": "/a", "blank": " "}, 0, None)
    element.children.append(Element("Number", {}, 0, element))
    assert holds(condition, element) is true


def test_the_grammar_says_nothing_that_is_not_understood() -> None:
    for tag in TAGS:
        for condition in (*tag.ends_if, *tag.may_end_if):
            kind, _, name = condition.partition(":")
            assert kind in ("always", "has", "attr", "child")
            assert kind not in ("has", "attr") or name.partition("=")[0] in tag.attributes
            assert kind != "child" or name in tag.children


def test_a_verb_ends_surely_or_perhaps() -> None:
    assert [tag.name for tag in TAGS if tag.ends_if and tag.may_end_if] == []
    assert {tag.name for tag in TAGS if tag.may_end_if} == {"Record", "Message", "Sms"}


def either_way(tag: Tag) -> bool:
    return bool(tag.ends_if) and "always" not in tag.ends_if


def test_the_verbs_with_a_condition() -> None:
    assert {tag.name for tag in TAGS if either_way(tag)} == {
        *("Gather", "Dial", "Enqueue", "Refer", "Connect"),
    }


@pytest.mark.parametrize(
    ("product", "content", "names"),
    [
        ("voice", "<Say>x</Say><Redirect/><Say>x</Say>", ("Say", "Redirect")),
        ("voice", "<Dial action='/a'>1</Dial><Say>x</Say>", ("Dial",)),
        ("voice", "<Dial>1</Dial><Say>x</Say>", ("Dial", "Say")),
        ("voice", "<Record/><Say>x</Say>", ("Record", "Say")),
        ("voice", "<Nope/><Message>x</Message><Say>x</Say>", ("Say",)),
        ("voice", "<Hangup/>" * 3, ("Hangup",)),
        ("messaging", "<Message action='/a'>x</Message><Message/>", ("Message", "Message")),
        ("messaging", "<Hangup/><Message>x</Message>", ("Message",)),
        ("voice", "", ()),
    ],
)
def test_what_runs(product: Product, content: str, names: tuple[str, ...]) -> None:
    document = read_twiml(f"<Response>{content}</Response>".encode())
    assert run(document, product) == names


@pytest.mark.parametrize("raw", [b"", b"<Say>x</Say>", b"<Response><Say>", b"\xff\xfe"])
def test_nothing_runs_where_nothing_is_read(raw: bytes) -> None:
    assert run(read_twiml(raw), "voice") == ()
    assert run(None, "voice") == ()
