"""A call or conversation that somebody plays step by step, with its results as values."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from twiml_check.calls.call import Call, NoSuchChoice, NotAsked, Scene, findings_not_run
from twiml_check.calls.prompts import keys_offered
from twiml_check.calls.words import quoted, spoken
from twiml_check.explore.continuations.continuation import Choice
from twiml_check.model.exchange import Fields
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.vocabulary.resources import BRANCHES

MOST_IN_A_ROW = 50
"""The most documents in a row that continue by themselves."""
TOO_MANY = f"stopped after {MOST_IN_A_ROW} documents in a row"
HANGUP = "hangup"
CALLER = "caller"
STOPPED = "stopped"
"""How a call ends when the caller hangs up, and when twiml-check stops following it. The other ends
are those of a node of the map."""

ENDS = {
    "hangup": "the webhook hangs up",
    "reject": "the webhook rejects the call",
    "end": "the call ends after the last verb",
    "silence": "the call ends without a word",
    "error": "the call ends with an error",
    "loop": "the documents repeat in a loop",
    "and so on": "the documents continue forever",
    CALLER: "the caller hangs up",
    STOPPED: "twiml-check stopped following the call",
}
"""How a call ended, as a sentence."""


class Exchange(NamedTuple):
    """One document of a call, or a part of it: its requests, what is heard, its findings."""

    lines: tuple[str, ...]
    """The lines that are heard until the document waits."""
    hops: tuple[Hop, ...] = ()
    """Empty if an earlier document continues."""
    findings: tuple[Finding, ...] = ()


class Turn(NamedTuple):
    """One choice, and its results until the call waits again."""

    way: tuple[str, ...]
    """The words of the path, its own word last; empty for the beginning."""
    exchanges: tuple[Exchange, ...] = ()
    verb: str = ""
    """The verb that waited for the choice; empty in a conversation, and outside the call."""
    end: str = ""
    """How the call ended; empty while it continues."""
    stopped: str = ""
    """Why twiml-check stopped following the call, in a few words."""
    call: int = 0
    """The number of the call among all calls."""

    @property
    def word(self) -> str:
        """Return the word of the choice; empty for the beginning."""
        return self.way[-1] if self.way else ""

    @property
    def lines(self) -> tuple[str, ...]:
        """Return all lines that are heard."""
        return tuple(line for each in self.exchanges for line in each.lines)

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Return the hops of all requests."""
        return tuple(hop for each in self.exchanges for hop in each.hops)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all findings."""
        return tuple(finding for each in self.exchanges for finding in each.findings)


class Seen(NamedTuple):
    """One place of the map so far."""

    way: tuple[str, ...]
    turn: Turn
    words: tuple[str, ...]
    """The words of the choices there, of the keys only the announced ones."""


class Player:
    """Plays a call; to undo a step, it plays a new call without the last step."""

    def __init__(self, open_call: Callable[[int], Call]) -> None:
        """Open each call by its number."""
        self.open_call = open_call
        self.calls = 0
        self.turns: list[Turn] = []
        self.earlier: list[Turn] = []
        """The turns of earlier calls."""
        self.undone: list[Turn] = []
        self.scene: Scene | None = None
        """The scene that was heard last, on the call or in a branch."""
        self.seen: dict[tuple[str, ...], Seen] = {}
        self._branch = ""
        self.call = self._open()

    @property
    def way(self) -> tuple[str, ...]:
        """Return the words chosen so far."""
        return self.turns[-1].way if self.turns else ()

    @property
    def undecided(self) -> str:
        """Return the limit of twiml-check that stopped the call; empty when none did."""
        halted = (turn.stopped for turn in self.turns if turn.stopped == TOO_MANY)
        return self.call.own_limit or next(halted, "")

    @property
    def is_over(self) -> bool:
        """Say whether no more choices are possible."""
        return bool(self.turns and self.turns[-1].end)

    @property
    def is_conversation(self) -> bool:
        """Say whether this is a conversation of messages, and not a call."""
        return self.call.session.event.product == "messaging"

    def begin(self) -> Turn:
        """Make the first request of a call; a conversation begins with a message."""
        if self.is_conversation:
            return self._note(Turn((), call=self.calls))
        return self._settle("", "", [self._met(self.call.begin())])

    def take(self, word: str, fields: Fields = ()) -> Turn:
        """Choose, and follow the documents that continue by themselves.

        If a branch does not offer the choice, the call may offer it. `fields` replace the fields of
        the choice that have the same names.

        Raises:
            NoSuchChoice: The choice is not possible here.
            NotAsked: The choice points to another host.
        """
        if self.is_conversation and (text := spoken(word)) is not None:
            return self.send(text)
        if callback := self._callback(word):
            return self._deliver(*callback)
        choice = self._choice(word)
        stop = self.call.stop
        verb = stop.verb if stop and (choice is None or choice.kind != "branch") else ""
        if choice is None:
            self.call.over = True
            return self._settle(word, verb, [])
        if choice.kind == "branch" and choice.link:
            self._branch = choice.link.branch
        scene = self.call.take(word, fields)
        if scene is None:
            return self._settle(word, verb, [] if self.call.over else [Exchange(self._lines())])
        if choice.over:
            told = Exchange((), scene.hops, findings_not_run(scene, choice.kind, word, verb))
            return self._settle(word, verb, [told])
        return self._settle(word, verb, [self._met(scene)])

    def send(self, text: str, media: Fields = ()) -> Turn:
        """Send a message, and follow the response."""
        return self._settle(quoted(text), "", [self._met(self.call.send(text, media))])

    def leave_branch(self) -> None:
        """Go back from a branch to the call; nothing happens on the call itself."""
        self._branch = ""
        self.call.leave_branch()

    def back(self) -> Turn:
        """Play a new call without the last step, and return its last turn.

        Raises:
            NoSuchChoice: This is the beginning, or the same path now reaches another state.
        """
        if not self.way:
            raise NoSuchChoice("back", "this is the beginning")
        way = self.way[:-1]
        self.undone.append(self.turns[-1])
        self.turns.clear()
        self.call = self._open()
        self.begin()
        for word in way:
            self.take(word)
        return self.turns[-1]

    def anew(self, open_call: Callable[[int], Call] | None = None) -> Turn:
        """Leave the call, and begin another one, perhaps with another caller."""
        self.earlier += self.turns
        self.turns.clear()
        self.open_call = open_call or self.open_call
        self.call = self._open()
        return self.begin()

    def played(self) -> tuple[tuple[Hop, ...], tuple[Finding, ...]]:
        """Return all hops with numbers in one order, and all findings with their paths."""
        return join([*self.earlier, *self.turns, *self.undone])

    # Internal.

    def _open(self) -> Call:
        self.calls += 1
        self._branch = ""
        self._passed: list[Scene] = []
        return self.open_call(self.calls - 1)

    def _choice(self, word: str) -> Choice | None:
        """Return the choice that a word names; None for a hang-up without a request."""
        if self.is_over:
            raise NoSuchChoice(word, "the call is over")
        if self._branch and (word == HANGUP and not BRANCHES[self._branch].other_leg):
            self.leave_branch()
        if word == HANGUP and not any(each.word == word for each in self.call.choices()):
            return None
        try:
            choice = self.call.choice(word)
        except NoSuchChoice:
            if not self._branch:
                raise
            self.leave_branch()
            choice = self.call.choice(word)
        self._ensure_asked(choice)
        return choice

    def _ensure_asked(self, choice: Choice) -> None:
        if choice.link and not self.call.asks(choice.link.url):
            raise NotAsked(choice.word, choice.link.url)

    def _callback(self, word: str) -> tuple[Scene, Choice] | None:
        """Return the callback of this name in the last document that has one; it may be late."""
        for scene in (*filter(None, [self.call.scene]), *reversed(self._passed)):
            for choice in scene.script.beside:
                if choice.word == word and choice.kind == "callback":
                    return scene, choice
        return None

    def _deliver(self, document: Scene, choice: Choice) -> Turn:
        self._ensure_asked(choice)
        scene = self.call.tell(document, choice)
        told = Exchange((), scene.hops, findings_not_run(scene, choice.kind, choice.word, ""))
        return self._settle(choice.word, "", [told])

    def _met(self, scene: Scene) -> Exchange:
        self._passed.append(scene)
        self.scene = scene
        return Exchange(self._lines(), scene.hops, scene.findings)

    def _lines(self) -> tuple[str, ...]:
        if self.call.stop:
            return self.call.stop.heard
        return self.call.scene.script.heard if self.call.scene else ()

    def _settle(self, word: str, verb: str, exchanges: list[Exchange]) -> Turn:
        """Follow documents that continue by themselves, leave a finished branch, keep the turn."""
        stopped = self._go_on(exchanges)
        on_main = not self._branch
        if self._branch and self.call.over and BRANCHES[self._branch].other_leg:
            self.call.over = False  # the other party has hung up, not the caller
            self.leave_branch()
        elif not self.call.over and not self._waits():
            self.leave_branch()
        halted = (stopped and on_main) or self.call.own_limit
        end = STOPPED if halted else self._end()
        way = (*self.way, word) if word else ()
        return self._note(Turn(way, tuple(exchanges), verb, end, stopped, self.calls))

    def _waits(self) -> bool:
        """Say whether the call waits for a choice; in a branch only for keys and words."""
        stop = self.call.stop
        return stop is not None and (not self._branch or stop.input is not None)

    def _go_on(self, exchanges: list[Exchange]) -> str:
        """Return why twiml-check stopped before the call waits or ends; empty if it did not."""
        for _ in range(MOST_IN_A_ROW):
            link = self.call.goes_on
            if self.call.own_limit or link is None:
                return self.call.own_limit
            if not self.call.asks(link.url):
                return f"twiml-check sends no request to another host: {link.url.masked}"
            exchanges.append(self._met(self.call.go_on()))
        return TOO_MANY

    def _end(self) -> str:
        if self.call.over:
            return CALLER
        if self.call.scene is None or self.call.stop:
            return ""
        if self.is_conversation:
            return ""
        return self.call.scene.script.end or "end"

    def _note(self, turn: Turn) -> Turn:
        self.turns.append(turn)
        stop = self.call.stop
        keys = keys_offered(" ".join(stop.heard)) if stop and stop.input else ()
        words = (*keys, *(each.word for each in self.call.choices() if each.kind != "hangup"))
        self.seen[self.way] = Seen(self.way, turn, () if self.is_over else words)
        return turn


def join(turns: Iterable[Turn]) -> tuple[tuple[Hop, ...], tuple[Finding, ...]]:
    """Return the hops of several calls, numbered in one order, and the findings with their paths.

    The hop before a hop is only known if both belong to the same call.
    """
    hops: list[Hop] = []
    findings: list[Finding] = []
    numbers: dict[tuple[int, int | None], int] = {}
    for turn in turns:
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
            each._replace(hop=numbers.get((turn.call, each.hop), len(hops)), way=turn.way)
            for each in turn.findings
        ]
    return tuple(hops), tuple(findings)
