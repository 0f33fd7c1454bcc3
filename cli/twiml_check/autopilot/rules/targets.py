"""Rules about the targets of actions.

https://www.twilio.com/docs/autopilot/actions/redirect, as it was. An action, on_complete,
max_attempts, a key that a caller presses, and an assistant's default can have a redirect.
"""

import re
from collections.abc import Iterator

from twiml_check.autopilot.actions import Part, Redirect, redirect
from twiml_check.autopilot.tables import TASK, WORKFLOW
from twiml_check.model.finding import Problem
from twiml_check.rules.rule import rule
from twiml_check.rules.wording import cut, did_you_mean
from twiml_check.web.text import mask
from twiml_check.web.url import Url

METHODS = ("GET", "POST")
_BARE_HOST = r"(?s)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/.*)?"


@rule("empty-redirect", "error", subject="part")
def empty_redirect(part: Part) -> Iterator[Problem]:
    """A redirect has no target: an empty text, an empty uri, or task:// without a name.

    Templates leave it empty, and their users fill it in. The dialogue ends there with an error. An
    empty default has no effect, and is a warning.

    Bad:  {"actions": [{"redirect": ""}]}
    Good: {"actions": [{"redirect": "https://example.com/next"}]}
    """
    target = _target(part)
    if target and target.uri in ("", TASK):
        yield Problem(
            "the redirect has no target",
            help="write a task (task://NAME) or a URL",
            label="empty" if not target.uri else "no name",
            location=part.json.at(target.path),
            level="warning" if part.path[:1] == ("defaults",) else None,
        )


@rule("missing-task", "error", subject="part")
def missing_task(part: Part) -> Iterator[Problem]:
    """A redirect or a listen names a task that the assistant does not have.

    Unique names must match exactly: hello-world and hello_world are two tasks.

    Bad:  {"tasks": [{"uniqueName": "a", "samples": [{"taggedText": "hi"}], "actions": {"actions": [{"redirect": "task://b"}]}}], "uniqueName": "tea"}
    Good: {"tasks": [{"uniqueName": "a", "samples": [{"taggedText": "hi"}], "actions": {"actions": [{"say": "Hello."}]}}], "uniqueName": "tea"}
    """  # noqa: E501
    assistant, name = part.turn.assistant, _task(part)
    if assistant is None or not name or name in assistant.tasks:
        return
    listens = part.row is not None and part.row.means == "task"
    target = _target(part)
    yield Problem(
        f'the assistant has no task "{cut(name)}"',
        help=did_you_mean(name, assistant.tasks) or "add the task, or correct the name",
        label="no such task",
        location=part.json.at(target.path if target else part.path),
        level="warning" if listens else None,  # a listen does not end the dialogue with an error
    )


@rule("unresolved-task", "info", subject="part")
def unresolved_task(part: Part) -> Iterator[Problem]:
    """A redirect names a task, and there is no schema that shows whether it exists (--model).

    Bad:  {"actions": [{"redirect": "task://order_tea"}]}
    Good: {"actions": [{"redirect": "https://example.com/next"}]}
    """
    target = _target(part)
    if target and target.task and part.turn.assistant is None:
        yield Problem(
            f'twiml-check cannot check whether the task "{cut(target.task)}" exists',
            help="add the assistant's schema with --model FILE",
            location=part.json.at(target.path),
        )


@rule("bad-actions-url", "error", subject="part")
def bad_actions_url(part: Part) -> Iterator[Problem]:
    """An address is not a valid http or https URL.

    An address without http:// or https:// may have worked: Twilio's pages had such examples.

    Bad:  {"actions": [{"redirect": "ftp://example.com/next"}]}
    Good: {"actions": [{"redirect": "https://example.com/next"}]}
    """
    target = _target(part)
    plain = part.row is not None and part.row.means == "url" and isinstance(part.value, str)
    url = target.uri if target else str(part.value).strip() if plain else ""
    if url.startswith(TASK) or (target and not url):
        return
    reason = Url.parse(url).problem if target or plain else ""
    if reason:
        yield Problem(
            f'"{cut(mask(url))}" is not a usable URL: {reason}',
            help="write an http or https URL" + (", or task://NAME" if target else ""),
            label="not a usable URL",
            location=part.json.at(target.path if target else part.path),
            level="warning" if re.fullmatch(_BARE_HOST, url) else None,
        )


@rule("unknown-method", "error", subject="part")
def unknown_method(part: Part) -> Iterator[Problem]:
    """A method is neither GET nor POST.

    Autopilot sends the memory only with POST.

    Bad:  {"actions": [{"redirect": {"uri": "https://example.com/next", "method": "PUT"}}]}
    Good: {"actions": [{"redirect": {"uri": "https://example.com/next", "method": "POST"}}]}
    """
    if part.row is None or part.row.means != "method" or not isinstance(part.value, str):
        return
    if part.value.strip().upper() not in METHODS:
        yield Problem(
            f'"{cut(part.value)}" is not a valid method: Autopilot sends GET or POST',
            help="write GET or POST",
            label="GET or POST",
            location=part.json.at(part.path),
        )


@rule("bad-handoff", "error", subject="part")
def bad_handoff(part: Part) -> Iterator[Problem]:
    """A handoff points neither to the URL of TwiML nor to a workflow of TaskRouter.

    Bad:  {"actions": [{"handoff": {"channel": "voice", "uri": ""}}]}
    Good: {"actions": [{"handoff": {"channel": "voice", "uri": "https://example.com/agent"}}]}
    """
    if part.row is None or part.row.means != "handoff" or not isinstance(part.value, str):
        return
    reason = _no_handoff(part.value.strip())
    if reason:
        yield Problem(
            f"the handoff has no usable target: {reason}",
            help="write the URL of TwiML, or taskrouter:// and the SID of a workflow",
            label="not a usable target" if part.value.strip() else "empty",
            location=part.json.at(part.path),
        )


def _no_handoff(uri: str) -> str | None:
    sid = Redirect(uri, "POST", ()).workflow
    if sid is None:
        return Url.parse(uri).problem
    return None if re.fullmatch(WORKFLOW, sid) else "the SID of a workflow is WW and 32 hex digits"


def _target(part: Part) -> Redirect | None:
    if part.row is None or part.row.means != "target":
        return None
    return redirect(part.value, part.path)


def _task(part: Part) -> str | None:
    """Return the name of the task that the part names."""
    if part.row is not None and part.row.means == "task" and isinstance(part.value, str):
        return part.value
    target = _target(part)
    return target.task if target else None
