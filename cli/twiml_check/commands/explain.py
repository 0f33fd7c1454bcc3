"""`twiml-check explain NAME`: the manual page of a rule, or what one of Twilio's numbers means."""

import re

import click

from twiml_check.catalog import EVERY, EVERY_BY_NAME
from twiml_check.options.completion_values import pages
from twiml_check.rules.rule import Rule
from twiml_check.rules.wording import either, listed, near
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
    "warning": "Twilio logs a warning. Usually the call continues without the faulty part.",
}
LEGENDS = {
    r"\{[^{}]* \* [0-9]+\}": "{a * 3} means aaa.",
    r"\{0x[0-9A-F]{2}": "{0xE9} means the byte with that number.",
}
"""Short forms in examples, and their meaning."""
LABELS = ("Event:", "With:", "Bad:", "Good:")
CLOSED = ("enum", "list-of-enum", "bool", "http-method")
"""Types of attributes that have a list of values."""
DIGITS = 5
MANY = 6
"""The most numbers that one line of the list can name."""


@click.command("explain", short_help="explain a rule or a Twilio error number")
@click.argument("name", required=False, shell_complete=pages)
@click.option("--list", "every", is_flag=True, help="List all rules.")
def command(name: str | None, every: bool) -> None:
    """Explain a rule, such as unknown-attribute, or a Twilio error number, such as 12200."""
    if every:
        click.echo("\n".join(_line(rule) for rule in EVERY))
    elif name is None:
        raise click.UsageError("nothing to explain: give a rule, a number, or --list")
    else:
        page = _code(name) if name.isascii() and name.isdigit() else _rule(name)
        legend = [meant for shape, meant in LEGENDS.items() if re.search(shape, page)]
        click.echo("\n\n".join([page, *legend]))


def _line(rule: Rule) -> str:
    first = rule.explanation.partition("\n")[0]
    return f"{rule.name:26}{rule.level:9}{_numbers_in_short(rule):8}{first}"


def _numbers_in_short(rule: Rule) -> str:
    """Return the number of the rule, with a + if the rule has more numbers."""
    every = _numbers(rule)
    if len(every) > MANY:
        return "many"
    first = rule.code or min(every, default=None)
    return "" if first is None else f"{first}{'+' * (len(every) > 1)}"


def _numbers(rule: Rule) -> set[int]:
    """Return the numbers of a rule: its own, those on its page, and those of its rows."""
    written = {int(word) for word in re.findall(r"\b[0-9]{5}\b", rule.explanation)}
    own = {rule.code} if rule.code else set[int]()
    of_rows = [code for tag in _tags() if rule.looks_at(tag) for code in rule.row_codes(tag)]
    return own | (written & CODES.keys()) | set(filter(None, of_rows))


def _tags() -> list[Tag]:
    return [tag for grammar in GRAMMAR.values() for tag in grammar.tags.values()]


def _rule(name: str) -> str:
    rule = EVERY_BY_NAME.get(name)
    if rule is None:
        hits = near(name, EVERY_BY_NAME)
        meant = f"did you mean {either(hits)}?" if hits else "see twiml-check explain --list"
        raise click.UsageError(f'there is no rule "{name}"; {meant}')
    number = f"\n\nTwilio's number: {_title(rule.code)}\n{doc_url(rule.code)}" if rule.code else ""
    return f"{rule.name} ({rule.level})\n\n{rule.explanation}{number}"


def _title(code: int) -> str:
    return f"{CODES[code].level} {code}, {CODES[code].title}"


def _code(name: str) -> str:
    if len(name) != DIGITS:
        raise click.UsageError(
            f"Twilio has no error number {name}: the numbers have {DIGITS} digits"
        )
    code = int(name)
    if code not in CODES:
        raise click.UsageError(f"twiml-check has no page on {name}; see {doc_url(code)}")
    rules = [rule for rule in EVERY if code in _numbers(rule)]
    known = code not in REASONS and code not in INSTEAD
    # Rules of many numbers show an example of one: then the number has its own.
    own = all(rule.code != code for rule in rules)
    parts = [
        f"{_title(code)}\n{doc_url(code)}",
        LOGGED[CODES[code].level],
        _about(code),
        _example(code) if own else "",
        "" if known and rules else _why_not(code),
        ("These rules predict the number:" if known else "These rules mention the number:")
        if rules
        else "",
        *(_short(rule, with_example=rule.code == code) for rule in rules),
    ]
    return "\n\n".join(filter(None, parts))


def _about(code: int) -> str:
    """Return the attributes of the number, and the values that they may have."""
    rows = {
        f"{name} of <{tag.name}>": row.values if row.type in CLOSED and not row.open else ()
        for tag in _tags()
        for name, row in tag.attributes.items()
        if row.code == code
    }
    values = {values for values in rows.values() if values}
    allowed = f": {listed(values.pop())}" if len(values) == 1 else ""
    return f"This number is about {listed(rows)}{allowed}." if rows else ""


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
    return f"twiml-check does not predict this number. {REASONS.get(code, ELSEWHERE)}"


def _short(rule: Rule, *, with_example: bool) -> str:
    """Return the page of a rule, shown below the page of a number."""
    lines = rule.explanation.splitlines()
    if not with_example:
        lines = [line for line in lines if not line.startswith(LABELS)]
    text = "\n".join(lines).rstrip()
    heading = f"{rule.name} ({rule.level})"
    return f"{heading}\n{'-' * len(heading)}\n\n{text}"
