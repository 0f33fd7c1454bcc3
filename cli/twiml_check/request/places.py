"""The places of the two parties: FromCity, ToCountry and the others, by the phone numbers."""

import re
from collections.abc import Collection, Mapping

from twiml_check.model.exchange import Fields
from twiml_check.vocabulary.countries import NORTH_AMERICA, country_of
from twiml_check.vocabulary.events import CALL_STARTS
from twiml_check.vocabulary.names import NATIONAL, NORTH_AMERICAN, WITHHELD
from twiml_check.vocabulary.parties import (
    CLIENT_CALLS,
    COUNTRY,
    FICTION,
    GEOGRAPHY,
    HOME,
    SIGNED_IN,
    SIP_CALLS,
)

_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"
_SIGNATURE = CALL_STARTS[0]
_OF_CALLER = dict((*CLIENT_CALLS, *SIP_CALLS)).keys()
"""Parameters that only the leg of the caller has, and not a dialed leg."""
_NOT_A_PLACE = r"[\s().-]"


def scheme_of(address: str) -> str:
    """Return `client:`, `whatsapp:` or another scheme; a number has none."""
    scheme = re.match(_SCHEME, address)
    return scheme[0].lower() if scheme else ""


def country(address: str) -> str:
    """Return the ISO code of the country; empty when Twilio could not know it."""
    number = re.sub(_NOT_A_PLACE, "", address)
    digits = number.removeprefix("+")
    if not re.fullmatch(r"[0-9]+", digits) or digits in WITHHELD:
        return ""
    if number != digits or (len(digits) == NORTH_AMERICAN and digits[0] == NORTH_AMERICA):
        return country_of(digits)
    return "" if len(digits) >= NATIONAL else HOME


def fit_places(params: Fields, own: Collection[str]) -> Fields:
    """Return the parameters with the places of From and To; the user's `own` stay.

    Twilio sends an unknown place empty. It sends no place for a client and a SIP
    address, and no signature for their calls.
    """
    given = dict(params)
    fitted = ((name, value if name in own else _fit(name, value, given)) for name, value in params)
    return tuple((name, value) for name, value in fitted if value is not None)


def _fit(name: str, value: str, given: Mapping[str, str]) -> str | None:
    """Return the value that fits the parties; None if Twilio does not send it."""
    caller = given.get("From", "")
    if name in _OF_CALLER:
        return None if "ParentCallSid" in given else value
    if name == _SIGNATURE:
        return value if country(caller) in SIGNED_IN else None
    if name in CALL_STARTS:
        return None if scheme_of(caller) else value
    address, part = GEOGRAPHY.get(name, ("", ""))
    if address not in given:
        return value
    # A client may call nobody. Then Twilio sends no place of the called party either.
    return None if scheme_of(given[address] or caller) else _place(part, given[address], value)


def _place(part: str, address: str, sample: str) -> str:
    if part == COUNTRY:
        return country(address)
    return sample if re.fullmatch(FICTION, address) and country(address) == HOME else ""
