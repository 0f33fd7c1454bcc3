"""A dialogue with an assistant of Autopilot: ask for actions, run them, follow where they lead.

Joins the stages for Actions as `walk` does for TwiML, and walks on where a handoff leads to TwiML.
Every input of the user is bounded by Autopilot's own limit of redirects, the whole by the caller's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from twiml_check.actions import Action, Redirect, actions, assistant, at, executed
from twiml_check.assistant import Assistant, Turn
from twiml_check.chain import alike, moved
from twiml_check.check_actions import check_actions
from twiml_check.follow.actions import Lead, lead
from twiml_check.follow.http import location, must_be_public
from twiml_check.model import Answer, Document, Finding, Hop, Mode, Step, Treatment
from twiml_check.read.actions import read_actions, turn_of
from twiml_check.read.answer import treatment
from twiml_check.simulate.autopilot import (
    Dialogue,
    Memory,
    Moment,
    first_memory,
    first_url,
    for_actions,
    for_handoff,
    written,
)
from twiml_check.simulate.webhook import after_http
from twiml_check.urls import mask, unusable
from twiml_check.vocabulary.autopilot import (
    DEFAULT_TASK,
    EVENT,
    INVALID_ACTIONS,
    MAX_REDIRECTS,
    SIZE_LIMIT,
    TASK,
    TIME_LIMIT_MS,
    WORKFLOW,
)
from twiml_check.walk import MOST_FINDINGS, Progress, Send, walk

LARGEST = 4 * 1024 * 1024
"""Bytes of a file that are read; 50,000 samples have as many."""
METHODS = ("GET", "POST")
LEADING = ("redirect", "handoff")
"""Courses that cannot do without a target."""


class Session(NamedTuple):
    """All that a dialogue needs."""

    talk: Dialogue
    send: Send
    assistant: Assistant | None = None
    schema: Document | None = None
    """Where the tasks of the assistant stand."""
    task: str = ""
    """The task that runs when it begins."""
    input: str = ""
    answers: Mapping[str, str] = {}
    """What the user answers to the questions of a collect, by their names."""
    digits: str = ""
    """The keys that the caller presses when listened to."""
    memory: Memory = {}  # noqa: RUF012
    """What is in it besides the data of the channel."""
    max_documents: int = 50
    mode: Mode = Mode()
    progress: Progress | None = None


class Outcome(NamedTuple):
    """What was learnt from a dialogue."""

    hops: tuple[Hop, ...]
    findings: tuple[Finding, ...]
    ended: str
    """How it ended: a course of `follow.actions`, or `broken`."""
    undecided: str = ""


class _Talk:
    """A dialogue as it goes on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.hops: list[Hop] = []
        self.findings: list[Finding] = []
        self.kinds: set[tuple[str, str]] = set()
        """Rules and levels of the findings."""
        self.memory: Memory = first_memory(session.talk) | session.memory
        self.task = session.task or DEFAULT_TASK
        self.input, self.digits = session.input, session.digits
        self.redirects = 0
        """Since the last input."""
        self.chain: list[Hop] = []
        """The documents since the last input."""
        self.checked = False
        """True when the tasks were held against the rules with the whole schema."""
        self.measured = 0
        """Bytes of the memory, when it was last looked at."""
        self.spent_ms = 0.0
        """Of the limit for one answer, by the HTTP redirects so far."""
        self.ended = ""
        self.undecided = ""

    @property
    def moment(self) -> Moment:
        return Moment(self.task, self.input, self.memory)

    def turn(self) -> Turn:
        talk = self.session.talk
        return Turn(
            assistant=self.session.assistant, channel=talk.channel, redirects=self.redirects
        )

    def outcome(self) -> Outcome:
        if self.session.progress:
            self.session.progress(None)
        return Outcome(tuple(self.hops), tuple(self.findings), self.ended, self.undecided)


