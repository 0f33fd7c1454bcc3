"""Examples as `explain` shows them, written out: repeated parts, and bytes that cannot be seen."""

import re

REPEATED = re.compile(r"\{([^{}]*) \* ([0-9]+)\}")
BYTES = re.compile(rb"\{(0x[0-9A-F]{2}(?: 0x[0-9A-F]{2})*)\}")


def expanded(example: str) -> bytes:
    """The document that is meant: {a * 3} stands for aaa, {0xE9} for that byte."""
    whole = REPEATED.sub(lambda found: found[1] * int(found[2]), example)
    return BYTES.sub(_raw, whole.encode())


def _raw(found: re.Match[bytes]) -> bytes:
    return bytes(int(each, 16) for each in found[1].split())
