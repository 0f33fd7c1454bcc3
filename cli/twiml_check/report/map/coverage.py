"""The coverage of an explored call, in one line."""

import re
from collections import Counter
from collections.abc import Iterator

from twiml_check.model.call_map import CallMap, EdgeState
from twiml_check.model.exchange import Product
from twiml_check.report.map.no_way_on import no_way_on
from twiml_check.report.phrases import counted
from twiml_check.web.url import Url

LEFT: dict[EdgeState, str] = {
    "failed": "{} failed",
    "budget": "{} not tried: budget used up",
    "depth": "{} not tried: too deep",
    "host": "{} not tried: other host",
    "dead": "{} not tried: responds too late",
    "unstable": "{} different when repeated",
}


MOST_HOSTS = 3
"""The most hosts that are named."""


def coverage(call_map: CallMap, product: Product = "voice") -> str:
    """Return `26 of 29 choices succeeded, 9 documents, 70 requests, 22 calls; 3 failed`."""
    total = len(call_map.choices)
    parts = (
        f"{call_map.answered} of {counted(total, 'choice')} succeeded",
        counted(len(call_map.nodes), "document"),
        counted(call_map.requests, "request"),
        counted(call_map.calls, "call" if product == "voice" else "conversation"),
    )
    sentences = (", ".join(parts), ", ".join(_left(call_map)), no_way_on(call_map, product))
    return "; ".join(filter(None, sentences))


def _left(call_map: CallMap) -> Iterator[str]:
    """Yield the choices that did not succeed, by the reason."""
    for state, words in LEFT.items():
        if state == "host":
            yield from _other_hosts(call_map, words)
        elif number := call_map.left.get(state):
            yield words.format(number)


def _other_hosts(call_map: CallMap, words: str) -> Iterator[str]:
    """Yield each other host, with the option that includes it; also those of redirects."""
    hosts = Counter(_host(edge.address) for edge in call_map.edges if edge.state == "host")
    named = [(host, number) for host, number in hosts.most_common() if host][:MOST_HOSTS]
    for host, number in named:
        yield f"{words.format(number)} (--allow-host {host})"
    if rest := hosts.total() - sum(number for _, number in named):
        yield words.format(rest)


def _host(address: str) -> str:
    """Return the host of `POST https://example.com/menu`, as --allow-host accepts it.

    Empty if the host is redacted or has unusual characters.
    """
    place = Url.parse(address.partition(" ")[2]).origin
    if place is None or not re.fullmatch(r"[\w.:-]{1,100}", place.host, re.ASCII):
        return ""
    return (
        place.host if place.port in (80, 443) or ":" in place.host else f"{place.host}:{place.port}"
    )
