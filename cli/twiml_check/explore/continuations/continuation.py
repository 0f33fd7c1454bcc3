"""What a continuation is: where a hop leads, and how that is asked and named.

Links carry all that a request needs and nothing is made here, so that reports may take their
words from continuations without loading what signs and sends.
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
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.request.session import Session


class Link(NamedTuple):
    """One address to ask, and what is sent there."""

    url: Url
    """Absolute; empty when it cannot be asked and there is only something to say about it."""
    method: str = "POST"
    branch: str = ""
    """A row of `vocabulary.resources` when the answer is not run on the call itself."""
    fields: Fields = ()
    """Sent besides the parameters of the call."""
    params: Fields | None = None
    """Sent in place of the parameters of the call."""
    offset: int = 0
    """Where in the document it stands: links are followed in this order."""
    key: str = ""
    """Of links with the same key only the first is followed."""
    configured: bool = False
    """True when the address is set at Twilio, not named by a document."""
    only_new: bool = False
    """True when it is passed over if the same address has been asked on the way."""
    resource: Resource | None = None
    """What is fetched there, if it is no document."""
    event: Event | None = None
    """What is requested where that is not the event of the call: a callback."""


class Choice(NamedTuple):
    """One way in which a verb ends: by what the caller does, or by what becomes of it."""

    word: str
    """As it stands in a path: `silence`, `busy`."""
    kind: ChoiceKind
    link: Link | None = None
    """What Twilio asks then; None when the next verb runs, or the call is over."""
    over: bool = False
    """True when the caller is gone, so that the answer is not run."""
    certain: bool = True
    """False where Twilio's pages contradict each other, or say nothing."""
    via: str = "action"
    """Its word in the JSON report."""
    good: bool = True
    """False where the caller waits for a word then."""


class Outcome(NamedTuple):
    """A row of the table of a verb: how it ends, and what Twilio sends then."""

    word: str
    spoken: str
    """As it reads in a sentence: `the dialled party is busy`."""
    fields: Fields
    """Sent besides the parameters of the call; `{call_sid}` and the like are filled in."""
    kind: ChoiceKind = "outcome"
    over: bool = False
    certain: bool = True
    good: bool = True
    """False where the caller waits for a word then: nobody came, or nothing was done."""


class Visit(NamedTuple):
    """A hop while its tree is there, and what may be known about it."""

    hop: Hop
    path: Sequence[Hop] = ()
    """The hops that led to it, the nearest first."""
    findings: tuple[Finding, ...] = ()
    session: "Session | None" = None


FETCH_FAILED = 11200
"""Twilio's number for an address that gives no usable answer, when no other number is known."""

Role = Literal["fetch", "next", "beside", "rescue", "last", "choice"]
"""When links are followed.

fetch: at once, as a part of the same exchange. next: at once, and the call goes on with the answer;
of all these links of a document the first is taken. beside: when the call is over, as others hear
what comes back. rescue: when nothing else leads on. last: when all else has been asked.
choice: when somebody chooses it, as the room `calls` does.
"""


def find_nothing(_visit: Visit) -> Iterator[Link]:
    """Yield no link: the document alone leads nowhere by this continuation."""
    yield from ()


def no_choices(_visit: Visit, _verb: Element) -> Iterator[Choice]:
    """Yield no choice."""
    yield from ()


class Continuation(NamedTuple):
    """One kind of request that an answer leads to."""

    via: str
    """Its word in the JSON report."""
    role: Role
    find: Callable[[Visit], Iterator[Link]] = find_nothing
    after: str = ""
    """How a hop reads that comes right after the one that led to it; `{}` is that one's status."""
    label: str = ""
    """The same for a hop that stands off the main line."""
    wanted: Callable[[Mode], bool] = lambda _mode: True
    """Whether the explorer follows it in this mode."""
    limit: int = 0
    """Different links that are followed in one exploration, where the role has no limit itself."""
    verb: str = ""
    """The verb that waits until one of its choices comes true."""
    heard: str = ""
    """What a caller notices of that verb: `dials`, and whom follows; empty for nothing."""
    choices: Callable[[Visit, Element], Iterator[Choice]] = no_choices
    """Yields the choices at this verb; without a verb, those of a whole document."""
    table: tuple[Outcome, ...] = ()
    """All outcomes of the verb, whatever its nouns and attributes."""


def verbs(hop: Hop) -> Iterator[Verb]:
    """Yield the verbs of a hop's document that Twilio gets to."""
    if hop.document is None or hop.document.root is None or hop.request is None:
        return
    if hop.handling == "twiml" and hop.understood:
        yield from reached(hop.document.root, hop.product)


def outcomes(
    hop: Hop, verb: Element, table: Iterable[Outcome], *, itself: bool
) -> Iterator[Choice]:
    """Yield the choices of a table, each with what its action gets.

    Without an action the document is asked again where `itself` says so, else nothing is asked.
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
    """Return whom a noun of <Dial> calls, as Twilio writes it in To; empty for nobody."""
    text = noun.text.strip() or next(
        (child.text.strip() for child in noun.children if child.name == "Identity"), ""
    )
    scheme = {"Client": "client:", "WhatsApp": "whatsapp:"}.get(noun.name, "")
    return text if not text or text.startswith(scheme) else scheme + text


def fill_in(hop: Hop, fields: Fields, **known: str) -> Fields:
    """Return the fields with the SIDs of the hop's call, and what else is known, filled in."""
    from twiml_check.request.parameters import fill, sids  # reports do without what sends

    values = {**sids(dict(hop.request.params) if hop.request else {}), **known}
    return tuple((name, fill(value, values)) for name, value in fields)


def link_to(hop: Hop, reference: str, method: str | None) -> Link | None:
    """Return the link to an address in the hop's document; None when it cannot be asked.

    It is asked by POST unless the document says GET; what else it says is for a rule to judge.
    """
    url = hop.request.url.resolve(reference) if hop.request else None
    if url is None or url.problem:
        return None
    return Link(url, "GET" if (method or "").strip().upper() == "GET" else "POST", hop.branch)


def find_branches(visit: Visit, *branches: str) -> Iterator[tuple[Element, Link]]:
    """Yield the links to these rows of `vocabulary.resources`, and where each stands."""
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
        if verb.tag.kind == "verb":  # a noun that only the libraries put there leads nowhere
            yield verb.element, verb.tag
            for noun in verb.element.children:
                if row := inside(verb.tag.name, noun.name):
                    yield noun, row
