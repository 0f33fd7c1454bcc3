"""Twilio's identifiers: two letters for the kind of thing, then 32 hexadecimal digits.

https://www.twilio.com/docs/glossary/what-is-a-sid
"""

from __future__ import annotations

from typing import NamedTuple


class Sid(NamedTuple):
    """What an identifier stands for."""

    prefix: str
    thing: str


SIDS = {
    "workflowSid": Sid("WW", "a workflow"),
    "reservationSid": Sid("WR", "a reservation"),
    "postWorkActivitySid": Sid("WA", "an activity"),
    "serviceInstanceSid": Sid("IS", "a conversation service"),
    "coach": Sid("CA", "a call"),
    "whisper": Sid("CA", "a call"),
    "byoc": Sid("BY", "a BYOC trunk"),
    "credentialSid": Sid("CR", "a credential"),
}
"""By the attribute that holds it: those whose type is `sid`."""
APPLICATION = Sid("AP", "a TwiML application")
"""The text of <ApplicationSid>."""