def ask(session: Session, method: str) -> Outcome:
    """Ask the URL of the session's dialogue for actions, and go on from there."""
    talk = _Talk(session)
    request = for_actions(session.talk, first_url(session.talk), method, talk.moment)
    _converse(talk, _exchange(talk, Step(request, "webhook")))
    return talk.outcome()


def open_file(session: Session, name: str, raw: bytes, document: Document | None = None) -> Outcome:
    """Hold a file against the rules, and run its actions, or the session's task of a schema."""
    talk = _Talk(session)
    if len(raw) > LARGEST:
        talk.hops.append(Hop(1, "file", EVENT, name, turn=talk.turn()))
        talk.undecided = f"the file has more than {LARGEST:,} bytes"
        return talk.outcome()
    document = document or read_actions(raw)
    shape = turn_of(document.json)
    if shape.whole == "assistant" and document.json:
        known = assistant(document.json, name)
        talk.session = session._replace(schema=document, assistant=known)
    turn = talk.turn()._replace(whole=shape.whole, root=shape.root)
    hop = Hop(1, "file", EVENT, name, document=document, treatment="actions", turn=turn)
    if shape.whole == "actions":
        _converse(talk, hop)
        return talk.outcome()
    _keep(talk, hop)
    talk.checked = True
    if session.task:
        _converse(talk, _of_task(talk, session.task))
    return talk.outcome()


def _converse(talk: _Talk, hop: Hop | None) -> None:
    while hop is not None:
        following = _run(talk, hop)
        hop = _follow(talk, talk.hops[-1], following)


def _keep(talk: _Talk, hop: Hop) -> bool:
    """Check the hop, and say whether Autopilot would run it; its tree ends with it."""
    found = check_actions(hop)
    _note(talk, found)
    talk.hops.append(hop.without_tree())
    if any(fault.kind == "deep-json" for fault in (hop.document.faults if hop.document else ())):
        talk.undecided = "the JSON is nested too deeply to be read"
    if hop.turn and hop.turn.known:
        found = check_actions(hop._replace(turn=hop.turn._replace(known=False)))
    return not any(each.twilio_code == INVALID_ACTIONS for each in found)


def _note(talk: _Talk, found: tuple[Finding, ...]) -> None:
    """Keep what there is room for, and one of each kind at least: the verdict hangs on them."""
    for finding in found:
        kind = (finding.rule, finding.level)
        if len(talk.findings) < MOST_FINDINGS or kind not in talk.kinds:
            talk.kinds.add(kind)
            talk.findings.append(finding)


def _run(talk: _Talk, hop: Hop) -> Lead:
    """Run the actions of a document, and say where they lead."""
    turn = hop.turn or talk.turn()
    every = actions(hop.document.json if hop.document else None, turn.root)
    run = executed(every)
    following = lead(every, talk.session.answers, talk.digits)
    before, talk.memory = talk.memory, _remembering(talk.memory, run)
    if hop.treatment == "actions":
        turn = turn._replace(circle=_circle(talk, hop))
        talk.chain.append(hop.without_tree())
    if _is_last(talk, following) and following.target and not turn.circle:
        turn = turn._replace(last=following.target.path)
    turn = turn._replace(memory=_grown(talk))
    names = tuple(action.name for action in every)
    valid = _keep(talk, hop._replace(turn=turn, verbs=names, run=names[: len(run)]))
    if valid and hop.document and hop.document.json and not turn.circle and turn.last is None:
        talk.ended = following.course
        return following
    if not valid:
        talk.memory, talk.hops[-1] = before, talk.hops[-1]._replace(run=())
    talk.ended = "broken"
    return Lead("end")


def _grown(talk: _Talk) -> int:
    """Bytes of the memory; 0 when it has as many as before."""
    before, talk.measured = talk.measured, len(written(talk.memory).encode())
    return 0 if talk.measured == before else talk.measured


def _is_last(talk: _Talk, following: Lead) -> bool:
    """Whether Autopilot takes no redirect more for this input."""
    led = following.course == "redirect" and following.target is not None
    return led and talk.redirects >= MAX_REDIRECTS


