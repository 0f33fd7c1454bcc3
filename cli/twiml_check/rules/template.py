"""Rules about templates: TwiML Bins and files of a template engine.

`<Dial>{{To}}</Dial>` is valid in a Bin: https://www.twilio.com/docs/serverless/twiml-bins. In a
response that was fetched, the braces are a mistake. A file with the statements of a template engine
is not a document yet: its content depends on how it renders.
"""

from collections.abc import Iterator
from functools import lru_cache

from twiml_check.model.finding import Level, Problem
from twiml_check.model.run import Hop
from twiml_check.model.source import Edit
from twiml_check.rules.rule import GrammarNode, Rule, rule

STATEMENTS = (
    *((b"{%", b"%}"), (b"{{#", b"{{/"), (b"<%", b"%>"), (b"<?php", b""), (b"<?=", b"?>")),
)
"""How statements begin and end: Jinja, Liquid and Twig; Handlebars; ERB, EJS and JSP; PHP."""
EXPRESSIONS = (
    *(("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("<?php", "?>"), ("<?=", "?>")),
    *(("${", "}"), ("#{", "}"), ("[%", "%]"), ("[[", "]]")),
    *(
        ("{if ", "}"),
        ("{elseif ", "}"),
        ("#if(", ")"),
        ("#elseif(", ")"),
        ("@if (", "{"),
        ("@(", ")"),
    ),
)
"""How code of template engines begins and ends: nothing in it is edited."""
MARKS = ("{{", "{%", "<%", "<?")


def certainty(node: GrammarNode, text: str, level: Level | None) -> Level | None:
    """Return the level; `info` where a file has a placeholder in the text."""
    return "info" if node.hop.via == "file" and "{{" in text else level


@lru_cache(maxsize=4)  # called for every finding of a file
def is_template(raw: bytes) -> bool:
    """Say whether there are statements of a template engine in a file."""
    return any(
        (begin := raw.find(opening)) >= 0 and raw.find(closing, begin) >= 0
        for opening, closing in STATEMENTS
    )


def is_unrendered(hop: Hop) -> bool:
    """Say whether the hop is a file that is still a template."""
    read = hop.document if hop.via == "file" else None
    return read is not None and is_template(read.source.raw)


def level_in_template(rule: Rule, problem: Problem, hop: Hop) -> Level:
    """Return the level of a problem; `info` where the rendered file may not have the problem."""
    level = problem.level or rule.level
    if level == "info" or not is_unrendered(hop):
        return level
    sure = rule.sure_in_templates and not has_mark(_text_at(hop, problem))
    return level if sure else "info"


def certain_edits(rule: Rule, problem: Problem, hop: Hop) -> tuple[Edit, ...]:
    """Return the edits of a problem; none if the rendered document may not have the problem."""
    if hop.document is None or (is_unrendered(hop) and not rule.sure_in_templates):
        return ()
    source = hop.document.source
    for edit in problem.edits:
        start = source.character(edit.line, edit.column)
        if any(_is_inside(source.text, start, *mark) for mark in EXPRESSIONS):
            return ()
    return problem.edits


def _is_inside(text: str, index: int, opening: str, closing: str) -> bool:
    begin = text.rfind(opening, 0, index)
    return begin >= 0 and text.find(closing, begin, index) < 0


def has_mark(text: str) -> bool:
    """Say whether a text or value has a placeholder."""
    return any(mark in text for mark in MARKS)


def _text_at(hop: Hop, problem: Problem) -> str:
    where = problem.location
    if where is None or hop.document is None:
        return ""
    return hop.document.source.lines[where.line - 1][where.column - 1 :][: where.length]


@rule("template", "info", subject="exchange")
def template(hop: Hop) -> Iterator[Problem]:
    """A file has statements of a template engine, such as Jinja, Handlebars, ERB or PHP.

    Twilio gets the rendered document, so check that document. In the file itself, twiml-check
    checks only names and fixed values. If the file is not XML before it is rendered, twiml-check
    checks nothing in it.

    Bad:  <Response>{% if late %}<Say>We are closed</Say>{% endif %}</Response>
    Good: <Response><Say>We are closed</Say></Response>
    """
    if is_unrendered(hop):
        read = hop.document is not None and hop.document.root is not None
        yield Problem(
            "this file is a template; Twilio gets the rendered document",
            help="check the URL that renders the file, or the rendered document",
            note="" if read else "the file is not XML yet, so twiml-check checked nothing in it",
        )
