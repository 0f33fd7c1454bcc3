"""The map of a call or a conversation: what a caller can get to, and by which choices."""

from collections import Counter
from typing import Literal, NamedTuple

ChoiceKind = Literal[
    "keys", "speech", "silence", "outcome", "hangup", "message", "redirect", "branch", "callback"
]
"""Who decides: the caller (keys, speech, silence, hangup, message), the other party or Twilio
(outcome), the document itself (redirect); branch and callback are asked beside the call."""
EdgeState = Literal["answered", "failed", "budget", "depth", "host", "dead", "unstable"]
"""Whether it was asked, and what came back; else why it was not asked."""
NodeEnd = Literal["", "hangup", "reject", "end", "silence", "error", "loop", "and so on"]
"""How a call ends there. `end`: the document runs out after something was heard; `silence`: without
a word; `and so on`: it is alike but for numbers, and not looked into."""
INTERRUPTED = "interrupted"
"""Why an exploration that Ctrl-C has ended is undecided."""
ENDS_WITH_A_PERSON = frozenset({"Dial", "Enqueue", "Connect", "Refer", "Record", "Pay"})
"""Verbs that give the caller a person, an app or a recording."""


class Node(NamedTuple):
    """One state of the call: a document, or an answer that is no document."""

    number: int
    """1-based, in the order in which they were found."""
    hop: int
    """The number of the hop that shows its answer."""
    said: str
    """What is heard there or sent, on one line, cut; empty for silence."""
    way: tuple[str, ...] = ()
    """The words of the shortest path from the beginning: ("2", '"sales"', "busy")."""
    seen: int = 1
    """How often a call came there."""
    end: NodeEnd = ""
    verbs: tuple[str, ...] = ()
    """Those that run."""
    branch: str = ""
    """A row of `vocabulary.resources` off the main line."""
    caller: str = ""
    """Who calls, where it is not the plain caller: `nowhere`, `withheld`."""
    keys: tuple[str, ...] = ()
    """The keys that its words announce."""


class Edge(NamedTuple):
    """One choice at a node, and where it leads."""

    start: int
    """The number of the node; 0 is the beginning of a conversation."""
    kind: ChoiceKind
    word: str
    """The choice as it stands in a path: `2`, `"sales"`, `silence`, `busy`."""
    end: int | None = None
    """The number of the node that it leads to; None where it was not asked, or nothing is shown."""
    state: EdgeState = "answered"
    address: str = ""
    """What is asked, without its secrets: `POST /menu`, with the host where that is another."""
    announced: bool = False
    """True where the words of the document offer it."""
    certain: bool = True
    """False where Twilio's pages do not say for sure what is asked."""
    repeats: int = 1
    """How often in a row it was chosen to get there."""
    steps: tuple[str, ...] = ()
    """The words of the path from `start`: silence before, then the choice."""
    good: bool = True
    """False for an outcome after which the caller waits for a word: nobody came, for example."""


class CallMap(NamedTuple):
    """All that is known of the calls to one webhook."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    calls: int
    requests: int
    again: str = ""
    """The command line that explores it again, without --path."""

    @property
    def choices(self) -> tuple[Edge, ...]:
        """Return the edges that count: those that somebody chooses and that make a request."""
        return tuple(edge for edge in self.edges if edge.kind != "redirect" and edge.address)

    @property
    def answered(self) -> int:
        """Return how many choices got an answer that Twilio takes."""
        return sum(edge.state == "answered" for edge in self.choices)

    @property
    def left(self) -> dict[str, int]:
        """Return how many choices were not asked or failed, by the reason."""
        return dict(Counter(edge.state for edge in self.choices if edge.state != "answered"))

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """Return the path to each end of a call."""
        return tuple(node.way for node in self.nodes if node.end)

    def node(self, number: int) -> Node:
        """Return the node of this number."""
        return self.nodes[number - 1]
