"""--probe: ask what a document points at, each address once, and judge what comes back.

Sounds and files are fetched, WebSockets opened, and everything else asked with HEAD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.explore.continuations.http_redirect import location, must_be_public
from twiml_check.model.document import Element
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, PendingRequest, Resource, ResourceKind
from twiml_check.request.session import Session, pointed_at, upgrade
from twiml_check.rules.engine import check
from twiml_check.vocabulary.answers import FOLLOWED
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.reachable import reached
from twiml_check.vocabulary.resources import (
    MOST_MEDIA,
    STREAMS,
    URL_TYPES,
)
from twiml_check.vocabulary.shapes import Attribute
from twiml_check.web.url import DEFAULT_PORTS, NO_URL, Url

if TYPE_CHECKING:
    from twiml_check.model.run import Progress, Send

MOST_PROBES = 100
MOST_EXCHANGES = 200
"""Of all probes together, HTTP redirects included: every hop keeps its address."""
MOST_HEADERS = 20
LONGEST_HEADER = 500
"""Of those that are kept: a hostile server can send 256 KiB of them every time."""

WITH_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"


class Probes(NamedTuple):
    """What the probes of one target gave."""

    hops: tuple[Hop, ...]
    """All hops, those before the probes first."""
    findings: tuple[Finding, ...]
    undecided: str
    """Empty unless there was more to ask than we do."""


class Resources:
    """What is still to be asked, each address once and no more than we are ready to ask."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.found: dict[tuple[str, Url], Resource] = {}
        self.full = False

    def add(self, hop: Hop) -> None:
        """Take in what the hop's document points at, while its tree is there."""
        for target in targets(hop):
            key = (_way(target), target.url)
            if key in self.found:
                continue
            if len(self.found) >= MOST_PROBES:
                self.full = True
                return
            self.found[key] = target


def _way(target: Resource) -> str:
    """How a target is asked; relative addresses that lead nowhere are told of once."""
    if not target.url:
        return ""
    return target.kind if target.kind in ("callback", *STREAMS) else "fetched"


def probe(
    simulation: Session,
    send: Send,
    every: Resources,
    hops: tuple[Hop, ...],
    progress: Progress | None = None,
) -> Probes:
    """Ask for each target; what was asked on the walk already is passed over."""
    asked = {hop.request.url for hop in hops if hop.request}
    made, findings = list(hops), list[Finding]()
    sizes: dict[Url, int] = {}
    for target in every.found.values():
        if target.kind == "callback" and target.url in asked:
            continue
        if len(made) - len(hops) >= MOST_EXCHANGES:
            every.full = True
            break
        before = sum(sizes.get(url, 0) for url in target.among)
        for hop in _chain(simulation, send, target, made, progress):
            judged = hop._replace(before=before)
            findings += check(judged)
            if hop.answer:
                sizes[target.url] = hop.answer.size
    if progress:
        progress(None)
    full = f"stopped after {MOST_PROBES} probes" if every.full else ""
    return Probes(tuple(made), tuple(findings), full)


def _chain(
    simulation: Session,
    send: Send,
    target: Resource,
    hops: list[Hop],
    progress: Progress | None,
) -> Iterator[Hop]:
    """The target's hops, HTTP redirects followed; each is put behind the others."""
    origin = hops[target.hop - 1]
    if not target.url or _is_in_app(target, origin):
        yield Hop(0, "probe", origin.event, "", target=target)
        return
    step: PendingRequest | None = _first(simulation, target, origin)
    while step:
        if progress:
            progress(step)
        hop = _visit(send, step, origin, len(hops) + 1)
        hops.append(_slim(hop))
        yield hop
        step = _next(simulation, step, hop)


def _is_in_app(target: Resource, origin: Hop) -> bool:
    """Whether it is a WebSocket of an app in this process; its http and https are one."""
    if not origin.mode.inside or target.kind not in STREAMS or origin.request is None:
        return False
    there, here = _https(target.url).origin, origin.request.target.origin
    usual = DEFAULT_PORTS.values()
    return (
        there is not None
        and here is not None
        and there.host == here.host
        and (there.port == here.port or {there.port, here.port} <= set(usual))
    )


def _slim(hop: Hop) -> Hop:
    """The hop to keep: nobody shows a picture, and a hundred of them fill the memory."""
    if hop.answer is None:
        return hop
    short = [field for field in hop.answer.headers if sum(map(len, field)) <= LONGEST_HEADER]
    return hop._replace(answer=hop.answer._replace(body=b"", headers=tuple(short[:MOST_HEADERS])))


def _first(simulation: Session, target: Resource, origin: Hop) -> PendingRequest:
    if target.kind in STREAMS:
        request = upgrade(simulation, target.url)
    else:
        request = pointed_at(simulation, target.url, "HEAD" if target.kind == "callback" else "GET")
    bound = must_be_public(origin, request, simulation.public_url)
    return PendingRequest(request, "probe", origin.number, public_only=bound, target=target)


