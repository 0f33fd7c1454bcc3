"""Which URL Twilio calls for a number, out of all that an account can say about it."""

from collections.abc import Callable

import pytest

from tests.account.rest import (
    AP,
    MG,
    NUMBER,
    PN,
    SID,
    Account,
    Record,
    api,
    environment,
    number,
    service,
)
from twiml_check.account.api import Api, Unresolved, Unset, credentials
from twiml_check.account.number import SETTINGS, Webhook, number_record, webhook
from twiml_check.fetch import Fetcher

ALL = {
    f"{product}_{name}": f"https://n.example/{product}/{name}"
    for product in ("sms", "voice")
    for name in ("url", "fallback_url")
}
APP = {"sid": AP, "sms_url": "https://a.example/sms", "voice_url": "https://a.example/voice"}
OTHER = "MG" + "5f" * 16


def found(account: Account, event: str = "sms", wanted: str = NUMBER) -> Webhook:
    with api(account.answer) as url, Fetcher() as fetcher:
        settings = environment(url)
        client = Api(fetcher.send, credentials(settings, settings["TWILIO_AUTH_TOKEN"]))
        return webhook(client, number_record(client, wanted), event)


def where(each: Webhook) -> tuple[str, str, str]:
    return each.url, each.resolved.keeper, each.resolved.sid


@pytest.mark.parametrize("event", ["sms", "mms", "voice"])
def test_the_number_itself(event: str) -> None:
    product = "voice" if event == "voice" else "sms"
    more = {f"{product}_method": "GET", f"{product}_fallback_method": "GET"}
    each = found(Account([number(**ALL, **more)]), event)
    assert each == Webhook(
        event,
        f"https://n.example/{product}/url",
        "GET",
        f"https://n.example/{product}/fallback_url",
        "GET",
        (("AccountSid", SID),),
        each.resolved,
    )
    assert each.resolved == (NUMBER, "number", PN)


def test_methods_are_post_unless_told() -> None:
    record = {**number(sms_url="https://n.example/"), "sms_method": None}
    each = found(Account([record]))
    assert (each.method, each.fallback, each.fallback_method) == ("POST", "", "POST")


@pytest.mark.parametrize("event", ["sms", "voice"])
def test_an_application_beats_the_number(event: str) -> None:
    account = Account([number(**ALL, **{f"{event}_application_sid": AP})], [APP])
    each = found(account, event)
    assert where(each) == (f"https://a.example/{event}", "application", AP)
    assert each.fallback == ""
    told = (("ApplicationSid", AP),) if event == "voice" else ()
    assert each.params == (("AccountSid", SID), *told)


def test_each_product_has_an_application_of_its_own() -> None:
    account = Account([number(**ALL, sms_application_sid=AP)], [APP])
    assert where(found(account, "voice")) == ("https://n.example/voice/url", "number", PN)


def test_a_messaging_service_beats_both() -> None:
    inbound = {
        "inbound_request_url": "https://s.example/in",
        "inbound_method": "GET",
        "fallback_url": "https://s.example/fallback",
        "fallback_method": "GET",
    }
    account = Account(
        [number(**ALL, sms_application_sid=AP)],
        [APP],
        [service(OTHER), service(MG, NUMBER, **inbound)],
    )
    each = found(account)
    assert where(each) == ("https://s.example/in", "messaging-service", MG)
    assert (each.method, each.fallback) == ("GET", "https://s.example/fallback")
    assert each.fallback_method == "GET"
    assert each.params == (("AccountSid", SID), ("MessagingServiceSid", MG))
    assert where(found(account, "voice"))[0] == "https://n.example/voice/url"


@pytest.mark.parametrize(("app", "keeper"), [("", "number"), (AP, "application")])
def test_a_messaging_service_may_leave_it_to_the_number(app: str, keeper: str) -> None:
    deferring = service(
        MG, NUMBER, inbound_request_url="https://s.example/", use_inbound_webhook_on_number=True
    )
    account = Account([number(**ALL, sms_application_sid=app)], [APP], [deferring])
    each = found(account)
    assert each.resolved.keeper == keeper
    assert ("MessagingServiceSid", MG) in each.params


