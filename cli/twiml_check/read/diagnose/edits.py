"""The edits that certainly fix a fault; none if the author may have meant something else."""

import re

from twiml_check.model.source import Edit
from twiml_check.read.diagnose.parse_stop import ParseStop

Edits = tuple[Edit, ...]

FIVE = ("amp", "lt", "gt", "quot", "apos")
"""The entities that XML defines."""
_FREE_LESS_THAN = re.compile(r"<[ \t]*[\d=$€£][^<>]*<")
_ADDRESS = re.compile(r"<[^\s<>@/&\"'=]+@[^\s<>@/&\"'=]+>")
_BARE_VALUE = re.compile(r"[\w.+-]+(?=\s*/?>|\s+[^\W\d][\w.:-]*\s*=)")
_DOUBLE, _SINGLE = "“”„«»", "‘’‚"  # noqa: RUF001 - quotes from word processors
_CURLY_VALUE = re.compile(
    rf"""[{_DOUBLE}][^{_DOUBLE}"<>]*[{_DOUBLE}](?=\s|/?>)"""
    rf"""|[{_SINGLE}][^{_SINGLE}"<>]*[{_SINGLE}](?=\s|/?>)"""
)
_WHOLE_ATTRIBUTE = re.compile(r"""[^\W\d][\w.:-]*\s*=\s*("[^"<]*"|'[^'<]*')(?=[\s/>])""")
_EARLIER = r"""\s{}\s*=\s*("[^"<]*"|'[^'<]*')"""
_DOCTYPE = re.compile(r"<!DOCTYPE\s+[\w:.-]+\s*>\s*")
_NO_QUESTION_MARK = re.compile(r"""<\?xml(?:\s+[a-z]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))+\s*(>)""")
_IN_COMMENT = re.compile(r"(-{2,}+)(?:[^<>-][^<>]*-->|>)")


def remove(stop: ParseStop, start: int, end: int) -> Edits:
    """Return the edit that removes characters."""
    return (stop.source.edit(start, end, ""),)


def insert(stop: ParseStop, place: int, text: str) -> Edits:
    """Return the edit that writes a text before a character."""
    return (stop.source.edit(place, place, text),)


def ampersand(stop: ParseStop, start: int, name: str) -> Edits:
    """Escape a bare `&`, or write the semicolon after it; `name` is the word after it."""
    from html.entities import html5

    end = start + 1 + len(name)
    after = stop.text[end : end + 1]
    if name in FIVE:
        return insert(stop, end, ";") if after in ("<", " ", "\t", "\r", "\n") else ()
    if (name.startswith("#") and name != "#") or (name in html5 and after != "="):
        return ()  # a reference without its semicolon
    return (stop.source.edit(start, start + 1, "&amp;"),)


def entity(stop: ParseStop, start: int, end: int, name: str) -> Edits:
    """Write the number of the character that HTML 4 names.

    HTML 5 has 2,000 more names: some are slips of others, such as `&mp;` and `&Gt;`.
    """
    from html.entities import name2codepoint

    if name.isupper() and name.lower() in FIVE:
        return (stop.source.edit(start, end, f"&{name.lower()};"),)
    number = name2codepoint.get(name)
    return (stop.source.edit(start, end, f"&#{number};"),) if number else ()


def less_than(stop: ParseStop, start: int) -> Edits:
    """Escape the `<` before a number or an email address in a text."""
    if not (_FREE_LESS_THAN.match(stop.text, start) or _ADDRESS.match(stop.text, start)):
        return ()
    return (stop.source.edit(start, start + 1, "&lt;"),)


def quotes(stop: ParseStop, place: int) -> Edits:
    """Write straight quotes around a value that has none, or typographic ones."""
    if found := _CURLY_VALUE.match(stop.text, place):
        last = found.end() - 1
        return (stop.source.edit(place, place + 1, '"'), stop.source.edit(last, last + 1, '"'))
    if found := _BARE_VALUE.match(stop.text, place):
        return (*insert(stop, place, '"'), *insert(stop, found.end(), '"'))
    return ()


def space(stop: ParseStop, place: int) -> Edits:
    """Write a space before an attribute that is complete."""
    return insert(stop, place, " ") if _WHOLE_ATTRIBUTE.match(stop.text, place) else ()


def repeated(stop: ParseStop, name: str) -> Edits:
    """Remove the second of two equal attributes of an element."""
    second = _WHOLE_ATTRIBUTE.match(stop.text, stop.at)
    begin = stop.text.rfind("<", 0, stop.at)
    earlier = re.compile(_EARLIER.format(re.escape(name))).findall(stop.text, begin, stop.at)
    if second is None or [each[1:-1] for each in earlier] != [second[1][1:-1]]:
        return ()
    before = stop.text[begin : stop.at].rstrip()
    return remove(stop, begin + len(before), second.end())


def hyphens(stop: ParseStop, dashes: int) -> Edits:
    """Write one hyphen for several in a comment, and two at its end."""
    found = _IN_COMMENT.match(stop.text, dashes)
    if found is None:
        return ()
    return (stop.source.edit(*found.span(1), "--" if stop.text[found.end(1)] == ">" else "-"),)


def doctype(stop: ParseStop, start: int) -> Edits:
    """Remove a document type declaration that has only a name."""
    found = _DOCTYPE.match(stop.text, start)
    return remove(stop, *found.span()) if found else ()


def question_mark(stop: ParseStop) -> Edits:
    """Write the `?` at the end of the XML declaration."""
    found = _NO_QUESTION_MARK.match(stop.text)
    return insert(stop, found.start(1), "?") if found else ()
