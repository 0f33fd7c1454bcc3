"""What is wrong: a problem as a rule yields it, a finding as reports show it."""

from typing import Literal, NamedTuple

from twiml_check.model.source import Location

Level = Literal["error", "warning", "info"]


class Spot(NamedTuple):
    """Where in an explored call something is found."""

    hop: int
    """The number of the hop that shows it."""
    way: tuple[str, ...] = ()
    """The shortest path of choices to it."""
    ways: int = 0
    """How many choices lead to it; 0 where nothing was explored."""


class Problem(NamedTuple):
    """What a rule found. The rule's own level and code hold unless these say otherwise."""

    message: str
    help: str = ""
    note: str = ""
    label: str = ""
    location: Location | None = None
    code: int | None = None
    level: Level | None = None
    doc: str = ""
    spot: Spot | None = None
    """Told where the subject is a whole call: else it is the hop that the rule looked at."""


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
    """How many like it were found after it, and are only counted."""
    way: tuple[str, ...] = ()
    """The shortest path of choices to it, in an explored call."""
    ways: int = 0
    """How many choices lead to it; 0 where nothing was explored."""
    again: str = ""
    """The command line that makes the request of a drill again."""
