"""What a client, a SIP address, a person on WhatsApp and a channel bring with them."""

import json
import re
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from twiml_check.model.exchange import Request
from twiml_check.request.session import first, new_session, next_message, request_to
from twiml_check.vocabulary.events import EVENTS, NUMBER
from twiml_check.web.url import Url

URL = "https://example.com/hook"
TOKEN = "0123456789abcdef0123456789abcdef"
HIDDEN = "whatsapp:US.13491208655302741918"
CLIENT = "AccountSid ApiVersion ApplicationSid CallSid CallStatus Called Caller Direction From To"
SIP = (
    "AccountSid ApiVersion CallSid CallStatus Called Caller Direction From SipCallId SipDomain "
    "SipDomainSid SipSourceIp To"
)
TAPPED = (
    "ExternalUserId SmsMessageSid FrequentlyForwarded NumMedia ProfileName MessageType SmsSid WaId "
    "SmsStatus Body Forwarded ButtonText To ButtonPayload NumSegments ReferralNumMedia MessageSid "
    "AccountSid ChannelMetadata From ApiVersion"
)
DELIVERED = (
    "ExternalUserId SmsSid SmsStatus MessageStatus ChannelToAddress To ChannelPrefix MessageSid "
    "AccountSid From ApiVersion ChannelInstallSid"
)


def request(event: str, *own: tuple[str, str], **options: str) -> Request:
    """An event's first request, which Twilio's own validator accepts."""
    made = first(
        new_session(
            EVENTS[event],
            URL,
            sender=options.get("sender"),
            recipient=options.get("to"),
            body=options.get("body"),
            set_params=own,
            token=TOKEN,
        )
    )
    form = dict(parse_qsl(made.body.decode(), keep_blank_values=True))
    assert form == dict(made.params)
    assert RequestValidator(TOKEN).validate(URL, form, dict(made.headers)["X-Twilio-Signature"])
    return made


def sent(event: str, *own: tuple[str, str], **options: str) -> dict[str, str]:
    return dict(request(event, *own, **options).params)


def context(params: dict[str, str]) -> dict[str, str]:
    read = json.loads(params["ChannelMetadata"])
    assert read["type"] == "whatsapp"
    found: dict[str, str] = read["data"]["context"]
    return found


# --- clients ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "client", ["client:alice", "client:a b", "CLIENT:Jo", "client:+15035550142"]
)
def test_a_client_calls_an_application(client: str) -> None:
    params = sent("voice", sender=client)
    assert list(params) == CLIENT.split()
    assert params["From"] == params["Caller"] == client
    assert params["To"] == params["Called"] == ""
    assert re.fullmatch("AP[0-9a-f]{32}", params["ApplicationSid"])


def test_a_client_may_say_whom_to_call() -> None:
    params = sent("voice", ("To", "+442071838750"), ("room", "7"), sender="client:alice")
    assert (params["To"], params["room"]) == ("+442071838750", "7")
    params = sent("voice", sender="client:alice", to="+442071838750")
    assert params["To"] == params["Called"] == "+442071838750"
    assert params["ToCountry"] == params["CalledCountry"] == "GB"
    assert "FromCountry" not in params


def test_the_application_stays_in_the_call_of_a_client() -> None:
    session = new_session(EVENTS["voice"], URL, sender="client:alice")
    before, after = dict(first(session).params), dict(request_to(session, Url.parse(URL)).params)
    assert before.keys() == after.keys()
    assert before["ApplicationSid"] == after["ApplicationSid"]
    assert (before["CallStatus"], after["CallStatus"]) == ("ringing", "in-progress")


