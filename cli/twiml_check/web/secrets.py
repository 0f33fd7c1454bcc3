"""The secrets of a run: one register of them, and one mask that hides them in any text.

Whoever learns a secret adds it: an Auth Token when the option is read, a cookie when a server sets
it. Whatever is written goes through the mask. Servers say secrets back, and spell them as they
like: percent-encoded, in HTML, in JSON, in base64, in one another; and our own messages cut texts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from twiml_check.web.credentials import Span, join_spans, replace, spans, take_off
from twiml_check.web.url import Url

ENVIRONMENT = (
    "TWILIO_AUTH_TOKEN", "TWIML_CHECK_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET",
)  # fmt: skip
NAMES = (
    r"(?i:secret|token|passw|passphrase|pwd|credential|auth(?!or)|(?:api|access|private)[_-]?key"
    r"|(?-i:(?<=[a-z])Key(?![a-z]))"
    r"|(?<![a-z])(?:key|pass|pw|pin|otp|jwt|bearer|session|cookie|sig|signature|salt|dsn)(?![a-z]))"
)
"""A variable or a parameter that is called so holds a secret."""
PLAIN = r"(?s).{0,7}|[A-Za-z]?[a-z_-]{0,15}|[\d.:-]{0,15}"
"""Words and numbers that stand in a report for other reasons; phrases and keys are longer."""
ELLIPSIS = "…"
LEAST_HALF = 4
"""Letters of a secret that a message was cut in, from which on they are hidden too."""
GRAM = 4
"""Letters by which a secret is looked up: fewer when one is so short that they would miss it."""
LONGEST_MESSAGE = 4_000
LONGEST_HALF = 400
LONGEST_ESCAPE = 12
LEAST_IN_BASE64 = 6
"""Bytes of a secret, from which on it is known again in the base64 of a longer text."""
DEPTH = 6
"""Layers of escapes that are taken off one by one."""
_CONTINUED = r"(?:%[89ab][0-9a-f])"
_ESCAPE = (
    rf"(?i)(%[0-7][0-9a-f]|%[cd][0-9a-f]{_CONTINUED}|%e[0-9a-f]{_CONTINUED}{{2}}"
    rf"|%f[0-7]{_CONTINUED}{{3}})"
    r"|((?:\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}"
    r"|\\U000[0-9a-f]{5})"
    r"|\\([\"'\\/bfnrt])|&(?:#x?[0-9a-f]{1,7}|[a-z]{2,8});"
)
"""One character: in a URL, in JSON or on a terminal, and in XML or HTML."""
_CUT_ESCAPE = (
    r"(?i)(?:(?:%[c-f][0-9a-f])?(?:%[89ab][0-9a-f])*(?:%[0-9a-f]?)?|\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?"
    r"|&[#\w]{0,8})\Z"
)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def url_secrets(text: str) -> Iterator[str]:
    """Yield the secrets of a URL that the user gave: its password, `?api_key=…`.

    A server names in its redirects what it likes, which must hide no verdict.
    """
    url = Url.parse(text)
    user, password = url.credentials or ("", "")
    yield password or user
    for field in re.split("[&;]", url.query or ""):
        name, _, value = field.partition("=")
        if re.search(NAMES, name):
            yield from (value, _percent_decoded(value))


def _percent_decoded(text: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(text)


class Mask:
    """Hides known secrets, and the logins of all URLs.

    A text is searched in steps of `gram` letters: any secret has one of its first such pieces at
    such a step. So the time does not grow with the number of secrets, of which a run of 5,000
    signed requests has as many.
    """

    def __init__(self, gram: int = GRAM) -> None:
        """Know none yet; none may have fewer letters than two pieces, less one."""
        self.gram = gram
        self.pieces: dict[str, list[str]] = {}
        """A piece -> the secrets that have it among their first letters."""
        self.tails: dict[str, list[str]] = {}
        """The last letters -> the secrets that end with them."""

    def learn(self, spelling: str) -> None:
        """Hide this, too."""
        self.tails.setdefault(spelling[-LEAST_HALF:], []).append(spelling)
        for offset in range(self.gram):
            piece = spelling[offset : offset + self.gram]
            self.pieces.setdefault(piece, []).append(spelling)

    def spans(self, text: str) -> list[Span]:
        """Return where secrets stand, in order and without overlaps."""
        found = spans(text)
        if not self.pieces:
            return found
        return join_spans(sorted([*found, *self._known(text)]))

    def text(self, text: str) -> str:
        """Return the text with `***` for every secret, and for each half that it was cut in."""
        return replace(text, self.spans(text))

    def _known(self, text: str) -> Iterator[Span]:
        """Yield where known secrets stand, in each layer of escapes."""
        places: list[int] | range = range(len(text) + 1)
        for _ in range(DEPTH):
            for start, stop in (*self._whole(text), *self._halves(text)):
                if start < stop:
                    yield places[start], places[stop]
            if not ("%" in text or "\\" in text or "&" in text):
                return
            layer, places = take_off(_ESCAPE, text, places, _decoded)
            if layer == text:
                return
            text = layer

    def _whole(self, text: str) -> Iterator[Span]:
        gram, pieces = self.gram, self.pieces
        for at in range(0, len(text) - gram + 1, gram):
            if text[at : at + gram] in pieces:
                for secret in pieces[text[at : at + gram]]:
                    start = text.find(secret, max(at - gram + 1, 0), at + len(secret))
                    if start >= 0:
                        yield start, start + len(secret)

    def _halves(self, text: str) -> Iterator[Span]:
        """Yield the begin of a secret before a `…`, and the end of one behind it.

        No message of ours is long; what a server says was not cut by us.
        """
        cut = text.find(ELLIPSIS) if len(text) <= LONGEST_MESSAGE else -1
        while cut >= 0:
            yield self._begin(text, cut), cut
            yield cut + 1, self._end(text, cut + 1)
            cut = text.find(ELLIPSIS, cut + 1)

    def _begin(self, text: str, cut: int) -> int:
        """Return where the begin of a secret begins that ends here; `cut` where there is none."""
        whole = _before_cut_escape(text, cut)
        for start in range(max(cut - LONGEST_HALF, 0), whole - LEAST_HALF + 1):
            for secret in self.pieces.get(text[start : start + self.gram], ()):
                if secret.startswith((text[start:cut], text[start:whole])):
                    return start
        return cut

    def _end(self, text: str, begin: int) -> int:
        """Return where the end of a secret ends that begins here; `begin` where there is none.

        The rest of an escape may stand before it.
        """
        last = min(begin + LONGEST_HALF, len(text))
        for stop in range(last, begin + LEAST_HALF - 1, -1):
            for secret in self.tails.get(text[stop - LEAST_HALF : stop], ()):
                first = stop - LEAST_HALF
                while first > begin and secret.endswith(text[first - 1 : stop]):
                    first -= 1
                if first - begin < LONGEST_ESCAPE:
                    return stop
        return begin


def _before_cut_escape(text: str, cut: int) -> int:
    """Return where an escape begins that is cut in the middle; `cut` where none is."""
    found = re.compile(_CUT_ESCAPE).search(text, max(cut - LONGEST_ESCAPE, 0), cut)
    return found.start() if found else cut


def mask_of(secrets: Iterable[str]) -> Mask:
    """Return what hides these secrets, however short they are, and however they are spelled."""
    spelled = {spelling for secret in secrets for spelling in spellings(secret)}
    mask = Mask(min(GRAM, (min(map(len, spelled), default=0) + 1) // 2))
    for spelling in spelled:
        mask.learn(spelling)
    return mask


class Secrets:
    """The register of a run. Several threads may add to it at the same time."""

    def __init__(self, outer: "Secrets | None" = None) -> None:
        """Begin with none; whatever is added is added to `outer`, too."""
        self._outer = outer
        self._values: dict[str, None] = {}
        self.mask = Mask()
        """Hides all that are known by now."""

    def add(self, *values: str | None) -> None:
        """Keep these, but for a plain word or number: it would be hidden where it is none."""
        if self._outer:
            self._outer.add(*values)
        for value in filter(None, values):
            for each in (value, value.strip()):  # a URL or a header loses the blanks around it
                if each not in self._values and not re.fullmatch(PLAIN, each.strip()):
                    self._values[each] = None
                    for spelling in spellings(each):
                        self.mask.learn(spelling)

    def values(self) -> tuple[str, ...]:
        """Return all that are known by now."""
        return tuple(self._values)


_current: ContextVar[Secrets | None] = ContextVar("secrets", default=None)


def register() -> Secrets:
    """Return the register of the run that is going on; an empty one outside of any."""
    return _current.get() or Secrets()


@contextmanager
def open_register(environment: Mapping[str, str]) -> Iterator[Secrets]:
    """Open a register for a run, with what the environment holds for the tool itself.

    A run inside of another one, as pytest has them, has a register of its own.
    """
    own = Secrets()
    own.add(*(environment.get(name) for name in ENVIRONMENT))
    with _opened(own):
        yield own


@contextmanager
def open_target(known: Iterable[str]) -> Iterator[None]:
    """Open a register for one target: a cookie of its server hides nothing in the next snapshot.

    What it learns the run learns, too.
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
    """Return a text that is no report without the secrets of this run."""
    return register().mask.text(text)


