"""The parameters that Twilio sends to actions and callbacks, and the events with these parameters.

`explore/continuations` sends the same parameters in an explored call. `request` fills in
`{other_sid}` and the other placeholders. The names are those of the page in the `doc` of each row.
"""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.exchange import Event, Fields, JsonReply, Variant

DOCS = "https://www.twilio.com/docs"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
API = "https://api.twilio.com/2010-04-01/Accounts/{account_sid}"
"""The URL of an account at Twilio; twiml-check never requests it."""
RECORDING_URL = f"{API}/Recordings/{{recording_sid}}"
TIME = ("Timestamp", "Tue, 07 Jul 2026 16:20:05 +0000")
ISO_TIME = "2026-07-07T16:20:05.000Z"
SIDS: dict[str, str] = {
    "live_sid": "GT",
    "workspace_sid": "WS",
    "workflow_sid": "WW",
    "task_queue_sid": "WQ",
    "worker_sid": "WK",
    "task_sid": "WT",
    "reservation_sid": "WR",
    "conversation_sid": "CH",
    "conversation_message_sid": "IM",
    "participant_sid": "MB",
    "chat_service_sid": "IS",
    "service_sid": "MG",
    "role_sid": "RL",
    "delivery_sid": "DY",
}
"""Placeholder to the two letters that its SID begins with."""

# Most callbacks do not have the parameters of the call.

CALL: Fields = (("AccountSid", "{account_sid}"), ("CallSid", "{call_sid}"))
RECORDING: Fields = (
    *CALL,
    ("RecordingSid", "{recording_sid}"),
    ("RecordingUrl", RECORDING_URL),
    ("RecordingStatus", "completed"),
    ("RecordingDuration", "6"),
    ("RecordingChannels", "1"),
)
TRANSCRIPT: Fields = (
    ("TranscriptionSid", "{transcription_sid}"),
    ("TranscriptionText", "Hello, please call me back."),
    ("TranscriptionStatus", "completed"),
    ("TranscriptionUrl", f"{API}/Transcriptions/{{transcription_sid}}"),
    ("RecordingSid", "{recording_sid}"),
    ("RecordingUrl", RECORDING_URL),
)
LIVE: Fields = (
    *CALL,
    ("TranscriptionSid", "{live_sid}"),
    ("TranscriptionEvent", "transcription-started"),
    ("SequenceId", "1"),
    ("Timestamp", ISO_TIME),
    ("LanguageCode", "en-US"),
)
SPOKEN: Fields = (
    ("Track", "inbound_track"),
    ("Final", "true"),
    ("TranscriptionData", '{"transcript":"Hello.","confidence":0.9}'),
)
PARTIAL: Fields = (
    ("UnstableSpeechResult", "hello"),
    ("StableSpeechResult", ""),
    ("Stability", "0.8"),
    ("SequenceNumber", "0"),
)
CONFERENCE: Fields = (
    ("AccountSid", "{account_sid}"),
    ("ConferenceSid", "{conference_sid}"),
    ("FriendlyName", "{room}"),
    ("SequenceNumber", "1"),
    ("StatusCallbackEvent", "conference-start"),
    TIME,
)
PARTICIPANT: Fields = (
    ("CallSid", "{call_sid}"),
    ("Muted", "false"),
    ("Hold", "false"),
    ("Coaching", "false"),
    ("EndConferenceOnExit", "false"),
    ("StartConferenceOnEnter", "true"),
)
LEG: Fields = (
    ("CallSid", "{other_sid}"),
    ("ParentCallSid", "{call_sid}"),
    ("Direction", "outbound-dial"),
    ("To", "{to}"),
    ("Called", "{to}"),
    ("CallStatus", "completed"),
    ("CallbackSource", "call-progress-events"),
    ("SequenceNumber", "0"),
    ("CallDuration", "42"),
    ("Duration", "1"),
    ("SipResponseCode", "200"),
    TIME,
)
LEG_ENDED = ("CallDuration", "Duration", "SipResponseCode")
"""The parameters that Twilio sends only after the end of the leg."""
DETECTION: Fields = (
    ("AccountSid", "{account_sid}"),
    ("CallSid", "{other_sid}"),
    ("AnsweredBy", "human"),
    ("MachineDetectionDuration", "2300"),
)
STREAM: Fields = (
    *CALL,
    ("StreamSid", "{stream_sid}"),
    ("StreamName", "{stream_sid}"),
    ("StreamEvent", "stream-started"),
    TIME,
)
PAYING: Fields = (
    ("For", "payment-card-number"),
    ("Attempt", "1"),
    ("PaymentMethod", "credit-card"),
)

