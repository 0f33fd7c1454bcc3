"""Values and numbers in documents that answer a call: one for each thing to be said of them."""

from __future__ import annotations

N = "+12025550143"
SID = "0123456789abcdef" * 2
LONG = "https://example.com/voice/" + "menu/" * 24 + "start?language=en"
Table = dict[str, tuple[str, ...]]
"""By rule, what stands between <Response> and </Response>."""


def sip(address: str, attributes: str = "") -> str:
    """A <Sip> in its <Dial>."""
    return f"<Dial><Sip{attributes and ' '}{attributes}>{address}</Sip></Dial>"


VALUES: Table = {
    "bad-value": (
        '<Pause length="-1"/>',
        '<Pause length="two"/>',
        '<Gather timeout="99999999999999999999"/>',
        '<Gather numDigits="0"/>',
        '<Say voice="bob">Hello</Say>',
        '<Gather><Say voice="bob">Hello</Say></Gather><Say>Bye</Say>',
        '<Say voice="Alice">Hello</Say>',
        '<Say language="english">Hello</Say>',
        '<Gather input="dtmf,speech"/>',
        '<Gather input="voice"/>',
        '<Gather input=" "/>',
        '<Gather input="speech" language="en"/>',
        '<Gather finishOnKey="A"/>',
        '<Gather finishOnKey="12"/>',
        '<Gather numDigits=""/>',
        '<Gather speechTimeout="soon" input="speech"/>',
        '<Gather method="PUT"/>',
        '<Gather method="post"/>',
        '<Gather bargeIn="yes" input="speech"/>',
        '<Gather bargeIn="TRUE" input="speech"/>',
        '<Gather action="htp:/menu"/>',
        '<Gather action="https://my_shop.example.com/menu"/>',
        f'<Gather action="https://example.com:99999/{"menu/" * 12}"/>',
        '<Dial record="always">+12025550143</Dial>',
        '<Dial ringTone="zz">+12025550143</Dial>',
        '<Dial timeLimit="0">+12025550143</Dial>',
        '<Dial timeout="2">+12025550143</Dial>',
        f'<Dial callReason="{"because " * 10}">+12025550143</Dial>',
        '<Dial events="call-progress-evnt">+12025550143</Dial>',
        '<Pay chargeAmount="-1"/>',
        '<Pay chargeAmount="9999999"/>',
        f'<Dial><Number sendDigits="1,2">{N}</Number></Dial>',
        f'<Dial><Number statusCallbackEvent="ringing,answered" statusCallback="https://example.com/s">{N}</Number></Dial>',
        f'<Dial><Number statusCallbackEvent="ringing picked" statusCallback="https://example.com/s">{N}</Number></Dial>',
        '<Dial><Conference maxParticipants="999">Room</Conference></Dial>',
        '<Reject reason="away"/>',
        '<Play digits="1?2"/>',
        '<Say>Wait <break time="2"/> please</Say>',
        '<Pay chargeAmount="ten"/>',
        '<Pay tokenType="forever"/>',
        '<Start><Transcription languageCode="english"/></Start><Say>Hi</Say>',
    ),
    "bad-sid": (
        '<Enqueue workflowSid="sales"><Task>{}</Task></Enqueue>',
        '<Enqueue workflowSid="WWxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"><Task>{}</Task></Enqueue>',
        "<Dial><Application>shop</Application></Dial>",
        '<Dial><Queue reservationSid="WR1"/></Dial>',
    ),
    "bad-name": (
        f"<Enqueue>{'q' * 65}</Enqueue>",
        f"<Enqueue>{'q' * 64}</Enqueue>",
        f"<Dial><Conference>{'c' * 129}</Conference></Dial>",
        '<Dial><Conference participantLabel="sales/ann">Room</Conference></Dial>',
        f'<Dial><Conference participantLabel="CA{SID}">Room</Conference></Dial>',
    ),
    "bad-task": (
        f'<Enqueue workflowSid="WW{SID}"><Task>{{type: 1}}</Task></Enqueue>',
        f'<Enqueue workflowSid="WW{SID}"><Task>"support"</Task></Enqueue>',
        f'<Enqueue workflowSid="WW{SID}"><Task>{{"a": NaN}}</Task></Enqueue>',
        f'<Enqueue workflowSid="WW{SID}"><Task>{"[" * 9_000}</Task></Enqueue>',
    ),
    "bad-hints": (
        f'<Gather input="speech" hints="{"one two three " * 9}"/>',
        f'<Gather input="speech" hints="{"a," * 501}"/>',
    ),
    "text-too-long": (
        f"<Say>{'Hello, caller. ' * 300}</Say>",
        f'<Say voice="Polly.Joanna">{"Hello, caller. " * 201}</Say>',
        f"<Say>{'こんにちは' * 200}</Say>",
    ),
    "bad-template": (
        "<Redirect>https://example.com/{user_id</Redirect>",
        "<Redirect>https://example.com/user}</Redirect>",
        "<Redirect>https://example.com/{user_id}</Redirect>",
    ),
    "bad-redirect-url": (
        "<Redirect>ftp://example.com/next</Redirect>",
        "<Redirect>https://exa mple.com/next</Redirect>",
        "<Redirect>localhost:5000/next</Redirect>",
        "<Redirect>https://my_shop.example.com/</Redirect>",
        "<Redirect>https://[::1::2]/</Redirect>",
        "<Redirect>https://example..com/</Redirect>",
        "<Redirect>https://example!.com/</Redirect>",
        "<Redirect>https://ann:p@ss@example.com/</Redirect>",
        f"<Redirect>https://{'a' * 64}.example.com/</Redirect>",
        "<Redirect>https://example.com\\next</Redirect>",
        "<Redirect>https://ann:pass/word@example.com/</Redirect>",
        f"<Redirect>htp://example.com/{LONG[20:]}</Redirect>",
    ),
    "bad-redirect-override": (
        "<Redirect>https://example.com/next#e=atlantis</Redirect>",
        "<Redirect>https://example.com/next#e=us1</Redirect>",
        "<Redirect>https://example.com/next#rp=3xx</Redirect>",
        "<Redirect>https://example.com/next#ct=5</Redirect>",
        "<Redirect>https://example.com/next#sni=x</Redirect>",
    ),
    "bad-media-url": ("<Play>file:///hello.mp3</Play>", "<Play>https:///hello.mp3</Play>"),
    "bad-stream-url": (
        '<Connect><Stream url="https://example.com/ws"/></Connect>',
        '<Connect><Stream url="/ws"/></Connect>',
        '<Connect><Stream url=""/></Connect>',
        '<Connect><Stream url="wss:///ws"/></Connect>',
        '<Connect><Stream url="wss://example.com/ws?user=1"/></Connect>',
        "<Connect><Stream/></Connect>",
        '<Connect><ConversationRelay url="example.com/ws"/></Connect>',
    ),
}

