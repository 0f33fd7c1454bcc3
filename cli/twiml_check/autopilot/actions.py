"""Check an Actions document or an assistant's schema against the tables. Pure.

https://www.twilio.com/docs/autopilot/actions, as it was; see `vocabulary.autopilot`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.autopilot.tables import (
    ACTIONS,
    ASSISTANT,
    LEAVE,
    OBJECTS,
    OPEN,
    TASK,
    TASK_ROUTER,
    Kind,
    Property,
)
from twiml_check.model.assistant import Assistant, Turn
from twiml_check.model.document import Document, ParseError
from twiml_check.model.json_value import Json, JsonPath, JsonValue
from twiml_check.model.source import Source
from twiml_check.read.json import read_json

_HTML = (b"<!doctype html", b"<html")


class Part(NamedTuple):
    """A value that has a row in the tables, or a name that has no row in this object."""

    json: Json
    turn: Turn
    path: JsonPath
    value: JsonValue
    row: Property | None
    """None for an unknown name."""
    holder: str
    """The row of `OBJECTS` that has this member; empty for an element of a list."""

    @property
    def name(self) -> str:
        """Return the last step of its path: a name, or the number of an element."""
        return str(self.path[-1]) if self.path else ""

    @property
    def of_actions(self) -> bool:
        """Say whether the part is in an Actions document, and not in the schema around it."""
        return self.turn.whole == "actions" or self.path[2:3] == ("actions",)


class Redirect(NamedTuple):
    """The target of an action, in any of its forms."""

    uri: str
    method: str
    """As written, or POST. Only a POST sends the memory."""
    path: JsonPath
    """The path of the address in the JSON."""

    @property
    def task(self) -> str | None:
        """Return the unique name of the task; None for an address."""
        return self.uri[len(TASK) :] if self.uri.startswith(TASK) else None

    @property
    def workflow(self) -> str | None:
        """Return the SID after taskrouter://, valid or not; None for any other text."""
        return self.uri[len(TASK_ROUTER) :] if self.uri.startswith(TASK_ROUTER) else None


class Action(NamedTuple):
    """One action of a list."""

    name: str
    value: JsonValue
    path: JsonPath


def kind(value: JsonValue) -> Kind:
    """Return the JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return "object"
    return "list" if isinstance(value, list) else "number"


def at(value: JsonValue, path: JsonPath) -> JsonValue:
    """Return the value at a path; None where there is none."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def parts(json: Json, turn: Turn) -> Iterator[Part]:
    """Yield every part that a rule may check, in document order; nothing below a wrong part."""
    row = ACTIONS if turn.whole == "actions" else ASSISTANT
    todo = [Part(json, turn, turn.root, at(json.value, turn.root), row, "")]
    while todo:
        part = todo.pop()
        yield part
        todo.extend(reversed([each for each in _below(part) if not _is_plain(each)]))


def redirect(value: JsonValue, path: JsonPath) -> Redirect | None:
    """Return the text or the object as a redirect; None for any other value."""
    if isinstance(value, str):
        return Redirect(value.strip(), "POST", path)
    uri = value.get("uri") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(uri, str):
        return None
    method = value.get("method", "POST")
    return Redirect(uri.strip(), method if isinstance(method, str) else "POST", (*path, "uri"))


def actions(json: Json | None, root: JsonPath) -> list[Action]:
    """Return the actions of a document in order; elements that are not actions are skipped."""
    path = (*root, "actions")
    listed = at(json.value, path) if json else None
    return [
        Action(name, value, (*path, number, name))
        for number, element in enumerate(listed if isinstance(listed, list) else ())
        if isinstance(element, dict)
        for name, value in element.items()
        if name in OBJECTS["action"]
    ]


def actions_to_run(every: list[Action]) -> list[Action]:
    """Return the actions that run: up to the first that leaves the list or waits for the user."""
    for index, action in enumerate(every):
        if action.name in LEAVE or waits(action):
            return every[: index + 1]
    return every


