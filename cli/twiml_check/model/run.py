"""The values that flow from stage to stage: what is sent, what came back, what it means.

Everything is frozen, so a stage can only hand on, never reach back. The one exception is
`Element`: the parser closes it over while events arrive, and nobody writes to it afterwards.
Tuples with names, not dataclasses: making one of those classes costs 1.5 ms of start-up each,
seven times as much. And annotations are evaluated as they stand: as texts of `__future__` they
would be compiled one by one, a quarter of the time that this file takes.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from twiml_check.model.call_map import CallMap
from twiml_check.model.document import Document
from twiml_check.model.exchange import Answer, Event, Fields, Product, Request
from twiml_check.model.finding import Finding
from twiml_check.model.source import Location
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.model.assistant import Turn

Outcome = Literal["pass", "fail", "undecided"]
FailOn = Literal["error", "warning", "never"]
"""The level from which on a finding fails its target."""
BodyHandling = Literal[
    "twiml", "actions", "text", "audio", "ignored", "redirect", "refused", "none"
]
ResourceKind = Literal["sound", "prompt", "media", "callback", "stream", "relay"]
"""What Twilio wants there; a prompt is a sound inside of <Gather>."""


class Resource(NamedTuple):
    """An address that a document points at, without being led there."""

    kind: ResourceKind
    url: Url
    """Absolute; empty when it is relative and nobody knows to what."""
    reference: str
    """As it stands in the document."""
    method: str
    """GET or POST, as Twilio asks for it."""
    what: str
    """As it reads in a sentence: `the address in <Play>`, `the action of <Gather>`."""
    hop: int
    """The number of the hop whose document names it."""
    location: Location
    """Where in that document."""
    refused: int = 11200
    """Twilio's number for an error that it answers with."""
    among: tuple[Url, ...] = ()
    """The files that stand before this one in the same message."""


class Mode(NamedTuple):
    """What the user told about the account or the way the document takes to Twilio."""

    pci: bool = False
    """The account is in PCI mode, so callbacks must be https."""
    inline: bool = False
    """The document is passed to the REST API, so it has no address of its own."""
    probe: bool = False
    """What the document points at is asked for."""
    max_ms: float = 0.0
    """What the user gives an answer, its HTTP redirects included; 0 leaves it to Twilio."""
    inside: bool = False
    """The webhook is an app in this process, where no WebSocket is opened."""
    explored: bool = False
    """The call is made in every way, so what comes next is seen, not guessed."""


ORDINARY = Mode()


