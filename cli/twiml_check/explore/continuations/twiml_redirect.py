"""The target of <Redirect>: https://www.twilio.com/docs/voice/twiml/redirect"""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import Continuation, Link, Visit, link_to, verbs


def find(visit: Visit) -> Iterator[Link]:
    """Yield the URL of the next document.

    A URL that is not http or https is left out: a rule reports it.
    """
    for verb, _ in verbs(visit.hop):
        if verb.name == "Redirect":
            link = link_to(visit.hop, verb.text, verb.attributes.get("method"))
            if link:
                yield link._replace(offset=verb.offset)


TWIML_REDIRECT = Continuation("twiml-redirect", "next", find, after="<Redirect>")
