"""Rules about a call as a whole: loops, dead ends, keys without effect.

The subject is an explored call. No rule guesses, and no rule uses a choice that was not tried. A
good menu repeats too, so each rule has narrow conditions.
"""

import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from twiml_check.model.call_map import ENDS_WITH_A_PERSON, CallMap, ChoiceKind, Edge, Node
from twiml_check.model.finding import Problem, Spot
from twiml_check.model.run import Hop
from twiml_check.model.source import Location
from twiml_check.rules.circles import backwards, closed_circles, reached
from twiml_check.rules.flow import record_loop
from twiml_check.rules.rule import Rule, gather, of_subject, rule
from twiml_check.rules.wording import cut, either, listed

SILENT: tuple[ChoiceKind, ...] = ("silence", "redirect")
"""Kinds of edges that need nothing from the caller."""
BY_THE_CALLER: tuple[ChoiceKind, ...] = ("keys", "speech", "silence")
ON_THE_LINE: tuple[ChoiceKind, ...] = (*SILENT, "keys", "speech", "outcome")
"""Kinds of choices after which the caller is still on the line."""
WORDLESS = frozenset({"Redirect", "Pause"})
MOST_HINTS = 6
"""An exploration says so many hints of a <Gather>; another hint may reach another document."""
DIGITS = frozenset("0123456789")
HOURS = "Twilio ends a call after 4 hours"


class Explored(NamedTuple):
    """An explored call or conversation."""

    call_map: CallMap
    hops: tuple[Hop, ...]
    """The hops of all nodes, without trees, and those of HTTP redirects."""

    @property
    def shown(self) -> dict[int, Hop]:
        """Return the hops by their numbers, which are those of `Node.hop`."""
        return {hop.number: hop for hop in self.hops}

    @property
    def is_call(self) -> bool:
        """Say whether this is a call; a conversation never ends, and nobody waits in it."""
        return bool(self.hops) and self.hops[0].product == "voice"

    def from_each(self, *kinds: ChoiceKind) -> dict[int, list[Edge]]:
        """Return the edges of these kinds by node, for the nodes of the main line."""
        found: dict[int, list[Edge]] = {
            node.number: [] for node in self.call_map.nodes if not node.branch
        }
        for edge in self.call_map.edges:
            if edge.kind in kinds and edge.start in found:
                found[edge.start].append(edge)
        return found

    def to_each(self) -> dict[int, list[Edge]]:
        """Return the edges to each node, by its number."""
        found: dict[int, list[Edge]] = {node.number: [] for node in self.call_map.nodes}
        for edge in self.call_map.edges:
            if edge.end is not None:
                found[edge.end].append(edge)
        return found

    def at(self, node: Node, ways: int = 1) -> Spot:
        """Return the spot of a node."""
        return Spot(node.hop, node.way, max(ways, 1))

    def after(self, edge: Edge, hop: int, ways: int = 1) -> Spot:
        """Return the spot after a choice, at a hop."""
        before = self.call_map.node(edge.start).way if edge.start else ()
        return Spot(hop, (*before, *_steps(edge)), max(ways, 1))

    def around(self, part: Collection[int], arriving: dict[int, list[Edge]]) -> Spot:
        """Return the spot of the nearest node of a part, with the number of edges into the part."""
        nearest = _nearest(self.call_map.node(number) for number in part)
        entering = sum(edge.start not in part for number in part for edge in arriving[number])
        return self.at(nearest, entering)


def _steps(edge: Edge) -> tuple[str, ...]:
    """Return the words of an edge; none if the document continues by itself."""
    return edge.steps or (() if edge.kind == "redirect" else (edge.word,))


def _nearest(nodes: Iterable[Node]) -> Node:
    return min(nodes, key=lambda node: (len(node.way), node.number))


@rule("gives-up-nowhere", "info", subject="call")
def gives_up_nowhere(explored: Explored) -> Iterator[Problem]:
    """A caller who says nothing and presses nothing stays in a loop of documents.

    A menu should repeat, but not forever. A caller may have left the phone without hanging up. Then
    the call continues, and costs money, until Twilio ends it after 4 hours.

    There is no finding if the loop ends after some rounds (twiml-check tries five), or if it
    reaches a person or a recording. For a loop without a <Gather> see redirect-loop.
    """
    if not explored.is_call:
        return
    edges, arriving = explored.from_each(*SILENT), explored.to_each()
    follows = {
        node: {edge.end for edge in each if edge.end is not None}
        for node, each in edges.items()
        if all(map(_is_sure, each)) and _goes_on(explored.call_map.node(node))
    }
    circles = closed_circles(follows)
    shut = {node for part in _without_exit(explored) for node in part} if circles else set()
    for part in circles:
        nodes = [explored.call_map.node(number) for number in part]
        asked = any("Gather" in node.verbs for node in nodes)  # else redirect-loop reports it
        if part <= shut or not asked:
            continue
        first = _nearest(nodes)
        spot = explored.around(part, arriving)
        yield Problem(
            f"a caller who says nothing {_stays(len(part))}",
            help="count the rounds, and after three of them respond with <Say> and <Hangup>",
            note=HOURS,
            spot=spot._replace(way=(*spot.way, *_steps(edges[first.number][0]))),
        )


