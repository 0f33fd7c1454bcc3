"""Where a document leads: addresses that Twilio cannot open, and chains that never end.

https://www.twilio.com/docs/voice/twiml/redirect, https://www.twilio.com/docs/messaging/twiml/redirect
"""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.finding import Level, Problem
from twiml_check.model.run import Hop
from twiml_check.rules.answer import override_problems
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.answers import MAX_DOCUMENTS
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.web.text import mask
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


@rule("bad-redirect-url", "error", 11100, elements=("Redirect",))
def bad_redirect_url(node: GrammarNode) -> Iterator[Problem]:
    """<Redirect> leads to something that is no web address.

    Only http and https can be asked for; this tool never opens anything else.

    Bad:  <Response><Redirect>ftp://example.com/next</Redirect></Response>
    Good: <Response><Redirect>https://example.com/next</Redirect></Response>
    """
    target = node.element.text.strip()
    refused = refusal(node, target) if target else None
    if refused:
        yield Problem(
            f'<Redirect> leads to "{cut(mask(target))}": {refused.reason}',
            help=advice(
                refused.reason, "write an http or https address, or a path on the same server"
            ),
            label="not a usable address",
            location=node.document.at_text(node.element),
            level=refused.level,
            doc=node.tag.doc,
        )


@rule("bad-redirect-override", "error", elements=("Redirect",))
def bad_redirect_override(node: GrammarNode) -> Iterator[Problem]:
    """A connection override in <Redirect> that Twilio does not understand.

    Twilio logs 11240 or 11241 for an edge location, 11243 for a retry policy.

    Bad:  <Response><Redirect>https://example.com/next#e=atlantis</Redirect></Response>
    Good: <Response><Redirect>https://example.com/next#e=dublin</Redirect></Response>
    """
    for problem in override_problems(Url.parse(node.element.text)):
        location = node.document.at_text(node.element)
        yield problem._replace(label="after the #", location=location)


@rule("redirect-loop", "error", subject="exchange", exchanges_only=True)
def redirect_loop(hop: Hop) -> Iterator[Problem]:
    """The same address gives the same document again, and that leads there again.

    A message ends in error 14106 when fifty documents have been read. A call has no such limit:
    with something to hear in the loop it is a waiting loop and only named; with nothing in it the
    caller sits in silence.
    """
    if hop.repeats is None or hop.handling == "redirect":
        return
    path = " → ".join(hop.loop)
    messaging = hop.product == "messaging"
    verbs = GRAMMAR[hop.product].verbs
    waiting = any(verbs[name].takes_time for name in (*hop.run, *hop.heard))
    if waiting and hop.branch:
        return  # what is heard while waiting is meant to come again
    yield Problem(
        f"the redirects go round in a circle: {path}",
        help="" if waiting else "let one of them answer without <Redirect>",
        note=_loop_note(messaging, waiting),
        code=14106 if messaging else None,
        level="error" if messaging else "info" if waiting else "warning",
    )


def _loop_note(messaging: bool, waiting: bool) -> str:
    if messaging:
        return f"Twilio stops after {MAX_DOCUMENTS} documents"
    return "right if it is meant as a waiting loop" if waiting else "the caller hears nothing"


@rule("document-limit", "error", 14106, subject="exchange", exchanges_only=True)
def document_limit(hop: Hop) -> Iterator[Problem]:
    """One message made Twilio read fifty documents, and the last one leads on.

    Nothing after the fiftieth is read.
    """
    if hop.cut_off:
        yield Problem(
            f"the redirects go on after {MAX_DOCUMENTS} documents",
            help="let one of them answer without <Redirect>",
        )


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
