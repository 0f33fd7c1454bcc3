"""A chapter of the manual, which is written in Markdown, for a terminal."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import ClassVar

LINK = r"\[([^\]]+)\]\([^)]+\)"
STYLES = {"markdown.code": "bold cyan"}
"""Without the black background of rich, which is ugly on a light terminal."""


def draw_manual(markdown: str, width: int, *, color: bool) -> str:
    """Return Markdown as text of at most `width` cells; a link is shown as its words."""
    from rich.console import Console, ConsoleOptions
    from rich.markdown import CodeBlock, Markdown, MarkdownElement
    from rich.text import Text
    from rich.theme import Theme

    class Verbatim(CodeBlock):
        """A block of code whose lines are not wrapped: people copy them."""

        def __rich_console__(self, _console: Console, _options: ConsoleOptions) -> Iterator[Text]:
            yield Text(str(self.text).rstrip(), "cyan", no_wrap=True, overflow="ignore")

    class Manual(Markdown):
        """The chapter."""

        elements: ClassVar[dict[str, type[MarkdownElement]]] = {
            **Markdown.elements, "fence": Verbatim, "code_block": Verbatim,
        }  # fmt: skip

    page = StringIO()
    console = Console(
        file=page, width=width, force_terminal=color, no_color=not color, theme=Theme(STYLES),
        _environ={}, emoji=False,
    )  # fmt: skip
    console.print(Manual(re.sub(LINK, r"\1", markdown), hyperlinks=False), crop=False)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())
