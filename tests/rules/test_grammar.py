"""Names and places: each fault once, at its level, at its place, and a good neighbour beside it."""

import pytest

from tests.rules.telling import answer, hop, kind, place, said, said_of

UNKNOWN, MISPLACED, PRODUCT = "unknown-element", "misplaced-element", "wrong-product"
ATTRIBUTE, NEEDED, EMPTY = "unknown-attribute", "missing-attribute", "missing-content"
TEXT, UNREACHED = "stray-text", "unreachable-verb"
NOUN = "noun-as-verb"
RETIRED = {"deprecated-element", "deprecated-attribute"}
GRAMMAR = {UNKNOWN, MISPLACED, PRODUCT, ATTRIBUTE, NEEDED, EMPTY, TEXT, UNREACHED, NOUN}
VOICE_VERBS = "respond to a call with <Say>, <Play>, <Pause>, <Gather>"
MESSAGE_VERBS = "respond to a message with <Message>, <Redirect> or <Sms>"

Row = tuple[str, str, str, str, int | None, int, int, str]
"""Event, what is in <Response>, rule, level, code, line, column, words of the help."""

# ruff: noqa: E501  a table reads best with one row a line
ELEMENTS: list[Row] = [
    ("voice", "<Sya>x</Sya>", UNKNOWN, "error", 12200, 1, 11, "did you mean <Say>"),
    ("voice", "\n <say>x</say>", UNKNOWN, "error", 12200, 2, 2, "write <Say>: names are case-sen"),
    ("voice", "<Xyzzyq/>", UNKNOWN, "error", 12200, 1, 11, "allowed here: <Say>, <Play>"),
    ("voice", "<Pause><b/></Pause>", UNKNOWN, "error", 12200, 1, 18, "<Pause> cannot contain elements"),
    ("voice", "<Play><b/>/a.mp3</Play>", UNKNOWN, "error", 12200, 1, 17, "cannot contain elements"),
    ("voice", "<Say><b>x</b>y</Say>", UNKNOWN, "error", 12200, 1, 16, "allowed here: <break>"),
    ("voice", "<Say><Break/>y</Say>", UNKNOWN, "error", 12200, 1, 16, "write <break>"),
    # Engines know more tags than Twilio's page, and grow.
    ("voice", "<Say><mark name='a'/>y</Say>", UNKNOWN, "info", None, 1, 16, ""),
    ("voice", "<Say><speak>y</speak></Say>", UNKNOWN, "info", None, 1, 16, ""),
    ("voice", "<Say xmlns:a='urn:a'><a:effect>y</a:effect></Say>", UNKNOWN, "info", None, 1, 32, ""),
    ("voice", "<Say><p><mumble/>y</p></Say>", UNKNOWN, "error", 12200, 1, 19, "allowed here: <break>"),
    ("voice", "<Say><p><token>y</token></p></Say>", UNKNOWN, "info", None, 1, 19, ""),
    # Room for what is new, but not for slips, nor in what holds a text.
    ("voice", "<Connect><ConversationRelay url='wss://a.example.com'><Voices/></ConversationRelay></Connect>",
     UNKNOWN, "info", None, 1, 65, ""),
    ("voice", "<Connect><ConversationRelay url='wss://a.example.com'><Langauge/></ConversationRelay></Connect>",
     UNKNOWN, "error", 12200, 1, 65, "did you mean <Language>?"),
    ("voice", "<Dial><Conference>a<Foo/></Conference></Dial>", UNKNOWN, "error", 12200, 1, 30, ""),
    ("voice", "<Say><p><Emphasis>y</Emphasis></p></Say>", UNKNOWN, "error", 12200, 1, 19, "<emphasis>"),
    ("sms", "<Mesage>x</Mesage>", UNKNOWN, "error", 12200, 1, 11, "did you mean <Message>"),
    ("sms", "<Message><body>x</body></Message>", UNKNOWN, "error", 12200, 1, 20, "write <Body>"),
    ("sms", "<Message><mark/>x</Message>", UNKNOWN, "error", 12200, 1, 20, "allowed here: <Body>"),
    # Twilio adds nouns to these verbs; a slip of a known name is a slip.
    ("voice", "<Start><AudioFilter name='a'/></Start>", UNKNOWN, "warning", None, 1, 18, "<MediaFilter>"),
    ("voice", "<Stop><Krisp/></Stop>", UNKNOWN, "warning", None, 1, 17, "allowed here: <Stream>"),
    ("voice", "<Start><TranscriptionV2/></Start>", UNKNOWN, "warning", None, 1, 18, "did you mean <Transcription>"),
    ("voice", "<Connect><Agent/></Connect>", UNKNOWN, "warning", None, 1, 20, "<Stream>"),
    ("voice", "<Connect><ConversationRelayLite/></Connect>", UNKNOWN, "warning", None, 1, 20, "<ConversationRelay>"),
    ("voice", "<Dial><Satellite>1</Satellite></Dial>", UNKNOWN, "warning", None, 1, 17, "allowed here: <Number>"),
    ("voice", "<Start><Recordng/></Start>", UNKNOWN, "error", 14300, 1, 18, "<Recording>"),
    ("voice", "<Start><mediafilter/></Start>", UNKNOWN, "error", 14300, 1, 18, "write <MediaFilter>"),
    ("voice", "<Start><MediaFilters/></Start>", UNKNOWN, "error", 14300, 1, 18, "<MediaFilter>"),
    ("voice", "<Start><HANGUP/></Start>", UNKNOWN, "error", 14300, 1, 18, ""),
    ("voice", "<Dial><PhoneNumber>1</PhoneNumber></Dial>", UNKNOWN, "error", 12200, 1, 17, "<Number>"),
    ("voice", "<Dial><Numbr>1</Numbr></Dial>", UNKNOWN, "error", 12200, 1, 17, "<Number>"),
    ("voice", "<Dial><NUMBER>1</NUMBER></Dial>", UNKNOWN, "error", 12200, 1, 17, "write <Number>"),
    ("voice", "<Gather><Listen/></Gather>", UNKNOWN, "error", 12200, 1, 19, "allowed here: <Say>"),
    # Libraries write these.
    ("voice", "<Start><SipRec/></Start>", UNKNOWN, "error", 14300, 1, 18, "a mistake of twilio-go"),
    ("voice", "<Say><SayAs>1</SayAs></Say>", UNKNOWN, "error", 12200, 1, 16, "a mistake of twilio-go"),
    ("voice", "<Say><s>a <W>b</W></s></Say>", UNKNOWN, "error", 12200, 1, 21, "a mistake of twilio-go"),
    ("voice", "<Start><nope/></Start>", UNKNOWN, "error", 14300, 1, 18, "allowed here: <Stream>"),
    ("voice", "<Number>1</Number>", MISPLACED, "error", 12200, 1, 11, "put it in <Dial>"),
    ("voice", "<Language/>", MISPLACED, "error", 12200, 1, 11, "<ConversationRelay>, <Failover> or <Assistant>"),
    ("voice", "<Stream/>", MISPLACED, "error", 12200, 1, 11, "in <Connect>, <Start> or <Stop>"),
    ("voice", "<Dial><Hangup/></Dial>", MISPLACED, "error", 12200, 1, 17, "directly in <Response>"),
    ("voice", "<break/>", MISPLACED, "error", 12200, 1, 11, "in <Say>, <emphasis>, <lang>, <p>, <prosody>, <s> or <w>"),
    ("voice", "<Say><p><Hangup/>y</p></Say>", MISPLACED, "error", 12200, 1, 19, "directly in <Response>"),
    ("voice", "<Say><s><p>y</p></s></Say>", MISPLACED, "info", None, 1, 19, "put it in <Say>"),
    ("voice", "<Dial><Conference>a<Say>b</Say></Conference></Dial>", MISPLACED, "error", 12200, 1, 30, ""),
    ("voice", "<Connect><ConversationRelay url='wss://a.example.com'><Say>b</Say></ConversationRelay></Connect>",
     MISPLACED, "error", 12200, 1, 65, ""),
    ("sms", "<Body>x</Body>", MISPLACED, "error", 12200, 1, 11, "put it in <Message>"),
    ("sms", "<Say>x</Say>", PRODUCT, "error", 12200, 1, 11, MESSAGE_VERBS),
    ("sms", "<Message><Say>x</Say>y</Message>", PRODUCT, "error", 12200, 1, 20, MESSAGE_VERBS),
    ("whatsapp", "<Hangup/>", PRODUCT, "error", 12200, 1, 11, MESSAGE_VERBS),
    ("voice", "<Message>x</Message>", PRODUCT, "error", 12200, 1, 11, VOICE_VERBS),
]  # fmt: skip
ATTRIBUTES: list[Row] = [
    ("voice", "<Dial><Conference waitUrlMethod='GET'>a</Conference></Dial>", ATTRIBUTE, "error", 12200, 1, 29, "waitMethod"),
    ("voice", "<Dial><Client identity='joe'/></Dial>", ATTRIBUTE, "error", 12200, 1, 25, "<Identity>"),
    # The schema takes anything in <Start> and <Stop>.
    ("voice", "<Start><Stream url='wss://a.example.com' trak='a'/></Start>", ATTRIBUTE, "warning", None, 1, 52, "track"),
    ("voice", "<Stop><Stream nme='a'/></Stop>", ATTRIBUTE, "warning", None, 1, 25, "name"),
    ("voice", "<Start><Stream ulr='wss://a.example.com'/></Start>", ATTRIBUTE, "error", 31923, 1, 26, "url"),
    ("voice", "<Start actionn='/a'><Stream url='wss://a.example.com'/></Start>", ATTRIBUTE, "error", 12200, 1, 18, "action"),
    ("voice", "<Say voise='a'>x</Say>", ATTRIBUTE, "error", 12200, 1, 16, 'did you mean "voice"?'),
    ("voice", "<Say Voice='a'>x</Say>", ATTRIBUTE, "error", 12200, 1, 16, 'write "voice": names'),
    ("voice", "<Hangup a='1'/>", ATTRIBUTE, "error", 12200, 1, 19, "<Hangup> has no attributes"),
    ("voice", "<Pause\n qq='1'/>", ATTRIBUTE, "error", 12200, 2, 2, "allowed on <Pause>: length"),
    ("sms", "<Message body='Hi'/>", ATTRIBUTE, "error", 12200, 1, 20, "put it in the element: <Body>"),
    # What gains attributes each month, and what only a library knows.
    ("voice", "<Connect><ConversationRelay url='wss://a.example.com' zz='1'/></Connect>",
     ATTRIBUTE, "info", None, 1, 65, "allowed on <ConversationRelay>: url"),
    ("voice", "<Connect><ConversationRelay URL='a' url='wss://a.example.com'/></Connect>",
     ATTRIBUTE, "error", 12200, 1, 39, 'write "url"'),
    ("voice", "<Say><break tiem='1s'/>y</Say>", ATTRIBUTE, "error", 12200, 1, 23, 'did you mean "time"?'),
    ("voice", "<Connect><Autopilot targetTask='a'>UA1</Autopilot></Connect>",
     ATTRIBUTE, "error", 12200, 1, 31, 'write "TargetTask": names are case-sensitive'),
    ("voice", "<Say><break pitch='1'/>y</Say>", ATTRIBUTE, "info", None, 1, 23, ""),
    ("voice", "<Dial><Conference mute='true'>a</Conference></Dial>", ATTRIBUTE, "error", 12200, 1, 29, '"muted"'),
    ("voice", "<Dial><Conference attributes='{}'>a</Conference></Dial>", ATTRIBUTE, "info", None, 1, 29, ""),
    # Half of a known name, and what libraries write.
    ("voice", "<Start><Transcription statusCallback='/a'/></Start>", ATTRIBUTE, "warning", None, 1, 33, 'did you mean "statusCallbackUrl"?'),
    ("voice", "<Start><Transcription statuscallback='/a'/></Start>", ATTRIBUTE, "warning", None, 1, 33, 'did you mean "statusCallbackUrl"?'),
    ("voice", "<Start><Transcription status_callback='/a'/></Start>", ATTRIBUTE, "warning", None, 1, 33, 'did you mean "statusCallbackUrl"?'),
    ("voice", "<Start><Transcription callbackUrl='/a'/></Start>", ATTRIBUTE, "warning", None, 1, 33, 'did you mean "statusCallbackUrl"?'),
    ("voice", "<Start><Transcription engine='google'/></Start>", ATTRIBUTE, "warning", None, 1, 33, 'did you mean "transcriptionEngine"?'),
    ("voice", "<Start><Transcription language='en-US'/></Start>", ATTRIBUTE, "warning", None, 1, 33, 'did you mean "languageCode"?'),
    ("voice", "<Connect><ConversationRelay url='wss://a.example.com' dtmf='true'/></Connect>",
     ATTRIBUTE, "warning", None, 1, 65, 'did you mean "dtmfDetection"?'),
    ("voice", "<Start><Transcription wordTimings='true'/></Start>", ATTRIBUTE, "info", None, 1, 33, ""),
    ("voice", "<Start><Transcription hintsFile='a'/></Start>", ATTRIBUTE, "info", None, 1, 33, ""),
    ("voice", "<Connect><ConversationRelay url='wss://a.example.com' speechtimeout='auto'/></Connect>",
     ATTRIBUTE, "error", 12200, 1, 65, "a mistake of twilio-node, twilio-go"),
    ("voice", "<Connect><ConversationRelay url='wss://a.example.com' ignorebackchannel='true'/></Connect>",
     ATTRIBUTE, "error", 12200, 1, 65, 'write "ignoreBackchannel": "ignorebackchannel" is a mistake'),
    ("voice", "<Say><lang xml:Lang='fr-FR'>a</lang></Say>", ATTRIBUTE, "error", 12200, 1, 22, "a mistake of twilio-php"),
    ("voice", "<Say><say-as interpretAs='date'>a</say-as></Say>", ATTRIBUTE, "error", 12200, 1, 24, 'write "interpret-as": "interpretAs" is a mistake of twilio-go'),
    ("voice", "<Pay><Prompt for_='postal-code'><Say>x</Say></Prompt></Pay>", ATTRIBUTE, "error", 64020, 1, 24, 'write "for"'),
    # What is missing has the number that counts.
    ("voice", "<Connect><VirtualAgent connectorname='a'/></Connect>", ATTRIBUTE, "error", 32602, 1, 34, "connectorName"),
    ("voice", "<Connect><ConversationRelay ulr='wss://a.example.com'/></Connect>", ATTRIBUTE, "error", 64101, 1, 39, "url"),
    ("voice", "<Connect><VirtualAgent connectorName='a' connectorname='a'/></Connect>", ATTRIBUTE, "error", 12200, 1, 52, ""),
    ("voice", "<Connect><VirtualAgent/></Connect>", NEEDED, "error", 32602, 1, 20, 'add connectorName="…"'),
    ("voice", "<Connect><ConversationRelay/></Connect>", NEEDED, "error", 64101, 1, 20, 'add url="…"'),
    ("voice", "<Connect><Stream url='wss://a.example.com'><Parameter name='a'/></Stream></Connect>",
     NEEDED, "error", 12200, 1, 54, 'add value="…"'),
    ("voice", "<Connect><Stream url='wss://a.example.com'><Parameter/></Stream></Connect>",
     NEEDED, "error", 12200, 1, 54, 'add name="…" and value="…"'),
    # What is missing stands there under a wrong name.
    ("voice", "<Connect><Stream url='wss://a.example.com'><Parameter key='a' value='b'/></Stream></Connect>",
     ATTRIBUTE, "error", 12200, 1, 65, "allowed on <Parameter>: name, value"),
    # Numbers of their own.
    ("voice", "<Dial><Number asyncAmd='true'>1</Number></Dial>", ATTRIBUTE, "error", 21263, 1, 25, ""),
    ("voice", "<Dial><Client asyncAmd='true'>a</Client></Dial>", ATTRIBUTE, "error", 12200, 1, 25, ""),
    ("voice", "<Connect><Conversation zz='1'/></Connect>", ATTRIBUTE, "error", 32501, 1, 34, ""),
    # A blank is nothing, where nobody else reads the value.
    ("voice", "<Connect><VirtualAgent connectorName=' '/></Connect>", NEEDED, "error", 32602, 1, 20, "add"),
    # Certain elements with an attribute that is not, and uncertain elements.
    ("voice", "<Connect><VirtualAgent connectorName='a'><Config name='b'/></VirtualAgent></Connect>",
     NEEDED, "info", None, 1, 52, 'add value="…"'),
    ("voice", "<Say><sub>WWW</sub></Say>", NEEDED, "warning", None, 1, 16, 'add alias="…"'),
    ("voice", "<Say><say-as>12</say-as></Say>", NEEDED, "warning", None, 1, 16, 'add interpret-as="…"'),
]  # fmt: skip
CONTENT: list[Row] = [
    ("voice", "<Say/>", EMPTY, "error", 13520, 1, 11, "put text in it"),
    ("voice", "<Say> \n\t</Say>", EMPTY, "error", 13520, 1, 11, "or remove the element"),
    ("voice", "<Say><p> </p></Say>", EMPTY, "error", 13520, 1, 11, "put text in it"),
    ("voice", "<Say><break time='2s'/></Say>", EMPTY, "warning", None, 1, 11, "put text in it"),
    ("voice", "<Say><Pause/></Say>", MISPLACED, "error", 12200, 1, 16, "put it in <Response>"),
    ("voice", "<Dial><Number><Foo/></Number></Dial>", UNKNOWN, "error", 12200, 1, 25, ""),
    ("sms", "<Message><Foo/></Message>", UNKNOWN, "error", 12200, 1, 20, ""),
    ("voice", "<Dial><Number/></Dial>", EMPTY, "error", 13223, 1, 17, "put a phone number in it"),
    ("voice", "<Refer><Sip/></Refer>", EMPTY, "warning", None, 1, 18, "put a SIP address in it"),
    ("voice", "<Say><sub alias='a'/>x</Say>", EMPTY, "warning", None, 1, 16, "put text in it"),
    ("sms", "<Message/>", EMPTY, "error", 14103, 1, 11, "put text in it"),
    # The empty part is shown, not the whole around it.
    ("sms", "<Message><Body/></Message>", EMPTY, "error", 14103, 1, 20, "put text in it"),
    ("voice", "Hello", TEXT, "error", 12200, 1, 11, "put it in <Say>"),
    ("sms", "Hello", TEXT, "error", 12200, 1, 11, "put it in <Message>"),
    ("voice", "<Say>x</Say> &amp; y", TEXT, "error", 12200, 1, 24, "put it in <Say>"),
    ("voice", "<Gather>Press 1</Gather>", TEXT, "error", 12200, 1, 19, "put it in <Say>"),
    ("voice", "<Record>x</Record>", TEXT, "error", 12200, 1, 19, "remove the text"),
    ("voice", "<Pause>x</Pause>", TEXT, "error", 12200, 1, 18, "remove the text"),
    ("voice", "<Reject>x</Reject>", TEXT, "error", 12200, 1, 19, "remove the text"),
    ("voice", "<Hangup>\n x</Hangup>", TEXT, "error", 12200, 2, 2, "remove the text"),
    ("voice", "<Start>x</Start>", TEXT, "error", 12200, 1, 18, "remove the text"),
    # Probably skipped in silence.
    ("voice", "<Pay>x</Pay>", TEXT, "warning", None, 1, 16, "remove the text"),
    ("voice", "<Connect>x</Connect>", TEXT, "warning", None, 1, 20, "remove the text"),
    ("voice", "<Queue>q</Queue>", NOUN, "warning", None, 1, 11, "put it in <Dial>"),
    ("voice", "<Prompt for='postal-code'><Say>x</Say></Prompt>", NOUN, "warning", None, 1, 11, "put it in <Pay>"),
]  # fmt: skip
ENDS: list[Row] = [
    ("voice", "<Hangup/><Say>x</Say>", UNREACHED, "warning", None, 1, 20, "move <Hangup> to the end"),
    ("voice", "<Reject/><Pause/><Pause/>", UNREACHED, "warning", None, 1, 20, "move <Reject>"),
    ("voice", "<Leave/>\n<Pause/>", UNREACHED, "warning", None, 2, 1, "move <Leave> to the end"),
    ("voice", "<Redirect/><Redirect/>", UNREACHED, "warning", None, 1, 22, "move <Redirect>"),
    ("sms", "<Redirect/><Message>x</Message>", UNREACHED, "warning", None, 1, 22, "move <Redirect>"),
]  # fmt: skip


