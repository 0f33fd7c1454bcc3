"""For each of Twilio's numbers that a document can cause: the smallest such document, and a fix.

The examples go between <Response> and </Response> unless they are a whole document. {a * 3} means
aaa. The numbers and their meaning: https://www.twilio.com/docs/api/errors
"""

from functools import partial
from typing import NamedTuple

N = "+12025550143"
OTHER = "+12025550144"
SID = "0123456789abcdef0123456789abcdef"
CALL_ME = f"<Number>{N}</Number>"
SOCKET = "wss://example.com/ws"
CALLBACK = "https://example.com/s"
NEXT = "https://example.com/next"

INSTEAD: dict[int, int] = {
    13311: 13310,
    13512: 13331,
    94001: 13614,
    21211: 14101,
    21604: 14101,
    21212: 14102,
    21602: 14103,
    21617: 14103,
    21619: 14103,
    14107: 14109,
    # logged together with the reported number
    13215: 12200,
    13320: 12200,
    14110: 12200,
    11217: 11200,
    82001: 11200,
    82002: 11200,
}
"""The number that twiml-check reports for the same fault: the likelier of both, or the first."""

UNCONFIRMED = (
    "Nobody has confirmed whether and when Twilio logs it, so twiml-check reports at most an info."
)
TABLE = "The provider often adds languages, so twiml-check reports only an info."
STUDIO = "It is about Studio and Functions, which twiml-check does not read."
SETTING = "It is about a setting in the account. twiml-check sends no request to such a URL."
REASONS: dict[int, str] = {
    **dict.fromkeys((11251, 11300, 11310, 13335, 14231, 14232, 14233, 21218, 86004), UNCONFIRMED),
    **dict.fromkeys((13342, 13343), TABLE),
    **dict.fromkeys((81010, 81016, 81017, 82008), STUDIO),
    **dict.fromkeys((11321, 11322, 21205), SETTING),
    90104: "Twilio has retired Autopilot, and never documented the number.",
    64014: "Only some payment services require the name, so twiml-check reports only an info.",
    13251: "Twilio does not document the limit, so twiml-check reports only an info.",
    46010: "Twilio does not document which attribute it is about.",
    16025: "Only two calls at the same time can cause it.",
}
"""Why twiml-check does not report a number that a document or a request could show."""
ELSEWHERE = "Only the account or a live call shows it, not the webhook and its responses."
"""The same for all other numbers."""


class Example(NamedTuple):
    """Two documents of the same purpose."""

    bad: str
    good: str


def whole(content: str) -> str:
    """Return the document around an example."""
    is_whole = content.lower().startswith("<response")
    return content if is_whole else f"<Response>{content}</Response>"


def _pair(shape: str, bad: str, good: str) -> Example:
    """Return a document with the bad part and with the good part; spaces before a > are removed."""
    bad, good = (
        shape.replace("...", each).replace(" >", ">").replace(" />", "/>") for each in (bad, good)
    )
    return Example(bad, good)


dial = partial(_pair, f"<Dial ...>{N}</Dial>")
dialled = partial(_pair, "<Dial>...</Dial>")
number = partial(_pair, f"<Dial><Number ...>{N}</Number></Dial>")
sip = partial(_pair, "<Dial><Sip>...</Sip></Dial>")
phone = partial(_pair, "<Dial><Sip ...>sip:joe@example.com</Sip></Dial>")
room = partial(_pair, "<Dial><Conference ...>Room</Conference></Dial>")
queue = partial(_pair, "<Dial><Queue ...>vip</Queue></Dial>")
enqueue = partial(_pair, "<Enqueue ...>vip</Enqueue>")
pay = partial(_pair, "<Pay .../>")
keys = partial(_pair, "<Gather .../>")
speech = partial(_pair, '<Gather input="speech" ...><Say>Well?</Say></Gather>')
record = partial(_pair, "<Record .../>")
say = partial(_pair, "<Say ...>Hi</Say>")
connect = partial(_pair, "<Connect><.../></Connect>")
redirect = partial(_pair, "<Redirect>...</Redirect>")
message = partial(_pair, "<Message ...>Hi</Message>")
"""Each puts a bad part, and a good part, in place of the dots."""


