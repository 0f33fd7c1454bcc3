"""The grammar of a response to a call: https://www.twilio.com/docs/voice/twiml.

One element a row, one attribute a line, in Twilio's order. A key is the element's name;
`Refer.Sip` is the `<Sip>` in `<Refer>`, which has fewer attributes than the one in `<Dial>`, and
`SSML.x` is the tag `x` in the text of `<Say>`.

Three rules apply to the whole table:

- `certain=False` marks an entry that only a client library or an old page has. An entry with its
  own error number in Twilio's dictionary is certain, even if no page lists it (bargeIn, ifMachine).
- `minimum` and `maximum` are the limits of the error number; `usual` is a narrower range of the
  page.
- A list of languages, voices or models is a list of hints: Twilio adds to it without notice.
"""

from twiml_check.vocabulary.messaging import ACTION, ADDRESSES, GET_OR_POST, URL, VERSION
from twiml_check.vocabulary.shapes import Attribute, Tag
from twiml_check.vocabulary.ssml import SSML

DOCS = "https://www.twilio.com/docs/voice/twiml"

TRUE_OR_FALSE = ("true", "false")

METHOD = Attribute("http-method", GET_OR_POST)
WHISPER = ACTION._replace(branch="whisper")
WEB_URL = Attribute("url", code=11100)
"""A URL that must be absolute by the page, or any URL."""
TEXT = Attribute()
NAME = Attribute("name")
"""The name of something that the account has, or its SID."""
BOOL = Attribute("bool", TRUE_OR_FALSE)
LANGUAGES = Attribute("language-tag", ("multi",))
DIGITS = r"^[0-9A-DwW#*]+$"
"""Keys to press; w waits half a second, W waits one second."""
TRIMS = ("trim-silence", "do-not-trim")
TRACKS = ("inbound_track", "outbound_track", "both_tracks")

# Only the client libraries have these.
LIBRARY_TEXT = Attribute(certain=False)
LIBRARY_BOOL = Attribute("bool", TRUE_OR_FALSE, certain=False)
LIBRARY_ACTION = ACTION._replace(certain=False)
LIBRARY_METHOD = Attribute("http-method", GET_OR_POST, certain=False)

PROGRESS = ("initiated", "ringing", "answered", "completed")
STATUS_CALLBACK = {
    "statusCallbackEvent": Attribute("list-of-enum", PROGRESS, separator=" ", code=21626),
    "statusCallback": Attribute("relative-or-absolute-url", code=21609, refused_code=15003),
    "statusCallbackMethod": METHOD,
}
RECORDING_EVENTS = ("in-progress", "completed", "absent")
RECORDING_CALLBACK = {
    "recordingStatusCallback": Attribute("relative-or-absolute-url", code=13256),
    "recordingStatusCallbackMethod": METHOD,
    "recordingStatusCallbackEvent": Attribute(
        "list-of-enum", RECORDING_EVENTS, separator=" ", code=13621
    ),
}
MACHINE_DETECTION = {
    "machineDetection": Attribute("enum", ("Enable", "DetectMessageEnd"), code=21234),
    "machineDetectionTimeout": Attribute("int", minimum=3, maximum=60, code=21234),
    "machineDetectionSpeechThreshold": Attribute("int", minimum=1000, maximum=6000, code=21234),
    "machineDetectionSpeechEndThreshold": Attribute("int", minimum=500, maximum=5000, code=21234),
    "machineDetectionSilenceTimeout": Attribute("int", minimum=2000, maximum=10000, code=21234),
    "amdStatusCallback": WEB_URL,
    "amdStatusCallbackMethod": METHOD,
}

RECORD_MODES = (
    *("do-not-record", "record-from-answer", "record-from-ringing"),
    *("record-from-answer-dual", "record-from-ringing-dual"),
)
RING_TONES = (
    "at au bg br be ch cl cn cz de dk ee es fi fr gr hu il in it lt jp mx my nl no nz ph pl pt ru "
    "se sg th uk us us-old tw ve za"
)
CARDS = ("visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club")
CARD_TYPES = Attribute(
    "list-of-enum", (*CARDS, "enroute"), legacy=("master-card",), separator=" ", code=64020
)

OLD_VOICES = ("male", "female", "eve", "brian")
"""Twilio's schema allows them: https://github.com/TwilioDevEd/twiml-generator"""
SPOKEN_LANGUAGES = (
    "af-ZA am-ET ar-AE ar-XA arb bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-DE "
    "el-GR en-AU en-CA en-GB en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US fi-FI "
    "fil-PH fr-CA fr-FR fr-BE gu-IN he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP kn-IN ko-KR lv-LV "
    "ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sr-RS sv-SE "
    "ta-IN te-IN th-TH tr-TR uk-UA vi-VN yue-HK zh-CN zh-HK zh-TW"
)
HEARD_LANGUAGES = (
    "af-ZA am-ET ar-AE ar-BH ar-DZ ar-EG ar-IL ar-IQ ar-JO ar-KW ar-LB ar-MA ar-OM ar-PS ar-QA "
    "ar-SA ar-TN az-AZ bg-BG bn-BD bn-IN ca-ES cs-CZ da-DK de-DE el-GR en-AU en-CA en-GB en-GH "
    "en-IE en-IN en-KE en-NG en-NZ en-PH en-SG en-TZ en-US en-ZA es-AR es-BO es-CL es-CO es-CR "
    "es-DO es-EC es-ES es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-PY es-SV es-US es-UY es-VE "
    "et-EE eu-ES fa-IR fi-FI fil-PH fr-CA fr-FR gl-ES gu-IN he-IL hi-IN hr-HR hu-HU hy-AM id-ID "
    "is-IS it-IT ja-JP jv-ID ka-GE km-KH kn-IN ko-KR lo-LA lt-LT lv-LV mk-MK ml-IN mn-MN mr-IN "
    "ms-MY my-MM nar-IQ nb-NO ne-NP nl-BE nl-NL pa-guru-IN pl-PL pt-BR pt-PT ro-RO ru-RU si-LK "
    "sk-SK sl-SI sq-AL sr-RS su-ID sv-SE sw-KE sw-TZ ta-IN ta-LK ta-MY ta-SG te-IN th-TH tr-TR "
    "uk-UA ur-IN ur-PK uz-UZ vi-VN yue-Hant-HK zh cmn-Hans-CN zh-TW cmn-Hant-TW zu-ZA"
)
PAY_LANGUAGES = (
    "de-DE en-AU en-CA en-GB en-IE en-IN en-NZ en-PH en-US en-ZA es-ES es-MX es-US fr-CA fr-FR "
    "it-IT"
)
SPEECH_MODELS = (
    "default numbers_and_commands phone_call experimental_conversations experimental_utterances "
    "googlev2_long googlev2_short googlev2_telephony googlev2_telephony_short deepgram_nova-2 "
    "deepgram_nova-3"
)