def around(content: str) -> str:
    return f"<Response>{content}</Response>"


@pytest.mark.parametrize("row", [*ELEMENTS, *ATTRIBUTES, *CONTENT, *ENDS], ids=lambda row: row[1])
def test_a_fault_is_found_once_at_its_place(row: Row) -> None:
    event, content, rule, level, code, line, column, words = row
    found = said(event, around(content), GRAMMAR)
    assert [kind(each) for each in found] == [(rule, level, code)]
    assert place(found[0]) == (line, column)
    assert words in found[0].help


@pytest.mark.parametrize(
    ("event", "content"),
    [
        ("voice", ""),
        ("voice", "<Say>x</Say>"),
        ("voice", "<Say>3 <emphasis>x</emphasis><break/></Say>"),
        ("voice", "<Say><p>x</p></Say>"),
        ("voice", "<Gather>\n  <Say>x</Say>\n</Gather>"),
        ("voice", "<Dial><Number>+15005550006</Number></Dial>"),
        ("voice", "<Dial>+15005550006</Dial>"),
        ("voice", "<Reject/>"),
        ("voice", "<Say>x</Say><Hangup/>"),
        ("voice", "<Say>x</Say><Hangup/><!-- the end -->"),
        ("voice", "<Connect><VirtualAgent connectorName='desk'/></Connect>"),
        ("voice", "<Connect><Stream url='wss://a.example.com'/></Connect>"),
        ("voice", "<Connect><ConversationRelay url=''/></Connect>"),
        ("voice", "<Start><MediaFilter name='a' track='both_tracks' filterType='noise' model='b'/></Start>"),
        ("voice", "<Start><MediaFilter><Parameter name='c' value='d'/></MediaFilter></Start>"),
        ("voice", "<Stop><MediaFilter name='a'/></Stop>"),
        ("voice", "<Connect><ConversationRelay url='wss://a.b'><Failover ttsProvider='Amazon'/></ConversationRelay></Connect>"),
        ("voice", "<Connect><ConversationRelay url='wss://a.b'><Language code='en-US'><Failover voice='a'/></Language></ConversationRelay></Connect>"),
        ("voice", "<Start><Stream url='wss://a.b'><Parameter name='a' value=''/></Stream></Start>"),
        ("sms", "<Message>x</Message>"),
        ("sms", "<Message><Media>https://a.example.com/a.png</Media></Message>"),
        ("sms", "<Message to='+15005550006'><Body>x</Body></Message>"),
        ("sms", "<Message>x</Message><Redirect>/b</Redirect>"),
    ],
)  # fmt: skip
def test_nothing_is_said_of_a_good_document(event: str, content: str) -> None:
    assert said(event, around(content), GRAMMAR) == []


