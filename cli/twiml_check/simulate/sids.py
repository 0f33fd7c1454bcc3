"""Identifiers as Twilio draws them; the same ones again for the same seed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count


def draws(seed: int | str | None = None) -> Iterator[str]:
    """Endless words of 32 lower-case hex digits, unpredictable unless there is a seed."""
    return map(_drawn if seed is None else _seeded(str(seed)), count())


def _drawn(_: int) -> str:
    return os.urandom(16).hex()


def _seeded(seed: str) -> Callable[[int], str]:
    # hashlib and not random: random costs more to import, and hashlib is needed to sign anyway.
    from hashlib import sha256

    root = sha256(seed.encode("utf-8", "surrogatepass"))

    def word(number: int) -> str:
        digest = root.copy()
        digest.update(b"/%d" % number)
        return digest.hexdigest()[:32]

    return word


def uuid4(word: str) -> str:
    """A word as a version 4 UUID, the form of I-Twilio-Idempotency-Token."""
    variant = "89ab"[int(word[16], 16) & 3]
    return f"{word[:8]}-{word[8:12]}-4{word[13:16]}-{variant}{word[17:20]}-{word[20:]}"
