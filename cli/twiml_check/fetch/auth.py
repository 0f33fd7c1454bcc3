"""Basic and Digest login with the user and password of a URL, after a 401.

https://www.twilio.com/docs/usage/security: the first request has no Authorization; the one after
the challenge has, and so have all that follow it.
"""

from __future__ import annotations

import hashlib
import os
import re
from base64 import b64encode
from collections.abc import Callable
from itertools import count

HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
"""Algorithms of RFC 7616 and their names in hashlib."""

_PART = r'(?P<name>[^\s,="]+)(?:\s*=\s*(?P<value>"(?P<quoted>(?:[^"\\]|\\.)*)"?|[^\s,]*))?'
"""A scheme, or a field with its value: commas stand between both, and in quotes too.

https://www.rfc-editor.org/rfc/rfc9110#name-authentication-challenges
"""

Login = Callable[[str, str], str]
"""Gives the Authorization header for a method and a request line."""


def log_in(offers: list[str], user: str, password: str) -> Login | None:
    """The strongest login that the server's WWW-Authenticate headers offer, or None."""
    offered = [challenge for offer in offers for challenge in challenges(offer)]
    for wanted, make in (("digest", _digest), ("basic", _basic)):
        for scheme, fields in offered:
            if scheme == wanted and (login := make(fields, user, password)):
                return login
    return None


def challenges(offer: str) -> list[tuple[str, dict[str, str]]]:
    """The schemes in one WWW-Authenticate header with their fields, names in lower case."""
    found: list[tuple[str, dict[str, str]]] = []
    for part in re.finditer(_PART, offer, re.DOTALL):
        name, value, quoted = part["name"].lower(), part["value"], part["quoted"]
        if value is None:
            found.append((name, {}))
        elif found:
            plain = value if quoted is None else re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
            found[-1][1].setdefault(name, plain)
    return found


def _basic(_: dict[str, str], user: str, password: str) -> Login:
    token = b64encode(f"{user}:{password}".encode("utf-8", "replace")).decode("ascii")
    return lambda _method, _line: f"Basic {token}"


def _digest(fields: dict[str, str], user: str, password: str) -> Login | None:
    if "nonce" not in fields:
        return None
    algorithm = fields.get("algorithm", "MD5").upper()
    qops = [qop.strip().lower() for qop in fields.get("qop", "").split(",") if qop.strip()]
    if algorithm.removesuffix("-SESS") not in HASHES or (qops and "auth" not in qops):
        return None
    return _Digest(fields, algorithm, bool(qops), user, password)


class _Digest:
    """RFC 7616, for as long as the server's nonce holds."""

    def __init__(
        self, fields: dict[str, str], algorithm: str, with_qop: bool, user: str, password: str
    ) -> None:
        self.fields = fields
        self.algorithm = algorithm
        self.with_qop = with_qop
        self.user = user
        self.password = password
        self.uses = count(1)

    def __call__(self, method: str, request_line: str) -> str:
        cnonce, times = os.urandom(8).hex(), f"{next(self.uses):08x}"
        proof = self._proof(method, request_line, cnonce, times)
        named = {"username": self.user, "realm": self.fields.get("realm", "")}
        named |= {"nonce": self.fields.get("nonce", ""), "uri": request_line, "response": proof}
        named |= {name: self.fields[name] for name in ("opaque",) if name in self.fields}
        parts = [f'{name}="{_quoted(value)}"' for name, value in named.items()]
        if "algorithm" in self.fields:
            parts.append(f"algorithm={self.algorithm}")
        if self.with_qop or self.algorithm.endswith("-SESS"):
            parts.append(f'cnonce="{cnonce}"')
        if self.with_qop:
            parts += ["qop=auth", f"nc={times}"]
        return "Digest " + ", ".join(parts)

    def _proof(self, method: str, request_line: str, cnonce: str, times: str) -> str:
        nonce = self.fields.get("nonce", "")
        secret = self._hash(self.user, self.fields.get("realm", ""), self.password)
        if self.algorithm.endswith("-SESS"):
            secret = self._hash(secret, nonce, cnonce)
        asked = self._hash(method, request_line)
        between = (nonce, times, cnonce, "auth") if self.with_qop else (nonce,)
        return self._hash(secret, *between, asked)

    def _hash(self, *parts: str) -> str:
        name = HASHES[self.algorithm.removesuffix("-SESS")]
        text = ":".join(parts).encode("utf-8", "replace")
        return hashlib.new(name, text, usedforsecurity=False).hexdigest()


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
