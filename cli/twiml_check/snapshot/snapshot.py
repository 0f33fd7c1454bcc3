"""What a snapshot keeps of a target's hops, and its file.

The file is JSON that can be read, reviewed and merged line by line.
"""

import json
from collections.abc import Iterable
from typing import Any

from twiml_check.model.run import Hop, Snapshot, SnapshotHop, TargetResult
from twiml_check.snapshot.canonical import Normalise, canonical, normaliser
from twiml_check.web.secrets import Mask, mask_of

SCHEMA = "twiml-check-snapshot/1"
LARGEST = 32 * 1024 * 1024
"""Bytes that are read of one: 1,000 targets with 32 KiB of answers each."""
LOGINS = mask_of(())
"""Hides those of URLs alone."""


class NoSnapshotError(Exception):
    """What is wrong with a file that should be one, in a few words."""


def snapshot(check: TargetResult, base_url: str = "", mask: Mask = LOGINS) -> Snapshot:
    """Return what the target answered; `mask` hides what must not be seen of it."""
    normalise = normaliser(check, base_url)
    hops = [_snapshot_hop(hop, normalise, mask) for hop in check.hops if hop.resource is None]
    return Snapshot(mask.text(_target_name(check, normalise)), check.event, tuple(hops))


def _target_name(check: TargetResult, normalise: Normalise) -> str:
    """Return the name in the suite, else the path on its server, the file or the number."""
    if check.name:
        return check.name
    first = check.hops[0].request if check.hops else None
    return normalise(first.url.text if first and not check.resolved else check.target)


def _snapshot_hop(hop: Hop, normalise: Normalise, mask: Mask) -> SnapshotHop:
    answer = hop.answer
    url = hop.request.url.text if hop.request else hop.name
    return SnapshotHop(
        hop.via,
        hop.request.method if hop.request else "",
        mask.text(normalise(url)),
        answer.status if answer else None,
        answer.failure.cause if answer and answer.failure else "",
        hop.handling,
        tuple(mask.text("\n".join(canonical(hop, normalise))).splitlines()),
    )


def file_text(snapshots: Iterable[Snapshot]) -> str:
    """Return the file, in ASCII; nothing in it differs from run to run if the answers do not."""
    targets = [_target(snapshot) for snapshot in snapshots]
    return json.dumps({"schema": SCHEMA, "targets": targets}, indent=1) + "\n"


def _target(snapshot: Snapshot) -> dict[str, Any]:
    hops = [{**hop._asdict(), "answer": list(hop.answer)} for hop in snapshot.hops]
    return {"target": snapshot.target, "event": snapshot.event, "hops": hops}


def read(raw: bytes) -> tuple[Snapshot, ...]:
    """Return the snapshots in a file; raise NoSnapshotError for whatever is none."""
    if len(raw) > LARGEST:
        raise NoSnapshotError(f"it has more than {LARGEST >> 20} MiB")
    try:
        whole = json.loads(raw)
    except (ValueError, RecursionError) as reason:  # a number of 5,000 digits is a ValueError too
        raise NoSnapshotError("it is no JSON") from reason
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA:
        raise NoSnapshotError(f'it has no "schema": "{SCHEMA}"')
    return tuple(map(_read_snapshot, _list(whole, "targets")))


def _read_snapshot(value: object) -> Snapshot:
    row = _row(value)
    return Snapshot(
        _text(row, "target"), _text(row, "event"), tuple(map(_read_hop, _list(row, "hops")))
    )


def _read_hop(value: object) -> SnapshotHop:
    row = _row(value)
    status = row.get("status")
    if status is not None and (not isinstance(status, int) or isinstance(status, bool)):
        raise NoSnapshotError('"status" is no number')
    answer = _list(row, "answer")
    if not all(isinstance(line, str) for line in answer):
        raise NoSnapshotError('"answer" is no list of texts')
    via, method, url = (_text(row, name) for name in ("via", "method", "url"))
    error, kind = _text(row, "error"), _text(row, "kind")
    return SnapshotHop(via, method, url, status, error, kind, tuple(answer))


def _row(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NoSnapshotError("a target or a hop is no object")
    return value


def _list(row: dict[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    if not isinstance(value, list):
        raise NoSnapshotError(f'"{name}" is no list')
    return value


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise NoSnapshotError(f'"{name}" is no text')
    return value
