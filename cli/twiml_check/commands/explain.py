"""`twiml-check explain NAME`: a rule, one of Twilio's numbers, or a chapter of the manual."""

import re
from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap

import click

from twiml_check.catalog import EVERY, EVERY_BY_NAME
from twiml_check.options.completion_values import pages
from twiml_check.rules.rule import Rule
from twiml_check.rules.wording import either, listed, near
from twiml_check.runner.output import report_stream, view
from twiml_check.vocabulary.codes import CODES, doc_url
from twiml_check.vocabulary.examples import (
    ELSEWHERE,
    INSTEAD,
    MESSAGING,
    OPTIONS,
    REASONS,
    VOICE,
    Example,
    whole,
)
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.shapes import Tag

LOGGED = {
    "error": "Twilio logs an error. Often the whole call or message fails.",
    "warning": "Twilio logs a warning. Usually it continues and ignores the faulty part.",
}
LEGENDS = {
    r"\{[^{}]* \* [0-9]+\}": "{a * 3} means aaa.",
    r"\{0x[0-9A-F]{2}": "{0xE9} means the byte with this number.",
}
"""Pattern of a short form in examples -> its meaning."""
LABELS = ("Event:", "With:", "Bad:", "Good:")
KEPT = (*LABELS, "https://", "---")
"""Beginnings of lines that are not wrapped: examples and URLs are for copying."""
WIDEST = 100
"""The most cells of a line: a longer line is hard to read."""
CLOSED = ("enum", "list-of-enum", "bool", "http-method")
"""Types of attributes that have a list of values."""
CHAPTERS = {
    "suite": "suite",
    "reports": "report",
    "rules": "rules",
    "drills": "drills",
    "python": "api",
    "studio": "studio",
    "autopilot": "autopilot",
    "source": ".",
}
"""Chapters of the manual, and the folders in the package whose README.md they are."""
DIGITS = 5
MANY = 6
"""The most numbers of a rule in the list."""


@click.command("explain", short_help="explain a rule, a Twilio error number or a topic")
@click.argument("name", required=False, shell_complete=pages)
@click.option("--list", "every", is_flag=True, help="List all rules.")
def command(name: str | None, every: bool) -> None:
    """Explain a rule, such as unknown-attribute, or a Twilio error number, such as 12200.

    The chapters of the manual are suite, reports, rules, drills, python, studio, autopilot, and
    source (how the source code is organized).
    """
    if every:
        click.echo("\n".join(_line(rule) for rule in EVERY))
    elif name is None:
        raise click.UsageError(
            "add a rule, a Twilio number, a chapter of the manual, or --list; see --help"
        )
    elif name in CHAPTERS:
        click.echo(_chapter(CHAPTERS[name]))
    else:
        page = _code(name) if name.isascii() and name.isdigit() else _rule(name)
        legend = [meant for shape, meant in LEGENDS.items() if re.search(shape, page)]
        width = min(view("auto", 0, None).width, WIDEST)
        click.echo(_wrapped("\n\n".join([page, *legend]), width))


def _chapter(folder: str) -> str:
    """Return a README of the package: drawn for a terminal, as it is for a file or a pipe."""
    from importlib.resources import files

    written = files("twiml_check").joinpath(folder, "README.md").read_text(encoding="utf-8")
    text = re.sub(r"<!-- .*? -->\n", "", written)
    how = view("auto", 0, None)
    if not report_stream().isatty():
        return text.rstrip()
    from twiml_check.report.text.manual import draw_manual

    return draw_manual(text, min(how.width, WIDEST), color=how.color)


def _wrapped(page: str, width: int) -> str:
    """Return the page in lines of this width; examples, headings and URLs keep their lines."""
    paragraphs = (paragraph.splitlines() for paragraph in page.split("\n\n"))
    return "\n\n".join("\n".join(_lines(each, width)) for each in paragraphs)


def _lines(paragraph: list[str], width: int) -> Iterator[str]:
    for fixed, lines in groupby(paragraph, lambda line: line.startswith(KEPT)):
        if fixed:
            yield from lines
        else:  # a break inside a name or a URL would change it
            yield from wrap(" ".join(lines), width, break_long_words=False, break_on_hyphens=False)


def _line(rule: Rule) -> str:
    first = rule.explanation.partition("\n")[0]
    return f"{rule.name:26}{rule.level:9}{_numbers_in_short(rule):8}{first}"


