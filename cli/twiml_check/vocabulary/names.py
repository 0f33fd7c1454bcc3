"""Lists of names that stand in values: parameters, currencies, voices, kinds of SIDs."""

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
"""What Twilio may fill in where an address has it in braces.

The list of legal names is not published; these are the parameters of its requests:
https://www.twilio.com/docs/voice/twiml#request-parameters
"""

# --- currencies -------------------------------------------------------------------------------

USUAL_DECIMALS = 2
NONE = "bif clp djf gnf isk jpy kmf krw pyg rwf ugx uyi vnd vuv xaf xof xpf"
THREE = "bhd iqd jod kwd lyd omr tnd"
FOUR = "clf uyw"
DECIMALS = {
    name: count for names, count in ((NONE, 0), (THREE, 3), (FOUR, 4)) for name in names.split()
}
"""By the currency's name in small letters; those left out have two."""

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
"""Names of Amazon's voices, the part behind `Polly.`."""
GOOGLE_KINDS = ("Standard", "Wavenet")
"""Kinds of Google's voices that have no number in their name, as in Google.en-US-Wavenet-D."""

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
"""What an identifier is of, by the two letters that it begins with: `Attribute.sid`."""
