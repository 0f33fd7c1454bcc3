"""The grammar as a RelaxNG schema, so that a general validator can be asked the same questions."""

from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.shapes import Tag

_HEAD = '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><choice>'


def schema() -> str:
    """Names, places and text of both products; values are left open."""
    roots = "".join(f'<ref name="{product}.Response"/>' for product in GRAMMAR)
    defined = (
        f'<define name="{product}.{key}">{_element(product, tag)}</define>'
        for product, grammar in GRAMMAR.items()
        for key, tag in grammar.tags.items()
    )
    return f"{_HEAD}{roots}</choice></start>{''.join(defined)}</grammar>"


def _element(product: str, tag: Tag) -> str:
    below = "".join(f'<ref name="{product}.{key}"/>' for key in tag.children)
    many = f"<zeroOrMore><choice>{below}</choice></zeroOrMore>" if below else ""
    if tag.content == "none":
        inside = many or "<empty/>"
    else:
        inside = f"<mixed>{many}</mixed>" if many else "<text/>"
    return f'<element name="{tag.name}">{_attributes(tag)}{inside}</element>'


def _attributes(tag: Tag) -> str:
    """One pattern for all names: libxml2 tries every combination of single optional ones."""
    names = "".join(f"<name>{name}</name>" for name in ("version", *tag.attributes))
    return f"<zeroOrMore><attribute><choice>{names}</choice></attribute></zeroOrMore>"