class Hop(NamedTuple):
    """One exchange (or one file) with all that the rules may look at."""

    number: int
    """1-based, in the order in which they were made."""
    via: str
    """What led to it: a row of `explore.continuations`, or how a call or a wing begins."""
    event: Event
    name: str
    """What stands in the report: the masked URL, the file's path, or `-`."""
    request: Request | None = None
    answer: Answer | None = None
    handling: BodyHandling = "none"
    """What Twilio would do with the body."""
    document: Document | None = None
    """What was read. When the rules are through with it, only its source is kept."""
    understood: bool = False
    """Whether Twilio finds instructions in it."""
    verbs: tuple[str, ...] = ()
    """The names directly below its root."""
    run: tuple[str, ...] = ()
    """Those of them that Twilio knows and gets to."""
    messages: int = 0
    """How many messages these send."""
    came_from: int | None = None
    branch: str = ""
    """A row of `vocabulary.resources`; empty on the main line."""
    redirects: int = 0
    """HTTP redirects taken in a row to get here."""
    spent_ms: float = 0.0
    """Time that they took."""
    begun: Url | None = None
    """The URL before them, whole however long it is; not kept."""
    repeats: int | None = None
    """The number of an earlier hop that had the same request and the same answer."""
    loop: tuple[str, ...] = ()
    """The addresses from that hop to this one."""
    heard: tuple[str, ...] = ()
    """The verbs that run on the way round."""
    cut_off: bool = False
    """True when Twilio's own limit of documents ends the chain here, though it leads on."""
    mode: Mode = ORDINARY
    sent: int = 0
    """Replies that the documents on the way to this one have sent."""
    resource: Resource | None = None
    """What was probed: then this is no webhook, and its answer no instructions."""
    choice: str = ""
    """What somebody chose to get here, a word of a path; empty where the document led on."""
    before: int = 0
    """Bytes of the files that stand before it in the same message."""
    weight: int | None = None
    """Bytes of the body, where they are only known from a report."""
    turn: "Turn | None" = None
    """Where in a dialogue it stands, when Autopilot asked: then Actions are wanted, not TwiML."""

    @property
    def product(self) -> Product:
        """Return which grammar the document is held against."""
        return self.event.product

    @property
    def size(self) -> int:
        """Return the bytes of the body, decompressed; of what was probed, as announced."""
        if self.weight is not None:
            return self.weight
        if self.answer:
            return self.answer.size if self.resource else len(self.answer.body)
        return len(self.document.source.raw) if self.document else 0

    @property
    def replies(self) -> int:
        """Return how many messages it sends: a text, or its verbs down to the first <Redirect>."""
        if self.product == "voice" or not (self.understood or self.handling == "text"):
            return 0
        if self.handling == "text":
            return int(self.answer is not None and bool(self.answer.body.strip()))
        return self.messages

    @property
    def own_limit(self) -> str:
        """Return which limit of ours kept it from being asked; empty when none did."""
        return self.answer.own_limit if self.answer else ""

    @property
    def main_line(self) -> bool:
        """Say whether its answer is run on the call or message itself."""
        return not self.branch and self.resource is None

    @property
    def broken(self) -> bool:
        """Say whether Twilio gets no instructions at all from this answer, as a document's last."""
        if self.handling == "twiml":
            return not self.understood
        if self.product == "messaging" and self.answer and self.answer.status == 204:
            return False
        return self.handling in ("refused", "none", "redirect")

    def without_tree(self) -> "Hop":
        """Return the hop to keep: fifty hostile documents must not fill the memory."""
        if self.document is None:
            return self
        self.document.source.forget()
        return self._replace(document=self.document._replace(root=None, json=None))


class PendingRequest(NamedTuple):
    """A request that is still to be made, and what led to it."""

    request: Request
    via: str
    came_from: int | None = None
    redirects: int = 0
    """HTTP redirects taken in a row to get here."""
    spent_ms: float = 0.0
    """Time already used of the limit for one answer, by the redirects before."""
    begun: Url | None = None
    """The URL before these."""
    branch: str = ""
    """Empty on the main line."""
    public_only: bool = False
    """True when a public server sent us here: then no private address may be opened."""
    resource: Resource | None = None
    """What is probed by it, if it is a probe."""
    refused: int | None = None
    """Twilio's number for a failure where the answer is not run; None where it is run."""
    choice: str = ""
    """What somebody chose that leads to it, a word of a path."""


class FlowExit(NamedTuple):
    """A TwiML Redirect of a Studio flow: how control left it, and how it came back."""

    widget: str
    twiml: str
    """What Studio answers; empty when it leads nowhere."""
    exit: str
    """`return`, `timeout` or `fail`; empty when none is taken, or nobody can tell."""
    next: str
    """The widget after that exit; empty when there is none."""
    variables: Fields
    """What `widgets.NAME.PARAM` holds afterwards."""


UrlHolder = Literal["number", "application", "messaging-service"]
"""What can hold the URL that Twilio calls for a number."""


class ResolvedNumber(NamedTuple):
    """Where in the account the URL of a telephone number was found."""

    number: str
    """In E.164."""
    keeper: UrlHolder
    sid: str
    """Of the keeper: PN…, AP… or MG…."""


ExpectationKind = Literal[
    "xpath", "any-hop", "text", "quest", "chain", "verdict", "step", "coverage", "trial"
]
"""Whether an expression is an XPath of the first answer or of any, a text, or a quest's own, or
about all hops: the path, or the verdict on it; or a step of a call that is played, or how much of a
call has to be answered; or a trial of a drill, whose findings decide on the verdict."""


