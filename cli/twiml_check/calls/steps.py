"""Steps played on a call: what is done, what has to be heard, and what comes of it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from twiml_check.calls.call import Call, NoSuchChoice, Scene
from twiml_check.calls.script import Stop
from twiml_check.calls.words import quoted
from twiml_check.expect.expectations import evaluate, xpath
from twiml_check.explore.continuations.continuation import Link
from twiml_check.model.exchange import Fields
from twiml_check.model.finding import Finding
from twiml_check.model.run import Expected, Hop
from twiml_check.model.step import Step
from twiml_check.rules.met import callback_failed, unanswered_hangup
from twiml_check.web.text import clip

MOST_AHEAD = 50
"""Documents in a row that lead on by themselves."""
LONGEST_HEARD = 200
"""Characters of what was heard instead."""
VERBS = {
    "dial": "Dial",
    "record": "Record",
    "queue": "Enqueue",
    "pay": "Pay",
    "connect": "Connect",
    "refer": "Refer",
    "sms": "Sms",
}
"""Where a step chooses what becomes of a verb."""
NOTHING = {
    "press": "nothing takes keys here",
    "say": "nobody listens here",
    "silence": "nothing waits for input here",
    "hangup": "nothing waits here",
    "dial": "nobody is dialled here",
    "record": "nothing is recorded here",
    "queue": "nobody is queued here",
    "pay": "nothing is paid here",
    "connect": "nothing is connected here",
    "refer": "nobody is referred to here",
    "sms": "no message has an action here",
    "text": "a call takes no messages",
    "callback": "no document has it",
    "whisper": "nobody else hears anything here",
    "waiting": "nobody waits here",
}
"""What is said where a step is not possible."""
ENDINGS = {
    "hangup": "ends with <Hangup>",
    "reject": "ends with <Reject>",
    "end": "ends when all is said",
    "silence": "ends without a word",
    "error": "gives no instructions",
    "loop": "goes round and round",
}


class Played(NamedTuple):
    """What came of the steps."""

    hops: tuple[Hop, ...]
    findings: tuple[Finding, ...]
    expected: tuple[Expected, ...]
    """What had to be so, and what was not possible."""
    done: int
    """How many steps went as they are written."""
    undecided: str = ""
    """Which limit of ours ended it; empty when none did."""


class _CannotError(Exception):
    """A step that is not possible, or not so; its text says what is so instead."""


def play(call: Call, steps: Sequence[Step]) -> Played:
    """Play the steps until one is not possible, or not so."""
    player = _Player(call)
    done = 0
    expected: list[Expected] = []
    if not player.is_conversation:
        player.begin()
    for step in steps:
        if call.own_limit:
            break
        outcome = player.step(step)
        expected += [outcome] if outcome else []
        if outcome and not outcome.met:
            break
        done += 1
    hops = tuple(call.exploration.hops)
    return Played(hops, tuple(player.findings()), tuple(expected), done, call.own_limit)


class _Player:
    def __init__(self, call: Call) -> None:
        self.call = call
        self.is_conversation = call.session.event.product == "messaging"
        self.heard: list[str] = []
        """Since the last choice."""
        self.passed: list[Scene] = []
        """All documents of the call, in order."""
        self.told: dict[int, Finding | None] = {}
        """By the number of a hop whose answer is not run, what is wrong with it."""

    def begin(self) -> None:
        self.arrive(self.call.begin())

    def step(self, step: Step) -> Expected | None:
        """Do what a step says; return it where it expects something, or is not possible."""
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

    # What is done.

    def act(self, step: Step) -> None:
        if step.kind == "text":
            if not self.is_conversation:
                raise _CannotError(NOTHING["text"])
            self.heard = []
            self.arrive(self.call.send(step.text))
        elif step.kind == "callback":
            self.deliver(step.text)
        else:
            self.take(step)

    def take(self, step: Step) -> None:
        """Choose, and listen on."""
        if step.kind in VERBS or step.kind == "hangup":
            self.call.leave_branch()
        word, fields = self.find(step)
        if word:
            self.choose(word, fields)
        elif step.kind == "hangup" and self.call.stop:
            self.call.over = True  # nobody is told
        else:
            raise _CannotError(self.why_not(step))
        self.heard = []
        self.settle()

    def find(self, step: Step) -> tuple[str, Fields]:
        """Return the word that a step chooses; what a branch does not offer, the call may."""
        while True:
            word, fields = self.word(step)
            with suppress(NoSuchChoice):
                if word and self.call.choice(word):
                    return word, fields
            if not self.call.leave_branch():
                return "", ()

    def choose(self, word: str, fields: Fields) -> None:
        stop = self.call.stop
        self.ensure_own(self.call.choice(word).link)
        scene = self.call.take(word, fields)
        if scene and self.call.over:
            verb = stop.verb if stop else ""
            self.told[scene.hop.number] = unanswered_hangup(scene.hop, verb, ways=0)
        elif scene:
            self.passed.append(scene)

    def word(self, step: Step) -> tuple[str, Fields]:
        """Return the word of a path that a step chooses, and what is sent in place of the usual.

        It is empty where another verb waits.
        """
        if self.is_conversation:
            return "", ()
        if step.kind == "say":
            return quoted(step.text), ()
        if step.kind not in VERBS:
            return (step.text if step.kind == "press" else f"{step.kind}{step.text}"), ()
        if self.call.stop is None or self.call.stop.verb != VERBS[step.kind]:
            return "", ()
        if step.kind == "record" and step.text.isdecimal():
            names = [choice.word for choice in self.call.choices()]
            ended = next((each for each in ("recorded", "pause") if each in names), "")
            return ended, (("RecordingDuration", step.text),)
        return step.text, ()

    def deliver(self, word: str) -> None:
        """Deliver the callback of the last document that has it, where the call is now or was."""
        call = self.call
        before, at, over = call.scene, call.position, call.over
        call.over = False
        try:
            for scene in reversed(self.passed):
                if any(each.word == word for each in scene.script.beside):
                    call.scene = scene
                    self.ensure_own(call.choice(word).link)
                    told = call.take(word)
                    if told:
                        name = word.rstrip("0123456789")
                        found = callback_failed(told.hop, name, ways=0)
                        self.told[told.hop.number] = found
                    return
        finally:
            call.scene, call.position, call.over = before, at, over
        raise _CannotError(self.why_not(Step("callback", word)))

    def arrive(self, scene: Scene) -> None:
        self.passed.append(scene)
        self.settle()

    def settle(self) -> None:
        """Listen on to where the call waits or ends; documents that lead on are followed."""
        for _ in range(MOST_AHEAD):
            if self.call.over or self.call.scene is None:
                return
            script = self.call.scene.script
            self.heard += self.call.stop.heard if self.call.stop else script.heard
            link = self.call.goes_on
            if link is None or self.call.own_limit or not self.call.asks(link.url):
                return
            self.passed.append(self.call.go_on())

    def ensure_own(self, link: Link | None) -> None:
        """Refuse to ask another host."""
        if link and not self.call.asks(link.url):
            raise _CannotError(f"another host is not asked: {link.url.masked}")

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with all that was asked."""
        for each in self.call.exploration.findings:
            if each.hop not in self.told:
                yield each
        yield from filter(None, self.told.values())

    # What has to be so.

    def hear(self, text: str) -> None:
        if _even(text) not in _even(" ".join(self.heard)):
            raise _CannotError(self.so_far())

    def ends(self, wanted: str) -> None:
        if self.end() != wanted:
            raise _CannotError(self.place())

    def expect(self, expression: str) -> None:
        if self.call.scene is None:
            raise _CannotError(self.place())
        hop = self.call.scene.hop._replace(branch="")  # else it is off the main line
        (found,) = evaluate([xpath(expression)], [hop])
        if not found.met:
            raise _CannotError(f"[{hop.number}] has {found.found or found.undecided}")

    def end(self) -> str:
        """Return how the call has ended; empty where it has not."""
        if self.call.over:
            return "hangup"
        if self.call.scene is None or self.call.stop or self.call.goes_on:
            return ""
        return self.call.scene.script.end

    # What is so instead.

    def why_not(self, step: Step) -> str:
        if self.is_conversation and step.kind != "callback":
            return "a conversation takes text alone"
        return f"{NOTHING[step.kind]}; {self.place()}"

    def place(self) -> str:
        """Return `[3] ends with <Hangup>`: where the call is."""
        if self.call.scene is None:
            return "nothing was sent yet"
        if self.call.over:
            return "the caller has hung up"
        where = f"[{self.call.scene.hop.number}]"
        if self.call.stop:
            return f"{where} waits at <{self.call.stop.verb}> for {_taken(self.call.stop)}"
        if link := self.call.goes_on:
            if not self.call.asks(link.url):
                return f"{where} leads to another host, which is not asked: {link.url.masked}"
            return f"{where} leads on, after {MOST_AHEAD} documents"
        return f"{where} {ENDINGS.get(self.call.scene.script.end, 'ends')}"

    def so_far(self) -> str:
        if self.call.scene is None:
            return self.place()
        said = clip(" ".join(" ".join(self.heard).split()), LONGEST_HEARD)
        return f'"{said}"' if said else f"nothing; {self.place()}"


CHECKS = {
    "hear": _Player.hear,
    "reply": _Player.hear,
    "ends": _Player.ends,
    "expect": _Player.expect,
}
"""Kinds of steps that only look at what is so."""


def _even(text: str) -> str:
    return " ".join(text.split()).casefold()


def _taken(stop: Stop) -> str:
    names = [each.word for each in stop.choices]
    if stop.input:
        names = [*["keys"] * stop.input.keys, *["words"] * stop.input.speech, *names]
    return ", ".join(names)


def first_unmet(steps: Iterable[Step], played: Played) -> Step | None:
    """Return the step that stopped the call; None when all went as they are written."""
    left = list(steps)[played.done :]
    stopped = played.expected and not played.expected[-1].met
    return left[0] if stopped and left else None
