"""Bytes -> an Actions document, or the schema of an assistant with its tasks."""

from __future__ import annotations

from twiml_check.assistant import Turn
from twiml_check.model import Document, Fault
from twiml_check.places import Json, JsonPath, JsonValue
from twiml_check.read.json_places import read_json
from twiml_check.source import Source

_HTML = (b"<!doctype html", b"<html")


def read_actions(raw: bytes) -> Document:
    """The document; XML is told as such, with the fault `xml-for-actions`."""
    text = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    return (
        Document(Source(raw), None, (_markup(raw, text),)) if text[:1] == b"<" else read_json(raw)
    )


def _markup(raw: bytes, text: bytes) -> Fault:
    what = "a web page" if text[:14].lower().startswith(_HTML) else "XML"
    place = Source(raw).location(len(raw) - len(text))
    return Fault(
        "xml-for-actions",
        f"Autopilot wants Actions in JSON, and this is {what}",
        'answer {"actions": […]}; TwiML has its place behind a handoff',
        "begins here",
        place,
    )


def turn_of(json: Json | None) -> Turn:
    """What a file is meant to be, by its names: a schema, an Actions document, or a single task."""
    value = json.value if json else None
    if not isinstance(value, dict) or "tasks" in value:
        return Turn("assistant" if isinstance(value, dict) else "actions")
    return Turn(root=_inside(value.get("actions"), ("actions",)))


def _inside(value: JsonValue, path: JsonPath) -> JsonPath:
    """Where the Actions of a single task begin: as an export has them, or as Terraform does."""
    if not isinstance(value, dict):
        return ()
    if "json" in value and "actions" not in value:
        return _inside(value["json"], (*path, "json"))
    return path if "actions" in value else ()
