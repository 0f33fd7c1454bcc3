"""--public-url: Twilio knows one address, and a tunnel or proxy leads from there to another.

All URLs of a walk are public ones; only the connection is made at the other end of the tunnel.
"""

from __future__ import annotations

from typing import NamedTuple

from twiml_check.request.address import Address, asked_for, split
from twiml_check.web.url import place, same_origin


class Tunnel(NamedTuple):
    """Which public paths lead to which local ones."""

    public: str
    """The first document as Twilio knows it, credentials and overrides included."""
    local: Address
    prefix: str
    """Stands before every public path that leads to a path under `local_prefix`."""
    local_prefix: str


def tunnel(target: str, public_url: str) -> Tunnel:
    """The tunnel from `public_url` to `target`, which both name the same document.

    A public URL that is a bare origin has the target's own path. The two paths are compared from
    their ends: what is left in front is what the tunnel takes off and puts on.
    """
    public = _public(split(target.strip()), split(public_url.strip()))
    local = asked_for(target)
    prefix, local_prefix = _without_common_end(asked_for(str(public)).path, local.path)
    return Tunnel(str(public), local, prefix, local_prefix)


def _public(target: Address, public: Address) -> Address:
    """The public URL; what it does not say is as in the target."""
    bare = public.path in ("", "/")
    return public._replace(
        userinfo=target.userinfo if public.userinfo is None else public.userinfo,
        path=target.path if bare else public.path,
        query=target.query if public.query is None else public.query,
        fragment=target.fragment if public.fragment is None else public.fragment,
    )


def _without_common_end(one: str, other: str) -> tuple[str, str]:
    left, right = one.split("/"), other.split("/")
    while left and right and left[-1] == right[-1]:
        left.pop()
        right.pop()
    return "/".join(left), "/".join(right)


def leads_through(tunnel: Tunnel, address: Address) -> bool:
    """Whether the address is one that the tunnel serves."""
    return same_origin(_origin(tunnel), str(address)) or is_downgraded(tunnel, address)


def is_downgraded(tunnel: Tunnel, address: Address) -> bool:
    """Whether the address is the tunnel's, with http where the public URL has https.

    An app that does not heed X-Forwarded-Proto writes such addresses. Both on their own ports: a
    tunnel with another port has no second one for http.
    """
    public, asked = place(_origin(tunnel)), place(str(address))
    if public is None or asked is None or public.host != asked.host:
        return False
    return (public.scheme, public.port) == ("https", 443) and (asked.scheme, asked.port) == (
        "http",
        80,
    )


def _origin(tunnel: Tunnel) -> str:
    return str(asked_for(tunnel.public))


def local_end(tunnel: Tunnel, address: Address) -> Address:
    """Where to connect for a public address."""
    path = address.path
    if path == tunnel.prefix or path.startswith(f"{tunnel.prefix}/"):
        path = tunnel.local_prefix + path.removeprefix(tunnel.prefix)
    return address._replace(
        scheme=tunnel.local.scheme,
        host=tunnel.local.host,
        port=tunnel.local.port,
        path=path or "/",
    )
