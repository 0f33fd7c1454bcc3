"""For each of Twilio's numbers that a document can cause, the smallest document that does.

What stands here is put between <Response> and </Response> unless it is a whole document.
Numbers and what they mean: https://www.twilio.com/docs/api/errors
"""

from __future__ import annotations

from twiml_check.model import Mode

N = "+12025550143"
SID = "0123456789abcdef" * 2
CALL_ME = f"<Number>{N}</Number>"
SOCKET = "wss://example.com/ws"


def dial(attributes: str, inside: str = N) -> str:
    """A <Dial> with something in it."""
    return f"<Dial {attributes}>{inside}</Dial>"


def number(attributes: str) -> str:
    """A <Number> in its <Dial>."""
    return f"<Dial><Number {attributes}>{N}</Number></Dial>"


def sip(address: str, attributes: str = "") -> str:
    """A <Sip> in its <Dial>."""
    return f"<Dial><Sip {attributes}>{address}</Sip></Dial>"


def room(attributes: str, name: str = "Room") -> str:
    """A <Conference> in its <Dial>."""
    return f"<Dial><Conference {attributes}>{name}</Conference></Dial>"


def queue(attributes: str, name: str = "vip") -> str:
    """A <Queue> in its <Dial>."""
    return f"<Dial><Queue {attributes}>{name}</Queue></Dial>"


def speech(attributes: str) -> str:
    """A <Gather> that listens."""
    return f'<Gather input="speech" {attributes}><Say>Well?</Say></Gather>'


def record(attributes: str) -> str:
    """A recorded <Dial>."""
    return dial(f'record="true" {attributes}')