class Expected(NamedTuple):
    """Something that was expected of a target, and whether it is so."""

    kind: ExpectationKind
    expression: str
    """As the user gave it; for a quest its own words."""
    met: bool
    hop: int | None = None
    """The hop that meets it; if none does, the one that should have; None when nothing answered."""
    words: str = ""
    """What is expected, for people; empty where the expression says it all."""
    found: str = ""
    """What is there instead, a few words; empty when it is met."""
    undecided: str = ""
    """Which limit of ours kept it from being met, in a few words; empty when none did."""


class Latency(NamedTuple):
    """How long the first document took in several runs, its HTTP redirects included."""

    runs: int
    min_ms: float
    median_ms: float
    max_ms: float


class SnapshotHop(NamedTuple):
    """What a snapshot keeps of one hop; hosts, ports and SIDs are made relative."""

    via: str
    method: str
    url: str
    status: int | None
    error: str
    """Why there was no usable answer; empty when there was."""
    kind: str
    """What Twilio does with the body: a `BodyHandling`."""
    answer: str
    """In canonical form; one text, for lines of their own take three times as much memory."""

    @property
    def lines(self) -> list[str]:
        """Return the answer line by line."""
        return self.answer.split("\n") if self.answer else []


class Snapshot(NamedTuple):
    """What a snapshot keeps of one target."""

    target: str
    """Its name in a suite, else its path."""
    event: str
    hops: tuple[SnapshotHop, ...]


class Comparison(NamedTuple):
    """How the answers of a target compare with those of a snapshot."""

    file: str
    state: Literal["same", "changed", "new"]
    """New when the snapshot has no such target."""
    diff: tuple[str, ...] = ()
    """Unified; empty unless something has changed."""
    more: int = 0
    """Lines of it that are left out: a long one fills the memory."""


class TargetResult(NamedTuple):
    """All that was learnt about one target."""

    target: str
    event: str
    verdict: Outcome
    hops: tuple[Hop, ...]
    findings: tuple[Finding, ...]
    would: str = ""
    """What Twilio would do with these answers, one sentence."""
    undecided: str = ""
    """Which limit of ours stopped us, in a few words; empty when none did."""
    resolved: ResolvedNumber | None = None
    """Where its URL was found, when the target is a telephone number."""
    expectations: tuple[Expected, ...] = ()
    """In the order in which they were given."""
    flow_exit: FlowExit | None = None
    """Where it led, when the target is a TwiML Redirect of a flow."""
    name: str = ""
    """What a suite calls it; empty for a target of the command line."""
    written: tuple[str, int] | None = None
    """The file and the line of the suite that ask for it."""
    latency: Latency | None = None
    """Of all runs, when it was repeated: then the rest is that of the worst of them."""
    snapshot: Snapshot | None = None
    """What a snapshot keeps of it, with --save or --compare."""
    comparison: Comparison | None = None
    """With --compare alone."""
    fail_on: FailOn = "error"
    """Where the bar was for its verdict."""
    call_map: CallMap | None = None
    """What a caller can get to, when the whole call was explored: then each hop is a node."""


class Run(NamedTuple):
    """The whole of one call of the tool."""

    checks: tuple[TargetResult, ...]
    elapsed_ms: float
    quest: str = ""
    """The quest that made the checks, if one did."""
    begun: float = 0.0
    """When it began, in seconds since 1970; 0 where nobody knows."""
    missing: tuple[str, ...] | None = None
    """Targets of the snapshot that were not checked; None without one."""
    shard: tuple[int, int] | None = None
    """Which part of the targets it is, and of how many; None with all of them."""
    secrets: tuple[str, ...] = ()
    """What the environment held for the suite, and no report may show."""


Progress = Callable[[PendingRequest | None], None]
"""Told what is being asked, and None when it is over."""


class Send(Protocol):
    """One exchange, as `fetch.Fetcher.send` makes it."""

    def __call__(
        self, request: Request, *, spent_ms: float = 0.0, public_only: bool = False
    ) -> Answer:
        """Send the request; outcomes of every kind are in the answer."""
        ...
