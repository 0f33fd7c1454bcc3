"""The command line that runs one target again: the options that matter, and never a secret."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from shlex import quote
from typing import TYPE_CHECKING, Any

from twiml_check.report.expectations import is_interrupted, is_skipped
from twiml_check.runner.command_names import COMMANDS
from twiml_check.runner.explore_target import Exploring
from twiml_check.runner.servers import HOME
from twiml_check.runner.settings import Asking, BaselineFile, Judging, SnapshotFile
from twiml_check.web.credentials import HIDDEN, masked
from twiml_check.web.secrets import ENVIRONMENT, NAMES

if TYPE_CHECKING:
    from twiml_check.model.run import TargetResult
    from twiml_check.runner.targets import Target

GIVEN = "given"
"""The name of an app that a test has passed as an object: no command line can name it."""
REQUEST = {
    "event": "--event", "method": "--method", "sender": "--from", "recipient": "--to",
    "param": "--param", "no_param": "--no-param", "public_url": "--public-url",
    "fallback": "--fallback", "app": "--app", "ca_bundle": "--ca-bundle",
    "pci": "--pci", "insecure": "--insecure", "no_signature": "--no-signature",
}  # fmt: skip
"""The options that a request needs."""
TARGET = {
    **REQUEST,
    "body": "--body", "seed": "--seed", "auth_token": "--auth-token",
    "app_timeout": "--app-timeout", "max_hops": "--max-hops", "repeat": "--repeat",
    "inline": "--inline", "probe": "--probe", "max_time": "--max-time",
    "expect": "--expect", "expect_any_hop": "--expect-any-hop", "expect_text": "--expect-text",
    "expect_text_any_hop": "--expect-text-any-hop",
    "compare": "--compare", "baseline": "--baseline",
    "fail_on": "--fail-on", "ignore": "--ignore", "select": "--select",
    "no_config": "--no-config",
}  # fmt: skip
"""The options that the verdict on one target needs."""
DRILL = {
    name: flag
    for name, flag in TARGET.items()
    if name not in ("max_hops", "repeat", "inline", "probe", "compare")
    and not name.startswith("expect")
}
"""The same for a drill."""
EXPLORE = {
    **DRILL,
    "digits": "--digits", "say": "--say", "budget": "--budget", "depth": "--depth",
    "caller": "--caller", "allow_host": "--allow-host", "min_coverage": "--min-coverage",
    "expect": "--expect", "expect_any_hop": "--expect-any-hop", "expect_text": "--expect-text",
    "expect_text_any_hop": "--expect-text-any-hop",
    "config": "--config", "no_config": "--no-config",
}  # fmt: skip
"""The same for an exploration."""
SUITE = {"base_url": "--base-url", **TARGET}
TOKEN = '"$TWILIO_AUTH_TOKEN"'  # noqa: S105 - the shell fills it in
DEFAULTS = {
    **Exploring._field_defaults, **Asking._field_defaults, **Judging._field_defaults,
}  # fmt: skip
LONGEST = 300
"""Characters of a line that people still copy."""


def with_again(check: TargetResult, line: str) -> TargetResult:
    """Return the result with the line that repeats it, unless it passed or was not checked."""
    if check.verdict == "pass" or is_skipped(check) or (is_interrupted(check) and not check.hops):
        return check
    return check._replace(again=line)


def request_line(asking: Asking, url: str, command: tuple[str, ...] = ("explore",)) -> str:
    """Return the line that explores a webhook again, or with another command checks it."""
    return _line(*command, *_options(REQUEST, asking._asdict()), _word(asking, url))


def explore_line(
    asking: Asking, judging: Judging, exploring: Exploring, word: str, config: Mapping[str, Any]
) -> str:
    """Return the line that explores a target again, as the user has written it."""
    values = {**exploring._asdict(), **judging._asdict(), **asking._asdict(), **config}
    return _line("explore", *_options(EXPLORE, values), _quoted(word))


def check_line(asking: Asking, judging: Judging, target: Target) -> str:
    """Return the line that checks one target again; empty if its document has no file."""
    if asking.app == GIVEN or target.raw is not None or target.name == "-":
        return ""
    options = _options(TARGET, {**judging._asdict(), **asking._asdict()})
    return _line(*options, _word(asking, target.name))


def drill_line(asking: Asking, judging: Judging, url: str, name: str, *more: str) -> str:
    """Return the line that runs one drill again."""
    if asking.app == GIVEN:
        return ""
    options = _options(DRILL, {**judging._asdict(), **asking._asdict()})
    return _line("drill", _word(asking, url), "--only", name, *more, *options)


def suite_line(file: str, name: str, values: Mapping[str, Any], given: Collection[str]) -> str:
    """Return the line that runs one check of a suite again, with the `given` options."""
    flags = {key: flag for key, flag in SUITE.items() if key in given}
    yes = ["--yes"] if "yes" in given else []
    return _line("run", _quoted(file), "--only", _quoted(name), *yes, *_options(flags, values))


def _line(*words: str) -> str:
    return " ".join(("twiml-check", *words))


def _word(asking: Asking, url: str) -> str:
    """Return a target; with an app, its path is enough."""
    home = f"{HOME}/"
    if url in COMMANDS or url.startswith("-"):  # a file with the name of a command or an option
        return _quoted(f"./{url}")
    return _quoted(url[len(home) - 1 :] if asking.app and url.startswith(home) else url)


def _options(flags: Mapping[str, str], values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the options that differ from their defaults."""
    for name, flag in flags.items():
        value = values.get(name)
        if value is None or value is False or value == DEFAULTS.get(name):
            continue
        if value is True:
            yield flag
        elif name == "auth_token":
            yield from () if _in_environment(value) else (flag, TOKEN)
        else:
            for each in value if type(value) is tuple else (value,):
                yield from (flag, _quoted(_text(name, each)))


def _in_environment(token: str) -> bool:
    """Say whether the next run will find the token in the environment."""
    return token in (os.environ.get(name, "").strip() for name in ENVIRONMENT)


def _text(name: str, value: object) -> str:
    """Return a value as its option reads it; a parameter such as `ApiKey` keeps its secret."""
    if isinstance(value, SnapshotFile | BaselineFile):
        return value.file
    if isinstance(value, float):
        return f"{value:g}"
    if name == "param":
        key, _, text = str(value).partition("=")
        return f"{key}={HIDDEN}" if text and re.search(NAMES, key) else str(value)
    return str(value)


def _quoted(text: str) -> str:
    """Return a text as one word of bash and zsh, on one line; logins are masked."""
    if text.isprintable():
        return quote(masked(text))
    return f"$'{''.join(map(_escaped, masked(text)))}'"


def _escaped(char: str) -> str:
    """Return a character as the quotes of `$'…'` have it."""
    code = ord(char)
    if char in "'\\":
        return f"\\{char}"
    if char.isprintable():
        return char
    if "\udc80" <= char <= "\udcff":  # a byte of the command line that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return "\\n" if char == "\n" else f"\\x{code:02x}" if code < 0x80 else f"\\U{code:08x}"
