"""Documents that are filled in before they are sent: TwiML Bins and other templates.

`<Dial>{{To}}</Dial>` is right in a Bin: https://www.twilio.com/docs/serverless/twiml-bins. In an
answer that was fetched, the braces were forgotten. A file with the statements of a template
engine is no document yet: what it says hangs on what it renders to.
"""

from collections.abc import Iterator
from functools import lru_cache

from twiml_check.model.finding import Level, Problem
from twiml_check.model.run import Hop
from twiml_check.rules.rule import GrammarNode, Rule, rule

STATEMENTS = ((b"{%", b"%}"), (b"<%", b"%>"), (b"<?php", b""), (b"<?=", b"?>"))
"""How statements begin and end: Jinja, Django, Liquid and Twig; ERB, EJS and JSP; PHP."""
MARKS = ("{{", "{%", "<%", "<?")


def certainty(node: GrammarNode, text: str, level: Level | None) -> Level | None:
    """Return the level, or `info` where a file leaves the text to be filled in."""
    return "info" if node.hop.via == "file" and "{{" in text else level


@lru_cache(maxsize=4)  # asked for every finding of a file
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
    """Return the level of a problem; a hint where another rendering of the file may not have it."""
    level = problem.level or rule.level
    if level == "info" or not is_unrendered(hop):
        return level
    sure = rule.sure_in_templates and not has_mark(_text_at(hop, problem))
    return level if sure else "info"


def has_mark(text: str) -> bool:
    """Say whether something is to be filled in, in a text or value."""
    return any(mark in text for mark in MARKS)


def _text_at(hop: Hop, problem: Problem) -> str:
    where = problem.location
    if where is None or hop.document is None:
        return ""
    return hop.document.source.lines[where.line - 1][where.column - 1 :][: where.length]


@rule("template", "info", subject="exchange")
def template(hop: Hop) -> Iterator[Problem]:
    """A file with the statements of a template engine: Jinja, Liquid, ERB, PHP and the like.

    Twilio gets what it renders to, and that is what can be judged. Of the file itself only names
    and values are held against the grammar, and if it is no XML before it is rendered, nothing.

    Bad:  <Response>{% if late %}<Say>We are closed</Say>{% endif %}</Response>
    Good: <Response><Say>We are closed</Say></Response>
    """
    if is_unrendered(hop):
        read = hop.document is not None and hop.document.root is not None
        yield Problem(
            "this is a template: Twilio gets what it renders to",
            help="check the URL that renders it, or the rendered text",
            note="" if read else "it is no XML before it is rendered, so nothing in it was checked",
        )
