"""What stands in an element: numbers, addresses, names, texts."""

import pytest

from tests.rules.telling import said
from twiml_check.explore.lint import lint
from twiml_check.model.exchange import Request
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.read.twiml import read_twiml
from twiml_check.rules.engine import check
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.url import Url


def findings(body: str, event: str) -> tuple[Finding, ...]:
    return lint("it", f"<Response>{body}</Response>".encode(), EVENTS[event])[1]


def serious(body: str, event: str = "voice") -> list[tuple[int | None, int, int]]:
    return [
        (each.twilio_code, each.location.line, each.location.column)
        for each in findings(body, event)
        if each.level == "error" and each.location
    ]


def levels(body: str, event: str = "voice") -> list[str]:
    return [each.level for each in findings(body, event)]


NUMBERS = [
    ("<Dial>reception</Dial>", 13223, 17),
    ("<Dial>  reception</Dial>", 13223, 19),
    ("<Dial><Number>sip:bob@example.com</Number></Dial>", 13223, 25),
    ("<Dial><Number>client:bob</Number></Dial>", 13223, 25),
    ("<Dial><Number>+1 202 555 0143 ext. 7</Number></Dial>", 13223, 25),
    ("<Dial><Number>+12025550143,+12025550144</Number></Dial>", 13223, 25),
    ("<Dial>+155501000225550100022</Dial>", 13223, 17),
    ("<Dial>1550100022555010</Dial>", 13223, 17),
    ("<Dial>+1</Dial>", 13223, 17),
    ("<Dial>+120255501</Dial>", 13223, 17),
    ("<Dial>+120255501432</Dial>", 13223, 17),
    ("<Dial>+491234</Dial>", 13223, 17),
    ("<Dial>12</Dial>", 13223, 17),
    ("<Dial>+</Dial>", 13223, 17),
    ("<Dial>+٤٤٢٠٧١٨٣٨٧٥٠</Dial>", 13223, 17),
    ("<Dial>+0550100023</Dial>", 13224, 17),
    ("<Dial>+2101234567</Dial>", 13226, 17),
    ("<Dial><Number>+693 1234567</Number></Dial>", 13226, 25),
    ('<Dial callerId="Shop">+12025550143</Dial>', 13247, 17),
    ('<Dial callerId="client:bob"><Number>+12025550143</Number></Dial>', 13214, 17),
    ('<Dial callerId="+2101234567">+12025550143</Dial>', 13247, 17),
    ('<Dial callerId="+11111111111111111111">+12025550143</Dial>', 13248, 17),
]
GOOD_NUMBERS = [
    "<Dial>+12025550143</Dial>",
    "<Dial>+1 (202) 555-0143</Dial>",
    "<Dial>202.555.0143</Dial>",
    "<Dial>442071838750</Dial>",
    "<Dial>911</Dial>",
    "<Dial>+6834000</Dial>",
    "<Dial><Number>\n  555-010-0143\n</Number></Dial>",
    '<Dial callerId="whatsapp:+12025550199"><WhatsApp>+12025550143</WhatsApp></Dial>',
    '<Dial callerId="bob"><Sip>sip:bob@example.com</Sip></Dial>',
    '<Dial callerId="client:bob"><Client>joe</Client></Dial>',
    "<Dial><Client>joe@example.com</Client></Dial>",
    '<Dial callerId="202-555-0199">+12025550143</Dial>',
    '<Dial callerId="+266696687">+12025550143</Dial>',
]
UNSURE_NUMBERS = [
    "<Dial><Client>client:joe</Client></Dial>",
    "<Dial><Client>joe smith</Client></Dial>",
    "<Dial><Client><Identity>{name}</Identity></Client></Dial>",
    "<Dial>0550100023</Dial>",
    "<Dial><Number>555-0134</Number></Dial>",
    "<Dial>55501345</Dial>",
    "<Dial>+1888XXXXXXX</Dial>",
    '<Dial callerId="+1888XXXXXXX">+12025550143</Dial>',
    '<Dial callerId="anonymous">+12025550143</Dial>',
    '<Dial callerId="5551234">+12025550143</Dial>',
    '<Dial callerId="whatsapp:+12025550199"><WhatsApp>whatsapp:+12025550143</WhatsApp></Dial>',
]


@pytest.mark.parametrize("body", GOOD_NUMBERS)
def test_what_can_be_called(body: str) -> None:
    assert findings(body, "voice") == ()


