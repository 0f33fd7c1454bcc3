"""The values that flow from stage to stage: requests, responses, and results.

All values are frozen, so no stage can change the values of an earlier one. The one exception is
`Element`: the parser fills it, and nobody changes it afterwards.
They are named tuples, not dataclasses, because a dataclass costs 1.5 ms of start-up, seven times as
much. The file does not import `annotations` from `__future__`: Python would compile each annotation
from its text, which takes a quarter of this file's time.
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
"""The lowest level of a finding that fails its target."""
BodyHandling = Literal[
    "twiml", "actions", "json", "text", "audio", "ignored", "redirect", "refused", "none"
]
IN_PROGRESS = ("CallStatus", "in-progress")
ResourceKind = Literal["sound", "prompt", "media", "callback", "stream", "relay"]
"""What Twilio expects there; a prompt is an audio file inside <Gather>."""


class Resource(NamedTuple):
    """A URL in a document that is not the next document."""

    kind: ResourceKind
    url: Url
    """Absolute; empty if it is relative to an unknown URL."""
    reference: str
    """The URL as written in the document."""
    method: str
    """The method of Twilio's request: GET or POST."""
    what: str
    """The words for a sentence: `the address in <Play>`, `the action of <Gather>`."""
    hop: int
    """The number of the hop whose document names it."""
    location: Location
    """The place in that document."""
    refused: int = 11200
    """Twilio's number for an error in its response."""
    among: tuple[Url, ...] = ()
    """The files before this one in the same message."""
    ignored: tuple[str, ...] = ()
    """The rules that a comment in the document ignores at this place."""


class Mode(NamedTuple):
    """Settings of the user about the account, and about the way of the document to Twilio."""

    pci: bool = False
    """The account is in PCI mode, so callbacks must be https."""
    inline: bool = False
    """The document is passed to the REST API, so it has no URL."""
    probe: bool = False
    """The resources of the document get requests."""
    max_ms: float = 0.0
    """The user's time limit for a response with its HTTP redirects; 0 for Twilio's limit."""
    inside: bool = False
    """The webhook is an app in this process, so no WebSocket is opened."""
    explored: bool = False
    """The whole call is explored, so rules need not guess the next documents."""
    drilled: bool = False
    """The request is a trial of a drill, and the webhook accepted the plain request before."""


ORDINARY = Mode()


