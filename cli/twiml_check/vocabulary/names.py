"""Names and numbers in values: parameters, currencies, voices, SIDs, phone numbers."""

# --- parameters of Twilio's requests ----------------------------------------------------------

_NAMES = (
    "AccountSid AnnounceUrl AnsweredBy ApiVersion Attempt AvgQueueTime BankAccountNumber "
    "BankAccountType BankRoutingNumber Body CallDuration CallSid CallSidEndingConference "
    "CallStatus CallToken CallbackSource Called CalledCity CalledCountry CalledState CalledZip "
    "Caller CallerCity CallerCountry CallerName CallerState CallerZip ChannelMetadata Coaching "
    "ConferenceSid Confidence ConnectorError CurrentQueueSize DequeingCallSid DialBridged "
    "DialCallDuration DialCallSid DialCallStatus Digits Direction Duration EndConferenceOnExit "
    "ErrorCode ErrorMessage ErrorType ErrorUrl EventName ExpirationDate FaxSid FaxStatus For "
    "ForwardedFrom FriendlyName From FromCity FromCountry FromState FromZip HandoffData Hold "
    "MaxQueueSize MediaContentType0 MediaUrl MediaUrl0 MessageSid MessageStatus MessageType "
    "MessagingServiceSid Muted NotifySipResponseCode NumMedia NumPages NumSegments "
    "ParentCallSid ParticipantCallStatus ParticipantLabel ParticipantLabelEndingConference "
    "PayErrorCode PaymentCardNumber PaymentCardPostalCode PaymentCardType "
    "PaymentConfirmationCode PaymentError PaymentMethod PaymentToken ProfileId ProfileName "
    "QueuePosition QueueResult QueueSid QueueTime Reason ReasonAnnouncementFailed "
    "ReasonConferenceEnded ReasonParticipantLeft RecordingChannels RecordingDuration "
    "RecordingFileSize RecordingSid RecordingSource RecordingStartTime RecordingStatus "
    "RecordingTrack RecordingUrl ReferCallStatus ReferSipResponseCode ReferTransferTarget "
    "ReferralNumMedia RemoteStationId Result SecurityCode SequenceNumber SessionDuration "
    "SessionId SessionStatus SipResponseCode SmsMessageSid SmsSid SmsStatus SpeechResult "
    "StartConferenceOnEnter StatusCallbackEvent StirVerstat StreamError StreamEvent StreamName "
    "StreamSid Timestamp To ToCity ToCountry ToState ToZip TranscriptionSid TranscriptionStatus "
    "TranscriptionText TranscriptionUrl UnstableSpeechResult WaId "
)
TOKENS = frozenset(_NAMES.split())
"""Names in braces that Twilio may replace in a URL.

Twilio does not publish the list of valid names. These are the parameters of its requests:
https://www.twilio.com/docs/voice/twiml#request-parameters
"""

# --- mistakes of the official libraries --------------------------------------------------------

_TYPED = "twilio-go, twilio-csharp, twilio-php and twilio-java"
LIBRARY_MISTAKES = {
    # https://github.com/twilio/twilio-node/issues/1192
    **dict.fromkeys(
        ("speechtimeout", "backgroundnoisereduction", "deepgramsmartformat", "ignorebackchannel"),
        f"twilio-node, {_TYPED}",
    ),
    "for_": _TYPED,
    "xml:Lang": "twilio-php",
    **dict.fromkeys(
        (
            *("SipRec", "Break", "Emphasis", "Lang", "P", "Phoneme", "Prosody", "S", "SayAs"),
            *("Sub", "W", "interpretAs", "xmlLang"),
        ),
        "twilio-go",
    ),
}
"""Names of elements and attributes that Twilio does not know, and the libraries that write them."""

# --- currencies -------------------------------------------------------------------------------

USUAL_DECIMALS = 2
NONE = "bif clp djf gnf isk jpy kmf krw pyg rwf ugx uyi vnd vuv xaf xof xpf"
THREE = "bhd iqd jod kwd lyd omr tnd"
FOUR = "clf uyw"
DECIMALS = {
    name: count for names, count in ((NONE, 0), (THREE, 3), (FOUR, 4)) for name in names.split()
}
"""By the currency's code in lower case; all other currencies have two."""

