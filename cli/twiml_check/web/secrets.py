"""The secrets of a run: one register, and one mask that hides the secrets in any text.

The code that reads a secret adds it: an Auth Token from an option, a cookie from a server. All
output goes through the mask. A server may repeat a secret in another spelling: percent-encoded, in
HTML, in JSON, in base64, or in several of them. Our own messages may cut a secret in two.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from twiml_check.web.credentials import Span, join_spans, replace, spans, take_off

ENVIRONMENT = (
    "TWILIO_AUTH_TOKEN", "TWIML_CHECK_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET",
)  # fmt: skip
NAMES = (
    r"(?i:secret|token|passw|passphrase|pwd|credential|auth(?!or)|(?:api|access|private)[_-]?key"
    r"|(?-i:(?<=[a-z])Key(?![a-z]))"
    r"|(?<![a-z])(?:key|pass|pw|pin|otp|jwt|bearer|session(?:_?id)?|cookie|hmac|sig|signature|salt|dsn)(?![a-z]))"
)
"""Names of variables and parameters with secrets."""
PLAIN = r"(?s).{0,7}|[A-Za-z]?[a-z_-]{0,15}|[\d.:-]{0,15}"
"""Words and numbers that a report has for other reasons; phrases and keys are longer."""
ELLIPSIS = "…"
LEAST_HALF = 4
"""The fewest letters of a cut secret that are hidden."""
GRAM = 4
"""Letters of a piece that finds a secret; fewer if a secret is very short."""
LONGEST_MESSAGE, LONGEST_HALF, LONGEST_ESCAPE = 4_000, 400, 12
MOST_CUTS = 64
LINE = 60
"""Letters of base64 after which a line may end."""
IN_BASE64 = range(6, 257)
"""Bytes of a secret that is found in the base64 of a longer text."""
MOST_OF_TARGET, MOST_OF_RUN = 65_536, 524_288
"""Letters of all cookies; a hostile server sets new cookies forever."""
DEPTH = 6
"""Layers of escapes that are removed one by one."""
_CONTINUED = r"(?:%[89ab][0-9a-f])"
_ESCAPE = (
    rf"(?i)(%[0-7][0-9a-f]|%[cd][0-9a-f]{_CONTINUED}|%e[0-9a-f]{_CONTINUED}{{2}}"
    rf"|%f[0-7]{_CONTINUED}{{3}})"
    r"|((?:\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}"
    r"|\\U000[0-9a-f]{5}|\\[0-3][0-7]{2})"
    r"|\\([\"'\\/bfnrt])|&(?:#(?:x[0-9a-f]{1,12}|[0-9]{1,12});?|[a-z]{2,8};)"
    r"|(<!\[CDATA\[|\]\]>|<!--[^<>]*-->|(?<=[\w+/-]{60})\s+(?=[\w+/=-])|\r?\n)"
)
"""An escaped character of a URL, JSON, a terminal, XML or HTML; or a mark without a character."""
ESCAPING = ("%", "\\", "&", "\n", "<!")
_CUT_ESCAPE = (
    r"(?i)(?:(?:%[c-f][0-9a-f])?(?:%[89ab][0-9a-f])*(?:%[0-9a-f]?)?|\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?"
    r"|&[#\w]{0,8})\Z"
)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def url_secrets(text: str) -> Iterator[str]:
    """Yield the secrets in a URL of the user: its password, `?api_key=…`.

    URLs of a server are not used: a hostile redirect could hide words of the report.
    """
    if not ("?" in text or "@" in text):
        return
    from twiml_check.web.url import Url  # --version has no URL

    url = Url.parse(text)
    user, password = url.credentials or ("", "")
    yield password or user
    for field in re.split("[&;]", url.query) if url.query else ():
        name, _, value = field.partition("=")
        if re.search(NAMES, _percent_decoded(name)):
            yield from (value, _percent_decoded(value))


def _percent_decoded(text: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(text)


class Mask:
    """Hides known secrets, and the logins of all URLs.

    The search reads a text in steps of `gram` letters: a first piece of a secret begins at such a
    step. Then the sorted secrets show which secret begins there. So the time almost does not
    grow with the number of secrets: a run of 5,000 signed requests has 5,000 secrets.
    """

    def __init__(self, gram: int = GRAM) -> None:
        """Begin without secrets; each must have at least `2 * gram - 1` letters."""
        self._gram = gram
        self._pieces: set[str] = set()
        """Pieces at the beginning of secrets."""
        self._tails: set[str] = set()
        """The last letters of secrets."""
        self._longest = 0
        self._known: list[str] = []
        self._backward: list[str] = []
        """The same secrets, each reversed. Both lists are sorted."""

    def learn(self, spelling: str) -> None:
        """Add a spelling of a secret."""
        self._tails.add(spelling[-LEAST_HALF:])
        self._pieces.update(spelling[at : at + self._gram] for at in range(self._gram))
        self._longest = max(self._longest, len(spelling))
        insort(self._known, spelling)
        insort(self._backward, spelling[::-1])

    def spans(self, text: str) -> list[Span]:
        """Return the places of secrets, in order and without overlaps."""
        found = spans(text)
        if not self._known:
            return found
        return join_spans(sorted([*found, *self._layers(text)]))

    def text(self, text: str) -> str:
        """Return the text with `***` for every secret, and for each part of a cut secret."""
        return replace(text, self.spans(text))

    def _layers(self, text: str) -> Iterator[Span]:
        """Yield the places of secrets in each layer of escapes."""
        places: list[int] | range = range(len(text) + 1)
        for _ in range(DEPTH):
            for start, stop in (*self._whole(text), *self._halves(text)):
                yield places[start], places[stop]
            if len(text) < LINE and not any(sign in text for sign in ESCAPING):
                return
            layer, places = take_off(_ESCAPE, text, places, _decoded)
            if layer == text:
                return
            text = layer

    def _whole(self, text: str) -> Iterator[Span]:
        gram, pieces = self._gram, self._pieces
        for at in range(0, len(text) - gram + 1, gram):
            if text[at : at + gram] in pieces:
                for start in range(max(at - gram + 1, 0), at + 1):
                    if length := _longest(self._known, text[start : start + self._longest]):
                        yield start, start + length

    def _halves(self, text: str) -> Iterator[Span]:
        """Yield the beginning of a secret before a `…`, and the end of a secret after it.

        Our own messages are short, with few cuts; longer texts were not cut by us.
        """
        cuts = [found.start() for found in re.finditer(ELLIPSIS, text)]
        for cut in cuts[-MOST_CUTS:] if len(text) <= LONGEST_MESSAGE else ():
            if (begin := self._begin(text, cut)) < cut:
                yield begin, cut
            if (end := self._end(text, cut + 1)) > cut + 1:
                yield cut + 1, end

    def _begin(self, text: str, cut: int) -> int:
        """Return the start of a cut secret that ends at `cut`; `cut` if there is none."""
        whole = _before_cut_escape(text, cut)
        for start in range(max(cut - LONGEST_HALF, 0), whole - LEAST_HALF + 1):
            if text[start : start + self._gram] in self._pieces and (
                _begins_one(self._known, text[start:cut])
                or _begins_one(self._known, text[start:whole])
            ):
                return start
        return cut

    def _end(self, text: str, begin: int) -> int:
        """Return the end of a cut secret that starts at `begin`; `begin` if there is none."""
        firsts = _behind_cut_escape(text, begin)
        for stop in range(min(begin + LONGEST_HALF, len(text)), begin + LEAST_HALF - 1, -1):
            if text[stop - LEAST_HALF : stop] in self._tails and any(
                first <= stop - LEAST_HALF and _begins_one(self._backward, text[first:stop][::-1])
                for first in firsts
            ):
                return stop
        return begin


def _longest(known: list[str], text: str) -> int:
    """Return the length of the longest known text at the beginning of this text, or 0."""
    end = len(known)
    while end := bisect_right(known, text, 0, end):
        before = known[end - 1]
        if text.startswith(before):
            return len(before)
        text = text[: _shared(text, before)]  # a common beginning is sorted before both
    return 0


def _begins_one(known: list[str], text: str) -> bool:
    """Say whether any of the sorted texts begins with this one."""
    place = bisect_left(known, text)
    return place < len(known) and known[place].startswith(text)


def _shared(one: str, other: str) -> int:
    """Return the number of equal letters at the beginning of both."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[:middle]):
            low = middle
        else:
            high = middle - 1
    return low


