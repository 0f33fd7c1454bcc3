"""Every request names the places of its own two parties, or leaves them empty as Twilio does."""

import re
from itertools import product

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from twiml_check.model.exchange import Fields
from twiml_check.request.places import country
from twiml_check.request.session import first, new_session, request_to
from twiml_check.vocabulary.events import EVENTS, NUMBER, PERSON
from twiml_check.web.url import Url

URL = "https://example.com/hook"
TOKEN = "0123456789abcdef0123456789abcdef"
PARTS = ("City", "State", "Zip", "Country")
WITH_PLACES = [name for name, event in EVENTS.items() if "FromCity" in dict(event.params)]
VOICE = [name for name in WITH_PLACES if EVENTS[name].product == "voice"]


def sent(
    event: str, sender: str | None = None, *own: tuple[str, str], to: str | None = None
) -> dict[str, str]:
    """The parameters of an event's first request."""
    session = new_session(EVENTS[event], URL, sender=sender, recipient=to, set_params=own)
    return dict(first(session).params)


def place(params: dict[str, str], who: str) -> list[str]:
    return [params[f"{who}{part}"] for part in PARTS]


def places(params: dict[str, str]) -> set[str]:
    return {
        name
        for name in params
        if re.fullmatch(r"(From|Caller|To|Called)(City|State|Zip|Country)", name)
    }


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("+442071838750", "GB"), ("+819012345678", "JP"), ("+4915112345678", "DE"),
        ("+61 2 5550 1234", "AU"), ("+33 1 99 00 12 34", "FR"), ("+5511900000001", "BR"),
        ("+14165550123", "CA"), ("+1 (876) 555-0123", "JM"), ("+14155551234", "US"),
        ("14155551234", "US"), ("14165550123", "CA"), ("+18005550123", "US"),
        ("32665", "US"), ("384387", "US"),
        ("4155551234", ""), ("ACME", ""), ("anonymous", ""), ("+266696687", ""), ("266696687", ""),
        ("+7378742833", ""), ("", ""), ("+", ""), ("client:alice", ""), ("+44x", ""), ("+٤٤", ""),
    ],
)  # fmt: skip
def test_the_country_of_an_address(address: str, expected: str) -> None:
    assert country(address) == expected


@pytest.mark.parametrize(
    ("event", "number"),
    [*product(WITH_PLACES, ["+442071838750", "+819012345678", "+4915112345678", "+14165550123"])],
)
def test_of_a_number_elsewhere_only_the_country_is_known(event: str, number: str) -> None:
    names = list(sent(event))
    for to, who in ((None, "From"), (number, "To")):
        params = sent(event, None if to else number, to=to)
        assert place(params, who) == ["", "", "", country(number)]
        if event in VOICE:
            assert place(params, "Caller") == place(params, "From")
            assert place(params, "Called") == place(params, "To")
        other = "To" if who == "From" else "From"
        assert place(params, other) == place(sent(event), other)
        assert [name for name in names if name in params] == list(params)
        assert set(names) - params.keys() <= {"StirVerstat"}


@pytest.mark.parametrize("event", WITH_PLACES)
def test_a_fictional_number_stays_where_it_is(event: str) -> None:
    usual = sent(event)
    assert "" not in place(usual, "From") + place(usual, "To")
    assert place(sent(event, "+12125550123"), "From") == place(usual, "From")
    assert place(sent(event, "+14155551234"), "From") == ["", "", "", "US"]


@pytest.mark.parametrize(
    "address", ["anonymous", "Restricted", "+266696687", "unknown", "ACME", "4155551234"]
)
@pytest.mark.parametrize("event", WITH_PLACES)
def test_where_nothing_is_known_it_is_sent_empty(event: str, address: str) -> None:
    assert place(sent(event, address), "From") == ["", "", "", ""]


@pytest.mark.parametrize(
    "address",
    [
        "client:alice",
        "client:+15035550142",
        "sip:alice@acme.sip.twilio.com",
        "whatsapp:+15035550142",
    ],
)
@pytest.mark.parametrize("event", VOICE)
def test_what_is_no_number_has_no_place(event: str, address: str) -> None:
    assert not {
        name for name in places(sent(event, address)) if name.startswith(("From", "Caller"))
    }
    assert not {
        name for name in places(sent(event, to=address)) if name.startswith(("To", "Called"))
    }
    assert not {"StirVerstat", "CallToken"} & sent(event, address).keys()


@pytest.mark.parametrize(
    ("caller", "signed"),
    [
        (PERSON, True), ("+14155551234", True), ("+14165550123", True), ("+18005550123", True),
        ("+442071838750", False), ("+18765550123", False), ("anonymous", False),
        ("+266696687", False), ("client:alice", False), ("sip:alice@acme.sip.twilio.com", False),
    ],
)  # fmt: skip
def test_a_call_is_signed_where_carriers_sign(caller: str, signed: bool) -> None:
    params = sent("voice", caller)
    assert ("StirVerstat" in params) == signed
    assert ("CallToken" in params) == (":" not in caller)


def test_the_user_says_where_somebody_is() -> None:
    own = (("FromCity", "LONDON"), ("CallerCity", "LONDON"), ("StirVerstat", "No-TN-Validation"))
    assert dict(own).items() <= sent("voice", "+442071838750", *own).items()
    assert sent("voice", "client:alice", ("FromCountry", "GB"))["FromCountry"] == "GB"
    assert sent("sms", None, ("From", "+442071838750"))["FromCountry"] == "GB"


def test_a_leg_has_the_place_of_whom_it_calls() -> None:
    def leg(to: str, sender: str | None = None) -> dict[str, str]:
        session = new_session(EVENTS["voice"], URL, sender=sender, token=TOKEN)
        fields: Fields = (("To", to), ("Called", to))
        request = request_to(session, Url.parse(URL), branch="whisper", fields=fields)
        form = dict(request.params)
        signature = dict(request.headers)["X-Twilio-Signature"]
        assert RequestValidator(TOKEN).validate(URL, form, signature)
        return form

    assert place(leg("+442071838750"), "Called") == ["", "", "", "GB"]
    assert place(leg("+442071838750"), "From") == place(sent("voice"), "From")
    assert places(leg("client:bob")) == {
        name for name in places(sent("voice")) if name[0] in "FC" and not name.startswith("Called")
    }
    assert "ApplicationSid" not in leg("+442071838750", "client:alice")
    assert "SipDomain" not in leg(NUMBER, "sip:alice@acme.sip.twilio.com")
