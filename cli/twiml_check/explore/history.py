"""The path to a hop, and its loop if it has one. Pure."""

from collections.abc import Sequence

from twiml_check.explore.kept import cookies_of, trim
from twiml_check.model.run import Hop
from twiml_check.web.url import Url


def path_to(hops: Sequence[Hop], hop: Hop) -> list[Hop]:
    """Return the hops before this one on its path, the nearest first.

    A branch has its own path, and so has a choice.
    """
    path: list[Hop] = []
    while (
        hop.came_from is not None
        and not hop.choice
        and hops[hop.came_from - 1].branch == hop.branch
    ):
        hop = hops[hop.came_from - 1]
        path.append(hop)
    return path


def asks(hop: Hop, method: str, url: Url) -> bool:
    """Say whether the hop is a request to this URL with this method."""
    request = hop.request
    return request is not None and (request.method, request.url.brief) == (method, url.brief)


def find_loop(hops: Sequence[Hop], hop: Hop, *, cookies: bool) -> Hop | None:
    """Return the hop with its loop, if an earlier hop had the same request and the same response.

    A server may count in a cookie and respond differently later. So other cookies make another
    response, unless only they differ at the limit of documents.
    """
    path, kept = path_to(hops, hop), trim(hop)
    for index, earlier in enumerate(path):
        if alike(earlier, kept, cookies=cookies):
            loop = path[: index + 1]
            return hop._replace(
                repeats=earlier.number,
                loop=tuple(_short(each, kept) for each in (kept, *loop))[::-1],
                heard=tuple(name for each in loop for name in each.run),
            )
    return None


def alike(one: Hop, other: Hop, *, cookies: bool) -> bool:
    """Say whether both have the same request and response, and with `cookies` the same cookies."""
    if one.request is None or other.request is None or one.answer is None or other.answer is None:
        return False
    return (
        (one.request.method, one.request.url) == (other.request.method, other.request.url)
        and (one.answer.status, one.answer.body) == (other.answer.status, other.answer.body)
        and (not cookies or cookies_of(one.answer) == cookies_of(other.answer))
    )


def _short(hop: Hop, other: Hop) -> str:
    """Return the URL, without its host if both have the same host."""
    url = Url.parse(hop.name)
    if url.same_origin(Url.parse(other.name)):
        return (url.path or "/") + (f"?{url.query}" if url.query else "")
    return hop.name


def move(hop: Hop, by: int) -> Hop:
    """Return the hop with all its numbers increased by `by`."""
    return hop._replace(
        number=hop.number + by,
        came_from=hop.came_from and hop.came_from + by,
        repeats=hop.repeats and hop.repeats + by,
        resource=hop.resource and hop.resource._replace(hop=hop.resource.hop + by),
    )
