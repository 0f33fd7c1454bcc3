"""How hops hang together: the way that led to one, and whether it has been round already. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from twiml_check.model.exchange import Answer
from twiml_check.model.run import Hop
from twiml_check.web.url import Url

BESIDE = ("whisper", "wait")
"""Ways off the main line."""


def way(hops: Sequence[Hop], hop: Hop) -> list[Hop]:
    """The hops that led to this one, the nearest first; a branch begins a way of its own."""
    before: list[Hop] = []
    while hop.came_from is not None and hop.via not in BESIDE:
        hop = hops[hop.came_from - 1]
        before.append(hop)
    return before


def asks(hop: Hop, method: str, url: Url) -> bool:
    """Whether the hop asked this address in this way."""
    request = hop.request
    return request is not None and (request.method, request.url) == (method, url)


def circle(hops: Sequence[Hop], hop: Hop, *, cookies: bool) -> Hop | None:
    """The hop with the way round, when an earlier one had the same request and the same answer.

    A server may count in a cookie and answer differently in the end, so changed cookies make
    another answer of it, unless nothing else is left to tell a circle by.
    """
    before = way(hops, hop)
    for index, earlier in enumerate(before):
        if alike(earlier, hop, cookies=cookies):
            round_trip = before[: index + 1]
            return hop._replace(
                repeats=earlier.number,
                circle=tuple(_short(each, hop) for each in (hop, *round_trip))[::-1],
                heard=tuple(name for each in round_trip for name in each.run),
            )
    return None


def alike(one: Hop, other: Hop, *, cookies: bool) -> bool:
    """Whether both asked the same address and got the same answer, with the same cookies or not."""
    if one.request is None or other.request is None or one.answer is None or other.answer is None:
        return False
    return (
        (one.request.method, one.request.url) == (other.request.method, other.request.url)
        and (one.answer.status, one.answer.body) == (other.answer.status, other.answer.body)
        and (not cookies or _set_cookies(one.answer) == _set_cookies(other.answer))
    )


def _set_cookies(answer: Answer) -> list[str]:
    return [value for name, value in answer.headers if name.lower() == "set-cookie"]


def _short(hop: Hop, beside: Hop) -> str:
    """The address, without its host where that is the same for all."""
    url = Url.parse(hop.name)
    if url.same_origin(Url.parse(beside.name)):
        return (url.path or "/") + (f"?{url.query}" if url.query else "")
    return hop.name


def circle_of_actions(chain: Sequence[Hop], hop: Hop) -> tuple[str, ...]:
    """The targets from an earlier document of this input to the same one again, if it is one."""
    for index in range(len(chain) - 1, -1, -1):
        if _comes_again(chain[index:], hop):
            return tuple(each.name for each in (*chain[index:], hop))
    return ()


def _comes_again(route: Sequence[Hop], hop: Hop) -> bool:
    """Whether the hop is for sure the first of the route again.

    A task is when nothing but tasks stands in between: they read no memory. A URL is when it was
    told the same and answers the same: with another memory a server may lead elsewhere in the end.
    """
    first = route[0]
    if hop.request is None:
        fixed = all(each.request is None and each.via != "file" for each in route)
        return fixed and first.name == hop.name
    same = first.request is not None and first.request.params == hop.request.params
    return same and alike(first, hop, cookies=True)


def moved(hop: Hop, by: int) -> Hop:
    """The hop of a walk that others stand before."""
    return hop._replace(
        number=hop.number + by,
        came_from=hop.came_from and hop.came_from + by,
        repeats=hop.repeats and hop.repeats + by,
        target=hop.target and hop.target._replace(hop=hop.target.hop + by),
    )
