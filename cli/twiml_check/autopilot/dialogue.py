"""A dialogue while it runs: its settings, its state, and its next hop.

A hop is a request to a URL, a task of the schema, or the TwiML of a call.
"""

from collections.abc import Mapping
from typing import NamedTuple

from twiml_check.autopilot.actions import Redirect, at, read_actions
from twiml_check.autopilot.requests import (
    Dialogue,
    Memory,
    Moment,
    first_memory,
    for_actions,
    for_handoff,
)
from twiml_check.autopilot.tables import DEFAULT_TASK, EVENT, SIZE_LIMIT, TASK, TIME_LIMIT_MS
from twiml_check.explore.continuations.continuation import Link
from twiml_check.explore.continuations.http_redirect import HTTP_REDIRECT
from twiml_check.explore.exchange import follow, must_be_public
from twiml_check.explore.explorer import explore
from twiml_check.explore.history import move
from twiml_check.explore.kept import note
from twiml_check.model.assistant import Assistant, Turn
from twiml_check.model.document import Document
from twiml_check.model.exchange import Answer
from twiml_check.model.finding import Finding
from twiml_check.model.run import BodyHandling, Hop, Mode, PendingRequest, Progress, Send
from twiml_check.read.answer import handling
from twiml_check.verdict import in_short, would
from twiml_check.web.text import clip, mask
from twiml_check.web.url import Url

NAMED = ("say", "play", "show", "remember")
"""The actions that the sentence about a dialogue names."""
ENDS = {
    "redirect": "continue with a task that is not in the schema",
    "end": "end the dialogue",
    "listen": "listen",
    "collect": "ask the questions of the collect",
    "handoff": "hand the call over",
    "broken": "log an error",
}
"""How a dialogue ends -> the words for it in the sentence."""


class AssistantRun(NamedTuple):
    """The settings of a dialogue."""

    dialogue: Dialogue
    send: Send
    assistant: Assistant | None = None
    schema: Document | None = None
    """The schema of the assistant, with its tasks."""
    task: str = ""
    """The task that runs first."""
    input: str = ""
    answers: Mapping[str, str] = {}
    """The user's answers to the questions of a collect, by the names of the questions."""
    digits: str = ""
    """The keys that the caller presses at a listen."""
    memory: Memory = {}  # noqa: RUF012
    """The memory without the data of the channel."""
    max_documents: int = 50
    mode: Mode = Mode()
    progress: Progress | None = None


class Outcome(NamedTuple):
    """The results of a dialogue."""

    hops: tuple[Hop, ...]
    findings: tuple[Finding, ...]
    ended: str
    """How the dialogue ended: a course of `links`, or `broken`."""
    undecided: str = ""
    questions: tuple[str, ...] = ()
    """Names of the questions of all collects that ran."""

    @property
    def would(self) -> str:
        """Return what Autopilot would do, in one sentence; empty if nothing ran."""
        if self.ended not in ENDS:
            return ""
        done = in_short(n for hop in self.hops if hop.turn for n in hop.run if n in NAMED)
        first = f"run {done}, then " if done else ""
        beyond = [hop for hop in self.hops if not hop.turn]
        after = f" {would(beyond)}" if beyond else ""
        return f"Autopilot would {first}{ENDS[self.ended]}.{after}".rstrip()


class DialogueState:
    """The state of a dialogue while it runs."""

    def __init__(self, session: AssistantRun) -> None:
        """Begin before the first request."""
        self.session = session
        self.hops: list[Hop] = []
        self.findings: list[Finding] = []
        self.memory: Memory = first_memory(session.dialogue) | session.memory
        self.task = session.task or DEFAULT_TASK
        self.input, self.digits = session.input, session.digits
        self.redirects = 0
        """Since the last input."""
        self.chain: list[Hop] = []
        """The documents since the last input."""
        self.checked = False
        """True when the rules have checked the tasks together with the whole schema."""
        self.measured = 0
        """Bytes of the memory when they were last counted."""
        self.spent_ms = 0.0
        """Milliseconds of the limit for one response that the HTTP redirects have used so far."""
        self.ended = ""
        self.undecided = ""
        self.questions: dict[str, None] = {}
        """Names of the questions so far, in order."""

    @property
    def moment(self) -> Moment:
        """Return the data for the next request."""
        return Moment(self.task, self.input, self.memory)

    def turn(self) -> Turn:
        """Return the position of the next document in the dialogue."""
        channel = self.session.dialogue.channel
        return Turn(assistant=self.session.assistant, channel=channel, redirects=self.redirects)

    def outcome(self) -> Outcome:
        """Return the results, when the dialogue is over."""
        seen = tuple(self.hops), tuple(self.findings)
        return Outcome(*seen, self.ended, self.undecided, tuple(self.questions))


