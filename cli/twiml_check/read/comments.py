"""Find the comments for twiml-check in a document: `<!-- twiml-check: … -->`.

Few documents have one, so the document is parsed a second time instead of making each reading
slower. The first parsing has rejected every document type declaration.
"""

from xml.parsers.expat import ParserCreate, XMLParserType

from twiml_check.model.document import MARK, Comment
from twiml_check.model.source import Source
from twiml_check.read.encoding import Encoding


def comments(source: Source, encoding: Encoding) -> tuple[Comment, ...]:
    """Return the comments of a well-formed document, each with the element that follows it."""
    parser = ParserCreate(encoding.parser_name)
    reader = _Reader(parser)
    parser.Parse(source.raw, True)
    del reader.parser  # the handlers and the parser refer to each other
    return tuple(reader.found)


class _Reader:
    """The comments so far. A comment waits for the next element, and then for the element's end."""

    def __init__(self, parser: XMLParserType) -> None:
        self.parser = parser
        self.found: list[Comment] = []
        self.waiting: list[int] = []
        """The places in `found` of the comments before the next element."""
        self.open: list[list[int]] = []
        """The same for each open element, the innermost last."""
        parser.CommentHandler = self.comment
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def comment(self, text: str) -> None:
        """Keep a comment that begins with the mark."""
        stripped = text.strip()
        if stripped.startswith(MARK):
            self.waiting.append(len(self.found))
            words = stripped.removeprefix(MARK).strip()
            self.found.append(Comment(words, self.parser.CurrentByteIndex))

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        """Begin the element that the waiting comments are for."""
        for place in self.waiting:
            self.found[place] = self.found[place]._replace(begin=self.parser.CurrentByteIndex)
        self.open.append(self.waiting)
        self.waiting = []

    def end(self, _name: str) -> None:
        """End an element; no element follows the comments that still wait in it."""
        for place in self.open.pop():
            self.found[place] = self.found[place]._replace(end=self.parser.CurrentByteIndex)
        self.waiting = []
