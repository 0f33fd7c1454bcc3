"""Read a JSON report, to merge it with others. The report is untrusted input.

JSON does not contain documents, headers and notes. All other data is the same as before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Sequence
from typing import Any, Literal, TypeVar, get_args

from twiml_check.autopilot.tables import VIAS as AUTOPILOT_VIAS
from twiml_check.explore.continuations import CONTINUATIONS
from twiml_check.model.call_map import CallMap, ChoiceKind, Edge, EdgeState, Node, NodeEnd
from twiml_check.model.exchange import Answer, Event, Request, TransportError
from twiml_check.model.finding import Finding, Level
from twiml_check.model.run import (
    Comparison,
    ExpectationKind,
    Expected,
    FailOn,
    FlowExit,
    Hop,
    Latency,
    Outcome,
    ResolvedNumber,
    Run,
    TargetResult,
    UrlHolder,
)
from twiml_check.model.source import Edit, Location
from twiml_check.report.json import SCHEMA
from twiml_check.report.phrases import Tally, tally
from twiml_check.studio.tables import VIAS as STUDIO_VIAS
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.url import NO_URL

Made = TypeVar("Made")
Word = TypeVar("Word", bound=str | None)
NAME = r"[a-z0-9]{1,60}(-[a-z0-9]{1,60}){0,10}"
"""The form of the names of rules, events and causes."""
SOMETHING = r"(?s).+"
PAGE = r"(https://[^\s@<>\"\\]+)?"
"""The form of a finding's page: some reports make it a link, and it never has a login."""
MOST_SHARDS = 9999
"""The most shards of --shard."""
EXPLORED = ("callback", "message")
"""The `via` of hops that only an explored call has."""
VIAS = tuple(
    dict.fromkeys(
        (
            *("webhook", "file", *EXPLORED, *STUDIO_VIAS, *AUTOPILOT_VIAS),
            *(each.via for each in CONTINUATIONS),
        )
    )
)
LED_HERE = [each.via for each in CONTINUATIONS if each.after]
"""The `via` of hops right after the hop before them."""
STATES: tuple[Literal["same", "changed", "new"], ...] = ("same", "changed", "new")
EXITS = ("return", "timeout", "fail", "")
LARGEST = 10**12
"""The largest number: no time and no size is larger."""


class NoReportError(Exception):
    """The text is not a JSON report of this tool; the message says why."""


def read(text: str) -> Run:
    """Return the run of a JSON report.

    Raises:
        NoReportError: The text is not a report, or not one of this version.
    """
    whole = JsonObject(_parse(text), "")
    if whole.text("schema", missing="") != SCHEMA:
        raise NoReportError(f"its schema is not {SCHEMA}")
    checks = tuple([_check(each) for each in whole.parts("targets")])
    summary = whole.part("summary")
    _ensure_sum(whole, summary, tally(checks))
    return Run(
        checks,
        elapsed_ms=summary.number("elapsed_ms"),
        quest=whole.like("quest", NAME) if whole.has("quest") else "",
        baseline=whole.text("baseline", missing=""),
        missing=whole.texts("missing") if whole.has("missing") else None,
        shard=_optional(whole, "shard", _shard),
    )


def _ensure_sum(whole: JsonObject, summary: JsonObject, counts: Tally) -> None:
    """Refuse a report from which somebody has removed targets or faults."""
    if whole.text("verdict") != counts.verdict:
        raise NoReportError("its verdict does not match its targets")
    for name, number in counts._asdict().items():
        if (other := summary.whole(name)) != number:
            raise NoReportError(f"its summary says {other} {name}, but it has {number}")


def _shard(part: JsonObject) -> tuple[int, int]:
    number, of = part.whole("number", 1), part.whole("of", 1)
    if not number <= of <= MOST_SHARDS:
        raise NoReportError("its shard is not valid")
    return number, of


