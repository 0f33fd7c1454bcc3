"""What a request has besides its usual parameters: by the kind of caller, and by channel.

An address with a scheme (`client:`, `sip:`, `whatsapp:`) is not a phone number. Twilio sends no
place for it: https://www.twilio.com/docs/voice/twiml#request-parameters
"""

from twiml_check.model.exchange import Fields

CLIENT = "client:"
SIP = ("sip:", "sips:")
SIP_HOST = r"[A-Za-z0-9-]+\.sip(?:\.[a-z0-9-]+)?\.twilio\.com"
"""The host of a SIP domain, which may name an edge or a region: `acme.sip.us1.twilio.com`."""
SAMPLE_SIP_HOST = "sample.sip.twilio.com"
"""The SIP domain that is called from another host."""
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
"""Beginning of the name of a place -> the parameter with the number of that place."""
GEOGRAPHY = {
    who + part: (address, part) for who, address in SIDES.items() for part in (COUNTRY, *PLACE)
}
"""Name of a place -> the parameter with its number, and which part of the place it is."""
SIGNED_IN = ("US", "CA")
"""Where carriers sign calls: https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir"""
HOME = "US"
"""The country of the sample numbers. Public captures have it for short codes, too."""
FICTION = r"\+1[2-9]\d\d55501\d\d"
"""A number that is kept for fiction. It keeps the sample place of the event's table."""

WHATSAPP = "whatsapp:"
BSUID = r"[A-Za-z]{2}\.(?:ENT\.)?[A-Za-z0-9]+"
"""The business-scoped user ID: WhatsApp's identifier of a person, who may hide the number.

https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
"""
OF_PERSON = ("wa_id", "external_user_id", "external_recipient_id", "hidden_number")
"""Placeholders that may stand for nothing. Their parameters are not sent then."""
METADATA = ("ButtonText", "Forwarded", "FrequentlyForwarded", "ProfileName", "WaId")
"""What ChannelMetadata of WhatsApp repeats, in this order."""
BUTTON = ("ButtonPayload", "ButtonText")
BUTTON_TEXT = "Yes"
TAPPED: Fields = (
    ("MessageType", "button"),
    ("ButtonText", "{tapped}"),
    ("Forwarded", "false"),
    ("FrequentlyForwarded", "false"),
)
"""What a tap on a quick reply of a template brings. Body repeats its text.

https://www.twilio.com/docs/messaging/guides/webhook-request. Public captures have Forwarded for a
tap (false) and for a forwarded message (true), and not for a plain text. They have no ButtonType.
For a button outside a template MessageType is "interactive".
"""

CHANNEL_STATUS: Fields = (("ChannelPrefix", "{channel}"), ("ChannelInstallSid", "{install_sid}"))
"""What a status callback has for WhatsApp, RCS and other channels.

https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""
WHATSAPP_STATUS: Fields = (
    ("ExternalUserId", "{external_recipient_id}"),
    ("ChannelToAddress", "{hidden_number}"),
)
"""What public captures of WhatsApp have besides."""
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