# --- SIP ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sip", "host"),
    [
        ("sip:alice@acme.sip.twilio.com", "acme.sip.twilio.com"),
        ("sip:alice@acme.sip.us1.twilio.com", "acme.sip.us1.twilio.com"),
        ("sip:alice@acme.sip.twilio.com:5061;transport=tls", "acme.sip.twilio.com"),
        ("sips:+15035550142@acme.sip.twilio.com", "acme.sip.twilio.com"),
        ("sip:robin@pbx.example.com", "sample.sip.twilio.com"),
        ("sip:robin@acme.sip.twilio.com.example.com", "sample.sip.twilio.com"),
        ("sip:", "sample.sip.twilio.com"),
    ],
)
def test_a_sip_address_calls_a_domain(sip: str, host: str) -> None:
    params = sent("voice", sender=sip)
    assert list(params) == SIP.split()
    assert params["From"] == params["Caller"] == sip
    assert params["To"] == params["Called"] == f"sip:{NUMBER}@{host}"
    assert params["SipDomain"] == host
    assert re.fullmatch("SD[0-9a-f]{32}", params["SipDomainSid"])


def test_the_domain_is_the_one_that_is_called() -> None:
    params = sent("voice", sender="sip:robin@pbx.example.com", to="sip:9@shop.sip.twilio.com")
    assert (params["To"], params["SipDomain"]) == (
        "sip:9@shop.sip.twilio.com",
        "shop.sip.twilio.com",
    )


@pytest.mark.parametrize("event", ["call-status", "sms", "message-status"])
def test_only_an_incoming_call_has_them(event: str) -> None:
    for address in ("client:alice", "sip:alice@acme.sip.twilio.com"):
        params = sent(event, sender=address)
        assert not {"ApplicationSid", "SipDomain"} & params.keys()
        assert params["To"]


# --- WhatsApp -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "country"),
    [
        ("+15035550142", "US"), ("whatsapp:+442071838750", "GB"), ("+81 90 1234 5678", "JP"),
        ("whatsapp:+5511900000001", "BR"), ("whatsapp:4915112345678", "US"), ("+14165550123", "CA"),
    ],
)  # fmt: skip
def test_a_person_with_a_number_has_an_identifier_too(sender: str, country: str) -> None:
    params = sent("whatsapp", sender=sender)
    assert re.fullmatch(rf"whatsapp:{country}\.\d{{16}}", params["ExternalUserId"])
    assert params["ExternalUserId"] == sent("whatsapp", sender=sender)["ExternalUserId"]
    assert params["WaId"] == context(params)["WaId"] == re.sub(r"\D", "", sender)
    assert params["ExternalUserId"][12:] not in (params["WaId"], "")


@pytest.mark.parametrize(
    "sender",
    [
        HIDDEN, "whatsapp:BR.1A2B3C4D5E6F7G8H9I0J", "whatsapp:pe.a1b2c3d4", "whatsapp:US.1",
        "whatsapp:US.ENT.11815799212886844830",
    ],
)  # fmt: skip
def test_a_person_who_hides_the_number_has_only_the_identifier(sender: str) -> None:
    params = sent("whatsapp", sender=sender)
    assert params["From"] == params["ExternalUserId"] == sender
    assert "WaId" not in params
    assert context(params) == {"ProfileName": params["ProfileName"]}


@pytest.mark.parametrize("sender", ["messenger:42", "whatsapp:robin", "whatsapp:", "whatsapp:US."])
def test_nothing_is_made_up_for_anybody_else(sender: str) -> None:
    params = sent("whatsapp", sender=sender)
    assert not {"WaId", "ExternalUserId"} & params.keys()


def test_a_plain_text_is_not_said_to_be_forwarded() -> None:
    assert not {"Forwarded", "FrequentlyForwarded", "ButtonText"} & sent("whatsapp").keys()


def test_the_metadata_repeats_what_the_user_says() -> None:
    own = (("ProfileName", 'A "B" {to} é'), ("Forwarded", "true"), ("WaId", "7"))
    assert context(sent("whatsapp", *own)) == dict(own)
    assert sent("whatsapp", ("ChannelMetadata", "{}"))["ChannelMetadata"] == "{}"