STARTED = ("Stream", "Siprec", "Transcription", "Recording", "MediaFilter")
"""The nouns that <Start> begins and <Stop> ends."""

VERBS: dict[str, Tag] = {
    "Response": Tag(
        "Response",
        "root",
        children=(
            *("Say", "Play", "Pause", "Gather", "Record", "Dial", "Enqueue", "Leave", "Hangup"),
            *("Reject", "Redirect", "Refer", "Connect", "Start", "Stop", "Pay", "Echo", "Sms"),
            # Only the libraries allow these two here.
            *("Queue", "Prompt"),
        ),
        attributes={"version": VERSION},
        refuses_text=True,
        doc=DOCS,
    ),
    "Say": Tag(
        "Say",
        "verb",
        "mixed-ssml",
        speech="text",
        children=(
            *("SSML.break", "SSML.emphasis", "SSML.lang", "SSML.p", "SSML.phoneme"),
            *("SSML.prosody", "SSML.s", "SSML.say-as", "SSML.sub", "SSML.w"),
        ),
        attributes={
            # About nine hundred voices of providers, as in Polly.Joanna; only the dot is checked.
            "voice": Attribute(
                "enum",
                ("man", "woman"),
                legacy=("alice", *OLD_VOICES),
                pattern=r"^[A-Za-z]+\..+$",
                pattern_words="a voice such as Polly.Joanna",
                code=13511,
                code_in_gather=13321,
                in_schema=True,
            ),
            "language": Attribute(
                "language-tag",
                tuple(SPOKEN_LANGUAGES.split()),
                open=True,
                legacy=("en", "en-gb", "es", "fr", "de", "it"),
            ),
            "loop": Attribute("int", minimum=0, code=13510, code_in_gather=13322, in_schema=True),
            "rate": Attribute(
                "int-or-enum",
                ("x-slow", "slow", "medium", "fast", "x-fast", "default"),
                minimum=0,
                pattern=r"^[0-9.]+%?$",
                deprecated="Twilio documents it only in error 13513",
                code=13513,
            ),
        },
        content_required=True,
        content_code=13520,
        passes_by=True,
        takes_time=True,
        doc=f"{DOCS}/say",
    ),
    "Play": Tag(
        "Play",
        "verb",
        "url",
        attributes={
            "loop": Attribute("int", minimum=0, code=13410, in_schema=True),
            "digits": Attribute("dtmf-string", pattern=DIGITS, code=13430),
        },
        content_code=11100,
        target="put the URL of an audio file in it",
        target_attributes=("digits",),
        resource="sound",
        passes_by=True,
        takes_time=True,
        doc=f"{DOCS}/play",
    ),
    "Pause": Tag(
        "Pause",
        "verb",
        attributes={
            # Twilio does not document whether 0 is an error.
            "length": Attribute("int", legacy=("0",), minimum=1, code=13910, in_schema=True)
        },
        refuses_text=True,
        passes_by=True,
        takes_time=True,
        leaves_ringing=True,
        doc=f"{DOCS}/pause",
    ),
    "Gather": Tag(
        "Gather",
        "verb",
        children=("Say", "Play", "Pause"),
        attributes={
            "action": ACTION._replace(pci_code=13337),
            "method": Attribute("http-method", GET_OR_POST, code=13312),
            "input": Attribute("list-of-enum", ("dtmf", "speech"), separator=" ", code=13326),
            # Many use 0, to stop listening with the prompt; one place on the page says auto.
            "timeout": Attribute(
                "int", legacy=("0", "auto"), minimum=1, code=13313, in_schema=True
            ),
            "speechTimeout": Attribute("int-or-enum", ("auto",), minimum=1, code=13327),
            "finishOnKey": Attribute(
                "key-set", pattern=r"^[0-9#*]*$", max_chars=1, empty=True, code=13310
            ),
            "numDigits": Attribute("int", minimum=1, code=13314, in_schema=True),
            "actionOnEmptyResult": Attribute("bool", TRUE_OR_FALSE, code=13338),
            "language": Attribute(
                "language-tag", tuple(HEARD_LANGUAGES.split()), open=True, code=13331
            ),
            "hints": Attribute(code=13330),
            "profanityFilter": Attribute("bool", TRUE_OR_FALSE, code=13333),
            # Every family of models has an underscore, and Twilio adds models without notice.
            "speechModel": Attribute(
                "enum", tuple(SPEECH_MODELS.split()), pattern=r"^[a-z0-9]+_.+$", code=13334
            ),
            "enhanced": Attribute(
                "bool",
                TRUE_OR_FALSE,
                deprecated="it only has an effect on the retired model phone_call",
            ),
            "partialResultCallback": URL._replace(pci_code=13337),
            "partialResultCallbackMethod": Attribute("http-method", GET_OR_POST, code=13329),
            "maxSpeechTime": Attribute("int", minimum=1, code=13328, in_schema=True),
            "bargeIn": Attribute("bool", TRUE_OR_FALSE, code=13332),
            "debug": LIBRARY_BOOL,
        },
        ends_if=("attr:actionOnEmptyResult=true",),
        refuses_text=True,
        misplaced_code=13320,
        takes_time=True,
        result="the input",
        takes_over="Twilio requests the action even when the caller enters nothing",
        doc=f"{DOCS}/gather",
    ),
    "Record": Tag(
        "Record",
        "verb",
        attributes={
            "action": ACTION,
            "method": Attribute("http-method", GET_OR_POST, code=13610),
            "timeout": Attribute("int", minimum=0, code=13611, in_schema=True),
            "finishOnKey": Attribute("key-set", pattern=r"^[0-9#*]*$", empty=True, code=13613),
            "maxLength": Attribute("int", minimum=1, usual=(1, 86400), code=13612, in_schema=True),
            "playBeep": Attribute("bool", TRUE_OR_FALSE, code=13616),
            "trim": Attribute("enum", TRIMS, code=13699),
            **RECORDING_CALLBACK,
            "transcribe": Attribute("bool", TRUE_OR_FALSE, legacy=("FAST", "ACCURATE"), code=13614),
            "transcribeCallback": Attribute(
                "relative-or-absolute-url", code=13257, needs="transcribe=true", refused_code=94100
            ),
            "recordingConfigurationId": LIBRARY_TEXT,
        },
        # Older pages say that the next verb runs when nothing was recorded; the new page does not.
        may_end_if=("always",),
        refuses_text=True,
        takes_time=True,
        result="the recording",
        takes_over=(
            "Twilio requests {next} next, recorded or not; only older pages of Twilio differ"
        ),
        doc=f"{DOCS}/record",
    ),
    "Dial": Tag(
        "Dial",
        "verb",
        "text-or-children",
        children=(
            *("Number", "Client", "Sip", "Conference", "Queue", "Application", "WhatsApp", "Sim"),
        ),
        attributes={
            "action": ACTION,
            "method": Attribute("http-method", GET_OR_POST, code=13210),
            "timeout": Attribute("int", minimum=1, usual=(5, 600), code=13212, in_schema=True),
            "timeLimit": Attribute("int", minimum=1, usual=(1, 86400), code=13216, in_schema=True),
            "hangupOnStar": Attribute("bool", TRUE_OR_FALSE, code=13213),
            "callerId": Attribute("phone", code=13247),
            "callReason": Attribute(max_chars=50),
            "record": Attribute("enum", RECORD_MODES, legacy=TRUE_OR_FALSE, code=13217),
            "trim": Attribute("enum", TRIMS, code=13699),
            **RECORDING_CALLBACK,
            "recordingTrack": Attribute("enum", ("inbound", "outbound", "both"), code=13622),
            "recordingConfigurationId": TEXT,
            "answerOnBridge": Attribute("bool", TRUE_OR_FALSE, code=13219),
            "ringTone": Attribute("enum", tuple(RING_TONES.split()), code=13220),
            "sequential": Attribute("bool", TRUE_OR_FALSE, code=13218),
            "referUrl": URL._replace(method="referMethod"),
            "referMethod": METHOD,
            "events": Attribute("enum", ("call-progress-event",), open=True, certain=False),
            "passports": LIBRARY_TEXT,
            "ifMachine": Attribute(
                "enum",
                ("hangup", "continue", "false"),
                deprecated="use machineDetection on <Number> or <Sip>",
                code=13211,
            ),
        },
        content_code=13223,
        ends_if=("has:action",),
        target="put a number in it, or a noun such as <Number>",
        most_destinations=10,
        grows=True,
        misplaced_code=13215,
        takes_time=True,
        doc=f"{DOCS}/dial",
    ),
    "Enqueue": Tag(
        "Enqueue",
        "verb",
        "text-or-children",
        children=("Task", "TaskAttributes"),
        attributes={
            "action": Attribute("relative-or-absolute-url", code=14203, method="method"),
            "method": Attribute("http-method", GET_OR_POST, code=14201),
            "waitUrl": Attribute(
                "relative-or-absolute-url", empty=True, code=14202, branch="queue"
            ),
            "waitUrlMethod": Attribute("http-method", GET_OR_POST, code=14206),
            "workflowSid": Attribute("sid", sid="WW", code=14220),
            "maxQueueSize": Attribute("int", minimum=1, certain=False),
        },
        content_code=14204,
        ends_if=("has:action",),
        target="put the name of a queue in it",
        target_attributes=("workflowSid",),
        lacks="names no queue and has no workflowSid",
        takes_time=True,
        doc=f"{DOCS}/enqueue",
    ),
    "Leave": Tag("Leave", "verb", ends_if=("always",), doc=f"{DOCS}/leave"),
    "Hangup": Tag(
        "Hangup",
        "verb",
        children=("Parameter",),
        ends_if=("always",),
        refuses_text=True,
        doc=f"{DOCS}/hangup",
    ),
    "Reject": Tag(
        "Reject",
        "verb",
        children=("Parameter",),
        attributes={"reason": Attribute("enum", ("rejected", "busy"), code=13810, in_schema=True)},
        ends_if=("always",),
        refuses_text=True,
        doc=f"{DOCS}/reject",
    ),
    "Redirect": Tag(
        "Redirect",
        "verb",
        "url",
        attributes={"method": Attribute("http-method", GET_OR_POST, code=13710)},
        content_code=11100,
        ends_if=("always",),
        resource="callback",
        doc=f"{DOCS}/redirect",
    ),
    "Refer": Tag(
        "Refer",
        "verb",
        children=("Refer.Sip",),
        attributes={"action": ACTION, "method": METHOD},
        content_code=12200,
        ends_if=("has:action",),
        needs_child=True,
        # A REFER names one target: https://www.rfc-editor.org/rfc/rfc3515#section-2.1
        one_child="warning",
        doc=f"{DOCS}/refer",
    ),
    "Connect": Tag(
        "Connect",
        "verb",
        children=(
            *("Stream", "ConversationRelay", "Room", "VirtualAgent", "Conversation", "Autopilot"),
            *("AiSession", "ConversationRelaySession", "Assistant"),
        ),
        attributes={"action": ACTION, "method": METHOD},
        ends_if=("has:action", "child:VirtualAgent"),
        needs_child=True,
        one_child="info",
        grows=True,
        takes_time=True,
        doc=f"{DOCS}/connect",
    ),
    "Start": Tag(
        "Start",
        "verb",
        children=STARTED,
        attributes={"action": LIBRARY_ACTION, "method": LIBRARY_METHOD},
        content_code=14300,
        needs_child=True,
        one_child="info",
        grows=True,
        refuses_text=True,
        unchecked=True,
        passes_by=True,
        doc=f"{DOCS}/stream",
    ),
    "Stop": Tag(
        "Stop",
        "verb",
        children=STARTED,
        content_code=14300,
        needs_child=True,
        one_child="info",
        grows=True,
        unchecked=True,
        passes_by=True,
        doc=f"{DOCS}/stream",
    ),
    "Pay": Tag(
        "Pay",
        "verb",
        children=("Prompt", "Parameter"),
        attributes={
            "input": Attribute("enum", ("dtmf",), legacy=("DTMF",), code=64020),
            "action": Attribute("relative-or-absolute-url", code=64016),
            "statusCallback": URL,
            "statusCallbackMethod": LIBRARY_METHOD,
            "paymentMethod": Attribute("enum", ("ach-debit", "credit-card"), code=64020),
            "bankAccountType": Attribute(
                "enum",
                (
                    "consumer-checking",
                    "consumer-savings",
                    "commercial-checking",
                    "commercial-savings",  # in the libraries only
                ),
                code=64020,
            ),
            "timeout": Attribute("int", minimum=1, code=64020),
            "maxAttempts": Attribute("int", minimum=1, maximum=3, code=64020),
            "securityCode": BOOL,
            "postalCode": Attribute("bool-or-string", TRUE_OR_FALSE, open=True),
            "minPostalCodeLength": Attribute("int", minimum=1, code=64020),
            "paymentConnector": TEXT,
            "tokenType": Attribute("enum", ("one-time", "reusable", "payment-method"), code=64020),
            "chargeAmount": Attribute("number", minimum=0, maximum=1_000_000, code=64003),
            "currency": Attribute(pattern=r"^[A-Za-z]{3}$", code=64011),
            "description": TEXT,
            "validCardTypes": CARD_TYPES,
            "language": Attribute(
                "language-tag", tuple(PAY_LANGUAGES.split()), open=True, code=64020
            ),
            "credentialSid": Attribute(
                "sid", sid="CR", deprecated="the client libraries removed it in 2018", certain=False
            ),
        },
        # The page says both that verbs after it run and that they do not.
        takes_time=True,
        result="the result",
        doc=f"{DOCS}/pay",
    ),
    "Echo": Tag("Echo", "verb", open=True, doc=DOCS, certain=False),
    "Sms": Tag(
        "Sms",
        "verb",
        "text",
        attributes=ADDRESSES,
        content_required=True,
        content_code=14103,
        may_end_if=("has:action",),
        deprecated="Twilio recommends the REST API instead",
        passes_by=True,
        sends_message=True,
        doc=f"{DOCS}/sms",
    ),
}

