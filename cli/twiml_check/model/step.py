"""One step of a call that is played: something done, or something that has to be so."""

from typing import NamedTuple

SPOKEN = ("hear", "say", "text", "reply")
"""Kinds whose text is put between quotation marks."""
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
"""Kinds that choose what becomes of a verb."""
ENDS = ("hangup", "reject", "silence", "end", "error", "loop")
"""How a call can end: what the kind `ends` expects."""


class Step(NamedTuple):
    """A kind of `suite.steps.STEPS`, and what it needs."""

    kind: str
    text: str = ""
    """Keys, words, an outcome, an XPath; empty for what needs none."""
    line: int = 0
    """Where it is written; 0 for nowhere."""

    @property
    def words(self) -> str:
        """Return `press 1`, `hear "sales"`, `silence`: how it reads."""
        text = f'"{self.text}"' if self.kind in SPOKEN else self.text
        return f"{self.kind} {text}".rstrip()
