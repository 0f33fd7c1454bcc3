"""The words that the shell offers while the user types; each function reads its own table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from twiml_check.vocabulary.events import EVENTS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Items = list[CompletionItem[str]]


def events(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return the names of events."""
    summaries = {event.name: event.summary for event in EVENTS.values()}
    return offers({**summaries, "list": "show all events"}, incomplete)


def methods(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return the methods of a request."""
    from twiml_check.runner.values import METHODS

    return offers(dict.fromkeys(METHODS, ""), incomplete)


def rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return the names of rules, each with the first line of its page."""
    from twiml_check.catalog import EVERY

    return offers({rule.name: rule.explanation.partition("\n")[0] for rule in EVERY}, incomplete)


def pages(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return the names of rules and chapters; after a digit, return Twilio's numbers."""
    if not incomplete[:1].isdigit():
        return rules(ctx, param, incomplete)
    from twiml_check.vocabulary.codes import CODES

    return offers({str(code): row.title for code, row in CODES.items()}, incomplete)


def commands(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return the names of commands."""
    from twiml_check.runner.command_names import COMMANDS

    return offers(COMMANDS, incomplete)


def quests(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return the names of quests; only the first word is a name."""
    from twiml_check.quest.quests import QUESTS

    if ctx.params.get(param.name or ""):
        return []
    return offers({quest.name: quest.summary for quest in QUESTS.values()}, incomplete)


def drills(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return the names of drills."""
    from twiml_check.drills.drills import DRILLS

    return offers({drill.name: drill.summary for drill in DRILLS.values()}, incomplete)


def reports(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return each FORMAT= of --report; the user adds the file."""
    from twiml_check.report import REPORTERS

    return offers(dict.fromkeys((f"{name}=" for name in REPORTERS), ""), incomplete)


def files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Let the shell complete the name of a file."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def offers(rows: Mapping[str, str], incomplete: str) -> Items:
    """Return the names that begin with the word, each with a line about it."""
    from click.shell_completion import CompletionItem

    fitting = ((name, line) for name, line in rows.items() if name.startswith(incomplete))
    return [CompletionItem(name, help=line or None) for name, line in fitting]
