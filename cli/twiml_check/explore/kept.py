"""Where an exchange becomes a hop that is kept: it holds what reports need, and no more.

A hostile server sends 256 KiB of headers, addresses of 64 kB and thousands of faults every time,
and a check makes hundreds of exchanges. Rules, links and requests see all of that; it is cut
afterwards.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from twiml_check.model.exchange import Answer, Fields, Request
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.web.text import brief
from twiml_check.web.url import forget_long

MOST_BYTES = 10_000_000
"""Of all that is kept of one target: a check takes less than 60 MB, twice as much as Python."""
ROOMY = 1_000_000
"""Of that, up to which headers are kept as they come in practice; later ones are cut shorter."""
MANY_HEADERS, FEW_HEADERS = 16_384, 2_048
"""Characters of the headers of one answer."""
NEEDED = ("content-type", "content-length", "location")
"""Headers that reports show or count with: they are kept first."""
LONGEST_BODY = 1_024
"""Bytes of a body that Twilio throws away, that of a redirect."""
PROBED_HEADERS = 2_048
"""Characters of those of a resource; its body is not kept: nobody shows a picture."""
HOP_BYTES = 8_192
"""What a hop takes beside texts of any length, in a report too."""
MOST_FINDINGS = 1000
"""Of one target: nobody reads on, and fifty hostile documents have 300 MB of them."""


def trim(hop: Hop, headers: int = MANY_HEADERS) -> Hop:
    """Return the hop to keep, its answer's headers cut to so many characters.

    What is cut says so, and has a hash: hops that were alike stay so, different ones different.
    """
    hop = hop.without_tree()
    return hop._replace(
        name=brief(hop.name),
        begun=None,
        weight=hop.size if hop.answer else hop.weight,
        request=hop.request and _request(hop.request),
        answer=hop.answer and _answer(hop, hop.answer, headers),
        run=hop.verbs if hop.run == hop.verbs else hop.run,
    )


def cookies_of(answer: Answer) -> str:
    """Return a hash of what the answer sets; empty for nothing."""
    if answer.cookies:
        return answer.cookies
    values = [value for name, value in answer.headers if name.lower() == "set-cookie"]
    return _hash("\0".join(values)) if values else ""


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _request(request: Request) -> Request:
    url, target = request.url.brief, request.target.brief
    forget_long(request.target)
    return request._replace(url=url, target=url if url == target else target)


def _answer(hop: Hop, answer: Answer, most: int) -> Answer:
    body = answer.body
    if hop.resource is not None:
        body, most = b"", min(most, PROBED_HEADERS)
    elif hop.handling == "redirect":
        body = _cut(body)
    kept = tuple(_headers(answer.headers, most))
    return answer._replace(body=body, headers=kept, cookies=cookies_of(answer))


def _cut(body: bytes) -> bytes:
    if len(body) <= LONGEST_BODY:
        return body
    rest = f"… ({len(body) - LONGEST_BODY:,} bytes more, sha256 {sha256(body).hexdigest()[:16]})"
    return body[:LONGEST_BODY] + rest.encode()


def _headers(headers: Fields, most: int) -> Iterator[tuple[str, str]]:
    """Yield those that there is room for, in their order, then how many are left out."""
    if sum(len(name) + len(value) for name, value in headers) <= most:
        yield from headers
        return
    left, size = 0, 0
    for name, value in headers:
        short = brief(name), brief(value)
        most -= sum(map(len, short))
        if most >= 0 or name.lower() in NEEDED:
            yield short
        else:
            left, size = left + 1, size + len(name) + len(value)
    if left:
        yield "…", f"{left} more headers, {size:,} characters"


def weigh(hop: Hop) -> int:
    """Return about how many bytes a kept hop takes, together with what reports make of it."""
    request, answer = hop.request, hop.answer
    texts = [hop.name, *hop.loop]
    texts += [request.url.text, request.url.path, request.target.text] if request else []
    texts += [text for header in answer.headers for text in header] if answer else []
    names = len(hop.verbs) + (0 if hop.run is hop.verbs else len(hop.run))
    body = len(answer.body) if answer else 0
    return HOP_BYTES + sum(map(len, texts)) * 3 // 2 + 8 * names + 2 * body


def note(findings: list[Finding], found: Iterable[Finding]) -> None:
    """Add what there is room for, and one of each kind at least: the verdict hangs on them.

    The others are counted in the last one of their kind.
    """
    places = {(each.rule, each.level): place for place, each in enumerate(findings)}
    for finding in found:
        kind = (finding.rule, finding.level)
        if len(findings) < MOST_FINDINGS or kind not in places:
            places[kind] = len(findings)
            findings.append(finding)
        else:
            last = findings[places[kind]]
            findings[places[kind]] = last._replace(more=last.more + 1 + finding.more)
