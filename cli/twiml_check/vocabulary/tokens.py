"""Names that Twilio may fill in where an address has them in braces.

The list of legal names is not published; these are the parameters of its requests:
https://www.twilio.com/docs/voice/twiml#request-parameters
"""

from __future__ import annotations

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
