"""The loop: send, read, follow, until nothing is left to ask. Here the stages are joined.

It works off a frontier of steps, first come first served, so that a document may lead to
several requests. Every chain is bounded: by Twilio's own limits, by loops that are recognised,
and by the caller's limit on documents.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from twiml_check.explore.continuations.http_redirect import location, must_be_public
from twiml_check.explore.continuations.twiml_redirect import Lead, branches, leads
from twiml_check.explore.history import BESIDE, asks, circle, way
from twiml_check.model.document import Document
from twiml_check.model.exchange import Answer, Event, Request
from twiml_check.model.finding import Finding, Level
from twiml_check.model.run import ORDINARY, BodyHandling, Hop, Mode, PendingRequest, Via
from twiml_check.read.answer import effective_answer, handling
from twiml_check.read.twiml import read_twiml
from twiml_check.request.session import Session, after_failure, after_http, after_twiml, first
from twiml_check.rules.engine import check
from twiml_check.vocabulary.answers import MAX_DOCUMENTS, MAX_REDIRECTS
from twiml_check.vocabulary.branches import BRANCHES
from twiml_check.vocabulary.reachable import forget, messages, run
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.explore.continuations.probe import Resources
    from twiml_check.model.run import Progress, Send

LONGEST_ASIDE = 10
"""Documents of one piece of waiting music; many count in their address and never end."""
FETCH_FAILED = 11200
"""What a fallback is told when no other number is known."""
SMALL = 4 * 1024
"""Bytes of a document whose tree may be kept for the next one that is the same."""
LARGE = 16 * 1024
"""Bytes of a document whose tree takes a megabyte or more."""
MOST_FINDINGS = 1000
"""Of one target: nobody reads on, and fifty hostile documents have 300 MB of them."""


class Exploration:
    """One target's exchanges as they come in."""

    def __init__(self, simulation: Session, send: Send, max_documents: int, mode: Mode) -> None:
        """Nothing asked yet."""
        self.simulation = simulation
        self.send = send
        self.max_documents = max_documents
        self.mode = mode
        self.hops: list[Hop] = []
        self.findings: list[Finding] = []
        self.kinds: set[tuple[str, Level]] = set()
        """Rules and levels of the findings."""
        self.branches: set[Lead] = set()
        """Those that were asked for already: ten numbers often share one."""
        self.undecided = ""
        self.targets = _targets() if mode.probe else None


def walk(
    simulation: Session,
    send: Send,
    *,
    max_documents: int = MAX_DOCUMENTS,
    mode: Mode = ORDINARY,
    progress: Progress | None = None,
    begin: PendingRequest | None = None,
    home: Callable[[Url], bool] | None = None,
) -> tuple[tuple[Hop, ...], tuple[Finding, ...], str]:
    """Ask the webhook as Twilio asks, and follow wherever it leads.

    It begins with the webhook unless another step is given. Addresses at `home` are Studio's: who
    gets there has arrived, and nothing is asked.
    Gives the hops in the order they were made, what the rules found on them, and which limit
    of the caller's stopped the walk (empty when none did).
    """
    state = Exploration(simulation, send, max_documents, mode)
    frontier = deque([begin or _first(simulation)])
    while frontier:
        step = frontier.popleft()
        if home and home(step.request.url):
            state.hops.append(_arrival(state, step))
            continue
        if step.via in BESIDE and _is_full(state):
            break
        if progress:
            progress(step)
        for following in _take(state, step):
            # A chain is followed to its end before what hangs on it.
            (frontier.append if following.via in BESIDE else frontier.appendleft)(following)
        answer = state.hops[-1].answer
        if answer and len(answer.body) > LARGE:
            forget()
            gc.collect()  # a tree is all circles, and fifty of them would wait to be found
    if state.targets:
        _probe(state, state.targets, progress)
    if progress:
        progress(None)
    return tuple(state.hops), tuple(state.findings), state.undecided


def _first(simulation: Session) -> PendingRequest:
    request = first(simulation)
    return PendingRequest(request, "webhook", public_only=_is_beyond_twilio(simulation, request))


