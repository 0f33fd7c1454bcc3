"""The states that were met: how each is known again, its hop, its way, and what is wrong there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from twiml_check.calls.call import Scene, findings_not_run
from twiml_check.calls.choices import Option
from twiml_check.calls.state import State
from twiml_check.calls.trip import BEGINNING, Place, Step
from twiml_check.explore.kept import note, weigh
from twiml_check.model.call_map import Edge
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.rules.circles import reached

ALIKE = 3
"""Documents alike but for numbers that are looked into; the next is drawn as `and so on`."""
OPTION_BYTES = 3_000
"""What a choice takes, on the map too."""
PARTS = 3
"""Times that an address is kept: as written, and its parts."""
Way = tuple[tuple[Option, "Known"], ...]


def words_of(way: Way) -> tuple[str, ...]:
    """Return the words of a way."""
    return tuple(word for option, _ in way for word in option.words)


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
        self.followed = 0
        """How often calls went on from it, where it leads on by itself."""
        self.and_so_on = False
        self.aside = False
        """True as long as its answer was only met where it is not run on the call."""

    @property
    def depth(self) -> int:
        """Return the choices of the caller on the way to it."""
        return sum(option.kind != "redirect" for option, _ in self.way)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the path to it."""
        return words_of(self.way)

    @property
    def place(self) -> Place:
        """Return what a call has to know of it."""
        return Place(self.number, self.scene.state, self.followed)

    @property
    def leads_on(self) -> bool:
        """Say whether the document leads on by itself, without waiting for anything."""
        return self.scene.script.then is not None and not self.scene.script.stops


