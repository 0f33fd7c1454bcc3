"""Where <Redirect> leads: https://www.twilio.com/docs/voice/twiml/redirect"""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import Continuation, Link, Visit, link_to, verbs


def find(visit: Visit) -> Iterator[Link]:
    """Yield the address of the next document.

    An address that is no http or https is left out: a rule speaks about it.
    """
    for verb, _ in verbs(visit.hop):
        if verb.name == "Redirect":
            link = link_to(visit.hop, verb.text, verb.attributes.get("method"))
            if link:
                yield link._replace(offset=verb.offset)


TWIML_REDIRECT = Continuation("twiml-redirect", "next", find, after="<Redirect>")
