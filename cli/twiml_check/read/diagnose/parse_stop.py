"""Where and why the parser stopped: the input of every diagnosis."""

from typing import NamedTuple

from twiml_check.model.document import Element, ParseError
from twiml_check.model.source import Edit, Source
from twiml_check.web.credentials import masked

DOCTYPE = -1
"""An addition to expat's error numbers: a document type declaration was refused."""
VERSION = -2
"""Another addition: the XML declaration has an unknown version."""
NO_ELEMENT = 3
INVALID_TOKEN = 4
UNCLOSED_TOKEN = 5
UNKNOWN_ENCODING = 18
"""The numbers of expat that several modules need."""

LONGEST = 40
"""Characters of a document in a message, at most."""
REACH = 4096
"""Characters that are searched for passwords: half of a URL does not show its password."""


class ParseStop(NamedTuple):
    """The state of things when the parser stopped."""

    source: Source
    code: int
    """expat's error number, DOCTYPE or VERSION."""
    offset: int
    """The byte of `source.raw` at which the parser stopped."""
    at: int
    """The same place as a character of `text`."""
    root: Element | None
    """The first element, if one had begun."""
    inside: Element | None
    """The innermost element that was open."""
    declared: str | None = None
    """The encoding that the document names, as written."""

    @property
    def text(self) -> str:
        """Return the document's characters."""
        return self.source.text

    @property
    def after_root(self) -> bool:
        """Say whether the root element had ended."""
        return self.root is not None and self.inside is None

    def fault(
        self,
        kind: str,
        message: str,
        help_: str,
        label: str,
        start: int,
        length: int = 1,
        edits: tuple[Edit, ...] = (),
    ) -> ParseError:
        """Return a fault at a character of `text`; `length` characters are underlined."""
        path = self.inside.path if self.inside else ()
        place = self.source.place(start, length, path)
        return ParseError(kind, message, help_, label, place, edits)


def quoted(text: str) -> str:
    """Return the text on one line, cut, without passwords and unprintable characters."""
    start = " ".join(masked(text[:REACH])[: 4 * LONGEST].split())
    clean = "".join(char if char.isprintable() else "\ufffd" for char in start)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"


def codepoint(char: str) -> str:
    """Return the code point as text, such as U+0008."""
    return f"U+{ord(char):04X}"


def joined(names: list[str]) -> str:
    """Return `a, b and c`."""
    return ", ".join(names[:-1]) + (" and " if names[1:] else "") + names[-1]
