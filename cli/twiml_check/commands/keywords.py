"""Options that come from Python, not from a command line: held against the same declarations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from twiml_check.commands.options import OPTIONS, Options

_BY_NAME = {option.name: option for option in OPTIONS}


@contextmanager
def as_value_errors() -> Iterator[None]:
    """What the command line would say of a wrong call, as a ValueError."""
    try:
        with click.Context(click.Command("check")):
            yield
    except click.ClickException as wrong:
        raise ValueError(wrong.format_message()) from None


def options_of(**given: Any) -> Options:
    """Options by their names, None where nothing is said; raises UsageError for a wrong value."""
    context = click.get_current_context()
    fields = {
        name: _BY_NAME[name].process_value(context, value) if name in _BY_NAME else value
        for name, value in given.items()
        if value is not None
    }
    if fields.get("event") == "list":
        raise click.UsageError('there is no event "list"')
    return Options(**fields)
