"""The file of accepted findings (--baseline), and which findings of a target it accepts.

The file is JSON in a fixed order, so that people can read, review and merge it line by line.
"""

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from twiml_check.model.finding import Finding
from twiml_check.model.run import TargetResult
from twiml_check.snapshot.canonical import normaliser, own_hosts

SCHEMA = "twiml-check-baseline/1"
LARGEST = 32 * 1024 * 1024
"""Bytes of one file."""
MOST = 10**6
"""The largest count of one entry."""
_TIME = r"\b\d[\d.,]{0,15}(?= m?s\b)"
"""A measured time, which differs from run to run."""


class NoBaselineError(Exception):
    """The reason why a file is not a baseline, in a few words."""


class Key(NamedTuple):
    """One target, and how it was checked."""

    target: str
    """Its name in a suite, its path on the server, its file, or a phone number."""
    event: str
    """Empty for a file."""
    check: str = ""
    """`explore`, or the name of a drill; empty for a check."""


class Kind(NamedTuple):
    """What makes a finding the same in another run: not its line, and not its host."""

    rule: str
    path: str
    """The element, as in `Response/Gather/Say`; empty without a place."""
    message: str


Entries = Mapping[Key, Mapping[Kind, int]]
"""The accepted findings of each target, with the number of each."""


class Names(NamedTuple):
    """How the texts of one target are written in the file."""

    key: Key
    kind: Callable[[Finding], Kind]


def names(check: TargetResult, folder: str, base_url: str, mask: Callable[[str], str]) -> Names:
    """Return the key of a target and of its findings; `folder` is that of the baseline."""
    normalise = normaliser(check, base_url)
    hosts = own_hosts(check, base_url) or r"(?!)"
    varying = re.compile(rf"(?<![\w.-])(?P<host>{hosts})(?![\w.-]|:\d)|{_TIME}")

    def kind(finding: Finding) -> Kind:
        path = "/".join(finding.location.path) if finding.location else ""
        whole = normalise(mask(finding.message))
        message = varying.sub(lambda found: "{host}" if found["host"] else "…", whole)
        return Kind(finding.rule, mask(path), message)

    return Names(_key(check, folder, lambda text: normalise(mask(text))), kind)


def _key(check: TargetResult, folder: str, text: Callable[[str], str]) -> Key:
    first = check.hops[0] if check.hops else None
    asked = first.request if first else None
    drill = next((check.name for each in check.expectations if each.kind == "trial"), "")
    way = "explore" if check.call_map else drill
    event = check.event if asked else ""
    if check.name and (check.written or not drill):
        return Key(text(check.name), event, way if way != check.name else "")
    if asked and not check.resolved:
        return Key(text(asked.url.text), event, way)
    is_path = first is not None and first.via == "file" and check.target != "-"
    return Key(text(_relative(check.target, folder) if is_path else check.target), event, way)


def _relative(path: str, folder: str) -> str:
    """Return a file's path from the folder of the baseline, with slashes."""
    try:
        return os.path.relpath(path, folder or os.curdir).replace(os.sep, "/")
    except (OSError, ValueError):  # the working folder does not exist, or is on another drive
        return path


def divide(
    findings: Iterable[Finding], kind: Callable[[Finding], Kind], accepted: Mapping[Kind, int]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the new findings and the accepted ones; each entry accepts as many as it counts."""
    new: list[Finding] = []
    known: list[Finding] = []
    left = dict(accepted)
    for finding in findings:
        own, number = kind(finding), 1 + finding.more
        taken = min(left.get(own, 0), number)
        if taken:
            left[own] -= taken
            known.append(finding._replace(more=taken - 1))
        if taken < number:
            new.append(finding._replace(more=number - taken - 1))
    return tuple(new), tuple(known)


def count(findings: Iterable[Finding], kind: Callable[[Finding], Kind]) -> Counter[Kind]:
    """Return how many findings of each kind there are."""
    found: Counter[Kind] = Counter()
    for finding in findings:
        found[kind(finding)] += 1 + finding.more
    return found


def file_text(entries: Entries) -> str:
    """Return the file: sorted, in ASCII, one object for each kind of finding."""
    rows = [
        {
            "target": key.target,
            **({"event": key.event} if key.event else {}),
            **({"check": key.check} if key.check else {}),
            **{name: value for name, value in kind._asdict().items() if value},
            **({"count": number} if number > 1 else {}),
        }
        for key, kinds in sorted(entries.items())
        for kind, number in sorted(kinds.items())
        if number
    ]
    return json.dumps({"schema": SCHEMA, "findings": rows}, indent=1) + "\n"


def read(raw: bytes) -> Entries:
    """Return the entries of a file; raise NoBaselineError for another file."""
    if len(raw) > LARGEST:
        raise NoBaselineError(f"the file has more than {LARGEST >> 20} MiB")
    try:
        whole = json.loads(raw)
    except (ValueError, RecursionError) as reason:  # a number of 5,000 digits is a ValueError too
        raise NoBaselineError("the file is not JSON") from reason
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA:
        raise NoBaselineError(f'the file has no "schema": "{SCHEMA}"')
    rows = whole.get("findings")
    if not isinstance(rows, list):
        raise NoBaselineError('"findings" is not a list')
    found: dict[Key, Counter[Kind]] = defaultdict(Counter)
    for row in rows:
        if not isinstance(row, dict):
            raise NoBaselineError("a finding is not an object")
        key = Key(_text(row, "target"), _text(row, "event", ""), _text(row, "check", ""))
        kind = Kind(_text(row, "rule"), _text(row, "path", ""), _text(row, "message"))
        found[key][kind] += _count(row)
    return found


def _text(row: dict[str, Any], name: str, missing: str | None = None) -> str:
    value = row.get(name, missing)
    if not isinstance(value, str):
        raise NoBaselineError(f'"{name}" is not a text')
    return value


def _count(row: dict[str, Any]) -> int:
    value = row.get("count", 1)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST:
        raise NoBaselineError('"count" is not a positive number')
    return value
