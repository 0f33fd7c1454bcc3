"""Broken documents: which fault is found, and where."""

import pytest

from twiml_check.model.document import ParseError
from twiml_check.read.twiml import read_twiml
from twiml_check.rules.document import FAULTS

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'


def only_fault(raw: bytes) -> ParseError:
    document = read_twiml(raw)
    assert document.root is None
    [fault] = document.faults
    assert fault.message
    assert fault.help or fault.kind == "json-body"  # which its rule helps with
    return fault


def placed(text: str, encoding: str = "utf-8") -> tuple[str, int, int]:
    """Kind, line and column of the one fault."""
    fault = only_fault(text.encode(encoding))
    assert fault.location is not None
    return fault.kind, fault.location.line, fault.location.column


WHOLE = [
    ("stray-byte-order-mark", "\ufeff\ufeff<Response/>", 1, 1),
    ("stray-byte-order-mark", "\n\ufeff<Response/>", 2, 1),
    ("stray-byte-order-mark", f"<!-- a -->\ufeff{DECLARED}<Response/>", 1, 11),
    ("stray-byte-order-mark", "<Response/>\ufeff", 1, 12),
    ("json-body", '{"ok": true}', 1, 1),
    ("json-body", "\n {\n}", 2, 2),
    ("json-body", '[{"a": 1}', 1, 1),
    ("json-body", '"<Response/>"\n', 1, 1),
    ("html-page", "<!DOCTYPE html><html><p>Hi</html>", 1, 1),
    ("html-page", "\n<!doctype HTML>\n<title>a</title>", 2, 1),
    ("html-page", '<!-- x --><html><head><meta charset="utf-8"></head></html>', 1, 11),
    ("html-page", "<body><br></body>", 1, 1),
    ("html-page", "<h1>Not Found</h1><p>No such page</p>", 1, 1),
    ("not-xml", "OK", 1, 1),
    ("not-xml", "\n\n  Hello <b>you</b>", 3, 3),
    ("not-xml", f"{DECLARED}\nOK", 2, 1),
    ("not-xml", "\x00\x01\x02", 1, 1),
    ("blank-before-declaration", f"\n{DECLARED}<Response/>", 2, 1),
    ("blank-before-declaration", f" \t{DECLARED}<Response/>", 1, 3),
    ("text-before-declaration", f"<!-- a -->\n{DECLARED}<Response/>", 2, 1),
    ("text-before-declaration", f"Notice: x\n{DECLARED}<Response/>", 1, 1),
    ("text-before-declaration", f"\n<br />\n<b>W</b>: x<br />\n{DECLARED}<Response/>", 2, 1),
    ("text-before-declaration", f"{DECLARED}{DECLARED}<Response/>", 1, 39),
    ("text-before-root", "Notice: x\n<Response/>", 1, 1),
    ("text-before-root", f"{DECLARED}\n<head/><Response></Response>", 2, 1),
    ("text-before-root", "<br />\n<b>W</b>: x\n<Response/>", 1, 1),
    ("several-roots", "<Response/>\n<Response/>", 2, 1),
    ("several-roots", f"<Response/>{DECLARED}<Response/>", 1, 12),
    ("several-roots", "<Say>a</Say><Say>b</Say>", 1, 13),
    ("text-after-root", "<Response/>0", 1, 12),
    ("text-after-root", "<Response/><!-- x -->\n done & dusted", 2, 2),
    ("text-after-root", "<Response/> ab&c", 1, 13),
    ("mismatched-tag", "<Response></Response></Response>", 1, 22),
    ("mismatched-tag", "</Response>", 1, 1),
    ("dtd", "<!DOCTYPE Response><Response/>", 1, 1),
    ("dtd", f'{DECLARED}\n<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>', 2, 1),
    ("dtd", "<!DOCTYPE Response", 1, 1),
    ("entity-declaration", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 1, 14),
    ("entity-declaration", '<!DOCTYPE a [\n<!ENTITY % b "c"> %b;]><a/>', 2, 1),
    ("external-entity", '<!DOCTYPE a [ <!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 1, 15),
    ("external-entity", '<!DOCTYPE a [<!ENTITY % b PUBLIC "c" "http://127.0.0.1/">]><a/>', 1, 14),
    ("not-well-formed", f"{DECLARED}\r\n", 1, 38),
    ("not-well-formed", "<![CDATA[a]]><Response/>", 1, 1),
    ("not-well-formed", "<Response/><!DOCTYPE a>", 1, 12),
    ("not-well-formed", '<?xml version="1.0"\r\n<Response/>', 1, 20),
    ("not-well-formed", '<?xml version="1.0"?\n<Response/>', 1, 20),
    ("not-well-formed", '<?xml encoding="UTF-8"?><Response/>', 1, 7),
    ("not-well-formed", '<?xml version="2.0" encoding="UTF-8"?><Response/>', 1, 16),
    ("not-well-formed", "<?xml\nversion = '1'?><Response><Say></Response>", 2, 12),
    ("not-well-formed", '<?xml version=""?><html><br></html>', 1, 16),
    ("not-well-formed", '\ufeff<?xml version="1.00" encoding="ISO-8859-1"?><Response/>', 1, 16),
    ("not-well-formed", '<?xml version="1,0"?><Response/>', 1, 17),
    ("not-well-formed", '<?xml encoding="UTF-8" version="1.0"?><Response/>', 1, 7),
    ("not-well-formed", '<?xml version="1.0" standalone="maybe"?><Response/>', 1, 33),
    ("not-well-formed", "<a:b:c/>", 1, 1),
]
"""Kind, document, line and column."""

INSIDE = [
    ("bare-ampersand", "<Say>Tom & Ann</Say>", 10),
    ("bare-ampersand", "<Say>a && b</Say>", 8),
    ("bare-ampersand", "<Say>AT&T</Say>", 8),
    ("bare-ampersand", "<Say>a &amp b</Say>", 8),
    ("bare-ampersand", "<Say>&#x;</Say>", 6),
    ("bare-ampersand", "<Play>http://a/?b=1&c=2</Play>", 20),
    ("bare-ampersand", '<Dial action="/a?b=1&amp;c=2&d=3"/>', 29),
    ("bare-less-than", "<Say>3 < 4</Say>", 8),
    ("bare-less-than", "<Say>3 <4</Say>", 8),
    ("bare-less-than", "<Say>I <3 you</Say>", 8),
    ("bare-less-than", "<Say>Ann <ann@example.com></Say>", 10),
    ("bare-less-than", '<Dial action="a<b"/>', 16),
    ("bare-less-than", "<% name %>", 1),
    ("undefined-entity", "<Say>Caf&eacute;</Say>", 9),
    ("undefined-entity", "<Say>&amp;&lt;&nope;</Say>", 15),
    ("undefined-entity", '<Dial a="&amp;" b="1&nbsp;2"/>', 21),
    ("mismatched-tag", "<Say>Hello</say>", 11),
    ("mismatched-tag", "<Say>Hello</Sya>", 11),
    ("mismatched-tag", "<Gather><Say>1</Gather></Say>", 15),
    ("mismatched-tag", '<Say voice="a/>b"/>Hello</Say>', 25),
    ("unclosed-tag", '<Say voice="a" Thank you</Say>', 16),
    ("unclosed-tag", "<Say Thank you</Say>", 6),
    ("unclosed-tag", "<Say>a</Say", 7),
    ("unclosed-tag", "<Say>a</ Say>", 7),
    ("unclosed-tag", "<Say<Hangup/>", 1),
    ("unclosed-comment", "<!-- menu", 1),
    ("double-hyphen-in-comment", "<!-- a -- b -->", 8),
    ("double-hyphen-in-comment", "<!-- a --->", 8),
    ("double-hyphen-in-comment", "<!-- a <!-- b --> -->", 8),
    ("attribute-quotes", "<Pause length=2/>", 15),
    ("attribute-quotes", "<Pause length = two words />", 17),
    ("attribute-quotes", "<Pause length=“2”/>", 15),
    ("attribute-quotes", "<Dial record>1</Dial>", 7),
    ("attribute-quotes", '<Dial a= b="1">1</Dial>', 10),
    ("attribute-quotes", '<Say voice="a>Hi</Say><Say voice="b">', 12),
    ("attribute-quotes", '<Say a="1"b="2"/>', 11),
    ("attribute-quotes", '<Say a="say "hi" to"/>', 14),
    ("duplicate-attribute", '<Say loop="1" é="" loop="2"/>', 20),
    ("control-character", "<Say>ab\x08c</Say>", 8),
    ("control-character", '<Say voice="\x1b"/>', 13),
    ("control-character", "<!-- \x00 -->", 6),
    ("control-character", "<Say>\uffff</Say>", 6),
    ("control-character", "<Say>a&#65;&#x1B;</Say>", 12),
    ("control-character", '<Say a="&#0;"/>', 9),
    ("unbound-prefix", "<x:Say/>", 2),
    ("unbound-prefix", '<Say a="y:b" x:c="1"/>', 14),
    ("unbound-prefix", '<Say xmlns:y="u" y:b="1" xml:lang="de" x:c="1"/>', 40),
    ("not-well-formed", "]]>", 1),
    ("not-well-formed", "<![CDATA[ a", 1),
    ("not-well-formed", "<?php echo", 1),
    ("not-well-formed", "<1/>", 1),
    ("not-well-formed", '<Say a="1", b="2"/>', 11),
    ("not-well-formed", DECLARED, 1),
]
"""Kind, what stands in the second line inside <Response>, and the column."""


@pytest.mark.parametrize(("kind", "text", "line", "column"), WHOLE)
def test_the_document_as_a_whole(kind: str, text: str, line: int, column: int) -> None:
    assert placed(text) == (kind, line, column)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize(("kind", "text", "column"), INSIDE)
def test_slips_inside_the_root(kind: str, text: str, column: int, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    document = f"{mark}<Response>\r\n{text}\r\n</Response>"
    assert placed(document, encoding) == (kind, 2, column)


@pytest.mark.parametrize("raw", [b"", b" \r\n\t", b"\xef\xbb\xbf", " ".encode("utf-16")])
def test_an_empty_body_has_no_place(raw: bytes) -> None:
    fault = only_fault(raw)
    assert (fault.kind, fault.location) == ("empty-body", None)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("<Response>\n  <Say>Hello", 2, 3),
        ("<Response>\n  <Gather><Say>Hello</Say>", 2, 3),
        ("<Response>", 1, 1),
        ('<Response>\n<Say voice="a"', 2, 1),
        ("<Response", 1, 1),
    ],
)
def test_what_is_open_at_the_end_is_named_at_its_start(text: str, line: int, column: int) -> None:
    assert placed(text) == ("unclosed-tag", line, column)


