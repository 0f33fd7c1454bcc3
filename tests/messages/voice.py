"""Documents that answer a call: one for each thing that a rule can say, by what it is about.

What stands here is put between <Response> and </Response>, all on one line.
"""

from collections.abc import Iterator

from tests.messages.drawing import Sample, document, whole
from tests.messages.values import SID, N, Table
from twiml_check.model.run import Mode

SOCKET = "wss://example.com/ws"


def relay(attributes: str) -> str:
    """A <ConversationRelay> in its <Connect>."""
    return f'<Connect><ConversationRelay url="{SOCKET}" {attributes}/></Connect>'


def in_relay(content: str) -> str:
    """Return a <ConversationRelay> with something in it."""
    return relay("").replace("/></Connect>", f">{content}</ConversationRelay></Connect>")


NAMES: Table = {
    "unknown-element": (
        "<Sya>Hello</Sya>",
        "<say>Hello</say>",
        "<Foo/>",
        "<Gather><Foo/><Say>Press one</Say></Gather>",
        "<Dial><Fax>1</Fax></Dial>",
        "<Start><Foo/></Start><Say>Hello</Say>",
        "<Redirect>/menu<Foo/></Redirect>",
        "<Say><b>Hello</b></Say>",
        "<Say><amazon>Hello</amazon></Say>",
        '<Say><mark name="a"/>Hello</Say>',
    ),
    "misplaced-element": (
        "<Conference>Room</Conference>",
        "<Gather><Dial>+12025550143</Dial></Gather>",
        "<Start><Say>Hi</Say></Start><Say>Hello</Say>",
        "<Dial><Say>Hi</Say></Dial>",
        '<Say>Wait <Pause length="1"/></Say>',
        '<Parameter name="a" value="b"/>',
    ),
    "wrong-product": ("<Message>Thank you</Message><Say>Bye</Say>",),
    "unknown-attribute": (
        '<Say voise="alice">Hello</Say>',
        '<Say Voice="alice">Hello</Say>',
        '<Enqueue wait_url="/wait">support</Enqueue>',
        '<Gather foo="1"><Say>Press one</Say></Gather><Say>Bye</Say>',
        '<Hangup after="2"/>',
        '<Play url="https://example.com/a.mp3"/>',
        '<Dial number="+12025550143"/>',
        '<Say lang="de-DE">Hallo</Say>',
        f'<Dial><Number asyncAmd="true">{N}</Number></Dial>',
        relay('speed="2"'),
    ),
    "missing-attribute": (
        "<Connect><VirtualAgent/></Connect>",
        "<Say>Hello <say-as>12</say-as></Say>",
        "<Connect><ConversationRelay/></Connect>",
    ),
    "missing-content": (
        "<Say> </Say>",
        "<Dial><Conference/></Dial>",
        "<Dial><Number/></Dial>",
        "<Say><prosody/></Say>",
    ),
    "missing-target": (
        "<Dial/>",
        "<Enqueue/>",
        "<Dial><Queue/></Dial>",
        "<Play/>",
        "<Dial><Sip/></Dial>",
    ),
    "missing-noun": ("<Start/><Say>Hi</Say>", "<Connect/>", "<Refer/>", "<Stop/><Say>Hi</Say>"),
    "stray-text": (
        "Hello",
        "<Gather>Press one</Gather><Say>Bye</Say>",
        "<Pause>2</Pause>",
        "<Connect>agent</Connect>",
        "<Pay>10</Pay>",
    ),
    "deprecated-element": ("<Sms>On my way</Sms><Say>Hi</Say>",),
    "deprecated-attribute": ('<Dial ifMachine="Hangup">+12025550143</Dial>',),
}

FLOW: Table = {
    "unreachable-verb": (
        "<Hangup/><Say>Goodbye</Say>",
        "<Redirect>/menu</Redirect><Say>One</Say><Say>Two</Say>",
        f'<Dial action="/done">{N}</Dial><Say>Goodbye</Say>',
        '<Gather action="/menu" actionOnEmptyResult="true"/><Say>Bye</Say>',
        '<Record action="/done"/><Say>Bye</Say>',
        "<Record/><Say>Bye</Say>",
        '<Enqueue action="/done">support</Enqueue><Say>Bye</Say>',
        f'<Connect action="/done"><Stream url="{SOCKET}"/></Connect><Say>Bye</Say>',
        "<Leave/><Say>Bye</Say>",
    ),
    "asks-itself": (
        '<Record maxLength="60"/>',
        "<Gather/>",
        "<Pay/>",
        "<Say>Hello</Say><Redirect/>",
    ),
    "silent-end": ('<Gather action="/menu"><Say>Press 1</Say></Gather>',),
    "late-reject": ("<Say>Hello</Say><Reject/>",),
    "last-start": ('<Start><Recording name="a"/></Start>',),
    "unstarted": (
        '<Start><Recording name="a"/></Start><Stop><Recording name="b"/></Stop><Say>Hi</Say>',
        "<Stop><Recording/></Stop><Say>Hi</Say>",
    ),
}

