"""URLs that are not webhooks (audio, pictures, streams), and braces that are left of a template."""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.attributes import misnamed
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.template import certainty
from twiml_check.rules.urls import ANYWHERE, Refusal, advice, has_http_url, refusal, urls_of
from twiml_check.rules.wording import Flaw, cut
from twiml_check.vocabulary.names import TOKENS
from twiml_check.vocabulary.resources import (
    RELAY_FAILED,
    RELAY_FAULTS,
    STREAM_FAULTS,
    STREAM_MALFORMED,
)
from twiml_check.vocabulary.shapes import Attribute
from twiml_check.web.address import HTTP, SOCKET, Fault
from twiml_check.web.text import mask
from twiml_check.web.url import Url


@rule("bad-media-url", "error", where=lambda tag: tag.resource in ("sound", "media"))
def bad_media_url(node: GrammarNode) -> Iterator[Problem]:
    """The text of <Play> or <Media> is not a URL that Twilio can fetch.

    Twilio logs 11100 for audio and 21620 for a picture, and does not play or send the file.

    Bad:  <Response><Play>file:///hello.mp3</Play></Response>
    Good: <Response><Play>https://example.com/hello.mp3</Play></Response>
    """
    target = node.element.text.strip()
    refused = refusal(node, target) if target else None
    relative = target and node.tag.resource == "media" and not Url.parse(target).scheme
    if relative and not (refused and refused.level is None):
        # Twilio does not document whether it resolves a relative URL of <Media>.
        fault = refused.fault if refused else Fault("no-scheme", "it is relative")
        refused = Refusal(fault, "warning" if node.hop.request else None)
    if refused:
        shown = f'fetch "{cut(mask(target))}": {refused.fault.reason}'
        yield Problem(
            f"<{node.tag.name}> {refused.cannot} {shown}",
            help=advice(refused.fault),
            label="not a valid URL",
            location=node.document.at_text(node.element),
            code=node.tag.content_code,
            level=certainty(node, target, refused.level),
            doc=node.tag.doc,
        )


@rule(
    "bad-stream-url",
    "error",
    31922,
    where=lambda tag: "url" in tag.attributes and bool(tag.attributes["url"].stream),
)
def bad_stream_url(node: GrammarNode) -> Iterator[Problem]:
    """The URL of a stream is not the URL of a secure WebSocket.

    Twilio opens only wss URLs. Twilio logs 31922 for another scheme, and 31923 for a malformed URL.
    In <ConversationRelay>, Twilio logs 64101 for both.

    Bad:  <Response><Connect><Stream url="https://example.com/ws"/></Connect></Response>
    Good: <Response><Connect><Stream url="wss://example.com/ws"/></Connect></Response>
    """
    value = node.element.attributes.get("url")
    row = node.tag.attributes["url"]
    if value is None:
        yield from _no_stream_url(node)
        return
    flaw = _stream_flaw(node, value.strip(), row)
    if flaw:
        yield Problem(
            f'<{node.tag.name} url="{cut(mask(value), 50)}">: {flaw.label}',
            help=flaw.help,
            label=flaw.mark or flaw.label,
            location=node.document.at_setting(node.element, "url"),
            code=flaw.code,
            level=certainty(node, value, flaw.level),
            doc=node.tag.doc,
        )


def _no_stream_url(node: GrammarNode) -> Iterator[Problem]:
    """Yield that there is no URL; a <Stop> and a stream to a connector need none."""
    stops = node.element.parent is not None and node.element.parent.name == "Stop"
    if node.key != "Stream" or stops or misnamed(node, "url"):
        return
    if "connectorName" not in node.element.attributes:
        yield Problem(
            "<Stream> has no url to send the audio to",
            help='add url="wss://…"',
            label='no "url"',
            location=node.document.at(node.element),
            code=31923,
            doc=node.tag.doc,
        )


def _stream_flaw(node: GrammarNode, url: str, row: Attribute) -> Flaw | None:
    relay = row.stream == "relay"
    refused = refusal(node, url, SOCKET)
    if refused is None:
        if "?" not in url or relay:
            return None
        label = "Twilio does not send the query"
        return Flaw(label, "put its values into <Parameter> elements", level="warning")
    fault, level = refused
    if fault.kind == "no-scheme" and not fault.instead and not relay:
        # One page allows a relative URL; the other page and the samples of the libraries have none.
        level = "warning"
    code = STREAM_FAULTS.get(fault.kind, STREAM_MALFORMED)
    if relay:
        code = RELAY_FAULTS.get(fault.kind, row.code or RELAY_FAILED)
    change = advice(fault, "write a URL like wss://example.com/stream")
    mark = "not wss" if fault.kind == "scheme" else "not a valid URL"
    return Flaw(fault.reason, change, code, level, mark)


@rule("bad-template", "error", 11320, where=has_http_url)
def bad_template(node: GrammarNode) -> Iterator[Problem]:
    """A URL has braces that were never filled in.

    Twilio replaces {From} and similar names with the parameters of the request, and logs 11320 for
    a brace that is not closed. Twilio does not document all the names (11310), and does not
    document where it looks for braces that are not opened (11300).

    Bad:  <Response><Redirect>https://example.com/{user_id</Redirect></Response>
    Good: <Response><Redirect>https://example.com/{From}</Redirect></Response>
    """
    for name, value, schemes in urls_of(node):
        braces = schemes == HTTP and ("{" in value or "}" in value)
        if braces and not ANYWHERE.resolve(value).problem:
            flaw = template_flaw(value)
            at, element = node.document, node.element
            if flaw:
                yield Problem(
                    f'the URL "{cut(mask(value), 50)}" has {flaw.label}',
                    help=flaw.help,
                    label=flaw.label,
                    location=at.at_setting(element, name) if name else at.at_text(element),
                    code=flaw.code,
                    level=certainty(node, value, flaw.level),
                    doc=node.tag.doc,
                )


def template_flaw(url: str) -> Flaw | None:
    """Return what is wrong with the braces in a URL, or None."""
    depth = 0
    for brace in re.findall(r"[{}]", url):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return Flaw("a } without a {", "remove the }, or write %7D instead", level="warning")
    if depth:
        return Flaw("a { without a }", "add the }, or write %7B instead", 11320)
    names = re.findall(r"\{([^{}]*)\}", url)
    unknown = [name for name in names if name not in TOKENS]
    if not unknown:
        return None
    label = f"{{{cut(unknown[0], 30)}}}, which was never filled in"
    return Flaw(label, "write the value instead, or write %7B and %7D for braces", level="warning")