def _parse(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as reason:
        raise NoReportError("it is not valid JSON") from reason


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _check(part: JsonObject) -> TargetResult:
    name = part.like("event", NAME)
    event = EVENTS.get(name) or Event(name, "messaging", "", ())  # an event of another command
    check = TargetResult(
        target=part.text("target"),
        event=name,
        verdict=part.word("verdict", get_args(Outcome)),
        hops=tuple([_hop(each, event) for each in part.parts("hops")]),
        findings=tuple([_finding(each) for each in part.parts("findings")]),
        accepted=_accepted(part),
        would=part.text("would", missing=""),
        undecided=part.text("undecided", missing=""),
        name=part.text("name", missing=""),
        flow_exit=_optional(part, "detour", _flow_exit),
        written=_optional(part, "written", lambda at: (at.text("file"), at.whole("line", 1))),
        latency=_optional(part, "latency", _latency),
        comparison=_optional(part, "comparison", _comparison),
        fail_on=part.word("fail_on", get_args(FailOn)) if part.has("fail_on") else "error",
        again=part.text("again", missing=""),
    )
    return check._replace(
        resolved=_optional(part, "found_in", lambda found: _resolved(check.target, found)),
        call_map=_optional(part, "map", lambda found: _call_map(found, check)),
        expectations=tuple([_expectation(each, check) for each in part.parts("expectations")]),
    )


def _accepted(part: JsonObject) -> tuple[Finding, ...] | None:
    found = part.parts("accepted") if part.has("accepted") else []
    return tuple(map(_finding, found)) if found else None


def _optional(part: JsonObject, key: str, make: Callable[[JsonObject], Made]) -> Made | None:
    """Return the value made from an object; None if the object is missing."""
    return make(part.part(key)) if part.has(key) else None


def _comparison(part: JsonObject) -> Comparison:
    more = part.whole("more") if part.has("more") else 0
    return Comparison(part.text("file"), part.word("state", STATES), part.texts("diff"), more)


def _hop(part: JsonObject, event: Event) -> Hop:
    number, via = part.whole("number", 1), part.word("via", VIAS)
    method = part.text("method")
    led = number - 1 if via in LED_HERE and number > 1 else None
    return Hop(
        number=number,
        via=via,
        event=event,
        name=part.text("url"),
        request=Request(method, NO_URL, NO_URL, (), (), b"") if method else None,
        answer=_answer(part),
        verbs=part.texts("verbs"),
        came_from=part.whole("came_from", 1, number - 1) if part.has("came_from") else led,
        weight=part.whole("bytes"),
    )


def _answer(part: JsonObject) -> Answer | None:
    """Return the answer; None if there was no request."""
    status, kind = part.maybe_whole("status"), part.maybe_text("content_type")
    failure = None if part.maybe_text("error") is None else TransportError(part.like("error", NAME))
    elapsed = part.number("elapsed_ms")
    if status is None and failure is None:
        return None
    headers = (("Content-Type", kind),) if kind is not None else ()
    return Answer(status, headers, b"", elapsed, failure)


def _finding(part: JsonObject) -> Finding:
    return Finding(
        rule=part.like("rule", NAME),
        level=part.word("level", get_args(Level)),
        twilio_code=part.maybe_whole("twilio_code"),
        twilio_level=part.word("twilio_level", ("error", "warning", None)),
        message=part.like("message", SOMETHING),
        help=part.text("help"),
        note=part.text("note", missing=""),
        label="",
        hop=part.whole("hop"),
        location=_location(part),
        doc=part.like("doc", PAGE),
        more=part.whole("more") if part.has("more") else 0,
        way=part.texts("way") if part.has("way") else (),
        ways=part.whole("ways") if part.has("ways") else 0,
        again=part.text("again", missing=""),
        edits=tuple([_edit(each) for each in part.parts("edits")]) if part.has("edits") else (),
    )


def _edit(part: JsonObject) -> Edit:
    line, column = part.whole("line", 1), part.whole("column", 1)
    end_line = part.whole("end_line", line)
    least = column if end_line == line else 1
    return Edit(line, column, end_line, part.whole("end_column", least), part.text("text"))


def _location(part: JsonObject) -> Location | None:
    line, path = part.maybe_whole("line", 1), part.text("path")
    names = tuple(path.split("/")) if path else ()
    return Location(line, part.whole("column", 1), path=names) if line is not None else None


def _expectation(part: JsonObject, check: TargetResult) -> Expected:
    met = part.flag("met")
    # an unmet expectation that did not fail the target was undecided
    left = check.undecided if not met and check.verdict == "undecided" else ""
    return Expected(
        kind=part.word("kind", get_args(ExpectationKind)),
        expression=part.text("expression"),
        met=met,
        hop=part.maybe_whole("hop", 1),
        words=part.text("message"),
        found=part.text("found"),
        undecided=part.text("untried", missing=left),
    )


def _flow_exit(part: JsonObject) -> FlowExit:
    return FlowExit(
        widget=part.text("widget"),
        twiml=part.maybe_text("twiml") or "",
        exit=part.word("exit", EXITS) if part.maybe_text("exit") else "",
        next=part.maybe_text("next") or "",
        variables=part.pairs("variables"),
    )


def _resolved(number: str, part: JsonObject) -> ResolvedNumber:
    return ResolvedNumber(number, part.word("keeper", get_args(UrlHolder)), part.text("sid"))


def _call_map(part: JsonObject, check: TargetResult) -> CallMap:
    """Return the map; refuse a map that names a node or a hop that does not exist."""
    hops = {hop.number for hop in check.hops}
    places, edges = part.parts("nodes"), part.parts("edges")
    found = CallMap(
        nodes=tuple([_node(each, number, hops) for number, each in enumerate(places, 1)]),
        edges=tuple([_edge(each, len(places)) for each in edges]),
        calls=part.whole("calls"),
        requests=part.whole("requests"),
        again=part.text("again", missing=""),
    )
    _ensure_coverage(part.part("coverage"), found)
    return found


def _ensure_coverage(told: JsonObject, found: CallMap) -> None:
    """Refuse a map from which somebody has removed choices."""
    counts = {"choices": len(found.choices), "answered": found.answered}
    for name, number in counts.items():
        if told.whole(name) != number:
            raise told.wrong(name)
    if told.counts("left") != found.left:
        raise told.wrong("left")


def _node(part: JsonObject, number: int, hops: Container[int]) -> Node:
    if part.whole("number", 1) != number:
        raise part.wrong("number")
    if part.whole("hop", 1) not in hops:
        raise part.wrong("hop")
    return Node(
        number=number,
        hop=part.whole("hop"),
        said=part.text("said"),
        way=part.texts("way"),
        seen=part.whole("seen"),
        end=part.word("end", get_args(NodeEnd)[1:]) if part.maybe_text("end") is not None else "",
        verbs=part.texts("verbs") if part.has("verbs") else (),
        branch=part.like("branch", NAME) if part.has("branch") else "",
        caller=part.like("caller", NAME) if part.has("caller") else "",
        keys=part.texts("keys") if part.has("keys") else (),
    )


def _edge(part: JsonObject, nodes: int) -> Edge:
    choice = part.part("choice")
    return Edge(
        start=part.whole("from", 0, nodes),
        kind=choice.word("kind", get_args(ChoiceKind)),
        word=choice.text("text"),
        end=part.maybe_whole("to", 1, nodes),
        state=part.word("state", get_args(EdgeState)),
        address=part.text("address"),
        announced=choice.flag("announced"),
        certain=choice.flag("certain"),
        repeats=part.whole("repeats", 1),
        steps=part.texts("steps"),
    )


def _latency(part: JsonObject) -> Latency:
    least, middle, most = map(part.number, ("min_ms", "median_ms", "max_ms"))
    return Latency(part.whole("runs", 1), least, middle, most)


class JsonObject:
    """An object, and its place in the report, such as `targets[3].hops[0]`."""

    __slots__ = ("_values", "_where")

    def __init__(self, values: Any, where: str) -> None:
        """Raise NoReportError for any other value."""
        if not isinstance(values, dict):
            raise NoReportError(f"{where or 'the whole'} is not an object")
        self._values: dict[str, Any] = values
        self._where = where

    def has(self, key: str) -> bool:
        """Say whether the key has a value."""
        return key in self._values

    def text(self, key: str, missing: str | None = None) -> str:
        """Return a string; if the key is missing, return `missing` unless that is None."""
        return self._of(str, key, self._values.get(key, missing))

    def maybe_text(self, key: str) -> str | None:
        """Return a string, or None for null."""
        return None if self._values.get(key) is None else self.text(key)

    def like(self, key: str, pattern: str) -> str:
        """Return a string that matches a pattern."""
        text = self.text(key)
        if not re.fullmatch(pattern, text):
            raise self.wrong(key)
        return text

    def word(self, key: str, among: Sequence[Word]) -> Word:
        """Return one of these strings."""
        found = self._values.get(key)
        if found not in among:
            raise self.wrong(key)
        return among[among.index(found)]

    def whole(self, key: str, least: int = 0, most: int = LARGEST) -> int:
        """Return a whole number from `least` to `most`."""
        found = self._values.get(key)
        if type(found) is not int or not least <= found <= most:
            raise self.wrong(key)
        return found

    def maybe_whole(self, key: str, least: int = 0, most: int = LARGEST) -> int | None:
        """Return a whole number, or None for null."""
        return None if self._values.get(key) is None else self.whole(key, least, most)

    def counts(self, key: str) -> dict[str, int]:
        """Return the names and values of an object of whole numbers."""
        part = self.part(key)
        return {name: part.whole(name) for name in part._values}

    def number(self, key: str) -> float:
        """Return a number, usually of milliseconds."""
        found = self._values.get(key)
        if isinstance(found, int | float) and found is not True and 0 <= found <= LARGEST:
            return float(found)
        raise self.wrong(key)

    def flag(self, key: str) -> bool:
        """Return true or false."""
        return self._of(bool, key, self._values.get(key))

    def part(self, key: str) -> JsonObject:
        """Return an object in this one."""
        return JsonObject(self._values.get(key), self._at(key))

    def parts(self, key: str) -> list[JsonObject]:
        """Return a list of objects."""
        return [JsonObject(each, f"{self._at(key)}[{i}]") for i, each in enumerate(self._list(key))]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings."""
        return tuple([self._of(str, key, each) for each in self._list(key)])

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return the names and values of an object of strings."""
        values = self.part(key)._values
        return tuple([(name, self._of(str, key, value)) for name, value in values.items()])

    def _list(self, key: str) -> list[Any]:
        return self._of(list, key, self._values.get(key))

    def _of(self, kind: type[Made], key: str, found: Any) -> Made:
        """Return the value, which must be of this kind."""
        if not isinstance(found, kind):
            raise self.wrong(key)
        return found

    def _at(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key

    def wrong(self, key: str) -> NoReportError:
        """Return the error that names this value."""
        seen = "is not valid" if key in self._values else "is missing"
        return NoReportError(f"{self._at(key)} {seen}")
