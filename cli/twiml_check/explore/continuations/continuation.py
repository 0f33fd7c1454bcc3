"""Define a continuation: the links of a hop, their requests, and their names in reports.

A link has all data for its request, and this file makes no request. So reports can use the words of
continuations without loading the code that signs and sends.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from twiml_check.model.call_map import ChoiceKind
from twiml_check.model.document import Element
from twiml_check.model.exchange import Event, Fields
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, Mode, Resource
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.reachable import Verb, reached
from twiml_check.vocabulary.shapes import Tag
from twiml_check.web.studio import webhook_fault
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.request.session import Session


class Link(NamedTuple):
    """One URL to request, and the parameters for it."""

    url: Url
    """Absolute; empty if there is nothing to request, only something to report."""
    method: str = "POST"
    branch: str = ""
    """A row of `vocabulary.resources` if the response does not run on the call itself."""
    fields: Fields = ()
    """Added to the parameters of the call."""
    params: Fields | None = None
    """Replaces the parameters of the call."""
    offset: int = 0
    """The position in the document: links are followed in this order."""
    key: str = ""
    """Only the first link of each key is followed."""
    configured: bool = False
    """True if the URL is configured at Twilio, and not in a document."""
    only_new: bool = False
    """True if the link is skipped when its URL was already requested on the path."""
    resource: Resource | None = None
    """The resource at the URL, if it is not a document."""
    event: Event | None = None
    """The event of the request, if it is not the event of the call: a callback."""


class Choice(NamedTuple):
    """One way in which a verb ends: by the caller's input, or by an outcome."""

    word: str
    """The word in a path: `silence`, `busy`."""
    kind: ChoiceKind
    link: Link | None = None
    """The request that follows; None if the next verb runs, or the call is over."""
    over: bool = False
    """True if the caller has hung up, so the response does not run."""
    certain: bool = True
    """False if Twilio's pages contradict each other, or do not document this."""
    via: str = "action"
    """Its word in the JSON report."""
    good: bool = True
    """False if the caller then waits to hear something."""


class Outcome(NamedTuple):
    """A row of the table of a verb: how the verb ends, and the parameters that Twilio sends."""

    word: str
    spoken: str
    """The words in a sentence: `the dialed party is busy`."""
    fields: Fields
    """Added to the parameters of the call; placeholders such as `{call_sid}` are filled in."""
    kind: ChoiceKind = "outcome"
    over: bool = False
    certain: bool = True
    good: bool = True
    """False if the caller then waits to hear something: nobody came, or the verb failed."""


class Visit(NamedTuple):
    """A hop while its tree is there, with its path and its session."""

    hop: Hop
    path: Sequence[Hop] = ()
    """The hops before it on its path, the nearest first."""
    findings: tuple[Finding, ...] = ()
    session: "Session | None" = None


FETCH_FAILED = 11200
"""Twilio's number for a URL without a usable response, if there is no other number."""

Role = Literal["fetch", "next", "branch", "rescue", "last", "choice"]
"""When links are followed.

fetch: at once, as a part of the same exchange. next: at once, and the call continues with the
response; only the first such link of a document is followed. branch: after the call, because other
parties hear the response. rescue: when no other link is left. last: after all other requests.
choice: when somebody chooses it, as `calls` does.
"""


def find_nothing(_visit: Visit) -> Iterator[Link]:
    """Yield no link: a document alone does not start this continuation."""
    yield from ()


def no_choices(_visit: Visit, _verb: Element) -> Iterator[Choice]:
    """Yield no choice."""
    yield from ()


