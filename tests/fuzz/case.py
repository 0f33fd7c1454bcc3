"""One input of the tool: its command line, its files, and what a server answers."""

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Literal, NamedTuple

Ending = Literal["keep", "close", "reset"]
NOTHING: Mapping[str, bytes] = MappingProxyType({})
NO_SITE: "Mapping[str, Served]" = MappingProxyType({})
NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


VARYING = b"@@@@@@@@"
"""What the server sends in its place: letters that depend on the address and what was entered."""


class Served(NamedTuple):
    """What the server sends for one path, to the byte, and what becomes of the connection."""

    raw: bytes
    ending: Ending = "close"


class Case(NamedTuple):
    """Everything that the tool sees."""

    arguments: tuple[str, ...]
    files: Mapping[str, bytes] = NOTHING
    """By their names in the working folder."""
    site: Mapping[str, Served] = NO_SITE
    """By path; all other paths are not found."""
    variables: Mapping[str, str] = NO_VARIABLES
    """Of the environment."""
    columns: int = 120
    plain: bool = False
    """True when it is about the command line itself, so that no report is added to it."""
    twins: "tuple[Mapping[str, bytes], ...]" = ()
    """Files instead of its own with which the findings must be the same, but for their places."""


Make = Callable[[Random, str], Case]
"""Makes a case from a source of chance and the address of the server, and from nothing else."""