def first(state: DialogueState, method: str) -> Hop:
    """Return the hop of the first URL of the dialogue."""
    dialogue = state.session.dialogue
    request = for_actions(dialogue, dialogue.call.public, method, state.moment)
    return exchange(state, PendingRequest(request, "webhook"))


def of_url(state: DialogueState, hop: Hop, target: Redirect) -> Hop:
    """Return the hop of a redirect to a URL."""
    method = target.method.strip().upper()
    request = for_actions(state.session.dialogue, Url.parse(target.uri), method, state.moment)
    bound = must_be_public(state.session.dialogue.call, hop, request)
    step = PendingRequest(request, "actions-redirect", hop.number, public_only=bound)
    return exchange(state, step)


def of_task(state: DialogueState, name: str, came_from: int | None = None) -> Hop | None:
    """Return the hop of a task, whose actions are in the schema or at a URL."""
    state.task = name
    known, schema = state.session.assistant, state.session.schema
    json = schema.json if schema else None
    if known is None or json is None or name not in known.tasks:
        return None
    path = known.tasks[name]
    if at(json.value, path) is None:
        return _at_url(state, known, name, came_from)
    turn = state.turn()._replace(root=path, file=known.file, known=state.checked)
    return Hop(
        number=len(state.hops) + 1,
        via="actions-redirect" if came_from else "task",
        event=EVENT,
        name=TASK + name,
        document=schema,
        handling="actions",
        came_from=came_from or (1 if state.hops else None),
        turn=turn,
    )


def _at_url(state: DialogueState, known: Assistant, name: str, came_from: int | None) -> Hop | None:
    url = Url.parse(known.urls.get(name, ""))
    if url.problem:
        state.undecided = (
            f'the schema does not contain the actions of the task "{clip(mask(name), 60)}"'
        )
        return None
    request = for_actions(state.session.dialogue, url, "POST", state.moment)
    return exchange(
        state, PendingRequest(request, "actions-redirect" if came_from else "task", came_from)
    )


def over_http(state: DialogueState, hop: Hop, link: Link) -> Hop:
    """Return the hop after an HTTP redirect."""
    pending = follow(state.session.dialogue.session, hop, HTTP_REDIRECT, link)
    request = pending.request._replace(limit_ms=TIME_LIMIT_MS)
    return exchange(state, pending._replace(request=request, spent_ms=state.spent_ms))


def exchange(state: DialogueState, step: PendingRequest) -> Hop:
    """Make one exchange, and read the actions in the response."""
    if state.session.progress:
        state.session.progress(step)
    came = state.session.send(step.request, spent_ms=step.spent_ms, public_only=step.public_only)
    if state.session.progress:
        state.session.progress(None)
    state.spent_ms = step.spent_ms + came.elapsed_ms
    answer = _within_limit(came)
    taken = _taken(answer)
    whole = taken == "actions" and len(answer.body) <= SIZE_LIMIT
    return Hop(
        number=len(state.hops) + 1,
        via=step.via,
        event=EVENT,
        name=step.request.url.masked,
        request=step.request,
        answer=answer,
        handling=taken,
        document=read_actions(answer.body) if whole else None,
        came_from=step.came_from,
        redirects=step.redirects,
        turn=state.turn(),
    )


def _within_limit(answer: Answer) -> Answer:
    """Return the answer without the failure of a long body: a rule checks Autopilot's limit."""
    failure = answer.failure
    long = failure and failure.cause == "body-too-large" and len(answer.body) > SIZE_LIMIT
    return answer._replace(failure=None) if long else answer


def _taken(answer: Answer) -> BodyHandling:
    """Return how Autopilot handles the answer, by its status: no page names a Content-Type."""
    taken = handling(answer, EVENT._replace(callback=True))
    return "actions" if taken == "ignored" else taken


def hand_over(state: DialogueState, hop: Hop, target: Redirect) -> None:
    """Continue at the URL where the call gets TwiML."""
    session = state.session
    method = target.method.strip().upper()
    request = for_handoff(session.dialogue, Url.parse(target.uri), method, state.moment)
    bound = must_be_public(session.dialogue.call, hop, request)
    made, findings, undecided = explore(
        session.dialogue.call,
        session.send,
        max_documents=max(session.max_documents - len(state.hops), 1),
        mode=session.mode,
        progress=session.progress,
        begin=PendingRequest(request, "handoff", public_only=bound),
    )
    before = len(state.hops)
    first, *rest = (move(each, before) for each in made)
    state.hops += [first._replace(came_from=hop.number), *rest]
    note(state.findings, tuple(each._replace(hop=each.hop + before) for each in findings))
    state.undecided = undecided