DIAL_NOUNS: dict[str, Tag] = {
    "Number": Tag(
        "Number",
        "noun",
        "phone-number",
        attributes={
            "sendDigits": Attribute("dtmf-string", pattern=DIGITS, code=13222),
            "url": WHISPER,
            "method": Attribute("http-method", GET_OR_POST, code=13221),
            **STATUS_CALLBACK,
            "byoc": Attribute("sid", sid="BY"),
            **MACHINE_DETECTION,
        },
        content_required=True,
        content_code=13223,
        is_destination=True,
        doc=f"{DOCS}/number",
    ),
    "Client": Tag(
        "Client",
        "noun",
        "text-or-children",
        children=("Identity", "Parameter"),
        attributes={
            "url": WHISPER,
            "method": METHOD,
            **STATUS_CALLBACK,
            "clientNotificationUrl": Attribute("url", code=13806, refused_code=13807),
        },
        is_destination=True,
        doc=f"{DOCS}/client",
    ),
    "Identity": Tag("Identity", "noun", "text", content_required=True, doc=f"{DOCS}/client"),
    "Parameter": Tag(
        "Parameter",
        "noun",
        attributes={
            "name": Attribute(required=True),
            "value": Attribute(empty=True, required=True),
        },
        is_extra=True,
        doc=f"{DOCS}/parameter",
    ),
    "Sip": Tag(
        "Sip",
        "noun",
        "sip-uri",
        children=("Uri", "Headers"),
        attributes={
            "username": Attribute(code=13249),
            "password": Attribute(code=13249),
            "url": WHISPER,
            "method": Attribute("http-method", GET_OR_POST, code=13241),
            **STATUS_CALLBACK,
            **MACHINE_DETECTION,
            # The page does not have it, but error 13242 is about it.
            "sendDigits": Attribute("dtmf-string", pattern=DIGITS, code=13242),
        },
        content_code=13243,
        target="put a SIP address in it",
        is_destination=True,
        most_destinations=5,
        doc=f"{DOCS}/sip",
    ),
    "Uri": Tag(
        "Uri",
        "noun",
        "sip-uri",
        attributes={
            "priority": LIBRARY_TEXT,
            "weight": LIBRARY_TEXT,
            "username": Attribute(code=13249, certain=False),
            "password": Attribute(code=13249, certain=False),
        },
        content_required=True,
        content_code=13243,
        open=True,
        is_destination=True,
        doc=f"{DOCS}/sip",
        certain=False,
    ),
    "Headers": Tag(
        "Headers", "noun", children=("Header",), open=True, doc=f"{DOCS}/sip", certain=False
    ),
    "Header": Tag(
        "Header",
        "noun",
        attributes={
            "name": Attribute(required=True, code=13252, certain=False),
            "value": Attribute(required=True, certain=False),
        },
        open=True,
        doc=f"{DOCS}/sip",
        certain=False,
    ),
    "Conference": Tag(
        "Conference",
        "noun",
        "text",
        attributes={
            "muted": Attribute("bool", TRUE_OR_FALSE, code=13230),
            "beep": Attribute("enum", ("true", "false", "onEnter", "onExit"), code=13235),
            "startConferenceOnEnter": Attribute("bool", TRUE_OR_FALSE, code=13232),
            "endConferenceOnExit": Attribute("bool", TRUE_OR_FALSE, code=13231),
            "participantLabel": Attribute(max_chars=128, code=16023),
            "jitterBufferSize": Attribute("enum", ("small", "medium", "large", "off")),
            "waitUrl": Attribute(
                "relative-or-absolute-url",
                empty=True,
                code=13233,
                method="waitMethod",
                branch="hold",
            ),
            "waitMethod": Attribute("http-method", GET_OR_POST, code=13234),
            "maxParticipants": Attribute("int", minimum=1, maximum=250, code=16002),
            # true and false are documented for <Dial record> and for trim here, and not rejected.
            "record": Attribute(
                "enum", ("do-not-record", "record-from-start"), legacy=TRUE_OR_FALSE
            ),
            "region": Attribute(
                "enum", ("us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1"), open=True
            ),
            "trim": Attribute("enum", TRIMS, legacy=TRUE_OR_FALSE, code=13239),
            "coach": Attribute("sid", sid="CA", code=16002),
            # For calls of TaskRouter; error numbers name them, but no page does.
            "workflowSid": Attribute("sid", sid="WW", code=14230),
            "reservationSid": Attribute("sid", sid="WR", code=14236),
            "postWorkActivitySid": Attribute("sid", sid="WA", code=14237),
            "whisper": Attribute(
                "sid", sid="CA", deprecated='Twilio renamed the attribute to "coach"', certain=False
            ),
            "statusCallbackEvent": Attribute(
                "list-of-enum",
                (
                    *("start", "end", "join", "leave", "mute", "hold", "modify", "speaker"),
                    "announcement",
                ),
                separator=" ",
                code=16002,
            ),
            "statusCallback": Attribute("relative-or-absolute-url", code=16002, refused_code=16011),
            "statusCallbackMethod": Attribute("http-method", GET_OR_POST, code=16002),
            **RECORDING_CALLBACK,
            "eventCallbackUrl": Attribute(
                "relative-or-absolute-url",
                deprecated="use recordingStatusCallback",
                code=16002,
            ),
            "recordingConfigurationId": TEXT,
        },
        content_required=True,
        content_code=13237,
        # More attributes of TaskRouter exist (errors 14231 to 14233), but no page names them.
        open=True,
        content_name="the name of a room",
        doc=f"{DOCS}/conference",
    ),
    "Queue": Tag(
        "Queue",
        "noun",
        "text",
        attributes={
            "url": Attribute(
                "relative-or-absolute-url", code=14211, method="method", branch="dequeue"
            ),
            "method": Attribute("http-method", GET_OR_POST, code=14210),
            "reservationSid": Attribute("sid", sid="WR", code=14215),
            "postWorkActivitySid": Attribute("sid", sid="WA", needs="reservationSid"),
        },
        content_code=14212,
        target="put the name of a queue in it",
        target_attributes=("reservationSid",),
        doc=f"{DOCS}/queue",
    ),
    "Sim": Tag(
        "Sim",
        "noun",
        "text",
        content_required=True,
        deprecated="Twilio ended calls to Programmable Wireless SIMs in December 2021",
        doc="https://www.twilio.com/docs/iot/wireless",
    ),
    "Application": Tag(
        "Application",
        "noun",
        "text-or-children",
        children=("ApplicationSid", "Parameter"),
        attributes={
            "customerId": Attribute(max_chars=256),
            "copyParentTo": BOOL,
            "url": LIBRARY_ACTION,
            "method": LIBRARY_METHOD,
            "statusCallbackEvent": Attribute(
                "list-of-enum", PROGRESS, separator=" ", code=21626, certain=False
            ),
            "statusCallback": STATUS_CALLBACK["statusCallback"]._replace(certain=False),
            "statusCallbackMethod": LIBRARY_METHOD,
        },
        target="put <ApplicationSid> in it",
        lacks="names no application",
        doc=f"{DOCS}/dial/application",
    ),
    "ApplicationSid": Tag(
        "ApplicationSid", "noun", "text", content_required=True, doc=f"{DOCS}/dial/application"
    ),
    "WhatsApp": Tag(
        "WhatsApp",
        "noun",
        "phone-number",
        attributes={"url": WHISPER, "method": METHOD, **STATUS_CALLBACK},
        content_required=True,
        doc=f"{DOCS}/whatsapp",
    ),
    "Refer.Sip": Tag("Sip", "noun", "sip-uri", content_required=True, doc=f"{DOCS}/refer"),
}