def _is_sure(edge: Edge) -> bool:
    return edge.state == "answered" and edge.end is not None and edge.certain


def _goes_on(node: Node) -> bool:
    """Say whether a call continues after a node without a person or a recording."""
    return not node.end and ENDS_WITH_A_PERSON.isdisjoint(node.verbs)


def _stays(documents: int) -> str:
    if documents == 1:
        return "hears the same document again and again"
    return f"stays in a loop of {documents} documents"


@rule("no-way-out", "warning", subject="call")
def no_way_out(explored: Explored) -> Iterator[Problem]:
    """In a part of the call, no choice reaches an end, a person or a recording.

    twiml-check pressed every key, said every hint, and said nothing, and always got the same
    documents again. The caller can only hang up.

    There is no finding if a <Gather> accepts a longer number or words without hints, because
    other input may leave the part. There is also none if a choice was not tried.
    """
    arriving = explored.to_each()
    for part in _without_exit(explored):
        several = len(part) > 1
        these = f"these {len(part)} documents" if several else "this document"
        yield Problem(
            f"no choice leaves {these}: the caller reaches no end, person or recording",
            help="let one key, one word or silence reach <Hangup>, <Dial> or <Record>",
            note="the caller can only hang up",
            spot=explored.around(part, arriving),
        )


def _without_exit(explored: Explored) -> list[frozenset[int]]:
    """Return the loops that no choice leaves, if every key was pressed."""
    if not explored.is_call:
        return []
    edges = explored.from_each(*ON_THE_LINE)
    nodes = [explored.call_map.node(number) for number in edges]
    exits = {node.number for node in nodes if _may_leave(node, edges[node.number])}
    follows = {
        node: {edge.end for edge in each if edge.end is not None} for node, each in edges.items()
    }
    saved = reached(exits, backwards(follows))
    lost = {node: ends for node, ends in follows.items() if node not in saved}
    return [
        part
        for part in closed_circles(lost)
        if any(map(_is_chosen, (edge for node in part for edge in edges[node])))
    ]


def _may_leave(node: Node, edges: list[Edge]) -> bool:
    """Say whether a node leaves the loop, or may leave it with other input."""
    by_input = list(filter(_is_chosen, edges))
    listens = bool(by_input) or "Gather" in node.verbs
    runs_out = len(by_input) == len(edges)  # nothing follows silence
    missing = listens and not _all_tried(by_input)
    return not _goes_on(node) or runs_out or missing or not all(map(_is_sure, edges))


def _is_chosen(edge: Edge) -> bool:
    return edge.kind in ("keys", "speech")


def _all_tried(edges: list[Edge]) -> bool:
    """Say whether all possible input was tried.

    That is each single key; for speech each hint, and some other words.
    """
    keys = {edge.word for edge in edges if edge.kind == "keys"}
    hints = Counter(edge.announced for edge in edges if edge.kind == "speech")
    pressed = keys >= DIGITS and all(len(key) == 1 for key in keys)
    said = 0 < hints[True] < MOST_HINTS and hints[False] > 0
    return (pressed or not keys) and (said or not hints) and bool(edges)


@rule("announced-key-unhandled", "info", subject="call")
def announced_key_unhandled(explored: Explored) -> Iterator[Problem]:
    """A prompt announces two or more digits that do the same as any wrong key.

    The prompt says "Press 1 for sales, 2 for support", but 1 and 2 reach the same document as 7.
    The app may use other keys, or compare the text in Digits with a number.

    There is no finding for one digit only ("1 for yes, 2 for no", where all keys but 1 mean no),
    for * and #, and if that document is an error, which has its own finding. There is also none if
    the document continues the call for every key.
    """
    silent = explored.from_each(*SILENT)
    for number, edges in explored.from_each("keys").items():
        node = explored.call_map.node(number)
        for prompt in _prompts(edges):
            keys, place = _as_wrong(explored, node, prompt, silent)
            if place is None or len(keys) < 2:
                continue
            heard = cut(place.said, 60)
            yield Problem(
                f"the prompt announces {_and(keys)}, but they do the same as any wrong key",
                help="handle these keys in the action, or remove them from the prompt",
                note=f'each of them reaches "{heard}"' if heard else "",
                spot=explored.at(node, len(keys)),
            )