def _before_cut_escape(text: str, cut: int) -> int:
    """Return the start of an escape that is cut at `cut`; `cut` if there is none."""
    found = re.compile(_CUT_ESCAPE).search(text, max(cut - LONGEST_ESCAPE, 0), cut)
    return found.start() if found else cut


def _behind_cut_escape(text: str, begin: int) -> list[int]:
    """Return the possible ends of the rest of a cut escape, which may be empty."""
    end = text.find(";", begin, begin + LONGEST_ESCAPE) + 1
    return [*range(begin, begin + 4), *([end] if end else [])]


def mask_of(secrets: Iterable[str]) -> Mask:
    """Return a mask for these secrets, even for short ones, in all their spellings."""
    spelled = {spelling for secret in secrets for spelling in spellings(secret)}
    mask = Mask(min(GRAM, (min(map(len, spelled), default=0) + 1) // 2))
    for spelling in spelled:
        mask.learn(spelling)
    return mask


class Secrets:
    """The register of a run. Several threads may add to it at the same time."""

    def __init__(self, outer: "Secrets | None" = None) -> None:
        """Begin without secrets; each new secret is also added to `outer`."""
        self._outer = outer
        self._room = MOST_OF_TARGET if outer else MOST_OF_RUN
        self._values: dict[str, None] = {}
        self._given: list[str] = []
        self._all_given = ""
        self.mask = Mask()
        """The mask for all secrets so far."""

    def add(self, *values: str | None) -> None:
        """Add secrets, except plain words and numbers: a report has those for other reasons."""
        if self._outer:
            self._outer.add(*values)
        for value in filter(None, values):
            self._add(value)

    def _add(self, value: str) -> None:
        for each in (value, value.strip()):  # a URL or a header loses the spaces around it
            if each not in self._values and not re.fullmatch(PLAIN, each.strip()):
                self._values[each] = None
                for spelling in spellings(each):
                    self.mask.learn(spelling)

    def note_given(self, target: str) -> None:
        """Note a target: a text of the user is not a secret of a server."""
        self._given.append(target)
        self._all_given = ""

    def is_given(self, text: str) -> bool:
        """Say whether a text is a part of a target."""
        if self._outer:
            return self._outer.is_given(text)
        self._all_given = self._all_given or "\n".join(self._given)
        return text in self._all_given

    def add_cookies(self, *values: str) -> None:
        """Add cookies of a server, up to a limit."""
        if self._outer:
            self._outer.add_cookies(*values)
        for value in values:
            new = value not in self._values and not any(map(self.is_given, spellings(value)))
            if new and len(value) <= self._room:
                self._room -= len(value)
                self._add(value)

    def values(self) -> tuple[str, ...]:
        """Return all secrets so far."""
        return tuple(self._values)


_current: ContextVar[Secrets | None] = ContextVar("secrets", default=None)


def register() -> Secrets:
    """Return the register of the current run; an empty one outside of a run."""
    return _current.get() or Secrets()


@contextmanager
def open_register(environment: Mapping[str, str]) -> Iterator[Secrets]:
    """Open a register for a run, with the secrets of the environment.

    A run inside another run, as in pytest, has its own register.
    """
    own = Secrets()
    own.add(*(environment.get(name) for name in ENVIRONMENT))
    with _opened(own):
        yield own


@contextmanager
def open_target(known: Iterable[str]) -> Iterator[None]:
    """Open a register for one target: its cookies hide nothing in the snapshot of the next target.

    Its secrets are also added to the register of the run.
    """
    own = Secrets(register())
    own.add(*known)
    with _opened(own):
        yield


@contextmanager
def _opened(own: Secrets) -> Iterator[None]:
    outer = _current.set(own)
    try:
        yield
    finally:
        _current.reset(outer)


def mask_line(text: str) -> str:
    """Return a text without the secrets of this run; reports have another mask."""
    return register().mask.text(text)


def spellings(secret: str) -> set[str]:
    """Return the spellings of a secret in a text without escapes."""
    squeezed = " ".join(secret.split())
    on_one_line = re.sub(r"\r?\n", "", secret)
    bare = {secret, squeezed, on_one_line, *_decodings(secret)}
    in_a_form = {spelling.replace(" ", "+") for spelling in bare}
    coded = _in_base64(secret.encode("utf-8", "surrogatepass"))
    every = {*bare, *in_a_form, *coded}
    # The name of a media type is shown in lower case, whatever a server has put there.
    every |= {spelling.lower() for spelling in every} | {secret.upper()}
    return {spelling for spelling in every if len(spelling) >= min(len(secret), 2 * GRAM - 1)}


def _decodings(secret: str) -> Iterator[str]:
    """Yield the decoded forms of a secret that has escapes, such as a cookie."""
    for _ in range(DEPTH):
        layer, _places = take_off(_ESCAPE, secret, range(len(secret) + 1), _decoded)
        if layer == secret:
            return
        yield layer
        secret = layer


def _in_base64(secret: bytes) -> Iterator[str]:
    """Yield the part of the base64 that is the same in every text, for each offset."""
    from base64 import b64encode

    for before in range(3 if len(secret) in IN_BASE64 else 0):
        whole = b64encode(bytes(before) + secret).decode("ascii")
        sure = whole[(before * 8 + 5) // 6 : (before + len(secret)) * 8 // 6]
        yield from {sure, sure.replace("+", "-").replace("/", "_")}


def _decoded(found: re.Match[str]) -> str:
    """Return the character of an escape."""
    percent, backslash, letter, nothing = found.groups()
    if nothing:
        return ""
    if percent:
        return bytes.fromhex(percent.replace("%", "")).decode("utf-8", "replace")[:1]
    if letter:
        return _LETTERS.get(letter, letter)
    if backslash:
        return _from_backslash(backslash)
    from html import unescape

    return unescape(found[0])


def _from_backslash(escape: str) -> str:
    if escape[1].isdigit():  # a cookie of Python
        return chr(int(escape[1:], 8))
    number = int(escape[2:6] if escape[1] == "u" else escape[2:], 16)
    if len(escape) == 12:  # two halves of one
        number = 0x10000 + ((number & 0x3FF) << 10) + (int(escape[8:], 16) & 0x3FF)
    return chr(number) if number < 0x110000 else "?"
