"""Cut an exchange to the hop that is kept: it has the data for reports, and no more.

A hostile server sends 256 KiB of headers, URLs of 64 kB and thousands of faults every time, and a
check makes hundreds of exchanges. Rules, links and requests see all of this data. Then it is cut.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from twiml_check.model.exchange import Answer, Fields, Request
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.web.text import brief
from twiml_check.web.url import forget_long

MOST_BYTES = 10_000_000
"""Bytes kept of one target: a check takes less than 62 MB, twice as much as Python."""
ROOMY = 1_000_000
"""Up to so many bytes, usual headers are kept whole; later headers are cut shorter."""
MANY_HEADERS, FEW_HEADERS = 16_384, 2_048
"""The most characters of the headers of one response."""
NEEDED = ("content-type", "content-length", "location")
"""Headers that reports need: they are kept first."""
LONGEST_BODY = 1_024
"""The most bytes of a body that Twilio drops, such as the body of a redirect."""
PROBED_HEADERS = 2_048
"""The most characters of the headers of a resource. Its body is not kept: no report shows it."""
HOP_BYTES = 8_192
"""Bytes of a hop without its long texts, with its part of a report."""
MOST_FINDINGS = 1000
"""The most findings of one target: fifty hostile documents have 300 MB of them."""


def trim(hop: Hop, headers: int = MANY_HEADERS) -> Hop:
    """Return the hop to keep, with at most so many characters of headers.

    A cut text ends with a note and a hash, so equal hops stay equal and different hops different.
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
    """Return a hash of the cookies that the response sets; empty if there are none."""
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
    """Yield the headers that fit, in their order, then how many are left out."""
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
    """Return about how many bytes a kept hop takes, with its part of a report."""
    request, answer = hop.request, hop.answer
    texts = [hop.name, *hop.loop]
    texts += [request.url.text, request.url.path, request.target.text] if request else []
    texts += [text for header in answer.headers for text in header] if answer else []
    names = len(hop.verbs) + (0 if hop.run is hop.verbs else len(hop.run))
    body = len(answer.body) if answer else 0
    return HOP_BYTES + sum(map(len, texts)) * 3 // 2 + 8 * names + 2 * body


def note(findings: list[Finding], found: Iterable[Finding]) -> None:
    """Add the findings that fit, and at least one of each kind: the verdict depends on them.

    The last finding of each kind counts the others.
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
