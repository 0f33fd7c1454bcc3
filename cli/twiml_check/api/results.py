"""The results of the Python API: the object of `--format json`, with names for its parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from twiml_check.api import kept
from twiml_check.expect.expectations import (
    ANY,
    FIRST,
    Expectation,
    evaluate,
    fault,
    speeches,
    text,
    xpath,
)
from twiml_check.model.ending import WrongCall
from twiml_check.model.finding import Level
from twiml_check.model.run import FailOn, Outcome, Run, TargetResult
from twiml_check.model.run import Hop as MadeHop
from twiml_check.model.source import Source
from twiml_check.report import REPORTERS
from twiml_check.runner.deliver import render_report
from twiml_check.runner.settings import Reporting
from twiml_check.verdict import judge

__tracebackhide__ = True
"""pytest shows the line of the test, and not the lines of this module."""
SHOWN = 3
"""Findings in the one-line form of a result."""


class Hop(NamedTuple):
    """One request and its response."""

    number: int
    """The number of the request, from 1."""
    via: str
    """The cause of the request: webhook, http-redirect, twiml-redirect, file …"""
    method: str
    url: str
    status: int | None
    """None without a response."""
    error: str | None
    """The reason for a missing or unusable response, such as `answer-timeout`."""
    content_type: str | None
    bytes: int
    elapsed_ms: float
    verbs: list[str]
    """The children of the root element, in order."""
    body: str = ""
    """The body of the response as text, with its secrets. The body of a long redirect is cut."""
    document: str | None = None
    """The TwiML that Twilio reads: of the response, or of the file. None for another body."""


class Finding(NamedTuple):
    """A problem or a remark."""

    rule: str
    level: Level
    twilio_code: int | None
    """The error number in Twilio's Debugger."""
    twilio_level: str | None
    message: str
    help: str
    hop: int
    line: int | None
    """Line and column count from 1; None for a finding without a place in a document."""
    column: int | None
    path: str
    doc: str
    more: int = 0
    """The number of similar findings, which are only counted."""
    way: tuple[str, ...] = ()
    """The shortest path to the finding in an explored call: ("2", "silence", "busy")."""
    ways: int = 0
    """The number of choices that reach the finding."""
    again: str = ""
    """The command line that repeats the request, of a drill."""


class Node(NamedTuple):
    """One state of an explored call."""

    number: int
    """From 1."""
    hop: int
    """The number of the hop with the response."""
    said: str
    """The text that is heard or sent, shortened."""
    way: tuple[str, ...]
    """The shortest path from the beginning; empty for the beginning."""
    seen: int
    """The number of calls that reached this state."""
    end: str | None
    """The end of the call: hangup, reject, end, silence, error …; None if the call continues."""
    verbs: tuple[str, ...] = ()
    """The verbs that run."""
    branch: str = ""
    """The kind of a document that does not run on the call itself, such as `whisper`."""
    caller: str = ""
    """The kind of caller; empty for the plain caller."""
    keys: tuple[str, ...] = ()
    """The keys that the text announces."""


class Edge(NamedTuple):
    """One choice at a node, and its next node."""

    start: int
    """The number of the node; 0 is the beginning of a conversation."""
    end: int | None
    """The number of the next node; None without a request, or without a document to show."""
    kind: str
    """keys, speech, silence, outcome, hangup, message, redirect, branch or callback."""
    word: str
    """The choice as it is written in a path."""
    steps: tuple[str, ...]
    """The words of the path from the node: perhaps silence, then the choice."""
    state: str
    """`answered`, `failed`, or why there was no request: budget, depth, host, dead, unstable."""
    address: str
    """The request: `POST /menu`."""
    announced: bool
    """Whether the text of the document offers the choice."""
    certain: bool
    """Whether Twilio documents this request."""
    repeats: int
    """How often in a row the choice was made to get there."""


