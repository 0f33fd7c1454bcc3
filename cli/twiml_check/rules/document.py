"""A document as a whole: whether it is XML and TwiML, in a version that Twilio knows.

`read` finds the faults of an unreadable document; this file gives each fault its level, Twilio's
number and its manual page.
"""

from collections.abc import Iterator

from twiml_check.model.document import Document, Element, ParseError
from twiml_check.model.finding import Problem
from twiml_check.model.run import Hop
from twiml_check.rules.rule import Rule, rule
from twiml_check.rules.template import is_unrendered
from twiml_check.rules.wording import cut, meant, near
from twiml_check.vocabulary.answers import INLINE_LIMIT
from twiml_check.vocabulary.grammar import GRAMMAR

EMPTY_CODE = {"voice": 12100, "messaging": 11200}
"""The numbers that users saw for a response without a body."""
PROLOG = ("not-xml", "text-before-root", "text-before-declaration", "stray-byte-order-mark")
"""Faults of a document that begins with text: users saw 12200 for them in responses to messages.

https://github.com/caktus/rapidsms-twilio/pull/19, https://github.com/mozilla/fx-private-relay/issues/40
"""
NOT_IN_PROLOG = 'Twilio\'s text is "Content is not allowed in prolog"'
VERBS = {verb for each in GRAMMAR.values() for verb in each.children["Response"]}
NO_JSON = "respond with TwiML, as text/xml: <Response/> does nothing"
OTHER_JSON = "name a TwiML file; for JSON, use twiml-check studio or twiml-check autopilot"

