"""One finding instead of many if a program wrote its own error into a response.

The parser sees a PHP warning as a `<br>`, several `<b>` and a text. The author fixes one thing.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from twiml_check.model.finding import Problem
from twiml_check.model.run import Hop
from twiml_check.rules import document
from twiml_check.rules.rule import Rule
from twiml_check.rules.template import is_unrendered
from twiml_check.rules.wording import cut

if TYPE_CHECKING:
    from twiml_check.read.program_output import ProgramOutput

Found = tuple[Rule, Problem]

PROGRAM_OUTPUT = Rule("program-output", "error", 12100, """
    The program wrote its own error or warning into the response.

    twiml-check recognizes messages of PHP, tracebacks of Python, Ruby, Node.js, Java, .NET and Go,
    and debug pages of Django, Flask, Rails, Sinatra, Express, Tomcat, Spring and ASP.NET. The
    number is the one that Twilio logs for such a document: 12100 if it is not XML, 12102 if it is
    a web page, 12200 if only some elements are unknown. The text of <Say> and <Message> is never
    such output.

    Bad:  <Response><br /><b>Warning</b>:  Undefined variable $a in <b>/srv/a.php</b> on line <b>3</b><br /></Response>
    Good: <Response><Say>Warning: Undefined variable $a in /srv/a.php on line 3</Say></Response>
    """)  # fmt: skip # noqa: E501  an example is one line

BROKEN = {*(rule.name for rule in document.FAULTS), "wrong-root", "stray-text"}
ELEMENTS = {"unknown-element", "misplaced-element"}
HTML = {
    *("a", "b", "body", "br", "center", "code", "div", "em", "font", "h1", "h2", "h3", "head"),
    *("hr", "html", "i", "li", "p", "pre", "small", "span", "strong", "table", "tbody", "td"),
    *("th", "title", "tr", "u", "ul"),
}
_SPEECH = r"</?(?:break|emphasis|lang|p|phoneme|prosody|s|say-as|sub|w)(?=[\s/>])[^<>]*+>"
SPOKEN = rf"<(Say|Message|Body|Sms)(?=[\s>])[^<>]*+>(?:[^<]++|{_SPEECH})*+</\1\s*+>"
"""Texts that a webhook says or sends on purpose, even if they are about an error."""


def explained(hop: Hop, found: Iterator[Found]) -> Iterator[Found]:
    """Yield the problems; those that a program's own output caused as one problem."""
    output, first = None, None
    for each in found:
        if not _may_be_caused(*each):
            yield each
            continue
        output = output if first else _output(hop)
        first = min(first or each, each, key=_place)
        if output is None:
            yield each
    if output and first:
        yield PROGRAM_OUTPUT, _problem(hop, output, *first)


def _may_be_caused(rule: Rule, problem: Problem) -> bool:
    if rule.name in ELEMENTS and problem.location and problem.location.path:
        return problem.location.path[-1].lower() in HTML
    return rule.name in BROKEN and rule.level == "error"


def _output(hop: Hop) -> "ProgramOutput | None":
    if hop.document is None or is_unrendered(hop):
        return None
    from twiml_check.read.program_output import program_output  # only a fault needs it

    return program_output(re.sub(SPOKEN, "", hop.document.source.text))


def _place(found: Found) -> tuple[bool, int, int]:
    rule, problem = found
    where = problem.location
    sure = (problem.level or rule.level) == "error"
    return (not sure, where.line, where.column) if where else (not sure, 0, 0)


def _problem(hop: Hop, output: "ProgramOutput", rule: Rule, problem: Problem) -> Problem:
    row, line = output.row, cut(output.line, 100)
    article = "an" if row.kind == "error" else "a"
    return problem._replace(
        message=f'{row.program} wrote {article} {row.kind} into the response: "{line}"',
        help=f"fix the {row.kind}; to keep it out of responses, {row.kept_out}",
        note=_where(hop, output, problem),
        code=problem.code or rule.code,
    )


def _where(hop: Hop, output: "ProgramOutput", problem: Problem) -> str:
    """Return on which line the program's output begins; empty where that is seen, or unsure."""
    begins = re.match(r"[\w. ]+", output.line)
    text, where = hop.document.source.text if hop.document else "", problem.location
    if begins is None or where is None or text.count(begins[0]) != 1:
        return ""
    line = hop.document.source.place(text.index(begins[0])).line if hop.document else where.line
    return "" if line == where.line else f"{output.row.program} wrote it on line {line}"
