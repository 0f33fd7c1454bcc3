"""Runs with one hostile text in every place where a server or a user can write."""

from hypothesis import strategies as st

from twiml_check.model.exchange import Answer, TransportError
from twiml_check.model.finding import Level
from twiml_check.model.run import (
    Comparison,
    Expected,
    FlowExit,
    Hop,
    Latency,
    ResolvedNumber,
    Run,
    TargetResult,
)
from twiml_check.model.source import Edit, Location
from twiml_check.report.escape import escape_line
from twiml_check.web.credentials import masked

from .samples import VOICE, document, finding, request

SIGNS = "<>&\"'`*_[](){}|\\~!$#@:%,;\r\n\t\x00\x1b\x85\u2028\u202e\ud800\udc00\ufffe"
WORDS = (
    "</script>", "<img src=x onerror=alert(1)>", "]]>", "-->", "<!--", "&amp;", "&#124;", "::error",
    "::stop-commands::x", "##[error]", "%0A", "%25", "https://example.com", "www.example.com",
    "@somebody", "[a](b)", "{0}", "```", "~~~", "</code>", "\\|", "\n\n# x", "\r::debug::x",
)  # fmt: skip
CHARS = st.characters(exclude_categories=()) | st.sampled_from(SIGNS)
HOSTILE = st.lists(st.sampled_from(WORDS) | st.text(CHARS, max_size=8), max_size=6).map("".join)


def shown(text: str) -> str:
    """What a report shows of a text, but for the escapes of its format."""
    return escape_line(masked(text))


def everywhere(text: str, body: str | None = None) -> Run:
    """A run of three checks, one of each verdict, that says this text and nothing else."""
    fails = _check(text, body if body is not None else text)
    passes = fails._replace(verdict="pass", findings=fails.findings[2:])
    undecided = fails._replace(verdict="undecided", findings=(), undecided=text, name="")
    return Run((fails, passes, undecided), 12.3, text, 1_795_315_000.0, (text, text))


def _check(text: str, body: str) -> TargetResult:
    headers = (("Content-Type", text), ("Location", text))
    read = document(body.encode("utf-8", "replace").decode(), text)
    answer = Answer(302, headers, read.source.raw, 3.4, TransportError("bad-encoding", text))
    first = Hop(1, "webhook", VOICE, text, request(text), answer, "redirect", read, verbs=(text,))
    second = first._replace(number=2, via="twiml-redirect", came_from=1, handling="twiml")
    file = Hop(3, "file", VOICE, text, document=read, verbs=(text,))
    places = (None, Location(1, 2, 3, (text, text)), Location(2, 1, 9), Location(1, 1))
    faults = [
        finding(f"rule-{number}", text, at, hop=hop, help=text, note=text, label=text, doc=text)
        for hop in (1, 2, 3, 0)
        for number, at in enumerate(places)
    ]
    levels: tuple[Level, ...] = ("error", "warning", "info")
    edits = (Edit(1, 1, 1, 3, text), Edit(1, 4, 2, 1, ""))
    mixed = tuple(
        fault._replace(level=levels[n % 3], edits=edits[: n % 2 + 1])
        for n, fault in enumerate(faults)
    )
    found = tuple(fault._replace(message=text or "x") for fault in mixed)
    hops = (first, second, file)
    bare = TargetResult(
        text, "voice", "fail", hops, found, text, name=text, written=(text or "x", 7)
    )
    return bare._replace(
        resolved=ResolvedNumber(text, "application", text),
        expectations=_expected(text),
        flow_exit=FlowExit(text, text, "return", text, ((text, text), (text, text))),
        latency=Latency(3, 1.0, 2.0, 3.0),
        comparison=Comparison(text, "changed", (text, f"-{text}", f"+{text}")),
    )


def _expected(text: str) -> tuple[Expected, ...]:
    """Met, unmet and left open, with and without words of their own."""
    unmet = Expected("text", text, False, 2, found=text)
    return (
        Expected("xpath", text, True, 1),
        unmet,
        unmet._replace(kind="chain", hop=None, words=text),
        unmet._replace(undecided=text),
    )
