"""The loop: send, read, check, follow, until nothing is left to ask. Here the stages are joined.

What a hop leads to is said by `CONTINUATIONS` alone. Every path is bounded: by Twilio's own limits,
by loops that are recognised, and by the caller's limit on documents.
"""

import gc
from collections import deque
from collections.abc import Callable, Iterator
from heapq import merge
from itertools import repeat

from twiml_check.explore.continuations import CONTINUATIONS
from twiml_check.explore.continuations.continuation import Continuation, Link, Role, Visit
from twiml_check.explore.exchange import follow, read_answer, read_resource, start
from twiml_check.explore.history import asks, find_loop, path_to
from twiml_check.explore.kept import (
    FEW_HEADERS,
    MANY_HEADERS,
    MOST_BYTES,
    ROOMY,
    note,
    trim,
    weigh,
)
from twiml_check.model.exchange import Answer, Event
from twiml_check.model.finding import Finding
from twiml_check.model.run import ORDINARY, Hop, Mode, PendingRequest, Progress, Send
from twiml_check.request.session import Session, request_to
from twiml_check.rules.engine import check
from twiml_check.vocabulary.answers import MAX_DOCUMENTS, MAX_REDIRECTS
from twiml_check.web.url import Url

LONGEST_BRANCH = 10
"""Documents of one piece of waiting music; many count in their address and never end."""
NOT_FOR_POST = (404, 405)
"""What servers answer where a route is there for GET only."""
LARGE = 16 * 1024
"""Bytes of a document whose tree takes a megabyte or more."""

FOLLOWED_ROLES: tuple[Role, ...] = ("fetch", "next", "beside", "rescue", "last")
"""All but what somebody has to choose."""
Home = Callable[[Url], bool]
Judge = Callable[[Hop], tuple[Finding, ...]]
Step = tuple[Continuation, Link]


def explore(
    session: Session,
    send: Send,
    *,
    max_documents: int = MAX_DOCUMENTS,
    mode: Mode = ORDINARY,
    progress: Progress | None = None,
    begin: PendingRequest | Hop | None = None,
    home: Home | None = None,
) -> tuple[tuple[Hop, ...], tuple[Finding, ...], str]:
    """Ask the webhook as Twilio asks, and follow wherever it leads.

    It begins with the webhook unless another request, or a document that was read, is given.
    Addresses at `home` are Studio's: who gets there has arrived, and nothing is asked.
    Returns the hops in the order they were made, what the rules found on them, and which limit of
    the caller's was reached (empty when none was).
    """
    state = Exploration(session, send, max_documents, mode, home, tries_get=True, progress=progress)
    state.run(begin or start(session))
    if progress:
        progress(None)
    return tuple(state.hops), tuple(state.findings), state.undecided or state.left_out