# --- voices -----------------------------------------------------------------------------------

VOICE_PROVIDERS = ("Polly", "Google")
POLLY_VOICES = (
    *("Aditi", "Adriano", "Amy", "Andres", "Aria", "Arlet", "Arthur", "Astrid", "Ayanda"),
    *("Bianca", "Brian", "Burcu", "Camila", "Carla", "Carmen", "Celine", "Chantal", "Conchita"),
    *("Cristiano", "Daniel", "Danielle", "Dora", "Elin", "Emma", "Enrique", "Ewa", "Filiz"),
    *("Gabrielle", "Geraint", "Giorgio", "Gregory", "Gwyneth", "Hala", "Hannah", "Hans", "Hiujin"),
    *("Ida", "Ines", "Isabelle", "Ivy", "Jacek", "Jan", "Joanna", "Joey", "Justin", "Kajal"),
    *("Karl", "Kazuha", "Kendra", "Kevin", "Kimberly", "Laura", "Lea", "Liam", "Lisa", "Liv"),
    *("Lotte", "Lucia", "Lupe", "Mads", "Maja", "Marlene", "Mathieu", "Matthew", "Maxim", "Mia"),
    *("Miguel", "Mizuki", "Mía", "Naja", "Niamh", "Nicole", "Ola", "Olivia", "Pedro", "Penelope"),
    *("Raveena", "Remi", "Ricardo", "Ruben", "Russell", "Ruth", "Rémi", "Salli", "Seoyeon"),
    *("Sergio", "Sofie", "Stephen", "Suvi", "Takumi", "Tatyana", "Thiago", "Tomoko", "Vicki"),
    *("Vitoria", "Zayd", "Zeina", "Zhiyu"),
)
"""Names of Amazon's voices, the part after `Polly.`."""
GOOGLE_KINDS = ("Standard", "Wavenet")
"""Kinds of Google's voices without a number in their name, such as Google.en-US-Wavenet-D."""

# --- SIDs -------------------------------------------------------------------------------------

SIDS = {
    "AP": "a TwiML application",
    "BY": "a BYOC trunk",
    "CA": "a call",
    "CR": "a credential",
    "IS": "a conversation service",
    "WA": "an activity",
    "WR": "a reservation",
    "WW": "a workflow",
}
"""The kind of resource, by the first two letters of its SID: `Attribute.sid`."""

# --- phone numbers, senders and channels --------------------------------------------------------

MAX_DIGITS = 15
"""Digits of an E.164 number, including the country code."""
MIN_INTERNATIONAL = 7
"""Digits after the +: islands with four-digit numbers have the fewest."""
NORTH_AMERICAN = 11
"""Digits of every number with country code 1."""
MIN_DIALLED = 3
"""Digits of a number without +: 911 and 112 can be called."""
LOCAL = 7
"""Digits of a North American number without area code; a service or extension has fewer."""
NATIONAL = 10
"""Digits of a North American number with area code, the shortest without a country code."""

_CODES = (
    "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 "
    "64 65 66 81 82 84 86 90 91 92 93 94 95 98 "
    "211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 "
    "238 239 240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 "
    "262 263 264 265 266 267 268 269 290 291 297 298 299 "
    "350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 379 380 381 382 "
    "383 385 386 387 388 389 420 421 423 "
    "500 501 502 503 504 505 506 507 508 509 590 591 592 593 594 595 596 597 598 599 "
    "670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 "
    "800 808 850 852 853 855 856 870 878 880 881 882 883 886 888 "
    "960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 979 991 992 993 994 995 "
    "996 997 998"
)
CALLING_CODES = frozenset(_CODES.split())
"""No code is a prefix of another."""

NO_CHANNELS = ("client", "http", "https", "mailto", "sip", "sips", "tel")
"""Schemes that people write before an address, but that are not messaging channels."""
MAX_SENDER_CHARS = 11
"""Characters of an alphanumeric sender: https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id"""

WITHHELD = (
    *("anonymous", "restricted", "unavailable", "unknown"),
    *("266696687", "7378742833", "86282452253", "8566696", "2562533"),
)
"""Values that replace a withheld number: a word, or the keys that spell the word.

https://help.twilio.com/articles/223179988
"""