@pytest.mark.parametrize(
    "root",
    [
        '<Response version="2010-04-01"/>',
        '<Response version="1.0"/>',
        '<Response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"/>',
        '<Response xmlns="http://example.com/"/>',
        '<Response><Pause version="1"/></Response>',
    ],
)
def test_versions_and_schema_hints_are_no_unknown_attributes(root: str) -> None:
    assert said("voice", root, {ATTRIBUTE}) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<Sya>x</Sya>", "<Sya> is not a TwiML element"),
        ("<Number>1</Number>", "<Number> is not allowed in <Response>"),
        ("<Start><Nope/></Start>", "twiml-check does not recognize <Nope> in <Start>"),
        ("<Message>1</Message>", "<Message> is a messaging verb, but this is the response to a call"),
        ("<Say voise='a'>x</Say>", '<Say> has no attribute "voise"'),
        ("<Connect><VirtualAgent/></Connect>", '<VirtualAgent> needs the attribute "connectorName"'),
        ("<Say/>", "<Say> is empty"),
        ("<Gather> Press  1 </Gather>", '<Gather> cannot contain text: "Press 1"'),
        ("<Hangup/><Say>1</Say>", "<Say> after <Hangup> never runs"),
        ("<Hangup/><Say>1</Say><Pause/>", "<Say> and 1 more after <Hangup> never run"),
        ("<Hangup/><Say>1</Say><Nope/>", "<Say> after <Hangup> never runs"),
    ],
)  # fmt: skip
def test_the_message_says_what_is_wrong(content: str, message: str) -> None:
    assert message in [each.message for each in said("voice", around(content), GRAMMAR)]


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (
            "<Connect><ConversationRelay url='wss://a.b' zz='1'/></Connect>",
            "Twilio may have added it since",
        ),
        ("<Say voise='a'>x</Say>", ""),
        ("<Pay>x</Pay>", "Twilio skips the text"),
        ("<Gather>x</Gather>", ""),
        ("<Start><Nope/></Start>", "Twilio may have added it since"),
        ("<Say><mark name='a'/>y</Say>", "Twilio does not document it"),
        ("<Connect><VirtualAgent connectorname='a'/></Connect>", "Twilio also logs 12200"),
    ],
)
def test_the_note_says_what_else_is_known(content: str, note: str) -> None:
    [found] = said("voice", around(content), GRAMMAR)
    assert note in found.note if note else found.note == ""