def test_the_help_says_where_it_belongs() -> None:
    for text, place in (
        ("+12025550143 ext. 7", "sendDigits"),
        ("sip:bob@example.com", "<Sip>"),
        ("client:bob", "<Client>"),
        ("+12025550143, +12025550144", "one <Number> for each"),
    ):
        [found] = findings(f"<Dial>{text}</Dial>", "voice")
        assert place in found.help


@pytest.mark.parametrize("body", UNSURE_NUMBERS)
def test_what_probably_cannot_be_called(body: str) -> None:
    assert levels(body) == ["warning"]


@pytest.mark.parametrize("number", ["1234", "12345", "116117"])
def test_a_short_number_may_be_a_service(number: str) -> None:
    assert levels(f"<Dial>{number}</Dial>") == ["info"]


SIP = [
    ("example.com", 13243),
    ("bob", 13243),
    ("sip:", 13243),
    ("mailto:alice@example.com", 13243),
    ("sip:alice@", 13243),
    ("http://example.com/", 13243),
    ("tel:+12025550143", 13243),
    ("sip:alice@exa mple.com", 13243),
    ("sip:a b@example.com", 32110),
    ("sip:a@b@example.com", 13243),
    ("sip:a@example.com;transport=t cp", 32110),
    ("sip:a@example.com?x-a=1 2", 32110),
    ("sip:a@example.com?x-a%20b=1", 32111),
    ("sip:a@example.com?=1", 32111),
    ("sip:a@example.com?x-a=1%0D%0A2", 32112),
    ("sip:a@example.com?X-Twilio-Foo=1", 32113),
    ("sip:a@example.com?Customer=1", 13252),
    ("sip:a@example.com?x-ok=1&amp;Customer=1", 13252),
    (f"sip:a@example.com?x-a={'a' * 1100}", 13253),
    ("sip:a@example.com;secure=yes", 32114),
    ("sip:a@example.com;transport=sctp", 32114),
    ("sip:a@shop.sip.ashburn.twilio.com", 32220),
    ("sip:shop.sip.twilio.com", 32223),
    ("sip:shop.sip.us1.twilio.com", 32223),
    ("shop.sip.twilio.com", 32223),
    ("sip:a@example.com;tnx=zzz", 32301),
    ("sip:a@10.0.0.7:5060", 13254),
    ("sips:a@localhost", 13254),
    ("sip:a@[::1];transport=tls", 13254),
]
GOOD_SIP = [
    "sip:alice@example.com",
    "SIP:alice@example.com:5060;transport=TCP;region=de1",
    "sips:alice:secret@example.com",
    "alice@example.com",
    "sip:+12025550143@[2001:db8::1]:5060",
    "sip:alice@192.0.2.7?User-to-User=123%3Bencoding%3Dhex&amp;X-Name=Agent%2C+A",
    "sip:alice@my_host.example.com;secure=true",
    "sip:agent@xyz.sip.us1.twilio.com",
    "sip:agent@xyz.sip.ie1.twilio.com",
    f"sip:alice@example.com;tnx=TX{'0' * 32}",
    f"sip:alice@10.0.0.7;tnx=TX{'0' * 32}",
    f"sip:a@example.com?x-a={'a' * 1019}",
]


@pytest.mark.parametrize(("uri", "code"), SIP)
def test_a_bad_sip_address(uri: str, code: int) -> None:
    assert serious(f"<Dial><Sip>{uri}</Sip></Dial>") == [(code, 1, 22)]


@pytest.mark.parametrize("uri", GOOD_SIP)
def test_a_good_sip_address(uri: str) -> None:
    assert findings(f"<Dial><Sip>{uri}</Sip></Dial>", "voice") == ()


@pytest.mark.parametrize("uri", ["sip:example.com", f"sip:{'a' * 250}@example.com"])
def test_a_doubtful_sip_address(uri: str) -> None:
    assert levels(f"<Dial><Sip>{uri}</Sip></Dial>") == ["warning"]


def test_a_placeholder_of_a_connection_is_named() -> None:
    assert levels("<Dial><Sip>sip:a@example.com;tnx=TXxxxxxxxx</Sip></Dial>") == ["info"]


@pytest.mark.parametrize("inside", ["", " ", '<Parameter name="a" value="b"/>'])
def test_an_application_without_its_sid(inside: str) -> None:
    assert levels(f"<Dial><Application>{inside}</Application></Dial>") == ["warning"]


