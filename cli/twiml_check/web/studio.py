"""The webhook of a Studio flow: URLs that are one, and URLs that only look like one.

https://www.twilio.com/docs/studio/widget-library/trigger-start
"""

import re

from twiml_check.web.text import clip, mask
from twiml_check.web.url import Url

HOST = "webhooks.twilio.com"
SHAPE = "/v1/Accounts/AC…/Flows/FW…"
FLOW_EVENT = "FlowEvent"
_DOMAIN = ".twilio.com"
_PATH = r"/v1/Accounts/(AC[0-9a-fA-F]{32})/Flows/(FW[0-9a-fA-F]{32})/?"
_NEARLY = r"/v1/Accounts/([^/]*)/Flows(?:/([^/]*)(.*))?"


def flow_sid(url: Url) -> str:
    """Return the SID of the flow in the URL of its webhook; empty for any other URL."""
    found = re.fullmatch(_PATH, url.path) if url.origin and _is_webhooks(url.host) else None
    return found[2] if found else ""


def webhook_fault(url: Url) -> str:
    """Return what is wrong with a URL that looks like the webhook of a flow.

    Empty for the webhook of a flow, and for a URL that has nothing to do with Studio.
    """
    if not url.host.endswith(_DOMAIN) or url.problem:
        return ""
    returns = re.search(rf"(?i)(^|&){FLOW_EVENT}=", url.query or "") is not None
    if not _is_webhooks(url.host):
        return f'its host "{clip(url.host, 60)}" is not "{HOST}"' if returns else ""
    if not returns and not re.search("(?i)/flows?(/|$)", url.path):
        return ""
    return "" if re.fullmatch(_PATH, url.path) else _path_fault(url.path)


def _is_webhooks(host: str) -> bool:
    """Say whether it is the host, or that of an edge location: webhooks.dublin.ie1.twilio.com."""
    return host.startswith("webhooks.") and host.endswith(_DOMAIN)


def _path_fault(path: str) -> str:
    found = re.fullmatch(_NEARLY, path)
    if found is None:
        return f"its path is not {SHAPE}"
    account, flow, rest = (each or "" for each in found.groups())
    if re.match("FW", account) and re.match("AC", flow):
        return "the SIDs of the account and the flow are swapped"
    for sid, what, letters in (account, "an account SID", "AC"), (flow, "a flow SID", "FW"):
        if not sid:
            return f"it has no {what.removeprefix('an ').removeprefix('a ')}"
        if not re.fullmatch(f"{letters}[0-9a-fA-F]{{32}}", sid):
            return f'"{clip(mask(sid), 40)}" is not {what}'
    return f'"{clip(mask(rest), 40)}" follows the flow SID'