ENQUEUE_NOUNS: dict[str, Tag] = {
    "Task": Tag(
        "Task",
        "noun",
        "text",
        attributes={
            # The ranges are those of a task in the REST API.
            "priority": Attribute(
                "int", minimum=0, maximum=2147483647, certain=False, in_schema=True
            ),
            "timeout": Attribute("int", minimum=1, maximum=1209600, certain=False, in_schema=True),
        },
        content_required=True,
        content_code=14221,
        is_extra=True,
        doc="https://www.twilio.com/docs/taskrouter/twiml-queue-calls",
    ),
    "TaskAttributes": Tag(
        "TaskAttributes",
        "noun",
        "text",
        content_required=True,
        content_code=14221,
        open=True,
        deprecated="use <Task>",
        is_extra=True,
        doc="https://www.twilio.com/docs/taskrouter/twiml-queue-calls",
        certain=False,
    ),
}

INTERRUPTIONS = Attribute(
    "enum", ("none", "dtmf", "speech", "any"), legacy=TRUE_OR_FALSE, code=64101
)
NORMALIZATION = Attribute("enum", ("auto", "on", "off"), certain=False)
RELAY_BOOL = Attribute("bool", TRUE_OR_FALSE, code=64101)
RELAY_LIBRARY_BOOL = Attribute("bool", TRUE_OR_FALSE, code=64101, certain=False)
SPEAKERS = Attribute("enum", ("Google", "Amazon", "ElevenLabs"), open=True, code=64101)
HEARERS = Attribute("enum", ("Google", "Deepgram"), open=True, code=64101)
# Connect > Conversation fails as a whole when one attribute is bad.
CONVERSATION_URL = Attribute("relative-or-absolute-url", code=32501, certain=False)
CONVERSATION_METHOD = Attribute("http-method", GET_OR_POST, code=32501, certain=False)

