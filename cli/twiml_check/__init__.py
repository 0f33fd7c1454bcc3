"""twiml-check: check a Twilio webhook. Send Twilio's request, validate the TwiML, follow links.

`check`, `explore`, `drill` and `lint` are the commands as functions, and return a `Result`; `call`
plays a call step by step.
"""

import sys

TYPE_CHECKING = False  # as in typing, whose import takes longer than this module
if TYPE_CHECKING:
    from twiml_check.api.api import call, check, drill, explore, lint
    from twiml_check.api.call import Call
    from twiml_check.api.results import Coverage, Edge, Expected, Finding, Hop, Map, Node, Result

__version__ = "0.1.0"
__all__ = [
    "Call",
    "Coverage",
    "Edge",
    "Expected",
    "Finding",
    "Hop",
    "Map",
    "Node",
    "Result",
    "call",
    "check",
    "drill",
    "explore",
    "lint",
]
HOMES = {
    "Call": "call",
    "call": "api",
    "check": "api",
    "drill": "api",
    "explore": "api",
    "lint": "api",
}
"""Modules of the API; the rest is in `results`."""


def __getattr__(name: str) -> object:
    """Import an exported name when it is used: the import of the package must be fast."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = import_module(f"twiml_check.api.{HOMES.get(name, 'results')}")
    return getattr(home, name)


class _Package(type(sys)):  # type: ignore[misc]  # the class of modules
    """The type of this package: `explore` is the function, not the room of the same name."""

    @property
    def explore(self) -> object:
        return __getattr__("explore")

    @explore.setter
    def explore(self, room: object) -> None:
        """Ignore the room, which Python sets here; imports still find it."""


sys.modules[__name__].__class__ = _Package
