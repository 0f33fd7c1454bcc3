"""Checks of the values of options; WrongCall says what is wrong.

Each function gets the name of the option for the user (`--event`, or the key of a suite) and the
value. It returns the value for internal use.
"""

import os
import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from twiml_check.model.ending import WrongCall
from twiml_check.report import REPORTERS
from twiml_check.rules.wording import either, near
from twiml_check.runner.folders import Exclude, exclude_from
from twiml_check.runner.reading import working_folder
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.secrets import NAMES, register, url_secrets
from twiml_check.web.url import Url

METHODS = ("POST", "GET")
LEVELS = ("error", "warning", "never")
MOST_HOPS = 1000
MOST_REPEATS = 1000
VERDICTS = ("pass", "fail")
OTHER_NAMES = {
    **dict.fromkeys(("call", "calls", "phone", "ring"), "voice"),
    **dict.fromkeys(("message", "msg", "text", "messaging"), "sms"),
    **dict.fromkeys(("action", "digits", "speech", "ivr"), "gather"),
    **dict.fromkeys(("voicemail",), "record"),
    **dict.fromkeys(("relay", "conversationrelay", "conversation-relay"), "connect"),
    **dict.fromkeys(("queue", "leave"), "enqueue"),
    **dict.fromkeys(("recording", "recording-callback", "recordings"), "recording-status"),
    **dict.fromkeys(("transcribe", "transcript"), "transcription"),
    **dict.fromkeys(("participant", "conference-status"), "conference"),
    **dict.fromkeys(("stream", "media-stream"), "stream-status"),
    **dict.fromkeys(("taskrouter", "assignment", "reservation", "task"), "task-assignment"),
    **dict.fromkeys(("conversation", "conversations", "pre-webhook"), "conversation-pre"),
    **dict.fromkeys(("post-webhook", "onmessageadded"), "conversation-post"),
}
"""Other names of events."""
LIST_ALONE = "list is not an event; twiml-check --event list shows all events"
"""The message about `list` where an event is needed."""


def parameter(text: str) -> tuple[str, str]:
    """Split NAME=VALUE."""
    name, _, value = text.partition("=")
    return name, value


def event(_name: str, value: str) -> str:
    """Return the name of an event, or `list`."""
    if value == "list" or value in EVENTS:
        return value
    other = OTHER_NAMES.get(value.lower())
    hits = [other] if other else near(value, EVENTS)
    meant = f"did you mean {either(hits)}?" if hits else "twiml-check --event list shows all events"
    raise WrongCall(f'there is no event "{value}"; {meant}')


def method(name: str, value: str) -> str:
    """Return POST or GET, from capital or small letters."""
    # Not click.Choice: with small letters allowed, it shows the methods in small letters.
    if value.upper() not in METHODS:
        raise WrongCall(f'{name}: expected {either(METHODS)}, got "{value}"')
    return value.upper()