def spellings(secret: str) -> set[str]:
    """Return the secret as it may stand in a text when no escapes are left in it."""
    squeezed = " ".join(secret.split())
    in_a_form = squeezed.replace(" ", "+")
    coded = _in_base64(secret.encode("utf-8", "surrogatepass"))
    every = {secret, squeezed, in_a_form, *coded}
    # The name of a media type is shown in lower case, whatever a server has put there.
    return (every | {spelling.lower() for spelling in every}) - {""}


def _in_base64(secret: bytes) -> Iterator[str]:
    """Yield what does not depend on what stands around it, for each place in three bytes."""
    from base64 import b64encode

    for before in range(3 if len(secret) >= LEAST_IN_BASE64 else 0):
        whole = b64encode(bytes(before) + secret).decode("ascii")
        sure = whole[(before * 8 + 5) // 6 : (before + len(secret)) * 8 // 6]
        yield from {sure, sure.replace("+", "-").replace("/", "_")}


def _decoded(found: re.Match[str]) -> str:
    """Return the one character that an escape stands for."""
    percent, backslash, letter = found.groups()
    if percent:
        return bytes.fromhex(percent.replace("%", "")).decode("utf-8", "replace")[:1]
    if letter:
        return _LETTERS.get(letter, letter)
    if backslash:
        return _from_backslash(backslash)
    from html import unescape

    return unescape(found[0])


def _from_backslash(escape: str) -> str:
    number = int(escape[2:6] if escape[1] == "u" else escape[2:], 16)
    if len(escape) == 12:  # two halves of one
        number = 0x10000 + ((number & 0x3FF) << 10) + (int(escape[8:], 16) & 0x3FF)
    return chr(number) if number < 0x110000 else "?"
