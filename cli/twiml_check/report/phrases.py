"""Words about hops, findings and verdicts, the same in every report for people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from twiml_check.explore.continuations import CONTINUATIONS
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, Latency, Outcome, Run, TargetResult
from twiml_check.model.source import Location
from twiml_check.report.expectations import unmet_expectations
from twiml_check.report.repository_place import file_of, hop_of
from twiml_check.report.ways import way_remarks
from twiml_check.vocabulary.codes import CODES, NEWER_NUMBERS, REFUSALS
from twiml_check.web.text import clip

ALIKE = 3
"""The most findings of one rule in one response that are shown in full."""
LONGEST_CHOICE = 24
"""The most characters of a choice in a table cell; a message has up to 1,600."""
MOST_VERBS = 12
MOST_NAMES = 12
LONGEST_NAME = 40
"""The most characters of one element's name in a path; real names have at most 23."""

LABELS = {each.via: each.label for each in CONTINUATIONS} | {"studio-redirect": "from Studio"}
"""`via` -> words for a hop off the main line, or one that does not follow a response."""
AFTER = {each.via: each.after for each in CONTINUATIONS}


class Tally(NamedTuple):
    """Targets by verdict and findings by level."""

    targets: int
    passed: int
    failed: int
    undecided: int
    errors: int
    warnings: int
    infos: int

    @property
    def verdict(self) -> Outcome:
        """Return fail if one target failed, else undecided if one is undecided, else pass."""
        if self.failed:
            return "fail"
        return "undecided" if self.undecided else "pass"

    @property
    def findings(self) -> str:
        """Return `2 errors, 1 warning`, without levels that have no findings; may be empty."""
        levels = ((self.errors, "error"), (self.warnings, "warning"), (self.infos, "info"))
        return ", ".join(counted(number, word) for number, word in levels if number)


def is_file(check: TargetResult) -> bool:
    """Say whether the target is a file, without any request."""
    return all(hop.via == "file" for hop in check.hops) and bool(check.hops)


def reached_by(hop: Hop, check: TargetResult) -> str:
    """Return how a hop was reached, in the words of a table cell."""
    before = next((other.answer for other in check.hops if other.number == hop.came_from), None)
    status = before.status if before else None
    after = AFTER.get(hop.via, "").format(status or "redirect")
    return clip(hop.choice, LONGEST_CHOICE) or after or hop.via


def path_to(hop: Hop, check: TargetResult) -> list[Hop]:
    """Return the hops on the path to this one, from the first to itself."""
    by_number = {each.number: each for each in check.hops}
    hops = [hop]
    while (number := hops[-1].came_from) in by_number and len(hops) <= len(check.hops):
        hops.append(by_number[number])
    return hops[::-1]


def findings_to_show(check: TargetResult) -> Iterator[tuple[Finding, int]]:
    """Yield the findings to show; the last of many equal ones has the count of the rest."""
    kept, total = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for finding in check.findings:
        kept[finding.rule, finding.hop] += 1
        total[finding.rule, finding.hop] += 1 + finding.more
    seen: Counter[tuple[str, int]] = Counter()
    for finding in check.findings:
        kind = (finding.rule, finding.hop)
        seen[kind] += 1
        if seen[kind] <= ALIKE:
            last = seen[kind] == min(kept[kind], ALIKE)
            yield finding, total[kind] - seen[kind] if last else 0


def and_more(number: int) -> str:
    """Return `… and 3 more like this`; empty for none."""
    return f"… and {number} more like this" if number else ""


def where(finding: Finding, check: TargetResult) -> str:
    """Return `POST https://example.com/menu  (hop 2, after <Redirect>)`, or `answer.xml:2:53`."""
    hop = hop_of(finding, check)
    if hop is None:
        return check.target
    if hop.request is None:
        place = finding.location
        return f"{file_of(hop) or hop.name}:{place.line}:{place.column}" if place else hop.name
    known = [f"hop {hop.number}"] if len(check.hops) > 1 else []
    if label := LABELS.get(hop.via):
        known.append(label)
    elif hop.came_from:
        known.append(f"after {reached_by(hop, check)}")
    after = f"  ({', '.join(known)})" if known else ""
    return f"{hop.request.method} {hop.name}{after}"


def position(place: Location) -> str:
    """Return `line 2, column 53, in Response > Gather > Say`"""
    names = [
        name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
        for name in trimmed_path(place.path, MOST_NAMES)
    ]
    within = f", in {' > '.join(names)}" if names else ""
    return f"line {place.line}, column {place.column}{within}"


def trimmed_path(path: Sequence[str], most: int) -> list[str]:
    """Return an element's path with the middle left out when it has more than `most` names.

    Each finding carries its path, and 64 KiB of TwiML can nest thousands deep.
    """
    if len(path) <= most:
        return list(path)
    half = most // 2
    return [*path[:half], "…", *path[-half:]]


