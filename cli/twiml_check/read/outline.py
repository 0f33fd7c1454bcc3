r"""The outline of a plain document: its tags, and what kind of text follows each.

Two documents of the same outline differ only in what no rule looks at: the wording of a text,
the middle of a path. So a folder of a thousand alike documents is judged once (`familiar`).
What is not plain beyond doubt has no outline and is read in full: CDATA, `<` or `>` that begin and
end no tag, entities but XML's own five, encodings but UTF-8.

What is done for each tag runs in C: with 60 kB this takes half the time that a parser does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import NamedTuple

from twiml_check.vocabulary.grammar import GRAMMAR

Outline = tuple[str, ...]
"""Of one verb: a line for each tag, begun with + for a start tag, / for an end tag. NUL stands
before the text that follows, twice before its kind, and 1 for the middle of a path: no document
has these characters."""

_CONTROL = bytes({*range(32)} - {*b"\t\n\r"})
_NO_BRACKETS = bytes({*range(256)} - {*b"<>"})
_ENTITIES = (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;")
_BLANK = " \t\r\n"
_PROLOGS = {
    f"?xml version={q}1.0{q}{encoding}{alone}?"
    for q in "\"'"
    for encoding in ("", f" encoding={q}UTF-8{q}", f" encoding={q}utf-8{q}")
    for alone in ("", f" standalone={q}yes{q}")
}
_COMMENT = r"<!--[^<>-]*(?:-[^<>-]+)*-->"
_NAME = r"[A-Za-z][A-Za-z0-9-]*"
_ATTRIBUTE = rf"""[ \t\r\n]+((?:xml:)?{_NAME})[ \t\r\n]*=[ \t\r\n]*("[^"]*"|'[^']*')"""
_START = re.compile(rf"({_NAME})((?:{_ATTRIBUTE})*)[ \t\r\n]*(/?)")
_END = re.compile(rf"/({_NAME})[ \t\r\n]*")
_PART = r"[A-Za-z0-9_~-]+"
_URL = re.compile(
    rf"((?:https?://[A-Za-z0-9.-]+(?::\d+)?)?)(/(?:{_PART}(?:/{_PART})*/?)?)(\.[A-Za-z0-9]+|)"
    r"(\?(?:[A-Za-z0-9_.~=-]|&amp;)*|)"
)
_LONGEST_URL = 200
_LONGEST_TAG = 500
_MOST_TAGS = 4000
"""Characters of the longest tag that is remembered, and how many are."""
SIZES = {"a": (100, 3), "b": (400, 3), "c": (1000, 3), "u": (100, 12)}
"""Of a text: characters at the most, and what each may come to once it is URL-encoded."""

_rows = [tag for grammar in GRAMMAR.values() for tag in grammar.tags.values()]
_types = {(name, row.type) for tag in _rows for name, row in tag.attributes.items()}
_URL_TYPES = {"url", "relative-or-absolute-url"}
_URL_ATTRIBUTES = {name for name, kind in _types if kind in _URL_TYPES} - {
    name for name, kind in _types if kind not in _URL_TYPES
}
_LINKS = {tag.name for tag in _rows if tag.content == "url"}
_SSML = {tag.name for tag in _rows if tag.kind == "ssml"}
_SPOKEN = _SSML | {"Say", "Message", "Body", "Sms"}


_SAFE = rb"[ -%'-;=?-Z\\^-z|}~\t\r\n]"
"""Neither `<`, `>` and `&` nor the brackets of a template or of CDATA, and ASCII."""
_WORDING = re.compile(
    rb"(<(?:%s)(?:[ \t\r\n][^<>]*)?(?<!/)>)[ \t\r\n]{0,20}(?![ \t\r\n])%s{1,80}(?=<)"
    % ("|".join(sorted(_SPOKEN)).encode(), _SAFE)
)


class _Tag(NamedTuple):
    line: str
    depth: int
    """1 for a start tag, -1 for an end tag, 0 for an empty element."""
    kind: Callable[[str], str]
    """What counts of the text that follows it."""


