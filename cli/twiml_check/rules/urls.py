"""What is wrong with the URLs of a document, in any attribute or text.

`web.address` checks a URL alone. This file adds the document: its own URL, and how sure a fault is.
"""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.finding import Level, Problem
from twiml_check.model.run import Hop
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.template import certainty, has_mark
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.resources import URL_SCHEMES, URL_TYPES
from twiml_check.vocabulary.shapes import Tag
from twiml_check.web.address import HTTP, Fault, broken_escape, has_no_domain
from twiml_check.web.host import is_private
from twiml_check.web.text import mask
from twiml_check.web.url import Url

# Any public URL is enough: a relative one is as good as its base.
ANYWHERE = Url.parse("https://webhook.example/")

ADDRESS = "write an http or https URL"
LONGEST_CHANGE = 120
GIVE_VALUE = "give the variable a value"
UNSURE = ("underscore", "no-colon", "missing-path", "bare-host")
"""Faults that are not certain: the page of 11100 does not name underscores, and some servers have
them; the others are valid relative URLs, but the author probably meant something else."""
CHANGES = {
    "space": "write %20 for a space, or remove it",
    "login": "percent-encode it: %40 for @, %2F for /, %3F for ?",
    "underscore": "use a host name without an underscore",
    "host": "correct the host name",
    "no-domain": "write the full host name, like www.example.com",
    "missing-value": GIVE_VALUE,
    "missing-path": GIVE_VALUE,
    "backslash": "write / instead of \\",
    "port": "write a port from 1 to 65535, or remove the port",
}
"""The help for a kind of fault, where the exact text to write is not known."""
FUNCTIONS = "twil.io"
"""Where Twilio hosts Functions and Assets."""
REQUIRES_HTTPS = "Twilio Functions and Assets require HTTPS since 24 September 2026"


class Refusal(NamedTuple):
    """Why Twilio cannot use a URL."""

    fault: Fault
    level: Level | None = None
    """None when it is certain."""

    @property
    def cannot(self) -> str:
        """Return the verb of a message about the URL."""
        return "may fail to" if self.level else "cannot"


class HeldUrl(NamedTuple):
    """A URL that an element holds."""

    name: str
    """The attribute; empty for the text of the element."""
    value: str
    """Without the spaces around it."""
    schemes: tuple[str, ...]
    """The schemes that Twilio opens there."""


def has_url(tag: Tag) -> bool:
    """Say whether elements of a row can hold a URL, in an attribute or as their text."""
    return tag.content == "url" or any(row.type in URL_SCHEMES for row in tag.attributes.values())


def has_http_url(tag: Tag) -> bool:
    """Say whether elements of a row can hold a URL of http."""
    return tag.content == "url" or any(row.type in URL_TYPES for row in tag.attributes.values())


def urls_of(node: GrammarNode) -> Iterator[HeldUrl]:
    """Yield each URL in the element, except empty ones: its text, then its attributes."""
    if node.tag.content == "url" and (text := node.element.text.strip()):
        yield HeldUrl("", text, HTTP)
    for name, value in node.element.attributes.items():
        row = node.tag.attributes.get(name)
        if row and row.type in URL_SCHEMES and value.strip():
            yield HeldUrl(name, value.strip(), URL_SCHEMES[row.type])


def base_of(node: GrammarNode) -> Url:
    """Return the base of the relative URLs in a document."""
    return node.hop.request.url if node.hop.request else ANYWHERE


def refusal(node: GrammarNode, reference: str, schemes: tuple[str, ...] = HTTP) -> Refusal | None:
    """Return why Twilio cannot use a URL of the document, or None."""
    base = base_of(node)
    fault = base.fault_in(reference, schemes)
    if fault is None:
        return None
    # On a private network the webhook may have such a name.
    private = base.is_private or has_no_domain(base.host)
    unsure = fault.kind in UNSURE or (fault.kind == "no-domain" and private)
    return Refusal(fault, "warning" if unsure else None)


def advice(fault: Fault, usual: str = ADDRESS) -> str:
    """Return the help; `usual` where there is no URL at all."""
    if fault.instead:
        return f'write "{cut(mask(fault.instead), LONGEST_CHANGE)}"'
    return CHANGES.get(fault.kind, usual)


