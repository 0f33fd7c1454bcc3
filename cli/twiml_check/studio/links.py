"""The way back into a Studio flow, and what it brings along.

https://www.twilio.com/docs/studio/widget-library/twiml-redirect
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl

from twiml_check.model.document import Document
from twiml_check.model.exchange import Fields, Product
from twiml_check.model.run import Hop
from twiml_check.model.source import Location
from twiml_check.studio.flow import Arrival
from twiml_check.studio.tables import FLOW_EVENT, RETURN, WEBHOOK_HOST, WEBHOOK_PATH
from twiml_check.vocabulary.reachable import reached
from twiml_check.web.url import NO_URL, Url, mask

MOST_VARIABLES = 1000


class Home(NamedTuple):
    """The webhook of the flow that waits."""

    url: Url = NO_URL
    """What the user gave in its place; empty if nothing."""
    sid: str = ""
    """Of the flow, as far as it was told."""
    drawn: str = ""
    """The SID that stands in for it in templates, where nobody told."""

    def is_studio(self, url: Url) -> bool:
        """Say whether Studio is behind an address: it would run a real flow, so nobody asks it."""
        return self._is_own(url) or bool(studio_sid(url)) or self._is_like(url)

    def owns(self, url: Url) -> bool | None:
        """Say whether it is this flow's; None where nobody told."""
        if self._is_own(url):
            return True
        sid = studio_sid(url)
        known = self.sid or (self.drawn if sid == self.drawn else "")
        return sid == known if known else None

    def _is_like(self, url: Url) -> bool:
        """Say whether it says FlowEvent=return, and nobody told which webhook is the flow's."""
        return not self.url and dict(_pairs(url)).get(FLOW_EVENT) == RETURN

    def _is_own(self, url: Url) -> bool:
        return bool(self.url) and url.same_origin(self.url) and _path(url) == _path(self.url)


def studio_sid(url: Url) -> str:
    """Return the flow's SID in the address of a webhook of Studio's; empty if it is none."""
    found = re.fullmatch(WEBHOOK_PATH, _path(url)) if url.host == WEBHOOK_HOST else None
    return found[2] if found else ""


def arrival(hop: Hop, home: Home, location: Location | None) -> Arrival:
    """Return what a request to Studio says; `location` is that of the <Redirect> before it."""
    url = hop.request.url if hop.request else NO_URL
    pairs = _pairs(url)
    named = dict(pairs)
    like = (name for name in named if name.lower() == FLOW_EVENT.lower() and name != FLOW_EVENT)
    spelled = "" if FLOW_EVENT in named else next(like, "")
    return Arrival(
        location=location,
        event=named.get(spelled or FLOW_EVENT, "") if not spelled else "",
        own=home.owns(url),
        sid=studio_sid(url),
        address=mask(url.bare.text.partition("?")[0]),
        variables=tuple((name, value) for name, value in named.items() if name != FLOW_EVENT),
        spelled=spelled,
    )


def redirect_in(document: Document, product: Product) -> Location | None:
    """Return where the <Redirect> stands by which a document leads on; None where it has none."""
    if document.root is None:
        return None
    for verb in reached(document.root, product):
        if verb.tag.name == "Redirect":
            return document.at_text(verb.element)
    return None


def _path(url: Url) -> str:
    return url.request_line.partition("?")[0].rstrip("/") if url.origin else ""


def _pairs(url: Url) -> Fields:
    """Return the parameters of the query, the last of a name counts."""
    query = url.query or ""
    try:
        return tuple(
            parse_qsl(
                query, keep_blank_values=True, max_num_fields=MOST_VARIABLES, errors="replace"
            )
        )
    except ValueError:
        return ()
