"""The states that were met: how each is known again, its hop, its way, and what is wrong there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from twiml_check.calls.call import Scene
from twiml_check.calls.choices import Option
from twiml_check.calls.state import State
from twiml_check.calls.trip import Place, Step
from twiml_check.explore.kept import note
from twiml_check.model.call_map import Edge
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop

ALIKE = 3
"""Documents alike but for numbers that are looked into; the next is drawn as `and so on`."""
Way = tuple[tuple[Option, "Known"], ...]


class Known:
    """A state that was met."""

    def __init__(self, number: int, scene: Scene, options: tuple[Option, ...], caller: str) -> None:
        """Begin without a way to it."""
        self.number = number
        self.scene = scene
        self.options = options
        self.caller = caller
        self.hop = 0
        """The number of its hop."""
        self.way: Way = ()
        """Choices, each with the state where it leads: a call has gone this way."""
        self.start: Known | None = None
        """Where that call began; None for a conversation."""
        self.seen = 1
        self.and_so_on = False

    @property
    def depth(self) -> int:
        """Return the choices of the caller on the way to it."""
        return sum(option.kind != "redirect" for option, _ in self.way)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the path to it."""
        return tuple(word for option, _ in self.way for word in option.words)

    @property
    def place(self) -> Place:
        """Return what a call has to know of it."""
        return Place(self.number, self.scene.state)


