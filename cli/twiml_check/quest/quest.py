"""What a quest is: the requests that it makes one after the other, and what it expects of each."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Literal, NamedTuple

from twiml_check.expect.expectations import Expectation
from twiml_check.model.exchange import Fields
from twiml_check.model.run import Hop, TargetResult
from twiml_check.web.url import Url

Argument = Literal["NUMBER", "PREFIX"]


class Action(NamedTuple):
    """Where a document sends what its caller enters."""

    url: Url
    method: str
    asked_by: Hop
    """The answer with the <Gather>."""


class Ask(NamedTuple):
    """One request."""

    expectations: tuple[Expectation, ...] = ()
    sender: str | None = None
    """Who writes or calls; None leaves it to the user."""
    body: str | None = None
    """What they write, unless the user says so."""
    params: Fields = ()
    """What is sent besides the parameters of the event."""
    action: Action | None = None
    """The call goes on with this request; None makes a new call or message."""
    probe: bool = False
    """What the document points at is asked for, too."""


Play = Generator[Ask, TargetResult, None]
"""Asks, is told what came of it, and perhaps asks again."""


class Quest(NamedTuple):
    """One chest."""

    name: str
    event: str
    """What comes in: a row of `vocabulary.events`."""
    summary: str
    play: Callable[..., Play]
    """Called with the arguments."""
    arguments: tuple[Argument, ...] = ()


def asking(*expectations: Expectation, probe: bool = False) -> Callable[[], Play]:
    """The play of a quest that makes one request."""

    def play() -> Play:
        yield Ask(expectations, probe=probe)

    return play
