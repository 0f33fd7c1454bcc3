"""Hostile texts, and changes of what was right."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any

SIGNS = "<>&\"'`*_[](){}|\\~!$#@:%,;=/\r\n\t\x00\x1b\x85\u2028\u202e\ud800\udc00\ufffe\ufeffäß漢😀"
WORDS = (
    "</script>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)",
    "]]>", "<![CDATA[", "-->", "<!--", "<?", "&amp;", "&#124;", "&#0;", "&x;", "::error::x",
    "::stop-commands::x", "##[error]", "%0A", "%25", "%", "https://example.com", "www.example.com",
    "@somebody", "[a](b)", "{0}", "{{x}}", "${HOME}", "```", "~~~", "</code>", "\n\n# x",
    "\r::debug::x", "\x1b[31m", "\x9b2J", "a" * 300, "0", "-1", "1e999", "99999999999999999999",
    "true", "null", "NaN", "", " ", "/", "..", "\u0301" * 20, "\u200b",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2**31, 2**63, 10**30, 0.5, -0.0, 1e308, 1e-300)
MOST = 200_000
"""Bytes of an input after any number of changes."""


def text(chance: Random) -> str:
    """A short text of what hurts."""
    pieces = [
        chance.choice(WORDS) if chance.random() < 0.5 else chance.choice(SIGNS)
        for _ in range(chance.randint(0, 5))
    ]
    return "".join(pieces)


def utf8(chance: Random) -> str:
    """The same, but what a file in UTF-8 or a command line can hold."""
    return text(chance).encode("utf-8", "replace").decode().replace("\0", "")


def maybe(chance: Random, odds: float) -> bool:
    """True so often."""
    return chance.random() < odds


def mutate_bytes(chance: Random, raw: bytes, dictionary: Sequence[bytes] = ()) -> bytes:
    """Change, repeat, drop and insert a few times."""
    data = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randint(0, len(data))
        end = min(at + chance.choice((1, 1, 2, 8, 64)), len(data))
        match chance.randrange(7):
            case 0 if data:
                data[at % len(data)] = chance.randrange(256)
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end] * chance.choice((1, 2, 50))
            case 3:
                data[at:at] = chance.choice(WORDS).encode("utf-8", "replace")
            case 4:
                data[at:at] = chance.randbytes(chance.choice((1, 2, 16)))
            case 5 if dictionary:
                data[at:at] = chance.choice(dictionary)
            case _:
                other = chance.randint(0, len(data))
                data[at:at] = data[other : other + 40]
        if len(data) > MOST:
            break
    return bytes(data[:MOST])


def value(chance: Random, depth: int = 0) -> Any:
    """Any JSON value."""
    if depth < 3 and maybe(chance, 0.3):
        size = chance.randint(0, 3)
        if maybe(chance, 0.5):
            return [value(chance, depth + 1) for _ in range(size)]
        return {text(chance): value(chance, depth + 1) for _ in range(size)}
    return chance.choice([None, True, False, text(chance), chance.choice(NUMBERS)])


def mutate_value(chance: Random, whole: Any) -> Any:
    """A copy of a JSON value with one place of it changed, wherever it is."""
    if not isinstance(whole, list | dict) or not whole or maybe(chance, 0.1):
        return value(chance)
    copy: Any = whole.copy()
    key = chance.randrange(len(copy)) if isinstance(copy, list) else chance.choice(list(copy))
    match chance.randrange(8):
        case 0:
            del copy[key]
        case 1 if isinstance(copy, list):
            copy.append(copy[key])
        case 1:
            copy[text(chance)] = copy.pop(key)
        case 2:
            copy[key] = value(chance)
        case _:
            copy[key] = mutate_value(chance, copy[key])
    return copy


def other_texts(chance: Random, whole: Any, odds: float) -> Any:
    """A copy of a JSON value in which some texts are others, so that its shape stays right."""
    if isinstance(whole, list):
        return [other_texts(chance, each, odds) for each in whole]
    if isinstance(whole, dict):
        return {name: other_texts(chance, each, odds) for name, each in whole.items()}
    return text(chance) if isinstance(whole, str) and maybe(chance, odds) else whole


def json_bytes(chance: Random, sample: Any) -> bytes:
    """A JSON value as a file: half of the time of the right shape, at times no JSON at all."""
    if maybe(chance, 0.5):
        sample = other_texts(chance, sample, chance.choice((0.0, 0.02, 0.1)))
        return json.dumps(sample, indent=1).encode()
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        sample = mutate_value(chance, sample)
    written = json.dumps(sample, ensure_ascii=maybe(chance, 0.5), indent=chance.choice((None, 1)))
    raw = written.encode(chance.choice(("utf-8",) * 8 + ("utf-16", "utf-8-sig")), "surrogatepass")
    if maybe(chance, 0.2):
        raw = mutate_bytes(chance, raw, (b"{", b"[", b'"', b"\\ud800", b"NaN", b'{"a":1,"a":2}'))
    if maybe(chance, 0.02):
        raw = chance.choice((b"[", b'{"a":')) * 20_000
    return raw
