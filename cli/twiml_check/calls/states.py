"""The states of an exploration: how to recognize each, its hop, its path, and its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property

from twiml_check.calls.call import Scene, findings_not_run
from twiml_check.calls.choices import Option
from twiml_check.calls.prompts import endings_offered
from twiml_check.calls.state import State
from twiml_check.calls.trip import BEGINNING, Place, Step
from twiml_check.explore.kept import note, weigh
from twiml_check.model.call_map import Edge
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.rules.circles import reached

ALIKE = 3
"""Documents that differ only in numbers and are explored; the next is drawn as `and so on`."""
OPTION_BYTES = 3_000
"""Bytes of a choice, with its place on the map."""
PARTS = 3
"""How many copies of a URL are kept: the text, and its parts."""
Way = tuple[tuple[Option, "Known"], ...]


def words_of(way: Way) -> tuple[str, ...]:
    """Return the words of a path."""
    return tuple(word for option, _ in way for word in option.words)


class Known:
    """A state that a call has reached."""

    def __init__(self, number: int, scene: Scene, options: tuple[Option, ...], caller: str) -> None:
        """Begin without a path to it."""
        self.number = number
        self.scene = scene
        self.options = options
        self.caller = caller
        self.hop = 0
        """The number of its hop."""
        self.way: Way = ()
        """Choices, each with the state that it reaches: a call has followed this path."""
        self.start: Known | None = None
        """The first state of that call; None for a conversation."""
        self.seen = 1
        self.followed = 0
        """How often calls continued after it, if it continues by itself."""
        self.and_so_on = False
        self.aside = False
        """True while Twilio has not run its response on the call."""

    @property
    def depth(self) -> int:
        """Return how many choices of the caller its path has."""
        return sum(option.kind != "redirect" for option, _ in self.way)

    @property
    def nearest(self) -> Way:
        """Return its path, or a shorter one by a state on it that has a shorter path by now.

        No call has followed the shorter path yet.
        """
        ways = [
            (*known.way, *self.way[place:])
            for place, (_, known) in enumerate(self.way, 1)
            if known.start is self.start and known.caller == self.caller
        ]
        return min([self.way, *ways], key=len)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the path to it."""
        return words_of(self.way)

    @cached_property
    def endings(self) -> tuple[str, ...]:
        """Return the keys and words that end the call, as its text says."""
        return endings_offered("\n".join(self.scene.script.lines))

    @property
    def place(self) -> Place:
        """Return the data that a call needs about it."""
        return Place(self.number, self.scene.state, self.followed)

    @property
    def leads_on(self) -> bool:
        """Say whether the document continues by itself, without waiting."""
        return self.scene.script.then is not None and not self.scene.script.stops