class Hop(NamedTuple):
    """One exchange (or one file) with all data for the rules."""

    number: int
    """1-based, in the order in which they were made."""
    via: str
    """How it was reached: a row of `explore.continuations`, or the start of a call or a wing."""
    event: Event
    name: str
    """The name in the report: the masked URL, the file's path, or `-`."""
    request: Request | None = None
    answer: Answer | None = None
    handling: BodyHandling = "none"
    """What Twilio would do with the body."""
    document: Document | None = None
    """The document. After the rules, only its source is kept."""
    understood: bool = False
    """Whether Twilio finds instructions in it."""
    verbs: tuple[str, ...] = ()
    """The names of the elements directly below its root."""
    run: tuple[str, ...] = ()
    """The verbs among them that Twilio knows and reaches."""
    messages: int = 0
    """How many messages these verbs send."""
    came_from: int | None = None
    branch: str = ""
    """A row of `vocabulary.resources`; empty on the main line."""
    redirects: int = 0
    """How many HTTP redirects in a row come before it."""
    spent_ms: float = 0.0
    """Milliseconds that these redirects took."""
    begun: Url | None = None
    """The URL before these redirects, whole even if it is long; not kept."""
    repeats: int | None = None
    """The number of an earlier hop with the same request and the same response."""
    loop: tuple[str, ...] = ()
    """The URLs from that hop to this one."""
    heard: tuple[str, ...] = ()
    """The verbs that run in the loop."""
    cut_off: bool = False
    """True if Twilio's limit of documents ends the chain here, before its next redirect."""
    mode: Mode = ORDINARY
    sent: int = 0
    """How many replies the documents before this one have sent."""
    resource: Resource | None = None
    """The probed resource: then this is not a webhook, and its response has no instructions."""
    choice: str = ""
    """The word of the choice before it, in a path; empty if the document continued by itself."""
    before: int = 0
    """Bytes of the files before it in the same message."""
    weight: int | None = None
    """Bytes of the body, if only a report has them."""
    by_get: bool = False
    """Whether a GET returns TwiML from the URL that responded with 404 or 405 to this POST."""
    turn: "Turn | None" = None
    """Its position in a dialogue with Autopilot, which expects Actions and not TwiML."""

    @property
    def product(self) -> Product:
        """Return the product whose grammar applies to the document."""
        return self.event.product

    @property
    def size(self) -> int:
        """Return the bytes of the decompressed body; for a probe, the announced bytes."""
        if self.weight is not None:
            return self.weight
        if self.answer:
            return self.answer.size if self.resource else len(self.answer.body)
        return len(self.document.source.raw) if self.document else 0

    @property
    def replies(self) -> int:
        """Return how many messages it sends: a text, or its verbs up to the first <Redirect>."""
        if self.product == "voice" or not (self.understood or self.handling == "text"):
            return 0
        if self.handling == "text":
            return int(self.answer is not None and bool(self.answer.body.strip()))
        return self.messages

    @property
    def own_limit(self) -> str:
        """Return the limit of this tool or machine that prevented the request; empty if none."""
        return self.answer.own_limit if self.answer else ""

    @property
    def main_line(self) -> bool:
        """Say whether its response runs on the call or message itself."""
        return not self.branch and self.resource is None

    @property
    def under_way(self) -> bool:
        """Say whether the call is in progress when the request comes: it is for an action."""
        return self.request is not None and IN_PROGRESS in self.request.params

    @property
    def broken(self) -> bool:
        """Say whether Twilio gets no instructions from this response, if it is the last one."""
        if self.handling == "twiml":
            return not self.understood
        if self.product == "messaging" and self.answer and self.answer.status == 204:
            return False
        return self.handling in ("refused", "none", "redirect")

    def without_tree(self) -> "Hop":
        """Return the hop to keep, without its tree: hostile documents must not fill the memory."""
        if self.document is None:
            return self
        self.document.source.forget()
        return self._replace(document=self.document._replace(root=None, json=None))


class PendingRequest(NamedTuple):
    """A request that is still to be made, and how it was reached."""

    request: Request
    via: str
    came_from: int | None = None
    redirects: int = 0
    """How many HTTP redirects in a row come before it."""
    spent_ms: float = 0.0
    """Milliseconds of the limit for one response that the redirects before have used."""
    begun: Url | None = None
    """The URL before these redirects."""
    branch: str = ""
    """Empty on the main line."""
    public_only: bool = False
    """True if a public server points here: then the address must not be private."""
    resource: Resource | None = None
    """The probed resource, if it is a probe."""
    event: Event | None = None
    """The event of the request, if it is not the event of the session: a callback."""
    choice: str = ""
    """The word of the choice before it, in a path."""


class FlowExit(NamedTuple):
    """A TwiML Redirect of a Studio flow: how the call left the flow, and how it returned."""

    widget: str
    twiml: str
    """Studio's response; empty if the flow ends."""
    exit: str
    """`return`, `timeout` or `fail`; empty if there is no exit, or it is unknown."""
    next: str
    """The widget after that exit; empty if there is none."""
    variables: Fields
    """The values of `widgets.NAME.PARAM` afterwards."""


UrlHolder = Literal["number", "application", "messaging-service"]
"""The resources that can have the URL of a number."""


class ResolvedNumber(NamedTuple):
    """The resource of the account that has the URL of a phone number."""

    number: str
    """In E.164."""
    keeper: UrlHolder
    sid: str
    """The SID of the resource: PN…, AP… or MG…."""


ExpectationKind = Literal[
    "xpath", "any-hop", "text", "quest", "chain", "verdict", "step", "coverage", "trial"
]
"""The kind of an expectation: an XPath in the first response or in any response, a text, a goal of
a quest; the path or the verdict of all hops; a step of a played call, the coverage of a call, or a
trial of a drill, whose findings decide on the verdict."""


