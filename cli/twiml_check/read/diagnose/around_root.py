"""Bodies that are not one XML document: a web page, JSON, plain text, several documents."""

import re

from twiml_check.model.document import ParseError
from twiml_check.read.diagnose import edits
from twiml_check.read.diagnose.parse_stop import DOCTYPE, ParseStop, quoted

_BLANKS = re.compile(r"[ \t\r\n]*")
# Possessive and atomic: a document of nothing but comments must not cost more than its length.
_PROLOG = re.compile(r"(?:[ \t\r\n]++|(?><!--.*?-->)|(?><\?.*?\?>))*+", re.DOTALL)
_MARK = "\ufeff"
_DECLARATION = re.compile(r"<\?xml[ \t\r\n]")
_RESPONSE = re.compile(r"<Response(?=[\s/>])")
_JSON = re.compile(
    r'\{\s*(?:"|\}|$)|\[\s*(?:[{\["\]\d-]|true|false|null|$)|"(?=.*"\s*$)', re.DOTALL
)
_PAGE = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style|center|table"
    r"|h[1-6]|div|pre|p|br|b)(?=[\s/>]))",
    re.IGNORECASE,
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LOOK = 100
"""Number of characters to search for binary data."""
_TITLE = re.compile(r"<(?:title|h1)>([^<]*)<", re.IGNORECASE)
_FIRST = 4096
"""Number of characters to search for the title of a web page."""
_JSON_NAMES = {"{": "a JSON object", "[": "a JSON array", '"': "a JSON string"}

_WORD_BEFORE = re.compile(r"[^\s>]*\Z")
_LONGEST_WORD = 200
_NAME = re.compile(r"</?([^\s/>!?<][^\s/><]*)")
_DECLARATION_START = "<?xml"
_LINE = re.compile(r"[^\r\n<]*")

_ENTITY = re.compile(r"<!ENTITY\s+(%\s+)?([^\s\"'<>]+)")
_OUTSIDE = re.compile(r"<!ENTITY\s+(%\s+)?([^\s\"'<>]+)\s+(?:SYSTEM|PUBLIC)\b")


LAMBDA_HELP = "use the Lambda proxy integration of API Gateway, so that only body is sent"


def is_lambda_result(text: str) -> bool:
    """Say whether a text is the object that an AWS Lambda function returns to API Gateway."""
    return '"statusCode"' in text and '"body"' in text


def prolog_end(stop: ParseStop) -> int:
    """Return the first character after whitespace, comments and processing instructions."""
    found = _PROLOG.match(stop.text)
    return found.end() if found else 0


def empty(stop: ParseStop) -> ParseError | None:
    """Diagnose no bytes, or only whitespace."""
    text = stop.text
    if text.strip(" \t\r\n"):
        return None
    what = "has only spaces and line breaks" if text else "is empty"
    return ParseError("empty-body", f"the body {what}", "respond with <Response/> to do nothing")


def stray_mark(stop: ParseStop) -> ParseError | None:
    """Diagnose a byte order mark that is not the very first character."""
    if stop.text[stop.at : stop.at + 1] != _MARK:
        return None
    return stop.fault(
        "stray-byte-order-mark",
        "there is an invisible byte order mark (U+FEFF) here, where XML does not allow one",
        'save all files of the response as UTF-8 "without BOM"',
        "U+FEFF, invisible",
        stop.at,
        edits=edits.remove(stop, stop.at, stop.at + 1),
    )


def json(stop: ParseStop) -> ParseError | None:
    """Diagnose JSON, or a whole document inside a JSON string."""
    start = _first(stop)
    if stop.root or not _JSON.match(stop.text, start):
        return None
    help_ = "respond with the XML itself, as text/xml, and do not encode it as JSON"
    if "<Response" not in stop.text or is_lambda_result(stop.text):
        help_ = _elsewhere(stop.text)
    name = _JSON_NAMES[stop.text[start]]
    return stop.fault("json-body", f"the body is {name}, not TwiML", help_, "JSON", start)


def before_declaration(stop: ParseStop) -> ParseError | None:
    """Diagnose whitespace or anything else before `<?xml`."""
    found = _DECLARATION.search(stop.text, 1)
    if not found or stop.inside or stop.at > found.end():
        return None
    place, prefix = found.start(), stop.text[: found.start()]
    if _RESPONSE.search(prefix):
        return None
    if not prefix.strip(" \t\r\n"):
        return _blank_before(stop, place)
    only_misc = prolog_end(stop) >= place
    return stop.fault(
        "text-before-declaration",
        f'"{quoted(prefix)}" comes before the XML declaration',
        "remove the output before <?xml, or move it below",
        "must be at the very beginning" if only_misc else "printed before the document",
        place if only_misc else _first(stop),
        5 if only_misc else 1,
    )


def before_root(stop: ParseStop) -> ParseError | None:
    """Diagnose text, or another element, before `<Response>`."""
    found = _RESPONSE.search(stop.text)
    start = prolog_end(stop)
    if not found or found.start() <= start or stop.at > found.start():
        return None
    if stop.inside or stop.text[start : start + 2] in ("<!", "<?"):
        return None
    return stop.fault(
        "text-before-root",
        f'"{quoted(stop.text[start : found.start()])}" comes before <Response>',
        "remove it: only the XML declaration and comments are allowed before <Response>",
        "does not belong here",
        start,
    )