def test_calls_do_not_ask_for_messaging_services() -> None:
    account = Account([number(**ALL)], services=[service(MG, NUMBER)])
    found(account, "voice")
    assert len(account.asked) == 1


def test_the_end_of_a_call_and_the_fallbacks_have_urls_too() -> None:
    account = Account([number(**ALL, status_callback="https://n.example/status")])
    assert found(account, "call-status").url == "https://n.example/status"
    for product, event in (("sms", "sms-fallback"), ("voice", "voice-fallback")):
        each = found(account, event)
        assert (each.url, each.fallback) == (f"https://n.example/{product}/fallback_url", "")
        assert ("ErrorUrl", f"https://n.example/{product}/url") in each.params


@pytest.mark.parametrize("event", SETTINGS)
def test_nothing_is_set(event: str) -> None:
    with pytest.raises(Unset, match=r"\+15017122661 has no URL for .*, in the number PN2c"):
        found(Account([number()]), event)


@pytest.mark.parametrize(
    ("settings", "event", "line"),
    [
        ({**ALL, "trunk_sid": "TK" + "6a" * 16}, "voice",
         f"calls to {NUMBER} go to the SIP trunk TK{'6a' * 16}, so Twilio calls no URL"),
        ({**ALL, "trunk_sid": "TK1\x1b[31m"}, "voice",
         f"calls to {NUMBER} go to the SIP trunk, so Twilio calls no URL"),
        ({**ALL, "capabilities": {"voice": False}}, "voice", f"{NUMBER} cannot receive calls"),
        ({**ALL, "capabilities": {"sms": False, "mms": False, "voice": True}}, "sms",
         f"{NUMBER} cannot receive messages"),
        ({**ALL, "sms_application_sid": AP}, "sms", f"in the TwiML App {AP}"),
    ],
)  # fmt: skip
def test_twilio_would_call_nobody(settings: Record, event: str, line: str) -> None:
    account = Account([number(**settings)], [{"sid": AP}])
    with pytest.raises(Unset) as told:
        found(account, event)
    assert line in str(told.value)


def test_a_messaging_service_without_url_takes_the_messages_all_the_same() -> None:
    account = Account([number(**ALL)], services=[service(MG, NUMBER)])
    with pytest.raises(Unset, match=f"in the Messaging Service {MG}"):
        found(account)


def test_an_application_that_is_gone() -> None:
    with pytest.raises(Unresolved, match=rf"has no TwiML App {AP} \(404\)"):
        found(Account([number(**ALL, voice_application_sid=AP)]), "voice")


def test_parts_of_numbers_are_other_numbers() -> None:
    account = Account([number(f"{NUMBER}0", **ALL)])
    with pytest.raises(Unresolved, match=rf"the account {SID} has no number \+15017122661"):
        found(account)


def test_lists_are_read_page_by_page() -> None:
    crowd = [number(f"{NUMBER}{index}") for index in range(45)]
    strangers = [f"+1202555{index:04}" for index in range(120)]
    services = [service(f"MG{index:032x}", *strangers) for index in range(21)]
    mine = service(MG, *strangers, NUMBER, inbound_request_url="https://s.example/")
    account = Account([*crowd, number(**ALL)], services=[*services, mine])
    assert found(account).url == "https://s.example/"
    pages = [path for path in account.paths if "IncomingPhoneNumbers" in path]
    assert len(pages) == 3
    assert sum("/Services?" in path for path in account.paths) == 2
    assert sum("/PhoneNumbers?" in path for path in account.paths) == 22 * 3


ODD: list[Callable[[], Record]] = [
    lambda: number(sms_url=17),
    lambda: number(sms_url={"a": "b"}),
    lambda: number(sms_url="  "),
    lambda: {"phone_number": NUMBER},
    lambda: {"phone_number": NUMBER, "capabilities": "all", "sid": ["x"], "sms_url": []},
]


@pytest.mark.parametrize("make", ODD)
def test_values_of_other_types_are_none(make: Callable[[], Record]) -> None:
    with pytest.raises(Unset, match="has no URL for"):
        found(Account([make()]))


def test_the_sid_that_is_shown_is_one() -> None:
    each = found(Account([{**number(**ALL), "sid": "PN\x1b[31m"}]))
    assert each.resolved.sid == ""
