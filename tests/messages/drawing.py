"""From a sample to what stands on the terminal: the real rules, the real report."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from tests.rules.telling import asking
from twiml_check.explore.lint import lint
from twiml_check.model.exchange import Answer
from twiml_check.model.finding import Finding
from twiml_check.model.run import ORDINARY, Hop, Mode, Resource, Run, TargetResult
from twiml_check.model.source import Source
from twiml_check.report import View, render
from twiml_check.rules.engine import check
from twiml_check.vocabulary.events import EVENTS

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
"""What twilio-python begins every document with; all that follows is on the same line."""
LEVELS = ("error[", "warning[", "info[")
"""How the first line of a finding begins."""


class Sample(NamedTuple):
    """What a rule is shown, and so what its message looks like."""

    rule: str
    shown: Hop
    findings: tuple[Finding, ...]


def whole(content: str) -> str:
    """A document on one line, as twilio-python writes it."""
    return f"{HEAD}<Response>{content}</Response>"


def document(rule: str, text: str | bytes, event: str = "voice", mode: Mode = ORDINARY) -> Sample:
    """A file that breaks a rule; the file has the rule's name."""
    raw = text.encode() if isinstance(text, str) else text
    shown, findings = lint(f"{rule}.xml", raw, EVENTS[event], mode=mode)
    return _sample(rule, shown, findings)


def exchange(rule: str, shown: Hop) -> Sample:
    """An answer that breaks a rule."""
    return _sample(rule, shown, check(shown))


def _sample(rule: str, shown: Hop, findings: tuple[Finding, ...]) -> Sample:
    """What other rules find is theirs to show."""
    return Sample(rule, shown, tuple(each for each in findings if each.rule == rule))


def probe(
    rule: str, content: str, target: Resource, answer: Answer, method: str = "GET", **more: Any
) -> Sample:
    """A document, and what came back from an address in it."""
    event = "sms" if target.kind == "media" else "voice"
    shown = document(rule, whole(content), event).shown
    source = Source(whole(content).encode())
    index = source.text.index(target.reference)
    place = source.place(index, len(target.reference))
    hop = Hop(
        number=2,
        via="probe",
        event=EVENTS[event],
        name=target.url.text,
        request=asking(target.url.text, method),
        answer=answer,
        resource=target._replace(location=place),
    )
    return _sample(rule, shown, check(hop._replace(**more)))


def drawn(samples: Iterable[Sample], cells: int) -> str:
    """The findings of all samples as the terminal shows them, without tables and verdicts."""
    return "\n".join(_drawn(sample, cells) for sample in samples)


def _drawn(sample: Sample, cells: int) -> str:
    run = Run((TargetResult(sample.shown.name, "", "fail", (sample.shown,), sample.findings),), 1.0)
    lines = render("text", run, View(cells)).splitlines(keepends=True)
    starts = [index for index, line in enumerate(lines) if line.startswith(LEVELS)]
    return "".join(lines[starts[0] : -2])