# TaskRouter and Conversations

_TASK: Fields = (
    ("TaskSid", "{task_sid}"),
    ("TaskAttributes", '{"type":"support","call_sid":"{call_sid}"}'),
    ("TaskAge", "3"),
    ("TaskPriority", "0"),
)
_WORKER: Fields = (
    ("WorkerSid", "{worker_sid}"),
    ("WorkerAttributes", '{"contact_uri":"+15035550142"}'),
)
_TASK_TIME = ("Timestamp", "1783441205")
ASSIGNMENT: Fields = (
    _TASK_TIME,
    ("AccountSid", "{account_sid}"),
    ("WorkspaceSid", "{workspace_sid}"),
    ("WorkflowSid", "{workflow_sid}"),
    ("TaskQueueSid", "{task_queue_sid}"),
    *_WORKER,
    *_TASK,
    ("ReservationSid", "{reservation_sid}"),
)
TASK_EVENT: Fields = (
    ("EventType", "task.created"),
    ("AccountSid", "{account_sid}"),
    ("WorkspaceSid", "{workspace_sid}"),
    ("WorkspaceName", "Sample workspace"),
    ("EventDescription", "Task created"),
    ("ResourceType", "task"),
    ("ResourceSid", "{task_sid}"),
    _TASK_TIME,
    *_TASK,
    ("TaskAssignmentStatus", "pending"),
    ("WorkflowSid", "{workflow_sid}"),
    ("WorkflowName", "Sample workflow"),
)
_RESERVED = ("created", "accepted", "rejected", "timeout", "canceled", "rescinded", "completed")
# The order of a captured request.
_MESSAGE_ADD: Fields = (
    ("EventType", "onMessageAdd"),
    ("Attributes", "{}"),
    ("AccountSid", "{account_sid}"),
    ("Source", "SMS"),
    ("RetryCount", "0"),
    ("Author", "{from}"),
    ("ParticipantSid", "{participant_sid}"),
    ("Body", "{body}"),
    ("ConversationSid", "{conversation_sid}"),
)
_STORED: Fields = (
    ("DateCreated", ISO_TIME),
    ("Index", "0"),
    ("MessageSid", "{conversation_message_sid}"),
)
_MESSAGE_ADDED: Fields = (
    ("EventType", "onMessageAdded"),
    ("Attributes", "{}"),
    *_STORED,
    *_MESSAGE_ADD[2:],
)
_CHANGED: Fields = (("DateUpdated", ISO_TIME),)
_CONVERSATION: Fields = (
    ("FriendlyName", "Sample conversation"),
    ("UniqueName", ""),
    ("ChatServiceSid", "{chat_service_sid}"),
    ("MessagingServiceSid", "{service_sid}"),
    ("State", "active"),
)
_OF_MESSAGE = ("Author", "ParticipantSid", "Body", "Index", "MessageSid")
_MEMBER: Fields = (
    ("ParticipantSid", "{participant_sid}"),
    ("RoleSid", "{role_sid}"),
    ("MessagingBinding.ProxyAddress", "{to}"),
    ("MessagingBinding.Address", "{from}"),
    ("MessagingBinding.Type", "SMS"),
)
_DELIVERY: Fields = (
    ("DeliveryReceiptSid", "{delivery_sid}"),
    ("ChatServiceSid", "{chat_service_sid}"),
    ("ChannelMessageSid", "{message_sid}"),
    ("Status", "delivered"),
    ("ErrorCode", "0"),
    *_CHANGED,
)

