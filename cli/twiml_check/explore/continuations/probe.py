"""--probe: the resources that a document uses, without a redirect to them.

Audio and other files get a GET, WebSockets are opened, and all other URLs get a HEAD.
"""

from collections.abc import Iterator
from itertools import takewhile

from twiml_check.explore.continuations.continuation import Continuation, Link, Visit
from twiml_check.model.document import Element
from twiml_check.model.run import Hop, Resource, ResourceKind
from twiml_check.rules.ignored import is_ignored, scopes
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.reachable import reached
from twiml_check.vocabulary.resources import MOST_MEDIA, STREAMS, URL_TYPES
from twiml_check.vocabulary.shapes import Attribute
from twiml_check.web.address import SOCKET
from twiml_check.web.studio import webhook_fault
from twiml_check.web.url import DEFAULT_PORTS, NO_URL, Url

MOST_PROBES = 100


def find(visit: Visit) -> Iterator[Link]:
    """Yield the links to the resources of verbs that Twilio reaches, in document order."""
    ignored = scopes(visit.hop.document)
    for found in find_resources(visit.hop):
        rules = tuple(rule for rule in ignored if is_ignored(ignored, rule, found.location))
        resource = found._replace(ignored=rules)
        url = NO_URL if _is_in_app(resource, visit.hop) else resource.url
        link = Link(url, "GET", params=(), key=_key(resource), resource=resource)
        yield link._replace(method="HEAD", only_new=True) if resource.kind == "callback" else link


def _key(resource: Resource) -> str:
    """Return the key of a request; all relative URLs without a base have one key."""
    if not resource.url:
        return " ".join(("nowhere", *resource.ignored))
    kind = resource.kind if resource.kind in ("callback", *STREAMS) else "fetched"
    return " ".join((kind, str(resource.url), *resource.ignored))


def _is_in_app(resource: Resource, hop: Hop) -> bool:
    """Say whether it is a WebSocket of an app in this process, with http or https."""
    if not hop.mode.inside or resource.kind not in STREAMS or hop.request is None:
        return False
    there, here = _https(resource.url).origin, hop.request.target.origin
    if there is None or here is None or there.host != here.host:
        return False
    return there.port == here.port or {there.port, here.port} <= set(DEFAULT_PORTS.values())


def find_resources(hop: Hop) -> Iterator[Resource]:
    """Yield each resource of verbs that Twilio reaches, in document order."""
    for element, key in _placed(hop):
        tag = GRAMMAR[hop.product].tags[key]
        inside = element.parent is not None and element.parent.name == "Gather"
        if tag.resource == "sound" and inside:
            yield from _of_text(hop, element, "prompt")
        elif tag.resource and (tag.resource != "callback" or hop.request is None):
            yield from _of_text(hop, element, tag.resource)  # the explorer follows <Redirect>
        for name in element.attributes:
            row = tag.attributes.get(name)
            if row and row.type in URL_TYPES:
                yield from _of_attribute(hop, element, name, row)
            elif row and row.stream:
                yield from _of_stream(hop, element, name, row.stream)


def _placed(hop: Hop) -> Iterator[tuple[Element, str]]:
    """Yield the elements that are valid in their place, each with its key in the grammar."""
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
    reference, what = element.text.strip(), f"the address in <{element.name}>"
    if kind == "media" and not Url.parse(reference).scheme:
        return  # Twilio does not document whether it resolves the URL; a rule reports it
    url = _resolve(hop, reference)
    if url is not None and hop.document:
        method = _method(element, "method") if kind == "callback" else "GET"
        place = hop.document.at_text(element)
        among = _media_before(hop, element) if kind == "media" else ()
        yield Resource(kind, url, reference, method, what, hop.number, place, among=among)


def _of_attribute(hop: Hop, element: Element, name: str, row: Attribute) -> Iterator[Resource]:
    reference, what = element.attributes[name].strip(), f"the {name} of <{element.name}>"
    url = _resolve(hop, reference)
    if url is not None and hop.document:
        method = _method(element, row.method or f"{name}Method")
        place, code = hop.document.at_setting(element, name), row.refused_code
        yield Resource("callback", url, reference, method, what, hop.number, place, code)


def _of_stream(hop: Hop, element: Element, name: str, kind: ResourceKind) -> Iterator[Resource]:
    """Yield the URL of a WebSocket: Twilio opens only wss."""
    url = Url.parse(element.attributes[name].strip())
    if not url.fault(SOCKET) and hop.document:
        place = hop.document.at_setting(element, name)
        what = f"the address of <{element.name}>"
        yield Resource(kind, url, url.text, "GET", what, hop.number, place)


def _https(url: Url) -> Url:
    return url._replace(scheme="https").rebuild()


def _resolve(hop: Hop, reference: str) -> Url | None:
    """Return the absolute URL to request; empty if the base of a relative URL is unknown.

    None if there is nothing to request: no URL, or one that Twilio fills in itself.
    """
    trimmed = reference.strip()
    if not trimmed or "{" in trimmed:
        return None
    if hop.request is None and (Url.parse(trimmed).is_relative or trimmed.startswith("//")):
        return None if hop.mode.inline else NO_URL
    url = (hop.request.url if hop.request else NO_URL).resolve(trimmed)
    return None if url.problem or webhook_fault(url) else url


def _method(element: Element, attribute: str) -> str:
    method = element.attributes.get(attribute, "")
    return "GET" if method.strip().upper() == "GET" else "POST"


def _media_before(hop: Hop, element: Element) -> tuple[Url, ...]:
    """Return the files before this one in the same message."""
    siblings = element.parent.children[:MOST_MEDIA] if element.parent else ()
    before = takewhile(lambda sibling: sibling is not element, siblings)
    urls = (_resolve(hop, sibling.text) for sibling in before if sibling.name == "Media")
    return tuple(filter(None, urls))


PROBE = Continuation("probe", "last", find, wanted=lambda mode: mode.probe, limit=MOST_PROBES)