FAULTS = (
    Rule("empty-body", "error", 12100, text="""
        A response or file is empty (11200 for a message).

        Twilio expects at least an empty document. To do nothing, respond with <Response/>. For a
        call, Twilio logs 12100; for a message, 11200.

        Bad:
        Good: <Response/>
        """),
    Rule("not-xml", "error", 12100, text="""
        Plain text where Twilio expects TwiML (12200 for a message).

        Bad:  OK
        Good: <Response/>
        """),
    Rule("json-body", "error", 12100, text="""
        JSON where Twilio expects TwiML.

        Bad:  {"ok": true}
        Good: <Response/>
        """),
    Rule("html-page", "error", 12100, text="""
        A web page where Twilio expects TwiML: usually an error page, a login or a warning page.

        Bad:  <!DOCTYPE html><html><body><p>Sign in<br></body></html>
        Good: <Response/>
        """),
    Rule("blank-before-declaration", "error", 12100, fixable=True, text="""
        There is a space or an empty line before `<?xml`.

        The XML declaration must be at the very beginning. A template or an included file often
        writes an empty line before it.

        Bad:   <?xml version="1.0"?><Response/>
        Good: <?xml version="1.0"?><Response/>
        """),
    Rule("text-before-declaration", "error", 12100, text="""
        Something comes before `<?xml`: a comment, a warning of the framework, debug output.

        Bad:  <!-- menu --><?xml version="1.0"?><Response/>
        Good: <?xml version="1.0"?><!-- menu --><Response/>
        """),
    Rule("text-before-root", "error", 12100, text="""
        Text before the first element (12200 for a message).

        Bad:  Warning: undefined index <Response/>
        Good: <Response/>
        """),
    Rule("several-roots", "error", 12100, text="""
        More than one outermost element: the app wrote two documents, one after the other.

        Bad:  <Response/><Response/>
        Good: <Response/>
        """),
    Rule("text-after-root", "error", 12100, text="""
        Text after the end of the document.

        Bad:  <Response/>0
        Good: <Response/>
        """),
    Rule("bare-ampersand", "error", 12100, fixable=True, text="""
        An `&` that is not written `&amp;`, most often in a URL or a company's name.

        Bad:  <Response><Say>Tom & Ann</Say></Response>
        Good: <Response><Say>Tom &amp; Ann</Say></Response>
        """),
    Rule("bare-less-than", "error", 12100, fixable=True, text="""
        A `<` in a text that is not written `&lt;`.

        Bad:  <Response><Say>3 < 4</Say></Response>
        Good: <Response><Say>3 &lt; 4</Say></Response>
        """),
    Rule("undefined-entity", "error", 12100, fixable=True, text="""
        A name such as `&eacute;` that HTML knows and XML does not.

        Bad:  <Response><Say>Caf&eacute;</Say></Response>
        Good: <Response><Say>Caf&#233;</Say></Response>
        """),
    Rule("mismatched-tag", "error", 12100, fixable=True, text="""
        A closing tag that does not belong to the element that is open.

        Bad:  <Response><Say>Hello</say></Response>
        Good: <Response><Say>Hello</Say></Response>
        """),
    Rule("unclosed-tag", "error", 12100, text="""
        An element or a tag that is never closed.

        Bad:  <Response><Say>Hello
        Good: <Response><Say>Hello</Say></Response>
        """),
    Rule("unclosed-comment", "error", 12100, text="""
        A comment without its `-->`.

        Bad:  <Response><!-- menu </Response>
        Good: <Response><!-- menu --></Response>
        """),
    Rule("double-hyphen-in-comment", "error", 12100, fixable=True, text="""
        `--` inside a comment, which XML does not allow.

        Bad:  <Response><!-- a -- b --></Response>
        Good: <Response><!-- a - b --></Response>
        """),
    Rule("attribute-quotes", "error", 12100, fixable=True, text="""
        An attribute's value without straight quotes around it.

        Bad:  <Response><Pause length=2/></Response>
        Good: <Response><Pause length="2"/></Response>
        """),
    Rule("duplicate-attribute", "error", 12100, fixable=True, text="""
        The same attribute twice on one element.

        Bad:  <Response><Say loop="1" loop="2">Hello</Say></Response>
        Good: <Response><Say loop="2">Hello</Say></Response>
        """),
    Rule("control-character", "error", 12100, text="""
        A control character that XML does not allow, usually from pasted text or a database.

        XML allows only tab, line feed and carriage return. The others cannot be escaped either.

        Bad:  <Response><Say>Hello{0x07}</Say></Response>
        Good: <Response><Say>Hello</Say></Response>
        """),
    Rule("bad-encoding", "error", 12100, text="""
        Bytes that are not in the document's encoding, such as Latin-1 in a UTF-8 document.

        A document without an encoding declaration is UTF-8.

        Bad:  <Response><Say>Caf{0xE9}</Say></Response>
        Good: <Response><Say>Caf{0xC3 0xA9}</Say></Response>
        """),
    Rule("unbound-prefix", "error", 12100, text="""
        A name with a prefix that nothing declares.

        Bad:  <Response><x:Say>Hello</x:Say></Response>
        Good: <Response><Say>Hello</Say></Response>
        """),
    Rule("dtd", "error", 12100, fixable=True, text="""
        The document has a document type declaration (DOCTYPE), which Twilio's parser rejects.

        TwiML has none. twiml-check also rejects it, and expands or opens nothing.

        Bad:  <!DOCTYPE Response><Response/>
        Good: <Response/>
        """),
    Rule("entity-declaration", "error", 12100, text="""
        The document declares an entity, which can make a document grow without limit.

        twiml-check rejects it, and does not expand it.

        Bad:  <!DOCTYPE r [<!ENTITY a "hello">]><Response><Say>&a;</Say></Response>
        Good: <Response><Say>hello</Say></Response>
        """),
    Rule("external-entity", "error", 12100, text="""
        The document declares an entity whose text is in another file or at a URL.

        twiml-check rejects it, and opens nothing.

        Bad:  <!DOCTYPE r [<!ENTITY a SYSTEM "file:///tmp/a">]><Response><Say>&a;</Say></Response>
        Good: <Response><Say>hello</Say></Response>
        """),
    Rule("stray-byte-order-mark", "error", 12100, fixable=True, text="""
        A byte order mark (U+FEFF) is not the first character, or is there twice.

        Editors do not show it. It comes from files that were saved "with BOM" and then joined.

        Bad:  {0xEF 0xBB 0xBF}{0xEF 0xBB 0xBF}<Response/>
        Good: <Response/>
        """),
    Rule("not-well-formed", "error", 12100, fixable=True, text="""
        The document breaks a rule of XML, so Twilio runs nothing of it.

        Bad:  <Response><1/></Response>
        Good: <Response/>
        """),
    Rule("byte-order-mark", "info", None, text="""
        The document begins with a byte order mark (U+FEFF).

        XML allows it, but Twilio lists it as a cause of 12100. Save the document without it.

        Bad:  {0xEF 0xBB 0xBF}<Response/>
        Good: <Response/>
        """),
    Rule("other-encoding", "info", None, fixable=True, text="""
        The document declares an encoding other than UTF-8, and is valid in it.

        This is allowed, but UTF-8 is the usual encoding.

        Bad:  <?xml version="1.0" encoding="ISO-8859-1"?><Response><Say>Caf{0xE9}</Say></Response>
        Good: <?xml version="1.0" encoding="UTF-8"?><Response><Say>Caf{0xC3 0xA9}</Say></Response>
        """),
    Rule("charset-mismatch", "warning", None, text="""
        The HTTP header has a charset other than the encoding of the document.

        An XML parser uses the encoding of the document. Other readers may show wrong letters.

        Bad:  HTTP 200, Content-Type: text/xml; charset=latin1, <Response><Say>Caf{0xC3 0xA9}</Say></Response>
        Good: HTTP 200, Content-Type: text/xml; charset=utf-8, <Response><Say>Caf{0xC3 0xA9}</Say></Response>
        """),  # noqa: E501  an example is one line
)  # fmt: skip
_FAULT_RULES = {rule.name: rule for rule in FAULTS}
FOREIGN = Rule("foreign-xml", "info", None, text="""
        An XML file in a folder has a root that is not <Response> or similar.

        A root similar to <Response>, such as <response>, does not count if no element in it is an
        element of TwiML. twiml-check skips the file. To check it, name the file itself.
        """)  # fmt: skip


