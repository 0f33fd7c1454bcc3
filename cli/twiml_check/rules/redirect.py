"""The redirects of a document: URLs that Twilio cannot open, and chains that never end.

https://www.twilio.com/docs/voice/twiml/redirect, https://www.twilio.com/docs/messaging/twiml/redirect
"""

from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.model.run import Hop
from twiml_check.rules.answer import override_problems
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.template import certainty
from twiml_check.rules.urls import ADDRESS, advice, refusal
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.answers import MAX_DOCUMENTS
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.web.text import mask
from twiml_check.web.url import Url


@rule("bad-redirect-url", "error", 11100, elements=("Redirect",))
def bad_redirect_url(node: GrammarNode) -> Iterator[Problem]:
    """The text of <Redirect> is not a URL that Twilio can open.

    Twilio opens only http and https URLs. twiml-check never opens any other URL.

    Bad:  <Response><Redirect>ftp://example.com/next</Redirect></Response>
    Good: <Response><Redirect>https://example.com/next</Redirect></Response>
    """
    target = node.element.text.strip()
    refused = refusal(node, target) if target else None
    if refused:
        yield Problem(
            f'<Redirect> {refused.cannot} open "{cut(mask(target))}": {refused.fault.reason}',
            help=advice(refused.fault, f"{ADDRESS}, or a path on the same server"),
            label="not a valid URL",
            location=node.document.at_text(node.element),
            level=certainty(node, target, refused.level),
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
    """The same URL returns the same document again, which redirects there again.

    For a message, Twilio logs error 14106 after fifty documents. A call has no such limit. If the
    caller hears something in the loop, it may be a waiting loop: this is an info. If not, the
    caller hears nothing: this is a warning.
    """
    if hop.repeats is None or hop.handling == "redirect":
        return
    path = " → ".join(cut(url, 100) for url in hop.loop)
    messaging = hop.product == "messaging"
    verbs = GRAMMAR[hop.product].verbs
    waiting = any(verbs[name].takes_time for name in (*hop.run, *hop.heard))
    if waiting and hop.branch:
        return  # music on hold is meant to repeat
    yield Problem(
        f"the redirects form a loop: {path}",
        help="" if waiting else "respond without <Redirect> in one of them",
        note=_loop_note(messaging, waiting),
        code=14106 if messaging else None,
        level="error" if messaging else "info" if waiting else "warning",
    )


def _loop_note(messaging: bool, waiting: bool) -> str:
    if messaging:
        return f"Twilio stops after {MAX_DOCUMENTS} documents"
    return "fine if you want a waiting loop" if waiting else "the caller hears nothing"


@rule("document-limit", "error", 14106, subject="exchange", exchanges_only=True)
def document_limit(hop: Hop) -> Iterator[Problem]:
    """Twilio read fifty documents for one message, and the last one redirects again.

    Twilio reads nothing after the fiftieth.
    """
    if hop.cut_off:
        yield Problem(
            f"the redirects continue after {MAX_DOCUMENTS} documents",
            help="respond without <Redirect> in one of them",
        )
