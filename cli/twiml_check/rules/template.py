"""Documents that are filled in before they are sent: TwiML Bins and other templates.

`<Dial>{{To}}</Dial>` is right in a Bin: https://www.twilio.com/docs/serverless/twiml-bins. In an
answer that was fetched, the braces were forgotten.
"""

from __future__ import annotations

from twiml_check.model import Level
from twiml_check.rules.rule import Node


def certainty(node: Node, text: str, level: Level | None) -> Level | None:
    """The level of what is said about a text; a hint where a file leaves it to be filled in."""
    return "info" if node.hop.via == "file" and "{{" in text else level
