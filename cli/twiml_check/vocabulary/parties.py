"""What Twilio sends besides, or in place of, the usual: by the kind of caller, and by channel.

An address with a scheme (`client:`, `sip:`, `whatsapp:`) is no phone number. Nothing is said of
its place: https://www.twilio.com/docs/voice/twiml#request-parameters
"""

from twiml_check.model.exchange import Fields

CLIENT = "client:"
SIP = ("sip:", "sips:")
SIP_HOST = r"[A-Za-z0-9-]+\.sip(?:\.[a-z0-9-]+)?\.twilio\.com"
"""The host of a SIP domain, with its edge or region: `acme.sip.us1.twilio.com`."""
SAMPLE_SIP_HOST = "sample.sip.twilio.com"
"""The domain that a phone system of somebody else calls."""
CLIENT_CALLS: Fields = (("ApplicationSid", "{application_sid}"),)
"""A TwiML application gets the call of a client. To is empty unless the client passes one.

Requests seen in public say so: with the page https://www.twilio.com/docs/voice/sdks/javascript they
have no CallToken and no place.
"""
SIP_CALLS: Fields = (
    ("SipCallId", "{sip_call_id}"),
    ("SipDomain", "{sip_host}"),
    ("SipDomainSid", "{sip_domain_sid}"),
    ("SipSourceIp", "192.0.2.10"),
)
"""https://www.twilio.com/docs/voice/api/sip-twiml

Left out: SipUsername, which comes with credentials only; the SipHeader_ of a header that the
caller's system may set; CallToken, which the requests seen in public do not have.
"""

COUNTRY, PLACE = "Country", ("City", "State", "Zip")
SIDES = {"From": "From", "Caller": "From", "To": "To", "Called": "To"}
"""What the name of a place begins with -> the parameter whose place it is."""
GEOGRAPHY = {
    who + part: (address, part) for who, address in SIDES.items() for part in (COUNTRY, *PLACE)
}
"""FromCity and the others -> the parameter whose place it is, and the part of the place."""
SIGNED_IN = ("US", "CA")
"""Where carriers sign calls: https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir"""
HOME = "US"
"""The country of the sample numbers, and the one that Twilio was seen to name for short codes."""
FICTION = r"\+1[2-9]\d\d55501\d\d"
"""A number that nobody has: the sample place in the table of the event is as good as any."""

BSUID = r"[A-Za-z]{2}\.(?:ENT\.)?[A-Za-z0-9]+"
"""What WhatsApp calls a person who hides the number: business-scoped user ID."""
WHATSAPP = "whatsapp:"
OF_PERSON = ("wa_id", "external_user_id", "external_recipient_id", "hidden_number")
"""Placeholders that stand for nothing when the person hides the number, or cannot be known."""
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
"""Comes with the tap on a quick reply, and Body repeats its text.

https://www.twilio.com/docs/messaging/guides/webhook-request; MessageType is "interactive" for
buttons that are no part of a template. Requests seen in public have Forwarded, true or false, only
where WhatsApp tells the message that is answered or forwarded: a plain text has none.
ButtonType is on the page, but in none of these requests.
"""

CHANNEL_STATUS: Fields = (("ChannelPrefix", "{channel}"), ("ChannelInstallSid", "{install_sid}"))
"""A status callback has these for WhatsApp, RCS and other channels.

https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""
WHATSAPP_STATUS: Fields = (
    ("ExternalUserId", "{external_recipient_id}"),
    ("ChannelToAddress", "{hidden_number}"),
)
"""Seen in public; a page does not name them."""
DELIVERED: Fields = (("RawDlrDoneDate", "2607071620"),)
"""For most text messages that were delivered or not: when the carrier says so."""
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
"""Parameter -> the one that it comes right after, where requests seen in public show that.

What comes after nothing is the first.
"""
