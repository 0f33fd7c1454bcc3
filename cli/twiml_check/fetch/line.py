"""A connection that leads to no server, but to an app in this process. Types only."""

from __future__ import annotations

import socket
from typing import Protocol

from twiml_check.urls import Place


class Line(Protocol):
    """One connection, for one exchange."""

    @property
    def socket(self) -> socket.socket:
        """Our end of it; whoever takes it closes it."""

    @property
    def cause(self) -> str:
        """Why the app failed, one line; empty as long as it did not."""

    @property
    def whereabouts(self) -> str:
        """Where in its own code the app still is; empty when nobody knows."""


class Inside(Protocol):
    """A way to an app in this process."""

    def __call__(self, where: Place, /) -> Line | None:
        """A connection to it; None for a place that is not its own."""

    def close(self) -> None:
        """Shut it down."""