class States:
    """All states, in the order in which they were found."""

    def __init__(self) -> None:
        """Begin without states."""
        self.known: list[Known] = []
        self.hops: list[Hop] = []
        self.weight = 0
        """About how many bytes the states take."""
        self._found: list[tuple[Finding, Known]] = []
        """The findings, each with the node and the path; without a path, that of the state."""
        self._whole: dict[str, Known] = {}
        self._struck: dict[str, Known] = {}
        self._bones: dict[str, Known] = {}
        """Other forms of states whose texts change from call to call."""
        self._numberless: Counter[str] = Counter()
        self._split: dict[str, dict[tuple[int, tuple[str, ...]], Known]] = {}
        """Documents whose next document depends on the path: by node and choice before."""

    def find(self, state: State) -> Known | None:
        """Return the known state; None if it is new, or only its path can identify it."""
        if state.whole in self._split:
            return None
        return (
            self._whole.get(state.whole)
            or self._struck.get(state.struck)
            or self._bones.get(state.bones)
        )

    def find_after(self, here: Known | None, step: Step) -> Known | None:
        """Return the known state that a step reached; None if it is new."""
        if step.scene is None:
            return None
        if known := self._split.get(step.scene.state.whole):
            return known.get(_after(here, step.option))
        return self.find(step.scene.state)

    def split(self, known: Known) -> None:
        """Make one state for each path to this document from now on."""
        before = known.way[-2][1] if len(known.way) > 1 else known.start
        option = known.way[-1][0] if known.way else BEGINNING
        at = _after(before if known.way else None, option)
        self._split.setdefault(known.scene.state.whole, {})[at] = known

    def is_split(self, known: Known) -> bool:
        """Say whether its document has one state for each path."""
        return known.scene.state.whole in self._split

    def place(self, state: State) -> Place | None:
        """Return the known state as the data that a call needs."""
        known = self.find(state)
        return known.place if known else None

    def is_at(self, scene: Scene, known: Known) -> bool:
        """Say whether a call is at this state: by its texts, or by its structure."""
        found = self.find(scene.state)
        return found is known or (found is None and scene.state.bones == known.scene.state.bones)

    def note_form(self, known: Known, state: State) -> None:
        """Note another form of a state: the same path, the same structure, other texts."""
        if state.whole in self._split or self.find(state) is known:
            return
        self._whole.setdefault(state.whole, known)
        # All replies to messages have the same structure, so only an equal text counts.
        if known.scene.hop.product == "voice":
            self._bones.setdefault(state.bones, known)

    def arrive(self, here: Known | None, step: Step, caller: str, path: Way) -> tuple[Known, bool]:
        """Return the state that a step reached after this path, and whether it is new."""
        scene = step.scene
        if scene is None:
            raise ValueError("a step without a response has no state")
        known = self.find_after(here, step)
        new = known is None or known.aside
        if known is None:
            known = Known(len(self.known) + 1, scene, step.options, caller)
            self._add(known, here)
            if self.is_split(known):
                self._split[scene.state.whole][_after(here, step.option)] = known
        else:
            known.seen += 1
        begins = here is None and not step.option.words
        way = () if begins else (*path, (step.option, known))
        nearer = known.caller == caller and len(way) < len(known.way)
        if known.aside:
            self._show(known, scene, here)
        elif nearer and not new and not self._is_shown(known, scene):
            self._show_nearer(known, scene, here)
        elif not new:
            self._note_again(known, here, step, path)
        if new or nearer:
            known.way = way
            known.start = here.start if here else known if begins else None
        if new:
            self._note(known, scene)
        return known, new

    def come_nearer(
        self, known: Known, scene: Scene, here: Known | None, caller: str, way: Way
    ) -> None:
        """Note a shorter path to a state, which a call has followed."""
        if known.caller != caller or known.aside or len(way) >= len(known.way):
            return
        if not self._is_shown(known, scene):
            self._show_nearer(known, scene, here)
        known.way = way
        known.start = here.start if here else None

    def add_failure(self, here: Known | None, step: Step, caller: str, path: Way) -> Known | None:
        """Return a state for a failed response that Twilio does not run on the call."""
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

    def _is_shown(self, known: Known, scene: Scene) -> bool:
        """Say whether the shown request of a state has the method and URL of this one."""
        shown, request = self.hops[known.hop - 1], scene.hop.request
        same = shown.request is None or request is None or shown.request.method == request.method
        return same and shown.name == scene.hop.name

    def _show(self, known: Known, scene: Scene, here: Known | None) -> None:
        """Make a state outside the call one of the call."""
        before, known.hop = known.hop, self._keep(scene.hops, here)
        self._found = [
            (finding._replace(hop=known.hop) if finding.hop == before else finding, owner)
            for finding, owner in self._found
        ]
        known.scene, known.aside = scene, False

    def _show_nearer(self, known: Known, scene: Scene, here: Known | None) -> None:
        """Show a state by the request of a shorter path, with the findings of its response.

        The findings that only the earlier response has keep their request and their path.
        """
        before, known.hop = known.hop, self._keep(scene.hops, here)
        fresh: dict[tuple[str, ...], list[Finding]] = {}
        for finding in self._own(known, scene):
            fresh.setdefault(_fault(finding), []).append(finding)
        found: list[tuple[Finding, Known]] = []
        for finding, owner in self._found:
            if owner is known and not finding.way:
                again = fresh.get(_fault(finding)) if finding.hop == before else None
                finding = again.pop(0) if again else finding._replace(way=known.words)
            found.append((finding, owner))
        self._found = found + [(each, known) for left in fresh.values() for each in left]
        known.scene = scene._replace(state=known.scene.state)

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
        """Add hops after those of another state, and return the number of the last."""
        before = here.hop if here else None
        for hop in hops:
            number = len(self.hops) + 1
            repeats = number if hop.repeats is not None else None
            self.hops.append(hop._replace(number=number, came_from=before, repeats=repeats))
            self.weight += weigh(hop)
            before = number
        return len(self.hops)

    def _note(self, known: Known, scene: Scene, way: tuple[str, ...] = ()) -> None:
        self._found += [(each._replace(way=way), known) for each in self._own(known, scene)]

    def _own(self, known: Known, scene: Scene) -> Iterator[Finding]:
        """Yield the findings of a scene whose hops were just kept for a state."""
        moved = {
            hop.number: known.hop - len(scene.hops) + place
            for place, hop in enumerate(scene.hops, 1)
        }
        for finding in _as_seen(scene).findings:
            yield finding._replace(hop=moved.get(finding.hop, known.hop))

    def _note_again(self, known: Known, here: Known | None, step: Step, path: Way) -> None:
        """Add findings on the path to a known state: HTTP redirects, a loop."""
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
        """Return the findings, each fault of one URL once, with the number of paths to it.

        `whole` has the findings of the call as a whole.
        """
        every = list(edges)
        leading = Counter(edge.end for edge in every)
        merged: dict[tuple[str, ...], Finding] = {}
        documents: dict[tuple[str, ...], set[int]] = {}
        for finding, known in self._seen(every):
            kind = _kind(finding, self.hops)
            documents.setdefault(kind, set()).add(known.number)
            _merge(merged, kind, finding._replace(ways=max(leading[known.number], 1)))
        merged = {
            kind: _with_count(finding, len(documents[kind]) - 1) for kind, finding in merged.items()
        }
        for finding in whole:
            _merge(merged, _kind(finding, self.hops), finding)
        kept: list[Finding] = []
        note(kept, merged.values())
        return tuple(kept)

    def faulty(self, edges: Iterable[Edge], keeps: Callable[[str], bool]) -> set[int]:
        """Return the states whose response has an error, by a rule that the user keeps."""
        return {
            known.number
            for finding, known in self._seen(list(edges))
            if finding.level == "error" and keeps(finding.rule)
        }

    def _seen(self, edges: Collection[Edge]) -> Iterator[tuple[Finding, Known]]:
        """Yield each finding with its path and level, and its state."""
        certain = self._certain(edges)
        for finding, known in self._found:
            finding = finding._replace(way=finding.way or known.words)
            yield (finding if known.number in certain else _unsure(finding)), known

    def _certain(self, edges: Collection[Edge]) -> set[int]:
        """Return the states that a call reaches by requests that Twilio certainly sends."""
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
    """Merge a finding with those of its kind: keep the nearest, and add up the paths."""
    first = merged.get(kind)
    if first is None:
        merged[kind] = finding
    else:
        nearer = finding if len(finding.way) < len(first.way) else first
        merged[kind] = nearer._replace(ways=first.ways + finding.ways)


