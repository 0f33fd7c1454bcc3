"""Rules about an assistant's schema as a whole: names, limits, and unreachable tasks.

https://www.twilio.com/docs/autopilot/limits, as it was, and what
https://github.com/twilio/autopilot-cli reads and writes.
"""

from collections import defaultdict
from collections.abc import Iterator

from twiml_check.autopilot.actions import Part, at, parts, redirect
from twiml_check.autopilot.tables import (
    LIMITS,
    LIMITS_OF_TASK,
    LONGEST_TASK_NAME,
    MOST_SAMPLES,
    MOST_VALUES,
)
from twiml_check.model.assistant import Turn
from twiml_check.model.finding import Problem
from twiml_check.model.json_value import Json, JsonPath, JsonValue
from twiml_check.rules.rule import rule
from twiml_check.rules.wording import cut

Task = tuple[str, JsonPath, dict[str, JsonValue]]


@rule("duplicate-task", "error", subject="part")
def duplicate_task(part: Part) -> Iterator[Problem]:
    """Two tasks have the same unique name: Twilio does not create the second.

    Bad:  {"uniqueName": "tea", "tasks": [{"uniqueName": "a", "samples": [{"taggedText": "hi"}]}, {"uniqueName": "a", "samples": [{"taggedText": "ho"}]}]}
    Good: {"uniqueName": "tea", "tasks": [{"uniqueName": "a", "samples": [{"taggedText": "hi"}]}, {"uniqueName": "b", "samples": [{"taggedText": "ho"}]}]}
    """  # noqa: E501
    if not _is_schema(part):
        return
    seen: set[str] = set()
    for name, path, _ in _tasks(part.json):
        if name in seen:
            yield Problem(
                f'an earlier task has the same unique name, "{cut(name)}"',
                help="give each task a different unique name",
                note="Twilio refuses to create the task with error 90101",
                label="again",
                location=part.json.at((*path, "uniqueName")),
            )
        seen.add(name)


@rule("unreachable-task", "warning", subject="part")
def unreachable_task(part: Part) -> Iterator[Problem]:
    """A task has no samples, and no default, redirect or listen points to it.

    No input of a user reaches it. A channel's URL with TargetTask still could.

    Bad:  {"uniqueName": "tea", "tasks": [{"uniqueName": "a", "samples": []}]}
    Good: {"uniqueName": "tea", "tasks": [{"uniqueName": "a", "samples": [{"taggedText": "hi"}]}]}
    """
    if not _is_schema(part):
        return
    tasks = _tasks(part.json)
    reached = _reachable(part.json, tasks)
    for name, path, _ in tasks:
        if name not in reached:
            yield Problem(
                f'no input reaches the task "{cut(name)}": no samples, no redirect to it',
                help="add samples, add a redirect to the task, or remove the task",
                label="never run",
                location=part.json.at((*path, "uniqueName")),
            )


def _reachable(json: Json, tasks: list[Task]) -> set[str]:
    """Return the tasks that a user's words or a default reach, and the tasks that follow them."""
    leads: dict[JsonPath, set[str]] = defaultdict(set)
    for path, name in _task_names(json):
        leads[path[:2] if path[0] == "tasks" else ()].add(name)
    todo = [*leads[()], *(name for name, _, task in tasks if task.get("samples"))]
    places = {name: path for name, path, _ in tasks}
    reached: set[str] = set()
    while todo:
        name = todo.pop()
        if name in places and name not in reached:
            reached.add(name)
            todo.extend(leads[places[name]])
    return reached


def _task_names(json: Json) -> Iterator[tuple[JsonPath, str]]:
    """Yield the path of each redirect and listen, and the task that it names."""
    for part in parts(json, Turn("assistant")):
        means = part.row.means if part.row else ""
        target = redirect(part.value, ()) if means == "target" else None
        if means == "task" and isinstance(part.value, str):
            yield part.path, part.value
        elif target and target.task:
            yield part.path, target.task


@rule("assistant-limit", "error", subject="part")
def assistant_limit(part: Part) -> Iterator[Problem]:
    """An assistant has too many tasks, samples, fields or values, or a name is too long.

    The limits are 600 tasks with 50 fields each, 50,000 samples in all, 50 field types with 1,000
    values each, and 64 characters in the unique name of a task.
    """
    if not _is_schema(part):
        return
    for name, most in LIMITS.items():
        yield from _over(part.json, (name,), most)
    for name, path, _ in _tasks(part.json):
        for inner, most in LIMITS_OF_TASK.items():
            yield from _over(part.json, (*path, inner), most)
        if len(name) > LONGEST_TASK_NAME:
            yield Problem(
                f"the unique name has {len(name)} characters",
                help=f"use at most {LONGEST_TASK_NAME} characters",
                location=part.json.at((*path, "uniqueName")),
            )
    types = at(part.json.value, ("fieldTypes",))
    for number in range(len(types) if isinstance(types, list) else 0):
        yield from _over(part.json, ("fieldTypes", number, "values"), MOST_VALUES)
    yield from _samples(part.json)


def _over(json: Json, path: JsonPath, most: int) -> Iterator[Problem]:
    listed = at(json.value, path)
    if isinstance(listed, list) and len(listed) > most:
        yield Problem(
            f'"{path[-1]}" has {len(listed):,} elements; the limit is {most:,}',
            help=f"remove elements until {most:,} are left",
            location=json.at_name(path),
        )


def _samples(json: Json) -> Iterator[Problem]:
    lists = [task.get("samples") for _, _, task in _tasks(json)]
    count = sum(len(each) for each in lists if isinstance(each, list))
    if count > MOST_SAMPLES:
        yield Problem(
            f"the tasks have {count:,} samples together; the limit is {MOST_SAMPLES:,}",
            help=f"remove samples until {MOST_SAMPLES:,} are left",
            location=json.at_name(("tasks",)),
        )


@rule("nameless-assistant", "warning", subject="part")
def nameless_assistant(part: Part) -> Iterator[Problem]:
    """A schema has neither uniqueName nor friendlyName. Twilio needs one to create the assistant.

    Bad:  {"tasks": [{"uniqueName": "a", "samples": [{"taggedText": "hi"}]}]}
    Good: {"uniqueName": "tea", "tasks": [{"uniqueName": "a", "samples": [{"taggedText": "hi"}]}]}
    """
    value = part.value if _is_schema(part) else None
    if isinstance(value, dict) and not (value.get("uniqueName") or value.get("friendlyName")):
        yield Problem(
            "the assistant has no name",
            help='add "uniqueName" or "friendlyName"',
            location=part.json.at(part.path),
        )


def _is_schema(part: Part) -> bool:
    """Say whether the part is the whole schema."""
    return part.turn.whole == "assistant" and not part.path and isinstance(part.value, dict)


def _tasks(json: Json) -> list[Task]:
    listed = at(json.value, ("tasks",))
    return [
        (str(task["uniqueName"]), ("tasks", number), task)
        for number, task in enumerate(listed if isinstance(listed, list) else ())
        if isinstance(task, dict) and isinstance(task.get("uniqueName"), str)
    ]
