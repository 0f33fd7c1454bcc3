"""A chapter of the manual, which is written in Markdown, for a terminal."""

import re
from io import StringIO

LINK = r"\[([^\]]+)\]\([^)]+\)"
STYLES = {"markdown.code": "bold cyan", "markdown.code_block": "cyan"}
"""Without the black background of rich, which is ugly on a light terminal."""


def draw_manual(markdown: str, width: int, *, color: bool) -> str:
    """Return Markdown as text of at most `width` cells; a link is shown as its words."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    page = StringIO()
    console = Console(
        file=page, width=width, force_terminal=color, no_color=not color, theme=Theme(STYLES),
        _environ={}, emoji=False,
    )  # fmt: skip
    console.print(Markdown(re.sub(LINK, r"\1", markdown), code_theme="ansi_dark", hyperlinks=False))
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())
