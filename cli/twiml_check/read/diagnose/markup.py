"""Mistakes inside a tag, a comment or another piece of markup."""

import re

from twiml_check.model.document import MARK, ParseError
from twiml_check.model.source import Edit
from twiml_check.read.diagnose import edits
from twiml_check.read.diagnose.around_root import closes_nothing
from twiml_check.read.diagnose.parse_stop import (
    INVALID_TOKEN,
    UNCLOSED_TOKEN,
    VERSION,
    ParseStop,
    quoted,
)

_UNCLOSED_SECTION = 20
_MISPLACED_DECLARATION = 17
_DECLARATION_ERROR = 30
_NAME = re.compile(r"[^\W\d][\w.:-]*")
_CLOSING_NAME = re.compile(r"</\s*([^\s<>]*)")
_DIGIT_TAG = re.compile(r"<[\w.-]+\s*/?>")
_ADDRESS = re.compile(r"<[^\s<>@]+@[^\s<>]+>")
_GOOD = re.compile(r"""\s+[^\W\d][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_BEGUN = re.compile(r"(\s*)([^\W\d][\w.:-]*)(\s*=\s*)?")
_WORD = re.compile(r"""[^\s<>"'/]*""")
_DECLARATION_END = re.compile(r"\?(?!>)|[\r\n]|\Z")
_VERSION = re.compile(r"""<\?xml\s+version\s*=\s*["']([^"'<>]*)""")
_PARTS = ("version", "encoding", "standalone")
_PART = re.compile(r"""\s([^\s="'<>?]+)\s*=\s*["']([^"'<>]*)["']""")
_ONE_HYPHEN = "write one hyphen, or remove the comment"
_CURLY = "“”„‘’‚«»`´"  # noqa: RUF001 - quotes from word processors


def comment(stop: ParseStop) -> ParseError | None:
    """Diagnose a comment without an end, or with `--` inside."""
    if stop.code == UNCLOSED_TOKEN and stop.text.startswith("<!--", stop.at):
        return stop.fault(
            "unclosed-comment",
            "this comment is never closed",
            "write --> at the end of the comment",
            "never closed",
            stop.at,
            4,
        )
    dashes = stop.at - 2
    begin = stop.text.rfind("<!--", 0, max(dashes, 0))
    if stop.code != INVALID_TOKEN or begin < 0:
        return None
    if stop.text[dashes : stop.at] != "--" or "-->" in stop.text[begin + 4 : stop.at]:
        return None
    nested = stop.text.startswith("<!", dashes - 2)
    own = stop.text[begin + 4 : dashes].lstrip().startswith(MARK)
    change = f"write a colon before the reason: {MARK} ignore RULE: REASON" if own else _ONE_HYPHEN
    return stop.fault(
        "double-hyphen-in-comment",
        "a comment begins inside a comment" if nested else "-- is not allowed inside a comment",
        "remove the inner comment" if nested else change,
        "not allowed here",
        dashes - 2 * nested,
        4 if nested else 2,
        () if nested or own else edits.hyphens(stop, dashes),
    )


def section(stop: ParseStop) -> ParseError | None:
    """Diagnose CDATA without an end, or `]]>` without a beginning."""
    if stop.code == _UNCLOSED_SECTION:
        start = max(stop.text.rfind("<![CDATA[", 0, stop.at), 0)
        return _broken(stop, "this CDATA section is never closed", "write ]]> at its end", start, 9)
    if stop.code == INVALID_TOKEN and stop.text.startswith("]]>", max(stop.at - 2, 0)):
        return _broken(stop, "]]> is not allowed in text", "write ]]&gt;", stop.at - 2, 3)
    return None


def version(stop: ParseStop) -> ParseError | None:
    """Diagnose an XML declaration that names a version of XML other than 1.0 and 1.1."""
    found = _VERSION.match(stop.text) if stop.code == VERSION else None
    if not found:
        return None
    return stop.fault(
        "not-well-formed",
        f'"{quoted(found.group(1))}" is not a version of XML',
        'write <?xml version="1.0" encoding="UTF-8"?>',
        "must be 1.0",
        found.start(1),
        max(len(found.group(1)), 1),
        (stop.source.edit(*found.span(1), "1.0"),),
    )


def instruction(stop: ParseStop) -> ParseError | None:
    """Diagnose an invalid XML declaration, or program code that the server did not run."""
    start = stop.text.rfind("<", 0, stop.at + 1)
    if not stop.text.startswith("<?", max(start, 0)):
        return None
    if stop.text.startswith("<?xml", start):
        return _declaration(stop, start)
    if stop.code not in (INVALID_TOKEN, UNCLOSED_TOKEN):
        return None
    word = quoted(stop.text[start : start + 20])
    help_ = "make the server run the program code, or write ?> at the end of the instruction"
    return _broken(stop, f'"{word}" begins an instruction that does not end', help_, start, 2)


def tag(stop: ParseStop) -> ParseError | None:
    """Diagnose a start tag or closing tag that is not valid."""
    if stop.code not in (INVALID_TOKEN, UNCLOSED_TOKEN):
        return None
    start = stop.text.rfind("<", 0, stop.at + (stop.code == UNCLOSED_TOKEN))
    if start < 0:
        return None
    if stop.text.startswith("</", start):
        return _closing(stop, start) if stop.inside else closes_nothing(stop, start)
    name = _NAME.match(stop.text, start + 1)
    if name is None:
        return _no_name(stop, start)
    if name.group().count(":") > 1:
        message = f"the name {quoted(name.group())} has more than one colon"
        return _broken(stop, message, "remove the colons", start, 1 + len(name.group()))
    if stop.text[name.end() : name.end() + 1].strip(" \t\r\n/><") and name.end() >= stop.at - 1:
        return _no_tag(stop, start)
    return _attributes(stop, start, name.end())


def _attributes(stop: ParseStop, start: int, position: int) -> ParseError | None:
    """Diagnose the first attribute in the tag that is not `name="value"`."""
    while good := _GOOD.match(stop.text, position):
        position = good.end()
    begun = _BEGUN.match(stop.text, position)
    if begun is None:
        return _tag_ends(stop, start, position)
    if begun.group(3) is None:
        return _without_value(stop, start, begun)
    if not begun.group(1):
        return _no_blank(stop, begun)
    return _value(stop, start, begun)


def _value(stop: ParseStop, start: int, begun: re.Match[str]) -> ParseError | None:
    """Diagnose a value without quotes, with curly quotes, with one quote, or with `<` in it."""
    name, place = quoted(begun.group(2)), begun.end()
    quote = stop.text[place : place + 1]
    if not quote:
        return _unclosed(stop, start)
    if quote in _CURLY:
        message = f'the value of "{name}" has typographic quotes'
        help_ = f'write {name}="…" with straight quotes'
        certain = edits.quotes(stop, place)
        return _quotes(stop, message, help_, "typographic quote", place, certain=certain)
    if quote not in "\"'":
        word = _WORD.match(stop.text, place)
        value = word.group() if word else ""
        if not value:
            message = f'the attribute "{name}" has no value'
            return _quotes(stop, message, f'write {name}="…"', "no value", place)
        message, help_ = f'the value of "{name}" has no quotes', f'write {name}="{quoted(value)}"'
        certain = edits.quotes(stop, place)
        return _quotes(stop, message, help_, "no quotes", place, len(value), certain)
    less, greater = stop.text.find("<", place), stop.text.find(">", place)
    if less < 0 or 0 <= greater < less:
        message = f'the value of "{name}" has no closing quote'
        return _quotes(
            stop, message, f"write {quote} at the end of the value", "never closed", place
        )
    return _less_than(stop, less, f'< is not allowed in the value of "{name}"')


def _without_value(stop: ParseStop, start: int, begun: re.Match[str]) -> ParseError:
    """Diagnose a word in a tag: an attribute without a value, or text after a tag without `>`."""
    less, greater = stop.text.find("<", begun.start()), stop.text.find(">", begun.start())
    word, name = quoted(begun.group(2)), _name(stop, start)
    place, length = begun.start(2), len(begun.group(2))
    if greater < 0 or 0 <= less < greater:
        return stop.fault(
            "unclosed-tag",
            f"the tag <{name}> has no >",
            f'write > before "{word}"',
            "still inside the tag",
            place,
            length,
        )
    if not begun.group(1):
        return _no_blank(stop, begun)
    help_ = f'write {word}="…", with the value between the quotes'
    message = f'the attribute "{word}" has no value'
    return _quotes(stop, message, help_, "no value", place, length)


def _no_blank(stop: ParseStop, begun: re.Match[str]) -> ParseError:
    message = f'there is no space before "{quoted(begun.group(2))}"'
    help_ = "write a space between attributes; in a value, write &quot; for a quote"
    place, certain = begun.start(2), edits.space(stop, begun.start(2))
    return _quotes(stop, message, help_, "right after a quote", place, len(begun.group(2)), certain)


def _tag_ends(stop: ParseStop, start: int, position: int) -> ParseError | None:
    """Diagnose a character in a tag that cannot begin an attribute."""
    rest = stop.text[position : position + 100].lstrip()
    if not rest or rest.startswith("<"):
        return _unclosed(stop, start)
    if rest.startswith((">", "/>")):
        return None
    place = stop.text.index(rest[0], position)
    sign = "a quote" if rest[0] in _CURLY + "\"'" else f'"{quoted(rest[0])}"'
    message = f"{sign} is not allowed here in the tag <{_name(stop, start)}>"
    help_ = 'write attributes as name="value", with spaces between them'
    if sign == "a quote":
        return _quotes(stop, message, help_, "unexpected quote", place)
    return _broken(stop, message, help_, place, 1)


def _closing(stop: ParseStop, start: int) -> ParseError:
    found = _CLOSING_NAME.match(stop.text, start)
    name = quoted(found.group(1)) if found else ""
    return stop.fault(
        "unclosed-tag",
        f"the closing tag </{name}> contains more than its name",
        f"write </{name}>",
        "only the name",
        start,
        2 + len(name),
    )


def _no_name(stop: ParseStop, start: int) -> ParseError:
    if stop.text.startswith("<!", start):
        message, help_ = "<! does not begin a comment or CDATA here", "write <!-- or &lt;!"
        return _broken(stop, message, help_, start, 2)
    if digits := _DIGIT_TAG.match(stop.text, start):
        message = f"{quoted(digits.group())} is not a tag: names cannot begin with a digit or a dot"
        return _broken(stop, message, "use the name of a TwiML element", start, len(digits.group()))
    if stop.text.startswith("<%", start):
        return stop.fault(
            "bare-less-than",
            "the response contains template code that the server did not run",
            "make the server render the template, or write &lt;% instead of <%",
            "not run",
            start,
            2,
        )
    return _less_than(stop, start, "XML does not allow a bare <")


def _no_tag(stop: ParseStop, start: int) -> ParseError:
    if address := _ADDRESS.match(stop.text, start):
        return _less_than(stop, start, f"XML reads {quoted(address.group())} as a tag")
    word = quoted(stop.text[start : stop.at + 1])
    return _less_than(stop, start, f'< begins a tag, but "{word}" is not a tag')


def _unclosed(stop: ParseStop, start: int) -> ParseError:
    name = _name(stop, start)
    message, help_ = f"the tag <{name}> has no >", f"write > at the end of <{name}"
    return stop.fault("unclosed-tag", message, help_, "never closed", start, 1 + len(name))


def _declaration(stop: ParseStop, start: int) -> ParseError | None:
    if stop.code == UNCLOSED_TOKEN:
        line_end = _DECLARATION_END.search(stop.text, start + 2)
        place = line_end.start() if line_end else start
        return _broken(
            stop, "the XML declaration does not end with ?>", "write ?>", place,
            certain=edits.question_mark(stop),
        )  # fmt: skip
    if stop.code == _MISPLACED_DECLARATION:
        message = "there is an XML declaration in the middle of the document"
        help_ = "remove the declaration; it may come from an included template"
        return _broken(stop, message, help_, start, len("<?xml"))
    if stop.code not in (_DECLARATION_ERROR, INVALID_TOKEN):
        return None
    end = stop.text.find("?>", start)
    message = _slip_in(stop.text[start : end if end > 0 else start])
    return _broken(stop, message, 'write <?xml version="1.0" encoding="UTF-8"?>', stop.at, 1)


def _slip_in(declaration: str) -> str:
    """Return the fault of an XML declaration."""
    given = dict(_PART.findall(declaration))
    known = [name for name in given if name in _PARTS]
    strange = next((name for name in given if name not in _PARTS), "")
    if strange:
        return f'"{quoted(strange)}" is not allowed in an XML declaration'
    if "version" not in declaration:
        return "the XML declaration has no version"
    if known != sorted(known, key=_PARTS.index):
        return "the parts of the XML declaration are in the wrong order"
    if given.get("standalone", "yes") not in ("yes", "no"):
        return 'standalone must be "yes" or "no"'
    return "the XML declaration is not valid"


def _name(stop: ParseStop, start: int) -> str:
    found = _NAME.match(stop.text, start + 1)
    return quoted(found.group()) if found else ""


def _quotes(
    stop: ParseStop,
    message: str,
    help_: str,
    label: str,
    start: int,
    length: int = 1,
    certain: tuple[Edit, ...] = (),
) -> ParseError:
    return stop.fault("attribute-quotes", message, help_, label, start, length, certain)


def _less_than(stop: ParseStop, start: int, message: str) -> ParseError:
    help_, certain = "write &lt; instead of <", edits.less_than(stop, start)
    return stop.fault("bare-less-than", message, help_, "not escaped", start, edits=certain)


def _broken(
    stop: ParseStop,
    message: str,
    help_: str,
    start: int,
    length: int = 1,
    certain: tuple[Edit, ...] = (),
) -> ParseError:
    return stop.fault("not-well-formed", message, help_, "not XML", start, length, certain)
