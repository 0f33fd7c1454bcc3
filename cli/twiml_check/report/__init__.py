"""The reports for the user: one module per format, each with `render(run, view) -> str`."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, cast

from twiml_check.model.run import Run

FORMATS = ("text", "concise", "json", "junit", "sarif", "github", "gitlab", "markdown", "html")
REPORTERS = {name: f"{__name__}.{name}" for name in FORMATS}
"""Name of a format -> its module, imported only when it is needed."""
STATISTICS = "statistics"
"""In place of a format: with --statistics, a table replaces the text report."""
MAP = "map "
"""Before a form of `report.map`: the map of an explored call replaces the report."""


class View(NamedTuple):
    """How the reader sees the report; a format for machines may ignore this."""

    width: int = 80
    """Cells in one line of the terminal."""
    color: bool = False
    terminal: bool = False
    """Whether a terminal shows the report. Elsewhere the verdict stays on one line, for grep."""
    verbosity: int = 0
    """-1 verdicts only, 0 findings, 1 parameters and headers, 2 bodies."""
    explain: Callable[[str], str] = lambda _rule: ""
    """Returns the manual page of a rule as plain text; empty if there is none."""


def module_of(name: str) -> str:
    """Return the module of a format, or of STATISTICS; raises KeyError for any other name."""
    return f"{__name__}.{STATISTICS}" if name == STATISTICS else REPORTERS[name]


def render(name: str, run: Run, view: View) -> str:
    """Return the report in one of REPORTERS, or STATISTICS, without a secret, ending in a newline.

    A map of an explored call has a name that begins with MAP. Raises KeyError for any other name.
    """
    if name.startswith(MAP):
        from twiml_check.report.map import draw

        return draw(name.removeprefix(MAP), run)
    from twiml_check.report.redact import redact  # the names of the formats do not need it

    reporter = cast("Callable[[Run, View], str]", import_module(module_of(name)).render)
    return reporter(redact(run, bodies=view.verbosity > 1), view)