@pytest.mark.parametrize(
    ("text", "message", "help_"),
    [
        ("<Response>&eacute;</Response>", "&eacute;", 'write &#233;, or "é" itself'),
        ("<Response>&nbsp;</Response>", "&nbsp;", "write &#160;"),
        ("<Response>&AMP;</Response>", "&AMP;", "write &amp; in lower case"),
        ("<Response>&foo;</Response>", "&foo;", "write &amp;foo; for"),
        ("<Response>a &lt b</Response>", "&lt has no semicolon", "write &lt;"),
        ("<Response><Say>a</say></Response>", "case-sensitive", "write </Say>"),
        ("<Response><Say/>a</Say></Response>", "is already closed", 'remove the "/"'),
        ("<Response><A><B></A></B></Response>", "before <B> is closed", "write </B> before </A>"),
        (
            "<Response><Say>a<Say></Response>",
            "before <Say> is closed",
            "instead of the second <Say>",
        ),
        ("<Response><Gather><Say>a", "</Say>, </Gather> and </Response>", "</Say>"),
        ("<Response><Pause length=2/></Response>", '"length" has no quotes', 'length="2"'),
        ("<html><title>Log in</title><br></html>", '("Log in")', "respond with TwiML at this URL"),
        ("Internal error", 'begins "Internal error"', "<Response/>"),
        ("\x89PNG\r\n\x1a\n", "binary data", "<Response/>"),
        ("<Response/><Response/>", "a second <Response>", "one <Response>"),
    ],
)
def test_the_words_name_the_slip_and_the_change(text: str, message: str, help_: str) -> None:
    fault = only_fault(text.encode("latin-1", "xmlcharrefreplace"))
    assert message in fault.message
    assert help_ in fault.help


