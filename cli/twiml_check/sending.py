"""How the stages ask for an exchange without knowing who makes it: types only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from twiml_check.model import Answer, Request, Step

Progress = Callable[[Step | None], None]
"""Told what is being asked, and None when it is over."""


class Send(Protocol):
    """One exchange, as `fetch.Fetcher.send` makes it."""

    def __call__(
        self, request: Request, *, spent_ms: float = 0.0, public_only: bool = False
    ) -> Answer:
        """Send the request; outcomes of every kind are in the answer."""
        ...
