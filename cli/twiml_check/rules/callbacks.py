"""Where Twilio reports on a call that was dialled: https://www.twilio.com/docs/voice/twiml/number"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twiml_check.model import Problem
from twiml_check.rules.problems import about
from twiml_check.rules.rule import Node
from twiml_check.rules.words import cut
from twiml_check.urls import mask

NOUNS = ("Number", "Client", "Sip", "WhatsApp")
ABSOLUTE = r"\s*([A-Za-z][A-Za-z0-9+.-]*:|//)"


def relative_status_callback(node: Node) -> Iterator[Problem]:
    """The statusCallback of a noun of <Dial> is relative.

    Twilio's pages allow it, but users saw 21609 logged for it, and then no status comes.

    Bad:  <Response><Dial><Client statusCallback="/status">joe</Client></Dial></Response>
    Good: <Response><Dial><Client statusCallback="https://example.com/s">joe</Client></Dial></Response>
    """
    value = node.element.attributes.get("statusCallback", "").strip()
    if node.key not in NOUNS or not value or re.match(ABSOLUTE, value):
        return
    if node.hop.mode.inline or "{" in value:
        return  # inline it leads nowhere, which is an error; a template is filled in later
    yield about(
        node,
        "statusCallback",
        f'the statusCallback "{cut(mask(value), 40)}" is relative',
        note="some users saw Twilio log 21609 for it, and no status came",
        help="write the whole URL, with https:// and host",
        label="not a whole URL",
    )