INSTRUCTION = JsonReply(
    reader="TaskRouter",
    example='{"instruction": "accept"}',
    unread="leave the reservation pending until the app accepts or rejects it",
    read='follow the instruction "{}"',
    failed="send the request to the fallback URL of the workflow, if there is one",
    silence="send the request to the fallback URL of the workflow, if there is one",
    type_code=40000,
    json_code=40001,
    key="instruction",
    key_code=40005,
    words=("accept", "reject", "dequeue", "call", "redirect", "conference", "supervise"),
    word_code=55555,
    needs=(
        ("call", "from", 40111),
        ("call", "url", 40112),
        ("redirect", "url", 40120),
        ("redirect", "call_sid", 40121),
    ),
)
"""https://www.twilio.com/docs/taskrouter/handle-assignment-callbacks"""
CHANGES = JsonReply(
    reader="Conversations",
    example="{}",
    unread="publish the message or the change as it is",
    read="publish the message or the change with the {} of the response",
    failed="reject the message or the change, and publish nothing",
    silence="publish the message or the change as it is, after 5 seconds",
    changes=("body", "author", "attributes", "friendly_name"),
)
"""https://www.twilio.com/docs/conversations/conversations-webhooks"""

ACTIONS, CALLBACKS = (
    "Actions of a call: respond with TwiML",
    "Callbacks of a call: respond with any 2xx",
)
TASKROUTER, CONVERSATIONS = "TaskRouter", "Conversations"


class _Action(NamedTuple):
    """The parameters of an action; `vocabulary.outcomes` has those that come with the result."""

    name: str
    result: tuple[str, str]
    summary: str
    variants: tuple[Variant, ...] = ()


ACTION_ROWS = (
    _Action(
        "gather",
        ("Digits", "1"),
        "a caller pressed a key, or SpeechResult=hello",
        (Variant("SpeechResult", (), (), ("Digits",)),),
    ),
    _Action("record", ("RecordingUrl", RECORDING_URL), "a caller left a message, or Digits=hangup"),
    _Action("dial", ("DialCallStatus", "completed"), "a dialed call ended, or DialCallStatus=busy"),
    _Action(
        "enqueue",
        ("QueueResult", "bridged"),
        "a caller left the queue, or QueueResult=queue-full",
    ),
    _Action(
        "connect",
        ("SessionStatus", "ended"),
        "a ConversationRelay session ended, or SessionStatus=failed",
    ),
    _Action("pay", ("Result", "success"), "a caller paid, or Result=validation-error"),
    _Action(
        "refer",
        ("ReferCallStatus", "in-progress"),
        "a SIP transfer was accepted, or ReferCallStatus=failed",
    ),
)


def events(call: Fields) -> Iterator[Event]:
    """Yield the rows of `vocabulary.events` that are actions or callbacks.

    `call` are the parameters of a call in progress.
    """
    for action in ACTION_ROWS:
        yield Event(
            action.name,
            "voice",
            action.summary,
            (*call, action.result),
            content_type=FORM,
            doc=f"{DOCS}/voice/twiml/{action.name}",
            group=ACTIONS,
            variants=action.variants,
        )
    yield from _of_call(dict(call))
    yield from _of_tasks()
    yield from _of_conversations()


