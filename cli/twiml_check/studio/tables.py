"""Studio's tables: the widgets of a flow with their events and properties, and its limits.

https://www.twilio.com/docs/studio/rest-api/v2/schemas lists the types. The pages of the widget
library have the rest: https://www.twilio.com/docs/studio/widget-library
"""

from typing import NamedTuple

REFUSED = 81022
"""Studio refuses the definition: https://www.twilio.com/docs/api/errors/81022"""
REDIRECT = "add-twiml-redirect"
TRIGGER = "trigger"
SUBFLOW = "run-subflow"
VIAS = ("studio-redirect", "studio-return")
"""How the explorer got from a flow to a hop, or back."""


class Widget(NamedTuple):
    """One type of widget; properties by the JSON type of their values."""

    events: tuple[str, ...] = ()
    """Names of its transitions; empty if they are unknown."""
    required: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    flag: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """Properties whose value is a list."""
    open: bool = False
    """True when there are more properties than these."""
    needs_call: bool = False
    """True when it does nothing without a live call."""

    @property
    def properties(self) -> tuple[str, ...]:
        """Return all known properties."""
        return (*self.text, *self.number, *self.flag, *self.items)


_MESSAGE = (
    *("from", "to", "body", "service", "channel", "attributes", "media_url", "message_type"),
    "content_sid",
)
_ENDS = ("callComplete", "failedToEnqueue", "callFailure")
_CALLED = ("answered", "busy", "noAnswer", "failed")
_DETECTION = (
    *("machine_detection", "machine_detection_timeout", "machine_detection_speech_threshold"),
    *("machine_detection_speech_end_threshold", "machine_detection_silence_timeout"),
)

