"""What was typed for an option, held against what it takes; a UsageError says what is wrong."""

from __future__ import annotations

import re

import click

from twiml_check.report import REPORTERS
from twiml_check.rules.wording import either, near
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.url import Url

METHODS = ("POST", "GET")
OTHER_NAMES = {
    **dict.fromkeys(("call", "calls", "phone", "ring"), "voice"),
    **dict.fromkeys(("message", "msg", "text", "messaging"), "sms"),
}
"""What events are called elsewhere."""


def parameter(text: str) -> tuple[str, str]:
    """NAME=VALUE taken apart."""
    name, _, value = text.partition("=")
    return name, value


def event(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """The name of an event, or `list`."""
    if value is None or value == "list" or value in EVENTS:
        return value
    other = OTHER_NAMES.get(value.lower())
    hits = [other] if other else near(value, EVENTS)
    meant = f"did you mean {either(hits)}?" if hits else f"there are {', '.join(EVENTS)}"
    raise click.UsageError(f'there is no event "{value}"; {meant}')


def method(_ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """POST or GET, whatever its case."""
    # Not click.Choice: told to take small letters too, it names the methods in small letters.
    method = value and value.upper()
    if method not in (None, *METHODS):
        raise click.UsageError(f'{option.opts[0]} takes {either(METHODS)}, not "{value}"')
    return method


def parameters(
    _ctx: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Each is NAME=VALUE."""
    for value in values:
        if not parameter(value)[0] or "=" not in value:
            raise click.UsageError(f'--param takes NAME=VALUE, not "{value}"')
    return values


def rules(_ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Each is the name of a rule."""
    if not values:
        return values
    from twiml_check.catalog import EVERY_BY_NAME  # more of them than most runs need

    for value in values:
        if value not in EVERY_BY_NAME:
            hits = near(value, EVERY_BY_NAME)
            meant = f"did you mean {either(hits)}?" if hits else "see twiml-check explain --list"
            raise click.UsageError(f'--{option.name}: there is no rule "{value}"; {meant}')
    return values


def web_address(_ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A URL that Twilio could ask; refused if it is none."""
    reason = Url.parse(value).problem if value is not None else ""
    if reason:
        raise click.UsageError(f"{option.opts[0]} cannot be used: {reason}")
    return value


def token(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Without the blanks around it; refused if nothing is left."""
    token = value and value.strip()
    if token == "":
        raise click.UsageError("the Auth Token is empty; --no-signature asks without one")
    return token


def output(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """The name of a file; None for standard output."""
    if value == "":
        raise click.UsageError("--output needs the name of a file")
    return None if value == "-" else value


def reports(
    _ctx: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """FORMAT=FILE taken apart."""
    pairs = [value.partition("=")[::2] for value in values]
    for name, file in pairs:
        if name not in REPORTERS:
            hits = near(name, REPORTERS) or list(REPORTERS)
            raise click.UsageError(f'--report: there is no format "{name}"; try {either(hits)}')
        if file in ("", "-"):
            raise click.UsageError(f"--report takes FORMAT=FILE, such as {name}=report.txt")
    return tuple(pairs)


def shard(
    _ctx: click.Context, _option: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    """N/OF as two numbers."""
    if value is None:
        return None
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value, re.ASCII)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise click.UsageError(f'--shard takes N/OF, such as 2/5, not "{value}"')
    return int(found[1]), int(found[2])


def seconds(_ctx: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """At most a day."""
    if value is not None and not 0 <= value <= 86_400:  # NaN is neither
        raise click.UsageError(f"{option.opts[0]} takes seconds, at most a day of them")
    return value


def xpaths(_ctx: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse an XPath that ElementTree would not understand."""
    if given:
        from twiml_check.expect.expectations import fault  # brings the parser along
    for expression in given:
        if why := fault(expression):
            raise click.UsageError(f'{option.opts[0]} "{expression}": {why}')
    return given


def texts(_ctx: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a text that would be found everywhere."""
    if not all(map(str.strip, given)):
        raise click.UsageError(f"{option.opts[0]} needs a text")
    return given