def waits(action: Action) -> bool:
    """Say whether the action waits for the user's input."""
    return action.name == "listen" and (action.value is True or isinstance(action.value, dict))


def assistant(json: Json, file: str) -> Assistant:
    """Return the schema's tasks and types; the rules report values of the wrong type."""
    tasks = [
        (("tasks", number), task)
        for number, task in enumerate(_list(at(json.value, ("tasks",))))
        if isinstance(task, dict) and isinstance(task.get("uniqueName"), str)
    ]
    named = [(str(task["uniqueName"]), path, task) for path, task in tasks]
    fallback = redirect(at(json.value, ("defaults", "defaults", "fallback")), ())
    return Assistant(
        file=file,
        tasks={name: (*path, "actions") for name, path, _ in named},
        urls={
            name: url for name, _, task in named if isinstance(url := task.get("actionsUrl"), str)
        },
        field_types=frozenset(_texts(at(json.value, ("fieldTypes",)), "uniqueName")),
        fields={
            name: str(field.get("fieldType"))
            for _, _, task in named
            for field in _list(task.get("fields"))
            if isinstance(field, dict) and isinstance(name := field.get("uniqueName"), str)
        },
        samples={
            text.strip().lower(): name
            for name, _, task in named
            for text in _texts(task.get("samples"), "taggedText")
        },
        fallback=fallback.uri if fallback else "",
    )


def read_actions(raw: bytes) -> Document:
    """Return the document; for XML it has the fault `xml-for-actions`."""
    text = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] != b"<":
        return read_json(raw)
    return Document(Source(raw), None, (_markup(raw, text),))


def turn_of(json: Json | None) -> Turn:
    """Return the kind of a file, by its names: a schema, an Actions document, or a single task."""
    value = json.value if json else None
    if not isinstance(value, dict) or "tasks" in value:
        return Turn("assistant" if isinstance(value, dict) else "actions")
    return Turn(root=_inside(value.get("actions"), ("actions",)))


def _below(part: Part) -> Iterator[Part]:
    row, value = part.row, part.value
    if row is None or kind(value) not in row.kinds:
        return
    if isinstance(value, dict):
        known = OBJECTS.get(row.members)
        for name, member in value.items():
            path = (*part.path, name)
            if known is not None and (name in known or row.members not in OPEN):
                yield Part(part.json, part.turn, path, member, known.get(name), row.members)
            elif row.each:
                yield Part(part.json, part.turn, path, member, row.each, row.members)
    elif isinstance(value, list) and row.each:
        for number, element in enumerate(value):
            yield Part(part.json, part.turn, (*part.path, number), element, row.each, "")


def _is_plain(part: Part) -> bool:
    """Say whether the part cannot be wrong: most of a schema is plain samples."""
    row = part.row
    if row is None or kind(part.value) not in row.kinds:
        return False
    return not (row.means or row.members or row.each)


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _texts(value: JsonValue, name: str) -> list[str]:
    found = [each.get(name) for each in _list(value) if isinstance(each, dict)]
    return [text for text in found if isinstance(text, str)]


def _markup(raw: bytes, text: bytes) -> ParseError:
    what = "a web page" if text[:14].lower().startswith(_HTML) else "XML"
    place = Source(raw).location(len(raw) - len(text))
    return ParseError(
        "xml-for-actions",
        f"Autopilot expects Actions in JSON, got {what}",
        'respond with {"actions": […]}; respond with TwiML only at the URL of a handoff',
        "begins here",
        place,
    )


def _inside(value: JsonValue, path: JsonPath) -> JsonPath:
    """Return where the Actions of a task begin, in an export or in a file of Terraform."""
    if not isinstance(value, dict):
        return ()
    if "json" in value and "actions" not in value:
        return _inside(value["json"], (*path, "json"))
    return path if "actions" in value else ()
