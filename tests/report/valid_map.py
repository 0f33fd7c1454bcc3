"""Forms of the map read as their readers read them, as `valid` does with reports."""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from lxml import html as reader

# --- Mermaid

NODE = r"(?:n|x)\d+(?:\[\[?|\(\[)\"[^\"]*\"(?:\]\]?|\]\)):::\w+"
EDGE = r"n\d+ (?:-->|-\.->)\|\"[^\"]*\"\| [nx]\d+"
MERMAID = re.compile(
    rf"flowchart TD|  (?:{NODE}|{EDGE}|accTitle: [\w ]+|accDescr: [\w ,:().-]+"
    r"|classDef [\w #:,-]+)"
)
"""Each line of a flowchart of ours."""


def mermaid_lines(text: str) -> list[str]:
    """The lines of a flowchart, each one of ours."""
    lines = text.removesuffix("\n").split("\n")
    assert [line for line in lines if not MERMAID.fullmatch(line)] == []
    return lines


# --- DOT

TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|->|[\[\]{}=,;]|[A-Za-z0-9_]+)')


def dot_tokens(text: str) -> list[str]:
    """The tokens of the language: https://graphviz.org/doc/info/lang.html"""
    found, place = [], 0
    while text[place:].strip():
        token = TOKEN.match(text, place)
        assert token, text[place : place + 60]
        found.append(token[1])
        place = token.end()
    return found


def dot_statements(text: str) -> list[list[str]]:
    """The statements of a graph, each a list of tokens in an order that we write."""
    head, name, brace, *tokens, end = dot_tokens(text)
    assert (head, name, brace, end) == ("digraph", "call", "{", "}")
    statements: list[list[str]] = [[]]
    for token in tokens:
        if token == ";":
            statements.append([])
        else:
            statements[-1].append(token)
    assert statements.pop() == []
    for statement in statements:
        assert re.fullmatch(
            r"(n->n|n|node)\[w=[vw](,w=[vw])*\]|w=[vw]", _shape(statement).replace("w[", "node[")
        ), statement
    return statements


def _shape(statement: list[str]) -> str:
    """A statement with a letter for each kind of token."""
    kinds = (("[nx]\\d+", "n"), ('"(.|\n)*"', "v"), ("\\w+", "w"))
    letters = []
    for token in statement:
        kind = next((kind for form, kind in kinds if re.fullmatch(form, token)), token)
        letters.append(kind)
    return "".join(letters)


# --- SVG

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "title", "desc", "style", "rect", "g", "text", "path", "a"}


def drawing(text: str) -> Any:
    """The tree of a drawing that only draws."""
    tree = etree.fromstring(text.encode())
    assert {each.tag for each in tree.iter()} <= {f"{SVG}{name}" for name in DRAWN}
    for each in tree.iter():
        assert not [name for name in each.attrib if name.startswith("on")], each.attrib
    return tree


# --- the page

INERT = {
    "html", "head", "meta", "title", "link", "style", "body", "header", "main", "footer", "p", "h1",
    "h2", "h3", "span", "b", "strong", "code", "ul", "li", "a", "details", "summary", "div",
    "article", "mark", "section", "input", "label", "svg", "desc", "rect", "g", "text", "path",
}  # fmt: skip


def page(text: str) -> Any:
    """The tree of a page that does nothing, and whose links lead somewhere."""
    tree = reader.document_fromstring(text)
    for each in tree.iter():
        assert each.tag in INERT, each.tag
        assert not [name for name in each.attrib if name.startswith(("on", "style"))], each.attrib
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(set(ids)) == len(ids)
    for each in tree.iter("a"):
        assert re.match("#|https://", each.get("href")), each.get("href")
    assert {each.get("href")[1:] for each in tree.iter("a") if each.get("href")[0] == "#"} <= {*ids}
    return tree
