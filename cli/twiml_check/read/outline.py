r"""The outline of a plain document: its tags, and where words stand between them.

Two documents of the same outline differ only in what no rule looks at: the wording of a text,
the middle of a path. So a folder of a thousand alike documents is judged once (`familiar`).
What is not plain beyond doubt has no outline and is read in full: comments, CDATA, other entities
than XML's own five, `>` in a value, an encoding other than UTF-8.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from twiml_check.vocabulary.grammar import GRAMMAR

Outline = tuple[str, ...]
"""Of one verb: its start tag, and then tags, texts and end tags as they come."""

_CONTROL = bytes({*range(32)} - {9, 10, 13})
_UNUSUAL = (b"{{", b"]]>", b"\xef\xbf")
"""Templates, what cannot stand in a text, and where the characters lie that XML refuses."""
_ENTITIES = (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;")
_BLANK = " \t\r\n"
_SPLIT = re.compile(r"<([^<>]*)>")
_PROLOGS = {
    *('?xml version="1.0" encoding="UTF-8"?', '?xml version="1.0" encoding="utf-8"?'),
    '?xml version="1.0"?',
}
_ATTRIBUTE = r"""\s+((?:xml:)?[A-Za-z][A-Za-z0-9-]*)\s*=\s*("[^"]*"|'[^']*')"""
_TAG = re.compile(rf"([A-Za-z][A-Za-z0-9-]*)((?:{_ATTRIBUTE})*)[ \t\r\n]*(/?)")
_END = re.compile(r"/([A-Za-z][A-Za-z0-9-]*)[ \t\r\n]*")
_PART = r"[A-Za-z0-9_~-]+"
_URL = re.compile(
    rf"((?:https?://[A-Za-z0-9.-]+(?::\d+)?)?)(/(?:{_PART}(?:/{_PART})*/?)?)(\.[A-Za-z0-9]+|)"
    r"(\?(?:[A-Za-z0-9_.~=-]|&amp;)*|)"
)
_LONGEST_URL = 200
_MOST_WORDS = 300
"""Characters of text in one verb: more may be too long, once it is encoded."""
_MOST_TAGS = 4000
"""Tags that are remembered."""
_TYPES_OF_URLS = {"url", "relative-or-absolute-url"}
_WORDS, _URLS = "…", "/…"
_CLOSED = "/"

_rows = [tag for grammar in GRAMMAR.values() for tag in grammar.tags.values()]
_attributes = [pair for tag in _rows for pair in tag.attributes.items()]
_URL_ATTRIBUTES = {name for name, row in _attributes if row.type in _TYPES_OF_URLS} - {
    name for name, row in _attributes if row.type not in _TYPES_OF_URLS
}
_SPOKEN = {tag.name for tag in _rows if tag.content == "mixed-ssml"} | {"Message", "Body", "Sms"}
_LINKS = {tag.name for tag in _rows if tag.content == "url"}


class _Tag(NamedTuple):
    kind: str
    """`<`, `/` for an end tag, `/>` for an empty element."""
    name: str
    line: str
    """Its line of the outline."""


def outlines(raw: bytes) -> list[Outline] | None:
    """The verbs of a document, each as its outline; None for one that is not plain."""
    if len(raw.translate(None, _CONTROL)) != len(raw) or any(each in raw for each in _UNUSUAL):
        return None
    if b"&" in raw and raw.count(b"&") != sum(map(raw.count, _ENTITIES)):
        return None
    try:
        parts = _SPLIT.split(raw.decode())
    except UnicodeDecodeError:
        return None
    begin = 3 if len(parts) > 4 and parts[1] in _PROLOGS and not parts[0] else 1
    if raw.count(b"<") != len(parts) // 2:
        return None  # one that begins no tag
    if len(parts) < 5 or parts[begin] != "Response" or parts[-2] != "/Response":
        return None
    outside = parts[0] + parts[-1] + (parts[2] if begin == 3 else "")
    if outside.strip(_BLANK) or parts[begin + 1].strip(_BLANK):
        return None
    return _verbs(parts[begin + 2 : -2])


def _verbs(parts: list[str]) -> list[Outline] | None:
    """The outlines in what stands in <Response>: tags, each with the text after it."""
    found: list[Outline] = []
    lines: list[str] = []
    around: list[str] = []
    spoken = 0
    pairs = iter(parts)
    for written, text in zip(pairs, pairs, strict=True):
        tag = _tags.get(written) or _tag(written)
        if tag is None:
            return None
        kind, name, line = tag
        lines.append(line)
        if kind == "<":
            around.append(name)
        elif kind == "/" and (not around or around.pop() != name):
            return None
        if text and not text.isspace():
            if not around:
                return None
            if around[-1] in _SPOKEN:
                spoken += len(text)
                lines.append(_WORDS)
            else:
                lines.append(_link(text) if around[-1] in _LINKS else text)
        if not around:
            if spoken > _MOST_WORDS:
                return None
            found.append(tuple(lines))
            lines, spoken = [], 0
    return None if around else found


_tags: dict[str, _Tag] = {}


def _tag(written: str) -> _Tag | None:
    """What stands between `<` and `>`; remembered, for a document has few different ones."""
    tag = _end_tag(written) if written[:1] == "/" else _start_tag(written)
    if tag:
        if len(_tags) >= _MOST_TAGS:
            _tags.clear()
        _tags[written] = tag
    return tag


def _end_tag(written: str) -> _Tag | None:
    match = _END.fullmatch(written)
    return _Tag("/", match[1], _CLOSED) if match else None


def _start_tag(written: str) -> _Tag | None:
    match = _TAG.fullmatch(written)
    if match is None:
        return None
    pairs = re.findall(_ATTRIBUTE, match[2])
    if len({name for name, _ in pairs}) != len(pairs):
        return None
    values = (
        f"{name}={_link(value) if name in _URL_ATTRIBUTES else value}" for name, value in pairs
    )
    return _Tag("/>" if match[5] else "<", match[1], " ".join((match[1], *values, match[5])))


def _link(value: str) -> str:
    """An address without the middle of its path, if it is an ordinary one."""
    match = _URL.fullmatch(value.strip("\"'" + _BLANK)) if len(value) < _LONGEST_URL else None
    if match is None:
        return value
    host, _, suffix, query = match.groups()
    return f"{host}{_URLS}{suffix}{query[:1]}"
