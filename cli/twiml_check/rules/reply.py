"""The JSON in a response, where a product of Twilio reads JSON instead of TwiML.

`Event.reply` has what each product reads. Where Twilio does not document a response, the finding is
a warning or an info.
"""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.exchange import JsonReply
from twiml_check.model.finding import Problem
from twiml_check.model.json_value import Json, JsonValue
from twiml_check.model.run import Hop
from twiml_check.rules.rule import rule
from twiml_check.rules.wording import cut, listed, misspelt, near, quoted

JSON = "application/json"


class _Read(NamedTuple):
    """A response with JSON in it."""

    reply: JsonReply
    json: Json


@rule("not-json", "error", 40001, subject="exchange", exchanges_only=True)
def not_json(hop: Hop) -> Iterator[Problem]:
    """The response is not JSON, where TaskRouter or Conversations reads JSON.

    TaskRouter expects status 200, Content-Type: application/json, and an instruction or nothing.
    TaskRouter logs 40000 for another Content-Type and 40001 for a body that is not valid JSON, and
    then requests the fallback URL of the workflow. Conversations expects JSON or nothing. Twilio
    does not document what Conversations does with other text: this is a warning or an info.

    Event: task-assignment
    Bad:  HTTP 200, Content-Type: application/json, {'instruction': 'accept'}
    Good: HTTP 200, Content-Type: application/json, {"instruction": "accept"}
    """
    reply, answer = hop.event.reply, hop.answer
    if reply is None or answer is None:
        return
    if hop.handling == "ignored" and reply.type_code:
        yield from _empty(reply, answer.status, answer.media_type)
    if hop.handling != "json":
        return
    if reply.type_code and answer.media_type != JSON:
        found = f'"{cut(answer.media_type)}"' if answer.media_type else "missing"
        yield Problem(
            f"the Content-Type is {found}; {reply.reader} expects {JSON}",
            help=f"send Content-Type: {JSON} with {reply.example}, or an empty body",
            code=reply.type_code,
        )
    elif hop.document and hop.document.json is None:
        yield from _broken(hop, reply)
    elif reply.json_code and (json := _json(hop)) and json.value and isinstance(json.value, str):
        yield Problem(
            "the JSON is in quotes, so the body is one string",
            help=f"send the JSON itself: {reply.example}",
            location=json.at(()),
            code=reply.json_code,
        )


def _send(reply: JsonReply) -> str:
    return f"send {reply.example}, or an empty body"


def _empty(reply: JsonReply, status: int | None, media_type: str) -> Iterator[Problem]:
    if (status, media_type) != (200, JSON):
        yield Problem(
            f"the response is empty, with status {status}"
            f" and {f'Content-Type {cut(media_type, 40)}' if media_type else 'no Content-Type'}",
            help=f"send status 200 and Content-Type: {JSON}",
            note=f"{reply.reader} expects both, also with an empty response",
            level="info",
        )


def _broken(hop: Hop, reply: JsonReply) -> Iterator[Problem]:
    """Yield what is wrong with a body that cannot be read as JSON."""
    fault = hop.document.faults[-1] if hop.document and hop.document.faults else None
    if fault is None or fault.kind != "broken-json":
        return
    body = hop.answer.body if hop.answer else b""
    if reply.json_code:
        escaped = body.lstrip().startswith(b'{\\"')
        yield Problem(
            f"the body is not valid JSON: {'its quotes are escaped' if escaped else fault.message}",
            help=f"send the JSON itself: {reply.example}"
            if escaped
            else fault.help or _send(reply),
            label=fault.label,
            location=fault.location,
            code=reply.json_code,
        )
        return
    twiml = b"<Response" in body
    yield Problem(
        f"the response is {'TwiML' if twiml else 'not JSON'}; {reply.reader} reads JSON or nothing",
        help=f"send {reply.example} with Content-Type: {JSON}, or an empty body",
        note=f"Twilio does not document what {reply.reader} does with other text",
        level="warning" if twiml else "info",
    )


@rule("bad-instruction", "error", 55555, subject="exchange", exchanges_only=True)
def bad_instruction(hop: Hop) -> Iterator[Problem]:
    """The JSON has no instruction that TaskRouter knows, or a required value is missing.

    TaskRouter logs 40005 for JSON without "instruction", and 55555 for an instruction that it does
    not know. The instruction "call" needs "from" (40111) and "url" (40112), "redirect" needs
    "call_sid" (40121) and "url" (40120). An empty object or an empty body is allowed: the app
    accepts the reservation later, by the REST API.

    Event: task-assignment
    Bad:  HTTP 200, Content-Type: application/json, {"instruction": "pickup"}
    Good: HTTP 200, Content-Type: application/json, {"instruction": "accept"}
    """
    read = _read(hop)
    if read is None or not read.reply.key or isinstance(read.json.value, str):
        return
    reply, json = read
    word = _word(reply, json.value)
    if word is None:
        if json.value:
            yield Problem(
                f'the JSON has no "{reply.key}"',
                help=_send(reply),
                location=json.at(()),
                code=reply.key_code,
            )
    elif word not in reply.words:
        yield _unknown_word(reply, json, word)
    else:
        yield from _needs(reply, json, word)


