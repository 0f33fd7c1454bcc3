"""The known data of an assistant, and the position of a document in a dialogue with it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from twiml_check.model.json_value import JsonPath

Whole = Literal["actions", "assistant"]


class Assistant(NamedTuple):
    """An assistant's schema, as `--model` names it: where its tasks are."""

    file: str
    tasks: "Mapping[str, JsonPath]"
    """Unique name -> the path of its Actions document, if it has one."""
    urls: Mapping[str, str]
    """Unique name -> the URL of its actions, if the schema has one."""
    field_types: frozenset[str]
    fields: Mapping[str, str]
    """Name of a task's field -> its type."""
    samples: Mapping[str, str]
    """A sample, in lower case -> its task."""
    fallback: str
    """The target for input that fits no task; empty if there is none."""


class Turn(NamedTuple):
    """How Autopilot reads a document, and how the dialogue reached it."""

    whole: Whole = "actions"
    """An Actions document, or the schema of an assistant with all of its tasks."""
    root: "JsonPath" = ()
    """The path in the JSON where it begins."""
    file: str = ""
    """The file of a task."""
    assistant: Assistant | None = None
    """Its tasks, if they are known."""
    channel: str = ""
    """voice, sms …; empty if unknown."""
    known: bool = False
    """True for a task of a schema that was checked as a whole: its grammar is checked already."""
    redirects: int = 0
    """How many redirects followed the user's last input."""
    last: "JsonPath | None" = None
    """The redirect that is not followed: one too many, or a loop."""
    memory: int = 0
    """Bytes of the memory when its actions have run; 0 if the memory has not grown."""
    loop: tuple[str, ...] = ()
    """The targets of a loop."""