def test_what_is_rejected_does_not_reject_its_children() -> None:
    content = "<Sya voise='a'><Nope/><Conference/></Sya><Number qq='1'/>"
    assert [each.rule for each in said("voice", around(content), GRAMMAR)] == [UNKNOWN, MISPLACED]


def test_every_fault_of_a_document_is_found_from_the_top_down() -> None:
    content = "<Sya/>\n<Say voise='a' lupe='2'/>\n<Pause>x</Pause>\n<Hangup/>\n<Message/>\n<Play/>"
    found = said("voice", around(content), GRAMMAR)
    assert [(each.rule, place(each)) for each in found] == [
        (UNKNOWN, (1, 11)),
        (ATTRIBUTE, (2, 6)),
        (ATTRIBUTE, (2, 16)),
        (TEXT, (3, 8)),
        (PRODUCT, (5, 1)),
        (UNREACHED, (6, 1)),
    ]


@pytest.mark.parametrize(
    ("event", "content", "rule", "level", "note"),
    [
        ("sms", "<Sms>x</Sms>", "deprecated-element", "warning", "use <Message>"),
        ("voice", "<Sms>x</Sms>", "deprecated-element", "warning", ""),
        ("voice", "<Say rate='slow'>x</Say>", "deprecated-attribute", "info", "13513"),
        ("voice", "<Dial ifMachine='Hangup'>1</Dial>", "deprecated-attribute", "info", ""),
    ],
)
def test_what_is_deprecated(event: str, content: str, rule: str, level: str, note: str) -> None:
    found = said(event, around(content), RETIRED)
    assert [kind(each) for each in found] == [(rule, level, None)]
    assert note in found[0].note
    assert found[0].note


