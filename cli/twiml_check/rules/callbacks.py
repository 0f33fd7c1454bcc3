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

    Twilio's pages speak of any URL. For <Number> it logs 21609, and no status comes; of the
    others nothing is known: https://github.com/twilio/twilio-csharp/issues/395

    Bad:  <Response><Dial><Number statusCallback="/s">+12025550143</Number></Dial></Response>
    Good: <Response><Dial><Number statusCallback="https://example.com/s">+12025550143</Number></Dial></Response>
    """
    value = node.element.attributes.get("statusCallback", "").strip()
    if node.key not in NOUNS or not value or re.match(ABSOLUTE, value):
        return
    if node.hop.mode.inline or "{" in value:
        return  # inline it leads nowhere, which is an error; a template is filled in later
    logged = node.key == "Number"
    yield about(
        node,
        "statusCallback",
        f'the statusCallback "{cut(mask(value), 40)}" is relative',
        note="" if logged else "in <Number> Twilio logs 21609 for it, and no status comes",
        help="write the whole URL, with https:// and host",
        label="not a whole URL",
        level=None if logged else "info",
    )
