"""One step of a played call: an action, or an expectation."""

from typing import NamedTuple

SPOKEN = ("hear", "say", "text", "reply")
"""Kinds whose text is in quotation marks."""
OF_MESSAGES = ("text", "reply")
"""Kinds that only a conversation has."""
ALONE = ("silence", "hangup", "whisper", "waiting")
"""Kinds that need no text."""

VERBS = {
    "dial": "Dial",
    "record": "Record",
    "queue": "Enqueue",
    "pay": "Pay",
    "connect": "Connect",
    "refer": "Refer",
    "sms": "Sms",
}
"""Kinds that choose the outcome of a verb."""
ENDS = ("hangup", "reject", "silence", "end", "error", "loop")
"""How a call can end: what the kind `ends` expects."""


class Step(NamedTuple):
    """A kind of `suite.steps.STEPS`, and its text."""

    kind: str
    text: str = ""
    """Keys, words, an outcome or an XPath; may be empty."""
    line: int = 0
    """The line in the suite; 0 without a suite."""

    @property
    def words(self) -> str:
        """Return the step in words: `press 1`, `hear "sales"`, `silence`."""
        text = f'"{self.text}"' if self.kind in SPOKEN else self.text
        return f"{self.kind} {text}".rstrip()