class Expected(NamedTuple):
    """An expectation of a target, and whether it is met."""

    kind: ExpectationKind
    expression: str
    """The expression of the user; for a quest its own words."""
    met: bool
    hop: int | None = None
    """The hop that meets it, or that should meet it; None without any response."""
    words: str = ""
    """The expectation in words; empty if the expression is enough."""
    found: str = ""
    """What was found instead, in a few words; empty if it is met."""
    undecided: str = ""
    """The limit of this tool that left it undecided, in a few words; empty if none did."""


class Latency(NamedTuple):
    """The time until the first document in several runs, with its HTTP redirects."""

    runs: int
    min_ms: float
    median_ms: float
    max_ms: float


class SnapshotHop(NamedTuple):
    """One hop in a snapshot; hosts, ports and SIDs are relative."""

    via: str
    method: str
    url: str
    status: int | None
    error: str
    """Why there was no usable response; empty if there was one."""
    kind: str
    """What Twilio does with the body: a `BodyHandling`."""
    answer: str
    """In canonical form; one text, because separate lines take three times as much memory."""

    @property
    def lines(self) -> list[str]:
        """Return the response line by line."""
        return self.answer.split("\n") if self.answer else []


class Snapshot(NamedTuple):
    """One target in a snapshot."""

    target: str
    """Its name in a suite, else its path."""
    event: str
    hops: tuple[SnapshotHop, ...]


class Comparison(NamedTuple):
    """How the responses of a target differ from those of a snapshot."""

    file: str
    state: Literal["same", "changed", "new"]
    """`new` if the snapshot does not have the target."""
    diff: tuple[str, ...] = ()
    """A unified diff; empty if nothing has changed."""
    more: int = 0
    """How many lines are left out, because a long diff fills the memory."""


class TargetResult(NamedTuple):
    """The results for one target."""

    target: str
    event: str
    verdict: Outcome
    hops: tuple[Hop, ...]
    findings: tuple[Finding, ...]
    would: str = ""
    """What Twilio would do with these responses, in one sentence."""
    undecided: str = ""
    """The limit of this tool or machine that stopped the check; empty if none did."""
    resolved: ResolvedNumber | None = None
    """Where its URL was found, if the target is a phone number."""
    expectations: tuple[Expected, ...] = ()
    """In the given order."""
    flow_exit: FlowExit | None = None
    """How it returned, if the target is a TwiML Redirect of a flow."""
    name: str = ""
    """The name in a suite; empty for a target of the command line."""
    written: tuple[str, int] | None = None
    """The file of the suite, and the line of the target."""
    latency: Latency | None = None
    """The latency of all runs, with --repeat; the other values are those of the worst run."""
    snapshot: Snapshot | None = None
    """Its snapshot, with --save or --compare."""
    comparison: Comparison | None = None
    """Only with --compare."""
    fail_on: FailOn = "error"
    """The lowest level that fails it."""
    accepted: tuple[Finding, ...] | None = None
    """The findings that the baseline accepts; None without --baseline."""
    call_map: CallMap | None = None
    """The map, if the whole call was explored; then each node has a hop."""
    again: str = ""
    """The command line that runs it again; only for a target without a pass."""


class Run(NamedTuple):
    """The results of one run of the tool."""

    checks: tuple[TargetResult, ...]
    elapsed_ms: float
    quest: str = ""
    """The name of the quest, if the run is one."""
    begun: float = 0.0
    """When it began, in seconds since 1970; 0 if unknown."""
    missing: tuple[str, ...] | None = None
    """Targets of the snapshot that were not checked; None without one."""
    shard: tuple[int, int] | None = None
    """The number of the shard, and how many there are; None for all targets."""
    secrets: tuple[str, ...] = ()
    """Values from the environment for the suite, which no report may show."""
    baseline: str = ""
    """The file of --baseline; empty without one."""


Progress = Callable[[PendingRequest | None], None]
"""Gets each request before it is sent, and None when its response is there."""


class Send(Protocol):
    """One exchange, as `fetch.Fetcher.send` makes it."""

    def __call__(
        self, request: Request, *, spent_ms: float = 0.0, public_only: bool = False
    ) -> Answer:
        """Send the request, and return an answer for every kind of outcome."""
        ...