class Exploration:
    """One target's exchanges as they come in."""

    def __init__(
        self,
        session: Session,
        send: Send,
        max_documents: int,
        mode: Mode,
        home: Home | None = None,
        *,
        roles: tuple[Role, ...] = FOLLOWED_ROLES,
        judge: Judge = check,
        notice: Callable[[Visit], None] | None = None,
        asks: Callable[[Url], bool] = lambda _url: True,
        tries_get: bool = False,
        progress: Progress | None = None,
    ) -> None:
        """Begin with nothing asked.

        Only links of these roles are followed. `judge` finds what is wrong with a hop, `notice` is
        told of each while its tree is there. Addresses that `asks` denies are not asked. With
        `tries_get` the first URL that has nothing for a POST is asked with GET, too.
        """
        self.session = session
        self.send = send
        self.max_documents = max_documents
        self.mode = mode
        self.home = home
        self.roles = roles
        self.judge = judge
        self.notice = notice
        self.asks = asks
        self.tries_get = tries_get
        self.progress = progress
        self.continuations = [each for each in CONTINUATIONS if each.wanted(mode)]
        self.hops: list[Hop] = []
        self.weight = 0
        """About how many bytes they take."""
        self.findings: list[Finding] = []
        self.undecided = ""
        self.left_out = ""
        """Which limit kept something of `last` from being asked."""
        self.next: list[PendingRequest] = []
        self.beside: deque[PendingRequest] = deque()
        self.known: set[str] = set()
        """Keys of what was put there: ten numbers often share one address."""
        self.last: dict[str, tuple[Continuation, Link, int]] = {}
        """By key what is asked at the end, with the number of the hop that leads there."""

    def run(self, begin: PendingRequest | Hop) -> None:
        """Go on with a request, or a document that was read, until nothing is left to ask."""
        if isinstance(begin, Hop):
            self.keep(begin)
        else:
            self.next.append(begin)
        while pending := self.take():
            if self.arrives(pending):
                self.hops.append(self.hop(pending)._replace(via="studio-return"))
                continue
            if self.progress:
                self.progress(pending)
            self.ask(pending)

    def take(self) -> PendingRequest | None:
        """Return the next request: a path is followed to its end before what hangs on it."""
        if self.next:
            return self.next.pop()
        if self.beside and (self.arrives(self.beside[0]) or not self.is_full()):
            return self.beside.popleft()
        while self.last:
            if pending := self.take_last(*self.last.pop(next(iter(self.last)))):
                return pending
        return None

    def arrives(self, pending: PendingRequest) -> bool:
        """Say whether Studio gets the request, and not a webhook."""
        return bool(self.home and pending.resource is None and self.home(pending.request.url))

    def take_last(self, kind: Continuation, link: Link, number: int) -> PendingRequest | None:
        """Return the request for a resource; None when it is not asked for."""
        hop = self.hops[number - 1]
        asked = (each.request for each in self.hops if each.resource is None)
        if link.only_new and any(request and request.url == link.url.brief for request in asked):
            return None
        # Redirects count, too: every hop keeps its address.
        if sum(each.via == kind.via for each in self.hops) >= 2 * kind.limit:
            self.leave_out(kind)
            self.last.clear()
        elif not link.url:
            skipped = Hop(0, kind.via, hop.event, "", resource=link.resource)
            note(self.findings, check(skipped))
        else:
            return follow(self.session, hop, kind, link)
        return None

    def ask(self, pending: PendingRequest) -> None:
        """Make one exchange, read what came back, and see where it leads."""
        came = self.send(
            pending.request, spent_ms=pending.spent_ms, public_only=pending.public_only
        )
        hop = self.hop(pending)
        if came.own_limit:
            self.give_up(hop._replace(answer=came))
        elif pending.resource:
            self.keep(read_resource(hop, came, self.hops))
        else:
            hop = hop._replace(by_get=self.answers_get(pending, came))
            self.keep(self.bound(read_answer(hop, came)))
        if len(came.body) > LARGE:
            gc.collect()  # a tree is all reference cycles, and fifty of them would wait to be found

    def answers_get(self, pending: PendingRequest, came: Answer) -> bool:
        """Say whether a URL that has nothing for a POST has TwiML for a GET: one is tried.

        The Allow header of a 405 says so without a request.
        """
        asked = pending.request
        if not self.tries_get or came.status not in NOT_FOR_POST or asked.method != "POST":
            return False
        if came.header("Allow"):
            return False
        self.tries_get = False
        request = request_to(self.session, asked.url, "GET", params=asked.params)
        got = self.send(request, public_only=pending.public_only)
        return got.status == 200 and not got.failure and b"<Response" in got.body

    def give_up(self, hop: Hop) -> None:
        """Keep a hop that could not be asked for want of ours, and ask nothing else."""
        self.undecided = hop.own_limit
        self.hops.append(hop)
        self.next.clear()
        self.beside.clear()
        self.last.clear()

    def hop(self, pending: PendingRequest) -> Hop:
        """Return the hop of a request that has no answer yet."""
        before = self.hops[pending.came_from - 1] if pending.came_from else None
        return Hop(
            number=len(self.hops) + 1,
            via=pending.via,
            event=_event(self.session, pending),
            name=pending.request.url.masked,
            request=pending.request,
            came_from=pending.came_from,
            branch=pending.branch,
            redirects=pending.redirects,
            spent_ms=pending.spent_ms,
            begun=pending.begun,
            mode=self.mode,
            sent=before.sent + before.replies if before else 0,
            resource=pending.resource,
            choice=pending.choice,
        )

    def bound(self, hop: Hop) -> Hop:
        """Return the hop, marked when its path ends here although the document leads on."""
        if hop.handling == "redirect" and hop.redirects >= MAX_REDIRECTS:
            return find_loop(self.hops, hop, cookies=False) or hop
        path = path_to(self.hops, hop)
        if self.next_step(Visit(hop, path)) is None:
            return hop
        if loop := find_loop(self.hops, hop, cookies=True):
            return loop
        documents = 1 + sum(each.handling != "redirect" for each in path)
        if hop.product == "messaging" and documents >= MAX_DOCUMENTS:
            return find_loop(self.hops, hop, cookies=False) or hop._replace(cut_off=True)
        if self.documents() + 1 >= self.max_documents or self.weight > MOST_BYTES:
            if loop := find_loop(self.hops, hop, cookies=False):
                return loop
            self.stop(self.documents() + 1)
        return hop

    def keep(self, hop: Hop) -> None:
        """Check the hop, and add what it leads to; its tree ends with this method."""
        findings = self.judge(hop)
        note(self.findings, findings)
        visit = Visit(hop, path_to(self.hops, hop), findings, self.session)
        if self.notice:
            self.notice(visit)
        self.hops.append(trim(hop, MANY_HEADERS if self.weight < ROOMY else FEW_HEADERS))
        self.weight += weigh(self.hops[-1])
        for kind, link in self.links(visit, "last") if "last" in self.roles else ():
            if link.key not in self.last and len(self.last) >= kind.limit:
                self.leave_out(kind)
                break
            self.last.setdefault(link.key, (kind, link, hop.number))
        for kind, link in list(self.steps(visit)) or self.rescue(visit):
            queue = self.beside if kind.role == "beside" else self.next
            if link.configured or self.asks(link.url):
                queue.append(follow(self.session, hop, kind, link))

    def steps(self, visit: Visit) -> Iterator[Step]:
        """Yield where Twilio goes on after the hop, and what others hear then."""
        hop = visit.hop
        yield from self.links(visit, "fetch")
        if hop.repeats is not None or hop.cut_off or self.undecided:
            return
        if "next" in self.roles and (step := self.next_step(visit)):
            yield step
        for kind, link in self.links(visit, "beside") if "beside" in self.roles else ():
            if len(self.known) > self.max_documents:
                break  # more would only fill the memory: they will not be asked for
            if link.key not in self.known:
                self.known.add(link.key)
                yield kind, link

    def next_step(self, visit: Visit) -> Step | None:
        """Return where the path goes on; music goes round by design, and once is enough."""
        step = next(self.links(visit, "next"), None)
        if step is None or not visit.hop.branch:
            return step
        path = [visit.hop, *visit.path]
        heard = any(name != "Redirect" for each in path for name in each.run)
        asked = any(asks(each, step[1].method, step[1].url) for each in path)
        return None if heard and (asked or len(path) >= LONGEST_BRANCH) else step

    def rescue(self, visit: Visit) -> list[Step]:
        """Return what Twilio asks when nothing else is left."""
        steps = list(self.links(visit, "rescue"))
        return [] if steps and self.is_full() else steps

    def links(self, visit: Visit, role: Role) -> Iterator[Step]:
        """Yield the links of all continuations of a role, in the order of the document."""
        kinds = (each for each in self.continuations if each.role == role)
        steps = (zip(repeat(kind), kind.find(visit)) for kind in kinds)
        return merge(*steps, key=lambda step: step[1].offset)

    def documents(self) -> int:
        """Return how many documents were read so far; a redirect is none."""
        return sum(each.handling != "redirect" for each in self.hops)

    def is_full(self) -> bool:
        """Say whether a limit leaves no room for one document more, and note it."""
        enough = self.documents() >= self.max_documents or self.weight > MOST_BYTES
        if not self.undecided and enough:
            self.stop(self.documents())
        return bool(self.undecided)

    def stop(self, documents: int) -> None:
        """Note that the caller's limit was reached, or that of what is kept."""
        noun = "document" if documents == 1 else "documents"
        why = " (--max-hops)" if documents >= self.max_documents else ": the answers are too large"
        self.undecided = f"stopped after {documents} {noun}{why}"

    def leave_out(self, kind: Continuation) -> None:
        """Note that there was more to ask at the end than we do."""
        self.left_out = f"stopped after {kind.limit} {kind.via}s"


def _event(session: Session, pending: PendingRequest) -> Event:
    """Return what is asked; where the answer is not run it is a callback."""
    if pending.refused is None:
        return session.event
    return session.event._replace(callback=True, failure_code=pending.refused)
