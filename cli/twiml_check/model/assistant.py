"""What is known of an assistant, and where in a dialogue with it a document is run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from twiml_check.model.json_value import JsonPath

Whole = Literal["actions", "assistant"]


class Assistant(NamedTuple):
    """An assistant's schema, as `--model` names it: where its tasks are."""

    file: str
    tasks: "Mapping[str, JsonPath]"
    """Unique name -> where its Actions document stands, if it has one."""
    urls: Mapping[str, str]
    """Unique name -> the address that is asked for its actions, where the schema has one."""
    field_types: frozenset[str]
    fields: Mapping[str, str]
    """Name of a task's field -> its type."""
    samples: Mapping[str, str]
    """What a user may say, in lower case -> the task that it is a sample of."""
    fallback: str
    """The target for what fits no task; empty when there is none."""


class Turn(NamedTuple):
    """What Autopilot reads a document as, and how it came to it."""

    whole: Whole = "actions"
    """An Actions document, or the schema of an assistant with all of its tasks."""
    root: "JsonPath" = ()
    """Where in the JSON it begins."""
    file: str = ""
    """The file that a task stands in."""
    assistant: Assistant | None = None
    """Its tasks, if they are known."""
    channel: str = ""
    """voice, sms …; empty where nobody said so."""
    known: bool = False
    """True for a task of a schema that was looked at as a whole: its grammar is checked already."""
    redirects: int = 0
    """Redirects taken since the user's last input."""
    last: "JsonPath | None" = None
    """The redirect that is not followed: one too many, or back to where it came from."""
    memory: int = 0
    """Bytes of the memory when its actions have run; 0 when nothing came to it."""
    loop: tuple[str, ...] = ()
    """The targets that come again and again."""
