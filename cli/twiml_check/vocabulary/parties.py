"""The parameters that depend on the kind of the caller and on the channel.

An address with a scheme (`client:`, `sip:`, `whatsapp:`) is not a phone number. Twilio sends no
place for it: https://www.twilio.com/docs/voice/twiml#request-parameters
"""

from twiml_check.model.exchange import Fields

CLIENT = "client:"
SIP = ("sip:", "sips:")
SIP_HOST = r"[A-Za-z0-9-]+\.sip(?:\.[a-z0-9-]+)?\.twilio\.com"
"""The host of a SIP domain, which may name an edge or a region: `acme.sip.us1.twilio.com`."""
SAMPLE_SIP_HOST = "sample.sip.twilio.com"
"""The SIP domain that a caller from another host calls."""
CLIENT_CALLS: Fields = (("ApplicationSid", "{application_sid}"),)
"""A TwiML application receives the call of a client. To is empty unless the client sends a To.

Public captures of such requests have no CallToken and no place.
"""
SIP_CALLS: Fields = (
    ("SipCallId", "{sip_call_id}"),
    ("SipDomain", "{sip_host}"),
    ("SipDomainSid", "{sip_domain_sid}"),
    ("SipSourceIp", "192.0.2.10"),
)
"""https://www.twilio.com/docs/voice/api/sip-twiml

Three are left out. SipUsername is sent only for a caller with credentials. SipHeader_… repeats a
header that a caller may send. Public captures have no CallToken.
"""

COUNTRY, PLACE = "Country", ("City", "State", "Zip")
SIDES = {"From": "From", "Caller": "From", "To": "To", "Called": "To"}
"""First word of a place parameter -> the parameter with the phone number."""
GEOGRAPHY = {
    who + part: (address, part) for who, address in SIDES.items() for part in (COUNTRY, *PLACE)
}
"""Name of a place parameter -> the parameter with the phone number, and the part of the place."""
SIGNED_IN = ("US", "CA")
"""The countries where carriers sign calls: https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir"""
HOME = "US"
"""The country of the sample numbers. Public captures have it for short codes, too."""
FICTION = r"\+1[2-9]\d\d55501\d\d"
"""A phone number for fiction. It keeps the sample place of the event's table."""

WHATSAPP = "whatsapp:"
BSUID = r"[A-Za-z]{2}\.(?:ENT\.)?[A-Za-z0-9]+"
"""The business-scoped user ID: WhatsApp's identifier of a person who may hide the phone number.

https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
"""
OF_PERSON = ("wa_id", "external_user_id", "external_recipient_id", "hidden_number")
"""Placeholders that may be empty. Then their parameters are not sent."""
METADATA = ("ButtonText", "Forwarded", "FrequentlyForwarded", "ProfileName", "WaId")
"""The parameters that ChannelMetadata of WhatsApp repeats, in this order."""
BUTTON = ("ButtonPayload", "ButtonText")
BUTTON_TEXT = "Yes"
TAPPED: Fields = (
    ("MessageType", "button"),
    ("ButtonText", "{tapped}"),
    ("Forwarded", "false"),
    ("FrequentlyForwarded", "false"),
)
"""The parameters of a tap on a quick reply of a template. Body repeats its text.

https://www.twilio.com/docs/messaging/guides/webhook-request. Public captures have Forwarded for a
tap (false) and for a forwarded message (true), and not for a plain text. They have no ButtonType.
For a button outside a template MessageType is "interactive".
"""

CHANNEL_STATUS: Fields = (("ChannelPrefix", "{channel}"), ("ChannelInstallSid", "{install_sid}"))
"""The parameters of a status callback for WhatsApp, RCS and other channels.

https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""
WHATSAPP_STATUS: Fields = (
    ("ExternalUserId", "{external_recipient_id}"),
    ("ChannelToAddress", "{hidden_number}"),
)
"""The parameters that public captures of WhatsApp also have."""
DELIVERED: Fields = (("RawDlrDoneDate", "2607071620"),)
"""Sent for most text messages with a status of `REPORTED`: the date of the carrier's receipt."""
REPORTED = ("delivered", "undelivered")
UNDELIVERED = {"failed": "30003", "undelivered": "30003"}
"""Status -> ErrorCode of a text message."""

AFTER = {
    "FrequentlyForwarded": "SmsMessageSid",
    "Forwarded": "Body",
    "ButtonText": "Body",
    "ButtonPayload": "To",
    "DialCallStatus": "ToState",
    "DialCallSid": "ToZip",
    "DialBridged": "From",
    "ChannelToAddress": "MessageStatus",
    "ChannelPrefix": "To",
    "ExternalUserId": "",
    "RawDlrDoneDate": "",
}
"""Parameter -> the parameter right before it in public captures; empty for the first place."""
