"""A quest: the requests that it makes, and the expectations of each response."""

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
    """The target of the input of a caller."""

    link: Link
    """The link, with the input."""
    hop: Hop
    """The response with the <Gather>."""

    def request(self, session: Session) -> PendingRequest:
        """Return the request to the action, which begins another exploration."""
        pending = follow(session, self.hop, GATHER, self.link)
        public_only = pending.public_only or session.public_only
        return pending._replace(came_from=None, public_only=public_only)


class Ask(NamedTuple):
    """One request."""

    expectations: tuple[Expectation, ...] = ()
    sender: str | None = None
    """The sender or caller; None means the user's choice."""
    body: str | None = None
    """The text of the message, unless the user sets one."""
    params: Fields = ()
    """Parameters for the webhook, in addition to those of the event."""
    action: Action | None = None
    """The next request of the same call; None begins a new call or message."""
    probe: bool = False
    """True to request the URLs in the document, too."""


Play = Generator[Ask, TargetResult, None]
"""Yields a request, receives its result, and may yield the next request."""


class Quest(NamedTuple):
    """One quest, with one chest."""

    name: str
    event: str
    """The name of a row of `vocabulary.events`."""
    summary: str
    play: Callable[..., Play]
    """The function that makes the requests, called with the arguments."""
    arguments: tuple[Argument, ...] = ()