@pytest.mark.parametrize(
    ("event", "content"),
    [
        ("voice", "<Say voice='man'>x</Say>"),
        ("voice", "<Dial record='do-not-record'><Number>1</Number></Dial>"),
        ("sms", "<Message to='+15005550006'>x</Message>"),
    ],
)
def test_what_is_not_deprecated(event: str, content: str) -> None:
    assert said(event, around(content), RETIRED) == []


def test_which_product_a_verb_is_of() -> None:
    [voice] = said("sms", around("<Hangup/>"), {PRODUCT})
    assert voice.message == "<Hangup> is a voice verb, but this is the response to a message"
    assert voice.note == "Twilio also logs 14110"


@pytest.mark.parametrize(
    ("event", "content", "message", "help_"),
    [
        ("sms", "<Say>a</Say>" * 5, "<Say> and 4 more are voice verbs, but this is the response to a message",
         f"did you mean --event voice? Otherwise {MESSAGE_VERBS}"),
        ("sms", "<Say>a</Say><Gather><Say>b</Say></Gather><Redirect>/a</Redirect>",
         "<Say> and 1 more are voice verbs, but this is the response to a message", "did you mean --event voice?"),
        ("whatsapp", "<Dial>+12025550143</Dial>",
         "<Dial> is a voice verb, but this is the response to a message", "did you mean --event voice?"),
        ("voice", "<Message>a</Message><Message>b</Message>",
         "<Message> and 1 more are messaging verbs, but this is the response to a call",
         "did you mean --event sms? Otherwise respond to a call with <Say>"),
    ],
)  # fmt: skip
def test_a_document_of_the_other_product(
    event: str, content: str, message: str, help_: str
) -> None:
    [found] = said(event, around(content), GRAMMAR)
    assert (found.message, found.twilio_code) == (message, 12200)
    assert found.help.startswith(help_)
    assert place(found) == (1, 11)


