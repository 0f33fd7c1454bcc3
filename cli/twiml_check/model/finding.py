"""A problem as a rule yields it, and a finding as reports show it."""

from typing import Literal, NamedTuple

from twiml_check.model.source import Edit, Location

Level = Literal["error", "warning", "info"]
LEVEL_ORDER: tuple[Level, ...] = ("error", "warning", "info")
"""From the worst down."""


class Spot(NamedTuple):
    """The place of a finding in an explored call."""

    hop: int
    """The number of the hop with the finding."""
    way: tuple[str, ...] = ()
    """The shortest path of choices to it."""
    ways: int = 0
    """How many choices reach it; 0 if no call was explored."""


class Problem(NamedTuple):
    """A problem of a rule. It has the rule's level and code, unless it sets its own."""

    message: str
    help: str = ""
    note: str = ""
    label: str = ""
    location: Location | None = None
    code: int | None = None
    level: Level | None = None
    doc: str = ""
    spot: Spot | None = None
    """Set if the subject is a whole call; else the place is the hop that the rule checked."""
    edits: tuple[Edit, ...] = ()
    """The replacements that certainly fix the problem; empty if there is doubt."""


class Finding(NamedTuple):
    """A problem with the rule's name, the hop it belongs to and Twilio's number."""

    rule: str
    level: Level
    twilio_code: int | None
    twilio_level: Literal["error", "warning"] | None
    message: str
    help: str
    note: str
    label: str
    hop: int
    location: Location | None
    doc: str
    more: int = 0
    """How many equal findings after it are only counted."""
    way: tuple[str, ...] = ()
    """The shortest path of choices to it, in an explored call."""
    ways: int = 0
    """How many choices reach it; 0 if no call was explored."""
    again: str = ""
    """The command line that repeats the request of a drill."""
    edits: tuple[Edit, ...] = ()
    """The replacements that fix it (`--fix`); all of them, or none."""
