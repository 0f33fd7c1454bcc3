"""Texts from outside, made safe to show or keep: masked, escaped, cut."""

import re

from twiml_check.web.credentials import masked

LONGEST_KEPT = 1_024
"""Characters of a URL, or of a header, that are kept when the exchange is over."""
HEAD = 960
"""Characters at the beginning of a longer text."""
_CONTROLS = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"


def escape(text: str) -> str:
    """Return the text, its control characters and lone surrogates as `\\xNN` or `\\uNNNN`."""
    if text.isprintable():  # almost always, and the expression takes 1 ms to compile
        return text
    return re.sub(_CONTROLS, lambda match: ascii(match[0])[1:-1], text)


def clip(text: str, most: int) -> str:
    """Return the text; a text that is too long is cut and ends with an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def mask(text: str) -> str:
    """Return the text to show: credentials hidden, control characters escaped."""
    return escape(masked(text))


def brief(text: str) -> str:
    """Return a text to keep; the end of a very long one becomes its length and a hash.

    Two texts are the same if their results are; a login is never cut in half.
    """
    if len(text) <= LONGEST_KEPT:
        return text
    from hashlib import sha256

    shown = masked(text)
    head, rest = shown[:HEAD], text[HEAD // 2 :].encode("utf-8", "surrogatepass")
    return f"{head}… ({len(text) - HEAD:,} more, sha256 {sha256(rest).hexdigest()[:16]})"


def well_formed(text: str) -> str:
    """Return the text so that it can be written as UTF-8: lone surrogates become U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