CONNECT_NOUNS: dict[str, Tag] = {
    "Room": Tag(
        "Room",
        "noun",
        "text",
        attributes={"participantIdentity": LIBRARY_TEXT},
        content_required=True,
        content_name="the name of a room",
        doc=f"{DOCS}/connect/room",
    ),
    "ConversationRelay": Tag(
        "ConversationRelay",
        "noun",
        speech="welcomeGreeting",
        children=("Language", "Parameter", "Failover"),
        attributes={
            "url": Attribute("ws-url", required=True, code=64101, stream="relay"),
            "welcomeGreeting": TEXT,
            "welcomeGreetingInterruptible": INTERRUPTIONS,
            "language": LANGUAGES,
            "ttsLanguage": LANGUAGES,
            "transcriptionLanguage": LANGUAGES,
            "ttsProvider": SPEAKERS,
            "voice": TEXT,
            "transcriptionProvider": HEARERS,
            "speechModel": TEXT,
            "interruptible": INTERRUPTIONS,
            "interruptSensitivity": Attribute("enum", ("low", "medium", "high"), code=64101),
            "dtmfDetection": RELAY_BOOL,
            "reportInputDuringAgentSpeech": INTERRUPTIONS,
            "preemptible": RELAY_BOOL,
            "hints": TEXT,
            "debug": Attribute(
                "list-of-enum",
                ("debugging", "speaker-events", "tokens-played"),
                open=True,
                separator=" ",
            ),
            "elevenlabsTextNormalization": Attribute("enum", ("on", "auto", "off"), code=64101),
            "intelligenceService": NAME,
            "profanityFilter": RELAY_LIBRARY_BOOL,
            "partialPrompts": RELAY_LIBRARY_BOOL,
            "speechTimeout": Attribute(
                "int-or-enum", ("auto",), minimum=600, maximum=5000, code=64101, certain=False
            ),
            "eotThreshold": Attribute("number", minimum=0.5, maximum=0.9, certain=False),
            "eagerEotThreshold": Attribute("number", minimum=0.3, maximum=0.9, certain=False),
            "backgroundNoiseReduction": LIBRARY_TEXT,
            "deepgramSmartFormat": RELAY_LIBRARY_BOOL,
            "ignoreBackchannel": RELAY_LIBRARY_BOOL,
            "events": LIBRARY_TEXT,
            "partialPromptOnHangup": RELAY_LIBRARY_BOOL,
            "asrSmartFormat": RELAY_LIBRARY_BOOL,
            "ttsTextNormalization": NORMALIZATION,
            "ttsLanguageTextNormalization": RELAY_LIBRARY_BOOL,
            "elevenlabsLanguageTextNormalization": RELAY_LIBRARY_BOOL._replace(
                deprecated='Twilio renamed the attribute to "ttsLanguageTextNormalization"'
            ),
            "includeInPrompt": Attribute(
                "list-of-enum",
                ("turn-state", "prompt-segments"),
                open=True,
                separator=" ",
                certain=False,
            ),
            "customerName": LIBRARY_TEXT,
            "applicationReconnect": RELAY_LIBRARY_BOOL,
            "echoPromptFiltering": RELAY_LIBRARY_BOOL,
            "turnDetection": RELAY_BOOL,
            # Documented for <Transcription>; applications also use them here.
            "conversationConfiguration": LIBRARY_TEXT,
            "conversationId": LIBRARY_TEXT,
        },
        open=True,
        doc=f"{DOCS}/connect/conversationrelay",
    ),
    "Language": Tag(
        "Language",
        "noun",
        children=("Failover",),
        attributes={
            "code": LANGUAGES._replace(required=True),
            "ttsProvider": SPEAKERS,
            "voice": TEXT,
            "transcriptionProvider": HEARERS,
            "speechModel": TEXT,
            "hints": LIBRARY_TEXT,
            "asrSmartFormat": LIBRARY_BOOL,
            "ttsTextNormalization": NORMALIZATION,
            "ttsLanguageTextNormalization": LIBRARY_BOOL,
        },
        open=True,
        doc=f"{DOCS}/connect/conversationrelay",
    ),
    # The page names a backup provider, voice and model "for each language"; the names of the
    # attributes, and which element contains the other, are those of <Language>.
    "Failover": Tag(
        "Failover",
        "noun",
        children=("Language",),
        attributes={
            "code": LIBRARY_TEXT,
            "language": LIBRARY_TEXT,
            "ttsLanguage": LIBRARY_TEXT,
            "ttsProvider": SPEAKERS._replace(certain=False),
            "voice": LIBRARY_TEXT,
            "transcriptionLanguage": LIBRARY_TEXT,
            "transcriptionProvider": HEARERS._replace(certain=False),
            "speechModel": LIBRARY_TEXT,
        },
        open=True,
        doc="https://www.twilio.com/docs/voice/conversationrelay/provider-failover",
    ),
    "ConversationRelaySession": Tag(
        "ConversationRelaySession",
        "noun",
        attributes={"connector": LIBRARY_TEXT, "sessionConfiguration": LIBRARY_TEXT},
        open=True,
        doc=f"{DOCS}/connect",
        certain=False,
    ),
    "AiSession": Tag(
        "AiSession",
        "noun",
        attributes={
            "aiConnector": Attribute(code=86004, certain=False, required=True),
            "aiSessionConfiguration": Attribute(code=86004, certain=False),
        },
        open=True,
        doc=f"{DOCS}/connect",
        certain=False,
    ),
    "Assistant": Tag(
        "Assistant",
        "noun",
        children=("Language", "Parameter"),
        attributes={
            "id": LIBRARY_TEXT,
            "language": LIBRARY_TEXT,
            "ttsLanguage": LIBRARY_TEXT,
            "transcriptionLanguage": LIBRARY_TEXT,
            "ttsProvider": LIBRARY_TEXT,
            "voice": LIBRARY_TEXT,
            "transcriptionProvider": LIBRARY_TEXT,
            "speechModel": LIBRARY_TEXT,
            "profanityFilter": LIBRARY_BOOL,
            "dtmfDetection": LIBRARY_BOOL,
            "welcomeGreeting": LIBRARY_TEXT,
            "partialPrompts": LIBRARY_BOOL,
            "welcomeGreetingInterruptible": LIBRARY_TEXT,
            "interruptible": LIBRARY_TEXT,
            "preemptible": LIBRARY_BOOL,
            "hints": LIBRARY_TEXT,
            "intelligenceService": LIBRARY_TEXT,
            "reportInputDuringAgentSpeech": LIBRARY_BOOL,
            "elevenlabsTextNormalization": LIBRARY_TEXT,
            "interruptSensitivity": LIBRARY_TEXT,
            "debug": LIBRARY_TEXT,
        },
        open=True,
        deprecated="Twilio retired AI Assistants, and the client libraries of 2026 do not have it",
        doc=f"{DOCS}/connect",
        certain=False,
    ),
    "VirtualAgent": Tag(
        "VirtualAgent",
        "noun",
        children=("Config", "Parameter"),
        attributes={
            "connectorName": Attribute(required=True, code=32602),
            "language": Attribute("language-tag", certain=False),
            "sentimentAnalysis": LIBRARY_BOOL,
            "statusCallback": WEB_URL._replace(pci_code=32605),
            "statusCallbackMethod": LIBRARY_METHOD,
        },
        doc=f"{DOCS}/connect/virtualagent",
    ),
    "Config": Tag(
        "Config",
        "noun",
        attributes={
            "name": Attribute(required=True, certain=False),
            "value": Attribute(required=True, certain=False),
        },
        doc=f"{DOCS}/connect/virtualagent",
    ),
    "Conversation": Tag(
        "Conversation",
        "noun",
        attributes={
            "serviceInstanceSid": Attribute("sid", sid="IS", code=32501),
            "inboundAutocreation": Attribute("bool", TRUE_OR_FALSE, code=32501, certain=False),
            "routingAssignmentTimeout": Attribute("int", minimum=1, code=32501, certain=False),
            "inboundTimeout": Attribute("int", minimum=1, code=32501, certain=False),
            "url": CONVERSATION_URL._replace(method="method"),
            "method": CONVERSATION_METHOD,
            "record": Attribute("enum", (*RECORD_MODES, *TRUE_OR_FALSE), code=32501, certain=False),
            "trim": Attribute("enum", TRIMS, code=32501, certain=False),
            "recordingStatusCallback": CONVERSATION_URL,
            "recordingStatusCallbackMethod": CONVERSATION_METHOD,
            "recordingStatusCallbackEvent": Attribute(
                "list-of-enum", RECORDING_EVENTS, separator=" ", code=32501, certain=False
            ),
            "statusCallback": CONVERSATION_URL._replace(refused_code=32503),
            "statusCallbackMethod": CONVERSATION_METHOD,
            "statusCallbackEvent": Attribute(
                "list-of-enum",
                ("call-initiated", "call-ringing", "call-answered", "call-completed"),
                separator=" ",
                code=32501,
                certain=False,
            ),
        },
        deprecated="Twilio made it for Frontline, which is retired",
        unknown_code=32501,
        doc=f"{DOCS}/connect/conversation",
    ),
    "Autopilot": Tag(
        "Autopilot",
        "noun",
        "text",
        # Twilio does not document it: https://github.com/twilio/twilio-ruby/issues/552
        attributes={"TargetTask": LIBRARY_TEXT},
        content_required=True,
        open=True,
        deprecated="Twilio shut Autopilot down",
        doc=f"{DOCS}/connect",
        certain=False,
    ),
}

