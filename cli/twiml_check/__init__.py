"""twiml-check: is this Twilio webhook right? Ask as Twilio asks, read as Twilio reads, follow.

`check` and `lint` do what the command line does, and give a `Result`.
"""

TYPE_CHECKING = False  # that of typing, whose import takes longer than all of this
if TYPE_CHECKING:
    from twiml_check.api.api import check, lint
    from twiml_check.api.results import Coverage, Edge, Expected, Finding, Hop, Map, Node, Result

__version__ = "0.1.0"
__all__ = [
    "Coverage",
    "Edge",
    "Expected",
    "Finding",
    "Hop",
    "Map",
    "Node",
    "Result",
    "check",
    "lint",
]


def __getattr__(name: str) -> object:
    """Import what is exported when it is asked for: the package alone has to be cheap."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = import_module(
        "twiml_check.api.api" if name in ("check", "lint") else "twiml_check.api.results"
    )
    return getattr(home, name)
