"""What the Python API gives: the object that `--format json` prints, with names for its parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from twiml_check.expect.expectations import ANY, FIRST, Expectation, evaluate, fault, text, xpath
from twiml_check.model.ending import WrongCall
from twiml_check.model.finding import Level
from twiml_check.model.run import FailOn, Outcome, Run, TargetResult
from twiml_check.report import REPORTERS
from twiml_check.runner.deliver import render_report
from twiml_check.runner.settings import Reporting
from twiml_check.verdict import judge

SHOWN = 3
"""Findings that a result names when it is shown in one line."""


class Hop(NamedTuple):
    """One request, and what came back."""

    number: int
    """From 1, in the order in which they were made."""
    via: str
    """What led to it: webhook, http-redirect, twiml-redirect, file …"""
    method: str
    url: str
    status: int | None
    """None when nothing answered."""
    error: str | None
    """Why there was no usable answer, a word such as `answer-timeout`."""
    content_type: str | None
    bytes: int
    elapsed_ms: float
    verbs: list[str]
    """The elements directly in the document's root, in order."""


class Finding(NamedTuple):
    """Something that is wrong, or worth knowing."""

    rule: str
    level: Level
    twilio_code: int | None
    """The number that Twilio's Debugger would show."""
    twilio_level: str | None
    message: str
    help: str
    hop: int
    line: int | None
    """From 1, as is the column; None where it is about no place in the document."""
    column: int | None
    path: str
    doc: str
    more: int = 0
    """How many like it were found besides, and are only counted."""
    way: tuple[str, ...] = ()
    """The shortest path to it, in an explored call: ("2", "silence", "busy")."""
    ways: int = 0
    """How many choices lead to it."""
    again: str = ""
    """The command line that makes the request again, of a drill."""


class Node(NamedTuple):
    """One state of an explored call."""

    number: int
    """From 1."""
    hop: int
    """The number of the hop that shows its answer."""
    said: str
    """What is heard there or sent, cut."""
    way: tuple[str, ...]
    """The shortest path to it from the beginning; empty for the beginning itself."""
    seen: int
    """How often a call came there."""
    end: str | None
    """How a call ends there: hangup, reject, end, silence, error …; None where it goes on."""
    verbs: tuple[str, ...] = ()
    """Those that run."""
    branch: str = ""
    """What is heard beside the call, such as `whisper`."""
    caller: str = ""
    """Who calls, where it is not the plain caller: `nowhere`, `withheld`."""
    keys: tuple[str, ...] = ()
    """Those that its words announce."""


class Edge(NamedTuple):
    """One choice at a node, and where it leads."""

    start: int
    """The number of the node; 0 is the beginning of a conversation."""
    end: int | None
    """The number of the node that it leads to; None where it was not asked, or nothing is shown."""
    kind: str
    """keys, speech, silence, outcome, hangup, message, redirect, branch or callback."""
    word: str
    """The choice as it stands in a path."""
    steps: tuple[str, ...]
    """The words of the path from there: silence before, then the choice."""
    state: str
    """`answered`, `failed`, or why it was not asked: budget, depth, host, dead, unstable."""
    address: str
    """What is asked: `POST /menu`."""
    announced: bool
    """Whether the words of the document offer it."""
    certain: bool
    """Whether Twilio's pages say for sure what is asked."""
    repeats: int
    """How often in a row it was chosen to get there."""


class Map(NamedTuple):
    """What a caller can get to, and by which choices."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    calls: int
    requests: int
    again: str = ""
    """The command line that explores it again."""

    def node(self, number: int) -> Node:
        """Return the node of this number."""
        return self.nodes[number - 1]


class Coverage(NamedTuple):
    """How many of the choices were asked."""

    choices: int
    answered: int
    left: dict[str, int]
    """How many have no answer that Twilio takes, by the reason."""


class Expected(NamedTuple):
    """Something that was expected, and whether it is so."""

    kind: str
    expression: str
    met: bool
    hop: int | None
    message: str
    found: str
    """What is there instead; empty when it is met."""
    untried: str = ""
    """Why a trial of a drill was not tried."""


class Result:
    """The verdict on one call of `check` or `lint`, and all that led to it. It never changes."""

    def __init__(
        self, run: Run, fail_on: FailOn, keep: Callable[[Result], None] | None = None
    ) -> None:
        """Tell `keep` of it; so does every result that is made from it."""
        self._run = run
        self._fail_on = fail_on
        self._keep = keep
        self._dict: dict[str, Any] | None = None
        if keep:
            keep(self)

    @property
    def passed(self) -> bool:
        """Say whether the verdict is a pass: no error, no limit reached, all expectations met."""
        return self.verdict == "pass"

    @property
    def verdict(self) -> Outcome:
        """Return `pass`, `fail` or `undecided`, of several targets the worst."""
        verdict: Outcome = self.to_dict()["verdict"]
        return verdict

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Return the requests of all targets, in the order in which they were made."""
        return tuple(_to_tuple(Hop, each) for each in self._parts("hops"))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what the rules found."""
        return tuple(_to_tuple(Finding, _frozen(each)) for each in self._parts("findings"))

    @property
    def expectations(self) -> tuple[Expected, ...]:
        """Return what was expected, in the order in which it was asked."""
        return tuple(_to_tuple(Expected, each) for each in self._parts("expectations"))

    @property
    def map(self) -> Map | None:
        """Return what a caller can get to; None where nothing was explored."""
        found = self._explored()
        return _to_map(found) if found else None

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """Return the path to each end of the call, each a tuple of words."""
        found = self.map
        return tuple(node.way for node in found.nodes if node.end) if found else ()

    @property
    def coverage(self) -> Coverage | None:
        """Return how many of the choices were asked; None where nothing was explored."""
        found = self._explored()
        return _to_tuple(Coverage, found["coverage"]) if found else None

    def expect(self, *xpaths: str, any_hop: bool = False) -> Result:
        """Return the same result, with the expectation that the first answer has this (--expect).

        An XPath is seen from <Response>: `Message` is directly in it, `.//Say` anywhere. With
        `any_hop` it may stand in whatever answer on the way. Unmet, it makes the verdict a fail.

        Raises:
            ValueError: ElementTree would not understand it.
        """
        for expression in xpaths:
            if why := fault(expression):
                raise ValueError(f'"{expression}": {why}')
        among = ANY if any_hop else FIRST
        return self._with(*(xpath(expression, among=among) for expression in xpaths))

    def expect_text(self, *texts: str) -> Result:
        """Return the same result, with the expectation that the first answer says or sends this."""
        return self._with(*map(text, texts))

    def to_dict(self) -> dict[str, Any]:
        """Return what `--format json` prints (`report/schema.json`); no secret is in it."""
        if self._dict is None:
            self._dict = json.loads(self.report("json"))
        return self._dict

    def report(self, format: str = "text") -> str:  # noqa: A002
        """Return the report in one of the formats of the command line.

        Raises:
            ValueError: there is no such format.
        """
        if format not in REPORTERS:
            raise WrongCall(f'there is no format "{format}"; there are {", ".join(REPORTERS)}')
        return render_report(Reporting(color="never"), format, "", self._run)

    def __bool__(self) -> bool:
        """Say whether it passed, so that `assert check(...)` does what it says."""
        return self.passed

    def __repr__(self) -> str:
        """Return one line: the verdict, the targets, and what is wrong."""
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
        """Return the first map; `explore` makes one of its only target."""
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


def _to_tuple(kind: Any, part: dict[str, Any]) -> Any:
    """Return a part of the report by these names; what is newer is in the dict only."""
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