START_NOUNS: dict[str, Tag] = {
    "Stream": Tag(
        "Stream",
        "noun",
        children=("Parameter",),
        attributes={
            # 31922 is for the scheme; a URL without a host is 31923. Under <Stop> none is needed.
            "url": Attribute("ws-url", code=31922, stream="stream"),
            "name": TEXT,
            "track": Attribute("enum", TRACKS, legacy=("mixed_track",), code=31941),
            "statusCallback": WEB_URL,
            "statusCallbackMethod": METHOD,
            "connectorName": LIBRARY_TEXT,
            "audioFormat": LIBRARY_TEXT,
            "sampleRate": LIBRARY_TEXT,
        },
        doc=f"{DOCS}/stream",
    ),
    "Siprec": Tag(
        "Siprec",
        "noun",
        children=("Parameter",),
        attributes={
            "name": TEXT,
            "connectorName": NAME,
            "track": Attribute("enum", TRACKS, code=31941),
            "statusCallback": Attribute("url", code=11100, certain=False),
            "statusCallbackMethod": LIBRARY_METHOD,
        },
        doc=f"{DOCS}/siprec",
    ),
    "Transcription": Tag(
        "Transcription",
        "noun",
        children=("Config", "Parameter"),
        attributes={
            "name": TEXT,
            "statusCallbackUrl": Attribute(
                "url", code=32650, method="statusCallbackMethod", pci_code=32654
            ),
            "statusCallbackMethod": Attribute(
                "http-method", GET_OR_POST, code=32650, certain=False
            ),
            "languageCode": LANGUAGES,
            "track": Attribute("enum", TRACKS, code=32650),
            "inboundTrackLabel": TEXT,
            "outboundTrackLabel": TEXT,
            "transcriptionEngine": Attribute("enum", ("google", "deepgram"), open=True, code=32650),
            "speechModel": TEXT,
            "enableProviderData": Attribute("bool", TRUE_OR_FALSE, code=32650),
            "profanityFilter": Attribute("bool", TRUE_OR_FALSE, code=32650),
            "partialResults": Attribute("bool", TRUE_OR_FALSE, code=32650),
            "hints": TEXT,
            "enableAutomaticPunctuation": Attribute("bool", TRUE_OR_FALSE, code=32650),
            "intelligenceService": Attribute("name", code=32650),
            "conversationConfiguration": TEXT,
            "conversationId": TEXT,
        },
        open=True,
        doc=f"{DOCS}/transcription",
    ),
    "Recording": Tag(
        "Recording",
        "noun",
        attributes={
            "name": TEXT,
            **RECORDING_CALLBACK,
            "trim": Attribute("enum", TRIMS),
            "track": Attribute("enum", ("inbound", "outbound", "both"), code=13622),
            "channels": Attribute("enum", ("mono", "dual")),
            "recordingConfigurationId": TEXT,
        },
        doc=f"{DOCS}/recording",
    ),
    # Of the Node library, from 6.3.1 on: https://github.com/twilio/twilio-node
    "MediaFilter": Tag(
        "MediaFilter",
        "noun",
        children=("Parameter",),
        attributes={
            "name": LIBRARY_TEXT,
            "track": Attribute("enum", TRACKS, certain=False),
            "filterType": Attribute("enum", ("noise",), open=True, certain=False),
            "model": LIBRARY_TEXT,
        },
        open=True,
        doc=f"{DOCS}/stream",
        certain=False,
    ),
}

