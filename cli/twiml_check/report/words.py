"""What every report for people says of hops, findings and verdicts, in the same words."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from twiml_check.report.tally import Tally, counted, tally
from twiml_check.vocabulary.codes import CODES

if TYPE_CHECKING:
    from twiml_check.model import Check, Finding, Hop, Run

BESIDE = {
    "fallback": "the fallback",
    "whisper": "what the other party hears first",
    "wait": "what is heard while waiting",
}
"""What leads off the main line."""


def is_file(check: Check) -> bool:
    """True when documents were read and nothing was asked of a server."""
    return all(hop.via == "file" for hop in check.hops) and bool(check.hops)


def reached_by(hop: Hop, check: Check) -> str:
    """How the walk came to a hop, in the words of a table cell."""
    if hop.via == "twiml-redirect":
        return "<Redirect>"
    if hop.via != "http-redirect":
        return hop.via
    before = next((other.answer for other in check.hops if other.number == hop.came_from), None)
    return f"HTTP {before.status}" if before and before.status else "HTTP redirect"


def way(hop: Hop, check: Check) -> list[Hop]:
    """The hops that led to this one, the first of them first, itself the last."""
    by_number = {each.number: each for each in check.hops}
    hops = [hop]
    while (number := hops[-1].came_from) in by_number and len(hops) <= len(check.hops):
        hops.append(by_number[number])
    return hops[::-1]


def logged(finding: Finding) -> str:
    """`Twilio logs warning 12200: Schema validation warning`; empty when it logs nothing."""
    if finding.twilio_code is None:
        return ""
    row = CODES.get(finding.twilio_code)
    level = finding.twilio_level or (row.level if row else "")
    number = f"{level} {finding.twilio_code}".lstrip()
    return f"Twilio logs {number}: {row.title}" if row else f"Twilio logs {number}"


def outlook(check: Check) -> str:
    """What Twilio would do, or which limit kept us from knowing; may be empty."""
    if check.verdict == "undecided" and check.undecided:
        return check.undecided
    return check.would


def said(check: Check) -> str:
    """`2 errors, 1 warning. Twilio would hang up.`"""
    parts = [tally([check]).findings, outlook(check)]
    return ". ".join(part for part in parts if part) or "no findings"


def total(run: Run) -> str:
    """`1 of 3 targets failed: 2 errors`"""
    noun = "document" if all(is_file(check) for check in run.checks) else "target"
    return _total(tally(run.checks), noun)


def _total(counts: Tally, noun: str) -> str:
    everything = counted(counts.targets, noun)
    if counts.verdict == "pass":
        return f"{everything}, {counts.findings or 'no findings'}"
    parts = [(counts.failed, "failed"), (counts.undecided, "undecided")]
    shares = ", ".join(f"{number} {word}" for number, word in parts if number)
    first, _, rest = shares.partition(" ")
    found = f": {counts.findings}" if counts.findings else ""
    return f"{first} of {everything} {rest}{found}"


def runs_of(names: tuple[str, ...], most: int) -> list[str]:
    """`Say x3`, `Gather`, `and 4 more`: equal neighbours together, at most so many words."""
    alike = [(name, len(list(run))) for name, run in groupby(names)]
    words = [f"{name} x{count}" if count > 1 else name for name, count in alike]
    if len(words) > most:
        words[most:] = [f"and {len(words) - most} more"]
    return words


def size(count: int) -> str:
    """`152 B`, `12.3 KiB`."""
    return f"{count} B" if count < 1024 else f"{count / 1024:.1f} KiB"


def duration(ms: float) -> str:
    """`12 ms`, `1.5 s`."""
    return f"{ms:.0f} ms" if ms < 999.5 else f"{ms / 1000:.1f} s"