def _word(reply: JsonReply, value: JsonValue) -> JsonValue:
    """Return the instruction; None where there is none."""
    return value.get(reply.key) if isinstance(value, dict) else None


def _unknown_word(reply: JsonReply, json: Json, word: JsonValue) -> Problem:
    text = word if isinstance(word, str) else ""
    hits = near(text, reply.words)
    # Whether the case matters is not documented.
    only_case = text.lower() in reply.words
    return Problem(
        f'{reply.reader} does not know the instruction "{cut(str(word), 40)}"',
        help=f'write "{hits[0]}"' if hits else f"write one of {listed(quoted(reply.words))}",
        location=json.at((reply.key,)),
        code=reply.word_code,
        level="warning" if only_case else None,
    )


def _needs(reply: JsonReply, json: Json, word: JsonValue) -> Iterator[Problem]:
    """Yield the missing names of the instruction."""
    value = json.value if isinstance(json.value, dict) else {}
    for known, name, code in reply.needs:
        if word == known and not value.get(name):
            yield Problem(
                f'the instruction "{known}" needs "{name}"',
                help=f'add "{name}": "…"',
                location=json.at((reply.key,)),
                code=code,
            )


@rule("bad-change", "warning", subject="exchange", exchanges_only=True)
def bad_change(hop: Hop) -> Iterator[Problem]:
    """Conversations does not read a name or a value in the JSON of the response.

    A pre-action webhook can change "body", "author" and "attributes" of a message, and
    "friendly_name" of a conversation. Each is a string: "attributes" is JSON in a string.

    Event: conversation-pre
    Bad:  HTTP 200, Content-Type: application/json, {"Body": "Hello"}
    Good: HTTP 200, Content-Type: application/json, {"body": "Hello"}
    """
    read = _read(hop)
    if read is None or not read.reply.changes:
        return
    reply, json = read
    if not isinstance(json.value, dict):
        if json.value:
            yield _no_object(reply, json)
        return
    for name, value in json.value.items():
        if name in reply.changes and not isinstance(value, str) and value is not None:
            yield Problem(
                f'"{name}" is not a string',
                help=f'write a string: "{name}": "…"',
                note=f'{reply.reader} expects a string, for "attributes" a string with JSON in it',
                location=json.at((name,)),
            )
        elif name not in reply.changes and misspelt(name, reply.changes):
            yield Problem(
                f'{reply.reader} does not read "{cut(name, 40)}"',
                help=f'write "{near(name, reply.changes)[0]}"',
                location=json.at_name((name,)),
            )


def _no_object(reply: JsonReply, json: Json) -> Problem:
    return Problem(
        "the JSON is not an object",
        help=_send(reply),
        location=json.at(()),
    )


def _json(hop: Hop) -> Json | None:
    return hop.document.json if hop.document and hop.handling == "json" else None


def _read(hop: Hop) -> _Read | None:
    """Return the JSON of a response that the product reads; None where there is none."""
    reply, json = hop.event.reply, _json(hop)
    if reply is None or json is None or hop.answer is None:
        return None
    if reply.type_code and hop.answer.media_type != JSON:
        return None
    return _Read(reply, json)


def consequence(hop: Hop) -> str:
    """Return the effect of a failed callback; empty where it has no effect worth a note."""
    reply = hop.event.reply
    if reply is None:
        return hop.event.lost
    without = hop.answer is not None and hop.answer.status is None
    return f"{reply.reader} would {reply.silence if without else reply.failed}"


def outcome(hop: Hop, reply: JsonReply) -> str:
    """Return what the product does after this response, as the end of a sentence."""
    if hop.handling == "ignored":
        return reply.unread
    if hop.handling != "json" or hop.answer is None:
        return reply.silence if hop.answer and hop.answer.status is None else reply.failed
    from twiml_check.read.json import read_json  # a kept hop has no tree any more

    json = read_json(hop.answer.body).json
    value = json.value if json else None
    unreadable = json is None or (isinstance(value, str) and value)
    if (reply.type_code and hop.answer.media_type != JSON) or (reply.json_code and unreadable):
        return reply.failed
    said = _said(reply, value)
    return reply.read.format(said) if said else reply.unread


def _said(reply: JsonReply, value: JsonValue) -> str:
    """Return the instruction or the names that the product reads; empty for nothing."""
    if not isinstance(value, dict):
        return ""
    if reply.key:
        word = value.get(reply.key)
        return word if isinstance(word, str) and word in reply.words else ""
    return " and ".join(name for name in reply.changes if isinstance(value.get(name), str))