def _is_beyond_twilio(simulation: Session, request: Request) -> bool:
    """Whether a URL that is set at Twilio names a private address.

    Only the host itself tells: a public name may be a private address for this machine alone.
    """
    return simulation.public_only and request.target.is_private


def _arrival(state: Exploration, step: PendingRequest) -> Hop:
    """The hop of a request that Studio would get."""
    return Hop(
        number=len(state.hops) + 1,
        via="studio-return",
        event=state.simulation.event,
        name=step.request.url.masked,
        request=step.request,
        came_from=step.came_from,
        branch=step.branch,
    )


def _targets() -> Resources:
    from twiml_check.explore.continuations.probe import Resources  # few runs need it

    return Resources()


def _probe(state: Exploration, targets: Resources, progress: Progress | None) -> None:
    """Ask for what the documents point at."""
    from twiml_check.explore.continuations.probe import probe

    probes = probe(state.simulation, state.send, targets, tuple(state.hops), progress)
    state.hops = list(probes.hops)
    _note(state, probes.findings)
    state.undecided = state.undecided or probes.undecided


def _take(state: Exploration, step: PendingRequest) -> list[PendingRequest]:
    """Make the step, and say where it leads; its tree ends with this function."""
    hop = _visit(state, step)
    found = check(hop)
    _note(state, found)
    if state.targets:
        state.targets.add(hop)
    state.hops.append(hop.without_tree())
    return list(_next(state, step, hop)) or list(_rescue(state, hop, found))


def _note(state: Exploration, found: tuple[Finding, ...]) -> None:
    """Keep what there is room for, and one of each kind at least: the verdict hangs on them."""
    for finding in found:
        kind = (finding.rule, finding.level)
        if len(state.findings) < MOST_FINDINGS or kind not in state.kinds:
            state.kinds.add(kind)
            state.findings.append(finding)


def _visit(state: Exploration, step: PendingRequest) -> Hop:
    """Make one exchange, read what came back, and see whether the chain may go on."""
    request, event = step.request, state.simulation.event
    came = state.send(request, spent_ms=step.spent_ms, public_only=step.public_only)
    answer = effective_answer(came, event)
    taken, document = _read(answer, event)
    hop = Hop(
        number=len(state.hops) + 1,
        via=step.via,
        event=event,
        name=request.url.masked,
        request=request,
        answer=answer,
        handling=taken,
        document=document,
        understood=document is not None and document.understood,
        verbs=document.verbs if document else (),
        run=run(document, event.product) if taken == "twiml" else (),
        messages=messages(document, event.product) if taken == "twiml" else 0,
        came_from=step.came_from,
        branch=step.branch,
        redirects=step.redirects,
        spent_ms=step.spent_ms,
        mode=state.mode,
        sent=_sent(state, step),
    )
    if taken == "redirect" and hop.redirects >= MAX_REDIRECTS:
        return circle(state.hops, hop, cookies=False) or hop
    return _bounded(state, hop) if _goes_on(state, hop) else hop


def _goes_on(state: Exploration, hop: Hop) -> Lead | None:
    """Where the chain goes from here; music goes round by design, and once is enough."""
    lead = next(leads(hop), None)
    if lead is None or not hop.branch:
        return lead
    route = [hop, *way(state.hops, hop)]
    heard = any(name != "Redirect" for each in route for name in each.run)
    asked = any(asks(each, lead.method, lead.url) for each in route)
    return None if heard and (asked or len(route) >= LONGEST_ASIDE) else lead


def _sent(state: Exploration, step: PendingRequest) -> int:
    """Replies that the documents on the way have sent."""
    if step.came_from is None:
        return 0
    earlier = state.hops[step.came_from - 1]
    return earlier.sent + earlier.replies


def _read(answer: Answer, event: Event) -> tuple[BodyHandling, Document | None]:
    """How Twilio takes the answer, and the document in it, if it is one."""
    taken = handling(answer, event)
    if taken == "twiml":
        return taken, _document(answer)
    if taken == "text" and event.product == "voice":
        document = _document(answer)
        if document.understood:
            return "twiml", document
    return taken, None


