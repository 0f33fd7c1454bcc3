"""Fictional addresses and names for those of real people, each always by the same one. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import cycle

from twiml_check.calls.callers import AREAS, NUMBERS
from twiml_check.request.places import scheme_of
from twiml_check.vocabulary.events import NUMBER, PERSON
from twiml_check.vocabulary.names import WITHHELD
from twiml_check.vocabulary.parties import BSUID, CLIENT, FICTION, SAMPLE_SIP_HOST, SIP, WHATSAPP

LEAST_DIGITS = 7
"""A shorter number is a short code, which is not of a person."""
NAMED = {
    "CallerName": "ROBIN SAMPLE",
    "ProfileName": "Robin Sample",
    "Latitude": "37.7879",
    "Longitude": "-122.3932",
    "Address": "1 Sample Street",
    "Label": "Sample",
    "SipSourceIp": "192.0.2.10",
}
"""Parameters about a person, and the values that replace theirs."""
WA_ID = "WaId"
_NUMBER = r"\+?[0-9]+"
_IN_TEXT = r"(?<![0-9A-Za-z])(\+|%2[Bb])?([1-9][0-9]{6,14})(?![0-9])"
_FIRST_ID = 10**15


class People:
    """The people of a capture, each with a fictional address."""

    def __init__(self, *, keep: bool = False) -> None:
        """Begin without people; with `keep`, every value stays."""
        self._keep = keep
        self._known: dict[str, str] = {}
        self._persons = cycle(_numbers(PERSON, AREAS))
        self._own = cycle(_numbers(NUMBER, AREAS[::-1]))

    def address(self, written: str, *, own: bool = False) -> str:
        """Return the address for one of From or To; `own` is a number rented from Twilio."""
        if self._keep:
            return written
        scheme = scheme_of(written)
        rest = written[len(scheme) :].strip()
        if re.fullmatch(_NUMBER, rest):
            return scheme + self._number(rest, own=own)
        if scheme in (CLIENT, *SIP) or (scheme == WHATSAPP and re.fullmatch(BSUID, rest)):
            return self._named(written, scheme)
        return written

    def value(self, name: str, written: str) -> str:
        """Return the value of another parameter, its phone numbers replaced."""
        if self._keep or not written:
            return written
        if name in NAMED:
            return NAMED[name]
        if name == WA_ID or scheme_of(written) in (CLIENT, *SIP):
            return self.address(written)
        return self.text(written)

    def text(self, written: str) -> str:
        """Return a text or a URL with fictional numbers for the international ones in it."""
        return written if self._keep else re.sub(_IN_TEXT, self._in_text, written)

    def _in_text(self, found: re.Match[str]) -> str:
        mark, digits = found[1] or "", found[2]
        if not mark:
            return self._known.get(digits, digits).removeprefix("+")
        return mark + self._number(digits)

    def _number(self, number: str, *, own: bool = False) -> str:
        digits = number.removeprefix("+")
        if len(digits) < LEAST_DIGITS or digits in WITHHELD or re.fullmatch(FICTION, f"+{digits}"):
            return number
        if digits not in self._known:
            self._known[digits] = next(self._own if own else self._persons)
        fictional = self._known[digits]
        return fictional if number.startswith("+") else fictional.removeprefix("+")

    def _named(self, written: str, scheme: str) -> str:
        """Return a fictional client, SIP address or user ID of WhatsApp."""
        if written not in self._known:
            number = len(self._known) + 1
            host = f"@{SAMPLE_SIP_HOST}" if scheme in SIP else ""
            name = f"US.{_FIRST_ID + number}" if scheme == WHATSAPP else f"robin{number}{host}"
            self._known[written] = f"{scheme}{name}"
        return self._known[written]


def _numbers(first: str, areas: Sequence[str]) -> Iterator[str]:
    """Yield fictional numbers, beginning with this one."""
    own, start = first[2:5], int(first[-2:])
    for area in (own, *areas):
        for number in range(NUMBERS):
            yield f"+1{area}55501{(start + number) % NUMBERS:02}"
