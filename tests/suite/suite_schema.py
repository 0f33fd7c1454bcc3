"""The JSON Schema of a suite, built from the tables of shapes; `suite/schema.json` has its text."""

import json
from collections.abc import Mapping
from functools import partial
from inspect import getclosurevars
from typing import Any

from twiml_check.calls.callers import CALLERS
from twiml_check.drills.drills import DRILLS
from twiml_check.runner.values import LEVELS
from twiml_check.suite import shapes, steps
from twiml_check.suite.reading import OWN, TOP
from twiml_check.vocabulary.events import EVENTS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "pattern": r"\S"}
NOT_BLANK: Schema = {"type": "array", "items": TEXT}
FILLED: Schema = {"type": "string", "pattern": r"\$\{"}
"""A text with a variable; its value is only known in a run."""
WHOLE: Schema = {"type": "integer", "minimum": -(2**63), "maximum": 2**64 - 1}
NAMED: Schema = {"type": "string", "minLength": 1, "pattern": "^[^=]+$"}


def words_of(names: Any) -> Schema:
    """One of these words, or a variable."""
    return {"anyOf": [{"enum": list(names)}, FILLED]}


SHAPES: dict[Any, Schema] = {
    shapes.text: TEXT,
    shapes.words: {"type": "string"},
    shapes.flag: {"type": "boolean"},
    shapes.number: WHOLE,
    shapes.texts: NOT_BLANK,
    shapes.fields: {
        "type": "object",
        "propertyNames": NAMED,
        "additionalProperties": {"anyOf": [{"type": "string"}, WHOLE]},
    },
    shapes.reasons: {
        "anyOf": [
            {"type": "object", "additionalProperties": TEXT},
            {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"rule": {"type": "string"}, "reason": TEXT},
                    "required": ["rule", "reason"],
                    "additionalProperties": False,
                },
            },
        ]
    },
    shapes.time: {
        "anyOf": [
            {"type": "number", "exclusiveMinimum": 0, "maximum": shapes.LONGEST_MS},
            {"type": "string", "pattern": r"^\s*[0-9]{1,9}(\.[0-9]{1,9})?\s*(ms|s|m)\s*$"},
        ]
    },
    shapes.verdict: {"enum": ["pass", "fail"]},
    shapes.caller: {"enum": list(CALLERS)},
    shapes.callers: {"type": "array", "items": {"enum": list(CALLERS)}},
    shapes.drills: {
        "anyOf": [{"type": "boolean"}, {"type": "array", "items": {"enum": list(DRILLS)}}]
    },
}
"""The function of a shape -> its schema."""
NARROWER: dict[str, Schema] = {
    "event": words_of(EVENTS),
    "method": {
        "anyOf": [
            {"enum": ["POST", "GET"]},
            {"type": "string", "pattern": "^([Pp][Oo][Ss][Tt]|[Gg][Ee][Tt])$"},
            FILLED,
        ]
    },
    "fail_on": words_of(LEVELS),
    "expect_chain": {
        "type": "array",
        "items": {
            "anyOf": [{"type": "string", "pattern": "^(/|[Hh][Tt][Tt][Pp][Ss]?://)"}, FILLED],
        },
    },
    "max_hops": {"type": "integer", "minimum": 1, "maximum": 1000},
}
"""Keys whose values a run checks further."""
MESSAGE: Schema = {"type": "string", "maxLength": steps.LONGEST}
STEPS: dict[Any, Schema] = {
    steps._words: {**MESSAGE, "pattern": r"\S"},
    steps._message: MESSAGE,
    steps._keys: {"anyOf": [{"type": "string", "pattern": "^[0-9*#]+$"}, FILLED]},
    steps._alone: {"const": True},
    steps._which: {"anyOf": [{"const": True}, {"type": "integer", "minimum": 1, "maximum": 99}]},
    steps._xpath: TEXT,
    steps._callback: {
        "anyOf": [
            {"enum": steps.CALLBACKS},
            {"type": "string", "pattern": f"^({'|'.join(steps.CALLBACKS)})[0-9]*$"},
            FILLED,
        ]
    },
}
"""The function of a step -> the schema of its value."""
DESCRIPTIONS = {
    "base_url": "The URL of the server. Paths of targets are joined to it.",
    "app": "The WSGI or ASGI app that gets the requests, as module:app.",
    "exclude": "Patterns of files that a search of a folder skips, relative to this file.",
    "defaults": "Keys for every check. A check or a call can override them.",
    "check": "One target, checked once, explored or drilled.",
    "call": "One path through a call or a conversation.",
    "name": "The name in the report, and for --only. Without it, the target is the name.",
    "target": "A path below base_url, a URL, a file, a folder or a phone number.",
    "steps": "The steps of the call. Each is a table of one key.",
    "caller": "The kind of the caller.",
    "event": "The event that Twilio reports to the webhook.",
    "method": "The HTTP method of the request.",
    "params": "Parameters of the request.",
    "no_params": "Parameters that the request does not have.",
    "from": "The sender or the caller.",
    "to": "The recipient, or the called number.",
    "body": "The text of the message.",
    "seed": "The same seed gives the same SIDs.",
    "auth_token": "The Auth Token for the signature, such as ${TWILIO_AUTH_TOKEN}.",
    "no_signature": "true: the requests have no signature, even if there is a token.",
    "public_url": "The URL that Twilio would use. The signature is for this URL.",
    "fallback": "The URL that gets a request when the webhook fails.",
    "pci": "true: the account is in PCI mode.",
    "verdict": 'The expected verdict. "fail" is for a known failure.',
    "fail_on": "The lowest level of a finding that fails the check.",
    "ignore": "Rules to ignore, each with the reason.",
    "select": "The only rules that count.",
    "max_time": 'The limit for each response: "2s", "500ms", or milliseconds.',
    "tags": "Tags for --tag.",
    "max_hops": "The largest number of documents.",
    "inline": "true: documents for the Twiml parameter of the REST API.",
    "probe": "true: also request the URLs in the documents.",
    "expect": "XPaths that the first response must have, relative to <Response>.",
    "expect_any_hop": "XPaths that any response must have.",
    "expect_text": "Texts that the first response must say or send.",
    "expect_text_any_hop": "Texts that any response must say or send.",
    "expect_chain": "The paths of the redirects.",
    "explore": "true: try all paths of a call.",
    "drills": "true for all drills, or the names of some.",
    "require_signature": "true: a webhook that accepts a forged request is an error.",
    "budget": "The largest number of requests of an exploration.",
    "depth": "The largest number of choices in a row.",
    "digits": "More keys to press.",
    "say": "More texts to say or send.",
    "callers": "The kinds of callers to try.",
    "min_coverage": "The percentage of the choices that must succeed.",
}