def _prompts(edges: list[Edge]) -> list[dict[str, Edge]]:
    """Return the single keys of each prompt of a document, each pressed once."""
    found: dict[tuple[str, ...], dict[str, Edge]] = {}
    for edge in sorted(edges, key=lambda each: each.repeats):
        if len(edge.word) == 1 and _is_sure(edge):
            silence = tuple(step for step in edge.steps[:-1] if step != edge.word)
            found.setdefault(silence, {}).setdefault(edge.word, edge)
    return list(found.values())


def _as_wrong(
    explored: Explored, node: Node, prompt: dict[str, Edge], silent: dict[int, list[Edge]]
) -> tuple[list[str], Node | None]:
    """Return the announced digits that reach the node of most wrong keys, and this node."""
    announced = {key for key, edge in prompt.items() if edge.announced or key in node.keys}
    wrong = Counter(edge.end for key, edge in prompt.items() if key not in announced)
    end, count = wrong.most_common(1)[0] if wrong else (None, 0)
    if end is None or count < 2 or count * 2 <= wrong.total():
        return [], None
    place = explored.call_map.node(end)
    alike = [key for key in sorted(announced & DIGITS) if prompt[key].end == end]
    welcome = len(alike) == len(announced & DIGITS) and not _leads_back(silent, end, node.number)
    return ([], None) if place.end == "error" or welcome else (alike, place)


def _leads_back(silent: dict[int, list[Edge]], start: int, end: int) -> bool:
    """Say whether a node is the prompt itself, or reaches the prompt without any choice."""
    seen: set[int] = set()
    while start != end and start not in seen:
        seen.add(start)
        start = next((each.end for each in silent.get(start, ()) if each.end is not None), start)
    return start == end


