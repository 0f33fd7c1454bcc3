"""Find and hide user names and passwords in any text, in any spelling.

Servers and documents quote URLs in forms, JSON and XML, inside one another, and broken: a password
with a slash, a quote or a space ends its URL too early. So each layer of escapes is decoded and
searched separately, and a hit is hidden at its place in the original. All of this takes linear
time. A false alarm costs a word of an error message, a miss costs a password.
"""

import re
from collections.abc import Callable, Iterable, Iterator

HIDDEN = "***"

Span = tuple[int, int]

_HINTS = ("@", "%40", "2540", "&#", "&commat", "\\u0040", "\\x40", "password")
"""A text without any of these, in lower case, has no credentials."""
_BEGIN = (
    r"(?i):[\\/]{2,}\s{0,8}|:[\\/]|[\\/]{2,}|(?<![\w:.+-])(?:https?|(sips?)):(?=[^\s\\/])"
    # http:bob:pw@host is now a path next to the document that contained it
    r"|(?<=[\w\]])/(?=(?!acct:|mailto:|sips?:)[^\s/\\?#@:<>\"]*:[^\s/\\?#<>\"]+@[\w-]+[.:])"
    # bob:pw@host.example/path is a URL without its scheme; Email:bob@host.example is not a URL
    r"|(?<![^\s>\"'=])(?=(?!(?:acct|client|mailto|sips?|xmpp):)[^\s/\\?#@:<>\"]{1,64}:"
    r"[^\s/\\?#@<>\"]{1,256}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}[/:?])"
)
_WORD_END = r'[\s<>"]'
_AUTHORITY_END = r"[/\\?#]|&(?=[\w.%\[\]-]{1,64}=)"
_PORT = r"""\d{1,5}(?:([/\\?#])|[\s<>&'",;)\]}]|[.:!]*(?:\s|\Z))"""
_SETTING = r"""(?i)password\s*=\s*\\?(?:"([^"]*(?=")|[^"<]*)|'([^']*(?=')|[^'<]*)|([^\s"'<>&]+))"""
_SIP = (
    r"(?i)<(?:sip|uri)\b[^<>]{0,4096}>\s*+(?:sips?:)?+(?![a-z]+://)"
    r"([^<>@:\"]{0,256}:[^<>]{0,1024})@"
)
"""A SIP address needs no scheme, and a broken one may have spaces: its element shows its kind."""
_ESCAPE = (
    r"(?i)%([0-7][0-9a-f])|\\(?:u00|x)([0-7][0-9a-f])|&#x0*([0-9a-f]{1,6});|&#0*([0-9]{1,7});"
    r"|&(amp|apos|quot|sol|bsol|colon|commat|num|quest);"
    r"|<!\[CDATA\[|\]\]>|<!--[^<>]*-->"
)
_ESCAPED_PERCENT = r"%(?:25)+(?=[0-7][0-9A-Fa-f])"
_NAMED = {
    "amp": "&", "apos": "'", "quot": '"', "sol": "/", "bsol": "\\", "colon": ":", "commat": "@",
    "num": "#", "quest": "?",
}  # fmt: skip
_DEPTH = 6
"""Number of layers that are decoded one by one; deeper layers are decoded together."""
_REACH = 1024
"""Characters after which a space or a quote is not a part of a password."""


def masked(text: str) -> str:
    """Return the text with `***` for the login of every URL in it, and for `password="…"`."""
    return replace(text, spans(text))


def replace(text: str, found: Iterable[Span], draw: Callable[[str], str] = lambda _: HIDDEN) -> str:
    """Return the text with another in place of each span; they are in order."""
    pieces, done = [], 0
    for start, stop in found:
        pieces += [text[done:start], draw(text[start:stop])]
        done = stop
    return "".join([*pieces, text[done:]]) if pieces else text


def spans(text: str) -> list[Span]:
    """Return the places of the credentials, in order and without overlaps."""
    lower = text.lower()
    for hint in _HINTS:
        if hint in lower:
            return join_spans(sorted(_found(text)))
    return []


def join_spans(found: Iterable[Span]) -> list[Span]:
    """Return sorted spans, those that overlap or touch as one."""
    whole: list[Span] = []
    for start, stop in found:
        if whole and start <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(stop, whole[-1][1])
        else:
            whole.append((start, stop))
    return whole