def key_schema(key: str, shape: Any) -> Schema:
    """Return the schema of the value of a key; a new shape needs a row above."""
    if key in NARROWER:
        return NARROWER[key]
    if shape in SHAPES:
        return SHAPES[shape]
    limits = getclosurevars(shape).nonlocals
    return {"type": "integer", "minimum": limits["least"], "maximum": limits["most"]}


def step_schema(shape: Any) -> Schema:
    if not isinstance(shape, partial):
        return STEPS[shape]
    named = words_of(shape.args[0])
    if shape.func is steps._one_of:
        return named
    seconds: list[Schema] = [
        {"type": "integer", "minimum": 1, "maximum": steps.MOST_SECONDS},
        {"type": "string", "pattern": "^[0-9]{1,5}$"},
    ]
    return {"anyOf": [*seconds, *named["anyOf"]]}


def described(key: str, schema: Schema) -> Schema:
    """Return the schema with the sentence that an editor shows; a new key needs one above."""
    return {"description": DESCRIPTIONS[key], **schema}


def table(keys: Mapping[str, Any], *required: str, **more: Schema) -> Schema:
    found = {
        key: described(key, more[key] if key in more else key_schema(key, shape))
        for key, shape in keys.items()
    }
    whole: Schema = {"type": "object", "properties": found, "additionalProperties": False}
    return {**whole, "required": list(required)} if required else whole


def suite_schema() -> Schema:
    steps_of_call = {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "properties": {name: step_schema(shape) for name, shape in steps.STEPS.items()},
            "additionalProperties": False,
        },
    }
    tables = {
        "defaults": table(shapes.SHAPES),
        "check": {"type": "array", "items": table(OWN["check"], "target")},
        "call": {
            "type": "array",
            "items": table(OWN["call"], "target", "steps", steps=steps_of_call),
        },
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A suite of twiml-check",
        **table(TOP, **tables),
    }


def written() -> str:
    return json.dumps(suite_schema(), indent=2, ensure_ascii=False) + "\n"
