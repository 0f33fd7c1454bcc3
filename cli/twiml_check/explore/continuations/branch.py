"""Find the addresses of documents that others hear, not the caller."""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import Link, Visit, link_to, verbs
from twiml_check.model.document import Element
from twiml_check.model.run import Hop
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.shapes import Tag


def find_branches(visit: Visit, *branches: str) -> Iterator[tuple[Element, Link]]:
    """Yield the links to these rows of `vocabulary.resources`, and where each stands."""
    hop = visit.hop
    for element, tag in () if hop.branch else _verbs_and_nouns(hop):
        for name, address in element.attributes.items():
            row = tag.attributes.get(name)
            if row is None or row.branch not in branches or not address.strip():
                continue
            method = element.attributes.get(row.method or f"{name}Method")
            if link := link_to(hop, address.strip(), method):
                key = f"{row.branch} {link.method} {link.url}"
                yield element, link._replace(branch=row.branch, offset=element.offset, key=key)


def _verbs_and_nouns(hop: Hop) -> Iterator[tuple[Element, Tag]]:
    inside = GRAMMAR[hop.product].inside
    for verb in verbs(hop):
        if verb.tag.kind == "verb":  # a noun that only the libraries put there leads nowhere
            yield verb.element, verb.tag
            for noun in verb.element.children:
                if row := inside(verb.tag.name, noun.name):
                    yield noun, row