PAY_NOUNS: dict[str, Tag] = {
    "Prompt": Tag(
        "Prompt",
        "noun",
        children=("Say", "Play", "Pause"),
        attributes={
            "for": Attribute(
                "enum",
                (
                    *("payment-card-number", "expiration-date", "security-code", "postal-code"),
                    *("bank-routing-number", "bank-account-number", "payment-processing"),
                ),
                required=True,
                code=64020,
            ),
            "errorType": Attribute(
                "list-of-enum",
                (
                    *("timeout", "invalid-card-number", "invalid-card-type", "invalid-date"),
                    *("invalid-security-code", "invalid-bank-routing-number"),
                    *("invalid-bank-account-number", "internal-error", "input-matching-failed"),
                ),
                open=True,
                legacy=("date-validation-failed",),
                separator=" ",
                code=64020,
            ),
            "cardType": CARD_TYPES,
            "attempt": Attribute("list-of-int", separator=" ", minimum=1, maximum=10, code=64020),
            "requireMatchingInputs": BOOL,
        },
        needs_child=True,
        doc=f"{DOCS}/pay/prompt",
    )
}

VOICE: dict[str, Tag] = {
    **VERBS,
    **DIAL_NOUNS,
    **ENQUEUE_NOUNS,
    **CONNECT_NOUNS,
    **START_NOUNS,
    **PAY_NOUNS,
    **SSML,
}
