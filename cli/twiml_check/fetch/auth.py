"""Basic and Digest login with the user and password of a URL, after a 401.

https://www.twilio.com/docs/usage/security: the first request has no Authorization; the one after
the challenge has, and so have all that follow it.

The Digest of `requests.auth` does not do: it knows no SHA-512-256, drops what follows a ";" in
the path, and raises on a password that is no Unicode.
"""

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
"""Returns the Authorization header for a method and a request line."""


def log_in(offers: list[str], user: str, password: str) -> Login | None:
    """Return the strongest login that the server's WWW-Authenticate headers offer, or None."""
    offered = [challenge for offer in offers for challenge in challenges(offer)]
    for wanted, make in (("digest", _digest), ("basic", _basic)):
        for scheme, fields in offered:
            if scheme == wanted and (login := make(fields, user, password)):
                return login
    return None


def challenges(offer: str) -> list[tuple[str, dict[str, str]]]:
    """Return the schemes of one WWW-Authenticate header, each with its fields, in lower case."""
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
    """Return a login by RFC 7616 that counts its uses, or None for a challenge of another kind."""
    algorithm = fields.get("algorithm", "MD5").upper()
    qops = [qop.strip().lower() for qop in fields.get("qop", "").split(",") if qop.strip()]
    known = algorithm.removesuffix("-SESS") in HASHES and "nonce" in fields
    if not known or (qops and "auth" not in qops):
        return None
    with_session = algorithm.endswith("-SESS")
    nonce, realm = fields["nonce"], fields.get("realm", "")
    uses = count(1)

    def authorization(method: str, request_line: str) -> str:
        cnonce, times = os.urandom(8).hex(), f"{next(uses):08x}"
        secret = _hash(algorithm, user, realm, password)
        secret = _hash(algorithm, secret, nonce, cnonce) if with_session else secret
        between = (times, cnonce, "auth") if qops else ()
        proof = _hash(algorithm, secret, nonce, *between, _hash(algorithm, method, request_line))
        named = {"username": user, "realm": realm, "nonce": nonce, "uri": request_line}
        named |= {"response": proof} | {key: fields[key] for key in ("opaque",) if key in fields}
        parts = [f'{name}="{_quoted(value)}"' for name, value in named.items()]
        parts += [f"algorithm={algorithm}"] if "algorithm" in fields else []
        parts += [f'cnonce="{cnonce}"'] if qops or with_session else []
        return "Digest " + ", ".join(parts + (["qop=auth", f"nc={times}"] if qops else []))

    return authorization


def _hash(algorithm: str, *parts: str) -> str:
    name = HASHES[algorithm.removesuffix("-SESS")]
    text = ":".join(parts).encode("utf-8", "replace")
    return hashlib.new(name, text, usedforsecurity=False).hexdigest()


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
