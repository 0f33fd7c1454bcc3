"""The snapshot of the hops of a target, and its file.

The file is JSON, so that people can read, review and merge it line by line.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any

from twiml_check.model.run import Hop, Snapshot, SnapshotHop, TargetResult
from twiml_check.snapshot.canonical import Normalise, canonical, normaliser
from twiml_check.web.secrets import mask_line

SCHEMA = "twiml-check-snapshot/1"
LONGEST = 100_000
"""Characters of one response: 64 KiB with deep nesting have a million when indented."""
LARGEST = 32 * 1024 * 1024
"""Bytes of one file: 1,000 targets with 32 KiB of responses each."""


class NoSnapshotError(Exception):
    """The reason why a file is not a snapshot, in a few words."""


def snapshot(
    check: TargetResult, base_url: str = "", mask: Callable[[str], str] = mask_line
) -> Snapshot:
    """Return the responses of a target; `mask` hides secrets."""
    normalise = normaliser(check, base_url)
    hops = [_snapshot_hop(hop, normalise, mask) for hop in check.hops if hop.resource is None]
    return Snapshot(mask(_target_name(check, normalise)), check.event, tuple(hops))


def _target_name(check: TargetResult, normalise: Normalise) -> str:
    """Return the name in the suite, else the path, the file or the phone number."""
    if check.name:
        return check.name
    first = check.hops[0].request if check.hops else None
    return normalise(first.url.text if first and not check.resolved else check.target)


def _snapshot_hop(hop: Hop, normalise: Normalise, mask: Callable[[str], str]) -> SnapshotHop:
    answer = hop.answer
    url = hop.request.url.text if hop.request else hop.name
    return SnapshotHop(
        hop.via,
        hop.request.method if hop.request else "",
        mask(normalise(url)),
        answer.status if answer else None,
        answer.failure.cause if answer and answer.failure else "",
        hop.handling,
        _bounded("\n".join(mask("\n".join(canonical(hop, normalise))).splitlines())),
    )


def _bounded(answer: str) -> str:
    """Return the response; the end of a very long one becomes a hash."""
    if len(answer) <= LONGEST:
        return answer
    digest = sha256(answer.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{answer[:LONGEST]}\n… {len(answer) - LONGEST:,} characters more, sha256 {digest}"


def file_text(snapshots: Iterable[Snapshot]) -> Iterator[str]:
    """Yield the file piece by piece, in ASCII; equal responses give equal files.

    The result equals that of json.dumps with an indent, which needs many times the memory.
    """
    yield f'{{\n "schema": {json.dumps(SCHEMA)},\n "targets": '
    yield from _listed(map(_target, snapshots), 2)
    yield "\n}\n"


def _listed(items: Iterable[Iterable[str]], depth: int) -> Iterator[str]:
    """Yield a JSON list; the pieces of each item are already indented."""
    spaces, opening = " " * depth, "["
    for item in items:
        yield f"{opening}\n{spaces}"
        yield from item
        opening = ","
    yield "[]" if opening == "[" else f"\n{spaces[1:]}]"


def _target(snapshot: Snapshot) -> Iterator[str]:
    target, event = json.dumps(snapshot.target), json.dumps(snapshot.event)
    yield f'{{\n   "target": {target},\n   "event": {event},\n   "hops": '
    yield from _listed(map(_hop, snapshot.hops), 4)
    yield "\n  }"


def _hop(hop: SnapshotHop) -> Iterator[str]:
    row = {**hop._asdict(), "answer": hop.lines}
    yield json.dumps(row, indent=1).replace("\n", "\n    ")


def read(raw: bytes) -> tuple[Snapshot, ...]:
    """Return the snapshots in a file; raise NoSnapshotError for another file."""
    if len(raw) > LARGEST:
        raise NoSnapshotError(f"the file has more than {LARGEST >> 20} MiB")
    try:
        whole = json.loads(raw, object_hook=_joined)
    except (ValueError, RecursionError) as reason:  # a number of 5,000 digits is a ValueError too
        raise NoSnapshotError("the file is not JSON") from reason
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA:
        raise NoSnapshotError(f'the file has no "schema": "{SCHEMA}"')
    return tuple(map(_read_snapshot, _list(whole, "targets")))


def _joined(row: dict[str, Any]) -> dict[str, Any]:
    """Return an object with its lines as one text, which needs less memory."""
    if "answer" in row:
        lines = row["answer"]
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise NoSnapshotError('"answer" is not a list of texts')
        row["answer"] = "\n".join(lines)
    return row


def _read_snapshot(value: object) -> Snapshot:
    row = _row(value)
    return Snapshot(
        _text(row, "target"), _text(row, "event"), tuple(map(_read_hop, _list(row, "hops")))
    )


def _read_hop(value: object) -> SnapshotHop:
    row = _row(value)
    status = row.get("status")
    if status is not None and (not isinstance(status, int) or isinstance(status, bool)):
        raise NoSnapshotError('"status" is not a number')
    via, method, url = (_text(row, name) for name in ("via", "method", "url"))
    error, kind = _text(row, "error"), _text(row, "kind")
    return SnapshotHop(via, method, url, status, error, kind, _text(row, "answer"))


def _row(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NoSnapshotError("a target or a hop is not an object")
    return value


def _list(row: dict[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    if not isinstance(value, list):
        raise NoSnapshotError(f'"{name}" is not a list')
    return value


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise NoSnapshotError(f'"{name}" is not a text')
    return value
