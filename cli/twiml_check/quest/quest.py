"""What a quest is: the requests that it makes one after the other, and what each must get."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Literal, NamedTuple

from twiml_check.expect.expectations import Expectation
from twiml_check.explore.continuations.continuation import Link
from twiml_check.explore.continuations.gather import GATHER
from twiml_check.explore.exchange import follow
from twiml_check.model.exchange import Fields
from twiml_check.model.run import Hop, PendingRequest, TargetResult
from twiml_check.request.session import Session

Argument = Literal["NUMBER", "PREFIX"]


class Action(NamedTuple):
    """Where a document sends what its caller enters."""

    link: Link
    """With what is entered."""
    hop: Hop
    """The answer with the <Gather>."""

    def request(self, session: Session) -> PendingRequest:
        """Return the request that goes there; with it another exploration begins."""
        pending = follow(session, self.hop, GATHER, self.link)
        public_only = pending.public_only or session.public_only
        return pending._replace(came_from=None, public_only=public_only)


class Ask(NamedTuple):
    """One request."""

    expectations: tuple[Expectation, ...] = ()
    sender: str | None = None
    """Who writes or calls; None leaves it to the user."""
    body: str | None = None
    """What they write, unless the user says so."""
    params: Fields = ()
    """What is sent besides the parameters of the event, to the webhook."""
    action: Action | None = None
    """The call goes on with this request; None makes a new call or message."""
    probe: bool = False
    """What the document points at is asked for, too."""


Play = Generator[Ask, TargetResult, None]
"""Yields a request, gets its result, and perhaps yields another."""


class Quest(NamedTuple):
    """One chest."""

    name: str
    event: str
    """What comes in: a row of `vocabulary.events`."""
    summary: str
    play: Callable[..., Play]
    """Called with the arguments."""
    arguments: tuple[Argument, ...] = ()