@pytest.mark.parametrize(
    ("own", "body", "text"),
    [
        ((("ButtonPayload", "go"),), None, "Yes"),
        ((("ButtonPayload", "go"),), "Go on", "Go on"),
        ((("ButtonPayload", "go"), ("ButtonText", "Go {to}")), None, "Go {to}"),
        ((("ButtonText", "Go"),), None, "Go"),
        ((("ButtonPayload", "go"), ("Body", "Go")), None, "Go"),
    ],
)
def test_a_tap_on_a_button(own: tuple[tuple[str, str], ...], body: str | None, text: str) -> None:
    params = sent("whatsapp", *own, **({"body": body} if body else {}))
    left = () if "ButtonPayload" in params else ("ButtonPayload",)
    assert list(params) == [name for name in TAPPED.split() if name not in left]
    assert params["MessageType"] == "button"
    assert params["Body"] == params["ButtonText"] == context(params)["ButtonText"] == text
    assert params["Forwarded"] == context(params)["Forwarded"] == "false"


def test_what_the_user_says_of_a_button_wins() -> None:
    own = (
        ("ButtonPayload", "go"),
        ("MessageType", "interactive"),
        ("Body", "a"),
        ("ButtonText", "b"),
    )
    assert dict(own).items() <= sent("whatsapp", *own).items()


def test_a_button_of_rcs_has_no_type_of_message() -> None:
    params = sent("rcs", ("ButtonPayload", "go"))
    assert params["Body"] == params["ButtonText"] == "Yes"
    assert not {"MessageType", "Forwarded", "WaId"} & params.keys()


def test_an_sms_has_no_buttons() -> None:
    assert sent("sms", ("ButtonPayload", "go"))["Body"] == "Hello"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("image/png", "image"), ("audio/ogg", "audio"), ("application/pdf", "document")],
)
def test_a_file_has_its_type(kind: str, expected: str) -> None:
    for event in ("whatsapp", "sms"):
        session = new_session(EVENTS[event], URL)
        params = dict(next_message(session, "", (("https://example.com/f", kind),)).params)
        assert params.get("MessageType") == (expected if event == "whatsapp" else None)


# --- status -------------------------------------------------------------------------------------


def test_the_status_of_a_message_on_whatsapp() -> None:
    params = sent("message-status", to="whatsapp:+4915112345678")
    assert list(params) == DELIVERED.split()
    assert params["From"] == f"whatsapp:{NUMBER}"
    assert (params["ChannelPrefix"], params["ChannelToAddress"]) == ("whatsapp", "+491511234XXXX")
    assert params["ExternalUserId"] == sent("whatsapp", sender="+4915112345678")["ExternalUserId"]
    assert re.fullmatch("XE[0-9a-f]{32}", params["ChannelInstallSid"])


def test_both_sides_are_on_the_channel() -> None:
    params = sent("message-status", sender="+12025550100", to="whatsapp:+4915112345678")
    assert params["From"] == "whatsapp:+12025550100"
    assert sent("message-status", sender="+12025550100")["From"] == "+12025550100"


def test_the_status_of_a_message_to_a_hidden_number() -> None:
    params = sent("message-status", to=HIDDEN)
    assert list(params) == [name for name in DELIVERED.split() if name != "ChannelToAddress"]
    assert params["ExternalUserId"] == params["To"] == HIDDEN


def test_the_status_of_a_message_on_another_channel() -> None:
    params = sent("message-status", to="rcs:+4915112345678")
    assert (params["ChannelPrefix"], params["From"]) == ("rcs", f"rcs:{NUMBER}")
    assert not {"ExternalUserId", "ChannelToAddress", "RawDlrDoneDate"} & params.keys()


@pytest.mark.parametrize(
    ("status", "dated", "code"),
    [
        ("queued", False, None), ("sent", False, None), ("delivered", True, None),
        ("undelivered", True, "30003"), ("failed", False, "30003"),
    ],
)  # fmt: skip
def test_a_status_brings_what_belongs_to_it(status: str, dated: bool, code: str | None) -> None:
    for name in ("MessageStatus", "SmsStatus"):
        params = sent("message-status", (name, status))
        assert params["MessageStatus"] == params["SmsStatus"] == status
        assert ("RawDlrDoneDate" in params) == dated
        assert params.get("ErrorCode") == code


def test_both_names_of_a_status_are_the_users() -> None:
    own = (("MessageStatus", "sent"), ("SmsStatus", "queued"))
    assert dict(own).items() <= sent("message-status", *own).items()