def _remembering(memory: Memory, run: list[Action]) -> Memory:
    for action in run:
        if action.name == "remember" and isinstance(action.value, dict):
            memory = {**memory, **action.value}
    return memory


def _circle(talk: _Talk, hop: Hop) -> tuple[str, ...]:
    """The targets from an earlier document of this input to the same one again, if it is one."""
    for index in range(len(talk.chain) - 1, -1, -1):
        if _comes_again(talk.chain[index:], hop):
            return tuple(each.name for each in (*talk.chain[index:], hop))
    return ()


def _comes_again(route: list[Hop], hop: Hop) -> bool:
    """Whether the hop is for sure the first of the route again.

    A task is when nothing but tasks stands in between: they read no memory. A URL is when it was
    told the same and answers the same: with another memory a server may lead elsewhere in the end.
    """
    first = route[0]
    if hop.request is None:
        fixed = all(each.request is None and each.via != "file" for each in route)
        return fixed and first.name == hop.name
    same = first.request is not None and first.request.params == hop.request.params
    return same and alike(first, hop, cookies=True)


def _follow(talk: _Talk, hop: Hop, following: Lead) -> Hop | None:
    """The next hop; None where the dialogue waits, ends, or cannot go on."""
    address = location(hop)
    if not talk.undecided and address is not None and hop.request and hop.answer:
        return _over_http(talk, hop, address)
    _note_input(talk, following)
    target = following.target
    if talk.undecided or not _can_follow(talk, following) or target is None:
        return None
    if len(talk.hops) >= talk.session.max_documents:
        talk.undecided = f"stopped after {len(talk.hops)} documents (--max-hops)"
        return None
    if following.course == "handoff":
        _hand_over(talk, hop, target)
        return None
    talk.redirects += 1
    if target.task is not None:
        return _of_task(talk, target.task, hop.number)
    return _exchange(talk, _step(talk, hop, target))


def _note_input(talk: _Talk, following: Lead) -> None:
    """The user said something: redirects count anew."""
    if following.input is None:
        return
    talk.redirects, talk.chain = 0, []
    talk.input = following.input
    talk.digits = "" if following.course == "listen" else talk.digits
    if following.collected:
        name, kept = following.collected
        twilio = talk.memory.get("twilio")
        data = dict(twilio) if isinstance(twilio, dict) else {}
        collected = data.get("collected_data")
        before = collected if isinstance(collected, dict) else {}
        talk.memory = {**talk.memory, "twilio": {**data, "collected_data": {**before, name: kept}}}


def _can_follow(talk: _Talk, following: Lead) -> bool:
    """Whether there is something to ask; where not, a rule speaks about it."""
    target = following.target
    if target is None:
        known = following.course not in LEADING
    elif target.task is not None and following.course != "handoff":
        own = talk.session.assistant
        known = own is None or target.task in own.tasks
    elif following.course == "handoff" and target.workflow is not None:
        known = re.fullmatch(WORKFLOW, target.workflow) is not None
    else:
        return _is_asked(talk, target)
    talk.ended = talk.ended if known else "broken"
    return known and target is not None and target.task is not None and bool(talk.session.assistant)


def _is_asked(talk: _Talk, target: Redirect) -> bool:
    asked = unusable(target.uri) is None and target.method.strip().upper() in METHODS
    talk.ended = talk.ended if asked else "broken"
    return asked


def _step(talk: _Talk, hop: Hop, target: Redirect) -> Step:
    method = target.method.strip().upper()
    request = for_actions(talk.session.talk, target.uri, method, talk.moment)
    bound = must_be_public(hop, request, talk.session.talk.call.public_url)
    return Step(request, "actions-redirect", hop.number, public_only=bound)


