"""What a dialogue needs, what it has come to, and what came of it."""

from collections.abc import Mapping
from typing import NamedTuple

from twiml_check.autopilot.requests import Dialogue, Memory, Moment, first_memory
from twiml_check.autopilot.tables import DEFAULT_TASK
from twiml_check.model.assistant import Assistant, Turn
from twiml_check.model.document import Document
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, Mode, Progress, Send
from twiml_check.verdict import in_short, would

NAMED = ("say", "play", "show", "remember")
"""The actions that the sentence on a dialogue names."""
ENDS = {
    "redirect": "go on with a task that is not known here",
    "end": "end the dialogue",
    "listen": "listen",
    "collect": "ask its questions",
    "handoff": "hand the call over",
    "broken": "log an error",
}
"""How a dialogue can end, as it reads in the sentence."""


class AssistantRun(NamedTuple):
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
    questions: tuple[str, ...] = ()
    """Names of the questions of all collects that were run."""

    @property
    def would(self) -> str:
        """What Autopilot would do, one sentence; empty where nothing was run."""
        if self.ended not in ENDS:
            return ""
        done = in_short(n for hop in self.hops if hop.turn for n in hop.run if n in NAMED)
        first = f"run {done}, then " if done else ""
        beyond = [hop for hop in self.hops if not hop.turn]
        after = f" {would(beyond)}" if beyond else ""
        return f"Autopilot would {first}{ENDS[self.ended]}.{after}"


class Talk:
    """A dialogue as it goes on."""

    def __init__(self, session: AssistantRun) -> None:
        """Nothing asked yet."""
        self.session = session
        self.hops: list[Hop] = []
        self.findings: list[Finding] = []
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
        self.questions: dict[str, None] = {}
        """Names of the questions so far, in order."""

    @property
    def moment(self) -> Moment:
        """What the next request has to tell."""
        return Moment(self.task, self.input, self.memory)

    def turn(self) -> Turn:
        """Return where the next document stands."""
        talk = self.session.talk
        return Turn(
            assistant=self.session.assistant, channel=talk.channel, redirects=self.redirects
        )

    def outcome(self) -> Outcome:
        """Return all of it, when it is over."""
        if self.session.progress:
            self.session.progress(None)
        seen = tuple(self.hops), tuple(self.findings)
        return Outcome(*seen, self.ended, self.undecided, tuple(self.questions))