VOICE: dict[int, Example] = {
    # addresses, size, XML
    11100: redirect("htp:/example.com/a b", NEXT),
    11240: redirect("https://example.com/v#e=atlantis", "https://example.com/v#e=dublin"),
    11241: redirect("https://example.com/v#e=roaming", "https://example.com/v#e=frankfurt"),
    11243: redirect("https://example.com/v#rp=3xx", "https://example.com/v#rp=5xx"),
    11320: redirect("https://example.com/{From", NEXT),
    11750: Example("<Say>{a * 66000}</Say>", "<Say>Hello</Say><Redirect>/part2</Redirect>"),
    12100: Example(
        "<Response><Say>Tom & Ann</Say></Response>", "<Response><Say>Tom &amp; Ann</Say></Response>"
    ),
    12101: Example('<Response version="1999-01-01"/>', "<Response/>"),
    12102: Example("<response/>", "<Response/>"),
    12200: say('foo="1"', 'loop="1"'),
    # Dial
    13000: dialled(f"<Conference>Room</Conference>{CALL_ME}", "<Conference>Room</Conference>"),
    13210: dial('method="PUT"', 'method="POST"'),
    13211: dial('ifMachine="maybe"', ""),
    13212: dial('timeout="-5"', 'timeout="5"'),
    13213: dial('hangupOnStar="yes"', 'hangupOnStar="true"'),
    13216: dial('timeLimit="0"', 'timeLimit="3600"'),
    13217: dial('record="always"', 'record="record-from-answer"'),
    13218: dial('sequential="yes"', 'sequential="true"'),
    13219: dial('answerOnBridge="1"', 'answerOnBridge="true"'),
    13220: dial('ringTone="zz"', 'ringTone="fr"'),
    13223: dialled("reception", N),
    13226: dialled("+2101234567", "+3212345678"),
    13247: dial('callerId="Shop"', f'callerId="{OTHER}"'),
    13248: dial('callerId="+{1 * 20}"', f'callerId="{OTHER}"'),
    13250: dialled(f"{{{CALL_ME} * 11}}", f"{{{CALL_ME} * 10}}"),
    13256: dial(
        'record="true" recordingStatusCallback="htp:/x"',
        f'record="true" recordingStatusCallback="{CALLBACK}"',
    ),
    13621: dial(
        'record="true" recordingStatusCallbackEvent="in-progress,completed"',
        'record="true" recordingStatusCallbackEvent="in-progress completed"',
    ),
    13622: dial('record="true" recordingTrack="left"', 'record="true" recordingTrack="inbound"'),
    # Number and Client
    13221: number('method="PUT" url="/w"', 'method="GET" url="/w"'),
    13222: number('sendDigits="1,2"', 'sendDigits="1ww2"'),
    13806: dialled(
        '<Client clientNotificationUrl="https://a_b.example.com/x">joe</Client>',
        '<Client clientNotificationUrl="https://a-b.example.com/x">joe</Client>',
    ),
    21234: number(
        f'machineDetection="On" amdStatusCallback="{CALLBACK}"',
        f'machineDetection="Enable" amdStatusCallback="{CALLBACK}"',
    ),
    21262: number(
        'machineDetection="Enable"', f'machineDetection="Enable" amdStatusCallback="{CALLBACK}"'
    ),
    21263: number(
        f'machineDetection="Enable" asyncAmd="true" amdStatusCallback="{CALLBACK}"',
        f'machineDetection="Enable" amdStatusCallback="{CALLBACK}"',
    ),
    21609: number(
        'statusCallback="https://my_shop.example.com/s"',
        'statusCallback="https://my-shop.example.com/s"',
    ),
    21626: number(
        f'statusCallback="{CALLBACK}" statusCallbackEvent="ringing,answered"',
        f'statusCallback="{CALLBACK}" statusCallbackEvent="ringing answered"',
    ),
    # Sip
    13241: phone('method="PUT" url="/w"', 'method="GET" url="/w"'),
    13242: phone('sendDigits="x"', ""),
    13243: sip("example.com", "sip:joe@example.com"),
    13249: phone('username="u"', 'username="u" password="p"'),
    13252: sip("sip:joe@example.com?Customer=1", "sip:joe@example.com?X-Customer=1"),
    13253: sip("sip:joe@example.com?x-a={a * 1100}", "sip:joe@example.com?x-a={a * 1000}"),
    32110: sip("sip:joe b@example.com", "sip:joe%20b@example.com"),
    32111: sip("sip:joe@example.com?x-a%20b=1", "sip:joe@example.com?x-a-b=1"),
    32112: sip("sip:joe@example.com?x-a=1%0D%0A2", "sip:joe@example.com?x-a=1%202"),
    32113: sip("sip:joe@example.com?X-Twilio-Foo=1", "sip:joe@example.com?X-Foo=1"),
    32114: sip("sip:joe@example.com;secure=yes", "sip:joe@example.com;secure=true"),
    32220: sip("sip:joe@shop.sip.ashburn.twilio.com", "sip:joe@shop.sip.twilio.com"),
    32223: sip("sip:shop.sip.twilio.com", "sip:joe@shop.sip.twilio.com"),
    32301: sip("sip:joe@example.com;tnx=zzz", f"sip:joe@example.com;tnx=TX{SID}"),
    32303: Example(
        f"{{<Dial><Sip>sip:joe@example.com;tnx=TX{SID}</Sip></Dial> * 2}}",
        f"<Dial><Sip>sip:joe@example.com;tnx=TX{SID}</Sip></Dial>",
    ),
    # Conference and Queue
    13230: room('muted="yes"', 'muted="true"'),
    13231: room('endConferenceOnExit="yes"', 'endConferenceOnExit="true"'),
    13232: room('startConferenceOnEnter="1"', 'startConferenceOnEnter="true"'),
    13233: room('waitUrl="htp:/x"', 'waitUrl="/music"'),
    13234: room('waitMethod="HEAD"', 'waitMethod="GET"'),
    13235: room('beep="loud"', 'beep="onEnter"'),
    13237: dialled("<Conference/>", "<Conference>Room</Conference>"),
    13239: room(
        'record="record-from-start" trim="all"', 'record="record-from-start" trim="trim-silence"'
    ),
    14230: room('workflowSid="x"', f'workflowSid="WW{SID}"'),
    14236: room('reservationSid="x"', f'reservationSid="WR{SID}"'),
    14237: room('postWorkActivitySid="x"', f'postWorkActivitySid="WA{SID}"'),
    16002: room('maxParticipants="999"', 'maxParticipants="250"'),
    16023: room('participantLabel="a/b"', 'participantLabel="a-b"'),
    14210: queue('method="PUT" url="/q"', 'method="GET" url="/q"'),
    14211: queue('url="htp:/q"', 'url="/q"'),
    14212: dialled("<Queue/>", "<Queue>vip</Queue>"),
    14213: dialled("<Queue>{q * 65}</Queue>", "<Queue>{q * 63}</Queue>"),
    14215: dialled('<Queue reservationSid="WR1"/>', f'<Queue reservationSid="WR{SID}"/>'),
    # Enqueue, Annotate, Start, Reject, Pause, Redirect
    14201: enqueue('method="PUT" action="/e"', 'method="GET" action="/e"'),
    14202: enqueue('waitUrl="htp:/w"', 'waitUrl="/w"'),
    14203: enqueue('action="htp:/e"', 'action="/e"'),
    14204: Example("<Enqueue/>", "<Enqueue>vip</Enqueue>"),
    14205: Example("<Enqueue>{q * 65}</Enqueue>", "<Enqueue>{q * 63}</Enqueue>"),
    14206: enqueue('waitUrl="/w" waitUrlMethod="PUT"', 'waitUrl="/w" waitUrlMethod="GET"'),
    14220: Example(
        '<Enqueue workflowSid="WW1"><Task>{}</Task></Enqueue>',
        f'<Enqueue workflowSid="WW{SID}"><Task>{{}}</Task></Enqueue>',
    ),
    14221: Example(
        f'<Enqueue workflowSid="WW{SID}"><Task>{{a:1}}</Task></Enqueue>',
        f'<Enqueue workflowSid="WW{SID}"><Task>{{"a":1}}</Task></Enqueue>',
    ),
    13110: Example(
        "<Annotate/>", "<Annotate><BillingReferenceTag>a</BillingReferenceTag></Annotate>"
    ),
    13111: Example(
        "<Annotate>{<BillingReferenceTag>a</BillingReferenceTag> * 2}</Annotate>",
        "<Annotate><BillingReferenceTag>a</BillingReferenceTag></Annotate>",
    ),
    13112: Example(
        "<Annotate><BillingReferenceTag>a</BillingReferenceTag><Foo/></Annotate>",
        "<Annotate><BillingReferenceTag>a</BillingReferenceTag></Annotate>",
    ),
    13120: Example(
        "<Annotate><BillingReferenceTag>{a * 129}</BillingReferenceTag></Annotate>",
        "<Annotate><BillingReferenceTag>{a * 128}</BillingReferenceTag></Annotate>",
    ),
    14300: Example("<Start><Say>Hi</Say></Start>", "<Start><Recording/></Start><Say>Hi</Say>"),
    13810: Example('<Reject reason="away"/>', '<Reject reason="busy"/>'),
    13910: Example('<Pause length="-1"/>', '<Pause length="1"/>'),
    13710: Example(
        '<Redirect method="PUT">/next</Redirect>', '<Redirect method="GET">/next</Redirect>'
    ),
    # Gather
    13310: keys('finishOnKey="A"', 'finishOnKey="#"'),
    13312: keys('method="PUT"', 'method="POST"'),
    13313: keys('timeout="-1"', 'timeout="5"'),
    13314: keys('numDigits="0"', 'numDigits="4"'),
    13321: Example(
        '<Gather><Say voice="bob">Hi</Say></Gather>', '<Gather><Say voice="man">Hi</Say></Gather>'
    ),
    13322: Example(
        '<Gather><Say loop="-1">Hi</Say></Gather>', '<Gather><Say loop="2">Hi</Say></Gather>'
    ),
    13326: keys('input="voice"', 'input="speech"'),
    13327: speech('speechTimeout="soon"', 'speechTimeout="3"'),
    13328: speech('maxSpeechTime="-1"', 'maxSpeechTime="60"'),
    13329: speech(
        'partialResultCallback="/p" partialResultCallbackMethod="PUT"',
        'partialResultCallback="/p" partialResultCallbackMethod="POST"',
    ),
    13330: speech('hints="{a * 101}"', 'hints="sales, support"'),
    13331: speech('language="en"', 'language="en-US"'),
    13332: speech('bargeIn="yes"', 'bargeIn="true"'),
    13333: speech('profanityFilter="yes"', 'profanityFilter="true"'),
    13334: speech('speechModel="best"', 'speechModel="phone_call"'),
    13337: keys('action="http://example.com/g"', 'action="https://example.com/g"'),
    13338: keys('actionOnEmptyResult="yes"', 'actionOnEmptyResult="true"'),
    # Play, Say, Record
    13410: Example('<Play loop="-1">/a.mp3</Play>', '<Play loop="2">/a.mp3</Play>'),
    13430: Example('<Play digits="1?2"/>', '<Play digits="1w2"/>'),
    13510: say('loop="-1"', 'loop="2"'),
    13511: say('voice="en-gb"', 'voice="Polly.Amy" language="en-GB"'),
    13513: say('rate="quick"', ""),
    13520: Example("<Say> </Say>", "<Say>Hi</Say>"),
    13521: Example("<Say>{a * 5001}</Say>", "{<Say>Half of it</Say> * 2}"),
    13610: record('method="PUT"', 'method="POST"'),
    13611: record('timeout="-1"', 'timeout="5"'),
    13612: record('maxLength="0"', 'maxLength="60"'),
    13613: record('finishOnKey="A"', 'finishOnKey="#"'),
    13614: record('transcribe="yes"', 'transcribe="true" maxLength="60"'),
    13615: record('transcribe="true" maxLength="600"', 'transcribe="true" maxLength="120"'),
    13616: record('playBeep="yes"', 'playBeep="true"'),
    13699: record('trim="all"', 'trim="trim-silence"'),
    13257: record(
        'transcribe="true" maxLength="60" transcribeCallback="htp:/x"',
        'transcribe="true" maxLength="60" transcribeCallback="/x"',
    ),
    # Connect, Start, Pay
    31922: connect('Stream url="https://example.com/ws"', f'Stream url="{SOCKET}"'),
    31923: connect('Stream url="wss:///ws"', f'Stream url="{SOCKET}"'),
    31941: connect(
        f'Stream url="{SOCKET}" track="both_tracks"', f'Stream url="{SOCKET}" track="inbound_track"'
    ),
    32501: connect('Conversation serviceInstanceSid="x"', f'ConversationRelay url="{SOCKET}"'),
    32602: connect("VirtualAgent", 'VirtualAgent connectorName="desk"'),
    32605: connect(
        'VirtualAgent connectorName="desk" statusCallback="http://example.com/s"',
        f'VirtualAgent connectorName="desk" statusCallback="{CALLBACK}"',
    ),
    32650: Example(
        '<Start><Transcription track="left"/></Start><Say>Hi</Say>',
        '<Start><Transcription track="inbound_track"/></Start><Say>Hi</Say>',
    ),
    32654: Example(
        '<Start><Transcription statusCallbackUrl="http://example.com/s"/></Start><Say>Hi</Say>',
        f'<Start><Transcription statusCallbackUrl="{CALLBACK}"/></Start><Say>Hi</Say>',
    ),
    64101: connect(
        'ConversationRelay url="https://example.com/ws"', f'ConversationRelay url="{SOCKET}"'
    ),
    64106: connect(
        f'ConversationRelay url="{SOCKET}" ttsProvider="Amazon" voice="en-US-Journey-O"',
        f'ConversationRelay url="{SOCKET}" ttsProvider="Amazon" voice="Joanna-Neural"',
    ),
    64003: pay('chargeAmount="10.999"', 'chargeAmount="10.99"'),
    64011: pay('currency="euros" chargeAmount="1"', 'currency="eur" chargeAmount="1"'),
    64016: pay('action="http://example.com/p"', 'action="https://example.com/p"'),
    64017: pay(
        'paymentMethod="credit-card" bankAccountType="consumer-checking"',
        'paymentMethod="credit-card"',
    ),
    64020: pay('tokenType="forever"', 'tokenType="reusable"'),
    # given to the Calls API inline, not fetched
    15004: keys('action="/g"', 'action="https://example.com/g"'),
    32018: Example("{<Say>Hello</Say> * 300}", "<Say>Hello</Say>"),
}
MESSAGING: dict[int, Example] = {
    14101: message('to="bob"', f'to="{N}"'),
    14102: message('from="ThisNameIsTooLong"', 'from="ShortName"'),
    14103: Example("<Message/>", "<Message>Hi</Message>"),
    14104: message('method="PUT" action="/m"', 'method="POST" action="/m"'),
    14105: message('statusCallback="htp:/s"', 'statusCallback="/s"'),
    14109: Example("{<Message>Hi</Message> * 11}", "{<Message>Hi</Message> * 10}"),
    21266: message(f'to="{N}" from="{N}"', f'to="{N}" from="{OTHER}"'),
    21620: Example(
        "<Message><Media>ftp://example.com/cat.jpg</Media></Message>",
        "<Message><Media>https://example.com/cat.jpg</Media></Message>",
    ),
    21623: Example(
        "<Message>Hi{<Media>https://example.com/a.jpg</Media> * 11}</Message>",
        "<Message>Hi{<Media>https://example.com/a.jpg</Media> * 10}</Message>",
    ),
    21910: message(
        f'to="whatsapp:{N}" from="{OTHER}"', f'to="whatsapp:{N}" from="whatsapp:{OTHER}"'
    ),
}
OPTIONS = {13337: "--pci", 32605: "--pci", 32654: "--pci", 15004: "--inline", 32018: "--inline"}
"""The options that these examples need."""