def _visit(send: Send, step: PendingRequest, origin: Hop, number: int) -> Hop:
    answer = send(step.request, spent_ms=step.spent_ms, public_only=step.public_only)
    stream = step.target is not None and step.target.kind in STREAMS
    leads_on = answer.status in FOLLOWED and answer.header("Location")
    return Hop(
        number=number,
        via="probe",
        event=origin.event,
        name=step.request.url.masked,
        request=step.request,
        answer=answer,
        handling="redirect" if leads_on and not stream else "none",
        came_from=step.came_from,
        redirects=step.redirects,
        target=step.target,
    )


def _next(simulation: Session, step: PendingRequest, hop: Hop) -> PendingRequest | None:
    """The step after an HTTP redirect, if Twilio follows it."""
    url = location(hop)
    if url is None or hop.answer is None:
        return None
    request = pointed_at(simulation, url, step.request.method)
    return PendingRequest(
        request,
        "probe",
        hop.number,
        redirects=hop.redirects + 1,
        spent_ms=step.spent_ms + hop.answer.elapsed_ms,
        public_only=step.public_only or must_be_public(hop, request, simulation.public_url),
        target=step.target,
    )


def targets(hop: Hop) -> Iterator[Resource]:
    """Each address that stands in a verb that Twilio gets to, in document order."""
    for element, key in _placed(hop):
        tag = GRAMMAR[hop.product].tags[key]
        inside = element.parent is not None and element.parent.name == "Gather"
        if tag.resource == "sound" and inside:
            yield from _of_text(hop, element, "prompt")
        elif tag.resource and (tag.resource != "callback" or hop.request is None):
            yield from _of_text(hop, element, tag.resource)  # on a walk <Redirect> is followed
        for name in element.attributes:
            row = tag.attributes.get(name)
            if row and row.type in URL_TYPES:
                yield from _of_attribute(hop, element, name, row)
            elif row and row.stream:
                yield from _of_stream(hop, element, name, row.stream)


def _placed(hop: Hop) -> Iterator[tuple[Element, str]]:
    """The elements that Twilio knows where they stand, each with its key in the grammar."""
    root = hop.document.root if hop.document else None
    if root is None or hop.handling != "twiml" or not hop.understood:
        return
    children = GRAMMAR[hop.product].children
    for verb in reached(root, hop.product):
        todo = [(verb.element, children["Response"][verb.element.name])]
        while todo:
            element, key = todo.pop()
            yield element, key
            known = children[key]
            below = [child for child in element.children if child.name in known]
            todo.extend((child, known[child.name]) for child in reversed(below))


def _of_text(hop: Hop, element: Element, kind: ResourceKind) -> Iterator[Resource]:
    among = _media_before(hop, element) if kind == "media" else ()
    url = _asked(hop, element.text)
    if kind == "media" and not re.match(WITH_SCHEME, element.text.strip()):
        return  # whether it is resolved no page says, and a rule speaks about it
    if url is not None and hop.document:
        yield Resource(
            kind=kind,
            url=url,
            reference=element.text.strip(),
            method=_method(element, "method") if kind == "callback" else "GET",
            what=f"the address in <{element.name}>",
            hop=hop.number,
            location=hop.document.at_text(element),
            among=among,
        )


def _of_attribute(hop: Hop, element: Element, name: str, row: Attribute) -> Iterator[Resource]:
    value = element.attributes[name]
    url = _asked(hop, value)
    if url is not None and hop.document:
        yield Resource(
            kind="callback",
            url=url,
            reference=value.strip(),
            method=_method(element, row.method or f"{name}Method"),
            what=f"the {name} of <{element.name}>",
            hop=hop.number,
            location=hop.document.at_setting(element, name),
            refused=row.refused_code,
        )


def _of_stream(hop: Hop, element: Element, name: str, kind: ResourceKind) -> Iterator[Resource]:
    """Twilio opens wss and nothing else, so it alone is opened here."""
    url = Url.parse(element.attributes[name].strip())
    if url.scheme != "wss" or _https(url).problem or hop.document is None:
        return
    yield Resource(
        kind=kind,
        url=url,
        reference=url.text,
        method="GET",
        what=f"the address of <{element.name}>",
        hop=hop.number,
        location=hop.document.at_setting(element, name),
    )


def _https(url: Url) -> Url:
    return url._replace(scheme="https").rebuild()


def _asked(hop: Hop, reference: str) -> Url | None:
    """The address to ask, absolute; empty when nobody knows what it is relative to.

    None where there is nothing to ask: no address, or one that Twilio fills in itself.
    """
    trimmed = reference.strip()
    if not trimmed or "{" in trimmed:
        return None
    if hop.request is None and not re.match(WITH_SCHEME, trimmed):
        return None if hop.mode.inline else NO_URL
    url = (hop.request.url if hop.request else NO_URL).resolve(trimmed)
    return None if url.problem else url


def _method(element: Element, attribute: str) -> str:
    given = element.attributes.get(attribute, "")
    return "GET" if given.strip().upper() == "GET" else "POST"


def _media_before(hop: Hop, element: Element) -> tuple[Url, ...]:
    """The files that stand before this one in the same message."""
    before: list[Url] = []
    for sibling in element.parent.children[:MOST_MEDIA] if element.parent else ():
        if sibling is element:
            break
        if sibling.name == "Media" and (url := _asked(hop, sibling.text)):
            before.append(url)
    return tuple(before)