def _of_call(call: dict[str, str]) -> Iterator[Event]:
    known = tuple(
        (name, call[name])
        for name in ("AccountSid", "CallSid", "From", "To", "CallStatus", "ApiVersion", "Direction")
    )
    leg = tuple((call | dict(LEG)).items())
    yield _callback(
        "recording-status",
        "a recording is ready, or RecordingStatus=absent",
        (*RECORDING, ("RecordingSource", "RecordVerb")),
        "voice/twiml/record",
        "the app does not receive the status of the recording",
        space="%20",
        variants=(
            Variant("RecordingStatus", ("in-progress", "absent"), (), ("RecordingDuration",)),
        ),
    )
    yield _callback(
        "transcription",
        "the transcript of a recording is ready (transcribeCallback)",
        (*known, *TRANSCRIPT),
        "voice/twiml/record",
        "the app does not receive the transcript of the recording",
        failure_code=94100,
        late_code=94101,
        variants=(Variant("TranscriptionStatus", ("failed",), (), ("TranscriptionText",)),),
    )
    yield _callback(
        "live-transcript",
        "<Transcription> transcribed a sentence",
        (*_set(LIVE, TranscriptionEvent="transcription-content"), *SPOKEN),
        "voice/twiml/transcription",
        "the app does not receive this part of the transcript",
        variants=(
            Variant(
                "TranscriptionEvent",
                tuple(f"transcription-{each}" for each in ("started", "stopped", "error")),
                (),
                ("Final", "TranscriptionData"),
            ),
        ),
    )
    yield _callback(
        "partial-result",
        "<Gather> transcribed a part of the caller's speech",
        (*call.items(), *PARTIAL),
        "voice/twiml/gather",
        "the app does not receive this part of the speech",
    )
    yield _callback(
        "conference",
        "a start, or StatusCallbackEvent=participant-join",
        _set(CONFERENCE, FriendlyName="Room"),
        "voice/twiml/conference",
        "the app does not receive the event of the conference",
        failure_code=16011,
        variants=_of_conference(),
    )
    yield _callback(
        "call-progress",
        "the call of a <Number> ended, or CallStatus=ringing",
        leg,
        "voice/twiml/number",
        "the app does not receive the status of the dialed call",
        failure_code=15003,
        space="%20",
        variants=(
            Variant("CallStatus", ("initiated", "ringing", "in-progress"), (), LEG_ENDED),
            Variant("CallStatus", ("busy",), (("CallDuration", "0"), ("SipResponseCode", "486"))),
        ),
    )
    yield _callback(
        "amd",
        "answering machine detection (amdStatusCallback)",
        _set(DETECTION, CallSid="{call_sid}"),
        "voice/answering-machine-detection",
        "the app does not receive the result of answering machine detection",
    )
    yield _callback(
        "stream-status",
        "a media stream started, or StreamEvent=stream-error",
        STREAM,
        "voice/twiml/stream",
        "the app does not receive the status of the stream",
        variants=(Variant("StreamEvent", ("stream-error",), (("StreamError", "stream failed"),)),),
    )
    yield _callback(
        "pay-status",
        "<Pay> waits for a card number",
        (*CALL, *PAYING),
        "voice/twiml/pay",
        "the app does not receive the progress of the payment",
    )


def _of_conference() -> tuple[Variant, ...]:
    joined = ("join", "mute", "unmute", "hold", "unhold", "modify", "speech-start", "speech-stop")
    left = (
        ("ParticipantCallStatus", "completed"),
        ("ReasonParticipantLeft", "participant_hung_up"),
    )
    ended = (
        ("CallSidEndingConference", "{call_sid}"),
        ("ReasonConferenceEnded", "last-participant-left"),
        ("Reason", "Last participant left."),
    )
    name = "StatusCallbackEvent"
    return (
        Variant(name, tuple(f"participant-{each}" for each in joined), PARTICIPANT),
        Variant(name, ("participant-mute",), (("Muted", "true"),)),
        Variant(name, ("participant-hold",), (("Hold", "true"),)),
        Variant(name, ("participant-leave",), (*PARTICIPANT, *left)),
        Variant(name, ("conference-end",), ended),
    )


