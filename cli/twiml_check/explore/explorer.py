"""The loop: send, read, check and follow, until no request is left. It joins the stages.

Only `CONTINUATIONS` finds the requests after a hop. Every path has limits: Twilio's own limits,
recognized loops, and the caller's limit of documents.
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
from twiml_check.model.call_map import INTERRUPTED
from twiml_check.model.ending import Stopped
from twiml_check.model.exchange import Answer
from twiml_check.model.finding import Finding
from twiml_check.model.run import ORDINARY, Hop, Mode, PendingRequest, Progress, Send
from twiml_check.request.session import Session, request_to
from twiml_check.rules.engine import check
from twiml_check.vocabulary.answers import MAX_DOCUMENTS, MAX_REDIRECTS
from twiml_check.web.url import Url

LONGEST_BRANCH = 10
"""The most documents of one wait music; many count in their URL and never end."""
NOT_FOR_POST = (404, 405)
"""The statuses of servers whose route is there for GET only."""
LARGE = 16 * 1024
"""Bytes of a document whose tree takes a megabyte or more."""

FOLLOWED_ROLES: tuple[Role, ...] = ("fetch", "next", "branch", "rescue", "last")
"""All roles except `choice`."""
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
    """Send the webhook Twilio's request, and follow all links of the responses.

    The first request is to the webhook, unless `begin` has another request or a document. URLs at
    `home` belong to Studio: they get no request, and end the path.
    Return the hops in the order of the requests, the findings, and the limit of the caller that was
    reached (empty when none was). Ctrl-C on the command line is such a limit after the first hop.
    """
    state = Exploration(session, send, max_documents, mode, home, tries_get=True, progress=progress)
    try:
        state.run(begin or start(session))
    except Stopped:
        if not state.hops:
            raise
        state.undecided = INTERRUPTED
    return tuple(state.hops), tuple(state.findings), state.undecided or state.left_out


class Exploration:
    """The exchanges of one target."""

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
        """Begin before the first request.

        Only links of these roles are followed. `judge` returns the findings of a hop. `notice` gets
        each hop while its tree is there. URLs that `asks` denies get no request. With `tries_get`
        the first URL that has nothing for a POST gets a GET, too.
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
        """About how many bytes the hops take."""
        self.findings: list[Finding] = []
        self.undecided = ""
        self.left_out = ""
        """The limit that left requests of `last` out."""
        self.next: list[PendingRequest] = []
        self.branches: deque[PendingRequest] = deque()
        self.known: set[str] = set()
        """Keys of the requests in it: ten numbers often share one URL."""
        self.last: dict[str, tuple[Continuation, Link, int]] = {}
        """The last requests by their keys, with the number of the hop before each."""

    def run(self, begin: PendingRequest | Hop) -> None:
        """Send a request or take a document, and follow it until no request is left."""
        if isinstance(begin, Hop):
            self.keep(begin)
        else:
            self.next.append(begin)
        while pending := self.take():
            if self.arrives(pending):
                self.hops.append(self.hop(pending)._replace(via="studio-return"))
                continue
            self.ask(pending)

    def take(self) -> PendingRequest | None:
        """Return the next request: a path is followed to its end before its branches."""
        if self.next:
            return self.next.pop()
        if self.branches and (self.arrives(self.branches[0]) or not self.is_full()):
            return self.branches.popleft()
        while self.last:
            if pending := self.take_last(*self.last.pop(next(iter(self.last)))):
                return pending
        return None

    def arrives(self, pending: PendingRequest) -> bool:
        """Say whether the request goes to Studio, and not to a webhook."""
        return bool(self.home and pending.resource is None and self.home(pending.request.url))

    def take_last(self, kind: Continuation, link: Link, number: int) -> PendingRequest | None:
        """Return the request for a resource; None if there is none."""
        hop = self.hops[number - 1]
        asked = (each.request for each in self.hops if each.resource is None)
        if self.home and self.home(link.url):
            return None  # Studio would run a real flow
        if link.only_new and any(request and request.url == link.url.brief for request in asked):
            return None
        # Redirects count too: every hop keeps its URL.
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
        """Make one exchange, read the response, and add the requests that follow."""
        if self.progress:
            self.progress(pending)
        came = self.send(
            pending.request, spent_ms=pending.spent_ms, public_only=pending.public_only
        )
        if self.progress:
            self.progress(None)
        hop = self.hop(pending)
        if came.own_limit:
            self.give_up(hop._replace(answer=came))
        elif pending.resource:
            self.keep(read_resource(hop, came, self.hops))
        else:
            hop = hop._replace(by_get=self.answers_get(pending, came))
            self.keep(self.bound(read_answer(hop, came)))
        if len(came.body) > LARGE:
            gc.collect()  # a tree has reference cycles, so fifty trees would stay in memory

    def answers_get(self, pending: PendingRequest, came: Answer) -> bool:
        """Say whether a URL that rejects a POST responds to a GET with TwiML.

        One GET is tried, and none for a callback. The Allow header of a 405 needs no request.
        """
        asked, event = pending.request, pending.event or self.session.event
        rejected = came.status in NOT_FOR_POST and asked.method == "POST"
        if not (self.tries_get and rejected) or event.callback:
            return False
        if came.header("Allow"):
            return False
        self.tries_get = False
        request = request_to(self.session, asked.url, "GET", params=asked.params)
        got = self.send(request, public_only=pending.public_only)
        return got.status == 200 and not got.failure and b"<Response" in got.body

    def give_up(self, hop: Hop) -> None:
        """Keep a hop that a limit of this machine prevented, and send no more requests."""
        self.undecided = hop.own_limit
        self.hops.append(hop)
        self.next.clear()
        self.branches.clear()
        self.last.clear()

    def hop(self, pending: PendingRequest) -> Hop:
        """Return the hop of a request that has no response yet."""
        before = self.hops[pending.came_from - 1] if pending.came_from else None
        return Hop(
            number=len(self.hops) + 1,
            via=pending.via,
            event=pending.event or self.session.event,
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
        """Return the hop, marked if its path ends here although the document has a redirect."""
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
        """Check the hop, add the requests that follow, and drop its tree."""
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
            queue = self.branches if kind.role == "branch" else self.next
            if link.configured or self.asks(link.url):
                queue.append(follow(self.session, hop, kind, link))

    def steps(self, visit: Visit) -> Iterator[Step]:
        """Yield the next request after the hop, and the branches that others hear."""
        hop = visit.hop
        yield from self.links(visit, "fetch")
        if hop.repeats is not None or hop.cut_off or self.undecided:
            return
        if "next" in self.roles and (step := self.next_step(visit)):
            yield step
        for kind, link in self.links(visit, "branch") if "branch" in self.roles else ():
            if len(self.known) > self.max_documents:
                break  # more would only use memory: they get no request
            if link.key not in self.known:
                self.known.add(link.key)
                yield kind, link

    def next_step(self, visit: Visit) -> Step | None:
        """Return the next request of the path; music repeats by design, so once is enough."""
        step = next(self.links(visit, "next"), None)
        if step is None or not visit.hop.branch:
            return step
        path = [visit.hop, *visit.path]
        heard = any(name != "Redirect" for each in path for name in each.run)
        asked = any(asks(each, step[1].method, step[1].url) for each in path)
        return None if heard and (asked or len(path) >= LONGEST_BRANCH) else step

    def rescue(self, visit: Visit) -> list[Step]:
        """Return the requests that Twilio sends when no other is left."""
        steps = list(self.links(visit, "rescue"))
        return [] if steps and self.is_full() else steps

    def links(self, visit: Visit, role: Role) -> Iterator[Step]:
        """Yield the links of all continuations of a role, in the order of the document."""
        kinds = (each for each in self.continuations if each.role == role)
        steps = (zip(repeat(kind), kind.find(visit)) for kind in kinds)
        return merge(*steps, key=lambda step: step[1].offset)

    def documents(self) -> int:
        """Return how many documents were read so far; a redirect is not a document."""
        return sum(each.handling != "redirect" for each in self.hops)

    def is_full(self) -> bool:
        """Say whether a limit allows no more documents, and note the limit."""
        enough = self.documents() >= self.max_documents or self.weight > MOST_BYTES
        if not self.undecided and enough:
            self.stop(self.documents())
        return bool(self.undecided)

    def stop(self, documents: int) -> None:
        """Note that the caller's limit of documents was reached, or the limit of memory."""
        noun = "document" if documents == 1 else "documents"
        why = " (--max-hops)" if documents >= self.max_documents else ": responses too large"
        self.undecided = f"stopped after {documents} {noun}{why}"

    def leave_out(self, kind: Continuation) -> None:
        """Note that the limit of a continuation left requests out."""
        self.left_out = f"stopped after {kind.limit} {kind.via}s"
