"""Addresses on Twilio's own hosts: the webhook of a Studio flow.

https://www.twilio.com/docs/studio/widget-library/twiml-redirect
"""

from collections.abc import Iterator

from twiml_check.model.document import Element
from twiml_check.model.finding import Problem
from twiml_check.model.source import Location
from twiml_check.rules.redirect import ANYWHERE
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.template import has_mark
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.resources import URL_TYPES
from twiml_check.vocabulary.shapes import Tag
from twiml_check.web.studio import FLOW_EVENT, HOST, SHAPE, webhook_fault
from twiml_check.web.text import mask

WEBHOOK_HELP = f"write https://{HOST}{SHAPE} with {FLOW_EVENT}=return in the query"
WEBHOOK_NOTE = "Twilio's server responds with 404, and control does not return to the flow"


def _leads(tag: Tag) -> bool:
    """Say whether an element of this row can contain the URL of a document or a callback."""
    rows = tag.attributes.values()
    return tag.resource == "callback" or any(row.type in URL_TYPES for row in rows)


@rule("bad-flow-webhook", "error", 11200, where=_leads)
def bad_flow_webhook(node: GrammarNode) -> Iterator[Problem]:
    """A URL that looks like the webhook of a Studio flow, and is not one.

    The webhook of a flow has an account SID and a flow SID in its path: AC and FW, each with 32
    hexadecimal digits. Only the query follows them. Twilio's server responds to other URLs with
    404. twiml-check never requests such a URL.

    Bad:  <Response><Redirect>https://webhooks.twilio.com/v1/Accounts/AC00000000000000000000000000000000/Flows/undefined?FlowEvent=return</Redirect></Response>
    Good: <Response><Redirect>https://webhooks.twilio.com/v1/Accounts/AC00000000000000000000000000000000/Flows/FW00000000000000000000000000000000?FlowEvent=return</Redirect></Response>
    """
    base = node.hop.request.url if node.hop.request else ANYWHERE
    for what, address, place, code in _addresses(node, node.element):
        fault = webhook_fault(base.resolve(address))
        if fault and not (node.hop.via == "file" and has_mark(address)):
            yield Problem(
                f"{what} is not the webhook of a Studio flow: {fault}",
                help=WEBHOOK_HELP,
                note=WEBHOOK_NOTE,
                label="not the webhook of a flow",
                location=place,
                code=code,
                doc=node.tag.doc,
            )


def _addresses(
    node: GrammarNode, element: Element
) -> Iterator[tuple[str, str, Location, int | None]]:
    """Yield the addresses of an element: in words, as written, the place, and Twilio's number."""
    if node.tag.resource == "callback" and (text := element.text.strip()):
        yield f'"{cut(mask(text))}"', text, node.document.at_text(element), None
    for name, value in element.attributes.items():
        row = node.tag.attributes.get(name)
        if row and row.type in URL_TYPES and value.strip():
            place = node.document.at_setting(element, name)
            yield f'{name}="{cut(mask(value))}"', value.strip(), place, row.refused_code