WIDGETS: dict[str, Widget] = {
    TRIGGER: Widget(
        events=(
            *("incomingMessage", "incomingCall", "incomingRequest"),
            *("incomingConversationMessage", "incomingParent"),
        )
    ),
    "say-play": Widget(
        events=("audioComplete",),
        text=("say", "play", "digits", "voice", "language"),
        number=("loop",),
        needs_call=True,
    ),
    "gather-input-on-call": Widget(
        events=("keypress", "speech", "timeout"),
        text=(
            *("say", "play", "voice", "language", "finish_on_key", "speech_timeout"),
            *("gather_language", "hints", "profanity_filter", "speech_model"),
        ),
        number=("loop", "timeout", "number_of_digits"),
        flag=("stop_gather",),
        needs_call=True,
    ),
    "split-based-on": Widget(events=("noMatch", "match"), required=("input",), text=("input",)),
    "set-variables": Widget(events=("next",), items=("variables",)),
    "make-http-request": Widget(
        events=("success", "failed"),
        required=("method", "url"),
        text=("method", "url", "content_type", "body"),
        flag=("add_twilio_auth",),
        items=("parameters",),
    ),
    "run-function": Widget(
        events=("success", "fail"),
        required=("url",),
        text=("url", "service_sid", "environment_sid", "function_sid"),
        items=("parameters",),
    ),
    "run-function-v2": Widget(),
    REDIRECT: Widget(
        events=("return", "timeout", "fail"),
        required=("url",),
        text=("url", "method", "timeout"),
        needs_call=True,
    ),
    SUBFLOW: Widget(
        events=("completed", "failed"),
        required=("flow_sid", "flow_revision"),
        text=("flow_sid", "flow_revision"),
        items=("parameters",),
    ),
    "send-message": Widget(
        events=("sent", "failed"),
        required=("from",),
        text=_MESSAGE,
        flag=("shorten_urls",),
        items=("content_variables",),
    ),
    "send-and-wait-for-reply": Widget(
        events=("incomingMessage", "timeout", "deliveryFailure"),
        required=("from",),
        text=(*_MESSAGE, "timeout"),
        items=("content_variables",),
    ),
    "send-to-flex": Widget(
        events=(*_ENDS, "composerStarted"),
        required=("workflow", "channel"),
        text=(
            *("workflow", "channel", "attributes", "priority", "timeout", "waitUrl"),
            "waitUrlMethod",
        ),
    ),
    "enqueue-call": Widget(
        events=_ENDS,
        text=("workflow_sid", "queue_name", "task_attributes", "wait_url", "wait_url_method"),
        number=("priority", "timeout"),
        needs_call=True,
    ),
    "connect-call-to": Widget(
        events=("callCompleted", "hangup"),
        required=("noun",),
        text=(
            *("noun", "caller_id", "to", "sip_endpoint", "sip_username", "sip_password"),
            "time_limit",
        ),
        number=("timeout",),
        flag=("record",),
        needs_call=True,
    ),
    "make-outgoing-call-v2": Widget(
        events=_CALLED,
        required=("from", "to"),
        text=(
            *("from", "to", "recording_channels", "trim", *_DETECTION, "send_digits"),
            *("sip_auth_username", "sip_auth_password"),
        ),
        number=("timeout",),
        flag=("record", "detect_answering_machine"),
    ),
    "make-outgoing-call-v1": Widget(
        events=(*_CALLED, "answeredByMachine", "hangup"),
        required=("from", "to"),
        text=("from", "to"),
        number=("timeout",),
        flag=("record",),
    ),
    "record-voicemail": Widget(
        events=("recordingComplete", "noAudio", "hangup"),
        text=(
            *("finish_on_key", "transcription_callback_url", "trim", "play_beep"),
            "recording_status_callback_url",
        ),
        number=("timeout", "max_length"),
        flag=("transcribe",),
        needs_call=True,
    ),
    "record-call": Widget(
        events=("success", "failed"),
        required=("record_call",),
        text=(
            *("trim", "recording_channels", "recording_status_callback"),
            *("recording_status_callback_method", "recording_status_callback_events"),
        ),
        flag=("record_call",),
        needs_call=True,
    ),
    "capture-payments": Widget(
        events=(
            *("success", "maxFailedAttempts", "providerError", "payInterrupted", "hangup"),
            "validationError",
        ),
        text=(
            *("payment_connector", "payment_token_type", "payment_amount", "currency"),
            *("description", "postal_code", "language", "payment_method", "bank_account_type"),
        ),
        number=("timeout", "max_attempts", "min_postal_code_length"),
        flag=("security_code",),
        items=("valid_card_types", "parameters"),
        needs_call=True,
    ),
    "fork-stream": Widget(
        events=("next",),
        required=("stream_action",),
        text=(
            *("stream_action", "stream_name", "stream_transport_type", "stream_url"),
            *("stream_track", "stream_connector"),
        ),
        items=("stream_parameters",),
        needs_call=True,
    ),
    "connect-virtual-agent": Widget(
        events=("return", "hangup"),
        required=("connector",),
        text=("connector", "language", "sentiment_analysis", "status_callback"),
        needs_call=True,
    ),
    "connect-virtual-agent-v2": Widget(
        events=("completed", "live-agent-handoff", "hangup", "failed", "paused", "timeout"),
        text=(
            *("channel", "connector_name", "session_behavior", "status_callback"),
            "status_callback_method",
        ),
        number=("timeout",),
        items=("parameters",),
        needs_call=True,
    ),
    "run-conversation-relay": Widget(
        events=("success", "failed"),
        text=("url", "welcome_greeting", "interruptible"),
        items=("parameters",),
        open=True,
        needs_call=True,
    ),
    "start-conversation": Widget(
        events=("created", "failed"),
        required=("conversation_service_sid", "participants"),
        open=True,
    ),
    "resume-conversation": Widget(
        events=("resumed", "failed"), required=("conversation_service_sid",), open=True
    ),
    "send-to-auto-pilot": Widget(
        events=("sessionEnded", "failure", "timeout"),
        required=("autopilot_assistant_sid", "from", "body", "timeout"),
        text=(
            *("autopilot_assistant_sid", "from", "body", "chat_service", "chat_channel"),
            *("chat_attributes", "target_task"),
        ),
        number=("timeout",),
        items=("memory_parameters",),
    ),
    "add-member-to-chat-channel": Widget(),
    "create-chat-channel": Widget(),
    "create-task": Widget(),
    "understand": Widget(),
    "update-sync-object": Widget(),
}
"""If a type has no events here, only its name is known."""

OLD_TYPES = frozenset(
    {
        *("InitialState", "SayPlay", "Gather", "Branch", "Message", "Record", "ConnectCaller"),
        *("Pay", "HttpRequest", "Function", "SetVariables", "SendToFlex", "Enqueue"),
    }
)
"""Types in exports from about 2018, which Studio no longer reads."""

CONDITIONS = (
    *("equal_to", "not_equal_to", "matches_any_of", "does_not_match_any_of", "is_blank"),
    *("is_not_blank", "regex", "contains", "does_not_contain", "starts_with"),
    *("does_not_start_with", "less_than", "greater_than", "is_before_time", "is_after_time"),
    *("is_before_date", "is_after_date"),
)
REVISIONS = ("LatestPublished", "LatestDraft")

MANY_STATES = 1000
MOST_STATES = 2000
"""Studio refuses a flow with more: https://www.twilio.com/docs/api/errors/81026"""
LONGEST_WAIT = 14_400
"""Seconds of the longest timeout of a redirect, four hours."""
ROUNDS = 15
"""Rounds of a loop in a template: https://www.twilio.com/docs/studio/user-guide/studio-faq"""

RETURN = "return"

EVENT_OF = {"incomingMessage": "sms", "incomingCall": "voice", "incomingConversationMessage": "sms"}
"""The event of --event for each transition of the trigger."""

DOCS = "https://www.twilio.com/docs/studio"
REDIRECT_DOC = f"{DOCS}/widget-library/twiml-redirect"
DEFINITION_DOC = f"{DOCS}/rest-api/v2/flow-definition"
LIQUID_DOC = f"{DOCS}/user-guide/liquid-template-language"
