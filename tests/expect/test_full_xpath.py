"""XPath 1.0 with elementpath: libxml2 has the same results, messages, and limits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]

from tests.rules.telling import answer, hop
from twiml_check.expect.expectations import ANY, LONGEST, evaluate, fault, xpath
from twiml_check.model.run import Expected

MENU = (
    b'<Response><Gather numDigits="1" timeout="05"><Say voice="alice">For sales press'
    b" <prosody>1</prosody></Say><Say>2</Say></Gather><Say>Bye</Say> <Message>7</Message>"
    b"<Message to=''>8</Message></Response>"
)
NESTED = b"<Response><a><a><Say>x</Say></a><Say>y</Say></a><Say>x</Say> t <Play>1</Play></Response>"
EMPTY = b"<Response/>"
DOCUMENTS = (MENU, NESTED, EMPTY)
EXPRESSIONS = (
    "count(Message)=1", "count(Message) = 2", "not(Hangup)", "not(Say)", 'contains(Say, "Bye")',
    'contains(.//Say, "sales")', 'contains(Gather/Say, "sales")', ".//Say/text()", "Say/@voice",
    "Say | Message", "Hangup | Dial", "Gather[@numDigits=1]/Say", "Gather[@numDigits=2]/Say",
    "Gather[@timeout=5]", "Gather[@timeout='5']", "Gather/@numDigits > 0", "Message > 7.5",
    "Say > 1", "Say != 'Bye'", "Message != Message", ".//Say = Say", "/Response/Message", "//Say",
    "/Say", "count(//Say) = count(.//Say)", "Message[2] = 8", "Message[last()][@to]",
    "*[2]/self::a", "Message[position() > 1]", "Message[@to and .=8]", "Say[not(@voice)]",
    "Gather[Say and not(Play)]", "starts-with(//Say, 'For')",
    "normalize-space(Gather/Say[1]) = 'For sales press 1'", "string(Say)",
    "string-length(.) > 20", "sum(Message) = 15", "-Message = -7", "Message + 1 = 8",
    "7 mod 4 = Play", "number(Say)", "floor(Message div 2) = 3",
    "translate(Say, 'B', 'b') = 'bye'", "concat(Say, '')", "substring(Say, 2) = 'ye'",
    "substring-before(., 'press')", "name(*) = 'Gather'", "local-name(.)",
    "Say/preceding-sibling::Gather", "Message/following-sibling::*",
    ".//prosody/ancestor::Gather", "descendant::Say[2]", "(.//Say)[3]",
    "boolean(Message) = true()", "true() = Say", "Say = false()", "false() or Say",
    "Say and Message and count(Say)=1", "comment() | Message/node()", "Say/..", "Response",
    "round(2.5) = 3", "lang('en')", "count(*[self::Say or self::Message])>2", "1 div 0",
    "count(.//Say[contains(., 'press')]) > 0", "Gather[count(Say)=2]/Say[2]=2",
    "Say[.='x']/.. | b", "string(Hangup) < true()", "true() >= string(Say)", "Hangup < true()",
    "Say > false()", "not(Play) <= '0'", "boolean(Message) < '10'",
)  # fmt: skip


def met(expression: str, raw: bytes) -> Expected:
    return evaluate([xpath(expression)], [hop("voice", answer(raw))])[0]


def libxml2(expression: str, raw: bytes) -> bool:
    result = etree.fromstring(raw).xpath(expression)
    return bool(result) and result == result  # NaN is false


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_libxml2_has_the_same_result(expression: str) -> None:
    assert fault(expression) == ""
    for raw in DOCUMENTS:
        assert met(expression, raw).met is libxml2(expression, raw), raw


def test_both_results_are_among_them() -> None:
    results = {raw: {libxml2(each, raw) for each in EXPRESSIONS} for raw in DOCUMENTS}
    assert all(found == {True, False} for found in results.values())


ELEMENTS = st.sampled_from(
    ["Say", "*", "Message", "a", "..", "self::*", "ancestor::*", "preceding::Say", "Say[1]",
     "following-sibling::*", "descendant::Say", "*[last()]", "Message[.=7]"]
)  # fmt: skip
NODES = ELEMENTS | st.sampled_from(["text()", "@*", "node()"])
PATHS = st.builds("{}{}/{}".format, st.sampled_from(["", ".//", "//"]), ELEMENTS, NODES)
TESTS = st.builds(
    lambda form, path, other: form.format(path, other),
    st.sampled_from(
        ["count({}) > 1", "not({})", "contains({}, 'x')", "{} = {}", "{} != 7", "{} < 8", "{} | {}",
         "string({})", "-{} = -7", "({})[2]", "starts-with({}, 'F') or {}", "sum({}) = 15"]
    ),
    PATHS,
    PATHS,
)  # fmt: skip


@given(TESTS, st.sampled_from(DOCUMENTS))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_test_has_the_result_of_libxml2(expression: str, raw: bytes) -> None:
    if not fault(expression):
        assert met(expression, raw).met is libxml2(expression, raw)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("Message[", "the XPath ends too early"),
        ("count(Message", "the XPath ends too early"),
        ("not(", "too few arguments: expected at least 1 argument, at character 1"),
        ("Say)", "unexpected ')' symbol, at character 4"),
        ("Say Hangup", "unexpected name 'Hangup', at character 5"),
        ("count(Message) == 1", "unexpected '=' operator, at character 17"),
        ("cuont(Message)=1", "unknown function 'cuont', at character 1"),
        ("matches(Say, 'a')", "unknown function 'matches', at character 1"),
        ("Say[upper-case(.)='A']", "unknown function 'upper-case', at character 5"),
        ("starts-with(Say)", "too few arguments"),
        ("$name = Say", "an XPath cannot use variables here, at character 1"),
        ("Say[$name]", "an XPath cannot use variables here, at character 5"),
        ("ns:Say | Message", "prefix 'ns' is not declared, at character 3"),
        ("parnt::Say", "axis 'parnt::' not found, at character 1"),
        ("Say\n[foo()]", "unknown function 'foo', at line 2, character 2"),
        ('contains(Say, "a)', "unknown symbol"),
        ("Say#", "unknown symbol '#', at character 4"),
        ('"Hello"', "the XPath is a constant"),
        ("(1", "the XPath ends too early"),
        ("true()", "the XPath is a constant"),
        ("/", "even an empty <Response> matches this XPath"),
        ("self::node()", "even an empty <Response> matches this XPath"),
        ("Message[0]", "XPath position >= 1 expected"),
        ("(" * 250 + "1" + ")" * 40, "too early"),
        ("count(" + "a/" * 200 + "a)", f"more than {LONGEST} characters"),
    ],
)
def test_the_reason_has_a_place(expression: str, why: str) -> None:
    assert why in fault(expression)


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("count(Message)=1", "count(Message) = 2 (Gather, Say, Message, Message)"),
        ("3 = count( .//Say ) - 1", "count(.//Say) - 1 = 2 (Gather, Say, Message, Message)"),
        ("count(Hangup)", "count(Hangup) = 0 (Gather, Say, Message, Message)"),
        ('contains(Say, "sales")', 'Say = "Bye" (Gather, Say, Message, Message)'),
        ("starts-with(Dial, '+1')", "no Dial (Gather, Say, Message, Message)"),
        ("Gather/@numDigits > 1", 'Gather/@numDigits = "1" (Gather, Say, Message, Message)'),
        ("Say and (count(Message) > 2)", "count(Message) = 2 (Gather, Say, Message, Message)"),
        ("not(Say)", "Gather, Say, Message, Message"),
        ("Hangup | Dial", "Gather, Say, Message, Message"),
        ("Say/@loop", "Gather, Say, Message, Message"),
    ],
)
def test_what_is_there_instead(expression: str, found: str) -> None:
    assert met(expression, MENU).found == found


def test_a_name_in_other_letters() -> None:
    found = met("count(message) = 2", MENU).found
    assert found.endswith("(names are case-sensitive: Message, not message)")


def test_a_long_value_is_cut() -> None:
    raw = b"<Response><Say>%s</Say></Response>" % (b"word " * 5000)
    assert len(met("contains(Say, 'sales')", raw).found) < 100


def test_a_response_without_twiml_meets_no_xpath() -> None:
    assert met("not(Hangup)", b"<html/>").found == "no TwiML"
    assert not met("count(Say)=0", b"").met


def test_any_response_may_meet_it() -> None:
    hops = [
        hop("voice", answer(raw))._replace(number=at) for at, raw in enumerate((MENU, EMPTY), 1)
    ]
    assert evaluate([xpath("not(Say)", among=ANY)], hops)[0].hop == 2


DEEP = b"<Response>" + b"<a>" * 900 + b"</a>" * 900 + b"</Response>"
WIDE = b"<Response>" + b"<a b='1'>x</a>" * 900 + b"</Response>"
BUSY = (
    "count(.//*//*//*//*//x) > 0",
    "//*[preceding::x]",
    "//*[.=//*]/x",
    "//*[count(//*) > 9999]",
)


@pytest.mark.parametrize("raw", [DEEP, WIDE], ids=["deep", "wide"])
def test_every_search_ends(raw: bytes) -> None:
    outcomes = [met(expression, raw) for expression in BUSY]
    assert not any(outcome.met for outcome in outcomes)
    assert sum("the search took too long" in outcome.undecided for outcome in outcomes) > 1


@pytest.mark.parametrize("expression", ["(" * 148 + "Say" + ")" * 148, "a[" * 99 + "b" + "]" * 99])
def test_many_levels_are_a_reason_at_most(expression: str) -> None:
    why = fault(expression)
    assert why in ("", "the XPath has too many levels")
    assert why or not met(expression, EMPTY).met


def test_a_document_may_be_too_large() -> None:
    raw = b"<Response>" + b"<a/>" * 1001 + b"</Response>"
    assert met("count(a) > 1", raw).undecided == "the document has more than 1,000 elements"
    assert met("a", raw).met
