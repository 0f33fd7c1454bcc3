"""What Autopilot accepted and sent until Twilio switched it off in 2023: actions, limits, requests.

Its pages are gone from the live site (https://www.twilio.com/docs/autopilot/actions and the pages
below it). Nobody archived the schema that error 90100 mentioned, so the rows come from the pages
and from the samples of https://github.com/twilio/autopilot-templates.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from twiml_check.model.exchange import Event, Fields

INVALID_ACTIONS = 90100
"""https://www.twilio.com/docs/api/errors/90100"""
INVALID_FIELD_TYPE = 90104
VIAS = ("actions-redirect", "handoff", "task")
"""The `via` of a hop of a dialogue."""
MAX_REDIRECTS = 5
"""The most redirects between two inputs of the user."""
TIME_LIMIT_MS = 10_000
"""Milliseconds for the response of an actions URL."""
SIZE_LIMIT = 16_384
"""Bytes of that response, and of the memory. No page says whether 16 kB is this or 16,000."""
ROOMY = 16_000
TASK = "task://"
TASK_ROUTER = "taskrouter://"
WORKFLOW = r"WW[0-9a-fA-F]{32}"
LONGEST_TASK_NAME = 64
LIMITS = {"tasks": 600, "fieldTypes": 50}
"""Of one assistant."""
LIMITS_OF_TASK = {"fields": 50}
MOST_SAMPLES = 50_000
MOST_VALUES = 1_000
"""Of one field type."""

Kind = Literal["text", "number", "boolean", "object", "list", "null"]
Meaning = Literal["", "target", "url", "method", "handoff", "task", "name", "field-type", "field"]


class Property(NamedTuple):
    """The values that one name, or an element of a list, may have."""

    kinds: tuple[Kind, ...]
    required: bool = False
    members: str = ""
    """The row of `OBJECTS` for an object here; empty accepts any object."""
    each: "Property | None" = None
    """The row for every element of a list, or for every member of an object with free names."""
    means: Meaning = ""
    """What is checked in addition to the JSON type."""


TEXT = Property(("text",))
NUMBER = Property(("number",))
NUMERAL = Property(("number", "text"))
"""Real files write numbers as numbers and as texts."""
SWITCH = Property(("boolean",))
URL = Property(("text",), means="url")
METHOD = Property(("text",), means="method")
SPEECH = Property(("text", "object"), members="speech")
TARGET = Property(("text", "object"), members="redirect", means="target")
ANYTHING = Property(("text", "number", "boolean", "object", "list", "null"))
ATTEMPTS = Property(("number", "object"), members="attempts")


def _require(row: Property) -> Property:
    return row._replace(required=True)


def _object(members: str) -> Property:
    return Property(("object",), members=members)


def _or_null(row: Property) -> Property:
    """Return the row for a value that an export may leave empty."""
    return row._replace(kinds=(*row.kinds, "null"))


def _list(each: Property) -> Property:
    return Property(("list",), each=each)


MESSAGES = _list(Property(("text", "object"), members="message"))
ACTIONS = Property(("object",), members="document")
"""A whole Actions document."""
ASSISTANT = Property(("object",), members="assistant")
"""A whole assistant schema."""