class Map(NamedTuple):
    """The states that a caller can reach, and the choices between them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    calls: int
    requests: int
    again: str = ""
    """The command line that repeats the exploration."""

    def node(self, number: int) -> Node:
        """Return the node with this number."""
        return self.nodes[number - 1]


class Coverage(NamedTuple):
    """The number of choices, and how many got a response."""

    choices: int
    answered: int
    left: dict[str, int]
    """Reason -> the number of choices without a response that Twilio accepts."""


class Expected(NamedTuple):
    """An expectation, and whether it is met."""

    kind: str
    expression: str
    met: bool
    hop: int | None
    message: str
    found: str
    """The actual value; empty if the expectation is met."""
    untried: str = ""
    """Why a trial of a drill is open: it was not tried, or another trial has its fault."""


class Result:
    """The verdict of one call of `check` or `lint`, with its reasons. A result never changes."""

    def __init__(
        self, run: Run, fail_on: FailOn, keep: Callable[[Result], None] | None = None
    ) -> None:
        """Give the result to `keep`, as every result made from this one does."""
        self._run = run
        self._fail_on = fail_on
        self._keep = keep
        self._dict: dict[str, Any] | None = None
        if keep:
            keep(self)
        if kept.results is not None:
            kept.results.append(self)

    @property
    def passed(self) -> bool:
        """Say whether the verdict is a pass: no error, no limit reached, all expectations met."""
        return self.verdict == "pass"

    @property
    def verdict(self) -> Outcome:
        """Return `pass`, `fail` or `undecided`; of several targets, the worst."""
        verdict: Outcome = self.to_dict()["verdict"]
        return verdict

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Return the requests of all targets, in order.

        Reports mask secrets, but the `body` and the `document` of a hop are complete: a test
        compares them with what the app sends.
        """
        made = (hop for check in self._run.checks for hop in check.hops)
        return tuple(
            _to_tuple(Hop, {**each, **_bodies(hop)})
            for each, hop in zip(self._parts("hops"), made, strict=True)
        )

    @property
    def text(self) -> str:
        """Return all texts that are said or sent on the main line, one line for each response.

        `expect_text` compares with the first line. The texts have their secrets.
        """
        return "\n".join(line for check in self._run.checks for line in speeches(check.hops))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the findings of the rules."""
        return tuple(_to_tuple(Finding, _frozen(each)) for each in self._parts("findings"))

    @property
    def expectations(self) -> tuple[Expected, ...]:
        """Return the expectations, in the order in which they were given."""
        return tuple(_to_tuple(Expected, each) for each in self._parts("expectations"))

    @property
    def map(self) -> Map | None:
        """Return the map of the call; None if nothing was explored."""
        found = self._explored()
        return _to_map(found) if found else None

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """Return the path to each end of the call, each a tuple of words."""
        found = self.map
        return tuple(node.way for node in found.nodes if node.end) if found else ()

    @property
    def coverage(self) -> Coverage | None:
        """Return the coverage of the choices; None if nothing was explored."""
        found = self._explored()
        return _to_tuple(Coverage, found["coverage"]) if found else None

    def expect(self, *xpaths: str, any_hop: bool = False) -> Result:
        """Return the same result, with the expectation that the first answer has this (--expect).

        An XPath is relative to <Response>: `Message` is a child, `.//Say` is anywhere. With
        `any_hop`, any response of the chain may have it. An unmet expectation fails the verdict.

        Raises:
            ValueError: the XPath is not valid, or needs the extra `xpath`, which is not installed.
        """
        for expression in xpaths:
            if why := fault(expression):
                raise ValueError(f'"{expression}": {why}')
        among = ANY if any_hop else FIRST
        return self._with(*(xpath(expression, among=among) for expression in xpaths))

    def expect_text(self, *texts: str, any_hop: bool = False) -> Result:
        """Return the same result, with the expectation that the first answer says or sends this.

        With `any_hop`, any response of the chain may say or send it.
        """
        among = ANY if any_hop else FIRST
        return self._with(*(text(words, among=among) for words in texts))

    def to_dict(self) -> dict[str, Any]:
        """Return the object of `--format json` (`report/schema.json`), without secrets."""
        if self._dict is None:
            self._dict = json.loads(self.report("json"))
        return self._dict

    def report(self, format: str = "text") -> str:  # noqa: A002
        """Return the report in one of the formats of the command line.

        Raises:
            ValueError: there is no such format.
        """
        if format not in REPORTERS:
            raise WrongCall(
                f'there is no format "{format}"; the formats are {", ".join(REPORTERS)}'
            )
        return render_report(Reporting(color="never"), format, "", self._run)

    def __bool__(self) -> bool:
        """Say whether the check passed, for `assert check(...)`."""
        return self.passed

    def __repr__(self) -> str:
        """Return one line: the verdict, the targets, and the first problems."""
        targets = ", ".join(check["target"] for check in self.to_dict()["targets"])
        return f"<{self.verdict.upper()} {targets}{''.join(self._faults())}>"

    def __str__(self) -> str:
        """Return the report for people."""
        return self.report()

    def _faults(self) -> Iterator[str]:
        found = [f"{each.level}[{each.rule}]: {each.message}" for each in self.findings]
        counted = sum(each.more for each in self.findings)
        found += [f"unmet: {each.expression}" for each in self.expectations if not each.met]
        yield from (f"; {each}" for each in found[:SHOWN])
        if found[SHOWN:] or counted:
            yield f"; and {len(found[SHOWN:]) + counted} more"

    def _with(self, *expectations: Expectation) -> Result:
        checks = tuple(_judge(check, expectations, self._fail_on) for check in self._run.checks)
        return Result(self._run._replace(checks=checks), self._fail_on, self._keep)

    def _parts(self, name: str) -> Iterator[dict[str, Any]]:
        for target in self.to_dict()["targets"]:
            yield from target[name]

    def _explored(self) -> dict[str, Any]:
        """Return the first map; `explore` makes one for its only target."""
        maps = (target["map"] for target in self.to_dict()["targets"] if "map" in target)
        return next(maps, {})


def _judge(check: TargetResult, more: tuple[Expectation, ...], fail_on: FailOn) -> TargetResult:
    if not check.hops:
        return check
    found = evaluate(more, check.hops, stopped=check.undecided)
    every = (*check.expectations, *found)
    stopped = check.undecided or next((each.undecided for each in found if each.undecided), "")
    verdict = judge(check.findings, stopped, fail_on, every)
    return check._replace(expectations=every, undecided=stopped, verdict=verdict)


def _bodies(hop: MadeHop) -> dict[str, str]:
    """Return the texts of a hop; the document decides on the encoding of its body."""
    twiml = hop.handling == "twiml" and hop.document
    found = {"document": twiml.source.text} if twiml else {}
    if hop.answer is None:
        return found
    read = twiml.source if twiml else Source(hop.answer.body, hop.answer.charset or "utf-8")
    return {**found, "body": read.text}


def _to_tuple(kind: Any, part: dict[str, Any]) -> Any:
    """Return a part of the report with these fields; newer keys are only in the dict."""
    return kind(**{name: part[name] for name in kind._fields if name in part})


def _to_map(part: dict[str, Any]) -> Map:
    nodes = tuple(_to_tuple(Node, _frozen(each)) for each in part["nodes"])
    edges = tuple(_to_edge(_frozen(each)) for each in part["edges"])
    whole: Map = _to_tuple(Map, {**part, "nodes": nodes, "edges": edges})
    return whole


def _to_edge(part: dict[str, Any]) -> Edge:
    """Return the edge; `from` is a word of Python, and the choice is part of it."""
    choice = part["choice"]
    ends = {"start": part["from"], "end": part["to"], "word": choice["text"]}
    edge: Edge = _to_tuple(Edge, {**part, **choice, **ends})
    return edge


def _frozen(part: dict[str, Any]) -> dict[str, Any]:
    """Return the same with tuples for its lists."""
    return {name: tuple(each) if isinstance(each, list) else each for name, each in part.items()}
