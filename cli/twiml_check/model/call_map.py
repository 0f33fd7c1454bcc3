"""The map of a call or a conversation: its states, and the choices between them."""

from collections import Counter
from typing import Literal, NamedTuple

ChoiceKind = Literal[
    "keys", "speech", "silence", "outcome", "hangup", "message", "redirect", "branch", "callback"
]
"""Who decides: the caller (keys, speech, silence, hangup, message), the other party or Twilio
(outcome), the document itself (redirect); branch and callback are requests outside the call."""
EdgeState = Literal["answered", "failed", "budget", "depth", "host", "dead", "unstable"]
"""The result of the request, or why there was no request."""
NodeEnd = Literal["", "hangup", "reject", "end", "silence", "error", "loop", "and so on"]
"""How a call ends there. `end`: the document ends after something was heard; `silence`: without a
word; `and so on`: the document differs from others only in numbers, and was not explored."""
INTERRUPTED = "interrupted"
"""Why a check is undecided that Ctrl-C or SIGTERM has ended."""
ENDS_WITH_A_PERSON = frozenset({"Dial", "Enqueue", "Connect", "Refer", "Record", "Pay"})
"""Verbs that give the caller a person, an app or a recording."""


class Node(NamedTuple):
    """One state of the call: a document, or a response without a document."""

    number: int
    """1-based, in the order in which they were found."""
    hop: int
    """The number of the hop with its response."""
    said: str
    """The text that is heard or sent, on one line, cut; empty for silence."""
    way: tuple[str, ...] = ()
    """The words of the shortest path from the beginning: ("2", '"sales"', "busy")."""
    seen: int = 1
    """How often calls reached it."""
    end: NodeEnd = ""
    verbs: tuple[str, ...] = ()
    """The verbs that run."""
    branch: str = ""
    """A row of `vocabulary.resources` off the main line."""
    caller: str = ""
    """The kind of caller, if it is not the plain caller: `nowhere`, `withheld`."""
    keys: tuple[str, ...] = ()
    """The keys that its text announces."""


class Edge(NamedTuple):
    """One choice at a node, and the node that it reaches."""

    start: int
    """The number of the node; 0 is the beginning of a conversation."""
    kind: ChoiceKind
    word: str
    """The word of the choice in a path: `2`, `"sales"`, `silence`, `busy`."""
    end: int | None = None
    """The number of the node that it reaches; None without a request, or without a node for it."""
    state: EdgeState = "answered"
    address: str = ""
    """The request, without its secrets: `POST /menu`, with the host if it is another host."""
    announced: bool = False
    """True if the text of the document offers it."""
    certain: bool = True
    """False if Twilio does not document the request for certain."""
    repeats: int = 1
    """How often in a row the choice was made."""
    steps: tuple[str, ...] = ()
    """The words from `start`: silence before, then the choice."""
    good: bool = True
    """False for an outcome after which the caller waits to hear something, such as no-answer."""
    wanted: bool = False
    """True if the caller chooses the end of the call: the text says `9 to hang up`."""
    verb: str = ""
    """The verb that waits for the choice, such as Dial."""


class CallMap(NamedTuple):
    """The results of all calls to one webhook."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    calls: int
    requests: int
    again: str = ""
    """The command line that explores the webhook again, without --path."""

    @property
    def choices(self) -> tuple[Edge, ...]:
        """Return the edges that count: somebody chooses them, and they cause a request."""
        return tuple(edge for edge in self.edges if edge.kind != "redirect" and edge.address)

    @property
    def answered(self) -> int:
        """Return how many choices got a response that Twilio accepts."""
        return sum(edge.state == "answered" for edge in self.choices)

    @property
    def left(self) -> dict[str, int]:
        """Return how many choices failed or were not tried, by the reason."""
        return dict(Counter(edge.state for edge in self.choices if edge.state != "answered"))

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """Return the path to each end of a call."""
        return tuple(node.way for node in self.nodes if node.end)

    def node(self, number: int) -> Node:
        """Return the node of this number."""
        return self.nodes[number - 1]