@pytest.mark.parametrize(
    ("event", "content", "most"),
    [
        ("sms", "<Message>a</Message><Say>b</Say><Say>c</Say>", 2),
        ("sms", "<Say>b</Say><Message>a</Message><Hangup/>", 2),
        ("voice", "<Say>a</Say><Message>b</Message><Message>c</Message>", 2),
    ],
)
def test_a_mixed_document(event: str, content: str, most: int) -> None:
    found = said(event, around(content), {PRODUCT})
    assert len(found) == most
    assert not any("--event" in each.help for each in found)


def test_a_later_document_has_its_event() -> None:
    given = answer(around("<Say>a</Say><Say>b</Say>").encode())
    [found] = said_of(hop("sms", given, via="twiml-redirect"), {PRODUCT})
    assert found.help == MESSAGE_VERBS


def test_a_retired_attribute_that_does_harm() -> None:
    said_as = "<Say><say-as interpret-as='date' role='mdy'>1/2/2020</say-as></Say>"
    (found,) = said("voice", around(said_as), {"deprecated-attribute"})
    assert kind(found) == ("deprecated-attribute", "error", 13520)
    assert place(found) == (1, 44)
    said_otherwise = "<Say><say-as interpret-as='spell-out' role='x'>abc</say-as></Say>"
    (found,) = said("voice", around(said_otherwise), {"deprecated-attribute"})
    assert kind(found) == ("deprecated-attribute", "info", None)