TOGETHER: Table = {
    "mixed-nouns": (
        "<Dial><Conference>A</Conference><Client>joe</Client></Dial>",
        f"<Dial><Application>AP{SID}</Application><Client>joe</Client></Dial>",
    ),
    "too-many-nouns": (
        f"<Dial>{f'<Number>{N}</Number>' * 11}</Dial>",
        f"<Dial><Sip>{'<Uri>sip:a@example.com</Uri>' * 6}</Sip></Dial>",
    ),
    "text-beside-nouns": (
        "<Dial>+12025550143<Client>joe</Client></Dial>",
        "<Dial><Client>joe<Identity>joe</Identity></Client></Dial>",
    ),
    "several-nouns": ("<Start><Transcription/><Recording/></Start><Say>Hi</Say>",),
    "auto-speech-timeout": (
        '<Gather input="speech" speechTimeout="auto" speechModel="default"/>',
        '<Gather input="speech" speechTimeout="auto" speechModel="phone_call"/>',
    ),
    "unknown-speech-language": (
        '<Gather input="speech" speechModel="deepgram_nova-2" language="xx-XX"/>',
    ),
    "digits-in-gather": ('<Gather><Play digits="1"/></Gather><Say>Bye</Say>',),
    "foreign-language": ('<Say voice="Google.en-US-Neural2-A" language="de-DE">Hallo</Say>',),
    "unknown-voice": (
        '<Say voice="Polly.Joana">Hello</Say>',
        '<Say voice="polly.Joanna">Hello</Say>',
        '<Say voice="Google.en-US-Wavnet-D">Hello</Say>',
    ),
    "markup-for-basic-voice": ('<Say voice="woman">Wait <break time="2s"/> please</Say>',),
    "transcription-limit": ('<Record transcribe="true" maxLength="600" action="/done"/>',),
    "half-of-dual": (
        '<Start><Recording channels="dual" track="inbound"/></Start><Say>Hi</Say>',
        f'<Dial record="record-from-answer-dual" recordingTrack="outbound">{N}</Dial>',
    ),
    "relative-status-callback": (f'<Dial><Number statusCallback="/status">{N}</Number></Dial>',),
    "no-detection-callback": (f'<Dial><Number machineDetection="Enable">{N}</Number></Dial>',),
    "idle-attribute": (
        '<Record action="/done" transcribeCallback="https://example.com/text"/>',
        f'<Dial><Queue postWorkActivitySid="WA{SID}">vip</Queue></Dial>',
    ),
    "caller-of-whatsapp": ("<Dial><WhatsApp>+12025550143</WhatsApp></Dial>",),
    "queue-and-workflow": (
        "<Enqueue>desk<Task>{}</Task></Enqueue>",
        f'<Enqueue workflowSid="WW{SID}">desk</Enqueue>',
    ),
    "connected-track": (f'<Connect><Stream url="{SOCKET}" track="both_tracks"/></Connect>',),
    "foreign-voice": (relay('ttsProvider="Amazon" voice="en-US-Journey-O"'),),
    "empty-relay-value": (
        relay('voice=""'),
        relay('speechModel=""'),
        in_relay('<Language code="sv-SE" voice=""/>'),
    ),
    "bad-voice-settings": (
        relay('voice="UgBBYS2sOqTuMpoF3BR0-turbo_v2_5-0.5_0.75_0.0"'),
        relay('voice="UgBBYS2sOqTuMpoF3BR0-turbo_v2_5-1.0_0.75"'),
        relay('voice="UgBBYS2sOqTuMpoF3BR0-1.0_high_0.0"'),
        in_relay('<Language code="sv-SE" voice="UgBBYS2sOqTuMpoF3BR0-2_0.5_0.5"/>'),
    ),
    "voice-of-say": (
        relay('voice="Polly.Joanna-Neural"'),
        relay('voice="alice"'),
        in_relay('<Language code="sv-SE" voice="Polly.Astrid"/>'),
    ),
    "unknown-provider": (
        relay('ttsProvider="OpenAI"'),
        in_relay('<Language code="sv-SE" transcriptionProvider="Whisper"/>'),
    ),
    "foreign-speech-model": (
        relay('transcriptionProvider="Google" speechModel="nova-3-general"'),
        relay('speechModel="eleven_turbo_v2_5"'),
        in_relay('<Language code="sv-SE" speechModel="eleven_turbo_v2_5"/>'),
    ),
    "one-language-provider": (relay('language="multi" transcriptionProvider="Google"'),),
    "pay-action-not-https": ('<Pay action="http://example.com/paid"/>',),
    "bank-account-of-card": (
        '<Pay action="https://example.com/p" bankAccountType="consumer-checking"/>',
    ),
    "debit-without-name": ('<Pay action="https://example.com/p" paymentMethod="ach-debit"/>',),
    "bad-annotation": (
        "<Annotate/>",
        "<Annotate><BillingReferenceTag>a</BillingReferenceTag><BillingReferenceTag>b</BillingReferenceTag></Annotate>",
        "<Annotate><Foo/></Annotate>",
        f"<Annotate><BillingReferenceTag>{'a' * 129}</BillingReferenceTag></Annotate>",
    ),
    "bad-currency": ('<Pay action="https://example.com/p" currency="euros"/>',),
    "too-many-decimals": (
        '<Pay action="https://example.com/p" chargeAmount="10.999"/>',
        '<Pay action="https://example.com/p" chargeAmount="10.5" currency="jpy"/>',
    ),
}

PCI: Table = {
    "pci-callback": ('<Gather action="http://example.com/g"/><Say>Bye</Say>',),
    "pci-recording": ('<Record action="/r" transcribe="true" maxLength="60"/>',),
}
INLINE: Table = {
    "inline-too-long": (f"<Say>{'a' * 2100}</Say>" * 2,),
    "inline-relative-url": (
        '<Gather action="/menu"/><Say>Bye</Say>',
        "<Redirect>/menu</Redirect>",
        "<Redirect/>",
        "<Record/>",
    ),
}


def samples(table: Table, event: str = "voice") -> Iterator[Sample]:
    """The samples of one table."""
    mode = Mode(pci=table is PCI, inline=table is INLINE)
    for rule, contents in table.items():
        for content in contents:
            yield document(rule, whole(content), event, mode)
