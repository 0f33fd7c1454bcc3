"""What the shell is offered for a word that is being typed; each looks up its table when asked."""

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
    return offers({**summaries, "list": "what there is"}, incomplete)


def methods(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return how a webhook can be asked."""
    from twiml_check.runner.values import METHODS

    return offers(dict.fromkeys(METHODS, ""), incomplete)


def rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return the names of rules, each with the first line of its page."""
    from twiml_check.catalog import EVERY

    return offers({rule.name: rule.explanation.partition("\n")[0] for rule in EVERY}, incomplete)


def pages(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return the names of rules, and Twilio's numbers once a digit is there."""
    if not incomplete[:1].isdigit():
        return rules(ctx, param, incomplete)
    from twiml_check.vocabulary.codes import CODES

    return offers({str(code): row.title for code, row in CODES.items()}, incomplete)


def quests(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Return the names of quests; only the first word is one."""
    from twiml_check.quest.quests import QUESTS

    if ctx.params.get(param.name or ""):
        return []
    return offers({quest.name: quest.summary for quest in QUESTS.values()}, incomplete)


def drills(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return the names of drills."""
    from twiml_check.drills import DRILLS

    return offers({drill.name: drill.summary for drill in DRILLS.values()}, incomplete)


def reports(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Return each FORMAT= of --report; the name of the file is the user's."""
    from twiml_check.report import REPORTERS

    return offers(dict.fromkeys((f"{name}=" for name in REPORTERS), ""), incomplete)


def files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Leave it to the shell to find files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def offers(rows: Mapping[str, str], incomplete: str) -> Items:
    """Return those of the names that begin like the word, with a line about each."""
    from click.shell_completion import CompletionItem

    fitting = ((name, line) for name, line in rows.items() if name.startswith(incomplete))
    return [CompletionItem(name, help=line or None) for name, line in fitting]
