"""All branches of a call: many short calls, until every known choice has been tried.

No call is forked: each starts from the beginning, follows a known path and makes one new choice. A
server that keeps its state by CallSid or cookie sees the same requests as from real callers.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from time import monotonic
from typing import NamedTuple

from twiml_check.calls.call import Call
from twiml_check.calls.choices import Option, Own, options_of_message
from twiml_check.calls.edges import Edges, node_of
from twiml_check.calls.side_by_side import side_by_side
from twiml_check.calls.states import Known, States, Way
from twiml_check.calls.trip import (
    BEGINNING,
    MOST_BETWEEN,
    Place,
    Step,
    Task,
    Traveller,
    Trip,
    is_conversation,
)
from twiml_check.model.call_map import INTERRUPTED, CallMap, EdgeState
from twiml_check.model.ending import Stopped
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.rules.engine import check_call
from twiml_check.rules.met import leaked_state
from twiml_check.rules.whole_call import Explored as WholeCall
from twiml_check.rules.whole_call import ended_as_wanted

SLOW_MS = 5_000
"""An exploration waits at most twice for an error that takes this long."""
LATE = ("answer-timeout", "connect-timeout")
MOST_LATE = 2
MOST_TRIES = 3
"""The most calls for one choice, if the path to it sometimes reaches another state."""
HEAVIEST = 60_000_000
"""The most bytes of all kept responses, and of the reports about them."""
MOST_DELIVERED = 10
"""The most callbacks of one call; a document with more needs several calls."""
LATER = 2
"""How many requests deeper the other choices are that come before an unannounced key."""
FREE = {"redirect"}
"""Kinds that nobody chooses."""


class Limits(NamedTuple):
    """The limits of an exploration."""

    budget: int = 300
    """The most requests; HTTP redirects and fallbacks are always followed to their end."""
    depth: int = 8
    """The most choices of the caller in a row."""
    seconds: float = 600.0
    patience: int = 5
    """How often a wrong key or silence that returns is repeated in a row; below 2 never."""
    jobs: int = 4
    """Calls at the same time; with 1 all calls run in the caller's thread."""
    callbacks: bool = True
    callers: tuple[str, ...] = ("plain", "nowhere", "withheld")


class Explored(NamedTuple):
    """The results of an exploration."""

    hops: tuple[Hop, ...]
    findings: tuple[Finding, ...]
    call_map: CallMap
    undecided: str = ""
    """The limit that left choices untried; empty when none did."""


class Pending(NamedTuple):
    """A choice that is still to be tried."""

    start: Known | None
    """The state of the choice; None for the beginning of a call."""
    options: tuple[Option, ...]
    caller: str
    repeats: int = 1
    tries: int = 1
    check: bool = False
    """True if the state after the choice is known, and the next document is wanted again."""


def explore_calls(
    open_call: Callable[[int, str], Call],
    limits: Limits,
    own: Own,
    *,
    again: str = "",
    keeps: Callable[[str], bool] = lambda _rule: True,
) -> Explored:
    """Try all choices of callers, within the limits, and return the results.

    `open_call` opens a call by its number and the kind of its caller. `keeps` says by the name of a
    rule whether its findings count. After Ctrl-C on the command line, the results so far are
    returned.
    """
    exploration = CallExplorer(open_call, limits, own)
    exploration.run()
    return exploration.result(again, keeps)