def finding_lines(finding: Finding, check: TargetResult) -> Iterator[str]:
    """Yield a finding line by line, without its excerpt."""
    yield f"{finding.level}[{finding.rule}]: {finding.message}"
    yield f"  {where(finding, check)}"
    if finding.location:
        yield f"  {position(finding.location)}"
    for name, text in remarks(finding, check):
        yield f"  {name}: {text}"


def remarks(finding: Finding, check: TargetResult) -> list[tuple[str, str]]:
    """Return the remarks below a finding, each with its name; empty ones are left out."""
    notes = (("note", log_entry(finding)), ("note", finding.note))
    pairs = (*notes, ("help", finding.help), ("docs", finding.doc), *way_remarks(finding, check))
    return [(name, text) for name, text in pairs if text]


def log_entry(finding: Finding) -> str:
    """Return `Twilio logs warning 12200: Schema validation warning`; empty if it logs nothing."""
    if finding.twilio_code is None:
        return ""
    row = CODES.get(finding.twilio_code)
    level = finding.twilio_level or (row.level if row else "")
    newer = NEWER_NUMBERS.get((finding.rule, finding.twilio_code))
    number = f"{level} {finding.twilio_code}{f' or {newer}' if newer else ''}".lstrip()
    does = "refuses it with" if finding.twilio_code in REFUSALS else "logs"
    return f"Twilio {does} {number}: {row.title}" if row else f"Twilio {does} {number}"


def outlook(check: TargetResult) -> str:
    """Return what Twilio would do, or the limit that stopped twiml-check; may be empty."""
    return (check.undecided if check.verdict == "undecided" else "") or check.would


def summary(check: TargetResult) -> str:
    """Return `2 errors, 1 warning. Twilio would hang up.`"""
    counts, then = faults([check]), outlook(check)
    if counts and then:
        return f"{counts}. {then[0].upper()}{then[1:]}"
    return counts or then or "no findings"


def faults(checks: Sequence[TargetResult]) -> str:
    """Return `2 errors, 1 unmet expectation`, without counts of zero; may be empty."""
    number = sum(len(unmet_expectations(check)) for check in checks)
    words = counted(number, "unmet expectation") if number else ""
    return ", ".join(filter(None, (tally(checks).findings, words)))


def accepted_line(run: Run) -> str:
    """Return `2 accepted findings (baseline.json)`; empty if there are none."""
    number = sum(1 + each.more for check in run.checks for each in check.accepted or ())
    file = f" ({run.baseline})" if run.baseline else ""
    return f"{counted(number, 'accepted finding')}{file}" if number else ""


def tally(checks: Sequence[TargetResult]) -> Tally:
    """Count the checks and their findings."""
    verdicts = Counter([check.verdict for check in checks])
    levels: Counter[str] = Counter()
    for check in checks:
        for finding in check.findings:
            levels[finding.level] += 1 + finding.more
    return Tally(
        targets=verdicts.total(),
        passed=verdicts["pass"],
        failed=verdicts["fail"],
        undecided=verdicts["undecided"],
        errors=levels["error"],
        warnings=levels["warning"],
        infos=levels["info"],
    )


def counted(number: int, word: str) -> str:
    """Return `1 error`, `2 errors`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def total(run: Run) -> str:
    """Return `1 of 3 targets failed: 2 errors`"""
    noun = "document" if all(is_file(check) for check in run.checks) else "target"
    return _total(tally(run.checks), noun, faults(run.checks))


def _total(counts: Tally, noun: str, faults: str) -> str:
    everything = counted(counts.targets, noun)
    if counts.verdict == "pass":
        return f"{everything}, {faults or 'no findings'}"
    parts = [(counts.failed, "failed"), (counts.undecided, "undecided")]
    shares = ", ".join(f"{number} {word}" for number, word in parts if number)
    first, _, rest = shares.partition(" ")
    return f"{first} of {everything} {rest}{f': {faults}' if faults else ''}"


def verb_list(hop: Hop) -> str:
    """Return `Say x3, Gather, and 4 more`: equal neighbors together, at most so many words."""
    alike = [(name, len(list(run))) for name, run in groupby(hop.verbs)]
    words = [f"{name} x{count}" if count > 1 else name for name, count in alike]
    if len(words) > MOST_VERBS:
        words[MOST_VERBS:] = [f"and {len(words) - MOST_VERBS} more"]
    return ", ".join(words)


def size(count: int) -> str:
    """Return `152 B`, `12.3 KiB`."""
    return f"{count} B" if count < 1024 else f"{count / 1024:.1f} KiB"


def duration(ms: float) -> str:
    """Return `12 ms`, `1.5 s`."""
    return f"{ms:.0f} ms" if ms < 999.5 else f"{ms / 1000:.1f} s"


def spread(latency: Latency) -> str:
    """Return `5 runs: min 3 ms, median 4 ms, max 9 ms`"""
    low, middle, high = map(duration, (latency.min_ms, latency.median_ms, latency.max_ms))
    return f"{latency.runs} runs: min {low}, median {middle}, max {high}"
