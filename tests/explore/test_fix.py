"""The fix of a document: which edits are certain, and what every fix must keep."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twiml_check.catalog import EVERY
from twiml_check.explore.fix import Fixed, fix
from twiml_check.explore.lint import lint
from twiml_check.model.document import Element
from twiml_check.model.finding import Finding
from twiml_check.model.run import Mode
from twiml_check.read.twiml import read_twiml
from twiml_check.vocabulary.answers import SIZE_LIMIT
from twiml_check.vocabulary.events import EVENTS

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'


def fixed(text: str, encoding: str = "utf-8") -> str:
    return fix("a.xml", text.encode(encoding)).raw.decode(encoding)


def say(text: str) -> str:
    return f"<Response><Say>{text}</Say></Response>"


def response(inner: str) -> str:
    return f"<Response>{inner}</Response>"


NAMES = [
    ("<say>Hi</say>", "<Say>Hi</Say>"),
    ("<SAY>Hi</SAY>", "<Say>Hi</Say>"),
    ("<Say>Hi</say>", "<Say>Hi</Say>"),
    ("<say>Hi</Say>", "<Say>Hi</Say>"),
    ("<hangup/>", "<Hangup/>"),
    ("<dial><number>+12025550143</number></dial>", "<Dial><Number>+12025550143</Number></Dial>"),
    ("<gather action='/a'><say>1</say></gather>", "<Gather action='/a'><Say>1</Say></Gather>"),
    ("<say><!-- </say> --><![CDATA[</say>]]></say>",
     "<Say><!-- </say> --><![CDATA[</say>]]></Say>"),
    ("<say >Hi</say\n>", "<Say >Hi</Say\n>"),
    ("<Sya>Hi</Sya>", "<Say>Hi</Say>"),
    ("<Hangupp/>", "<Hangup/>"),
    ("<Recrod action='/a'/>", "<Record action='/a'/>"),
    ("<Gathr action='/a'><Say>1</Say></Gathr>", "<Gather action='/a'><Say>1</Say></Gather>"),
    ("<Say>a<Break/>b</Say>", "<Say>a<break/>b</Say>"),
    ("<Say><say_as interpret-as='date'>1/2</say_as></Say>",
     "<Say><say-as interpret-as='date'>1/2</say-as></Say>"),
]  # fmt: skip
ATTRIBUTES = [
    ("<Say Voice='alice'>Hi</Say>", "<Say voice='alice'>Hi</Say>"),
    ("<Say voise='alice'>Hi</Say>", "<Say voice='alice'>Hi</Say>"),
    ("<Say LANGUAGE = 'en-US'>Hi</Say>", "<Say language = 'en-US'>Hi</Say>"),
    ("<Gather num_digits='1' action='/a'/>", "<Gather numDigits='1' action='/a'/>"),
    ("<Gather finish-on-key='#' action='/a'/>", "<Gather finishOnKey='#' action='/a'/>"),
    ("<Record maxLenght='10' action='/a'/>", "<Record maxLength='10' action='/a'/>"),
    ("<Dial calllerId='+12025550143'>+12025550142</Dial>",
     "<Dial callerId='+12025550143'>+12025550142</Dial>"),
    ("<Pause\n\tLength='2'/>", "<Pause\n\tlength='2'/>"),
    ("<Play Loop='2' digits='1'/>", "<Play loop='2' digits='1'/>"),
]  # fmt: skip
VALUES = [
    ("<Redirect method='post'>/a</Redirect>", "<Redirect method='POST'>/a</Redirect>"),
    ("<Gather action='/a' method='Get'/>", "<Gather action='/a' method='GET'/>"),
    ("<Gather action='/a' input='DTMF'/>", "<Gather action='/a' input='dtmf'/>"),
    ("<Gather action='/a' input='dtmf_speech'/>", "<Gather action='/a' input='dtmf speech'/>"),
    ("<Gather action='/a' input='speach'/>", "<Gather action='/a' input='speech'/>"),
    ("<Gather action='/a' bargeIn='True'/>", "<Gather action='/a' bargeIn='true'/>"),
    ("<Gather action='/a' input='speech' language='en_US'/>",
     "<Gather action='/a' input='speech' language='en-US'/>"),
    ("<Gather action='/a' input='speech' speechTimeout='AUTO'/>",
     "<Gather action='/a' input='speech' speechTimeout='auto'/>"),
    ("<Reject reason='Busy'/>", "<Reject reason='busy'/>"),
]  # fmt: skip
REFERENCES = [
    ("Tom & Ann", "Tom &amp; Ann"),
    ("R&D", "R&amp;D"),
    ("a && b", "a &amp;&amp; b"),
    ("AT&amp T", "AT&amp; T"),
    ("No &# here", "No &amp;# here"),
    ("&", "&amp;"),
    ("a &amp; b & c &lt; d", "a &amp; b &amp; c &lt; d"),
    ("Caf&eacute;", "Caf&#233;"),
    ("a&nbsp;b", "a&#160;b"),
    ("&ldquo;Hi&rdquo; &hellip;", "&#8220;Hi&#8221; &#8230;"),
    ("&euro;5 &copy; &AMP;", "&#8364;5 &#169; &amp;"),
    ("3 < 4", "3 &lt; 4"),
    ("under <18 years", "under &lt;18 years"),
    ("< $5", "&lt; $5"),
    ("Ann <ann@example.com> is here", "Ann &lt;ann@example.com> is here"),
]
WHOLE = [
    ("<response><say>Hi</say></response>", say("Hi")),
    ("<RESPONSE/>", "<Response/>"),
    ("<Reponse><Say>Hi</Say></Reponse>", say("Hi")),
    (f"\n\n{DECLARED}<Response/>", f"{DECLARED}<Response/>"),
    (f" {DECLARED}\n<Response/>", f"{DECLARED}\n<Response/>"),
    ("\n\ufeff<Response/>", "\n<Response/>"),
    ("<Response/>\ufeff", "<Response/>"),
    ('<?xml version="1"?><Response/>', '<?xml version="1.0"?><Response/>'),
    ('<?xml version="1.0"><Response/>', '<?xml version="1.0"?><Response/>'),
    ('<?xml version="1.0" encoding="utf8"?><Response/>', f"{DECLARED}<Response/>"),
    ("<!DOCTYPE Response>\n<Response/>", "<Response/>"),
    ("<Response><!-- a -- b --></Response>", "<Response><!-- a - b --></Response>"),
    ("<!-- ------ a ------ --><Response/>", "<!-- - a - --><Response/>"),
    ("<!-- a ---><Response/>", "<!-- a --><Response/>"),
    (response("<Pause length=2/>"), response('<Pause length="2"/>')),
    (response("<Say loop=2 voice=man>Hi</Say>"), response('<Say loop="2" voice="man">Hi</Say>')),
    (response("<Say voice=“alice”>Hi</Say>"), response('<Say voice="alice">Hi</Say>')),
    (response("<Say voice=\u2018alice\u2019>Hi</Say>"), response('<Say voice="alice">Hi</Say>')),
    (response('<Say voice="man"loop="2">Hi</Say>'), response('<Say voice="man" loop="2">Hi</Say>')),
    (response("<Say loop='2' loop=\"2\">Hi</Say>"), response("<Say loop='2'>Hi</Say>")),
]  # fmt: skip
PAIRS = [
    *((response(before), response(after)) for before, after in (*NAMES, *ATTRIBUTES, *VALUES)),
    *((say(before), say(after)) for before, after in REFERENCES),
    (response("<Play>https://a.example/?a=1&b=2&lt=3</Play>"),
     response("<Play>https://a.example/?a=1&amp;b=2&lt=3</Play>")),
    (response("<Redirect>/a?b=1&copy=2&c=3</Redirect>"),
     response("<Redirect>/a?b=1&amp;copy=2&amp;c=3</Redirect>")),
    *WHOLE,
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_certain_edits(before: str, after: str) -> None:
    assert fixed(before) == after
    assert fixed(after) == after


def test_all_rules_with_edits_are_marked() -> None:
    every = [each for before, _ in PAIRS for each in findings(before.encode())]
    marked = {rule.name for rule in EVERY if rule.fixable}
    assert {each.rule for each in every if each.edits} == marked


IN_DOUBT = [
    say("caf&eacute s"),
    say("&#39 s"),
    say("&unknown; thing"),
    say("a &mp; b &Gt; c"),
    say("< Say>Hi"),
    say("a < b > c"),
    say("1 < 2 > 1"),
    say("a\x07b"),
    say("]]>"),
    response("<Say Voice='alice' VOICE='man'>Hi</Say>"),
    response("<Say Voice='alice' voice='man'>Hi</Say>"),
    response("<Say loop='1' loop='2'>Hi</Say>"),
    response("<Say voce='alice'>Hi</Say>"),
    response("<Say voice=alice said>Hi</Say>"),
    response("<Say voice='alice>Hi</Say>"),
    response("<Say & voice>Hi</Say>"),
    response("<Play loop=https://example.com/a/>"),
    response("<Sy>Hi</Sy>"),
    response("<Paly>https://example.com/a.mp3</Paly>"),
    response("<Enqueu>desk</Enqueu>"),
    response("<Sayy>Hi<Number>1</Number></Sayy>"),
    response("<Paly fnord='1'>https://example.com/a.mp3</Paly>"),
    response("<Plai>https://example.com/a.mp3</Plai>"),
    response("<Redirect method='PUT'>/a</Redirect>"),
    response("<Gather action='/a' input='voice'/>"),
    response("<Dial record='record-from-anwser'>+12025550143</Dial>"),
    response("<Say voice='{{ Voice }}'>Hi</Say>"),
    response("<Dial><Message>Hi</Message></Dial>"),
    "<response><status>ok</status></response>",
    "<response>Hi</response>",
    "<!DOCTYPE r [<!ENTITY a 'b'>]><Response/>",
    "<!-- a -- b -- ><Response/><!-- c -->",
    "<Response><!-- twiml-check: ignore unknown-element -- old --><say>a</say></Response>",
    "<Response><!-- twiml-check: ignore unknown-element: old --><say>a</say></Response>",
    "<Response/><Response/>",
    "<Response><Say>Hi</Say>",
    "<Response><Say>Hi</Sya></Response>",
    "Warning: a & b <Response/>",
    '{"a": "b & c"}',
    "<!DOCTYPE html><html><body>a & b</body></html>",
    "",
]
FAULTLESS = [
    say("&amp; &lt; &#233; é"),
    response("<Say voice='alice'>Hi</Say><!-- a & b < c --><Pause/>"),
    say("<![CDATA[a & b < c &eacute;]]>"),
    response("<Redirect method='POST'>/a?b=1&amp;c=2</Redirect>"),
    f"{DECLARED}\r\n<Response/>\r\n",
]


@pytest.mark.parametrize("text", [*IN_DOUBT, *FAULTLESS])
def test_nothing_else_changes(text: str) -> None:
    assert fixed(text) == text


MARKED = [
    say("{{ a & b }}"),
    say("{{ &eacute; }}"),
    say("${a && b}"),
    say("#{a && b}"),
    say("{{ a & b"),
    say("[[ a && b ]]"),
    say("{if $a && $b}Hi{/if}"),
    say("@(a && b)"),
    response("[% IF a <5 %]<Say>Hi</Say>[% END %]"),
    response("#if($a <5 && $b)<Say>Hi</Say>#end"),
    response("@if (a <5 && b) { <Say>Hi</Say> }"),
    response("{% if a && b %}<Say>Hi</Say>{% endif %}"),
    response("<% if a & b %><say>Hi</say><% end %>"),
    response("<?php echo '<say>' ?><Say>Hi</Say>"),
]


@pytest.mark.parametrize("text", MARKED)
def test_code_of_templates_stays(text: str) -> None:
    assert fixed(text) == text


def test_names_and_text_around_template_code_are_fixed() -> None:
    before = response("{% if a %}<say Voice='{{ v }}'>{{ a }}</say>{% endif %}")
    assert fixed(before) == response("{% if a %}<Say voice='{{ v }}'>{{ a }}</Say>{% endif %}")
    assert fixed(say("{{ a }} & {{ b }}")) == say("{{ a }} &amp; {{ b }}")
    assert fixed(say("@(a) & {if b}c{/if} [d] & #1")) == say("@(a) &amp; {if b}c{/if} [d] &amp; #1")


def test_the_counts() -> None:
    text = "<response><say voise='alice'>a & b</say><Say fnord='1'>c</Say></response>"
    done = fix("a.xml", text.encode())
    assert (done.fixed, done.left) == (4, 1)


def test_broken_xml_is_fixed_fault_by_fault() -> None:
    done = fix("a.xml", say("&" * 300 + "é&eacute;").encode())
    assert done == Fixed(say("&amp;" * 300 + "é&#233;").encode(), 301, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_mark_and_line_ends_stay(encoding: str, end: str) -> None:
    name = encoding.removesuffix("-sig")
    text = end.join([
        f'<?xml version="1.0" encoding="{name}"?>', "<Response>",
        "<say>é &euro; & b</say>", "</Response>", "",
    ])  # fmt: skip
    after = text.replace("say>", "Say>").replace("&euro;", "&#8364;").replace("& b", "&amp; b")
    assert fix("a.xml", text.encode(encoding)).raw == after.encode(encoding)


def test_bytes_that_are_not_in_the_encoding_stay() -> None:
    for raw in (b"<response>caf\xe9</response>", b"<Response><say>caf\xe9</say> & </Response>"):
        assert fix("a.xml", raw).raw == raw


def test_a_declaration_that_would_change_the_characters_stays_behind_its_space() -> None:
    raw = ' <?xml version="1.0" encoding="ISO-8859-1"?><Response><Say>é</Say></Response>'.encode()
    assert fix("a.xml", raw).raw == raw


def test_a_document_does_not_grow_over_the_limit() -> None:
    raw = say("a" * (SIZE_LIMIT - len(say("")) - 1) + "&").encode()
    assert len(raw) == SIZE_LIMIT
    assert fix("a.xml", raw) == Fixed(raw, 0, 1)
    assert fix("a.xml", raw + b"\n").raw == raw + b"\n"


SEARCHED = [
    (b"<response><Message>Hi</Message></response>", False),
    (b"<pom><a>b & c</a></pom>", False),
    (b"<Responses><a>b & c</a></Responses>", False),
    (b"<a><Response>b & c</Response></a>", False),
    (b"<Response><say>Hi</say></Response>", True),
    (b"<Response><Say>a & b</Say></Response>", True),
]


@pytest.mark.parametrize(("raw", "changes"), SEARCHED)
def test_files_of_a_folder_are_certainly_twiml(raw: bytes, changes: bool) -> None:
    assert (fix("a.xml", raw, searched=True).raw != raw) is changes


def test_ignored_rules_are_not_fixed() -> None:
    raw = b"<Response><say Voice='alice'>Hi</say></Response>"
    done = fix("a.xml", raw, keeps=lambda rule: rule != "unknown-element")
    assert done == Fixed(raw, 0, 0)


def test_an_edit_that_adds_an_error_is_dropped() -> None:
    text = response("<Dial calerId='nobody'>+12025550143</Dial>")
    assert errors(fix("a.xml", text.encode()).raw) <= errors(text.encode())


def test_the_event_and_the_mode_count() -> None:
    raw = b"<Response><message>Hi</message></Response>"
    assert b"<Message>" in fix("a.xml", raw, EVENTS["sms"]).raw
    assert fix("a.xml", raw, EVENTS["voice"]).raw == raw
    assert fix("a.xml", raw, mode=Mode(inline=True)).raw == raw


def test_an_attribute_that_is_there_already_is_not_doubled() -> None:
    assert fixed(response("<Say voise='a' voice='alice'>Hi</Say>")) == response(
        "<Say voise='a' voice='alice'>Hi</Say>"
    )


MOST_LETTERS = 4
"""The most letters that one fix removes: of `&quot`, which becomes a reference."""

# Properties, for documents with a few random slips.

GOOD = (
    "<Say>Hello</Say>", '<Say voice="alice">Tom &amp; Ann é</Say>', "<Pause length='2'/>",
    '<Gather action="/a" numDigits="1"><Say>Press 1</Say></Gather>', "<!-- a --><Hangup/>",
    '<Redirect method="GET">/a?b=1&amp;c=2</Redirect>', "<Say><![CDATA[<a> & b]]></Say>",
    '<Dial callerId="+12025550143"><Number>+12025550142</Number></Dial>', "\r\n",
)  # fmt: skip
SLIPS = (
    lambda text, at: text[:at] + text[at:].replace("<Say", "<say", 1).replace("</Say", "</say", 1),
    lambda text, at: text[:at] + text[at:].replace("&amp;", "&", 1),
    lambda text, at: text[:at] + text[at:].replace("é", "&eacute;", 1),
    lambda text, at: text[:at] + text[at:].replace(' voice="', ' Voice="', 1),
    lambda text, at: text[:at] + text[at:].replace('"GET"', '"get"', 1),
    lambda text, at: text[:at] + text[at:].replace('"', "", 1),
    lambda text, at: text[:at] + text[at:].replace("Response", "response", 1),
    lambda text, at: text[:at] + text[at : at + 1].swapcase() + text[at + 1 :],
    lambda text, at: text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
    lambda text, at: text[:at] + text[at + 1 :],
    lambda text, at: text[:at] + text[at : at + 1] + text[at:],
    *(
        lambda text, at, sign=sign: text[:at] + sign + text[at:]
        for sign in (*"&<> '\"\ufeff", "<3", "--", "{{", "}}", "&nbsp;", "x=1 ")
    ),
)  # fmt: skip
DOCUMENTS = st.lists(st.sampled_from(GOOD), max_size=6).map(
    lambda verbs: f"{DECLARED}<Response>{''.join(verbs)}</Response>"
)
MUTATIONS = st.lists(st.tuples(st.sampled_from(SLIPS), st.floats(0, 1)), min_size=0, max_size=4)


def findings(raw: bytes) -> tuple[Finding, ...]:
    return lint("a.xml", raw)[1]


def errors(raw: bytes) -> int:
    return sum(finding.level == "error" for finding in findings(raw))


def outline(element: Element) -> object:
    """What a document says, apart from what an edit may change: the case and slips of names."""
    return (
        element.text,
        len(element.attributes),
        [outline(child) for child in element.children],
    )


@settings(max_examples=250, deadline=None)
@given(DOCUMENTS, MUTATIONS)
def test_every_fix_is_safe(text: str, mutations: list) -> None:  # type: ignore[type-arg]
    for slip, share in mutations:
        text = slip(text, int(share * len(text)))
    raw = text.encode()
    done = fix("a.xml", raw)
    again = fix("a.xml", done.raw)
    assert (again.raw, again.fixed) == (done.raw, 0)
    assert (done.raw == raw) == (not done.fixed)
    if not findings(raw):
        assert done.raw == raw
    before, after = read_twiml(raw).root, read_twiml(done.raw).root
    if before is not None:
        assert after is not None
        assert outline(after) == outline(before)
        assert skipped(raw) or errors(done.raw) <= errors(raw)
    assert (letters(raw) - letters(done.raw)).total() <= MOST_LETTERS * done.fixed


def skipped(raw: bytes) -> bool:
    """Say whether Twilio skips a part, whose errors are reported only after the fix."""
    return any(each.rule in ("wrong-root", "unknown-element") for each in findings(raw))


def letters(raw: bytes) -> Counter[str]:
    """How often a document has each letter and digit, without its references."""
    return Counter(filter(str.isalnum, re.sub(r"&#?\w+;", "", raw.decode()).lower()))
