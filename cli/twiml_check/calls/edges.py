"""The edges and nodes of the map during an exploration."""

from collections.abc import Callable

from twiml_check.calls.choices import Option
from twiml_check.calls.prompts import is_goodbye, keys_offered
from twiml_check.calls.states import Known
from twiml_check.calls.words import CONFIDENCES, spoken
from twiml_check.model.call_map import Edge, EdgeState, Node
from twiml_check.web.text import clip
from twiml_check.web.url import Url

SAID = 200
"""The most characters of a text that a map keeps."""
Key = tuple[int, tuple[str, ...], int]
"""A node, the words of the choice there, and how often it was repeated in a row."""


class Edges:
    """Each choice with the state that it reached, or the reason why nobody tried it."""

    def __init__(self, asks: Callable[[Url], bool]) -> None:
        """Begin without edges; `asks` says which URLs belong to the target."""
        self.asks = asks
        self._drawn: dict[Key, Edge] = {}

    @property
    def every(self) -> tuple[Edge, ...]:
        """Return all edges, sorted by the node where they begin."""
        return tuple(sorted(self._drawn.values(), key=lambda edge: edge.start))

    def find(self, here: Known | None, option: Option) -> Edge | None:
        """Return the edge of a choice; None if no call has made it yet."""
        return self._drawn.get(_key(here, option))

    def onward(self, here: Known) -> Edge | None:
        """Return the edge to the state that a document reaches by itself."""
        return self._drawn.get((here.number, (), 1))

    def draw(
        self,
        here: Known | None,
        option: Option,
        there: Known | None,
        state: EdgeState,
        repeats: int = 1,
    ) -> None:
        """Add an edge, unless there is one."""
        edge = Edge(
            start=here.number if here else 0,
            kind=option.kind,
            word=option.words[-1] if option.words else "",
            end=there.number if there else None,
            state=state,
            address=self._address(option),
            announced=option.announced,
            certain=option.certain,
            good=option.good,
            wanted=here is not None and _is_wanted(here, option),
            verb=option.verb,
            repeats=repeats,
            steps=option.words * repeats,
        )
        self._drawn.setdefault(_key(here, option, repeats), edge)

    def _address(self, option: Option) -> str:
        """Return the method and URL of an option, without the host of the target."""
        if option.kind == "message":
            return "message"
        if option.link is None:
            return ""
        url = option.link.url
        text = url.brief.masked
        if self.asks(url):
            parsed = Url.parse(text)
            text = (parsed.path or "/") + (f"?{parsed.query}" if parsed.query else "")
        return f"{option.link.method} {text}"

    def change(
        self,
        here: Known | None,
        option: Option,
        *,
        state: EdgeState | None = None,
        repeats: int | None = None,
    ) -> None:
        """Change an edge, if there is one, after a call has made the choice again."""
        edge = self.find(here, option)
        if edge:
            self._drawn[_key(here, option)] = edge._replace(
                state=state or edge.state, repeats=repeats or edge.repeats
            )

    def others_to(self, known: Known) -> list[tuple[int, tuple[str, ...]]]:
        """Return the other edges to a state, not the one of its own path: nodes and words."""
        own = known.way[-1][0].words if known.way else ()
        before = known.way[-2][1] if len(known.way) > 1 else known.start
        kept = (before.number if before else 0, own, 1)
        return [
            (start, words)
            for (start, words, times), edge in self._drawn.items()
            if edge.end == known.number and (start, words, times) != kept and start and times == 1
        ]

    def remove(self, here: Known, option: Option) -> None:
        """Remove an edge, so that a call makes the choice again."""
        del self._drawn[_key(here, option)]


def _key(here: Known | None, option: Option, repeats: int = 1) -> Key:
    return (here.number if here else 0, option.words, repeats)


def _is_wanted(here: Known, option: Option) -> bool:
    """Say whether the caller wants the call to end, as the text offers it."""
    word = option.words[-1] if option.words else ""
    if option.kind == "keys":
        return word in here.endings or word.rstrip("#") in here.endings
    said = spoken(word.lstrip("".join(CONFIDENCES))) if option.kind == "speech" else None
    return said is not None and (said.casefold() in here.endings or is_goodbye(said))


def node_of(known: Known) -> Node:
    """Return the node that shows a state."""
    scene = known.scene
    said = " ".join(scene.script.lines)
    return Node(
        number=known.number,
        hop=known.hop,
        said=clip(said, SAID),
        way=known.words,
        seen=known.seen,
        end="and so on" if known.and_so_on else "error" if scene.failed else scene.script.end,
        verbs=scene.hop.run,
        branch=scene.hop.branch,
        caller="" if known.caller == "plain" else known.caller,
        keys=keys_offered(said),
    )
