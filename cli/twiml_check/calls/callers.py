"""The kinds of callers: plain, without a known place, and with a withheld number.

All numbers are fictional: 555-0100 to 555-0199 in every area code.
"""

from typing import NamedTuple

from twiml_check.model.exchange import Fields

AREAS = (
    *("201", "202", "206", "210", "212", "213", "214", "215", "216", "217", "218", "219", "224"),
    *("225", "228", "229", "231", "234", "239", "240", "248", "251", "252", "253", "254", "256"),
    *("260", "262", "267", "269", "270", "276", "281", "301", "302", "303", "304", "305", "307"),
    *("308", "309", "310", "312", "313", "314", "315", "316", "317", "318", "319", "320", "321"),
    *("323", "325", "330", "334", "336", "337", "347", "351", "352", "360", "361", "386", "401"),
)
NUMBERS = 100
"""Fictional numbers of an area."""
PLACES: Fields = tuple(
    (f"{who}{what}", "") for who in ("From", "Caller") for what in ("City", "State", "Zip")
)


class Caller(NamedTuple):
    """One kind of caller."""

    name: str
    sender: str | None = None
    """The value of From; None for a fictional number."""
    params: Fields = ()
    """Parameters that replace those of such a number."""


CALLERS = {
    "plain": Caller("plain"),
    # Twilio sends these empty, not absent, when it does not know the place; the number itself
    # says which country it is of.
    "nowhere": Caller("nowhere", params=PLACES),
    "withheld": Caller("withheld", "anonymous"),
    "sip": Caller("sip", "sip:robin@pbx.example.com"),
}


def number(first: int, call: int) -> str:
    """Return the number of a call, different from all others of a run; `first` sets the area."""
    area = AREAS[(first + call // NUMBERS) % len(AREAS)]
    return f"+1{area}55501{call % NUMBERS:02}"