OBJECTS: Mapping[str, Mapping[str, Property]] = MappingProxyType({
    "document": {"actions": _require(_list(_object("action")))},
    "action": {
        "say": SPEECH,
        "play": _object("play"),
        "show": _object("show"),
        "remember": Property(("object",)),
        "listen": Property(("boolean", "object"), members="listen"),
        "collect": _object("collect"),
        "redirect": TARGET,
        "handoff": _object("handoff"),
    },
    "speech": {"speech": _require(TEXT)},
    "play": {"url": _require(URL), "loop": NUMERAL},
    "show": {"body": TEXT, "images": _list(_object("image"))},
    "image": {"label": TEXT, "url": _require(URL)},
    "listen": {
        "tasks": _list(Property(("text",), means="task")),
        "voice_digits": _object("keys"),
        "barge": SWITCH,
    },
    "keys": {
        "num_digits": NUMERAL,
        "finish_on_key": TEXT,
        "redirects": Property(("object",), each=TARGET),
    },
    "collect": {
        "name": _require(Property(("text",), means="name")),
        "questions": _require(_list(_object("question"))),
        "on_complete": _require(_object("completion")),
    },
    "completion": {"redirect": _require(TARGET)},
    "question": {
        "question": _require(Property(("text", "object"), members="prompt")),
        "name": _require(Property(("text",), means="name")),
        "type": Property(("text",), means="field-type"),
        "voice_digits": _object("typed"),
        "validate": Property(("boolean", "object"), members="validation"),
        "confirm": Property(("boolean", "object"), members="confirmation"),
        "prefill": TEXT,
    },
    "prompt": {"say": SPEECH, "play": _object("play"), "speech": TEXT},
    "typed": {
        "num_digits": NUMERAL,
        "finish_on_key": TEXT,
        "mapping": Property(("object",), each=ANYTHING),
    },
    "validation": {
        "allowed_values": _object("allowed"),
        "webhook": _object("webhook"),
        "on_failure": _object("failure"),
        "on_success": _object("message"),
        "max_attempts": ATTEMPTS,
    },
    "allowed": {"list": _list(ANYTHING)},
    "webhook": {"url": _require(URL), "method": METHOD},
    "failure": {"messages": MESSAGES, "repeat_question": SWITCH},
    "message": {"say": SPEECH, "play": _object("play"), "speech": TEXT, "messages": MESSAGES},
    "attempts": {"num_attempts": NUMERAL, "redirect": TARGET},
    "confirmation": {
        "messages": MESSAGES,
        "on_confirm": _object("message"),
        "on_reject": _object("failure"),
        "max_attempts": ATTEMPTS,
    },
    "redirect": {"uri": _require(TEXT), "method": METHOD},
    "handoff": {
        "channel": _require(TEXT),
        "uri": _require(Property(("text",), means="handoff")),
        "method": METHOD,
        "voice_status_callback_url": URL,
        "voice_status_callback_method": METHOD,
        "wait_url": URL,
        "wait_url_method": METHOD,
        "action": URL,
        "priority": NUMERAL,
        "timeout": NUMERAL,
    },
    "assistant": {
        "uniqueName": _or_null(TEXT),
        "friendlyName": _or_null(TEXT),
        "logQueries": _or_null(SWITCH),
        "defaults": _or_null(_object("outer defaults")),
        "styleSheet": _or_null(_object("outer style sheet")),
        "fieldTypes": _or_null(_list(_object("field type"))),
        "tasks": _require(_list(_object("task"))),
        "modelBuild": _or_null(Property(("object",))),
    },
    "outer defaults": {"defaults": _object("defaults")},
    "defaults": {
        "assistant_initiation": TARGET,
        "fallback": TARGET,
        "collect": _object("defaults of collect"),
    },
    "defaults of collect": {"validate_on_failure": TARGET},
    "outer style sheet": {"style_sheet": _object("style sheet")},
    "style sheet": {"collect": _object("style of collect"), "voice": Property(("object",))},
    "style of collect": {"validate": _object("validation"), "confirm": _object("confirmation")},
    "field type": {"uniqueName": _require(TEXT), "values": _or_null(_list(Property(("object",))))},
    "task": {
        "uniqueName": _require(TEXT),
        "actions": _or_null(ACTIONS),
        "actionsUrl": _or_null(URL),
        "fields": _or_null(_list(_object("field"))),
        "samples": _or_null(_list(Property(("object",)))),
    },
    "field": {"uniqueName": TEXT, "fieldType": Property(("text",), means="field")},
})  # fmt: skip
"""The names that an object of each kind may have."""
OPEN = frozenset({"assistant", "style sheet", "task", "field", "field type", "document"})
"""Objects to which other tools add their own names."""
LEAVE = ("redirect", "collect", "handoff")
"""Actions after which no other action of the list runs."""
VOICE_ONLY = ("play", "handoff")

FIELD_TYPES = tuple(
    f"Twilio.{name}"
    for name in (
        *("ALPHANUMERIC", "CITY", "COUNTRY", "COUNTRY_ISO_ALPHA2", "COUNTRY_ISO_ALPHA3"),
        *("CURRENCY", "DATE", "DAY_OF_WEEK", "EMAIL", "FIRST_NAME", "LANGUAGE", "LAST_NAME"),
        *("MONTH", "NUMBER", "NUMBER_SEQUENCE", "PHONE_NUMBER", "TIME", "US_STATE", "YES_NO"),
        "ZIP_CODE",
    )
)
"""The built-in types that public code uses; Autopilot may have had more."""

REQUEST: Fields = (
    ("AccountSid", "{account_sid}"),
    ("AssistantSid", "{assistant_sid}"),
    ("DialogueSid", "{dialogue_sid}"),
    ("UserIdentifier", "{from}"),
    ("CurrentInput", "{input}"),
    ("CurrentTask", "{task}"),
    ("CurrentTaskConfidence", "1.0"),
    ("NextBestTask", ""),
)
"""The first parameters of a request for actions; fields, address, memory and channel follow."""
EVENT = Event(
    "autopilot",
    "messaging",
    "an assistant of Autopilot requests its next actions",
    REQUEST,
    doc="https://www.twilio.com/docs/autopilot/actions/autopilot-request",
)
PAYLOAD = "https://autopilot.twilio.com/v1/Assistants/{assistant_sid}/Dialogues/{dialogue_sid}"
SIDS = {
    "account_sid": "AC",
    "assistant_sid": "UA",
    "dialogue_sid": "UK",
    "call_sid": "CA",
    "message_sid": "SM",
    "channel_sid": "CH",
    "service_sid": "IS",
    "chat_message_sid": "IM",
}
CHANNELS: dict[str, Fields] = {
    "voice": (
        ("CallSid", "{call_sid}"),
        ("From", "{from}"),
        ("To", "{to}"),
        ("Direction", "inbound"),
    ),
    "sms": (("MessageSid", "{message_sid}"), ("From", "{from}"), ("To", "{to}")),
    "chat": (
        ("ChannelSid", "{channel_sid}"),
        ("ServiceSid", "{service_sid}"),
        ("MessageSid", "{chat_message_sid}"),
        ("Index", "0"),
        ("From", "{from}"),
        ("Attributes", "{}"),
    ),
}
"""The data in the memory under `twilio.<channel>`."""
DEFAULT_CHANNEL = "voice"
DEFAULT_TASK = "hello_world"
DEFAULT_INPUT = "hello"
DEFAULT_FIELD_TYPE = "Twilio.ALPHANUMERIC"
