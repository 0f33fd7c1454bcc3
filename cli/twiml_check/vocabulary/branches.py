"""Documents that are not run on the call itself: what a dialled party or a waiting caller hears.

Each may hold a few verbs only, and Twilio sends some parameters more for it.
"""

from typing import NamedTuple

from twiml_check.model.exchange import Fields
from twiml_check.model.finding import Level

DOCS = "https://www.twilio.com/docs/voice/twiml"


class BranchRow(NamedTuple):
    """What Twilio's pages say of one kind."""

    home: str
    """Where its address stands, as it reads in a sentence."""
    verbs: tuple[str, ...]
    """All that may stand in it."""
    level: Level
    """How bad another verb is; only for a conference is there a number."""
    params: Fields
    """Added to those of the call; `{call_sid}` and the like are filled in by `request`."""
    doc: str
    other_leg: bool = False
    """Whether it is heard on another leg of the call."""


BRANCHES: dict[str, BranchRow] = {
    # The page names Play, Say, Gather and Hangup; the others do no harm.
    "whisper": BranchRow(
        "what the dialled party hears",
        ("Say", "Play", "Pause", "Gather", "Hangup", "Redirect"),
        "info",
        (
            ("CallSid", "{other_sid}"),
            ("ParentCallSid", "{call_sid}"),
            ("Direction", "outbound-dial"),
        ),
        f"{DOCS}/number",
        other_leg=True,
    ),
    "dequeue": BranchRow(
        "what the queued caller hears before the connection",
        ("Say", "Play", "Pause", "Redirect"),
        "warning",
        (
            ("CallSid", "{other_sid}"),
            ("QueueSid", "{queue_sid}"),
            ("QueueTime", "12"),
            # Twilio spells it so.
            ("DequeingCallSid", "{call_sid}"),
        ),
        f"{DOCS}/queue",
        other_leg=True,
    ),
    "hold": BranchRow(
        "the waitUrl of a conference",
        ("Say", "Play", "Pause", "Redirect"),
        "error",
        (),
        f"{DOCS}/conference",
    ),
    "queue": BranchRow(
        "the waitUrl of a queue",
        ("Say", "Play", "Pause", "Hangup", "Redirect", "Leave", "Gather"),
        "warning",
        (
            ("QueuePosition", "1"),
            ("QueueSid", "{queue_sid}"),
            ("QueueTime", "0"),
            ("AvgQueueTime", "0"),
            ("CurrentQueueSize", "1"),
            ("MaxQueueSize", "1000"),
        ),
        f"{DOCS}/enqueue",
    ),
}
"""By the `Attribute.branch` of the address that leads there."""