def _and(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


@rule("unstable-branch", "info", subject="call")
def unstable_branch(explored: Explored) -> Iterator[Problem]:
    """The same choices reached another document in another call.

    The app decides by chance, by the time, or by data of an earlier call. twiml-check cannot
    explore the documents behind it, because no call reaches them for certain. Other words in the
    same document do not matter.
    """
    found: dict[int, list[Edge]] = {}
    for edge in explored.call_map.edges:
        if edge.state == "unstable":
            found.setdefault(edge.start, []).append(edge)
    for start, edges in found.items():
        node = explored.call_map.node(max(start, 1))
        words = dict.fromkeys(cut(edge.word, 40) for edge in edges)
        yield Problem(
            f"a second call reached another document after {listed(words)}",
            help="use only the parameters of the call, or explore with data that stays the same",
            note="the documents behind this choice were not explored",
            spot=explored.after(
                min(edges, key=lambda each: len(_steps(each))), node.hop, len(edges)
            ),
        )


@rule("ends-without-a-word", "info", subject="call")
def ends_without_a_word(explored: Explored) -> Iterator[Problem]:
    """The call ends without a word after a choice of the caller.

    A caller who has pressed a key, or was not connected, hears the line go dead, and calls again.

    There is no finding after a conversation with a person or a recording, if the caller has hung
    up, or if the prompt offers the choice for it ("press 9 to end the call"). For a <Gather> that
    gets no input and has no verb after it see silent-end.
    """
    if not explored.is_call:
        return
    arriving = explored.to_each()
    for node in explored.call_map.nodes:
        if node.end != "silence" or node.said or node.branch or node.verbs[-1:] == ("Gather",):
            continue
        chosen = [edge for edge in _chosen(explored, node, arriving) if not edge.wanted]
        if chosen:
            first = min(chosen, key=lambda each: len(explored.after(each, node.hop).way))
            yield Problem(
                "the call ends without a word",
                help="add a <Say> before the call ends",
                spot=explored.after(first, node.hop, len(chosen)),
            )


def ended_as_wanted(explored: Explored) -> Iterator[Node]:
    """Yield the nodes; silence becomes a hang-up where each caller has chosen the end."""
    arriving = explored.to_each()
    for node in explored.call_map.nodes:
        chosen = _chosen(explored, node, arriving) if node.end == "silence" else []
        wanted = bool(chosen) and all(edge.wanted for edge in chosen)
        yield node._replace(end="hangup") if wanted else node


def _chosen(explored: Explored, node: Node, arriving: dict[int, list[Edge]]) -> list[Edge]:
    """Return the choices of a waiting caller that reach a node, also by silent redirects."""
    chosen: list[Edge] = []
    todo, seen = [node.number], {node.number}
    while todo:
        for edge in arriving[todo.pop()]:
            if edge.kind in BY_THE_CALLER or not edge.good:
                chosen.append(edge)
            elif edge.kind == "redirect" and edge.start and edge.start not in seen:
                before = explored.call_map.node(edge.start)
                if not before.said and WORDLESS.issuperset(before.verbs):
                    seen.add(edge.start)
                    todo.append(edge.start)
    return chosen


@rule("unhandled-outcome", "info", subject="call")
def unhandled_outcome(explored: Explored) -> Iterator[Problem]:
    """The caller is not connected, and the call ends without a word.

    Without an action, a verb such as <Dial> continues with the next verb. Without a next verb, or
    with <Hangup>, the call ends: the caller does not hear that the other party is busy or did not
    answer.
    """
    shown = explored.shown
    found: dict[tuple[str, str], list[Edge]] = {}
    for number, edges in explored.from_each("outcome").items():
        route = _route(shown[explored.call_map.node(number).hop])
        for edge in filter(_leads_nowhere, edges):
            found.setdefault((route, edge.verb), []).append(edge)
    for (_, verb), lost in found.items():
        nearest = _nearest(explored.call_map.node(edge.start) for edge in lost)
        documents = len({edge.start for edge in lost})
        words = either(dict.fromkeys(edge.word for edge in lost))
        first = next(edge for edge in lost if edge.start == nearest.number)
        yield Problem(
            f"when <{verb}> ends as {words}, the call ends without a word",
            help=f"add a <Say> after <{verb}>, or add an action to it",
            label="the call ends after it",
            note=f"{documents} responses of this URL do the same" if documents > 1 else "",
            location=_place(shown[nearest.hop], verb),
            spot=explored.after(first, nearest.hop, len(lost)),
        )


def _route(hop: Hop) -> str:
    """Return the URL without its query: usually one piece of code handles it."""
    return hop.name.partition("?")[0]


def _leads_nowhere(edge: Edge) -> bool:
    nothing = edge.end is None and not edge.address and edge.state == "answered"
    return nothing and not edge.good


@rule("only-after-error", "info", subject="call")
def only_after_error(explored: Explored) -> Iterator[Problem]:
    """Callers reach a document only after an error: from the fallback URL, or behind it.

    No caller hears it while the webhook works. That is right for an apology. It is a fault for a
    menu that callers only reach because the webhook before it always fails.
    """
    arriving, shown = explored.to_each(), explored.shown
    spare = {
        node.number
        for node in explored.call_map.nodes
        if shown[node.hop].via == "fallback"
        and all(_is_error(explored, edge) for edge in arriving[node.number])
    }
    if not spare:
        return
    usual = {node.number: set[int]() for node in explored.call_map.nodes}
    for edge in explored.call_map.edges:
        if edge.start and edge.end is not None and edge.end not in spare:
            usual[edge.start].add(edge.end)
    starts = {
        number for number, edges in arriving.items() if not edges or any(not e.start for e in edges)
    }
    healthy = reached(starts - spare, usual)
    more = len((spare | reached(spare, usual)) - healthy) - 1
    others = f" and {more} more" if more else ""
    first = _nearest(explored.call_map.node(number) for number in spare)
    yield Problem(
        f"callers reach this document{others} only after an error",
        help="fix the failure before it; a document for normal calls needs its own URL",
        note="the fallback URL responds with this document",
        spot=explored.at(first, sum(len(arriving[number]) for number in spare)),
    )


def _is_error(explored: Explored, edge: Edge) -> bool:
    """Say whether a choice failed, or follows a failed response."""
    failed = edge.start > 0 and explored.call_map.node(edge.start).end == "error"
    return edge.state == "failed" or failed


def recorded_again(explored: Explored) -> Iterator[Problem]:
    """Yield recordings that return to their own <Record>."""
    shown = explored.shown
    for number, edges in explored.from_each("outcome").items():
        again = [
            edge
            for edge in edges
            if edge.word == "recorded" and edge.end == number and _is_sure(edge)
        ]
        if again:
            node = explored.call_map.node(number)
            yield Problem(
                "after the recording the same <Record> runs again",
                help="add an action to <Record> that responds with <Say> and <Hangup>",
                note=f"Twilio records the caller until the caller hangs up; {HOURS}",
                label="runs again",
                location=_place(shown[node.hop], "Record"),
                spot=explored.at(node, len(again)),
            )


def _place(hop: Hop, verb: str) -> Location | None:
    """Return the location of a verb in a document without its tree, if it is there once."""
    if hop.document is None:
        return None
    found = list(re.finditer(rf"<{verb}(?=[\s/>])", hop.document.source.text))
    if len(found) != 1:
        return None
    return hop.document.source.place(found[0].start(), len(verb) + 1, ("Response", verb))


CALL_RULES = of_subject(gather(sys.modules[__name__]), "call")
"""The rules of this file; they only check explored calls."""
ON_CALL: tuple[Rule, ...] = (
    *CALL_RULES,
    record_loop._replace(subject="call", check=recorded_again),
)