def test_many_headers_are_named() -> None:
    headers = "&amp;".join(f"x-a{number}=1" for number in range(30))
    assert levels(f"<Dial><Sip>sip:a@example.com?{headers}</Sip></Dial>") == ["info"]


def test_a_long_login_is_found_and_not_shown() -> None:
    secret = "s3cret" * 50
    sip = f'<Sip username="a" password="{secret}">sip:a@example.com</Sip>'
    [found] = findings(f"<Dial>{sip}</Dial>", "voice")
    assert found.twilio_code == 13249
    assert "s3cret" not in repr(found)


def test_two_interconnects_are_one_too_many() -> None:
    one = f"<Sip>sip:a@example.com;tnx=TX{'0' * 32}</Sip>"
    assert serious(f"<Dial>{one}</Dial>") == []
    assert serious(f"<Dial>{one}{one}</Dial>") == [(32303, 1, 28 + len(one) - 6)]


def test_refer_is_held_to_what_every_sip_address_must_be() -> None:
    assert levels("<Refer><Sip>example.com</Sip></Refer>") == ["warning"]
    assert serious("<Refer><Sip>sip:a b@example.com</Sip></Refer>") == [(32110, 1, 23)]
    assert findings("<Refer><Sip>sip:alice@example.com</Sip></Refer>", "voice") == ()
    assert findings("<Refer><Sip>sip:alice@10.0.0.7</Sip></Refer>", "voice") == ()


MESSAGES = [
    ('<Message to="everyone">Hi</Message>', 14101, 20),
    ('<Message to="+1">Hi</Message>', 14101, 20),
    ('<Message to="+2101234567">Hi</Message>', 14101, 20),
    ('<Message to="+0550100023">Hi</Message>', 14101, 20),
    ('<Message to="tel:+12025550143">Hi</Message>', 14101, 20),
    ('<Message to="whatsapp:">Hi</Message>', 14101, 20),
    ('<Message to="+2025550143202555014320">Hi</Message>', 14101, 20),
    ('<Message from="ThisNameIsTooLong">Hi</Message>', 14102, 20),
    ('<Message from="?">Hi</Message>', 14102, 20),
    ('<Message to="">Hi</Message>', 14101, 20),
    ('<Message to="+12025550143" from="+1 202 555-0143">Hi</Message>', 21266, 20),
    ('<Message to="whatsapp:+12025550143" from="+12025550144">Hi</Message>', 21910, 20),
    ('<Message from="bob@example.com" to="+12025550144">Hi</Message>', 14102, 20),
    ("<Message><Media>cat.jpg</Media></Message>", 21620, 27),
    ("<Message><Media>ftp://example.com/cat.jpg</Media></Message>", 21620, 27),
    (f"<Message>{'a' * 1601}</Message>", 14103, 11),
    (f"<Message><Body>{'a' * 1000}</Body><Body>{'a' * 601}</Body></Message>", 14103, 11),
]
GOOD_MESSAGES = [
    '<Message to="+12025550143" from="Twilio Shop">Hi</Message>',
    '<Message to="(202) 555-0143" from="12345">Hi</Message>',
    '<Message to="whatsapp:+12025550143" from="whatsapp:+12025550144">Hi</Message>',
    '<Message to="+12025550143" from="rcs:brand">Hi</Message>',
    '<Message to="messenger:1234567">Hi</Message>',
    f'<Message to="whatsapp:+12025550143" from="MG{"0" * 32}">Hi</Message>',
    "<Message><Media>https://example.com/cat.jpg</Media></Message>",
    f"<Message>{'a' * 1600}</Message>",
    f"<Message>{'a' * 1590}<Media>https://example.com/cat.jpg</Media></Message>".replace(
        "a<", "<", 1
    ),
]


@pytest.mark.parametrize(("body", "code", "column"), MESSAGES)
def test_a_message_that_is_not_sent(body: str, code: int, column: int) -> None:
    assert serious(body, "sms") == [(code, 1, column)]


@pytest.mark.parametrize("body", GOOD_MESSAGES)
def test_a_message_that_is_sent(body: str) -> None:
    assert [each for each in findings(body, "sms") if each.level != "info"] == []


BINS = [
    "<Dial>{{To}}</Dial>",
    '<Dial callerId="{{From}}">+12025550143</Dial>',
    "<Dial><Client>{{name}}</Client></Dial>",
    "<Dial><Sip>sip:{{name}}@example.com</Sip></Dial>",
    '<Connect><Stream url="wss://{{host}}/ws"/></Connect>',
    "<Redirect>https://example.com/{{path}}</Redirect>",
    "<Redirect>https://example.com/?n={{From}}</Redirect>",
]