def web_page(stop: ParseStop) -> ParseError | None:
    """Diagnose HTML: an error page, a login, a tunnel's warning."""
    start = prolog_end(stop)
    if not _PAGE.match(stop.text, start):
        return None
    title = _TITLE.search(stop.text[start : start + _FIRST])
    name = quoted(title.group(1)) if title else ""
    return stop.fault(
        "html-page",
        "this is a web page" + (f' ("{name}")' if name else "") + ", not TwiML",
        "respond with TwiML at this URL: look for a wrong route, a login or an error page",
        "HTML",
        start,
    )


def plain_text(stop: ParseStop) -> ParseError | None:
    """Diagnose anything that does not begin with markup."""
    start = prolog_end(stop)
    if start == len(stop.text) or stop.text[start] == "<":
        return None
    message = f'this is not XML: it begins "{quoted(stop.text[start:])}"'
    if _BINARY.search(stop.text, start, start + _LOOK):
        message = "this is not XML but binary data"
    return stop.fault(
        "not-xml",
        message,
        "respond with TwiML: <Response/>, or <Response> with <Message> (SMS) or <Say> (call)",
        "XML begins with <",
        start,
    )


def after_root(stop: ParseStop) -> ParseError | None:
    """Diagnose a second root, a closing tag too many, or text."""
    if not stop.after_root:
        return None
    start = _start(stop)
    if stop.text.startswith("</", start):
        return closes_nothing(stop, start)
    if stop.text.startswith(_DECLARATION_START, start) or _NAME.match(stop.text, start):
        return _several_roots(stop, start)
    return None if stop.text.startswith("<", start) else _text(stop, start)


def closes_nothing(stop: ParseStop, start: int) -> ParseError:
    """Return a closing tag where no element is open."""
    found = _NAME.match(stop.text, start)
    name = quoted(found.group(1)) if found else ""
    return stop.fault(
        "mismatched-tag",
        f"</{name}> closes nothing: no element is open",
        "remove it, or the closing tag before it" if stop.root else "begin with <Response>",
        "nothing is open here",
        start,
        2 + len(name),
    )


def refused(stop: ParseStop) -> ParseError | None:
    """Diagnose a DOCTYPE: of a web page, with entities, or a plain one."""
    start = prolog_end(stop)
    if stop.code != DOCTYPE and not stop.text.startswith("<!DOCTYPE", start):
        return None
    return web_page(stop) or _entity(stop, start) or _plain(stop, start)


def _elsewhere(text: str) -> str:
    """Return the command for this JSON; empty for unknown JSON."""
    if is_lambda_result(text):
        return LAMBDA_HELP
    if '"states"' in text and '"initial_state"' in text:
        return "a Studio flow? twiml-check studio FLOW.json checks it"
    if '"actions"' in text and any(word in text for word in ('"tasks"', '"say"', '"collect"')):
        return "for Autopilot? twiml-check autopilot checks it"
    return ""


def _blank_before(stop: ParseStop, place: int) -> ParseError:
    lines = stop.source.place(place).line - 1
    what = "an empty line comes" if lines else "a space comes"
    if lines > 1:
        what = f"{lines} empty lines come"
    return stop.fault(
        "blank-before-declaration",
        f"{what} before the XML declaration",
        "print nothing before <?xml: look for spaces and empty lines in templates and includes",
        "must come first",
        place,
        5,
        edits.remove(stop, 0, place),
    )


def _first(stop: ParseStop) -> int:
    blanks = _BLANKS.match(stop.text)
    return blanks.end() if blanks else 0


def _start(stop: ParseStop) -> int:
    """Return the start of the word in which the parser stopped."""
    before = _WORD_BEFORE.search(stop.text[max(stop.at - _LONGEST_WORD, 0) : stop.at])
    return stop.at - (len(before.group()) if before else 0)


def _several_roots(stop: ParseStop, start: int) -> ParseError:
    found = _NAME.match(stop.text, start)
    first = quoted(stop.root.name) if stop.root else ""
    name = quoted(found.group(1)) if found else ""
    what = f"<{name}> comes after the end of <{first}>"
    if name == first:
        what = f"a second <{name}> comes after the first"
    if not name:
        what = f"a second XML declaration comes after the end of <{first}>"
    return stop.fault(
        "several-roots",
        f"{what}: a document has one outermost element",
        "write one document: put everything into one <Response>",
        "one too many",
        start,
        1 + len(name) if name else len(_DECLARATION_START),
    )


def _text(stop: ParseStop, start: int) -> ParseError:
    line = _LINE.match(stop.text, start)
    word = line.group().rstrip() if line else ""
    return stop.fault(
        "text-after-root",
        f'"{quoted(word)}" comes after the end of the document',
        "remove it: look for debug output, a return value or a footer of the framework",
        "nothing may come here",
        start,
        len(word),
    )


def _entity(stop: ParseStop, start: int) -> ParseError | None:
    outside = _OUTSIDE.search(stop.text, start)
    found = outside or _ENTITY.search(stop.text, start)
    if not found:
        return None
    how = "from another file or address; nothing was opened" if outside else "and TwiML has none"
    return stop.fault(
        "external-entity" if outside else "entity-declaration",
        f"the document declares the entity {'%' if found[1] else '&'}{quoted(found[2])}; {how}",
        "remove the DOCTYPE and write the text itself",
        "refused",
        found.start(),
        len("<!ENTITY"),
    )


def _plain(stop: ParseStop, start: int) -> ParseError:
    return stop.fault(
        "dtd",
        "the document has a DOCTYPE, and TwiML has none",
        "remove the <!DOCTYPE …>",
        "refused",
        start,
        len("<!DOCTYPE"),
        edits.doctype(stop, start),
    )
