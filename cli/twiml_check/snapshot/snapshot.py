"""From the hops of a target to what a snapshot keeps of them."""

from __future__ import annotations

from collections.abc import Iterator

from twiml_check.model.run import Hop, Snapshot, SnapshotHop, TargetResult
from twiml_check.snapshot.canonical import canonical
from twiml_check.snapshot.relative import Evened, evened
from twiml_check.web.credentials import masked


def snapshot(check: TargetResult, base_url: str = "", secrets: tuple[str, ...] = ()) -> Snapshot:
    """What the target answered; `secrets` is what must not be seen of it."""
    even = evened(check, base_url, secrets)
    hops = [_taken(hop, even) for hop in check.hops if hop.target is None]
    return Snapshot(_called(check, even), check.event, tuple(hops))


def _called(check: TargetResult, even: Evened) -> str:
    """The name in the suite, else the path on its server, the file or the number."""
    if check.name:
        return masked(check.name)
    first = check.hops[0].request if check.hops else None
    return masked(even(first.url.text if first and not check.resolved else check.target))


def _taken(hop: Hop, even: Evened) -> SnapshotHop:
    answer = hop.answer
    url = hop.request.url.text if hop.request else hop.name
    return SnapshotHop(
        hop.via,
        hop.request.method if hop.request else "",
        masked(even(url)),
        answer.status if answer else None,
        answer.failure.cause if answer and answer.failure else "",
        hop.handling,
        tuple(masked("\n".join(canonical(hop, even))).splitlines()),
    )


def lines(taken: Snapshot) -> Iterator[str]:
    """The whole of it as text, to be compared line by line."""
    for number, hop in enumerate(taken.hops, 1):
        yield heading(number, hop)
        yield from hop.answer


def heading(number: int, hop: SnapshotHop) -> str:
    """`hop 1: webhook POST /sms, 200, twiml`"""
    asked = " ".join(filter(None, (hop.via, hop.method, hop.url)))
    came = hop.error or ("" if hop.status is None else str(hop.status))
    return ", ".join(filter(None, (f"hop {number}: {asked}", came, hop.kind)))