def test_the_open_tag_is_named_with_its_line() -> None:
    fault = only_fault(b"<Response>\n<Gather>\n<Say>a\n</Gather></Response>")
    assert fault.label == "<Say> is still open (line 3)"


def test_the_path_leads_to_the_element_around() -> None:
    fault = only_fault(b"<Response><Gather><Say>a & b</Say></Gather></Response>")
    assert fault.location is not None
    assert fault.location.path == ("Response", "Gather", "Say")


@pytest.mark.parametrize(
    "text",
    ["<\x1b[31m" + "a" * 500, "\x1b]0;x\x07" * 99, "<Response><a\u202e" + "b" * 99 + "></c>"],
)
def test_what_is_quoted_is_short_and_harmless(text: str) -> None:
    fault = only_fault(text.encode())
    for words in (fault.message, fault.help, fault.label):
        assert words.isprintable()
        assert len(words) < 200


def test_every_kind_has_its_rule_and_every_rule_its_case() -> None:
    kinds = {kind for kind, *_ in WHOLE} | {kind for kind, *_ in INSIDE}
    remarks = {"byte-order-mark", "other-encoding", "charset-mismatch"}
    elsewhere = {"empty-body", "bad-encoding"}
    assert kinds | remarks | elsewhere == {rule.name for rule in FAULTS}


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ('encoding="UTF-8"', "the XML declaration has no version"),
        ("version=1.0", "the XML declaration is not valid"),
        (
            'encoding="UTF-8" version="1.0"',
            "the parts of the XML declaration are in the wrong order",
        ),
        ('version="1.0" standalone="maybe"', 'standalone must be "yes" or "no"'),
        ('version="1.0" charset="UTF-8"', '"charset" is not allowed in an XML declaration'),
        ('version="2.0"', '"2.0" is not a version of XML'),
    ],
)
def test_what_is_wrong_with_a_declaration_is_said(declaration: str, message: str) -> None:
    assert only_fault(f"<?xml {declaration}?><Response/>".encode()).message == message
