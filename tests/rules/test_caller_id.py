"""A call to a phone number shows a number; a client and a SIP phone have none of their own."""

import pytest
from flask import Flask, Response

from tests.calls.exploring import explored
from tests.rules.telling import answer, asking, hop, kind, place, said, said_of
from twiml_check.model.finding import Finding

RULES = {"missing-caller-id", "bad-caller-id"}
NUMBER = "<Number>+12025550143</Number>"
CLIENT = "client:alice"
SIP = "sip:alice@acme.sip.example.com"
ERROR = ("missing-caller-id", "error", 13214)
WARNING = ("missing-caller-id", "warning", None)


def called(sender: str, dial: str, **more: str) -> list[Finding]:
    """Return what is found in an answer to a call from this address."""
    request = asking()._replace(params=(("CallSid", "CA1"), ("From", sender)))
    given = answer(f"<Response>\n {dial}</Response>".encode())
    return said_of(hop("voice", given, request, **more), RULES)


@pytest.mark.parametrize("sender", [CLIENT, SIP, "sips:alice@acme.example.com", "Client:bob"])
@pytest.mark.parametrize(
    "dial",
    [
        f"<Dial>{NUMBER}</Dial>",
        "<Dial>+12025550143</Dial>",
        f'<Dial callerId="">{NUMBER}</Dial>',
        '<Dial callerId=" ">+12025550143</Dial>',
        f'<Dial timeout="20"><Client>bob</Client>{NUMBER}</Dial>',
        '<Dial record="record-from-answer"><Number url="/w">202-555-0143</Number></Dial>',
    ],
)
def test_a_caller_without_a_number_needs_a_caller_id(sender: str, dial: str) -> None:
    [finding] = called(sender, dial)
    assert kind(finding) == ERROR
    assert place(finding) == (2, 2)
    assert 'callerId="+…"' in finding.help


@pytest.mark.parametrize("sender", [CLIENT, SIP])
@pytest.mark.parametrize(
    "dial",
    [
        "<Dial><Client>bob</Client></Dial>",
        "<Dial><Conference>room</Conference></Dial>",
        "<Dial><Sip>sip:bob@example.com</Sip></Dial>",
        "<Dial><Queue>desk</Queue></Dial>",
        '<Dial callerId=""><Client>bob</Client></Dial>',
        f'<Dial callerId="+12025550199">{NUMBER}</Dial>',
        '<Dial callerId="202-555-0199">+12025550143</Dial>',
        "<Say>Hello</Say>",
    ],
)
def test_what_shows_no_number_needs_none(sender: str, dial: str) -> None:
    assert called(sender, dial) == []


@pytest.mark.parametrize("sender", ["+12025550111", "whatsapp:+12025550111", "anonymous", ""])
def test_other_callers_need_none(sender: str) -> None:
    assert called(sender, f"<Dial>{NUMBER}</Dial>") == []


@pytest.mark.parametrize("sender", ["+12025550111", "anonymous"])
def test_an_empty_caller_id_is_wrong_for_everybody(sender: str) -> None:
    [finding] = called(sender, f'<Dial callerId="">{NUMBER}</Dial>')
    assert (kind(finding), place(finding)) == (WARNING, (2, 8))
    document = f'<Response><Dial callerId="">{NUMBER}</Dial></Response>'
    assert [kind(each) for each in said("voice", document, RULES)] == [WARNING]


@pytest.mark.parametrize("sender", [CLIENT, SIP, "+12025550111"])
@pytest.mark.parametrize(
    ("caller_id", "number"),
    [("client:alice", 13214), ("sip:a@example.com", 13214), ("alice", 13247)],
)
def test_a_name_is_wrong_for_everybody(sender: str, caller_id: str, number: int) -> None:
    [finding] = called(sender, f'<Dial callerId="{caller_id}">{NUMBER}</Dial>')
    assert kind(finding) == ("bad-caller-id", "error", number)


def test_a_sip_phone_may_be_named_by_a_number() -> None:
    [finding] = called("sip:+12025550111@acme.sip.example.com", f"<Dial>{NUMBER}</Dial>")
    assert kind(finding) == WARNING


def test_no_number_is_called_by_what_is_not_a_number() -> None:
    assert called(CLIENT, "<Dial>reception</Dial>") == []
    assert called(CLIENT, "<Dial/>") == []


def test_a_file_has_no_caller() -> None:
    assert said("voice", f"<Response><Dial>{NUMBER}</Dial></Response>", RULES) == []


@pytest.mark.parametrize(("caller", "found"), [("sip", [ERROR]), ("plain", [])])
def test_in_every_document_of_a_call(caller: str, found: list[object]) -> None:
    app = Flask(__name__)
    menu = '<Gather action="/dial" numDigits="1"><Say>Press 1.</Say></Gather><Say>Goodbye.</Say>'
    bodies = {"voice": menu, "dial": f"<Dial>{NUMBER}</Dial><Say>Goodbye.</Say>"}

    @app.post("/<name>")
    def page(name: str) -> Response:
        return Response(f"<Response>{bodies[name]}</Response>", content_type="text/xml")

    result = explored(app, "/voice", caller=(caller,))
    assert [kind(each) for each in result.findings if each.rule in RULES] == found
