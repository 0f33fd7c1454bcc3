"""Whatever a text holds, a format's own reader gives back just what is shown of it."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from lxml import etree  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token

from twiml_check.report.escape import cell, code, escape_line, markdown, message, setting, xml

from .everywhere import HOSTILE, SIGNS, WORDS

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


NAMED = (SIGNS, *WORDS, "`", "``a`", " a", "a|b\\c", "x" * 10)


def hostile(test: Callable[[str], None]) -> Callable[[], None]:
    """Run the test with any text, and always with those that are named."""
    for text in NAMED:
        test = example(text)(test)
    return given(HOSTILE)(test)


def inline(text: str) -> list[Token]:
    """What a paragraph or the only cell of a table is made of."""
    (content,) = [token for token in READER.parse(text) if token.type == "inline"]
    return content.children or []


def decoded(text: str, more: str = "") -> str:
    """A workflow command's text as the runner decodes it, `%25` last."""
    for code_, char in (("%0D", "\r"), ("%0A", "\n"), *((f"%{ord(c):02X}", c) for c in more)):
        text = text.replace(code_, char)
    return text.replace("%25", "%")


@hostile
def test_xml(text: str) -> None:
    tree = etree.fromstring(f"<a b=\"{xml(text)}\" c='{xml(text)}'>{xml(text)}</a>".encode())
    assert [tree.text or "", tree.get("b"), tree.get("c")] == [escape_line(text)] * 3


class Texts(HTMLParser):
    """Collects what a browser would show, and which tags it saw."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@hostile
def test_html(text: str) -> None:
    page = Texts()
    page.feed(f'<p title="{xml(text)}">{xml(text)}</p>')
    page.close()
    assert (page.tags, page.text) == (["p"], escape_line(text))


@hostile
def test_markdown(text: str) -> None:
    tokens = inline(f"x {markdown(text)} x")
    assert {token.type for token in tokens} <= {"text", "html_inline"}
    assert {token.content for token in tokens if token.type == "html_inline"} <= {"<!-- -->"}
    said = "".join(token.content for token in tokens if token.type == "text")
    assert said == f"x {escape_line(text)} x"


@hostile
def test_code(text: str) -> None:
    tokens = [token for token in inline(f"x{code(text)}x") if token.content != "x"]
    wanted = [("code_inline", escape_line(text))] if escape_line(text).strip() else []
    assert [(token.type, token.content) for token in tokens if token.content != "xx"] == wanted


@hostile
def test_cells(text: str) -> None:
    table = READER.parse(f"| a | b |\n|---|---|\n| {cell(text)} | {markdown(text)} |\n")
    _, _, first, second = [token.children or [] for token in table if token.type == "inline"]
    blank = not escape_line(text).strip()
    assert [token.content for token in first if token.type == "html_inline"] == (
        [] if blank else ["<code>", "</code>"]
    )
    said = "".join(token.content for token in first if token.type == "text")
    assert said == ("" if blank else escape_line(text))
    said = "".join(token.content for token in second if token.type == "text")
    assert said == escape_line(text).strip()


@hostile
def test_workflow_commands(text: str) -> None:
    assert not set(message(text)) & {"\r", "\n"}
    assert decoded(message(text)) == "\n".join(map(escape_line, text.split("\n")))
    assert not set(setting(text)) & {"\r", "\n", ":", ","}
    assert decoded(setting(text), ":,") == escape_line(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [("100%\r\nsure: a, b", "100%25\\r\\nsure%3A a%2C b"), ("50 % off", "50 %25 off")],
)
def test_settings(text: str, written: str) -> None:
    assert setting(text) == written


def test_a_message_keeps_its_lines() -> None:
    assert message("one: 1%\ntwo") == "one: 1%25%0Atwo"


@pytest.mark.parametrize("text", ["https://example.com/", "ftp://a", "www.example.com"])
def test_no_dialect_finds_a_link(text: str) -> None:
    for written in (markdown(text), cell(text)):
        assert "://" not in written.replace("\\://", "")
        assert "www." not in written
