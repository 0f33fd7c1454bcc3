"""--expect and its like: what the user typed, and what is expected by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twiml_check.commands.options import Options
    from twiml_check.expectations import Expectation


def xpaths(_ctx: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse an XPath that ElementTree would not understand."""
    if given:
        from twiml_check.expectations import fault  # brings the parser along
    for expression in given:
        if why := fault(expression):
            raise click.UsageError(f'{option.opts[0]} "{expression}": {why}')
    return given


def texts(_ctx: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a text that would be found everywhere."""
    if not all(map(str.strip, given)):
        raise click.UsageError(f"{option.opts[0]} needs a text")
    return given


def wanted(options: Options) -> tuple[Expectation, ...]:
    """What the options expect of every target."""
    if not (options.expect or options.expect_any_hop or options.expect_text):
        return ()
    from twiml_check.expectations import ANY, text, xpath

    return (
        *(xpath(expression) for expression in options.expect),
        *(xpath(expression, among=ANY) for expression in options.expect_any_hop),
        *(text(words) for words in options.expect_text),
    )
