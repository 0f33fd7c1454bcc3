"""The coverage of an explored call, in one line."""

import re
from collections import Counter
from collections.abc import Iterator

from twiml_check.model.call_map import CallMap, EdgeState
from twiml_check.model.exchange import Product
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
    return "; ".join(filter(None, (", ".join(parts), ", ".join(_left(call_map)))))


def _left(call_map: CallMap) -> Iterator[str]:
    """Yield the choices that did not succeed, by the reason, and the option for another host."""
    hosts = Counter(_host(edge.address) for edge in call_map.choices if edge.state == "host")
    named = [(host, number) for host, number in hosts.most_common() if host][:MOST_HOSTS]
    for state, words in LEFT.items():
        number = call_map.left.get(state, 0)
        for host, tried in named if state == "host" else ():
            yield f"{words.format(tried)} {host} (--allow-host {host})"
            number -= tried
        if number:
            yield words.format(number)


def _host(address: str) -> str:
    """Return the host of `POST https://example.com/menu`; empty if it has unusual characters."""
    host = Url.parse(address.partition(" ")[2]).authority
    return host if re.fullmatch(r"[\w.:\[\]-]{1,100}", host, re.ASCII) else ""