def parameters(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a value that is not NAME=VALUE."""
    for value in values:
        key, text = parameter(value)
        if not key or "=" not in value:
            raise WrongCall(f'{name}: expected NAME=VALUE, got "{value}"')
        if re.search(NAMES, key):
            register().add(text)
    return values


def rules(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a value that is not the name of a rule."""
    if not values:
        return values
    from twiml_check.catalog import EVERY_BY_NAME  # more of them than most runs need

    for value in values:
        if value not in EVERY_BY_NAME:
            hits = near(value, EVERY_BY_NAME)
            meant = f"did you mean {either(hits)}?" if hits else "see twiml-check explain --list"
            option = f"--{name.removeprefix('--')}"
            raise WrongCall(f'{option}: there is no rule "{value}"; {meant}')
    return values


def web_address(name: str, value: str) -> str:
    """Return a URL that Twilio can request."""
    register().add(*url_secrets(value))
    if reason := Url.parse(value).problem:
        raise WrongCall(f"{name} cannot be used: {reason}")
    return value


def base_address(name: str, value: str) -> str:
    """Return a URL that paths can be joined to."""
    if web_address(name, value) and ("?" in value or "#" in value):
        raise WrongCall(f"{name} must end with a path, without a query or a fragment")
    return value


def token(_name: str, value: str) -> str:
    """Return an Auth Token without the spaces around it."""
    if not value.strip():
        raise WrongCall(
            "the Auth Token is empty; use --no-signature for requests without a signature"
        )
    register().add(value)
    return value.strip()


def output(_name: str, value: str) -> str | None:
    """Return the name of a file; None for standard output."""
    if not value:
        raise WrongCall("--output needs the name of a file")
    return None if value == "-" else value


def excluded(name: str, given: tuple[str, ...]) -> tuple[Exclude, ...]:
    """Return the patterns of --exclude, which are relative to the working folder."""
    return (exclude_from(working_folder(), texts(name, given)),) if given else ()


def suite_file(name: str, value: str) -> str:
    """Return the name of a file that is also read; a stream cannot be."""
    if value in ("", "-"):
        raise WrongCall(f"{name} needs the name of a file")
    return value


def reports(_name: str, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Split each FORMAT=FILE."""
    pairs = [parameter(value) for value in values]
    for name, file in pairs:
        if name not in REPORTERS:
            hits = near(name, REPORTERS) or list(REPORTERS)
            raise WrongCall(f'--report: there is no format "{name}"; try {either(hits)}')
        if file in ("", "-"):
            raise WrongCall(f"--report: expected FORMAT=FILE, such as {name}=report.txt")
    return tuple(pairs)


def maps(_name: str, values: tuple[str, ...]) -> tuple[tuple[str, str | None], ...]:
    """Return the form and the file of each map; None is the file of `-`."""
    from twiml_check.report.map import FORMS, form_of

    found: list[tuple[str, str | None]] = []
    for value in values:
        form, file = parameter(value)
        if form not in FORMS or not file:
            form, file = form_of(value) or "", value
        if not form:
            endings = either([f".{ending}" for ending in FORMS])
            raise WrongCall(f"--map: expected a file that ends in {endings}, or -; got {value}")
        found.append((form, None if file == "-" else file))
    return tuple(found)


def shard(_name: str, value: str) -> tuple[int, int]:
    """Return N/OF as two numbers."""
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value, re.ASCII)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise WrongCall(f'--shard: expected N/OF, such as 2/5, got "{value}"')
    return int(found[1]), int(found[2])


def seconds(name: str, value: float) -> float:
    """Return seconds, at most one day."""
    if isinstance(value, str) or not 0 <= value <= 86_400:  # NaN is neither
        raise WrongCall(f"{name}: expected seconds, from 0 to 86400")
    return value


def number(name: str, value: float) -> float:
    """Return a number; NaN passes every comparison with a range."""
    if value != value:
        raise WrongCall(f"{name}: expected a number")
    return value


def some_seconds(name: str, value: float) -> float:
    """Return seconds, more than 0."""
    if not value:
        raise WrongCall(f"{name}: expected more than 0 seconds")
    return seconds(name, value)


def xpaths(name: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse an XPath that is not valid, or that needs an extra that is not installed."""
    if given:
        from twiml_check.expect.expectations import fault  # brings the parser along
    for expression in given:
        if why := fault(expression):
            raise WrongCall(f'{name} "{expression}": {why}')
    return given


def texts(name: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a text that would be found everywhere."""
    if not all(map(str.strip, given)):
        raise WrongCall(f"{name} needs a text")
    return given


def chain(name: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a hop of a chain that is not a path or a URL."""
    if not all(path.lower().startswith(("/", "http://", "https://")) for path in given):
        raise WrongCall(f"{name} must be a list of paths that begin with /")
    return given


# The messages of click about a choice, a range and a path, for suites and the API.


def _choice(among: Collection[str], name: str, value: str) -> str:
    if value not in among:
        known = ", ".join(map(repr, among))
        raise WrongCall(f"Invalid value for '{name}': {value!r} is not one of {known}.")
    return value


def _among(most: int, name: str, value: int) -> int:
    if not 1 <= value <= most:
        what = f"{value} is not in the range 1<=x<={most}"
        raise WrongCall(f"Invalid value for '{name}': {what}.")
    return value


def _existing(name: str, path: str) -> str:
    if not os.path.exists(path):
        raise WrongCall(f"Invalid value for '{name}': Path {path!r} does not exist.")
    return path


def _text(_name: str, value: object) -> str:
    return str(value)


VALUES: dict[str, Callable[[str, Any], Any]] = {
    "event": event,
    "method": method,
    "param": parameters,
    "sender": _text,
    "recipient": _text,
    "body": _text,
    "seed": _text,
    "auth_token": token,
    "public_url": web_address,
    "fallback": web_address,
    "ca_bundle": _existing,
    "max_hops": partial(_among, MOST_HOPS),
    "expect": xpaths,
    "expect_any_hop": xpaths,
    "expect_text": texts,
    "expect_text_any_hop": texts,
    "expect_chain": chain,
    "verdict": partial(_choice, VERDICTS),
    "fail_on": partial(_choice, LEVELS),
    "ignore": rules,
    "select": rules,
    "max_time": seconds,
    "repeat": partial(_among, MOST_REPEATS),
}
"""The checks of options that a suite and the Python API have, too."""