@pytest.mark.parametrize("body", BINS)
def test_a_file_may_still_be_filled_in(body: str) -> None:
    assert {each.level for each in findings(body, "voice")} <= {"info"}


def test_an_answer_should_have_been_filled_in() -> None:
    assert answered('<Message to="{{From}}">Hi</Message>', "+12025550199", "+12025550143") == [
        14101
    ]


def answered(body: str, sender: str, recipient: str) -> list[int | None]:
    """Return the numbers of what is wrong with an answer to a message that came in."""
    params = (("From", sender), ("To", recipient))
    url = Url.parse("https://example.com/")
    request = Request("POST", url, url, params, (), b"")
    document = read_twiml(f"<Response>{body}</Response>".encode())
    hop = Hop(1, "webhook", EVENTS["sms"], "it", request, handling="twiml", document=document)
    return [each.twilio_code for each in check(hop) if each.level == "error"]


def test_what_is_left_out_is_the_other_side_of_the_message() -> None:
    here, there = "+12025550143", "+12025550199"
    assert answered(f'<Message to="{here}">Hi</Message>', there, here) == [21266]
    assert answered(f'<Message from="{there}">Hi</Message>', there, here) == [21266]
    assert answered(f'<Message to="whatsapp:{there}">Hi</Message>', there, here) == [21910]
    assert answered(f'<Message to="{there}">Hi</Message>', here, here) == []
    assert answered('<Message to="+12025550111">Hi</Message>', there, here) == []


@pytest.mark.parametrize(
    ("pair", "change"),
    [
        (
            'to="+12025550143" from="whatsapp:+12025550199"',
            'leave out "whatsapp:", or write it for both: to="whatsapp:+12025550143"',
        ),
        (
            'to="whatsapp:+12025550143" from="+12025550199"',
            'leave out "whatsapp:", or write it for both: from="whatsapp:+12025550199"',
        ),
        (
            'to="messenger:1234567" from="(202) 555-0199"',
            'leave out "messenger:", or write it for both: from="messenger:(202) 555-0199"',
        ),
        (
            'to="messenger:1234567" from="whatsapp:+12025550199"',
            'write the same channel for both, "messenger:" or "whatsapp:"',
        ),
        (
            'to="whatsapp:+12025550143" from="Shop"',
            'leave out "whatsapp:", or write it for both',
        ),
    ],
)
def test_how_a_pair_gets_one_channel(pair: str, change: str) -> None:
    document = f"<Response><Message {pair}>Hi</Message></Response>"
    [finding] = said("sms", document, {"bad-message-pair"})
    assert finding.help == change


