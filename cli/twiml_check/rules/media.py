"""Addresses that are no webhooks: sounds, pictures and streams, and what is left of a template."""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.attributes import misnamed
from twiml_check.rules.redirect import ANYWHERE, Refusal, advice, refusal
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.template import certainty
from twiml_check.rules.wording import Flaw, cut
from twiml_check.vocabulary.names import TOKENS
from twiml_check.vocabulary.resources import URL_TYPES
from twiml_check.vocabulary.shapes import Tag
from twiml_check.web.text import mask
from twiml_check.web.url import Url

WITH_SCHEME = r"\s*[A-Za-z][A-Za-z0-9+.-]*:"


def has_address(tag: Tag) -> bool:
    """Say whether elements of a row can have an address, in an attribute or as their text."""
    return tag.content == "url" or any(row.type in URL_TYPES for row in tag.attributes.values())


@rule("bad-media-url", "error", where=lambda tag: tag.resource in ("sound", "media"))
def bad_media_url(node: GrammarNode) -> Iterator[Problem]:
    """<Play> or <Media> has something that is no web address in it.

    Twilio logs 11100 for a sound and 21620 for a picture, and neither is played nor sent.

    Bad:  <Response><Play>file:///hello.mp3</Play></Response>
    Good: <Response><Play>https://example.com/hello.mp3</Play></Response>
    """
    target = node.element.text.strip()
    refused = refusal(node, target) if target else None
    if (
        not refused
        and node.tag.resource == "media"
        and target
        and not re.match(WITH_SCHEME, target)
    ):
        # Whether it is resolved when there is something to resolve it against, no page says.
        refused = Refusal("it is relative", "warning" if node.hop.request else None)
    if refused:
        yield Problem(
            f'<{node.tag.name}> cannot fetch "{cut(mask(target))}": {refused.reason}',
            help=advice(refused.reason),
            label="not a usable address",
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
    """The address of a stream is not one of a secure WebSocket.

    Twilio opens wss and nothing else. It logs 31922 for another scheme and 31923 for an address it
    cannot read, and 64101 for both in <ConversationRelay>.

    Bad:  <Response><Connect><Stream url="https://example.com/ws"/></Connect></Response>
    Good: <Response><Connect><Stream url="wss://example.com/ws"/></Connect></Response>
    """
    value = node.element.attributes.get("url")
    row = node.tag.attributes["url"]
    if value is None:
        yield from _no_stream_url(node)
        return
    flaw = _stream_flaw(value.strip(), relay=row.stream == "relay")
    if flaw:
        yield Problem(
            f'<{node.tag.name} url="{cut(mask(value), 50)}">: {flaw.label}',
            help=flaw.help,
            label=flaw.mark or flaw.label,
            location=node.document.at_setting(node.element, "url"),
            code=row.code if row.stream == "relay" else flaw.code,
            level=certainty(node, value, flaw.level),
            doc=node.tag.doc,
        )


def _no_stream_url(node: GrammarNode) -> Iterator[Problem]:
    """Yield that there is no address; <Stop> needs none, nor does a stream to a connector."""
    stops = node.element.parent is not None and node.element.parent.name == "Stop"
    if node.key != "Stream" or stops or misnamed(node, "url"):
        return
    if "connectorName" not in node.element.attributes:
        yield Problem(
            "<Stream> has no address to send the sound to",
            help='add url="wss://…"',
            label='no "url"',
            location=node.document.at(node.element),
            code=31923,
            doc=node.tag.doc,
        )


def _stream_flaw(url: str, *, relay: bool) -> Flaw | None:
    wanted = "write it like wss://example.com/stream"
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", url)
    if not url:
        return Flaw("it is empty", wanted, 31923)
    if not found or "." in found[1] or url[found.end() :][:1].isdigit():
        # One page lets it be relative, which the other and the libraries' samples never are.
        return Flaw("it has no wss:// in front", wanted, 31923, None if relay else "warning")
    if found[1].lower() != "wss":
        label = f'its scheme is "{found[1]}", and Twilio opens only wss'
        return Flaw(label, wanted, 31922, mark="not wss")
    reason = Url.parse("https" + url[3:]).problem
    if reason:
        unsure = "underscore" in reason
        label, mend = reason.replace("https:", "wss:"), advice(reason, wanted)
        return Flaw(label, mend, 31923, "warning" if unsure else None, "not a usable address")
    if "?" in url and not relay:
        return Flaw(
            "Twilio does not pass the query on", "put its values in <Parameter>", level="warning"
        )
    return None


@rule("bad-template", "error", 11320, where=has_address)
def bad_template(node: GrammarNode) -> Iterator[Problem]:
    """Braces in an address that were never filled in.

    Twilio puts the parameters of the request in such places, and logs 11320 for a brace that is
    not closed. Which names it knows (11310), and where it looks for braces that were never opened
    (11300), it does not publish.

    Bad:  <Response><Redirect>https://example.com/{user_id</Redirect></Response>
    Good: <Response><Redirect>https://example.com/{From}</Redirect></Response>
    """
    for name, value in _addresses(node):
        if ("{" in value or "}" in value) and not ANYWHERE.resolve(value).problem:
            flaw = template_flaw(value)
            at, element = node.document, node.element
            if flaw:
                yield Problem(
                    f'the address "{cut(mask(value), 50)}" has {flaw.label}',
                    help=flaw.help,
                    label=flaw.label,
                    location=at.at_setting(element, name) if name else at.at_text(element),
                    code=flaw.code,
                    level=certainty(node, value, flaw.level),
                    doc=node.tag.doc,
                )


def _addresses(node: GrammarNode) -> Iterator[tuple[str, str]]:
    """Yield each address in the element, with its attribute: none for the text."""
    if node.tag.content == "url":
        yield "", node.element.text.strip()
    for name, value in node.element.attributes.items():
        row = node.tag.attributes.get(name)
        if row and row.type in URL_TYPES:
            yield name, value.strip()


def template_flaw(url: str) -> Flaw | None:
    """Return what is wrong with the braces in an address, or None."""
    depth = 0
    for brace in re.findall(r"[{}]", url):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return Flaw("a } without a {", "remove it, or write %7D for it", level="warning")
    if depth:
        return Flaw("a { without a }", "close it, or write %7B for it", 11320)
    names = re.findall(r"\{([^{}]*)\}", url)
    unknown = [name for name in names if name not in TOKENS]
    if not unknown:
        return None
    label = f"{{{cut(unknown[0], 30)}}} in it, never filled in"
    return Flaw(label, "put the value there, or write %7B and %7D for braces", level="warning")