def _with_count(finding: Finding, more: int) -> Finding:
    """Return a finding with a note on the other documents of this URL that have it."""
    if not more:
        return finding
    others = f"{more} more response{'s' * (more > 1)} of this URL"
    also = f"{others} {'has' if more == 1 else 'have'} the same problem"
    return finding._replace(note="; ".join(filter(None, (finding.note, also))))


def _as_seen(scene: Scene) -> Scene:
    """Return a scene whose lost fields are an info: the GET without them succeeded."""
    if scene.failed:
        return scene
    findings = tuple(
        each._replace(level="info", note=f"{each.note}; here the GET succeeded")
        if each.rule == "lost-fields"
        else each
        for each in scene.findings
    )
    return scene._replace(findings=findings)


def _kind(finding: Finding, hops: Sequence[Hop]) -> tuple[str, ...]:
    """Return the key of a finding: the same fault at the same URL has the same key."""
    hop = next((each for each in hops if each.number == finding.hop), None)
    request = hop.request if hop else None
    where = f"{request.method} {request.url.bare.text.partition('?')[0]}" if request else ""
    return (*_fault(finding), where)


def _fault(finding: Finding) -> tuple[str, ...]:
    """Return the key of a fault at any URL."""
    return (finding.rule, finding.level, finding.message, finding.label)


def _unsure(finding: Finding) -> Finding:
    """Return a finding as an info: Twilio may not send this request."""
    note = "; ".join(filter(None, (finding.note, "Twilio does not document this request")))
    return finding._replace(level="info", twilio_code=None, twilio_level=None, note=note)


def _after(here: Known | None, option: Option) -> tuple[int, tuple[str, ...]]:
    return (here.number if here else 0, option.words)