def outlines(raw: bytes) -> list[Outline] | None:
    """The verbs of a document, each as its outline; None for one that is not plain.

    That each end tag ends the right element is left to `nested`.
    """
    brackets = raw.translate(None, _NO_BRACKETS)
    if brackets != b"<>" * (len(brackets) // 2) or len(raw.translate(None, _CONTROL)) != len(raw):
        return None
    # Templates, and where the characters lie that XML refuses.
    if b"{{" in raw or b"{%" in raw or b"]]" in raw or b"\xef\xbf" in raw:
        return None
    if b"&" in raw and raw.count(b"&") != sum(map(raw.count, _ENTITIES)):
        return None
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    prolog = text.startswith("<?xml")
    if "<!--" in text:
        text = re.sub(_COMMENT, "", text)
    parts = text.replace(">", "<").split("<")
    begin = 3 if prolog and parts[1] in _PROLOGS else 1
    if len(parts) == begin + 2 and parts[begin] in ("Response/", "Response /"):
        return None if (parts[0] + parts[-1] + parts[begin - 1]).strip(_BLANK) else []
    if len(parts) < 5 or parts[begin] != "Response" or parts[-2] != "/Response":
        return None
    outside = parts[0] + parts[-1] + parts[begin + 1] + (parts[2] if begin == 3 else "")
    return None if outside.strip(_BLANK) else _verbs(parts[begin + 2 : -2])


def unworded(raw: bytes) -> bytes | None:
    """A document without the short texts that are said or sent in it, faster than `outlines`.

    Plain documents of which the same is left have the same outlines. None where a comment may cut
    a text in two, or where a NUL stands that is not from here.
    """
    if b"<!--" in raw or b"\0" in raw:
        return None
    return b"\0".join(_WORDING.split(raw.rstrip(b" \t\r\n")))


def nested(outline: Outline) -> bool:
    """Whether each end tag of an outline ends the element that it should.

    And whether a text of which only the size is left stands where it is spoken or sent.
    """
    around: list[str] = []
    for line in outline:
        tag, _, text = line.partition("\0")
        name = tag.partition(" ")[0]
        if name[0] == "+":
            around.append(name[1:])
        elif name[0] == "/" and (not around or around.pop() != name[1:]):
            return False
        if text[:1] == "\0" and (not around or around[-1] not in _SPOKEN):
            return False
    return not around


def encoded(outline: Outline) -> int:
    """Characters that its texts come to at the most, once they are URL-encoded."""
    return sum(_encoded(line.partition("\0")[2]) for line in outline)


def _encoded(text: str) -> int:
    if text[:1] == "\0":
        characters, each = SIZES[text[1]]
        return characters * each
    return 3 * len(text.encode())


def _verbs(parts: list[str]) -> list[Outline] | None:
    """The outlines in what stands in <Response>: tag, text, tag, text …"""
    written, texts = parts[::2], parts[1::2]
    try:
        tags = [*map(_tags.__getitem__, written)]
    except KeyError:
        tags = [tag for each in written if (tag := _tags.get(each) or _tag(each))]
        if len(tags) < len(written):
            return None
    lines = [
        tag[0]
        if not text or (text.isspace() and not text.strip(_BLANK))
        else f"{tag[0]}\0{tag[2](text)}"
        for tag, text in zip(tags, texts, strict=True)
    ]
    depths = list(accumulate(map(itemgetter(1), tags)))
    if depths and depths[-1]:
        return None
    ends = [end for end, depth in enumerate(depths, 1) if not depth]
    return [tuple(lines[begin:end]) for begin, end in pairwise([0, *ends])]


def _said(text: str) -> str:
    """The size of a text that is spoken or sent; a longer one in full."""
    length = len(text)
    if not text.isascii():
        return "\0u" if length <= SIZES["u"][0] else text
    if length <= SIZES["a"][0]:
        return "\0a"
    return next((f"\0{size}" for size in "bc" if length <= SIZES[size][0]), text)


@lru_cache(maxsize=1000)
def _link(value: str) -> str:
    """An address without the middle of its path, if it is an ordinary one."""
    match = _URL.fullmatch(value.strip(_BLANK)) if len(value) < _LONGEST_URL else None
    if match is None:
        return value
    host, _, suffix, query = match.groups()
    return f"{host}\1{suffix}{query[:1]}"


_tags: dict[str, _Tag] = {}


def _tag(written: str) -> _Tag | None:
    """What stands between `<` and `>`; remembered, for a document has few different ones."""
    tag = _end_tag(written) if written.startswith("/") else _start_tag(written)
    if tag and len(written) <= _LONGEST_TAG:
        if len(_tags) >= _MOST_TAGS:
            _tags.clear()
        _tags[written] = tag
    return tag


def _end_tag(written: str) -> _Tag | None:
    match = _END.fullmatch(written)
    return _Tag(f"/{match[1]}", -1, _said if match[1] in _SSML else str) if match else None


def _start_tag(written: str) -> _Tag | None:
    match = _START.fullmatch(written)
    if match is None:
        return None
    name, attributes, _, _, empty = match.groups()
    pairs = re.findall(_ATTRIBUTE, attributes)
    keys = {key for key, _ in pairs}
    if len(keys) != len(pairs) or "xmlns" in keys:
        return None
    values = "".join(_setting(key, value[1:-1]) for key, value in pairs)
    if empty:
        return _Tag(f".{name}{values}", 0, _said if name in _SSML else str)
    kind = _link if name in _LINKS else _said if name in _SPOKEN else str
    return _Tag(f"+{name}{values}", 1, kind)


def _setting(key: str, value: str) -> str:
    """An attribute in quotes that do not stand in its value, as it would seem to be two."""
    quote = '"' if "'" in value else "'"
    return f" {key}={quote}{_link(value) if key in _URL_ATTRIBUTES else value}{quote}"