class States:
    """All states that were met, in the order in which they were found."""

    def __init__(self) -> None:
        """Begin with none."""
        self.known: list[Known] = []
        self.hops: list[Hop] = []
        self._found: list[tuple[Finding, Known, tuple[str, ...]]] = []
        """What is wrong, where, and on which way."""
        self._whole: dict[str, Known] = {}
        self._struck: dict[str, Known] = {}
        self._bones: dict[str, Known] = {}
        """Of states whose words vary from call to call."""
        self._numberless: Counter[str] = Counter()

    def find(self, state: State) -> Known | None:
        """Return the state that this is, if it was met before."""
        return (
            self._whole.get(state.whole)
            or self._struck.get(state.struck)
            or self._bones.get(state.bones)
        )

    def place(self, state: State) -> Place | None:
        """Return the same as a call has to know it."""
        known = self.find(state)
        return known.place if known else None

    def is_at(self, scene: Scene, known: Known) -> bool:
        """Say whether a call is at this state: by what it heard, or by the bones of it."""
        return self.find(scene.state) is known or scene.state.bones == known.scene.state.bones

    def learn(self, known: Known, state: State) -> None:
        """Note another form of a state: the same way led to the same bones with other words."""
        if self.find(state) is known:
            return
        self._whole.setdefault(state.whole, known)
        # Replies to messages are all of the same bones: only this one is the same.
        if known.scene.hop.product == "voice":
            self._bones.setdefault(state.bones, known)

    def arrive(
        self,
        here: Known | None,
        step: Step,
        caller: str,
        between: Callable[[Known, Known], Way],
    ) -> tuple[Known, bool]:
        """Return the state where a step led, and whether it is new.

        `between` says how a document leads back to another by itself.
        """
        scene = step.scene
        if scene is None:
            raise ValueError("a step without an answer leads to no state")
        known = self.find(scene.state)
        new = known is None
        if known is None:
            known = Known(len(self.known) + 1, scene, step.options, caller)
            self._add(known, here)
        else:
            known.seen += 1
            self._note_redirects(known, here, step)
        way = self._way(here, step, known, between)
        if new or len(way) < len(known.way):
            known.way = way
            known.start = here.start if here else known if scene.hop.product == "voice" else None
        if new:
            self._note(known, scene, known.words)
        return known, new

    def _way(
        self, here: Known | None, step: Step, known: Known, between: Callable[[Known, Known], Way]
    ) -> Way:
        if here is None and not step.option.words:
            return ()
        before = here.way if here else ()
        last = (step.option, known)
        if step.repeats == 1 or here is None:
            return (*before, last)
        back = next((each for each in self.known if between(each, here)), here)
        again = ((step.option, back), *(between(back, here) if back is not here else ()))
        return (*before, *again * (step.repeats - 1), last)

    def add_failure(self, here: Known | None, step: Step, caller: str) -> Known | None:
        """Return a state for an answer that is not run on the call, and was none."""
        if step.scene is None:
            return None
        known = self.find(step.scene.state)
        if known is None:
            known = Known(len(self.known) + 1, step.scene, (), caller)
            known.way = (*(here.way if here else ()), (step.option, known))
            known.start = here.start if here else None
            self._add(known, here)
            self._note(known, step.scene, known.words)
        return known

    def _add(self, known: Known, here: Known | None) -> None:
        state = known.scene.state
        known.and_so_on = bool(known.options) and self._numberless[state.numberless] >= ALIKE
        if known.and_so_on:
            known.options = ()
        elif known.options:
            self._numberless[state.numberless] += 1
        self.known.append(known)
        self._whole[state.whole] = known
        self._struck.setdefault(state.struck, known)
        known.hop = self._keep(known.scene.hops, here)

    def _keep(self, hops: Sequence[Hop], here: Known | None) -> int:
        """Add hops behind those of another state, and return the number of the last."""
        before = here.hop if here else None
        for hop in hops:
            number = len(self.hops) + 1
            repeats = number if hop.repeats is not None else None
            self.hops.append(hop._replace(number=number, came_from=before, repeats=repeats))
            before = number
        return len(self.hops)

    def _note(self, known: Known, scene: Scene, way: tuple[str, ...]) -> None:
        moved = {
            hop.number: known.hop - len(scene.hops) + place
            for place, hop in enumerate(scene.hops, 1)
        }
        for finding in scene.findings:
            own = finding._replace(hop=moved.get(finding.hop, known.hop), way=way)
            self._found.append((own, known, way))

    def _note_redirects(self, known: Known, here: Known | None, step: Step) -> None:
        """Add what is wrong with HTTP redirects that lead to a state that is known."""
        scene = step.scene
        if scene is None or len(scene.hops) == 1:
            return
        last = scene.hop.number
        found = [each for each in scene.findings if each.hop != last]
        seen = {_kind(each, self.hops) for each, _, _ in self._found}
        new = [each for each in found if _kind(each, scene.hops) not in seen]
        if not new:
            return
        hops = scene.hops[:-1]
        number = self._keep(hops, here)
        words = (*(here.words if here else ()), *step.option.words)
        for finding in new:
            place = next((place for place, hop in enumerate(hops) if hop.number == finding.hop), 0)
            own = finding._replace(hop=number - len(hops) + 1 + place, way=words)
            self._found.append((own, known, words))

    def findings(self, edges: Iterable[Edge]) -> tuple[Finding, ...]:
        """Return what is wrong, each fault of one address once, with the number of ways to it."""
        leading = Counter(edge.end for edge in edges)
        merged: dict[tuple[str, ...], Finding] = {}
        for finding, known, _ in self._found:
            kind = _kind(finding, self.hops)
            ways = max(leading[known.number], 1)
            first = merged.get(kind)
            if first is None:
                merged[kind] = finding._replace(ways=ways)
            else:
                nearer = finding if len(finding.way) < len(first.way) else first
                merged[kind] = nearer._replace(ways=first.ways + ways)
        kept: list[Finding] = []
        note(kept, merged.values())
        return tuple(kept)


def _kind(finding: Finding, hops: Sequence[Hop]) -> tuple[str, ...]:
    """Return what makes two findings one: the same fault at the same address."""
    hop = next((each for each in hops if each.number == finding.hop), None)
    request = hop.request if hop else None
    where = f"{request.method} {request.url.bare.text.partition('?')[0]}" if request else ""
    return (finding.rule, finding.level, finding.message, finding.label, where)
