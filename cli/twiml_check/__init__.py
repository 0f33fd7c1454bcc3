"""twiml-check: is this Twilio webhook right? Ask as Twilio asks, read as Twilio reads, follow.

`check`, `explore`, `drill` and `lint` do what the command line does, and give a `Result`; `call`
plays a call step by step.
"""

import sys

TYPE_CHECKING = False  # that of typing, whose import takes longer than all of this
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
    """Import what is exported when it is asked for: the package alone has to be cheap."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = import_module(f"twiml_check.api.{HOMES.get(name, 'results')}")
    return getattr(home, name)


class _Package(type(sys)):  # type: ignore[misc]  # the class of modules
    """This package, in which `explore` is the function, though a room has the same name."""

    @property
    def explore(self) -> object:
        return __getattr__("explore")

    @explore.setter
    def explore(self, room: object) -> None:
        """Pass over the room, which Python sets here; imports find it all the same."""


sys.modules[__name__].__class__ = _Package
