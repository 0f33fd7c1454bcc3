"""Where a document leads: addresses that Twilio cannot open, and chains that never end.

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

    Twilio opens http and https only. twiml-check never opens anything else.

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
