"""How a piece of somebody's document is quoted in a message: short and harmless."""

from __future__ import annotations

from twiml_check.logins import masked

LONGEST = 40
"""Characters of a document that stand in a message at most."""
REACH = 4096
"""Characters that are searched for passwords, as half of a URL does not show its own."""


def quoted(text: str) -> str:
    """The text on one line, cut, passwords hidden, everything that can't be printed replaced."""
    start = " ".join(masked(text[:REACH])[: 4 * LONGEST].split())
    clean = "".join(char if char.isprintable() else "\ufffd" for char in start)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"


def codepoint(char: str) -> str:
    """U+0008 and the like."""
    return f"U+{ord(char):04X}"


def joined(names: list[str]) -> str:
    """a, b and c."""
    return ", ".join(names[:-1]) + (" and " if names[1:] else "") + names[-1]
