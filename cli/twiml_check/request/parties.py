"""The parameters that the kinds of the two addresses add to a request, or remove from it."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from twiml_check.model.exchange import Event, Fields
from twiml_check.request.places import country, scheme_of
from twiml_check.vocabulary.events import Sample
from twiml_check.vocabulary.parties import (
    AFTER,
    BSUID,
    BUTTON,
    BUTTON_TEXT,
    CHANNEL_STATUS,
    CLIENT,
    CLIENT_CALLS,
    DELIVERED,
    HOME,
    METADATA,
    OF_PERSON,
    REPORTED,
    SAMPLE_SIP_HOST,
    SIP,
    SIP_CALLS,
    SIP_HOST,
    TAPPED,
    UNDELIVERED,
    WHATSAPP,
    WHATSAPP_STATUS,
)

_NUMBER = r"\+?[0-9][0-9\s().-]*"
_HIDDEN = 4
"""Number of digits at the end of ChannelToAddress that Twilio writes as X."""


def addresses(
    event: Event, sample: Sample, sender: str | None, recipient: str | None
) -> tuple[str, str]:
    """Return From and To: the values of the user, else values that fit together."""
    scheme = sample.scheme
    if event.callback and event.product == "messaging":
        scheme = scheme_of(recipient or "")  # a message has both sides on one channel
    caller = sender or ""
    known = _on_channel(sample.sender if sender is None else sender, scheme)
    if recipient is not None or event.product != "voice" or event.callback:
        return known, _on_channel(sample.recipient if recipient is None else recipient, scheme)
    if scheme_of(caller) == CLIENT:
        return known, ""
    if scheme_of(caller) in SIP:
        return known, f"sip:{sample.recipient}@{_sip_host(caller)}"
    return known, sample.recipient


def _on_channel(number: str, scheme: str) -> str:
    return number if scheme_of(number) else scheme + number


def _sip_host(*addresses_: str) -> str:
    """Return the first SIP domain of Twilio in these addresses, else a sample."""
    hosts = (re.sub(r"[;:?].*", "", each.rpartition("@")[2]) for each in addresses_)
    return next((host for host in hosts if re.fullmatch(SIP_HOST, host)), SAMPLE_SIP_HOST)


def known_of(sender: str, recipient: str, body: str | None, call: str) -> dict[str, str]:
    """Return the values of the placeholders of the tables of parties; `call` is a UUID."""
    scheme = scheme_of(recipient)
    person = sender if scheme_of(sender) == WHATSAPP else ""
    reached = recipient if scheme == WHATSAPP else ""
    return {
        "wa_id": re.sub(r"[^0-9]", "", _number(person)),
        "external_user_id": _external_id(person),
        "external_recipient_id": _external_id(reached),
        "hidden_number": re.sub(rf".{{{_HIDDEN}}}$", "X" * _HIDDEN, _number(reached)),
        "channel": scheme.removesuffix(":"),
        "tapped": body or BUTTON_TEXT,
        "sip_host": _sip_host(recipient, sender),
        "sip_call_id": f"{call}@{sender.rpartition('@')[2]}",
    }


def _number(address: str) -> str:
    """Return the phone number of a person on WhatsApp; empty for one who hides it."""
    number = address[len(WHATSAPP) :].strip()
    return number if re.fullmatch(_NUMBER, number) else ""


def _external_id(address: str) -> str:
    """Return the BSUID, always the same for a number; empty for another address."""
    if re.fullmatch(BSUID, address[len(WHATSAPP) :]):
        return address
    number = _number(address)
    if not number:
        return ""
    drawn = int.from_bytes(sha256(re.sub(r"[^0-9]", "", number).encode()).digest()[:6], "big")
    return f"{WHATSAPP}{country(number) or HOME}.{10**15 + drawn}"


def fit_parties(
    event: Event, params: Fields, known: Mapping[str, str], given: Mapping[str, str]
) -> Fields:
    """Return the rows of a table with those that the kinds of addresses add.

    `given` are the user's own. An unknown value of a person is left out.
    """
    names = dict(params)
    if event.product == "voice":
        return params if event.callback else _of_caller(params, known)
    if "MessageStatus" in names:
        params = _of_status(params, known, given)
    elif "ChannelMetadata" in names and not given.keys().isdisjoint(BUTTON):
        params = _of_button(params, given)
    unknown = {f"{{{name}}}" for name in OF_PERSON if not known[name]}
    return tuple((name, row) for name, row in params if row not in unknown)


def _of_caller(params: Fields, known: Mapping[str, str]) -> Fields:
    scheme = scheme_of(known["from"])
    more = CLIENT_CALLS if scheme == CLIENT else SIP_CALLS if scheme in SIP else ()
    # Public captures of these requests are sorted by name. Those of phone numbers are not.
    return tuple(sorted((dict(params) | dict(more)).items())) if more else params


def _of_status(params: Fields, known: Mapping[str, str], given: Mapping[str, str]) -> Fields:
    status = given.get("MessageStatus") or given.get("SmsStatus") or dict(params)["MessageStatus"]
    same = {"SmsStatus": status, "MessageStatus": status}
    more: Fields = DELIVERED if status in REPORTED else ()
    if known["channel"]:
        more = (*CHANNEL_STATUS, *(WHATSAPP_STATUS if known["channel"] + ":" == WHATSAPP else ()))
    elif status in UNDELIVERED:
        more += (("ErrorCode", UNDELIVERED[status]),)
    return insert(tuple((name, same.get(name, row)) for name, row in params), more)


def _of_button(params: Fields, given: Mapping[str, str]) -> Fields:
    """Return the parameters of a tap on a button, where Body and ButtonText are the same."""
    told = dict(TAPPED)
    if "MessageType" not in dict(params):  # RCS has only the text
        told = {"ButtonText": told["ButtonText"]}
    told |= {name: given[name] for name in BUTTON if name in given} | {"Body": "{tapped}"}
    return insert(params, told.items())


def insert(params: Fields, more: Iterable[tuple[str, str]]) -> Fields:
    """Return the parameters with more: each in its place if one is known, else at the end."""
    names = dict(params)
    result = list(params)
    for name, value in more:
        if name in names:
            result = [(each, value if each == name else old) for each, old in result]
            continue
        before = AFTER.get(name)
        at = next((place for place, (each, _) in enumerate(result, 1) if each == before), None)
        result.insert(0 if before == "" else len(result) if at is None else at, (name, value))
    return tuple(result)


def metadata(params: Mapping[str, str]) -> str:
    """Return the ChannelMetadata of WhatsApp: some of the other parameters as JSON."""
    import json  # only WhatsApp needs it

    context = {name: params[name] for name in METADATA if name in params}
    whole = {"type": WHATSAPP.removesuffix(":"), "data": {"context": context}}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