class Continuation(NamedTuple):
    """One kind of request that follows a response."""

    via: str
    """Its word in the JSON report."""
    role: Role
    find: Callable[[Visit], Iterator[Link]] = find_nothing
    after: str = ""
    """The words for a hop right after the hop before it; `{}` is the status of that hop."""
    label: str = ""
    """The words for a hop off the main line."""
    wanted: Callable[[Mode], bool] = lambda _mode: True
    """Whether the explorer follows it in this mode."""
    limit: int = 0
    """The most different links of one exploration, if the role itself has no limit."""
    verb: str = ""
    """The verb that waits for one of its choices."""
    heard: str = ""
    """The words for that verb in a played call, such as `dials`; empty for nothing."""
    choices: Callable[[Visit, Element], Iterator[Choice]] = no_choices
    """Yields the choices at this verb; without a verb, the choices of a whole document."""
    table: tuple[Outcome, ...] = ()
    """All outcomes of the verb, for all its nouns and attributes."""


def verbs(hop: Hop) -> Iterator[Verb]:
    """Yield the verbs of a hop's document that Twilio reaches."""
    if hop.document is None or hop.document.root is None or hop.request is None:
        return
    if hop.handling == "twiml" and hop.understood:
        yield from reached(hop.document.root, hop.product)


def outcomes(
    hop: Hop, verb: Element, table: Iterable[Outcome], *, itself: bool
) -> Iterator[Choice]:
    """Yield the choices of a table, each with the parameters of its action.

    Without an action Twilio requests the same document again if `itself` is true, else nothing.
    """
    action = verb.attributes.get("action", "").strip()
    link = link_to(hop, action, verb.attributes.get("method")) if action or itself else None
    unheard = hop.event._replace(callback=True, failure_code=FETCH_FAILED)
    for row in table:
        asked = link and link._replace(
            fields=fill_in(hop, row.fields), event=unheard if row.over else None
        )
        yield Choice(row.word, row.kind, asked, row.over, row.certain, good=row.good)


def dialled(noun: Element) -> str:
    """Return the party that a noun of <Dial> calls, as Twilio writes it in To; empty for nobody."""
    text = noun.text.strip() or next(
        (child.text.strip() for child in noun.children if child.name == "Identity"), ""
    )
    scheme = {"Client": "client:", "WhatsApp": "whatsapp:"}.get(noun.name, "")
    return text if not text or text.startswith(scheme) else scheme + text


def fill_in(hop: Hop, fields: Fields, **known: str) -> Fields:
    """Return the fields with the SIDs of the hop's call and the `known` values filled in."""
    from twiml_check.request.parameters import fill, sids  # reports do not load the code that sends

    values = {**sids(dict(hop.request.params) if hop.request else {}), **known}
    return tuple((name, fill(value, values)) for name, value in fields)


def link_to(hop: Hop, reference: str, method: str | None) -> Link | None:
    """Return the link to a URL in the hop's document; None if it is not a usable URL.

    The method is POST unless the document says GET; a rule reports other methods.
    """
    url = hop.request.url.resolve(reference) if hop.request else None
    if url is None or url.problem or webhook_fault(url):
        return None
    return Link(url, "GET" if (method or "").strip().upper() == "GET" else "POST", hop.branch)


def find_branches(visit: Visit, *branches: str) -> Iterator[tuple[Element, Link]]:
    """Yield the links to these rows of `vocabulary.resources`, with the element of each."""
    hop = visit.hop
    for element, tag in () if hop.branch else _verbs_and_nouns(hop):
        for name, address in element.attributes.items():
            row = tag.attributes.get(name)
            if row is None or row.branch not in branches or not address.strip():
                continue
            method = element.attributes.get(row.method or f"{name}Method")
            if link := link_to(hop, address.strip(), method):
                key = f"{row.branch} {link.method} {link.url}"
                yield element, link._replace(branch=row.branch, offset=element.offset, key=key)


def _verbs_and_nouns(hop: Hop) -> Iterator[tuple[Element, Tag]]:
    inside = GRAMMAR[hop.product].inside
    for verb in verbs(hop):
        if verb.tag.kind == "verb":  # a noun that only the libraries allow there does nothing
            yield verb.element, verb.tag
            for noun in verb.element.children:
                if row := inside(verb.tag.name, noun.name):
                    yield noun, row