def _document(answer: Answer) -> Document:
    """What the body says; many targets often say the same, and it is read once."""
    read = _read_once if len(answer.body) <= SMALL else read_twiml
    return read(answer.body, answer.charset)


@lru_cache(maxsize=16)
def _read_once(body: bytes, charset: str | None) -> Document:
    return read_twiml(body, charset)


def _bounded(state: Exploration, hop: Hop) -> Hop:
    """The hop, marked when the chain ends here although the document leads on."""
    if repeated := circle(state.hops, hop, cookies=True):
        return repeated
    documents = 1 + sum(each.handling != "redirect" for each in way(state.hops, hop))
    if hop.product == "messaging" and documents >= MAX_DOCUMENTS:
        return circle(state.hops, hop, cookies=False) or hop._replace(cut_off=True)
    if _documents(state) + 1 >= state.max_documents:
        if repeated := circle(state.hops, hop, cookies=False):
            return repeated
        _stop(state, _documents(state) + 1)
    return hop


def _documents(state: Exploration) -> int:
    """Documents read so far; a redirect is none."""
    return sum(each.handling != "redirect" for each in state.hops)


def _is_full(state: Exploration) -> bool:
    """Whether the caller's limit leaves no room for one document more; noted when it is so."""
    if not state.undecided and _documents(state) >= state.max_documents:
        _stop(state, _documents(state))
    return bool(state.undecided)


def _stop(state: Exploration, documents: int) -> None:
    noun = "document" if documents == 1 else "documents"
    state.undecided = f"stopped after {documents} {noun} (--max-hops)"


def _next(state: Exploration, step: PendingRequest, hop: Hop) -> Iterator[PendingRequest]:
    """The steps that this hop leads to."""
    if hop.request is None or hop.answer is None or hop.answer.status is None:
        return
    target = location(hop)
    if target is not None:
        request = after_http(state.simulation, hop.request, target, hop.answer.status)
        yield PendingRequest(
            request,
            "http-redirect",
            hop.number,
            redirects=hop.redirects + 1,
            branch=hop.branch,
            spent_ms=step.spent_ms + hop.answer.elapsed_ms,
            public_only=must_be_public(hop, request, state.simulation.public_url),
        )
    if hop.repeats is None and not hop.cut_off and not state.undecided:
        if lead := _goes_on(state, hop):
            yield _step(state, hop, lead, "twiml-redirect")
        for lead in branches(hop):
            if len(state.branches) > state.max_documents:
                break  # more would only fill the memory: they will not be asked for
            if lead not in state.branches:
                state.branches.add(lead)
                yield _step(state, hop, lead, BRANCHES[lead.branch].via)


def _rescue(state: Exploration, hop: Hop, found: tuple[Finding, ...]) -> Iterator[PendingRequest]:
    """The step to the fallback URL, when the main line ends in a failure; it is not its own.

    https://www.twilio.com/docs/usage/security/availability-reliability
    """
    if not state.simulation.fallback or not hop.broken or hop.branch or hop.event.callback:
        return
    asked = next(each for each in (hop, *way(state.hops, hop)) if each.via != "http-redirect")
    if asked.via == "fallback" or asked.request is None or _is_full(state):
        return
    codes = (each.twilio_code for each in found if each.level == "error" and each.twilio_code)
    request = after_failure(state.simulation, asked.request, next(codes, FETCH_FAILED))
    only = _is_beyond_twilio(state.simulation, request)
    yield PendingRequest(request, "fallback", hop.number, public_only=only)


def _step(state: Exploration, hop: Hop, lead: Lead, via: Via) -> PendingRequest:
    request = after_twiml(state.simulation, lead.url, lead.method, lead.branch)
    bound = must_be_public(hop, request, state.simulation.public_url)
    return PendingRequest(request, via, hop.number, branch=lead.branch, public_only=bound)
