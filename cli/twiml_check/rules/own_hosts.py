"""URLs on Twilio's own hosts: the webhook of a Studio flow.

https://www.twilio.com/docs/studio/widget-library/twiml-redirect
"""

from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.template import has_mark
from twiml_check.rules.urls import at_url, base_of, urls_of
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.resources import URL_TYPES
from twiml_check.vocabulary.shapes import Tag
from twiml_check.web.address import HTTP
from twiml_check.web.studio import FLOW_EVENT, HOST, SHAPE, webhook_fault
from twiml_check.web.text import mask

WEBHOOK_HELP = f"write https://{HOST}{SHAPE} with {FLOW_EVENT}=return in the query"
WEBHOOK_NOTE = "Twilio's server responds with 404, and control does not return to the flow"


def _has_document_url(tag: Tag) -> bool:
    """Say whether an element of this row can contain the URL of a document or a callback."""
    rows = tag.attributes.values()
    return tag.resource == "callback" or any(row.type in URL_TYPES for row in rows)


@rule("bad-flow-webhook", "error", 11200, where=_has_document_url)
def bad_flow_webhook(node: GrammarNode) -> Iterator[Problem]:
    """A URL looks like the webhook of a Studio flow, but is not one.

    The webhook of a flow has an account SID and a flow SID in its path: AC and FW, each with 32
    hexadecimal digits. Only the query may follow. Twilio's server responds to other URLs with
    404. twiml-check never requests such a URL.

    Bad:  <Response><Redirect>https://webhooks.twilio.com/v1/Accounts/AC00000000000000000000000000000000/Flows/undefined?FlowEvent=return</Redirect></Response>
    Good: <Response><Redirect>https://webhooks.twilio.com/v1/Accounts/AC00000000000000000000000000000000/Flows/FW00000000000000000000000000000000?FlowEvent=return</Redirect></Response>
    """
    for held in urls_of(node):
        if held.schemes != HTTP or (not held.name and node.tag.resource != "callback"):
            continue
        fault = webhook_fault(base_of(node).resolve(held.value))
        if fault and not (node.hop.via == "file" and has_mark(held.value)):
            shown = f'"{cut(mask(held.value))}"'
            what = f"{held.name}={shown}" if held.name else shown
            row = node.tag.attributes.get(held.name)
            yield at_url(node, held)._replace(
                message=f"{what} is not the webhook of a Studio flow: {fault}",
                help=WEBHOOK_HELP,
                note=WEBHOOK_NOTE,
                label="not the webhook of a flow",
                code=row.refused_code if row else None,
            )