VOICE: dict[int, str] = {
    # addresses, size, XML
    11100: "<Redirect>htp:/example.com/a b</Redirect>",
    11240: "<Redirect>https://example.com/v#e=atlantis</Redirect>",
    11241: "<Redirect>https://example.com/v#e=roaming</Redirect>",
    11243: "<Redirect>https://example.com/v#rp=3xx</Redirect>",
    11300: "<Redirect>https://example.com/}a{</Redirect>",
    11310: "<Redirect>https://example.com/{NoSuchToken}</Redirect>",
    11320: "<Redirect>https://example.com/{From</Redirect>",
    11750: f"<Say>{'a' * 66_000}</Say>",
    12100: "<Response><Say>Tom & Ann</Say></Response>",
    12101: '<Response version="1999-01-01"/>',
    12102: "<response/>",
    12200: '<Say foo="1">Hi</Say>',
    # Dial
    13000: f"<Dial><Conference>Room</Conference>{CALL_ME}</Dial>",
    13210: dial('method="PUT"'),
    13211: dial('ifMachine="maybe"'),
    13212: dial('timeout="-5"'),
    13213: dial('hangupOnStar="yes"'),
    13215: dial("", "<Fax>1</Fax>"),
    13216: dial('timeLimit="0"'),
    13217: dial('record="always"'),
    13218: dial('sequential="yes"'),
    13219: dial('answerOnBridge="1"'),
    13220: dial('ringTone="zz"'),
    13223: dial("", "reception"),
    13226: dial("", "+2101234567"),
    13247: dial('callerId="Shop"'),
    13248: dial(f'callerId="+{"1" * 20}"'),
    13250: dial("", CALL_ME * 11),
    13256: record('recordingStatusCallback="htp:/x"'),
    13621: record('recordingStatusCallbackEvent="in-progress,completed"'),
    13622: record('recordingTrack="left"'),
    21218: dial("", "<Application><ApplicationSid>x</ApplicationSid></Application>"),
    # Number and Client
    13221: number('method="PUT" url="/w"'),
    13222: number('sendDigits="1,2"'),
    13806: dial("", '<Client clientNotificationUrl="https://a_b.example/x">joe</Client>'),
    21234: number('machineDetection="On" amdStatusCallback="https://example.com/a"'),
    21262: number('machineDetection="Enable"'),
    21263: number(
        'machineDetection="Enable" asyncAmd="true" amdStatusCallback="https://example.com/a"'
    ),
    21609: number('statusCallback="https://my_shop.example.com/s"'),
    21626: number('statusCallback="https://example.com/s" statusCallbackEvent="ringing,answered"'),
    # Sip
    13241: sip("sip:a@example.com", 'method="PUT" url="/w"'),
    13242: sip("sip:a@example.com", 'sendDigits="x"'),
    13243: sip("example.com"),
    13249: sip("sip:a@example.com", 'username="u"'),
    13251: sip("sip:a@example.com?" + "&amp;".join(f"x-a{i}=1" for i in range(60))),
    13252: sip("sip:a@example.com?Customer=1"),
    13253: sip(f"sip:a@example.com?x-a={'a' * 1100}"),
    32110: sip("sip:a b@example.com"),
    32111: sip("sip:a@example.com?x-a%20b=1"),
    32112: sip("sip:a@example.com?x-a=1%0D%0A2"),
    32113: sip("sip:a@example.com?X-Twilio-Foo=1"),
    32114: sip("sip:a@example.com;secure=yes"),
    32220: sip("sip:a@shop.sip.ashburn.twilio.com"),
    32223: sip("sip:shop.sip.twilio.com"),
    32301: sip("sip:a@example.com;tnx=zzz"),
    32303: sip(f"sip:a@example.com;tnx=TX{SID}") + sip(f"sip:b@example.com;tnx=TX{SID}"),
    # Conference and Queue
    13230: room('muted="yes"'),
    13231: room('endConferenceOnExit="yes"'),
    13232: room('startConferenceOnEnter="1"'),
    13233: room('waitUrl="htp:/x"'),
    13234: room('waitMethod="HEAD"'),
    13235: room('beep="loud"'),
    13237: room("", ""),
    13239: room('record="record-from-start" trim="all"'),
    14230: room('workflowSid="x"'),
    14231: room('attributes="{"'),
    14232: room('priority="high"'),
    14233: room('timeout="x"'),
    14236: room('reservationSid="x"'),
    14237: room('postWorkActivitySid="x"'),
    16002: room('maxParticipants="999"'),
    16023: room('participantLabel="a/b"'),
    14210: queue('method="PUT" url="/q"'),
    14211: queue('url="htp:/q"'),
    14212: queue("", ""),
    14213: queue("", "q" * 65),
    14215: queue('reservationSid="WR1"', ""),
    # Enqueue, Annotate, Start, Reject, Pause, Redirect
    14201: '<Enqueue method="PUT" action="/e">vip</Enqueue>',
    14202: '<Enqueue waitUrl="htp:/w">vip</Enqueue>',
    14203: '<Enqueue action="htp:/e">vip</Enqueue>',
    14204: "<Enqueue/>",
    14205: f"<Enqueue>{'q' * 65}</Enqueue>",
    14206: '<Enqueue waitUrl="/w" waitUrlMethod="PUT">vip</Enqueue>',
    14220: '<Enqueue workflowSid="WW1"><Task>{}</Task></Enqueue>',
    14221: f'<Enqueue workflowSid="WW{SID}"><Task>{{a:1}}</Task></Enqueue>',
    13110: "<Annotate/>",
    13111: "<Annotate><BillingReferenceTag>a</BillingReferenceTag>"
    "<BillingReferenceTag>b</BillingReferenceTag></Annotate>",
    13112: "<Annotate><BillingReferenceTag>a</BillingReferenceTag><Foo/></Annotate>",
    13120: f"<Annotate><BillingReferenceTag>{'a' * 129}</BillingReferenceTag></Annotate>",
    14300: "<Start><Say>Hi</Say></Start>",
    13810: '<Reject reason="away"/>',
    13910: '<Pause length="-1"/>',
    13710: '<Redirect method="PUT">/next</Redirect>',
    # Gather
    13310: '<Gather finishOnKey="A"/>',
    13311: '<Gather finishOnKey="A"/>',
    13312: '<Gather method="PUT"/>',
    13313: '<Gather timeout="-1"/>',
    13314: '<Gather numDigits="0"/>',
    13320: f"<Gather><Dial>{N}</Dial></Gather>",
    13321: '<Gather><Say voice="bob">Hi</Say></Gather>',
    13322: '<Gather><Say loop="-1">Hi</Say></Gather>',
    13326: '<Gather input="voice"/>',
    13327: speech('speechTimeout="soon"'),
    13328: speech('maxSpeechTime="-1"'),
    13329: speech('partialResultCallback="/p" partialResultCallbackMethod="PUT"'),
    13330: speech(f'hints="{"a" * 101}"'),
    13331: speech('language="en"'),
    13332: speech('bargeIn="yes"'),
    13333: speech('profanityFilter="yes"'),
    13334: speech('speechModel="best"'),
    13335: speech('speechTimeout="auto" speechModel="default"'),
    13337: '<Gather action="http://example.com/g"/>',
    13338: '<Gather actionOnEmptyResult="yes"/>',
    13342: speech('speechModel="googlev2_telephony" language="xx-XX"'),
    13343: speech('speechModel="deepgram_nova-2" language="xx-XX"'),
    # Play, Say, Record
    13410: '<Play loop="-1">/a.mp3</Play>',
    13430: '<Play digits="1?2"/>',
    13510: '<Say loop="-1">Hi</Say>',
    13511: '<Say voice="en-gb">Hi</Say>',
    13512: speech('language="english"'),
    13513: '<Say rate="quick">Hi</Say>',
    13520: "<Say> </Say>",
    13521: f"<Say>{'a' * 5001}</Say>",
    13610: '<Record method="PUT"/>',
    13611: '<Record timeout="-1"/>',
    13612: '<Record maxLength="0"/>',
    13613: '<Record finishOnKey="A"/>',
    13614: '<Record transcribe="yes"/>',
    13615: '<Record transcribe="true" maxLength="600"/>',
    13616: '<Record playBeep="yes"/>',
    13699: '<Record trim="all"/>',
    13257: '<Record transcribe="true" maxLength="60" transcribeCallback="htp:/x"/>',
    94001: '<Record transcribe="maybe"/>',
    # Connect, Start, Pay
    31922: '<Connect><Stream url="https://example.com/ws"/></Connect>',
    31923: '<Connect><Stream url="wss:///ws"/></Connect>',
    31941: f'<Connect><Stream url="{SOCKET}" track="both_tracks"/></Connect>',
    32501: '<Connect><Conversation serviceInstanceSid="x"/></Connect>',
    32602: "<Connect><VirtualAgent/></Connect>",
    32605: '<Connect><VirtualAgent connectorName="c" statusCallback="http://example.com/s"/>'
    "</Connect>",
    32650: '<Start><Transcription track="left"/></Start>',
    32654: '<Start><Transcription statusCallbackUrl="http://example.com/s"/></Start>',
    46010: "<Connect><ConversationRelay/></Connect>",
    64101: '<Connect><ConversationRelay url="https://example.com/ws"/></Connect>',
    64106: f'<Connect><ConversationRelay url="{SOCKET}" ttsProvider="Amazon" '
    'voice="en-US-Journey-O"/></Connect>',
    86004: '<Connect><AiSession aiConnector=""/></Connect>',
    64003: '<Pay chargeAmount="10.999"/>',
    64011: '<Pay currency="euros" chargeAmount="1"/>',
    64014: '<Pay paymentMethod="ach-debit"/>',
    64016: '<Pay action="http://example.com/p"/>',
    64017: '<Pay paymentMethod="credit-card" bankAccountType="consumer-checking"/>',
    64020: '<Pay tokenType="forever"/>',
    # given to the Calls API inline, not fetched
    15004: '<Gather action="/g"/>',
    32018: f"<Say>{'a' * 2100}</Say>" * 2,
}

