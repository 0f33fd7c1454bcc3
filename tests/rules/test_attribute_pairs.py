"""Attributes, nouns and verbs that ask something of each other, each with a good neighbour."""

import pytest

from tests.rules.telling import answer, hop, kind, of_module, place, said, said_of
from twiml_check.explore.lint import lint
from twiml_check.vocabulary.events import EVENTS

MODULES = ("phone", "nouns", "attribute_pairs", "order", "connect", "payment", "modes")
LISTENING_RULES = {
    *("auto-speech-timeout", "unknown-speech-language", "digits-in-gather"),
    *("transcription-limit", "half-of-dual", "bad-annotation"),
}
RULES = LISTENING_RULES.union(*map(of_module, MODULES))
WSS = "wss://example.com/s"
PHONE = "<Number>+12025550143</Number>"
MEDIA = "<Media>https://example.com/a.jpg</Media>"
MESSAGE = "<Message>Hi</Message>"
JOE = "<Client>joe</Client>"
ELEVEN = "UgBBYS2sOqTuMpoF3BR0"

Row = tuple[str, str, str, int | None, int, int]
"""What is in <Response>, rule, level, code, line, column."""

# ruff: noqa: E501  a table reads best with one row a line
NOUNS: list[Row] = [
    (f"<Dial><Conference>r</Conference>{PHONE}</Dial>", "mixed-nouns", "error", 13000, 1, 43),
    (f"<Dial>\n{PHONE}\n <Conference>r</Conference></Dial>", "mixed-nouns", "error", 13000, 3, 2),
    ("<Dial><Conference>r</Conference><Conference>s</Conference></Dial>", "mixed-nouns", "error", 13000, 1, 43),
    ("<Dial><Conference>r</Conference><Queue>q</Queue></Dial>", "mixed-nouns", "error", 13000, 1, 43),
    (f"<Dial><Conference>r</Conference>{PHONE * 11}</Dial>", "mixed-nouns", "error", 13000, 1, 43),
    (f"<Dial>{JOE}<Application><ApplicationSid>AP00000000000000000000000000000000</ApplicationSid></Application></Dial>", "mixed-nouns", "warning", None, 1, 37),
    (f"<Dial>{JOE * 10}\n{PHONE}</Dial>", "too-many-nouns", "error", 13250, 2, 1),
    (f"<Dial>{JOE * 10}\n{PHONE * 3}</Dial>", "too-many-nouns", "error", 13250, 2, 1),
    (f"<Dial><Sip>{'<Uri>sip:a@example.com</Uri>' * 5}\n<Uri>sip:b@example.com</Uri></Sip></Dial>", "too-many-nouns", "info", None, 2, 1),
    ("<Start/><Pause/>", "missing-noun", "error", 14300, 1, 11),
    ("<Start> </Start><Pause/>", "missing-noun", "error", 14300, 1, 11),
    ("<Say>x</Say>\n<Stop/>", "missing-noun", "error", 14300, 2, 1),
    ("<Connect/>", "missing-noun", "warning", None, 1, 11),
    ("<Refer/>", "missing-noun", "error", 12200, 1, 11),
    ('<Pay><Prompt for="postal-code"/></Pay>', "missing-noun", "warning", None, 1, 16),
    ("<Dial> +12025550143<Client>joe</Client></Dial>", "text-beside-nouns", "warning", None, 1, 18),
    ("<Dial><Client>joe<Identity>ann</Identity></Client></Dial>", "text-beside-nouns", "warning", None, 1, 25),
    (f'<Connect><Stream url="{WSS}"/>\n<Stream url="{WSS}"/></Connect>', "several-nouns", "info", None, 2, 1),
    ("<Start><Transcription/><Recording/></Start><Pause/>", "several-nouns", "info", None, 1, 34),
    ("<Refer><Sip>sip:a@example.com</Sip>\n<Sip>sip:b@example.com</Sip></Refer>", "several-nouns", "warning", None, 2, 1),
    ("<Dial><Sip>sip:a@example.com</Sip>\n<Queue>q</Queue></Dial>", "mixed-nouns", "warning", None, 2, 1),
    ("<Dial><Queue>q</Queue>\n<Queue>r</Queue></Dial>", "mixed-nouns", "warning", None, 2, 1),
    (f"<Dial><Queue>q</Queue>{JOE}</Dial>", "mixed-nouns", "warning", None, 1, 33),
]  # fmt: skip
GOOD_NOUNS = [
    "<Dial><Conference>r</Conference></Dial>",
    f"<Dial>{PHONE}{JOE}<Sip>sip:a@example.com</Sip></Dial>",
    f"<Dial>{PHONE * 10}</Dial>",
    f"<Dial><Sip>{'<Uri>sip:a@example.com</Uri>' * 5}</Sip></Dial>",
    f"<Dial>{PHONE * 6}</Dial><Dial>{PHONE * 6}</Dial>",
    f"<Dial>\n {JOE}\n</Dial>",
    '<Pay><Prompt for="postal-code"><Say>Your code?</Say></Prompt></Pay>',
    "<Start><Recording/></Start><Start><Transcription/></Start><Pause/>",
    "<Dial><Queue>q</Queue></Dial>",
    "<Refer><Sip>sip:a@example.com</Sip></Refer>",
    "<Refer><Sip>sip:a@example.com</Sip></Refer><Refer><Sip>sip:b@example.com</Sip></Refer>",
]
LISTENING: list[Row] = [
    ('<Gather input="speech" speechModel="default" speechTimeout="auto"/>', "auto-speech-timeout", "warning", None, 1, 56),
    ('<Gather input="speech" speechModel="phone_call" speechTimeout="auto"/>', "auto-speech-timeout", "info", None, 1, 59),
    ('<Gather input="speech" speechModel="googlev2_telephony" language="xx-XX"/>', "unknown-speech-language", "info", None, 1, 67),
    ('<Gather input="speech" speechModel="deepgram_nova-2" language="xx-XX"/>', "unknown-speech-language", "info", None, 1, 64),
    ('<Gather><Play digits="1"/></Gather>', "digits-in-gather", "warning", None, 1, 25),
    ('<Record transcribe="true" maxLength="600"/>', "transcription-limit", "error", 13615, 1, 37),
    ('<Record\n maxLength="121" transcribe="true"/>', "transcription-limit", "error", 13615, 2, 2),
    (f'<Dial record="record-from-answer-dual" recordingTrack="inbound">{PHONE}</Dial>', "half-of-dual", "warning", None, 1, 50),
    ('<Start><Recording channels="dual" track="outbound"/></Start><Pause/>', "half-of-dual", "warning", None, 1, 45),
]  # fmt: skip
GOOD_LISTENING = [
    '<Gather input="speech" speechTimeout="auto"/>',
    '<Gather input="speech" speechModel="default" speechTimeout="3"/>',
    '<Gather input="speech" speechModel="deepgram_nova-3" language="multi"/>',
    '<Gather input="speech" speechModel="googlev2_telephony" language="en-US"/>',
    '<Gather input="speech" speechModel="googlev2_telephony"/>',
    '<Play digits="1"/><Gather><Play>/a.mp3</Play></Gather>',
    '<Record transcribe="true"/>',
    '<Record transcribe="true" maxLength="120"/>',
    '<Record transcribe="false" maxLength="600"/>',
    '<Record maxLength="600"/>',
    f'<Dial record="record-from-answer-dual" recordingTrack="both">{PHONE}</Dial>',
    f'<Dial record="record-from-answer" recordingTrack="inbound">{PHONE}</Dial>',
]
DIALLING: list[Row] = [
    ('<Dial><Number machineDetection="Enable">+12025550143</Number></Dial>', "no-detection-callback", "error", 21262, 1, 25),
    ('<Dial><Sip machineDetection="DetectMessageEnd">sip:a@example.com</Sip></Dial>', "no-detection-callback", "error", 21262, 1, 22),
    ('<Dial><Sip username="u">sip:a@example.com</Sip></Dial>', "half-login", "error", 13249, 1, 22),
    ('<Dial><Sip password="p">sip:a@example.com</Sip></Dial>', "half-login", "error", 13249, 1, 22),
    ('<Dial><Sip><Uri username="u">sip:a@example.com</Uri></Sip></Dial>', "half-login", "info", None, 1, 27),
    ('<Record transcribeCallback="/t"/>', "idle-attribute", "warning", None, 1, 19),
    ('<Record transcribe="false" transcribeCallback="/t"/>', "idle-attribute", "warning", None, 1, 38),
    ('<Dial><Queue postWorkActivitySid="WA00000000000000000000000000000000">q</Queue></Dial>', "idle-attribute", "warning", None, 1, 24),
    ('<Dial><WhatsApp>+12025550143</WhatsApp></Dial>', "caller-of-whatsapp", "warning", None, 1, 17),
    ('<Dial callerId="+12025550199"><WhatsApp>+12025550143</WhatsApp></Dial>', "caller-of-whatsapp", "warning", None, 1, 41),
    ('<Enqueue workflowSid="WW00000000000000000000000000000000">q</Enqueue>', "queue-and-workflow", "info", None, 1, 69),
    ('<Enqueue>q<Task>{}</Task></Enqueue>', "queue-and-workflow", "warning", None, 1, 21),
]  # fmt: skip
GOOD_DIALLING = [
    '<Dial><Number machineDetection="Enable" amdStatusCallback="https://example.com/a">+12025550143</Number></Dial>',
    '<Dial><Sip username="u" password="p">sip:a@example.com</Sip></Dial>',
    '<Dial><Sip>sip:a@example.com</Sip></Dial>',
    '<Record transcribe="true" transcribeCallback="/t"/>',
    '<Dial callerId="whatsapp:+12025550199"><WhatsApp>+12025550143</WhatsApp></Dial>',
    '<Enqueue workflowSid="WW00000000000000000000000000000000"><Task>{}</Task></Enqueue>',
    "<Enqueue>q</Enqueue>",
]  # fmt: skip
ORDER: list[Row] = [
    ("<Say>x</Say><Reject/>", "late-reject", "warning", None, 1, 23),
    ("<Pause/><Play>/a.mp3</Play>\n<Reject/>", "late-reject", "warning", None, 2, 1),
    ("<Say>x</Say><Start><Recording/></Start>", "last-start", "info", None, 1, 23),
    ("<Stop><Recording/></Stop>", "unstarted", "info", None, 1, 17),
    ('<Start><Recording name="a"/></Start><Stop><Recording name="b"/></Stop>', "unstarted", "info", None, 1, 53),
]  # fmt: skip
GOOD_ORDER = [
    "<Reject/>",
    '<Pause/><Reject reason="busy"/>',
    "<Say>x</Say><Hangup/>",
    "<Start><Recording/></Start><Pause/>",
    '<Stop><Recording name="a"/></Stop>',
    '<Start><Recording name="a"/></Start><Stop><Recording name="a"/></Stop>',
    # Of another kind, from another document.
    '<Start><Recording name="a"/></Start><Stop><Stream name="b"/></Stop>',
]
CONNECT: list[Row] = [
    (f'<Connect><Stream url="{WSS}" track="both_tracks"/></Connect>', "connected-track", "error", 31941, 1, 54),
    (f'<Connect><Stream url="{WSS}" track="outbound_track"/></Connect>', "connected-track", "error", 31941, 1, 54),
    ('<Dial><Client><Parameter name="a" value="b"/><Identity>joe</Identity></Client></Dial>', "late-identity", "info", None, 1, 56),
    ("<Dial><Client><Identity>joe</Identity><Identity>ann</Identity></Client></Dial>", "late-identity", "info", None, 1, 49),
    (f'<Connect><ConversationRelay url="{WSS}" ttsProvider="Amazon" voice="en-US-Journey-O"/></Connect>', "foreign-voice", "error", 64106, 1, 86),
    (f'<Connect><ConversationRelay url="{WSS}" ttsProvider="google" voice="Joanna-Neural"/></Connect>', "foreign-voice", "error", 64106, 1, 86),
    (f'<Connect><ConversationRelay url="{WSS}" ttsProvider="Google"><Language code="en-US" voice="Joanna-Neural"/></ConversationRelay></Connect>', "foreign-voice", "error", 64106, 1, 109),
    (f'<Connect><ConversationRelay url="{WSS}" voice=""/></Connect>', "empty-relay-value", "error", 64106, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" ttsProvider="Amazon"\n voice=" "/></Connect>', "empty-relay-value", "error", 64106, 2, 2),
    (f'<Connect><ConversationRelay url="{WSS}" ttsProvider=""/></Connect>', "empty-relay-value", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" transcriptionProvider=""/></Connect>', "empty-relay-value", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" speechModel=""/></Connect>', "empty-relay-value", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}"><Language code="sv-SE" voice=""/></ConversationRelay></Connect>', "empty-relay-value", "warning", None, 1, 88),
    (f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}-turbo_v2_5-0.5_0.75_0.0"/></Connect>', "bad-voice-settings", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}-1.21_0.5_0.5"/></Connect>', "bad-voice-settings", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}-flash_v2_5-1.0_1.01_0.5"/></Connect>', "bad-voice-settings", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}-flash_v2_5-1.0_0.5_2"/></Connect>', "bad-voice-settings", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}-flash_v2_5-1.0_0.5"/></Connect>', "bad-voice-settings", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}-flash_v2_5-1,0_0,5_0,5"/></Connect>', "bad-voice-settings", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}-flash_v2_5-"/></Connect>', "bad-voice-settings", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" ttsProvider="ElevenLabs"><Language code="sv-SE" voice="{ELEVEN}-0.5_0.5_0.5"/></ConversationRelay></Connect>', "bad-voice-settings", "warning", None, 1, 113),
    (f'<Connect><ConversationRelay url="{WSS}" voice="Polly.Joanna-Neural"/></Connect>', "voice-of-say", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" voice="alice"/></Connect>', "voice-of-say", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" ttsProvider="Google" voice="Google.en-US-Standard-A"/></Connect>', "voice-of-say", "warning", None, 1, 86),
    (f'<Connect><ConversationRelay url="{WSS}"><Language code="sv-SE" voice="woman"/></ConversationRelay></Connect>', "voice-of-say", "warning", None, 1, 88),
    (f'<Connect><ConversationRelay url="{WSS}" ttsProvider="New" voice="Joanna-Neural"/></Connect>', "unknown-provider", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" transcriptionProvider="Whisper"/></Connect>', "unknown-provider", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}"><Language code="sv-SE" ttsProvider="OpenAI"/></ConversationRelay></Connect>', "unknown-provider", "warning", None, 1, 88),
    (f'<Connect><ConversationRelay url="{WSS}" speechModel="nova-3-general" transcriptionProvider="Google"/></Connect>', "foreign-speech-model", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" speechModel="telephony" transcriptionProvider="deepgram"/></Connect>', "foreign-speech-model", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" speechModel="eleven_turbo_v2_5"/></Connect>', "foreign-speech-model", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" transcriptionProvider="Google"><Language code="sv-SE" speechModel="flux"/></ConversationRelay></Connect>', "foreign-speech-model", "warning", None, 1, 119),
    (f'<Connect><ConversationRelay url="{WSS}" language="multi" transcriptionProvider="Google"/></Connect>', "one-language-provider", "warning", None, 1, 65),
    (f'<Connect><ConversationRelay url="{WSS}" ttsLanguage="multi" ttsProvider="Google"/></Connect>', "one-language-provider", "warning", None, 1, 65),
    ('<Start><Transcription languageCode="multi" transcriptionEngine="google"/></Start><Pause/>', "one-language-provider", "warning", None, 1, 33),
    ('<Start><Siprec name="a"/></Start><Pause/>', "missing-connector", "warning", None, 1, 18),
    ('<Start><Siprec track="both_tracks"/></Start><Pause/>', "missing-connector", "warning", None, 1, 18),
]  # fmt: skip
GOOD_CONNECT = [
    f'<Connect><Stream url="{WSS}"/></Connect>',
    f'<Connect><Stream url="{WSS}" track="inbound_track"/></Connect>',
    f'<Start><Stream url="{WSS}" track="both_tracks"/></Start><Pause/>',
    f'<Connect><ConversationRelay url="{WSS}" ttsProvider="Google" voice="en-US-Journey-O"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" voice="en-US-Journey-O"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" ttsProvider="Amazon" voice="Joanna-Neural"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}-turbo_v2_5"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}-0.7_0_1"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" voice="{ELEVEN}-flash_v2_5-1.2_1.0_0.0"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" ttsProvider="elevenlabs" voice="{ELEVEN}-v4-1_0.5_0.75"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" ttsProvider="Google" voice="en-US-Chirp3-HD-Aoede"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" transcriptionProvider="deepgram" speechModel="nova-3-general"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" transcriptionProvider="Google" speechModel="telephony"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" speechModel="nova-2-general"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" transcriptionProvider="Deepgram" speechModel="pulsar-1"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" welcomeGreeting="" reportInputDuringAgentSpeech="any"/></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" transcriptionProvider="Google"><Language code="sv-SE" transcriptionProvider="Deepgram" speechModel="nova-3-general"/></ConversationRelay></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" ttsProvider="Amazon"><Language code="en-US" ttsProvider="Google" voice="en-US-Journey-O"/></ConversationRelay></Connect>',
    f'<Connect><ConversationRelay url="{WSS}" ttsLanguage="multi" ttsProvider="ElevenLabs"/></Connect>',
]  # fmt: skip
PAYMENT: list[Row] = [
    ('<Pay action="http://example.com/p"/>', "pay-action-not-https", "error", 64016, 1, 16),
    ('<Pay paymentMethod="credit-card" bankAccountType="consumer-checking"/>', "bank-account-of-card", "error", 64017, 1, 44),
    ('<Pay bankAccountType="consumer-checking"/>', "bank-account-of-card", "error", 64017, 1, 16),
    ('<Pay paymentMethod="ach-debit"/>', "debit-without-name", "info", None, 1, 16),
    ('<Pay currency="euros" chargeAmount="1"/>', "bad-currency", "error", 64011, 1, 16),
    ('<Pay chargeAmount="1.999" currency="$"/>', "bad-currency", "error", 64011, 1, 37),
    ('<Pay chargeAmount="10.999"/>', "too-many-decimals", "error", 64003, 1, 16),
    ('<Pay currency="jpy" chargeAmount="10.5"/>', "too-many-decimals", "error", 64003, 1, 31),
    ('<Pay currency="KWD" chargeAmount="10.1234"/>', "too-many-decimals", "error", 64003, 1, 31),
]  # fmt: skip
GOOD_PAYMENT = [
    "<Pay/>",
    '<Pay action="https://example.com/p"/>',
    '<Pay action="/p"/>',
    '<Pay paymentMethod="ach-debit" bankAccountType="consumer-checking"><Parameter name="AVSName" value="Ann"/></Pay>',
    '<Pay chargeAmount="10.99"/>',
    '<Pay chargeAmount="10"/>',
    '<Pay currency="jpy" chargeAmount="1000"/>',
    '<Pay currency="kwd" chargeAmount="10.123"/>',
]  # fmt: skip
TAG = "<BillingReferenceTag>a</BillingReferenceTag>"
ANNOTATIONS: list[Row] = [
    ("<Annotate/>", "bad-annotation", "error", 13110, 1, 11),
    (f"<Annotate>{TAG}\n{TAG}</Annotate>", "bad-annotation", "error", 13111, 2, 1),
    (f"<Annotate>{TAG}\n<Foo/></Annotate>", "bad-annotation", "error", 13112, 2, 1),
    (f"<Annotate>{TAG.replace('a<', 'a' * 129 + '<')}</Annotate>", "bad-annotation", "error", 13120, 1, 21),
]  # fmt: skip
GOOD_ANNOTATIONS = [
    f"<Annotate>{TAG}</Annotate>",
    f"<Annotate>\n {TAG.replace('a<', 'a' * 128 + '<')} \n</Annotate>",
]
MESSAGES: list[Row] = [
    (MESSAGE * 10 + "\n" + MESSAGE, "too-many-messages", "error", 14109, 2, 1),
    (MESSAGE * 10 + "\n" + MESSAGE * 5, "too-many-messages", "error", 14109, 2, 1),
    (f"<Message>{MEDIA * 10}\n{MEDIA}</Message>", "too-many-media", "error", 21623, 2, 1),
]
GOOD_MESSAGES = [
    MESSAGE * 10,
    MESSAGE * 10 + "<Redirect>/next</Redirect>" + MESSAGE,
    f"<Message>{MEDIA * 10}</Message>",
    f"<Message>{MEDIA * 6}</Message><Message>{MEDIA * 6}</Message>",
]
CALLS = [*NOUNS, *LISTENING, *DIALLING, *ORDER, *CONNECT, *PAYMENT, *ANNOTATIONS]
GOOD_CALLS = [
    *(GOOD_NOUNS + GOOD_LISTENING + GOOD_DIALLING),
    *(GOOD_ORDER + GOOD_CONNECT + GOOD_PAYMENT + GOOD_ANNOTATIONS),
]
ROWS = [("voice", *row) for row in CALLS] + [("sms", *row) for row in MESSAGES]
GOOD = [("voice", body) for body in GOOD_CALLS] + [("sms", body) for body in GOOD_MESSAGES]


@pytest.mark.parametrize(("event", "body", "rule", "level", "code", "line", "column"), ROWS)
def test_a_fault_is_told_once_at_its_place(
    event: str, body: str, rule: str, level: str, code: int | None, line: int, column: int
) -> None:
    found = said(event, f"<Response>{body}</Response>", RULES)
    assert [(kind(each), place(each)) for each in found] == [((rule, level, code), (line, column))]
    assert found[0].help
    assert errors(event, body) == ([code] if level == "error" else [])


@pytest.mark.parametrize(("event", "body"), GOOD)
def test_the_good_neighbour_is_left_alone(event: str, body: str) -> None:
    assert said(event, f"<Response>{body}</Response>", RULES) == []
    assert errors(event, body) == []


def errors(event: str, body: str) -> list[int | None]:
    _, findings = lint("-", f"<Response>{body}</Response>".encode(), EVENTS[event])
    return [each.twilio_code for each in findings if each.level == "error"]


@pytest.mark.parametrize(
    "body", ["<Say>x</Say><Start><Recording/></Start>", "<Say>x</Say><Reject/>"]
)
def test_the_end_of_what_a_dialled_party_hears_does_not_end_the_call(body: str) -> None:
    given = answer(f"<Response>{body}</Response>".encode())
    assert len(said_of(hop("voice", given), of_module("order"))) == 1
    assert said_of(hop("voice", given, branch="whisper"), of_module("order")) == []


NUMBERS = [
    ("voice", "<Start><Say>Hi</Say></Start><Pause/>", 14300, ""),
    ("voice", "<Stop><mumble/></Stop>", 14300, ""),
    ("voice", "<Dial><fax>1</fax></Dial>", 12200, "13215"),
    ("voice", "<Gather><Dial>+12025550143</Dial></Gather>", 12200, "13320"),
    ("sms", "<Say>Hi</Say>", 12200, "14110"),
    ("sms", "<Mumble/>", 12200, "14110"),
    ("voice", '<Connect><VirtualAgent connectorName=" "/></Connect>', 32602, ""),
    ("voice", '<Connect><Conversation friendlyName="x"/></Connect>', 32501, ""),
    ("voice", '<Dial><Number asyncAmd="true">+12025550143</Number></Dial>', 21263, ""),
    ("voice", '<Dial><Number machineDetection="Enable" asyncAmdStatusCallback="/a">+12025550143</Number></Dial>', 21263, ""),
]  # fmt: skip


@pytest.mark.parametrize(("event", "body", "code", "beside"), NUMBERS)
def test_what_has_no_place_has_twilios_number_for_the_place(
    event: str, body: str, code: int, beside: str
) -> None:
    _, findings = lint("-", f"<Response>{body}</Response>".encode(), EVENTS[event])
    found = [each for each in findings if each.level == "error"]
    assert [each.twilio_code for each in found] == [code]
    assert beside in found[0].note
