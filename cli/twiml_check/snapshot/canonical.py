"""An answer line by line, so that two that mean the same read the same."""

import json
from collections.abc import Iterator
from hashlib import sha256
from xml.etree.ElementTree import Element

from twiml_check.model.run import Hop
from twiml_check.model.source import Source
from twiml_check.read.xpath_tree import Budget, TooMuchError, tree
from twiml_check.snapshot.relative import Normalise

DEEPEST_INDENT = 20
"""Levels; a document can nest 9,000 deep, and blanks in front of each line would be its square."""
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;"})


def canonical(hop: Hop, normalise: Normalise) -> Iterator[str]:
    """Yield what Twilio takes of the answer; nothing of one that it ignores or cannot use."""
    if hop.handling == "redirect":
        location = (hop.answer and hop.answer.header("Location")) or ""
        yield f"Location: {normalise(location)}"
    elif hop.handling == "audio" and hop.answer:
        body = hop.answer.body
        yield f"{hop.answer.media_type}, {len(body)} bytes, sha256 {sha256(body).hexdigest()}"
    elif hop.handling in ("twiml", "actions", "text"):
        yield from _document(hop, normalise)


def _document(hop: Hop, normalise: Normalise) -> Iterator[str]:
    if hop.handling == "twiml" and hop.understood and hop.document:
        try:
            yield from list(_tags(tree(hop.document.source, Budget()), normalise))
            return
        except TooMuchError:
            pass
    text = _text(hop)
    if hop.handling == "actions":
        text = _json(text)
    yield from filter(None, (normalise(line.rstrip()) for line in text.splitlines()))


def _text(hop: Hop) -> str:
    if hop.document:
        return hop.document.source.text
    answer = hop.answer
    return Source(answer.body, answer.charset or "utf-8").text if answer else ""


def _json(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True)
    except (ValueError, RecursionError):
        return text


def _tags(root: Element, normalise: Normalise) -> Iterator[str]:
    """Yield a line for each tag and text: attributes sorted, blanks squeezed, no comments."""
    todo: list[tuple[int, Element | str]] = [(0, root)]
    while todo:
        depth, each = todo.pop()
        indent = "  " * min(depth, DEEPEST_INDENT)
        if isinstance(each, str):
            yield f"{indent}{each}"
            continue
        opening, words = f"<{each.tag}{_attributes(each, normalise)}", _words(each.text, normalise)
        children = list(each)
        if not children:
            yield f"{indent}{opening}>{words}</{each.tag}>" if words else f"{indent}{opening}/>"
            continue
        yield f"{indent}{opening}>"
        todo.append((depth, f"</{each.tag}>"))
        for child in reversed(children):
            if after := _words(child.tail, normalise):
                todo.append((depth + 1, after))
            todo.append((depth + 1, child))
        if words:
            todo.append((depth + 1, words))


def _attributes(element: Element, normalise: Normalise) -> str:
    return "".join(
        f' {name}="{_words(value, normalise).replace(chr(34), "&quot;")}"'
        for name, value in sorted(element.attrib.items())
    )


def _words(text: str | None, normalise: Normalise) -> str:
    return normalise(" ".join((text or "").split())).translate(_ESCAPES)