SID = "0123456789abcdef0123456789abcdef"
NAMES = [
    ("<Enqueue/>", 14204, 11),
    ("<Enqueue><Task>{}</Task></Enqueue>", 14204, 11),
    (f"<Enqueue>{'q' * 65}</Enqueue>", 14205, 20),
    ("<Dial><Queue/></Dial>", 14212, 17),
    (f"<Dial><Queue>{'q' * 65}</Queue></Dial>", 14213, 24),
    ("<Dial> </Dial>", 13223, 11),
    ("<Dial><Sip/></Dial>", 13243, 17),
    (f"<Dial><Conference>{'r' * 129}</Conference></Dial>", 13237, 29),
    ('<Dial><Conference participantLabel="a/b">r</Conference></Dial>', 16023, 29),
    ('<Dial><Conference participantLabel="a%2Fb">r</Conference></Dial>', 16023, 29),
    (f'<Dial><Conference participantLabel="CA{SID}">r</Conference></Dial>', 16023, 29),
    ('<Enqueue workflowSid="WW1"><Task>{}</Task></Enqueue>', 14220, 20),
    (f'<Enqueue workflowSid="WR{SID}"><Task>{{}}</Task></Enqueue>', 14220, 20),
    ('<Dial><Queue reservationSid="WR1"/></Dial>', 14215, 24),
    ('<Dial><Conference workflowSid="x">r</Conference></Dial>', 14230, 29),
    ('<Dial><Conference reservationSid="x">r</Conference></Dial>', 14236, 29),
    ('<Dial><Conference postWorkActivitySid="x">r</Conference></Dial>', 14237, 29),
    ('<Connect><Conversation serviceInstanceSid="x"/></Connect>', 32501, 34),
    (f'<Enqueue workflowSid="WW{SID}"><Task>{{a:1}}</Task></Enqueue>', 14221, 75),
    (f'<Enqueue workflowSid="WW{SID}"><Task>[1]</Task></Enqueue>', 14221, 75),
    (f'<Enqueue workflowSid="WW{SID}"><Task>{{"a":NaN}}</Task></Enqueue>', 14221, 75),
    (f'<Enqueue workflowSid="WW{SID}"><Task>{"[" * 9000}</Task></Enqueue>', 14221, 75),
    (f'<Gather input="speech" hints="{"a" * 101}"/>', 13330, 34),
    (f'<Gather input="speech" hints="{"a," * 501}"/>', 13330, 34),
    (f"<Say>{'a' * 4097}</Say>", 13521, 11),
    (f"<Gather><Say>{'a' * 4097}</Say></Gather>", 13521, 19),
    (f"<Say><p>{'a' * 2100}</p><p>{'b' * 2100}</p></Say>", 13521, 11),
    (f'<Say voice="Polly.Joanna">{"a" * 3001}</Say>', 13521, 11),
    (f'<Say voice="Google.en-US-Wavenet-A">{"<s>a</s>" * 626}</Say>', 13521, 11),
]
GOOD_NAMES = [
    f'<Enqueue workflowSid="WW{SID}"><Task>{{"a": {"9" * 5000}}}</Task></Enqueue>',
    f'<Enqueue workflowSid="WW{SID}"/>',
    f"<Enqueue>{'q' * 63}</Enqueue>",
    f'<Dial><Queue reservationSid="WR{SID}"/></Dial>',
    f"<Dial><Conference>{'r' * 128}</Conference></Dial>",
    '<Dial><Conference participantLabel="agent-7">r</Conference></Dial>',
    '<Gather input="speech" hints="one, two, three" action="/next"/><Say>Bye</Say>',
    f"<Say>{'a' * 4096}</Say>",
    f'<Say voice="Polly.Joanna">{"<s>a</s>" * 600}</Say>',
]
UNSURE_NAMES = [
    (f"<Enqueue>{'q' * 64}</Enqueue>", "info"),
    ("<Play/>", "warning"),
    ("<Dial><Client/></Dial>", "warning"),
    ('<Dial><Client><Parameter name="a" value="b"/></Client></Dial>', "warning"),
    ("<Dial><Application><ApplicationSid>x</ApplicationSid></Application></Dial>", "warning"),
    (f"<Say>{'é' * 1000}</Say>", "warning"),
    (
        f"<Dial><Application><ApplicationSid>AP{'x' * 32}</ApplicationSid></Application></Dial>",
        "info",
    ),
    ('<Dial><Number byoc="trunk">+12025550143</Number></Dial>', "warning"),
    (f'<Gather hints="{"a" * 101}" action="/next"/><Say>Bye</Say>', "warning"),
]


@pytest.mark.parametrize("body", GOOD_NAMES)
def test_a_name_or_text_that_can_be(body: str) -> None:
    assert [each for each in findings(body, "voice") if each.rule != "deprecated-element"] == []


@pytest.mark.parametrize(("body", "level"), UNSURE_NAMES)
def test_a_name_or_text_that_is_doubtful(body: str, level: str) -> None:
    assert levels(body) == [level]


def test_an_identifier_that_only_the_libraries_know_is_a_hint() -> None:
    found = findings('<Pay credentialSid="x"/>', "voice")
    assert [each.level for each in found if each.rule == "bad-sid"] == ["info"]


