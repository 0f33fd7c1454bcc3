"""How the addresses are found of documents that others hear, not the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from twiml_check.explore.continuations.continuation import Link, Visit, link_to, verbs
from twiml_check.model.document import Element


class Place(NamedTuple):
    """The attributes of an element that lead to a branch."""

    branch: str
    """A row of `vocabulary.branches`."""
    url: str
    method: str
    needs: Callable[[Element], bool] = lambda _: True
    """Whether anybody can hear what comes back."""


def find_branches(visit: Visit, places: Mapping[tuple[str, str], Place]) -> Iterator[Link]:
    """Yield the links of a document, by verb and the element in it, or the verb itself."""
    if visit.hop.branch:
        return
    for verb in verbs(visit.hop):
        for element in (verb, *verb.children):
            place = places.get((verb.name, element.name))
            address = element.attributes.get(place.url, "").strip() if place else ""
            if not place or not address or not place.needs(element):
                continue
            if link := link_to(visit.hop, address, element.attributes.get(place.method)):
                key = f"{place.branch} {link.method} {link.url}"
                yield link._replace(branch=place.branch, offset=element.offset, key=key)
