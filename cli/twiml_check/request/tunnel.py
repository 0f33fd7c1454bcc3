"""--public-url: Twilio uses a public URL, and a tunnel or proxy forwards it to a local one.

All URLs of a chain are public ones; only the connection uses the local end of the tunnel.
"""

from typing import NamedTuple

from twiml_check.web.url import Origin, Url


class Tunnel(NamedTuple):
    """The public URL and the local URL of a tunnel."""

    public: Url
    """The URL that Twilio uses, with credentials and overrides."""
    local: Url
    prefix: str
    """The beginning of a public path; the tunnel replaces it with `local_prefix`."""
    local_prefix: str


def tunnel(target: Url, public_url: Url) -> Tunnel:
    """Return the tunnel from `public_url` to `target`: both are URLs of the same document.

    A public URL without a path gets the path of the target. The common end of the two paths is
    removed; the tunnel replaces the rest of the public path with the rest of the local path.
    """
    public, local = _public(target, public_url), target.target
    prefix, local_prefix = _without_common_end(public.target.path, local.path)
    return Tunnel(public, local, prefix, local_prefix)


def _public(target: Url, public: Url) -> Url:
    """Return the public URL, with its missing parts from the target."""
    bare = public.path in ("", "/")
    return public._replace(
        login=target.login if public.login is None else public.login,
        path=target.path if bare else public.path,
        query=target.query if public.query is None else public.query,
        fragment=target.fragment if public.fragment is None else public.fragment,
    ).rebuild()


def _without_common_end(one: str, other: str) -> tuple[str, str]:
    left, right = one.split("/"), other.split("/")
    while left and right and left[-1] == right[-1]:
        left.pop()
        right.pop()
    return "/".join(left), "/".join(right)


def leads_through(tunnel: Tunnel, url: Url) -> bool:
    """Say whether the tunnel serves the URL."""
    return tunnel.public.target.same_origin(url) or is_downgraded(tunnel, url)


def is_downgraded(tunnel: Tunnel, url: Url) -> bool:
    """Say whether the URL is on the public host, with http instead of https.

    An app that ignores X-Forwarded-Proto writes such URLs. Both URLs have their default ports: a
    tunnel on another port has no second port for http.
    """
    public = tunnel.public.target.origin
    return (
        public is not None
        and public == Origin("https", public.host, 443)
        and url.origin == Origin("http", public.host, 80)
    )


def local_end(tunnel: Tunnel, url: Url) -> Url:
    """Return the URL to connect to for a public URL."""
    path = url.path
    if path == tunnel.prefix or path.startswith(f"{tunnel.prefix}/"):
        path = tunnel.local_prefix + path.removeprefix(tunnel.prefix)
    return url._replace(
        scheme=tunnel.local.scheme,
        written_host=tunnel.local.written_host,
        port=tunnel.local.port,
        path=path or "/",
    ).rebuild()