@rule("private-url", "warning", where=has_url)
def private_url(node: GrammarNode) -> Iterator[Problem]:
    """A URL that only your own machine or network can open.

    Twilio's servers cannot reach localhost, 127.0.0.1, 192.168.1.4 and other private addresses.
    This is reported in files, and in the response of a public webhook (also with --public-url). A
    webhook on your own machine may name your own machine: twiml-check reports nothing.

    Bad:  <Response><Play>http://192.168.1.4:5000/hello.mp3</Play></Response>
    Good: <Response><Play>https://example.com/hello.mp3</Play></Response>
    """
    if not _is_for_twilio(node.hop):
        return
    for held in urls_of(node):
        if _is_opened(node, held.name):
            continue
        host = _url(node, held).host
        if is_private(host) and not refusal(node, held.value, held.schemes):
            yield at_url(node, held)._replace(
                message=f'Twilio cannot reach "{cut(mask(held.value), 50)}"',
                help="write a host that the internet can reach, or start a tunnel to yours",
                note="the host is private: only your own machine or network knows it",
                label="a private host",
            )


def _is_for_twilio(hop: Hop) -> bool:
    """Say whether Twilio gets the document, and not only a developer's own machine."""
    request = hop.request
    if request is None or request.connect is not None:
        return request is None or not request.url.is_private
    at = hop.answer.address if hop.answer else None
    host = request.url.host
    return not (is_private(host) or has_no_domain(host) or is_private(at or ""))


def _is_opened(node: GrammarNode, name: str) -> bool:
    """Say whether this run requests the URL, and reports the failure itself."""
    hop, row = node.hop, node.tag.attributes.get(name)
    if hop.request is None:
        return False
    followed = (node.key == "Redirect" and not name) or (hop.mode.explored and name == "action")
    return hop.mode.probe or followed or bool(row and row.branch and not hop.branch)


@rule("bad-percent-encoding", "warning", where=has_url)
def bad_percent_encoding(node: GrammarNode) -> Iterator[Problem]:
    """A % in a URL that is not followed by two hexadecimal digits.

    Twilio does not document what it does with such a URL. Some callbacks with one were never sent.

    Bad:  <Response><Redirect>https://example.com/next?room=Pair%SPOne</Redirect></Response>
    Good: <Response><Redirect>https://example.com/next?room=Pair%20One</Redirect></Response>
    """
    for held in urls_of(node):
        broken = "" if has_mark(held.value) else broken_escape(held.value)
        if broken and not refusal(node, held.value, held.schemes):
            shown = cut(mask(broken), 10)
            yield at_url(node, held)._replace(
                message=f'the URL "{cut(mask(held.value), 50)}": "{shown}" is not percent-encoding',
                help="write %20 for a space, or %25 for a % sign",
                note="Twilio does not document what it does with such a URL",
                label=f'"{shown}" is not percent-encoding',
            )


@rule("functions-over-http", "warning", where=has_url)
def functions_over_http(node: GrammarNode) -> Iterator[Problem]:
    """A URL of Twilio Functions or Assets (twil.io) begins with http.

    Since 24 September 2026 Functions and Assets require HTTPS.

    Bad:  <Response><Redirect>http://shop-1234.twil.io/next</Redirect></Response>
    Good: <Response><Redirect>https://shop-1234.twil.io/next</Redirect></Response>
    """
    for held in urls_of(node):
        url = Url.parse(held.value)
        if is_function_over_http(url):
            yield at_url(node, held)._replace(
                message=f'"{cut(mask(held.value), 50)}" begins with http, not https',
                help=f'write "{cut(mask(f"https{held.value[4:]}"), LONGEST_CHANGE)}"',
                note=REQUIRES_HTTPS,
                label="http, not https",
            )


def is_function_over_http(url: Url) -> bool:
    """Say whether a URL is one of Twilio Functions or Assets, without TLS."""
    host = url.host
    return url.scheme == "http" and (host == FUNCTIONS or host.endswith(f".{FUNCTIONS}"))


def _url(node: GrammarNode, held: HeldUrl) -> Url:
    return base_of(node).resolve(held.value) if held.schemes == HTTP else Url.parse(held.value)


def at_url(node: GrammarNode, held: HeldUrl) -> Problem:
    """Return a problem at the place of a URL, to be filled in."""
    at, element = node.document, node.element
    return Problem(
        "",
        location=at.at_setting(element, held.name) if held.name else at.at_text(element),
        level=certainty(node, held.value, None),
        doc=node.tag.doc,
    )