MESSAGING: dict[int, str] = {
    14101: '<Message to="bob">Hi</Message>',
    14102: '<Message from="ThisNameIsTooLong">Hi</Message>',
    14103: "<Message/>",
    14104: '<Message method="PUT" action="/m">Hi</Message>',
    14105: '<Message statusCallback="htp:/s">Hi</Message>',
    14109: "<Message>Hi</Message>" * 11,
    14110: "<Say>Hi</Say>",
    21211: '<Message to="+1">Hi</Message>',
    21212: '<Message from="?">Hi</Message>',
    21266: f'<Message to="{N}" from="{N}">Hi</Message>',
    21602: "<Message/>",
    21604: '<Message to="">Hi</Message>',
    21617: f"<Message>{'a' * 1601}</Message>",
    21619: "<Message/>",
    21620: "<Message><Media>ftp://example.com/cat.jpg</Media></Message>",
    21623: f"<Message>Hi{'<Media>https://example.com/a.jpg</Media>' * 11}</Message>",
    21910: f'<Message to="whatsapp:{N}" from="+12025550144">Hi</Message>',
}

MODES = dict.fromkeys((13337, 32605, 32654), Mode(pci=True)) | dict.fromkeys(
    (15004, 32018), Mode(inline=True)
)
"""What the user must tell the tool for these."""