def _numbers_in_short(rule: Rule) -> str:
    """Return the number of the rule, with a + if it has other numbers too."""
    every = _numbers(rule)
    if len(every) > MANY:
        return "many"
    first = rule.code or min(every, default=None)
    return "" if first is None else f"{first}{'+' * (len(every) > 1)}"


def _numbers(rule: Rule) -> set[int]:
    """Return all numbers of a rule: its own, those on its page, and those of its rows."""
    written = {int(word) for word in re.findall(r"\b[0-9]{5}\b", rule.explanation)}
    own = {rule.code} if rule.code else set[int]()
    of_rows = [code for tag in _tags() if rule.looks_at(tag) for code in rule.row_codes(tag)]
    return own | (written & CODES.keys()) | set(filter(None, of_rows))


def _tags() -> list[Tag]:
    return [tag for grammar in GRAMMAR.values() for tag in grammar.tags.values()]


def _rule(name: str) -> str:
    rule = EVERY_BY_NAME.get(name)
    if rule is None:
        hits = near(name, [*EVERY_BY_NAME, *CHAPTERS])
        meant = f"did you mean {either(hits)}?" if hits else "see twiml-check explain --list"
        raise click.UsageError(f'there is no rule "{name}"; {meant}')
    number = f"\n\nTwilio's number: {_title(rule.code)}\n{doc_url(rule.code)}" if rule.code else ""
    fix = "\n\ntwiml-check --fix FILE fixes it if the correction is certain." * rule.fixable
    return f"{rule.name} ({rule.level})\n\n{rule.explanation}{number}{fix}"


def _title(code: int) -> str:
    return f"{CODES[code].level} {code}, {CODES[code].title}"


def _code(name: str) -> str:
    if len(name) != DIGITS:
        raise click.UsageError(f"{name} is not a valid Twilio number: write {DIGITS} digits")
    code = int(name)
    if code not in CODES:
        raise click.UsageError(f"twiml-check has no page on {name}; see {doc_url(code)}")
    rules = [rule for rule in EVERY if code in _numbers(rule)]
    known = code not in REASONS and code not in INSTEAD
    # A rule with many numbers has an example of one; then the other numbers have their own.
    own = all(rule.code != code for rule in rules)
    parts = [
        f"{_title(code)}\n{doc_url(code)}",
        LOGGED[CODES[code].level],
        _about(code),
        _example(code) if own else "",
        "" if known and rules else _why_not(code),
        ("These rules predict it:" if known else "These rules mention it:") if rules else "",
        *(_short(rule, with_example=rule.code == code) for rule in rules),
    ]
    return "\n\n".join(filter(None, parts))


def _about(code: int) -> str:
    """Return the attributes of the number, and their allowed values."""
    names: dict[str, list[str]] = {}
    values = set()
    for tag in _tags():
        for name, row in tag.attributes.items():
            if row.code == code:
                names.setdefault(tag.name, []).append(name)
                values.add(row.values if row.type in CLOSED and not row.open else ())
    rows = "; ".join(f"{listed(dict.fromkeys(each))} of <{tag}>" for tag, each in names.items())
    closed = [each for each in values if each]
    allowed = f" Allowed values: {listed(closed[0])}." if len(closed) == 1 else ""
    return f"Attributes with this number: {rows}.{allowed}" if rows else ""


def _example(code: int) -> str:
    """Return a document that causes the number, and one that does not."""
    found: Example | None = VOICE.get(code) or MESSAGING.get(code)
    if found is None:
        return ""
    lines = [f"With: {OPTIONS[code]}"] if code in OPTIONS else []
    lines += ["Event: sms"] if code in MESSAGING else []
    return "\n".join([*lines, f"Bad:  {whole(found.bad)}", f"Good: {whole(found.good)}"])


def _why_not(code: int) -> str:
    if code in INSTEAD:
        other = INSTEAD[code]
        return f"twiml-check reports this fault as {other}: see twiml-check explain {other}."
    return f"twiml-check does not predict it. {REASONS.get(code, ELSEWHERE)}"


def _short(rule: Rule, *, with_example: bool) -> str:
    """Return the page of a rule, shown below the page of a number."""
    lines = rule.explanation.splitlines()
    if not with_example:
        lines = [line for line in lines if not line.startswith(LABELS)]
    text = "\n".join(lines).rstrip()
    heading = f"{rule.name} ({rule.level})"
    return f"{heading}\n{'-' * len(heading)}\n\n{text}"
