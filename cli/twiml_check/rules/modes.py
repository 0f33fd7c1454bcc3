"""What elements may hold only in PCI mode, or only where TwiML is not passed inline."""

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
    """In PCI mode (--pci) a callback of <Gather>, <VirtualAgent> or <Transcription> is plain http.

    Twilio logs 13337, 32605 or 32654, and sends nothing there.

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
                f"in PCI mode <{node.tag.name} {name}> must be https",
                help="write https",
                label="http, not https",
            )
            yield problem._replace(code=row.pci_code)


@rule("pci-recording", "info", 13620, elements=("Record",))
def pci_recording(node: GrammarNode) -> Iterator[Problem]:
    """In PCI mode (--pci) no recording is transcribed: Twilio logs 13620 when it should be.

    With: --pci
    Bad:  <Response><Record transcribe="true" maxLength="60"/></Response>
    Good: <Response><Record maxLength="60"/></Response>
    """
    if node.hop.mode.pci and node.element.attributes.get("transcribe") == "true":
        yield at_attribute(
            node,
            "transcribe",
            "in PCI mode recordings are not transcribed",
            note="Twilio logs 13620 when the recording is there",
            help="remove transcribe",
            label="not in PCI mode",
        )


@rule("inline-relative-url", "error", 15004, where=has_http_url)
def inline_relative_url(node: GrammarNode) -> Iterator[Problem]:
    """Passed to the REST API (--inline), the document has no address for URLs to be relative to.

    <Record>, <Gather> and <Pay> without an action, and an empty <Redirect>, ask for their own
    document again, which has no address either; what Twilio does then is not said.

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
                message=f'"{value}" is relative, but inline TwiML has no address of its own',
                help="write the whole URL, with https:// and the host",
                label="relative to nothing",
            )
    yield from _own_address(node)


def _own_address(node: GrammarNode) -> Iterator[Problem]:
    """Yield what is wrong with a verb that leads back to its own document."""
    if node.tag.result and not node.element.attributes.get("action", "").strip():
        lacks, mend = "an action", 'add action="https://…"'
    elif node.key == "Redirect" and not node.element.text.strip():
        lacks, mend = "an address", "write a whole URL in it"
    else:
        return
    yield at_element(
        node,
        node.element,
        f"without {lacks} <{node.tag.name}> asks for its own document, which has no address",
        help=mend,
        label=f"without {lacks}",
        level="info",
    )