class States:
    """All states that were met, in the order in which they were found."""

    def __init__(self) -> None:
        """Begin with none."""
        self.known: list[Known] = []
        self.hops: list[Hop] = []
        self.weight = 0
        """About how many bytes they take."""
        self._found: list[tuple[Finding, Known]] = []
        """What is wrong and where; what has no way of its own has that of the state."""
        self._whole: dict[str, Known] = {}
        self._struck: dict[str, Known] = {}
        self._bones: dict[str, Known] = {}
        """Of states whose words vary from call to call."""
        self._numberless: Counter[str] = Counter()
        self._split: dict[str, dict[tuple[int, tuple[str, ...]], Known]] = {}
        """Documents that lead elsewhere by themselves in each call: by node and choice before."""

    def find(self, state: State) -> Known | None:
        """Return the state that this is, if it was met before; None where only the way tells."""
        if state.whole in self._split:
            return None
        return (
            self._whole.get(state.whole)
            or self._struck.get(state.struck)
            or self._bones.get(state.bones)
        )

    def find_after(self, here: Known | None, step: Step) -> Known | None:
        """Return the state where a step led, if it was met before."""
        if step.scene is None:
            return None
        if known := self._split.get(step.scene.state.whole):
            return known.get(_after(here, step.option))
        return self.find(step.scene.state)

    def split(self, known: Known) -> None:
        """From now on tell the same document apart by the way to it."""
        before = known.way[-2][1] if len(known.way) > 1 else known.start
        option = known.way[-1][0] if known.way else BEGINNING
        at = _after(before if known.way else None, option)
        self._split.setdefault(known.scene.state.whole, {})[at] = known

    def is_split(self, known: Known) -> bool:
        """Say whether its document is told apart by the way to it."""
        return known.scene.state.whole in self._split

    def place(self, state: State) -> Place | None:
        """Return the same as a call has to know it."""
        known = self.find(state)
        return known.place if known else None

    def is_at(self, scene: Scene, known: Known) -> bool:
        """Say whether a call is at this state: by what it heard, or by the bones of it."""
        found = self.find(scene.state)
        return found is known or (found is None and scene.state.bones == known.scene.state.bones)

    def note_form(self, known: Known, state: State) -> None:
        """Note another form of a state: the same way led to the same bones with other words."""
        if state.whole in self._split or self.find(state) is known:
            return
        self._whole.setdefault(state.whole, known)
        # Replies to messages are all of the same bones: only this one is the same.
        if known.scene.hop.product == "voice":
            self._bones.setdefault(state.bones, known)

    def arrive(self, here: Known | None, step: Step, caller: str, path: Way) -> tuple[Known, bool]:
        """Return the state where a step led after this path, and whether it is new."""
        scene = step.scene
        if scene is None:
            raise ValueError("a step without an answer leads to no state")
        known = self.find_after(here, step)
        new = known is None or known.aside
        if known is None:
            known = Known(len(self.known) + 1, scene, step.options, caller)
            self._add(known, here)
            if self.is_split(known):
                self._split[scene.state.whole][_after(here, step.option)] = known
        else:
            known.seen += 1
            if known.aside:
                self._show(known, scene, here)
            else:
                self._note_again(known, here, step, path)
        begins = here is None and not step.option.words
        way = () if begins else (*path, (step.option, known))
        if new or (known.caller == caller and len(way) < len(known.way)):
            known.way = way
            known.start = here.start if here else known if begins else None
        if new:
            self._note(known, scene)
        return known, new

    def add_failure(self, here: Known | None, step: Step, caller: str, path: Way) -> Known | None:
        """Return a state for an answer that is not run on the call, and was none."""
        if step.scene is None:
            return None
        known = self.find(step.scene.state)
        if known is None:
            known = Known(len(self.known) + 1, step.scene, (), caller)
            known.way = (*path, (step.option, known))
            known.start = here.start if here else None
            known.aside = True
            self._add(known, here)
            option, scene = step.option, step.scene
            word = option.words[-1] if option.words else ""
            found = findings_not_run(scene, option.kind, word, option.verb)
            self._note(known, scene._replace(findings=found), known.words)
        return known

    def _show(self, known: Known, scene: Scene, here: Known | None) -> None:
        """Let a state that was met aside of the call be one of the call."""
        before, known.hop = known.hop, self._keep(scene.hops, here)
        self._found = [
            (finding._replace(hop=known.hop) if finding.hop == before else finding, owner)
            for finding, owner in self._found
        ]
        known.scene, known.aside = scene, False

    def _add(self, known: Known, here: Known | None) -> None:
        state = known.scene.state
        alike = self._numberless[state.numberless]
        known.and_so_on = bool(known.options) and alike >= ALIKE and not self.is_split(known)
        if known.and_so_on:
            known.options = ()
        elif known.options:
            self._numberless[state.numberless] += 1
        self.known.append(known)
        self._whole[state.whole] = known
        self._struck.setdefault(state.struck, known)
        known.hop = self._keep(known.scene.hops, here)
        asked = {option.link.url for option in known.options if option.link}
        addresses = sum(len(url.text) for url in asked) * PARTS
        self.weight += addresses + len(known.options) * OPTION_BYTES

    def _keep(self, hops: Sequence[Hop], here: Known | None) -> int:
        """Add hops behind those of another state, and return the number of the last."""
        before = here.hop if here else None
        for hop in hops:
            number = len(self.hops) + 1
            repeats = number if hop.repeats is not None else None
            self.hops.append(hop._replace(number=number, came_from=before, repeats=repeats))
            self.weight += weigh(hop)
            before = number
        return len(self.hops)

    def _note(self, known: Known, scene: Scene, way: tuple[str, ...] = ()) -> None:
        moved = {
            hop.number: known.hop - len(scene.hops) + place
            for place, hop in enumerate(scene.hops, 1)
        }
        for finding in _as_seen(scene).findings:
            own = finding._replace(hop=moved.get(finding.hop, known.hop), way=way)
            self._found.append((own, known))

    def _note_again(self, known: Known, here: Known | None, step: Step, path: Way) -> None:
        """Add what is wrong on the way to a state that is known: HTTP redirects, a loop."""
        scene = step.scene
        if scene is None or not scene.findings:
            return
        last = scene.hop.number
        seen = {_kind(each, self.hops) for each, _ in self._found}
        words = (*words_of(path), *step.option.words)
        kept = 0
        for finding in _as_seen(scene).findings:
            before = [hop for hop in scene.hops if hop.number <= finding.hop]
            looped = finding.hop == last and scene.hop.repeats is not None
            new = _kind(finding, scene.hops) not in seen
            if not new or not (looped or finding.hop != last):
                continue
            kept = known.hop if looped else kept or self._keep(scene.hops[:-1], here)
            at = kept if looped else kept - len(scene.hops[:-1]) + len(before)
            self._found.append((finding._replace(hop=at, way=words), known))

    def findings(self, edges: Iterable[Edge], whole: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return what is wrong, each fault of one address once, with the number of ways to it.

        `whole` is what is wrong with the call as a whole.
        """
        every = list(edges)
        leading = Counter(edge.end for edge in every)
        certain = self._certain(every)
        merged: dict[tuple[str, ...], Finding] = {}
        for finding, known in self._found:
            finding = finding._replace(way=finding.way or known.words)
            if known.number not in certain:
                finding = _unsure(finding)
            kind = _kind(finding, self.hops)
            _merge(merged, kind, finding._replace(ways=max(leading[known.number], 1)))
        for finding in whole:
            _merge(merged, _kind(finding, self.hops), finding)
        kept: list[Finding] = []
        note(kept, merged.values())
        return tuple(kept)

    def _certain(self, edges: Collection[Edge]) -> set[int]:
        """Return the states that a call gets to by what Twilio asks for sure."""
        follows: dict[int, set[int]] = {}
        for edge in edges:
            if edge.end is not None and edge.certain:
                follows.setdefault(edge.start, set()).add(edge.end)
        led_to = {edge.end for edge in edges}
        begins = {
            known.number for known in self.known if not known.way or known.number not in led_to
        }
        return reached({0, *begins}, follows)


def _merge(merged: dict[tuple[str, ...], Finding], kind: tuple[str, ...], finding: Finding) -> None:
    """Add a finding to those of its kind: the nearest is shown, and the ways are counted."""
    first = merged.get(kind)
    if first is None:
        merged[kind] = finding
    else:
        nearer = finding if len(finding.way) < len(first.way) else first
        merged[kind] = nearer._replace(ways=first.ways + finding.ways)


def _as_seen(scene: Scene) -> Scene:
    """Return a scene whose lost fields are no fault: the GET without them was answered well."""
    if scene.failed:
        return scene
    findings = tuple(
        each._replace(level="info", note=f"{each.note}; the GET is answered all the same")
        if each.rule == "lost-fields"
        else each
        for each in scene.findings
    )
    return scene._replace(findings=findings)


def _kind(finding: Finding, hops: Sequence[Hop]) -> tuple[str, ...]:
    """Return what makes two findings one: the same fault at the same address."""
    hop = next((each for each in hops if each.number == finding.hop), None)
    request = hop.request if hop else None
    where = f"{request.method} {request.url.bare.text.partition('?')[0]}" if request else ""
    return (finding.rule, finding.level, finding.message, finding.label, where)


def _unsure(finding: Finding) -> Finding:
    """Return a finding of an answer that perhaps nobody asks for: it is no error."""
    note = "; ".join(filter(None, (finding.note, "Twilio's pages do not say that this is asked")))
    return finding._replace(level="info", twilio_code=None, twilio_level=None, note=note)


def _after(here: Known | None, option: Option) -> tuple[int, tuple[str, ...]]:
    return (here.number if here else 0, option.words)