class CallExplorer:
    """The known states and choices, and the choices that are still to be tried."""

    def __init__(self, open_call: Callable[[int, str], Call], limits: Limits, own: Own) -> None:
        """Begin without any state."""
        self.limits = limits
        self.own = own
        self.states = States()
        self.traveller = Traveller(open_call, self.states.place, own, limits.depth)
        self.next: list[tuple[int, int, Pending]] = []
        """A heap: the choice that needs the fewest requests comes first."""
        self.added = 0
        self.patient: set[tuple[int, str]] = set()
        """The choices that were repeated already, by node and kind."""
        self.late: Counter[str] = Counter()
        """URLs that timed out."""
        self.delivered: set[str] = set()
        """The callbacks that were delivered; each is delivered once."""
        self.once: set[tuple[str, ...]] = set()
        """The words of choices that one state is enough for."""
        self.calls = 0
        self.requests = 0
        self.undecided = ""
        self.beginnings: Counter[int] = Counter()
        """The first states of calls that should have begun in the state of the first call."""
        opening = open_call(0, limits.callers[0])
        self.followers: defaultdict[int, dict[int, list[Way]]] = defaultdict(dict)
        """The states that a document reached by itself, each with the first paths, by node."""
        self.conversation = is_conversation(opening)
        self.asks = opening.asks
        self.edges = Edges(opening.asks)

    # The loop.

    def run(self) -> None:
        """Make trips until nothing is left to try, or a limit is reached."""
        ends = monotonic() + self.limits.seconds
        first, *others = self.openings()
        self.add(first)
        try:
            while not self.undecided and (wave := self.wave()):
                # Wait for all of them: a call must not depend on the calls at the same time.
                trips = list(self.travel(wave))
                for pending, trip in zip(wave, trips, strict=True):
                    self.take(pending, trip)
                for pending in others:
                    self.add(pending)
                others = []
                if monotonic() > ends and self.next:
                    self.undecided = f"stopped after {self.limits.seconds:g} s (--time-limit)"
                if self.states.weight > HEAVIEST:
                    self.undecided = "stopped: responses too large"
        except Stopped:
            self.undecided = INTERRUPTED
        self.leave()

    def openings(self) -> list[Pending]:
        """Return the first choices of calls and conversations."""
        callers = self.limits.callers
        if not self.conversation:
            return [Pending(None, (), caller) for caller in callers]
        every = tuple(options_of_message((), self.own, new=True))
        # A message always has a number.
        senders = [caller for caller in callers if caller != "withheld"] or ["plain"]
        first, *others = (Pending(None, every[:1], sender) for sender in senders)
        return [first, *(Pending(None, (each,), senders[0]) for each in every[1:]), *others]

    def add(self, pending: Pending) -> None:
        """Add a choice to try."""
        self.added += 1
        heappush(self.next, (_need(pending) + _delay(pending), self.added, pending))

    def wave(self) -> list[Pending]:
        """Return the choices to try now, at the same time."""
        wave: list[Pending] = []
        while self.next and len(wave) < max(self.limits.jobs, 1):
            pending = heappop(self.next)[2]
            if not self.is_left_out(pending):
                wave.append(pending)
        while wave and self.room(len(wave)) < max(_need(each) + each.repeats - 1 for each in wave):
            self.add(wave.pop())
        if self.next and not wave:
            self.undecided = f"stopped after {_requests(self.requests)} (--budget)"
        return wave

    def room(self, calls: int) -> int:
        """Return how many requests each of these calls may make."""
        return (self.limits.budget - self.requests) // calls

    def is_left_out(self, pending: Pending) -> bool:
        """Say whether to skip a choice: it was tried already, or its URL does not respond."""
        option = pending.options[-1] if pending.options else BEGINNING
        first = pending.repeats == 1 and not pending.check and not option.not_run
        if first and self.edges.find(pending.start, option):
            return True
        if option.link and self.late[_resource(option)] >= MOST_LATE:
            self.edges.draw(pending.start, option, None, "dead")
            return True
        if pending.start and self.is_by_chance(pending.start):
            self.edges.draw(pending.start, option, None, "unstable", pending.repeats)
            return True
        return False

    def is_by_chance(self, known: Known) -> bool:
        """Say whether a document on the path usually reaches another state than on this path."""
        here = known.start
        for option, there in known.way:
            reached = self.followers.get(here.number, {}) if here else {}
            by_itself = option.kind == "redirect" and here and not self.states.is_split(here)
            repeated = {number for number, paths in reached.items() if len(paths) > 1}
            if by_itself and repeated and there.number not in repeated:
                return True
            here = there
        return False

    def travel(self, wave: list[Pending]) -> Iterator[Trip]:
        """Make the calls of a wave, and yield the trip of each, in order."""
        room = self.room(len(wave))
        tasks = [self.task(each, self.calls + place, room) for place, each in enumerate(wave)]
        self.calls += len(wave)
        if len(tasks) == 1:
            yield self.traveller.travel(tasks[0])
            return
        yield from side_by_side(self.traveller.travel, tasks)

    def task(self, pending: Pending, call: int, requests: int) -> Task:
        """Return the task of a call."""
        start = pending.start
        nearest = start.nearest if start and pending.tries == 1 else start.way if start else ()
        way = tuple((option, known.place) for option, known in nearest)
        first = self.states.known[0] if self.states.known and not self.conversation else None
        begins = start.start if start else first
        return Task(
            call, pending.caller, way, begins.place if begins else None, pending.options,
            pending.repeats, requests, pending.check,
        )  # fmt: skip

    # The results of a call.

    def take(self, pending: Pending, trip: Trip) -> None:
        """Add the results of a call."""
        self.requests += trip.requests
        self.undecided = self.undecided or trip.own_limit
        self.undecided = INTERRUPTED if trip.interrupted else self.undecided
        self.note_late(trip)
        if trip.unfinished:
            self.add(pending)
            return
        here, path = self.take_way(pending, trip)
        if trip.elsewhere or len(path) < len(trip.task.way):
            self.try_again(pending)
        elif pending.repeats > 1:
            self.take_repeats(here, trip.new, pending)
        else:
            self.take_new(here, path, pending, trip.new)

    def take_way(self, pending: Pending, trip: Trip) -> tuple[Known | None, Way]:
        """Return the state at the end of the known path, and the part that the call has followed.

        The path is the task's: another call may have found a shorter path to the same state.
        """
        here = self.take_first(pending, trip)
        path: Way = ()
        for step, (option, place) in zip(trip.known, trip.task.way, strict=False):
            known = self.known_at(place)
            if step.scene is None or not self.states.is_at(step.scene, known):
                # On a shorter path that no call has followed, another state is no surprise.
                if not pending.start or len(trip.task.way) >= len(pending.start.way):
                    self.note_unstable(here, option, step, pending.caller, path)
                break
            self.states.note_form(known, step.scene.state)
            path = (*path, (option, known))
            self.states.come_nearer(known, step.scene, here, pending.caller, path)
            if here and option.kind == "redirect":
                self.count(here, known, path[:-1])
            here = known
        return here, path

    def take_new(
        self, here: Known | None, path: Way, pending: Pending, steps: tuple[Step, ...]
    ) -> None:
        """Add the steps that no call has made before."""
        made: list[tuple[Known, Option, Known]] = []
        for step in steps:
            there = self.take_step(here, step, pending, path)
            if here and there:
                made.append((here, step.option, there))
            if there and not step.option.not_run and step.scene:
                path = (*path, (step.option, there))
            here = there
        for each in made:
            self.be_patient(*each)

    def take_first(self, pending: Pending, trip: Trip) -> Known | None:
        """Return the first state of the call."""
        if trip.first is None or trip.first.scene is None:
            return None
        begins = self.known_at(trip.task.start) if pending.start and trip.task.start else None
        scene = trip.first.scene
        if begins is None:
            if self.states.known and self.states.is_at(scene, self.states.known[0]):
                return self.states.known[0]
            return self.arrive(None, trip.first, pending.caller)
        if self.states.is_at(scene, begins):
            self.states.note_form(begins, scene.state)
            there = begins
        else:
            there = self.states.find(scene.state) or self.arrive(None, trip.first, pending.caller)
        self.beginnings[there.number] += 1
        return there

    def known_at(self, place: Place) -> Known:
        """Return the state of a place."""
        return self.states.known[place.number - 1]

    def take_step(
        self, here: Known | None, step: Step, pending: Pending, path: Way
    ) -> Known | None:
        """Add one step of a call after this path, and return the state that it reached."""
        option, scene = step.option, step.scene
        if scene is None:
            self.edges.draw(here, option, None, "answered")
            return here
        state: EdgeState = "failed" if scene.failed else "answered"
        if option.not_run:
            failed = None
            if scene.failed:
                failed = self.states.add_failure(here, step, pending.caller, path)
            self.edges.draw(here, option, failed, state)
            return here
        there = self.arrive(here, step, pending.caller, path)
        if here and option.kind == "redirect":
            self.follow(here, option, there, path)
        self.edges.draw(here, option, there, state)
        return there

    def follow(self, here: Known, option: Option, there: Known, path: Way) -> None:
        """Note the state that a document reached by itself; remove an edge to a wrong one."""
        here.followed += 1
        was_split = self.states.is_split(here)
        repeated = self.count(here, there, path)
        edge = self.edges.find(here, option)
        if edge is None or edge.end == there.number or was_split:
            return
        # The edge was added on a longer path, or only one call reached its end.
        if path == here.way or (repeated and not self.states.is_split(here)):
            self.edges.remove(here, option)

    def count(self, here: Known, there: Known, path: Way) -> bool:
        """Count a state that a document reached by itself; say whether calls reached it repeatedly.

        One different response has no meaning: only if calls reached two states repeatedly, the
        next document depends on the path.
        """
        reached = self.followers[here.number]
        paths = reached.setdefault(there.number, [])
        paths.append(path)
        del paths[2:]
        once = [each[0] for each in reached.values() if len(each) == 1]
        if len(reached) - len(once) > 1:
            self.split(here)
        elif len(paths) == 1 and 1 < len(reached) <= MOST_TRIES:
            for each in once:
                self.check(each)
        return len(paths) > 1

    def check(self, path: Way) -> None:
        """Make the last choice of a path again, to see the documents after it again."""
        start = path[-2][1] if len(path) > 1 else path[-1][1].start if path else None
        if start:
            self.add(Pending(start, (path[-1][0],), start.caller, check=True))

    def split(self, known: Known) -> None:
        """Make one state for each path to a document: the next document depends on the path."""
        if self.states.is_split(known) or not known.leads_on:
            return
        self.states.split(known)
        for number, words in self.edges.others_to(known):
            start = self.states.known[number - 1]
            option = next((each for each in start.options if each.words == words), None)
            if option:
                self.edges.remove(start, option)
                self.add(Pending(start, (option,), start.caller))

    def take_repeats(self, here: Known | None, steps: tuple[Step, ...], pending: Pending) -> None:
        """Add the state that the same choice reached after repeats."""
        if here is None or not steps or steps[-1].scene is None:
            return
        option, times, scene = steps[0].option, steps[0].repeats, steps[-1].scene
        once = self.edges.find(here, option)
        if once is None:
            return  # the next document was split, so the choice is tried again
        if self.states.find(scene.state) is here:
            if times < pending.repeats:
                self.add(pending)  # the call had too few requests, and the next repeat may end it
                return
            self.edges.change(here, option, repeats=times)
            return
        back = self.states.known[once.end - 1] if once.end else here
        again: Way = ((option, back), *self.between(back, here))
        before: Way = (*here.way, *again * (times - 1))
        at = here
        for place, step in enumerate(steps):
            passed = self.states.find_after(at, step)
            usual = passed is back if place == 0 else self.leads_to(at, passed)
            if passed is None or not usual or place == len(steps) - 1:
                break
            at, before = passed, (*before, (step.option, passed))
        there = self.arrive(at, steps[place], pending.caller, before)
        failed = steps[place].scene is scene and scene.failed
        self.edges.draw(here, option, there, "failed" if failed else "answered", times)
        for step in steps[place + 1 :]:
            before, at = (*before, (steps[place].option, there)), there
            there = self.take_step(at, step, pending, before) or there

    def leads_to(self, here: Known, there: Known | None) -> bool:
        """Say whether a document has reached another by itself before."""
        edge = self.edges.onward(here)
        return bool(edge and there and edge.end == there.number)

    def arrive(self, here: Known | None, step: Step, caller: str, path: Way = ()) -> Known:
        """Return the state that a step reached, and add the options of a new state."""
        known, new = self.states.arrive(here, step, caller, path)
        if new:
            self.add_options(known)
        return known

    def add_options(self, known: Known) -> None:
        """Add the options of a new state."""
        callbacks: list[Option] = []
        for option in known.options:
            if option.once and option.words in self.once:
                continue
            if option.link is None and option.kind != "message":
                self.edges.draw(known, option, None, "answered")
            elif option.link and not self.asks(option.link.url):
                self.edges.draw(known, option, None, "host")
            elif option.kind == "callback":
                if self.is_delivered(option):
                    continue
                callbacks.append(option)
            elif option.kind not in FREE and known.depth >= self.limits.depth:
                self.edges.draw(known, option, None, "depth")
            else:
                self.once.update({option.words} if option.once else ())
                self.add(Pending(known, (option,), known.caller))
        for several in _batched(callbacks):
            self.add(Pending(known, several, known.caller))

    def is_delivered(self, option: Option) -> bool:
        """Say whether a callback was delivered already, or is not wanted; note its delivery."""
        key = f"{option.words[-1]} {_resource(option)}"
        if not self.limits.callbacks or key in self.delivered:
            return True
        self.delivered.add(key)
        return False

    def be_patient(self, here: Known, option: Option, there: Known) -> None:
        """Try once whether repeats of the same choice reach another state."""
        if option.kind not in ("silence", "keys") or self.limits.patience < 2:
            return
        kind = (here.number, f"{option.kind} {option.announced}")
        if kind not in self.patient and self.leads_back(here, there):
            self.patient.add(kind)
            self.add(Pending(here, (option,), here.caller, self.limits.patience))

    def leads_back(self, here: Known, there: Known | None) -> bool:
        """Say whether a state is the same, or reaches the same by itself."""
        return there is here or bool(there and self.between(there, here))

    def between(self, there: Known, here: Known) -> Way:
        """Return the path of a document that reaches another by itself; empty if it does not."""
        way: list[tuple[Option, Known]] = []
        while len(way) < MOST_BETWEEN:
            option = next((each for each in there.options if each.kind == "redirect"), None)
            edge = self.edges.onward(there) if option else None
            if option is None or edge is None or edge.end is None:
                return ()
            there = self.states.known[edge.end - 1]
            way.append((option, there))
            if there is here:
                return tuple(way)
        return ()

    def note_unstable(
        self, here: Known | None, option: Option, step: Step, caller: str, path: Way
    ) -> None:
        """Note that the same choice reached another state this time."""
        there = self.arrive(here, step, caller, path) if step.scene else None
        if here and there and option.kind == "redirect":
            self.count(here, there, path)
        self.edges.change(here, option, state="unstable")

    def try_again(self, pending: Pending) -> None:
        """Try a choice again after its path reached another state; give up after some calls."""
        if pending.tries < MOST_TRIES:
            self.add(pending._replace(tries=pending.tries + 1))
        elif pending.options and pending.repeats == 1:
            self.edges.draw(pending.start, pending.options[-1], None, "unstable")

    def note_late(self, trip: Trip) -> None:
        """Count the URLs that let a call wait."""
        for step in (*trip.known, *trip.new):
            scene = step.scene
            answer = scene.hop.answer if scene else None
            if scene is None or answer is None or not scene.failed:
                continue
            if (answer.failure and answer.failure.cause in LATE) or answer.elapsed_ms > SLOW_MS:
                self.late[_resource(step.option)] += 1

    # The end.

    def leave(self) -> None:
        """Add the choices that a limit left untried."""
        every = [pending for _, _, pending in sorted(self.next, key=lambda each: each[:2])]
        cut = [pending for pending in every if not self.is_left_out(pending)]
        for pending in cut:
            for option in pending.options:
                self.edges.draw(pending.start, option, None, "budget", pending.repeats)
        if not self.undecided and any(edge.state == "depth" for edge in self.edges.every):
            self.undecided = f"stopped after {self.limits.depth} choices in a row (--depth)"

    def result(self, again: str, keeps: Callable[[str], bool]) -> Explored:
        """Return the results; a choice fails if a rule that `keeps` accepts finds an error."""
        edges = self.edges.every
        nodes = tuple(map(node_of, self.states.known))
        hops = tuple(self.states.hops)
        call = WholeCall(CallMap(nodes, edges, self.calls, self.requests, again), hops)
        findings = self.states.findings(edges, (*self.leaks(), *check_call(call)))
        faulty = self.states.faulty(edges, keeps)
        shown = call.call_map._replace(
            nodes=tuple(ended_as_wanted(call)),
            edges=tuple(
                each._replace(state="failed")
                if each.state == "answered" and each.end in faulty
                else each
                for each in edges
            ),
        )
        return Explored(hops, findings, shown, self.undecided)

    def leaks(self) -> Iterator[Finding]:
        """Yield the findings of new calls that began in the middle of earlier calls.

        Such a call begins with a document that came after choices before, or with any document
        if only the first call began in its state.
        """
        again = self.beginnings.pop(self.states.known[0].number, 0) if self.beginnings else 0
        for number, times in self.beginnings.items():
            known = self.states.known[number - 1]
            if known.depth or (not again and times >= MOST_TRIES):
                first = self.states.hops[known.hop - 1]
                yield leaked_state(first, known.words, (), times)
                return


def _need(pending: Pending) -> int:
    """Return how many requests a call needs at least, with the HTTP redirects of its path."""
    if pending.start is None:
        return 1
    begins = len(pending.start.start.scene.hops) if pending.start.start else 1
    way = sum(len(known.scene.hops) for _, known in pending.start.way)
    return begins + way + len(pending.options)


def _delay(pending: Pending) -> int:
    """Return by how many requests a choice comes later: it likely does the same as another."""
    return LATER if any(option.late for option in pending.options) else 0


def _resource(option: Option) -> str:
    """Return the method and URL of an option, without the query."""
    if option.link is None:
        return option.kind
    return f"{option.link.method} {option.link.url.bare.text.partition('?')[0]}"


def _batched(callbacks: list[Option]) -> Iterator[tuple[Option, ...]]:
    """Yield the callbacks of each call."""
    for first in range(0, len(callbacks), MOST_DELIVERED):
        yield tuple(callbacks[first : first + MOST_DELIVERED])


def _requests(made: int) -> str:
    return "1 request" if made == 1 else f"{made} requests"