def _of_tasks() -> Iterator[Event]:
    reserved = (
        *(("ResourceType", "reservation"), ("ResourceSid", "{reservation_sid}")),
        *(*_WORKER, ("TaskQueueSid", "{task_queue_sid}"), ("ReservationSid", "{reservation_sid}")),
    )
    queued = (("TaskQueueSid", "{task_queue_sid}"), ("TaskQueueName", "Sample queue"))
    yield Event(
        "task-assignment",
        "voice",
        "a worker is reserved: respond with JSON or nothing",
        ASSIGNMENT,
        callback=True,
        doc=f"{DOCS}/taskrouter/handle-assignment-callbacks",
        reply=INSTRUCTION,
        limit_ms=5_000,
        group=TASKROUTER,
    )
    yield Event(
        "task-events",
        "voice",
        "a task was created, or EventType=reservation.accepted",
        TASK_EVENT,
        callback=True,
        doc=f"{DOCS}/taskrouter/api/event/reference",
        lost="the app does not receive the event of the workspace",
        group=TASKROUTER,
        variants=(
            Variant("EventType", tuple(f"reservation.{each}" for each in _RESERVED), reserved),
            Variant("EventType", ("task-queue.entered", "task-queue.moved"), queued),
        ),
    )


def _of_conversations() -> Iterator[Event]:
    doc = f"{DOCS}/conversations/conversations-webhooks"
    yield Event(
        "conversation-pre",
        "messaging",
        "a message comes in: respond with changes in JSON or nothing",
        _MESSAGE_ADD,
        callback=True,
        doc=doc,
        reply=CHANGES,
        late_code=50076,
        limit_ms=5_000,
        group=CONVERSATIONS,
        variants=_of_conversation("Add", "Update", "Remove"),
    )
    yield Event(
        "conversation-post",
        "messaging",
        "a message was published, or EventType=onParticipantAdded",
        _MESSAGE_ADDED,
        callback=True,
        doc=doc,
        lost="Conversations still publishes the message, but the app does not receive the event",
        late_code=50076,
        limit_ms=5_000,
        group=CONVERSATIONS,
        variants=(
            *_of_conversation("Added", "Updated", "Removed"),
            Variant("EventType", ("onDeliveryUpdated",), _DELIVERY, ("Author", "Body", "Index")),
        ),
    )


def _of_conversation(add: str, update: str, remove: str) -> tuple[Variant, ...]:
    def kinds(what: str, *verbs: str) -> tuple[str, ...]:
        return tuple(f"on{what}{verb}" for verb in verbs)

    changed, name = (*_STORED, *_CHANGED), "EventType"
    conversation = (*_CONVERSATION, ("DateCreated", ISO_TIME))
    return (
        Variant(name, kinds("Message", update, remove), changed),
        Variant(name, kinds("Conversation", add, update, remove), conversation, _OF_MESSAGE),
        # A conversation that does not exist yet has no SID.
        Variant(name, ("onConversationAdd",), (), ("ConversationSid", "DateCreated")),
        Variant(name, kinds("Participant", add, update, remove), _MEMBER, ("Author", "Body")),
        Variant(name, ("onParticipantAdd",), (), ("ParticipantSid",)),
    )


def _callback(
    name: str,
    summary: str,
    params: Fields,
    page: str,
    lost: str,
    *,
    failure_code: int = 11200,
    late_code: int | None = None,
    space: str = "+",
    variants: tuple[Variant, ...] = (),
) -> Event:
    return Event(
        name,
        "voice",
        summary,
        params,
        content_type=FORM,
        space="%20" if space == "%20" else "+",
        callback=True,
        failure_code=failure_code,
        doc=f"{DOCS}/{page}",
        lost=lost,
        late_code=late_code,
        group=CALLBACKS,
        variants=variants,
    )


def _set(fields: Fields, **values: str) -> Fields:
    return tuple((name, values.get(name, value)) for name, value in fields)
