"""A call or conversation that somebody plays step by step, and all that came of it as values."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from twiml_check.calls.call import Call, NoSuchChoice, Scene
from twiml_check.calls.prompts import keys_offered
from twiml_check.calls.script import Stop
from twiml_check.calls.words import quoted, spoken
from twiml_check.explore.continuations.continuation import Choice
from twiml_check.model.exchange import Fields
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.rules.met import callback_failed, unanswered_hangup
from twiml_check.vocabulary.resources import BRANCHES

MOST_IN_A_ROW = 50
"""Documents that lead on by themselves."""
TOO_MANY = f"stopped after {MOST_IN_A_ROW} documents in a row"
HANGUP = "hangup"
CALLER = "caller"
STOPPED = "stopped"
"""How a call ends when the caller hangs up, and when it is followed no further; the other ends are
those of a node of the map."""

ENDS = {
    "hangup": "the webhook hangs up",
    "reject": "the webhook rejects the call",
    "end": "the document is over, and so is the call",
    "silence": "the call ends without a word",
    "error": "the call breaks off",
    "loop": "the documents go round in a circle",
    "and so on": "the documents go on and on",
    CALLER: "the caller hangs up",
    STOPPED: "the call was followed no further",
}
"""How a call ended, as a sentence."""


class Exchange(NamedTuple):
    """One document of a call, or a part of it: what was asked, what is heard, what is wrong."""

    lines: tuple[str, ...]
    """What is heard of it, up to where it waits."""
    hops: tuple[Hop, ...] = ()
    """Empty where a document goes on that was asked for before."""
    findings: tuple[Finding, ...] = ()


class Turn(NamedTuple):
    """One choice, and all that came of it until the call waits again."""

    word: str
    """Of a path; empty for the beginning."""
    exchanges: tuple[Exchange, ...] = ()
    verb: str = ""
    """The verb that waited for the choice; empty in a conversation, and beside the call."""
    end: str = ""
    """How the call ended; empty while it goes on."""
    stopped: str = ""
    """Why it was not followed any further, in a few words."""
    call: int = 0
    """The number of the call, of all that were made."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Return all that is heard."""
        return tuple(line for each in self.exchanges for line in each.lines)

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Return all that was asked."""
        return tuple(hop for each in self.exchanges for hop in each.hops)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all that is wrong with it."""
        return tuple(finding for each in self.exchanges for finding in each.findings)


class Step(NamedTuple):
    """A turn, and the words that led to it, its own the last."""

    turn: Turn
    way: tuple[str, ...]


class Seen(NamedTuple):
    """One place of the map so far."""

    way: tuple[str, ...]
    turn: Turn
    words: tuple[str, ...]
    """What can be chosen there, as far as it is announced."""


