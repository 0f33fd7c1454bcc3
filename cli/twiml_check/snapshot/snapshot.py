"""From the hops of a target to what a snapshot keeps of them."""

from collections.abc import Iterator

from twiml_check.model.run import Hop, Snapshot, SnapshotHop, TargetResult
from twiml_check.snapshot.canonical import canonical
from twiml_check.snapshot.relative import Normalise, normaliser
from twiml_check.web.credentials import masked


def snapshot(check: TargetResult, base_url: str = "", secrets: tuple[str, ...] = ()) -> Snapshot:
    """Return what the target answered; `secrets` is what must not be seen of it."""
    normalise = normaliser(check, base_url, secrets)
    hops = [_snapshot_hop(hop, normalise) for hop in check.hops if hop.resource is None]
    return Snapshot(_target_name(check, normalise), check.event, tuple(hops))


def _target_name(check: TargetResult, normalise: Normalise) -> str:
    """Return the name in the suite, else the path on its server, the file or the number."""
    if check.name:
        return masked(check.name)
    first = check.hops[0].request if check.hops else None
    return masked(normalise(first.url.text if first and not check.resolved else check.target))


def _snapshot_hop(hop: Hop, normalise: Normalise) -> SnapshotHop:
    answer = hop.answer
    url = hop.request.url.text if hop.request else hop.name
    return SnapshotHop(
        hop.via,
        hop.request.method if hop.request else "",
        masked(normalise(url)),
        answer.status if answer else None,
        answer.failure.cause if answer and answer.failure else "",
        hop.handling,
        tuple(masked("\n".join(canonical(hop, normalise))).splitlines()),
    )


def lines(snapshot: Snapshot) -> Iterator[str]:
    """Yield the lines of a snapshot, to be compared one by one."""
    for number, hop in enumerate(snapshot.hops, 1):
        yield heading(number, hop)
        yield from hop.answer


def heading(number: int, hop: SnapshotHop) -> str:
    """Return a line such as `hop 1: webhook POST /sms, 200, twiml`"""
    asked = " ".join(filter(None, (hop.via, hop.method, hop.url)))
    came = hop.error or ("" if hop.status is None else str(hop.status))
    return ", ".join(filter(None, (f"hop {number}: {asked}", came, hop.kind)))