NUMBERS: Table = {
    "bad-phone-number": (
        "<Dial>reception</Dial>",
        "<Dial>+0441234567</Dial>",
        "<Dial>+2101234567</Dial>",
        "<Dial>+1202555014</Dial>",
        "<Dial>+120255501431</Dial>",
        "<Dial>+1202555014312345678</Dial>",
        "<Dial>12</Dial>",
        "<Dial>02071234567</Dial>",
        "<Dial>sip:ann@example.com</Dial>",
        "<Dial>client:joe</Dial>",
        "<Dial><Number>whatsapp:+12025550143</Number></Dial>",
        "<Dial>+12025550143 ext 12</Dial>",
        "<Dial>+12025550143,+12025550144</Dial>",
        "<Dial>+1202555XXXX</Dial>",
        "<Dial>+ 1 (202) 555 - O143</Dial>",
    ),
    "bad-caller-id": (
        f'<Dial callerId="Shop">{N}</Dial>',
        f'<Dial callerId="+{"1" * 20}">{N}</Dial>',
        f'<Dial callerId="anonymous">{N}</Dial>',
        f'<Dial callerId="5550143">{N}</Dial>',
        f'<Dial callerId="+442">{N}</Dial>',
    ),
    "bad-client-name": (
        "<Dial><Client>client:joe</Client></Dial>",
        "<Dial><Client>joe smith</Client></Dial>",
        "<Dial><Client/></Dial>",
        '<Dial><Client><Parameter name="a" value="b"/></Client></Dial>',
        f"<Dial><Client>{'j' * 257}</Client></Dial>",
        "<Dial><Client><Identity>joe{1}</Identity></Client></Dial>",
    ),
    "bad-sip-uri": (
        sip("example.com"),
        sip("alice@example.com:99999999"),
        sip("sip:al ice:secret@example.com"),
        sip("http://example.com"),
        sip("sip:a b@example.com"),
        sip("sip:alice@"),
        sip("sip:a@example.com;secure=yes"),
        sip("sip:a@example.com;tnx=zzz"),
        sip("sip:a@example.com;transport=tls x"),
        sip("sip:a@192.168.0.7"),
        sip("sip:a@shop.sip.ashburn.twilio.com"),
        sip("sip:shop.sip.twilio.com"),
        sip("sip:example.com"),
        sip(f"sip:{'a' * 260}@example.com"),
        "<Refer><Sip>example.com</Sip></Refer>",
    ),
    "bad-sip-header": (
        sip("sip:a@example.com?Customer=1"),
        sip("sip:a@example.com?X-Twilio-Foo=1"),
        sip("sip:a@example.com?x-a%20b=1"),
        sip("sip:a@example.com?x-a=1%0D%0A2"),
        sip("sip:a@example.com?x-a=1 2"),
        sip(f"sip:a@example.com?x-a={'a' * 1100}"),
        sip("sip:a@example.com?" + "&amp;".join(f"x-a{n}=1" for n in range(30))),
    ),
    "long-sip-login": (sip("sip:a@example.com", f'username="{"u" * 256}" password="p"'),),
    "half-login": (
        sip("sip:a@example.com", 'username="joe"'),
        sip("sip:a@example.com", 'password="p"'),
    ),
    "many-interconnects": (
        sip(f"sip:a@example.com;tnx=TX{SID}") + sip(f"sip:b@example.com;tnx=TX{SID}"),
    ),
}
