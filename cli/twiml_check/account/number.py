"""The URL that Twilio calls for a phone number, and its place in the account.

Messages: the Messaging Service that the number is in, else its TwiML App, else the number itself.
Calls: the SIP trunk, else the TwiML App, else the number itself.
https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
https://www.twilio.com/docs/messaging/api/service-resource
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from twiml_check.account.api import Api, NoAnswer, Record, Unresolved, Unset, text
from twiml_check.model.exchange import Fields, Product
from twiml_check.model.run import ResolvedNumber, UrlHolder

SID = "[A-Z]{2}[0-9a-zA-Z]{32}"


class Setting(NamedTuple):
    """The fields of a URL in the record of a number or a TwiML App."""

    product: Product
    url: str
    method: str
    what: str
    """The words for its event."""


SMS = Setting("messaging", "sms_url", "sms_method", "incoming messages")
SMS_FALLBACK = Setting(
    "messaging", "sms_fallback_url", "sms_fallback_method", "failed incoming messages"
)
VOICE = Setting("voice", "voice_url", "voice_method", "incoming calls")
VOICE_FALLBACK = Setting(
    "voice", "voice_fallback_url", "voice_fallback_method", "failed incoming calls"
)
CALL_STATUS = Setting("voice", "status_callback", "status_callback_method", "the end of calls")
SETTINGS = {
    "sms": SMS,
    "mms": SMS,
    "voice": VOICE,
    "sms-fallback": SMS_FALLBACK,
    "voice-fallback": VOICE_FALLBACK,
    "call-status": CALL_STATUS,
}
"""By event. WhatsApp and RCS senders, and sent messages, have other URLs."""
FALLBACKS = {"sms": SMS_FALLBACK, "mms": SMS_FALLBACK, "voice": VOICE_FALLBACK}
FIRSTS = {"sms-fallback": SMS, "voice-fallback": VOICE}
"""The URL that fails before Twilio calls the fallback."""
OF_SERVICE = {
    "inbound_request_url": "sms_url",
    "inbound_method": "sms_method",
    "fallback_url": "sms_fallback_url",
    "fallback_method": "sms_fallback_method",
}
"""The names of the same settings in a Messaging Service."""
KEEPERS: dict[UrlHolder, str] = {
    "number": "the number",
    "application": "the TwiML App",
    "messaging-service": "the Messaging Service",
}


class Webhook(NamedTuple):
    """The webhook that Twilio calls for an event of a number."""

    event: str
    url: str
    method: str
    fallback: str
    """The URL that Twilio calls when this one fails; empty if there is none."""
    fallback_method: str
    params: Fields
    """The parameters from the account: its SID, and the SID of the service or app."""
    resolved: ResolvedNumber


class NumberSettings(NamedTuple):
    """All webhooks of a number."""

    number: str
    webhooks: tuple[Webhook, ...]
    unset: tuple[str, ...]
    """Why Twilio calls no webhook for messages, or for calls."""


class Owner(NamedTuple):
    """A record with the URLs of a product, and the kind of the record."""

    keeper: UrlHolder
    record: Record
    service: str = ""
    """The Messaging Service of the number, even if another record has the URLs."""


def number_record(api: Api, number: str) -> Record:
    """Return the record of a number in E.164.

    Raises:
        Unresolved: the account does not have the number, or `api` fails.
    """
    query = f"PhoneNumber={quote(number, safe='')}&PageSize=20"
    for record in _numbers(api, query):
        if text(record, "phone_number") == number:  # the filter also matches parts of numbers
            return record
    raise Unresolved(f"the account {api.login.account} has no number {number}")


def number_records(api: Api) -> list[Record]:
    """Return the records of all numbers of the account.

    Raises:
        Unresolved: the account has no number, or `api` fails.
    """
    found = list(_numbers(api, "PageSize=100"))
    if not found:
        raise Unresolved(f"the account {api.login.account} has no phone number")
    return found


def _numbers(api: Api, query: str) -> Iterator[Record]:
    url, what = f"{api.account}/IncomingPhoneNumbers.json", f"numbers of {api.login.account}"
    return api.records(url, query, "incoming_phone_numbers", what)


def webhook(api: Api, number: Record, event: str) -> Webhook:
    """Return the webhook that Twilio calls for an event of `SETTINGS`.

    Raises:
        Unset: Twilio calls no webhook.
        Unresolved: `api` fails.
    """
    setting = SETTINGS[event]
    owner = (_of_calls if setting.product == "voice" else _of_messages)(api, number)
    record, shown = owner.record, text(number, "phone_number")
    resolved = ResolvedNumber(shown, owner.keeper, _shown_sid(record, "sid"))
    if not (url := text(record, setting.url)):
        where = f"{KEEPERS[owner.keeper]} {resolved.sid}".strip()
        raise Unset(f"{shown} has no URL for {setting.what}, in {where}")
    fallback = FALLBACKS.get(event)
    return Webhook(
        event,
        url,
        text(record, setting.method) or "POST",
        text(record, fallback.url) if fallback else "",
        (text(record, fallback.method) if fallback else "") or "POST",
        _params(api, owner, event),
        resolved,
    )


def number_settings(api: Api, number: Record) -> NumberSettings:
    """Return the webhooks for messages, for calls and for the end of calls; `api` may fail."""
    webhooks, unset = list[Webhook](), list[str]()
    for event in ("sms", "voice", "call-status"):
        try:
            webhooks.append(webhook(api, number, event))
        except Unset as reason:
            unset += [str(reason)] if event != "call-status" else []
    return NumberSettings(text(number, "phone_number"), tuple(webhooks), tuple(unset))


def _params(api: Api, owner: Owner, event: str) -> Fields:
    first = FIRSTS.get(event)
    known = [("AccountSid", api.login.account)]
    if owner.service:
        known.append(("MessagingServiceSid", owner.service))
    if owner.keeper == "application" and SETTINGS[event].product == "voice":
        known.append(("ApplicationSid", text(owner.record, "sid")))
    if first and (failed := text(owner.record, first.url)):
        known.append(("ErrorUrl", failed))
    return tuple(known)


def _of_calls(api: Api, number: Record) -> Owner:
    shown = text(number, "phone_number")
    if text(number, "trunk_sid"):
        trunk = f"the SIP trunk {_shown_sid(number, 'trunk_sid')}".strip()
        raise Unset(f"calls to {shown} go to {trunk}, so Twilio calls no URL")
    if not _can(number, "voice"):
        raise Unset(f"{shown} cannot receive calls")
    return _application(api, text(number, "voice_application_sid")) or Owner("number", number)


def _of_messages(api: Api, number: Record) -> Owner:
    if not _can(number, "sms", "mms"):
        raise Unset(f"{text(number, 'phone_number')} cannot receive messages")
    service = _service(api, text(number, "phone_number"))
    sid = _sid(service, "Messaging Service") if service else ""
    if service and service.get("use_inbound_webhook_on_number") is not True:
        named = {OF_SERVICE.get(name, name): value for name, value in service.items()}
        return Owner("messaging-service", named, sid)
    app = _application(api, text(number, "sms_application_sid"))
    return (app or Owner("number", number))._replace(service=sid)


def _can(number: Record, *names: str) -> bool:
    """Say whether the number has one of these capabilities; true if the API does not say."""
    able = number.get("capabilities")
    return not isinstance(able, dict) or any(able.get(name) is not False for name in names)


def _application(api: Api, sid: str) -> Owner | None:
    if not sid:
        return None
    what = f"TwiML App {_sid({'sid': sid}, 'TwiML App')}"
    return Owner("application", api.get(f"{api.account}/Applications/{sid}.json", what))


def _service(api: Api, number: str) -> Record | None:
    """Return the Messaging Service of the number; the record of the number does not name it."""
    for service in api.records(api.services, "PageSize=20", "services", "Messaging Services"):
        url = f"{api.services}/{_sid(service, 'Messaging Service')}/PhoneNumbers"
        members = api.records(url, "PageSize=50", "phone_numbers", "numbers of Messaging Services")
        if any(text(member, "phone_number") == number for member in members):
            return service
    return None


def _shown_sid(record: Record, name: str) -> str:
    """Return a SID to show; empty if the value does not look like a SID."""
    sid = text(record, name)
    return sid if re.fullmatch(SID, sid) else ""


def _sid(record: Record, thing: str) -> str:
    """Return the SID of a record, which becomes part of a path."""
    sid = text(record, "sid")
    if not re.fullmatch(SID, sid):
        raise NoAnswer(f"the API gave no valid SID for a {thing}")
    return sid