def _found(text: str) -> Iterator[Span]:
    places: list[int] | range = range(len(text) + 1)
    for depth in range(_DEPTH + 1):
        for search in (_logins, _passwords, _sips):
            yield from ((places[start], places[stop]) for start, stop in search(text))
        if depth == _DEPTH - 1:
            text, places = take_off(_ESCAPED_PERCENT, text, places)
        layer, places = take_off(_ESCAPE, text, places)
        if layer == text:
            return
        text = layer


def _decoded(found: re.Match[str]) -> str:
    if found.re.groups == 0:
        return "%"
    percent, json, sixteen, ten, named = found.groups()
    if named:
        return _NAMED[named.lower()]
    if not (percent or json or sixteen or ten):
        return ""
    number = int(ten) if ten else int(percent or json or sixteen, 16)
    return chr(number) if number < 0x110000 else "?"


def take_off(
    pattern: str,
    text: str,
    places: list[int] | range,
    decode: Callable[[re.Match[str]], str] = _decoded,
) -> tuple[str, list[int] | range]:
    """Return the text with the hits of the pattern decoded, and the origin of each character."""
    pieces: list[str] = []
    kept: list[int] = []
    done = 0
    for found in re.compile(pattern).finditer(text):
        char = decode(found)
        pieces += [text[done : found.start()], char]
        kept += places[done : found.start()]
        kept += [places[found.start()]] * len(char)
        done = found.end()
    if not done:
        return text, places
    return "".join([*pieces, text[done:]]), [*kept, *places[done:]]


def _passwords(text: str) -> Iterator[Span]:
    for found in re.compile(_SETTING).finditer(text):
        if found[found.lastindex or 0]:
            yield found.span(found.lastindex or 0)


def _sips(text: str) -> Iterator[Span]:
    if "@" in text:
        yield from (found.span(1) for found in re.compile(_SIP).finditer(text))


def _logins(text: str) -> Iterator[Span]:
    """Yield `user:password` or a lone token between the slashes and the @ of each URL."""
    if "@" not in text:
        return
    done = end = 0
    last = -1
    for found in re.compile(_BEGIN).finditer(text):
        begin = found.end()
        if begin < done:
            continue
        if begin >= end:  # the next word; a new search for its end each time takes quadratic time
            end = _next(_WORD_END, text, begin, len(text))
            last = text.rfind("@", begin, end)
        # Without slashes between them, many of these could share one long rest.
        slashes = found.group()[-1:] != ":"
        near = end if slashes else min(end, begin + _REACH)
        at = last if slashes else text.rfind("@", begin, near)
        stop = _login_end(text, begin, near, at)
        if found[1] and ":" not in text[begin:stop]:
            continue  # sip:ann@example.com is an address to call
        if stop > begin:
            yield begin, stop
            done = stop


def _login_end(text: str, begin: int, end: int, last: int) -> int:
    """Return where the @ after a login stands, -1 if there is none.

    `end` is the end of the word, and `last` is the last @ in it.
    """
    border = _next(_AUTHORITY_END, text, begin, end)
    at = text.rfind("@", begin, border)
    if at >= 0:
        host = text[at + 1 : border]
        return last if _is_word(host) and _one_piece(text, border, last) else at
    user, colon, _ = text[begin:border].partition(":")
    if not colon or user.startswith("["):
        return -1
    after = begin + len(user) + 1
    port = re.compile(_PORT).match(text, after)
    if port:  # or a password like 12/3456: a host with a dot in its name is taken for a host
        half = port[1] and _is_word(user) and _one_piece(text, after, last)
        return last if half else -1
    if last >= begin:
        return last
    return -1 if after == end and "." in user else _later(text, end)


def _later(text: str, end: int) -> int:
    """Return the @ of a password with a space or quote in it: near, and before the next tag."""
    at = text.find("@", end, end + _REACH)
    if at < 0 or "<" in text[end:at] or ">" in text[end:at]:
        return -1
    border = _next(rf"{_AUTHORITY_END}|{_WORD_END}", text, at, len(text))
    return text.rfind("@", at, border)


def _is_word(name: str) -> bool:
    """Say whether it is neither an IP address nor a name for DNS."""
    return not re.search(r"[.:\[]", name) and name.lower() != "localhost"


def _one_piece(text: str, start: int, last: int) -> bool:
    """Say whether no field of a query begins before the last @."""
    return last > start and not re.search("[=&]", text[start:last])


def _next(pattern: str, text: str, start: int, end: int) -> int:
    found = re.compile(pattern).search(text, start, end)
    return found.start() if found else end
