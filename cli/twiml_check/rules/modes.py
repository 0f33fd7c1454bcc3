"""Rules that apply only in PCI mode, or only to inline TwiML."""

from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.attribute_pairs import is_plain_http
from twiml_check.rules.rule import GrammarNode, at_attribute, at_element, rule
from twiml_check.rules.urls import at_url, has_http_url, urls_of
from twiml_check.rules.wording import cut
from twiml_check.web.address import HTTP
from twiml_check.web.text import mask
from twiml_check.web.url import Url


@rule(
    "pci-callback",
    "error",
    13337,
    where=lambda tag: any(row.pci_code for row in tag.attributes.values()),
)
def pci_callback(node: GrammarNode) -> Iterator[Problem]:
    """A callback of <Gather>, <VirtualAgent> or <Transcription> is plain http in PCI mode (--pci).

    Twilio logs 13337, 32605 or 32654, and sends no request to the callback.

    With: --pci
    Bad:  <Response><Gather action="http://example.com/menu"/></Response>
    Good: <Response><Gather action="https://example.com/menu"/></Response>
    """
    if not node.hop.mode.pci:
        return
    for name, row in node.tag.attributes.items():
        if row.pci_code and is_plain_http(node, name):
            problem = at_attribute(
                node,
                name,
                f"the {name} of <{node.tag.name}> must be https in PCI mode",
                help="write a URL that begins with https://",
                label="http, not https",
            )
            yield problem._replace(code=row.pci_code)


@rule("pci-recording", "info", 13620, elements=("Record",))
def pci_recording(node: GrammarNode) -> Iterator[Problem]:
    """A recording has transcribe="true", but Twilio does not transcribe in PCI mode (--pci).

    Twilio logs 13620 when the recording is ready.

    With: --pci
    Bad:  <Response><Record transcribe="true" maxLength="60"/></Response>
    Good: <Response><Record maxLength="60"/></Response>
    """
    if node.hop.mode.pci and node.element.attributes.get("transcribe") == "true":
        yield at_attribute(
            node,
            "transcribe",
            "Twilio does not transcribe recordings in PCI mode",
            note="Twilio logs 13620 when the recording is ready",
            help="remove transcribe",
            label="not in PCI mode",
        )


@rule("inline-relative-url", "error", 15004, where=has_http_url)
def inline_relative_url(node: GrammarNode) -> Iterator[Problem]:
    """Inline TwiML (--inline) has a relative URL, which Twilio cannot resolve.

    TwiML that the REST API receives inline has no URL of its own. <Record>, <Gather> and <Pay>
    without an action, and an empty <Redirect>, request their own document again. Twilio does not
    document what they do in inline TwiML.

    With: --inline
    Bad:  <Response><Gather action="/menu"/></Response>
    Good: <Response><Gather action="https://example.com/menu"/></Response>
    """
    if not node.hop.mode.inline:
        return
    for held in urls_of(node):
        if held.schemes == HTTP and Url.parse(held.value).is_relative:
            value = cut(mask(held.value))
            yield at_url(node, held)._replace(
                message=f'"{value}" is relative, but inline TwiML has no URL of its own',
                help="write the whole URL, with https:// and the host",
                label="relative",
            )
    yield from _own_address(node)


def _own_address(node: GrammarNode) -> Iterator[Problem]:
    """Yield the problem of a verb that requests its own document again."""
    if node.tag.result and not node.element.attributes.get("action", "").strip():
        lacks, advice = "an action", 'add action="https://…"'
    elif node.key == "Redirect" and not node.element.text.strip():
        lacks, advice = "a URL", "write a whole URL between its tags: https://…"
    else:
        return
    yield at_element(
        node,
        node.element,
        f"<{node.tag.name}> without {lacks} requests its own document, which has no URL",
        help=advice,
        label=f"without {lacks}",
        level="info",
    )
