"""Addresses on Twilio's own hosts: the webhook of a Studio flow."""

import pytest

from tests.commands.calling import json_report, webhook
from tests.rules.telling import answer, hop, kind, place, said, said_of
from tests.servers import Received, http_reply
from twiml_check.web.studio import flow_sid, webhook_fault
from twiml_check.web.url import Url

RULES = {"bad-flow-webhook"}
HEX = "0123456789abcdef" * 2
HOME = "https://webhooks.twilio.com/v1/Accounts"
GOOD = f"{HOME}/AC{HEX}/Flows/FW{HEX}"
BAD = [
    (f"{HOME}/AC{HEX}/Flows/?FlowEvent=return", "it has no flow SID"),
    (f"{HOME}/AC{HEX}/Flows", "it has no flow SID"),
    (f"{HOME}/AC{HEX}/Flows/undefined?FlowEvent=return", '"undefined" is not a flow SID'),
    (f"{HOME}/AC{HEX}/Flows/null", '"null" is not a flow SID'),
    (f"{HOME}/AC{HEX}/Flows/FW0123", '"FW0123" is not a flow SID'),
    (f"{HOME}/AC{HEX}/Flows/fw{HEX}", "is not a flow SID"),
    (f"{HOME}/FW{HEX}/Flows/AC{HEX}", "are swapped"),
    (f"{HOME}/AC{HEX}/Flows/AC{HEX}", "is not a flow SID"),
    (f"{HOME}//Flows/FW{HEX}", "it has no account SID"),
    (f"{HOME}/AC{'X' * 32}/Flows/FW{'X' * 32}", "is not an account SID"),
    (f"{HOME}/AC{HEX}/Flows/FW{'x' * 32}", "is not a flow SID"),
    (f"{HOME}/%7B%7Baccount%7D%7D/Flows/FW{HEX}", "is not an account SID"),
    (f"{GOOD}/Executions", '"/Executions" follows the flow SID'),
    (f"{HOME}/Flows/FW{HEX}", "its path is not /v1/Accounts"),
    (f"https://webhooks.twilio.com/v1/Accounts/AC{HEX}/Flow/FW{HEX}", "its path is not"),
    ("https://webhooks.twilio.com/undefined?FlowEvent=return", "its path is not"),
    (f"https://studio.twilio.com/v2/Flows/FW{HEX}/Executions?FlowEvent=return", "its host"),
]
OTHERS = [
    GOOD,
    f"{GOOD}/",
    f"{GOOD}?FlowEvent=return&a=b",
    f"http://webhooks.twilio.com/v1/Accounts/AC{HEX}/Flows/FW{HEX.upper()}",
    f"https://webhooks.dublin.ie1.twilio.com/v1/Accounts/AC{HEX}/Flows/FW{HEX}",
    # Nothing that is meant as the webhook of a flow.
    f"https://webhooks.twilio.com/v1/Accounts/AC{HEX}/Proxy/KS{HEX}/Webhooks/Call",
    "https://handler.twilio.com/twiml/EH0123",
    "https://shop-1234.twil.io/flows/undefined",
    "https://shop.example.com/v1/Accounts/undefined/Flows/undefined?FlowEvent=return",
    "https://webhooks.twilio.com.example.com/v1/Accounts//Flows/",
    "/v1/Accounts//Flows/",
]


@pytest.mark.parametrize(("address", "reason"), BAD, ids=[row[0][-50:] for row in BAD])
def test_an_address_that_leads_to_no_flow(address: str, reason: str) -> None:
    document = f"<Response>\n <Redirect>{address}</Redirect></Response>"
    (found,) = said("voice", document, RULES)
    assert kind(found) == ("bad-flow-webhook", "error", 11200)
    assert place(found) == (2, 12)
    assert reason in found.message
    assert [each.rule for each in said("sms", document, RULES)] == ["bad-flow-webhook"]
    assert flow_sid(Url.parse(address)) == ""


@pytest.mark.parametrize("address", OTHERS, ids=lambda address: address[-50:])
def test_any_other_address(address: str) -> None:
    document = f"<Response><Redirect>{address.replace('&', '&amp;')}</Redirect></Response>"
    assert said("voice", document, RULES) == []
    assert webhook_fault(Url.parse(address)) == ""


@pytest.mark.parametrize(
    ("content", "code", "column"),
    [
        ('<Gather action="{}"/>', 11200, 19),
        ('<Dial action="{}">+12025550143</Dial>', 11200, 17),
        ('<Record action="{}"/>', 11200, 19),
        ('<Dial><Number statusCallback="{}">+12025550143</Number></Dial>', 15003, 25),
        ('<Enqueue waitUrl="{}">q</Enqueue>', 11200, 20),
    ],
)
def test_an_attribute_that_leads_to_no_flow(content: str, code: int, column: int) -> None:
    document = f"<Response>{content.format(f'{HOME}/AC{HEX}/Flows/undefined')}</Response>"
    (found,) = said("voice", document, RULES)
    assert (kind(found), place(found)) == (("bad-flow-webhook", "error", code), (1, column))


def test_what_a_template_leaves_open_is_not_blamed() -> None:
    address = f"{HOME}/{{{{AccountSid}}}}/Flows/{{{{flow}}}}?FlowEvent=return"
    document = f"<Response><Redirect>{address}</Redirect></Response>"
    assert said("voice", document, RULES) == []
    served = hop("voice", answer(document.encode()))
    assert [kind(each) for each in said_of(served, RULES)] == [("bad-flow-webhook", "error", 11200)]


def test_the_sid_of_a_flow() -> None:
    assert flow_sid(Url.parse(f"{GOOD}/?FlowEvent=return")) == f"FW{HEX}"
    assert flow_sid(Url.parse(GOOD.replace("webhooks.", "webhooks.dublin.ie1."))) == f"FW{HEX}"
    assert flow_sid(Url.parse(GOOD.replace("webhooks.", "studio."))) == ""
    assert flow_sid(Url.parse(GOOD.replace("twilio.com", "twilio.com.example.com"))) == ""


def test_a_long_part_is_cut() -> None:
    for address in (f"{HOME}/{'x' * 60_000}/Flows/", f"{GOOD}/{'x' * 60_000}"):
        assert "x" * 30 in webhook_fault(Url.parse(address))
        assert len(webhook_fault(Url.parse(address))) < 100


@pytest.mark.parametrize("probe", [[], ["--probe"]], ids=str)
@pytest.mark.parametrize(
    ("body", "header", "status"),
    [
        (f"<Response><Redirect>{HOME}/AC{HEX}/Flows/</Redirect></Response>", "", "200 OK"),
        (f'<Response><Message action="{GOOD}/a">Hi</Message></Response>', "", "200 OK"),
        ("", f"Location: {HOME}/AC{HEX}/Flows/undefined", "302 Found"),
        ("", f"Location: {HOME}//Flows/FW{HEX}", "307 Temporary Redirect"),
    ],
)
def test_a_broken_address_is_not_requested(
    body: str, header: str, status: str, probe: list[str]
) -> None:
    def page(_received: Received) -> bytes:
        return http_reply(body.encode(), *filter(None, [header]), status=status)

    with webhook(page) as server:
        (target,) = json_report(server.url(), *probe, status=1)["targets"]
        assert len(server.received) == 1
    assert len(target["hops"]) == 1
    assert 11200 in [each["twilio_code"] for each in target["findings"]]