def reading_problems(hop: Hop) -> Iterator[tuple[Rule, Problem]]:
    """Yield the faults of the reader, as problems of the rules with the same names."""
    if hop.document is None or hop.handling == "json" or is_unrendered(hop):
        return
    for error in hop.document.faults:
        prolog = hop.product == "messaging" and _begins_with_text(hop.document, error)
        code = EMPTY_CODE[hop.product] if error.kind == "empty-body" else 12200 if prolog else None
        advice, note = error.help, NOT_IN_PROLOG if prolog else ""
        if error.kind == "json-body" and not advice:
            advice = OTHER_JSON if hop.via == "file" else NO_JSON
        problem = Problem(error.message, advice, note, error.label, error.location, code)
        yield _FAULT_RULES[error.kind], problem._replace(edits=error.edits)


def _begins_with_text(document: Document, error: ParseError) -> bool:
    """Say whether the parser found text where only the outermost element is allowed."""
    where = error.location
    if error.kind not in PROLOG or where is None:
        return False
    return document.source.lines[where.line - 1][where.column - 1 : where.column] != "<"


def foreign_problem() -> Problem:
    """Return the problem of a skipped file."""
    return Problem("this is not TwiML: not checked", help="name the file itself to check it")


@rule("wrong-root", "error", 12102, subject="exchange", sure_in_templates=True, fixable=True)
def wrong_root(hop: Hop) -> Iterator[Problem]:
    """The outermost element is not <Response>.

    Twilio runs nothing of the document. The name is case-sensitive.

    Bad:  <response/>
    Good: <Response/>
    """
    if hop.document is None or hop.document.root is None:
        return
    root = hop.document.root
    if root.name != "Response":
        yield Problem(
            f"the root element is <{cut(root.name)}>, not <Response>",
            help=_root_help(root.name, [child.name for child in root.children], root.text),
            label="must be <Response>",
            location=hop.document.at(root),
            edits=hop.document.rename(root, "Response") if _is_response(root) else (),
        )


def _is_response(root: Element) -> bool:
    """Say whether the root was certainly meant as <Response>: its first child is a verb."""
    children = [child.name for child in root.children]
    if not meant(root.name, ["Response"]) or _has_text(root):
        return False
    return bool(meant(children[0], VERBS)) if children else root.name.lower() == "response"


def _has_text(element: Element) -> bool:
    return bool(element.text.strip(" \t\r\n"))


def _root_help(name: str, children: list[str], text: str) -> str:
    if name.lower() == "html":
        return "respond with TwiML: this is a web page"
    if name.lower() == "response":
        return "write <Response>: names are case-sensitive"
    if near(name, ["Response"]):
        return "write <Response>"
    if name == "string" and "<Response" in text:
        return 'return the TwiML as content, not as a string: Content(twiml, "text/xml") in ASP.NET'
    if "Response" in children:
        return f"remove <{cut(name)}>, so that <Response> is the outermost element"
    if near(name, ["TwiML"]) or (children and children[0] in VERBS):
        return f"write <Response> in place of <{cut(name)}>"
    return "put everything between <Response> and </Response>"


@rule("inline-too-long", "error", 32018, subject="exchange")
def inline_too_long(hop: Hop) -> Iterator[Problem]:
    """A document for the REST API (--inline) has more than 4,000 characters.

    The response of a webhook can have up to 64 KiB.

    With: --inline
    Bad:  <Response>{<Say>Hello</Say> * 300}</Response>
    Good: <Response>{<Say>Hello</Say> * 100}</Response>
    """
    if hop.mode.inline and hop.document and len(hop.document.source.text) > INLINE_LIMIT:
        yield Problem(
            f"the document has {len(hop.document.source.text):,} characters; "
            f"the REST API accepts at most {INLINE_LIMIT:,}",
            help="pass the URL of the document instead",
        )