ADDRESSES = [
    ("<Play>ftp://example.com/a.mp3</Play>", 11100, 17),
    ("<Play>https:///a.mp3</Play>", 11100, 17),
    ("<Play>http://media/a.mp3</Play>", 11100, 17),
    ("<Redirect>http://twiml/start/voice/3</Redirect>", 11100, 21),
    ('<Dial><Conference waitUrl="https://hold/music">a</Conference></Dial>', 13233, 29),
    ("<Play>https://example.com/a b.mp3</Play>", 11100, 17),
    ("<Gather><Play>htp:/a.mp3</Play></Gather>", 11100, 25),
    ('<Connect><Stream url="https://example.com/ws"/></Connect>', 31922, 28),
    ('<Connect><Stream url="ws://example.com/ws"/></Connect>', 31922, 28),
    ('<Connect><Stream url="wss:///ws"/></Connect>', 31923, 28),
    ('<Connect><Stream url=""/></Connect>', 31923, 28),
    ("<Connect><Stream/></Connect>", 31923, 20),
    ('<Connect><Stream ulr="wss://example.com/ws"/></Connect>', 12200, 28),
    ('<Start><Stream name="a"/></Start><Pause/>', 31923, 18),
    ('<Start><Stream url="wss://{host}/ws"/></Start><Pause/>', 31923, 26),
    ('<Connect><ConversationRelay url="https://example.com/ws"/></Connect>', 64101, 39),
    ('<Connect><ConversationRelay url="example.com/ws"/></Connect>', 64101, 39),
    ("<Redirect>https://example.com/{From</Redirect>", 11320, 21),
]
GOOD_ADDRESSES = [
    "<Play>/a.mp3</Play>",
    "<Play>a.mp3</Play>",
    "<Play>http://192.0.2.1/a.mp3</Play>",
    '<Play digits="wwww1"/>',
    '<Connect><Stream url="wss://example.com:8443/ws"/></Connect>',
    '<Connect><ConversationRelay url="wss://example.com/ws?a=1"/></Connect>',
    '<Stop><Stream name="one"/></Stop>',
    "<Redirect>https://example.com/{From}</Redirect>",
    "<Redirect>https://example.com/%7Bpath%7D</Redirect>",
]
UNSURE_ADDRESSES = [
    "<Play>http://localhost:3000/a.mp3</Play>",
    "<Play>http://my_sounds.example/a.mp3</Play>",
    "<Redirect>http://my_host.example/next</Redirect>",
    "<Redirect>https://example.com/}a{</Redirect>",
    "<Redirect>https://example.com/{NoSuchToken}</Redirect>",
    '<Record action="/calls/{call_id}"/>',
    '<Connect><Stream url="/ws"/></Connect>',
    '<Connect><Stream url="wss://example.com/ws?a=1"/></Connect>',
    '<Redirect>https://example.com/?q={"a":1}</Redirect>',
]


@pytest.mark.parametrize(("body", "code", "column"), [*NUMBERS, *NAMES, *ADDRESSES])
def test_what_cannot_be(body: str, code: int, column: int) -> None:
    assert serious(body) == [(code, 1, column)]


@pytest.mark.parametrize("body", GOOD_ADDRESSES)
def test_an_address_that_can_be_opened(body: str) -> None:
    assert [each for each in findings(body, "voice") if each.level != "info"] == []


@pytest.mark.parametrize("body", UNSURE_ADDRESSES)
def test_an_address_that_is_doubtful(body: str) -> None:
    assert [each.level for each in findings(body, "voice") if each.level != "info"] == ["warning"]


HOSTILE = [
    "",
    " ",
    "\u202e+1",
    "\ufffd",
    "@",
    "@@",
    "?",
    ";",
    "sip:@",
    "%",
    "{" * 9000,
    "9" * 9000,
    "X" * 30000 + "!",
]
PLACES = [
    "<Dial>{}</Dial>",
    "<Dial><Sip>{}</Sip></Dial>",
    "<Dial><Sip>sip:a@b?{}</Sip></Dial>",
    "<Dial><Sip>sip:a@b;{}</Sip></Dial>",
    "<Redirect>{}</Redirect>",
    '<Message to="{0}" from="{0}">Hi</Message>',
    '<Connect><Stream url="{}"/></Connect>',
    '<Enqueue workflowSid="{0}"><Task>{0}</Task></Enqueue>',
    "<Say>{}</Say>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_a_rule(text: str) -> None:
    for place in PLACES:
        for event in ("voice", "sms"):
            assert len(findings(place.format(text), event)) < 10


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<Enqueue/>", "<Enqueue> names no queue and has no workflowSid"),
        ("<Enqueue><Task>{}</Task></Enqueue>", "<Enqueue> names no queue and has no workflowSid"),
        (
            '<Dial><Application><Parameter name="a" value="b"/></Application></Dial>',
            "<Application> names no application",
        ),
        ("<Dial><Queue/></Dial>", "<Queue> is empty"),
    ],
)
def test_what_says_neither_whom_nor_what(body: str, message: str) -> None:
    said = [each.message for each in findings(body, "voice") if each.rule == "missing-target"]
    assert said == [message]
