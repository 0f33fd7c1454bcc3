"""`twiml-check explain NAME`: the manual page of a rule, or what one of Twilio's numbers means."""

from __future__ import annotations

import click

from twiml_check.rules.every import EVERY, EVERY_BY_NAME
from twiml_check.rules.rule import Rule
from twiml_check.rules.words import either, near
from twiml_check.vocabulary.codes import CODES, doc_url
from twiml_check.vocabulary.grammar import GRAMMAR


@click.command("explain", short_help="what a rule or one of Twilio's numbers means")
@click.argument("name", required=False)
@click.option("--list", "every", is_flag=True, help="Show all rules.")
def command(name: str | None, every: bool) -> None:
    """Explain a rule, such as unknown-attribute, or one of Twilio's numbers, such as 12200."""
    if every:
        click.echo("\n".join(_line(rule) for rule in EVERY))
    elif name is None:
        raise click.UsageError("explain what? Give a rule or a number, or --list")
    elif name.isascii() and name.isdigit():
        click.echo(_code(name))
    else:
        click.echo(_rule(name))


def _line(rule: Rule) -> str:
    code = str(rule.code or "")
    return f"{rule.name:26}{rule.level:9}{code:7}{rule.explanation.partition(chr(10))[0]}"


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


def _rules(code: int) -> list[Rule]:
    """The rules that can give a number: it is theirs, on their page, or on a row they read."""
    given = {"bad-value": False, "missing-attribute": False, "missing-content": False}
    for tag in (tag for grammar in GRAMMAR.values() for tag in grammar.tags.values()):
        rows = tag.attributes.values()
        given["bad-value"] |= any(row.code == code for row in rows)
        given["missing-attribute"] |= any(row.code == code and row.required for row in rows)
        given["missing-content"] |= tag.content_code == code and tag.content_required
    return [
        rule
        for rule in EVERY
        if rule.code == code or given.get(rule.name) or str(code) in _words(rule.explanation)
    ]


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text).split()


def _code(name: str) -> str:
    code = int(name[:9])
    if code not in CODES or name[9:]:
        raise click.UsageError(f"Twilio's list has no number {name}")
    rules = _rules(code)
    if not rules:
        return f"{_title(code)}\n{doc_url(code)}\n\nNo rule predicts it yet."
    pages = "\n\n".join(f"{rule.name} ({rule.level})\n\n{rule.explanation}" for rule in rules)
    return f"{_title(code)}\n{doc_url(code)}\n\nIt is predicted by:\n\n{pages}"
