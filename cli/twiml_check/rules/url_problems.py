"""Whether Twilio could ask for an address that stands in a document, and how sure that is."""

from typing import NamedTuple

from twiml_check.model.finding import Level
from twiml_check.rules.rule import GrammarNode
from twiml_check.web.url import Url

# Any public address will do: a relative one is only as bad as what it is relative to.
ANYWHERE = Url.parse("https://webhook.example/")

ADDRESS = "write an http or https address"
CHANGES = (
    ("a space in it", "write %20 for a space, or remove it"),
    ("user name or password", "percent-encode it: %40 for @, %2F for /, %3F for ?"),
    ("an underscore", "use a host name without an underscore"),
    ("its host", "correct the host name"),
    ("before its path", "write / in place of it"),
    ("its port", "write a port from 1 to 65535, or none"),
)
"""Words of a reason, and what to do about it."""


class Refusal(NamedTuple):
    """Why an address is of no use to Twilio."""

    reason: str
    level: Level | None = None
    """None: for sure."""


def refusal(node: GrammarNode, address: str) -> Refusal | None:
    """Return why an address, resolved against the document's own, is of no use; or None."""
    base = node.hop.request.url if node.hop.request else ANYWHERE
    url = base.resolve(address)
    if reason := url.problem:
        # The page of 11100 says nothing of such hosts, and some servers have them.
        return Refusal(reason, "warning" if "underscore" in reason else None)
    host, own = url.host, base.host
    if host == own or not _local(host):
        return None
    return Refusal(
        f'its host "{host}" has no domain',
        # On a network of its own the webhook may well be asked under such a name.
        "warning" if base.is_private or _local(own) else None,
    )


def _local(host: str) -> bool:
    """Say whether only the machines of one network know a host of this name."""
    return bool(host) and not set(".:") & set(host) and host != "localhost" and not host.isdigit()


def advice(reason: str, usual: str = ADDRESS) -> str:
    """Return what to change; `usual` where the reason is that it is no web address at all."""
    return next((change for words, change in CHANGES if words in reason), usual)
