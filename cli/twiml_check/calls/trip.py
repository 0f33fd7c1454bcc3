"""One call of an exploration: a known path first, then one new choice."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from twiml_check.calls.call import Call, NoSuchChoice, Scene
from twiml_check.calls.choices import (
    LAST,
    Option,
    Own,
    options_of_call,
    options_of_message,
)
from twiml_check.calls.state import State
from twiml_check.model.ending import Stopped
from twiml_check.vocabulary.answers import MAX_BODY

CHECKED = 3
"""How often calls follow a document that continues by itself: its target may change."""
MOST_BETWEEN = 4
"""The most documents between a wrong key and the menu."""
BEGINNING = Option((), "redirect")
"""The option for the first request of a call."""


class Step(NamedTuple):
    """One choice of a call, and the scene that it reached."""

    option: Option
    scene: Scene | None
    """None if there was no request: the document ends there."""
    repeats: int = 1
    """How often the choice was repeated in a row."""
    options: tuple[Option, ...] = ()
    """The options there, if the state is new."""


class Place(NamedTuple):
    """The data that a trip needs about a known state."""

    number: int
    state: State
    followed: int = 0
    """How often calls continued after it, if it continues by itself."""


class Task(NamedTuple):
    """The task of a call."""

    call: int
    """The number of the call in the exploration."""
    caller: str
    way: tuple[tuple[Option, Place], ...] = ()
    """The known path, each choice with the state that it reaches."""
    start: Place | None = None
    """The first state of calls; None if it is not known yet."""
    options: tuple[Option, ...] = ()
    """The choices to make then; all but the last do not move the call."""
    repeats: int = 1
    """How often to repeat the choice while it returns to the same state."""
    requests: int = 0
    """The most requests of the call."""
    check: bool = False
    """True to follow a known document that continues by itself, however often calls did."""


class Trip(NamedTuple):
    """The results of a task."""

    task: Task
    first: Step | None = None
    """The first scene of the call; None for a conversation, which begins with a message."""
    known: tuple[Step, ...] = ()
    """The steps of the known path."""
    new: tuple[Step, ...] = ()
    requests: int = 0
    elsewhere: bool = False
    """True if the path reached another state this time."""
    unfinished: bool = False
    """True if the call had too few requests for the choice."""
    own_limit: str = ""
    interrupted: bool = False
    """True if Ctrl-C ended the call; its results so far are kept."""


class Traveller:
    """Makes trips; the owner provides the known states."""

    def __init__(
        self,
        open_call: Callable[[int, str], Call],
        find: Callable[[State], Place | None],
        own: Own,
        depth: int,
    ) -> None:
        """Open each call by its number and caller; `find` gives the place of a known state."""
        self.open_call = open_call
        self.find = find
        self.own = own
        self.depth = depth

    def travel(self, task: Task) -> Trip:
        """Make one call. Calls share nothing, so several can run at the same time."""
        call = self.open_call(task.call, task.caller)
        trip = Trip(task)
        steps = self.steps(call, trip)
        try:
            while longer := next(steps, None):
                trip = longer
        except NoSuchChoice:
            trip = trip._replace(elsewhere=True)
        except Stopped:
            trip = trip._replace(interrupted=True)
        return trip._replace(requests=call.requests, own_limit=call.own_limit)

    def steps(self, call: Call, trip: Trip) -> Iterator[Trip]:
        """Yield the trip, one step longer each time."""
        task = trip.task
        if not is_conversation(call):
            trip = trip._replace(first=self.look(call, Step(BEGINNING, call.begin())))
            yield trip
        first = trip.first.scene if trip.first else None
        begins = first is None or task.start is None or self.is_at(first, task.start)
        if not task.options and task.start and begins:
            return  # another kind of caller hears the same
        if task.options and not begins:
            yield trip._replace(elsewhere=True)
            return
        for option, place in task.way:
            if call.requests >= task.requests:
                yield trip._replace(unfinished=True)
                return
            step = self.look(call, choose(call, option))
            trip = trip._replace(known=(*trip.known, step))
            if not self.is_at(step.scene, place):
                yield trip._replace(elsewhere=True)
                return
            yield trip
        if task.options and call.requests >= task.requests:
            yield trip._replace(unfinished=True)
            return
        for step in self.explore(call, task, first):
            trip = trip._replace(new=(*trip.new, self.look(call, step)))
            yield trip

    def look(self, call: Call, step: Step) -> Step:
        """Return the step with the options of its scene, if the state is new."""
        scene = step.scene
        if scene is None or scene.failed or self.find(scene.state):
            return step
        return step._replace(options=options_at(call, scene, self.own))

    def is_at(self, scene: Scene | None, place: Place) -> bool:
        """Say whether a call is in the expected state, or in one with the same structure."""
        if scene is None:
            return False
        found = self.find(scene.state)
        if found is not None:
            return found.number == place.number
        return scene.state.bones == place.state.bones

    def explore(self, call: Call, task: Task, first: Scene | None) -> Iterable[Step]:
        """Make the choice of the task, and continue while the states are new."""
        if not task.options:
            if first:
                yield from self.wander(call, task, first, [])
            return
        *earlier, last = task.options
        for option in earlier:
            yield choose(call, option)
        here = call.scene
        step = choose(call, last)
        if task.repeats > 1:
            yield from self.repeat(call, task, here, step)
            return
        yield step
        if step.scene and not last.not_run:
            yield from self.wander(call, task, step.scene, [here.state] if here else [])

    def wander(self, call: Call, task: Task, scene: Scene, met: list[State]) -> Iterable[Step]:
        """Continue with the first choice at each new document."""
        depth = sum(option.kind != "redirect" for option, _ in task.way)
        depth += any(option.kind != "redirect" for option in task.options)
        while scene.state not in met and self.is_worth_following(scene, check=task.check):
            met.append(scene.state)
            options = options_at(call, scene, self.own)
            option = next(filter(is_taken_first, options), None)
            if option is None or call.requests >= task.requests or call.own_limit:
                return
            depth += option.kind != "redirect"
            if depth > self.depth or not allowed(call, option):
                return
            step = choose(call, option)
            yield step
            if step.scene is None:
                return
            scene = step.scene
        yield from self.close_loop(call, scene, met)

    def is_worth_following(self, scene: Scene, *, check: bool) -> bool:
        """Say whether a call continues: the document is new, or its target may have changed."""
        place = self.find(scene.state)
        if place is None:
            return True
        leads_on = scene.script.then is not None and not scene.script.stops
        return leads_on and (check or place.followed < CHECKED)

    def close_loop(self, call: Call, scene: Scene, met: list[State]) -> Iterable[Step]:
        """Follow a document that returns by itself, until the loop is certain."""
        for _ in range(MOST_BETWEEN):
            link = call.goes_on
            if scene.state not in met or scene.script.stops or not link or not call.asks(link.url):
                return
            scene = call.go_on()
            yield Step(Option((), "redirect", link), scene)

    def repeat(self, call: Call, task: Task, here: Scene | None, step: Step) -> Iterable[Step]:
        """Repeat a choice while it returns to the scene where it was made.

        Yield the steps of the last repeat: the choice, then the documents after it.
        """
        times, steps = 1, [step, *self.between(call, here, step.scene)]
        while (
            here is not None
            and times < task.repeats
            and call.requests < task.requests
            and self.is_same(here, steps[-1].scene)
        ):
            times += 1
            step = choose(call, task.options[-1])._replace(repeats=times)
            steps = [step, *self.between(call, here, step.scene)]
        yield from steps

    def between(self, call: Call, here: Scene | None, scene: Scene | None) -> Iterator[Step]:
        """Follow documents that continue by themselves, until the call is back."""
        for _ in range(MOST_BETWEEN):
            if scene is None or here is None or self.is_same(here, scene):
                return
            link = call.goes_on
            if link is None or scene.script.stops or not call.asks(link.url):
                return
            scene = call.go_on()
            yield Step(Option((), "redirect", link), scene)

    def is_same(self, here: Scene, scene: Scene | None) -> bool:
        """Say whether two scenes are one state."""
        if scene is None:
            return False
        place, found = self.find(here.state), self.find(scene.state)
        return here.state == scene.state or bool(place and found and place.number == found.number)


def is_conversation(call: Call) -> bool:
    """Say whether the call is a conversation, which continues with messages."""
    return call.session.event.product == "messaging"


def is_taken_first(option: Option) -> bool:
    """Say whether a call continues with this option at a new document."""
    return option.kind == "message" or (option.link is not None and not option.not_run)


def allowed(call: Call, option: Option) -> bool:
    """Say whether the URL of an option may get a request."""
    return option.link is None or call.asks(option.link.url)


def choose(call: Call, option: Option) -> Step:
    """Make the choices of an option, one after the other."""
    scene: Scene | None = None
    for word in option.words:
        scene = call.take(word)
    if scene is None and option.link is not None:
        scene = call.go_on()
    return Step(option, scene)


def options_at(call: Call, scene: Scene, own: Own) -> tuple[Option, ...]:
    """Return the options of a scene."""
    if not is_conversation(call):
        return tuple(options_of_call(scene.script, own))
    callbacks = tuple(options_of_call(scene.script, own))
    is_last = call.sent.strip().upper() == LAST or len(call.sent) >= MAX_BODY
    if scene.script.then or scene.hop.event.callback or is_last:
        return callbacks
    return (*options_of_message(scene.script.lines, own, new=False), *callbacks)