def _of_task(talk: _Talk, name: str, came_from: int | None = None) -> Hop | None:
    """The hop of a task, whose actions stand in the schema or at a URL."""
    talk.task = name
    known, schema = talk.session.assistant, talk.session.schema
    json = schema.json if schema else None
    if known is None or json is None or name not in known.tasks:
        return None
    path = known.tasks[name]
    if at(json.value, path) is None:
        return _at_url(talk, known, name, came_from)
    turn = talk.turn()._replace(root=path, file=known.file, known=talk.checked)
    return Hop(
        number=len(talk.hops) + 1,
        via="actions-redirect" if came_from else "task",
        event=EVENT,
        name=TASK + name,
        document=schema,
        treatment="actions",
        came_from=came_from or (1 if talk.hops else None),
        turn=turn,
    )


def _at_url(talk: _Talk, known: Assistant, name: str, came_from: int | None) -> Hop | None:
    url = known.urls.get(name, "")
    if unusable(url) is not None:
        talk.undecided = f'the schema does not hold the actions of the task "{mask(name)[:60]}"'
        return None
    request = for_actions(talk.session.talk, url, "POST", talk.moment)
    return _exchange(talk, Step(request, "actions-redirect" if came_from else "task", came_from))


def _over_http(talk: _Talk, hop: Hop, address: str) -> Hop | None:
    """The hop after an HTTP redirect."""
    if hop.request is None or hop.answer is None or hop.answer.status is None:
        return None
    sim = talk.session.talk.simulation
    request = after_http(sim, hop.request, address, hop.answer.status)
    step = Step(
        request._replace(limit_ms=TIME_LIMIT_MS),
        "http-redirect",
        hop.number,
        redirects=hop.redirects + 1,
        spent_ms=talk.spent_ms,
        public_only=must_be_public(hop, request, sim.public_url),
    )
    return _exchange(talk, step)


def _exchange(talk: _Talk, step: Step) -> Hop:
    """Make one exchange, and read the actions in what came back."""
    if talk.session.progress:
        talk.session.progress(step)
    came = talk.session.send(step.request, spent_ms=step.spent_ms, public_only=step.public_only)
    talk.spent_ms = step.spent_ms + came.elapsed_ms
    answer = _within_limit(came)
    taken = _taken(answer)
    whole = taken == "actions" and len(answer.body) <= SIZE_LIMIT
    return Hop(
        number=len(talk.hops) + 1,
        via=step.via,
        event=EVENT,
        name=mask(step.request.url),
        request=step.request,
        answer=answer,
        treatment=taken,
        document=read_actions(answer.body) if whole else None,
        came_from=step.came_from,
        redirects=step.redirects,
        turn=talk.turn(),
    )


def _within_limit(answer: Answer) -> Answer:
    """Autopilot's own limit is a quarter of that of TwiML, and a rule speaks about it."""
    if answer.failure and answer.failure.cause == "body-too-large":
        return answer._replace(failure=None)
    return answer


def _taken(answer: Answer) -> Treatment:
    """By its status alone: what the Content-Type must be was never documented."""
    taken = treatment(answer, EVENT._replace(callback=True))
    return "actions" if taken == "ignored" else taken


def _hand_over(talk: _Talk, hop: Hop, target: Redirect) -> None:
    """Walk on where the call gets TwiML."""
    session = talk.session
    method = target.method.strip().upper()
    request = for_handoff(session.talk, target.uri, method, talk.moment)
    bound = must_be_public(hop, request, session.talk.call.public_url)
    walked, findings, undecided = walk(
        session.talk.call,
        session.send,
        max_documents=max(session.max_documents - len(talk.hops), 1),
        mode=session.mode,
        progress=session.progress,
        begin=Step(request, "handoff", public_only=bound),
    )
    before = len(talk.hops)
    first, *rest = (moved(each, before) for each in walked)
    talk.hops += [first._replace(came_from=hop.number), *rest]
    _note(talk, tuple(each._replace(hop=each.hop + before) for each in findings))
    talk.undecided = undecided
