"""Steps of a call: actions, expectations, and their results."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from twiml_check.calls.call import Call, NoSuchChoice, NotAsked
from twiml_check.calls.player import MOST_IN_A_ROW, Player, Turn
from twiml_check.calls.script import Stop
from twiml_check.calls.words import quoted
from twiml_check.expect.expectations import evaluate, xpath
from twiml_check.model.finding import Finding
from twiml_check.model.run import Expected, Hop
from twiml_check.model.step import ALONE, VERBS, Step
from twiml_check.web.text import clip

LONGEST_HEARD = 200
"""The most characters of the heard text in a message."""
NOTHING = {
    "press": "no verb waits for keys here",
    "say": "no verb waits for speech here",
    "silence": "no verb waits for input here",
    "hangup": "no verb waits here",
    "dial": "no <Dial> waits here",
    "record": "no <Record> waits here",
    "queue": "no <Enqueue> waits here",
    "pay": "no <Pay> waits here",
    "connect": "no <Connect> waits here",
    "refer": "no <Refer> waits here",
    "sms": "no <Sms> with an action waits here",
    "text": "a call has no messages",
    "callback": "no document has this callback",
    "whisper": "no other party hears anything here",
    "waiting": "no caller waits here",
}
"""Kind of a step -> why it is not possible."""
ENDINGS = {
    "hangup": "ends with <Hangup>",
    "reject": "ends with <Reject>",
    "end": "ends after the last verb",
    "silence": "ends without a word",
    "error": "gives Twilio no instructions",
    "loop": "repeats in a loop",
}


class Played(NamedTuple):
    """The results of the steps."""

    hops: tuple[Hop, ...]
    findings: tuple[Finding, ...]
    expected: tuple[Expected, ...]
    """The expectations, and a step that was not possible."""
    done: int
    """How many steps succeeded."""
    undecided: str = ""
    """The limit of twiml-check that ended the call; empty when none did."""


class _CannotError(Exception):
    """A step is not possible, or not met; the text says what was found."""


def play(call: Call, steps: Sequence[Step]) -> Played:
    """Play the steps until one is not possible or not met."""
    player = _StepPlayer(call)
    done = 0
    expected: list[Expected] = []
    for step in steps:
        if call.own_limit:
            break
        outcome = player.step(step)
        expected += [outcome] if outcome else []
        if outcome and not outcome.met:
            break
        done += 1
    hops, findings = player.player.played()
    return Played(hops, findings, tuple(expected), done, call.own_limit)


class _StepPlayer:
    def __init__(self, call: Call) -> None:
        self.call = call
        self.player = Player(lambda _number: call)
        self.heard: tuple[str, ...] = self.player.begin().lines
        """The lines since the last choice."""

    def step(self, step: Step) -> Expected | None:
        """Do a step; return an expectation if it has one, or if it is not possible."""
        try:
            if step.kind in CHECKS:
                CHECKS[step.kind](self, step.text)
                return self.expected(step, "")
            self.act(step)
        except _CannotError as reason:
            if self.call.own_limit:
                return self.expected(step, "")._replace(met=False, undecided=self.call.own_limit)
            return self.expected(step, str(reason))
        return None

    def expected(self, step: Step, found: str) -> Expected:
        scene = self.call.scene
        return Expected("step", step.words, not found, scene and scene.hop.number, found=found)

    # Actions.

    def act(self, step: Step) -> None:
        """Do the action, and keep the lines that are heard; a callback does not change them."""
        try:
            turn = self.turn(step)
        except NotAsked as reason:
            raise _CannotError(reason.instead) from reason
        except NoSuchChoice as reason:
            raise _CannotError(self.why_not(step)) from reason
        if step.kind != "callback":
            self.heard = turn.lines

    def turn(self, step: Step) -> Turn:
        if step.kind == "text" and self.player.is_conversation:
            return self.player.send(step.text)
        if step.kind == "text" or (self.player.is_conversation and step.kind != "callback"):
            raise NoSuchChoice(step.kind, "")
        if step.kind in VERBS:
            return self.choose(step)
        if step.kind == "say":
            return self.player.take(quoted(step.text))
        alone = step.kind in ALONE
        return self.player.take(f"{step.kind}{step.text}" if alone else step.text)

    def choose(self, step: Step) -> Turn:
        """Choose the outcome of the verb that waits."""
        self.player.leave_branch()
        stop = self.call.stop
        if stop is None or stop.verb != VERBS[step.kind]:
            raise NoSuchChoice(step.text, "another verb waits")
        if step.kind == "record" and step.text.isdecimal():
            names = [choice.word for choice in stop.choices]
            ended = next((each for each in ("recorded", "pause") if each in names), "")
            return self.player.take(ended, (("RecordingDuration", step.text),))
        return self.player.take(step.text)

    # Expectations.

    def hear(self, text: str) -> None:
        if _even(text) not in _even(" ".join(self.heard)):
            raise _CannotError(self.so_far())

    def ends(self, wanted: str) -> None:
        if self.end() != wanted:
            raise _CannotError(self.place())

    def expect(self, expression: str) -> None:
        if self.player.scene is None:
            raise _CannotError(self.place())
        hop = self.player.scene.hop._replace(branch="")  # else it is off the main line
        (found,) = evaluate([xpath(expression)], [hop])
        if not found.met:
            raise _CannotError(f"[{hop.number}] has {found.found or found.undecided}")

    def end(self) -> str:
        """Return how the call has ended; empty if it has not."""
        if self.call.over:
            return "hangup"
        if self.call.scene is None or self.call.stop or self.call.goes_on:
            return ""
        return self.call.scene.script.end

    # What was found.

    def why_not(self, step: Step) -> str:
        if step.kind == "text":
            return NOTHING["text"]
        if self.player.is_conversation and step.kind != "callback":
            return "a conversation accepts only text"
        return f"{NOTHING[step.kind]}; {self.place()}"

    def place(self) -> str:
        """Return the position of the call: `[3] ends with <Hangup>`."""
        if self.call.scene is None:
            return "no message was sent yet"
        if self.call.over:
            return "the caller has hung up"
        where = f"[{self.call.scene.hop.number}]"
        if self.call.stop:
            return f"{where} waits at <{self.call.stop.verb}> for {_taken(self.call.stop)}"
        if link := self.call.goes_on:
            if not self.call.asks(link.url):
                return f"{where} points to another host, which gets no request: {link.url.masked}"
            return f"{where} continues after {MOST_IN_A_ROW} documents"
        return f"{where} {ENDINGS.get(self.call.scene.script.end, 'ends')}"

    def so_far(self) -> str:
        if self.call.scene is None:
            return self.place()
        said = clip(" ".join(" ".join(self.heard).split()), LONGEST_HEARD)
        return f'"{said}"' if said else f"nothing; {self.place()}"


CHECKS = {
    "hear": _StepPlayer.hear,
    "reply": _StepPlayer.hear,
    "ends": _StepPlayer.ends,
    "expect": _StepPlayer.expect,
}
"""Kinds of steps that only check something."""


def _even(text: str) -> str:
    return " ".join(text.split()).casefold()


def _taken(stop: Stop) -> str:
    names = [each.word for each in stop.choices]
    if stop.input:
        names = [*["keys"] * stop.input.keys, *["words"] * stop.input.speech, *names]
    return ", ".join(names)


def first_unmet(steps: Iterable[Step], played: Played) -> Step | None:
    """Return the step that stopped the call; None if all steps succeeded."""
    left = list(steps)[played.done :]
    stopped = played.expected and not played.expected[-1].met
    return left[0] if stopped and left else None