class Player:
    """Plays a call; what is undone is played again in a new one, without its last step."""

    def __init__(self, open_call: Callable[[int], Call]) -> None:
        """Open each call by its number."""
        self.open_call = open_call
        self.calls = 0
        self.turns: list[Turn] = []
        self.earlier: list[Step] = []
        """Of calls that were left for another one."""
        self.undone: list[Step] = []
        self.seen: dict[tuple[str, ...], Seen] = {}
        self._branch = ""
        self.call = self._open()

    @property
    def way(self) -> tuple[str, ...]:
        """Return the words chosen so far."""
        return tuple(turn.word for turn in self.turns if turn.word)

    @property
    def steps(self) -> list[Step]:
        """Return the turns of the call, each with its way."""
        words = [turn.word for turn in self.turns]
        return [
            Step(turn, tuple(filter(None, words[: place + 1])))
            for place, turn in enumerate(self.turns)
        ]

    @property
    def undecided(self) -> str:
        """Return which limit of ours kept us from knowing more; empty when none did."""
        halted = (turn.stopped for turn in self.turns if turn.stopped == TOO_MANY)
        return self.call.own_limit or next(halted, "")

    @property
    def is_over(self) -> bool:
        """Say whether nothing can be chosen any more."""
        return bool(self.turns and self.turns[-1].end)

    def begin(self) -> Turn:
        """Make the first request of a call; a conversation begins with a message."""
        if self._is_conversation:
            return self._note(Turn("", call=self.calls))
        return self._settle("", "", [self._met(self.call.begin())])

    def take(self, word: str) -> Turn:
        """Choose, and follow the documents that lead on by themselves.

        Raises:
            NoSuchChoice: it is not possible here.
        """
        if self._is_conversation and (text := spoken(word)) is not None:
            return self.send(text)
        stop = self.call.stop
        choice = self._choice(word)
        if choice is None:
            self.call.over = True
            return self._settle(word, stop.verb if stop else "", [])
        if choice.kind == "branch" and choice.link:
            self._branch = choice.link.branch
        scene = self.call.take(word)
        exchanges = [self._met(scene)] if scene else []
        if scene and choice.link and (choice.over or choice.kind == "callback"):
            exchanges = [Exchange((), scene.hops, _told(scene, choice, stop))]
        if scene is None and not self.call.over:
            exchanges = [Exchange(self._lines())]
        beside = choice.kind in ("branch", "callback")
        return self._settle(word, stop.verb if stop and not beside else "", exchanges)

    def send(self, text: str, media: Fields = ()) -> Turn:
        """Send a message, and follow the answer to it."""
        return self._settle(quoted(text), "", [self._met(self.call.send(text, media))])

    def back(self) -> Turn:
        """Play a new call without the last step, and return its last turn.

        Raises:
            NoSuchChoice: this is the beginning, or the same way leads elsewhere now.
        """
        if not self.way:
            raise NoSuchChoice("back", "this is the beginning")
        way = self.way[:-1]
        self.undone.append(self.steps[-1])
        self.turns.clear()
        self.call = self._open()
        self.begin()
        for word in way:
            self.take(word)
        return self.turns[-1]

    def anew(self, open_call: Callable[[int], Call] | None = None) -> Turn:
        """Leave the call, and begin another one; perhaps of somebody else."""
        self.earlier += self.steps
        self.turns.clear()
        self.open_call = open_call or self.open_call
        self.call = self._open()
        return self.begin()

    def played(self) -> tuple[tuple[Hop, ...], tuple[Finding, ...]]:
        """Return all that was asked, in one order, and what is wrong with it, each with its way."""
        return join([*self.earlier, *self.steps, *self.undone])

    # Inside.

    @property
    def _is_conversation(self) -> bool:
        return self.call.session.event.product == "messaging"

    def _open(self) -> Call:
        self.calls += 1
        self._branch = ""
        return self.open_call(self.calls - 1)

    def _choice(self, word: str) -> Choice | None:
        """Return what a word chooses; None for a hang-up that nobody is told of."""
        named = any(each.word == word for each in self.call.choices())
        if self.is_over and not named:  # callbacks come afterwards, too
            raise NoSuchChoice(word, "the call is over")
        if word == HANGUP and not named:
            return None
        choice = self.call.choice(word)
        if choice.link and not self.call.asks(choice.link.url):
            raise NoSuchChoice(word, f"another host is not asked: {choice.link.url.masked}")
        return choice

    def _met(self, scene: Scene) -> Exchange:
        runs = scene is self.call.scene
        return Exchange(self._lines() if runs else (), scene.hops, scene.findings)

    def _lines(self) -> tuple[str, ...]:
        if self.call.stop:
            return self.call.stop.heard
        return self.call.scene.script.heard if self.call.scene else ()

    def _settle(self, word: str, verb: str, exchanges: list[Exchange]) -> Turn:
        """Follow what leads on by itself, go back from a branch that is over, and keep the turn."""
        stopped = self._go_on(exchanges)
        on_main = not self._branch
        if self._branch and self.call.over and BRANCHES[self._branch].other_leg:
            self.call.over = False  # the other party has hung up, not the caller
            self._back_to_main()
        elif not self.call.over and not self._waits():
            self._back_to_main()
        halted = (stopped and on_main) or self.call.own_limit
        end = STOPPED if halted else self._end()
        return self._note(Turn(word, tuple(exchanges), verb, end, stopped, self.calls))

    def _waits(self) -> bool:
        """Say whether somebody can choose something; in a branch only keys and words are."""
        stop = self.call.stop
        return stop is not None and (not self._branch or stop.input is not None)

    def _back_to_main(self) -> None:
        self._branch = ""
        self.call.leave_branch()

    def _go_on(self, exchanges: list[Exchange]) -> str:
        """Return why it was not followed to where it waits or ends; empty when it was."""
        for _ in range(MOST_IN_A_ROW):
            link = self.call.goes_on
            if self.call.own_limit or link is None:
                return self.call.own_limit
            if not self.call.asks(link.url):
                return f"not asked: another host, {link.url.masked}"
            exchanges.append(self._met(self.call.go_on()))
        return TOO_MANY

    def _end(self) -> str:
        if self.call.over:
            return CALLER
        if self.call.scene is None or self.call.stop:
            return ""
        if self._is_conversation:
            return ""
        return self.call.scene.script.end or "end"

    def _note(self, turn: Turn) -> Turn:
        self.turns.append(turn)
        stop = self.call.stop
        keys = keys_offered(" ".join(stop.heard)) if stop and stop.input else ()
        words = (*keys, *(each.word for each in self.call.choices() if each.kind != "hangup"))
        self.seen[self.way] = Seen(self.way, turn, () if self.is_over else words)
        return turn


def _told(scene: Scene, choice: Choice, stop: Stop | None) -> tuple[Finding, ...]:
    """Return what is wrong with an answer that is not run on the call."""
    others = tuple(each for each in scene.findings if each.hop != scene.hop.number)
    if choice.kind == "callback":
        failed = callback_failed(scene.hop, choice.word.rstrip("0123456789"), ways=0)
    else:
        failed = unanswered_hangup(scene.hop, stop.verb if stop else "", ways=0)
    return (*others, *([failed] if failed else []))


def join(steps: Iterable[Step]) -> tuple[tuple[Hop, ...], tuple[Finding, ...]]:
    """Return the hops of several calls with numbers in one order, and the findings with their ways.

    What led to a hop is only known where that was played in the same call.
    """
    hops: list[Hop] = []
    findings: list[Finding] = []
    numbers: dict[tuple[int, int | None], int] = {}
    for turn, way in steps:
        for hop in turn.hops:
            numbers[turn.call, hop.number] = len(hops) + 1
            hops.append(
                hop._replace(
                    number=len(hops) + 1,
                    came_from=numbers.get((turn.call, hop.came_from)),
                    repeats=numbers.get((turn.call, hop.repeats)),
                )
            )
        findings += [
            each._replace(hop=numbers.get((turn.call, each.hop), len(hops)), way=way)
            for each in turn.findings
        ]
    return tuple(hops), tuple(findings)
