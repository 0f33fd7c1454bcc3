"""From what a suite says to checks that can be run: variables filled in, values held against the
options that they stand for, targets found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from twiml_check.model.run import TargetResult
from twiml_check.options.options import OPTIONS, Options
from twiml_check.options.values import web_address
from twiml_check.report.redact import redact_text
from twiml_check.runner.check_target import check_target, consistent, fetcher_for, looked_up, unmade
from twiml_check.runner.in_process_app import HOME
from twiml_check.runner.output import OwnFailure
from twiml_check.runner.phone_numbers import as_number
from twiml_check.runner.scheduler import every
from twiml_check.runner.snapshots import compared, in_place
from twiml_check.runner.targets import Target, targets
from twiml_check.runner.wait import ensure_up
from twiml_check.suite.environment import UnfilledError, filled, is_filled, secrets
from twiml_check.suite.find import refusal
from twiml_check.suite.suite import Case, Fault, Setting, Suite

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher

FIELDS = {"from": "sender", "to": "recipient", "params": "param", "no_params": "no_param"}
"""Keys that are called otherwise in the options."""
COVERED = {"body": "Body", "sender": "From", "recipient": "To"}
"""Options of the command line, and the parameters of a file that they stand above."""
AS_WRITTEN = ("ignore", "verdict")
"""Nothing of the environment belongs in them."""
SAID_BACK = ("target", "base_url", "public_url", "fallback")
"""URLs: they stand in every report, with their logins hidden."""
_BY_NAME = {option.name: option for option in OPTIONS}
_HTTP = ("http://", "https://")


def base_address(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A URL that paths can be joined to; refused if it is none."""
    if web_address(context, option, value) and value and ("?" in value or "#" in value):
        raise click.UsageError(f"{option.opts[0]} ends with a path: no query or fragment fits in")
    return value


def prepare_cases(
    suite: Suite, cases: Sequence[Case], options: Options, told: set[str]
) -> list[Prepared]:
    """The cases with all that they need; `told` are the options that outdo the file.

    Raises:
        UsageError: something cannot be so, and in which line.
    """
    preparing = _Preparing(suite, options, told)
    try:
        return [each for case in cases for each in preparing.case(case)]
    except click.ClickException as reason:
        said = redact_text(reason.format_message(), held(suite, cases))
        raise type(reason)(said) from None


def held(suite: Suite, cases: Sequence[Case]) -> tuple[str, ...]:
    """The secrets that the environment holds for these cases."""
    said = [setting for case in cases for setting in (case.target, *case.settings)]
    return secrets([*said, suite.base_url] if suite.base_url else said, os.environ)


class _Preparing:
    def __init__(self, suite: Suite, options: Options, told: set[str]) -> None:
        self._suite = suite
        self._options = options
        self._told = told
        self._base: str | None = options.base_url or None
        self._valid_already: dict[tuple[str, Any], Any] = {}

    def case(self, case: Case) -> Iterator[Prepared]:
        options = self._options._replace(**self._fields(case))
        name = self._filled(case.target).text
        below = name.startswith("/")
        if below:
            options = options._replace(base_url=self._base_url(case))
        with _at(self._suite.file, case.target.line):
            found = self._targets(options.base_url, name)
            consistent(options, found)
            found = list(looked_up(options, found))
        written = self._suite.file, case.line
        for target in found:
            yield Prepared(options, target, case.name, written)

    def _fields(self, case: Case) -> dict[str, Any]:
        """The options that the case sets."""
        fields: dict[str, Any] = {}
        for setting in case.settings:
            field = FIELDS.get(setting.key, setting.key)
            given = getattr(self._options, field)
            if field in self._told and (field == "select" or not isinstance(given, tuple)):
                continue
            value = self._value(field, setting)
            # a later parameter wins, and an expectation more is one more
            fields[field] = (*value, *given) if isinstance(given, tuple) else value
        return fields

    def _value(self, field: str, written: Setting) -> Any:
        setting = written if written.key in AS_WRITTEN else self._filled(written)
        value: Any = setting.value
        if field == "param":
            outdone = {COVERED[name] for name in self._told & COVERED.keys()}
            value = tuple(f"{name}={text}" for name, text in setting.pairs if name not in outdone)
        elif field == "max_time" and isinstance(value, float):
            value /= 1000  # an option of seconds
        elif field == "ignore":
            value = tuple(rule for rule, _ in setting.pairs)
        return self._valid(field, written, value)

    def _filled(self, setting: Setting) -> Setting:
        try:
            return filled(setting, os.environ)
        except UnfilledError as reason:
            raise self._refusal(setting, str(reason)) from reason

    def _valid(self, field: str, setting: Setting, value: Any) -> Any:
        """What the option of the command line makes of the value, or its complaint.

        The setting is the one that is written: what it is filled with may be a secret.
        """
        if field == "expect_chain":
            return self._chain(setting, value)
        option = _BY_NAME.get(field)
        valid = self._held_against(option, setting, value) if option else value
        if valid == "list":
            raise self._refusal(setting, "twiml-check --event list shows the events")
        return valid

    def _held_against(self, option: click.Parameter, setting: Setting, value: Any) -> Any:
        known = (setting.key, value)  # a default is the same in a thousand checks
        if known not in self._valid_already:
            try:
                self._valid_already[known] = _processed(option, setting.key, value)
            except click.UsageError as reason:
                raise self._refusal(setting, _said(setting, reason)) from reason
        return self._valid_already[known]

    def _chain(self, setting: Setting, paths: tuple[str, ...]) -> tuple[str, ...]:
        if not all(path.lower().startswith(("/", *_HTTP)) for path in paths):
            raise self._refusal(setting, "expect_chain is a list of paths that begin with /")
        return paths

    def _base_url(self, case: Case) -> str:
        """What a path is joined to, looked at when the first one needs it."""
        if self._base is None:
            setting = self._suite.base_url
            if setting is None and self._options.app:
                self._base = HOME
                return HOME
            if setting is None:
                what = "a path needs a base_url in the file, or --base-url"
                raise self._refusal(case.target, f"{case.target.text}: {what}")
            text = self._filled(setting).text
            option = click.Option(["--base-url"], callback=base_address)
            self._base = str(self._held_against(option, setting, text))
        return self._base

    def _targets(self, base_url: str, name: str) -> list[Target]:
        if name.startswith("/"):
            return targets((f"{base_url.rstrip('/')}{name}",))
        if name.lower().startswith(_HTTP) or as_number(name):
            return targets((name,))
        path = os.path.join(os.path.dirname(self._suite.file), name)
        if name == "-" or not _exists(path):
            raise click.UsageError(f"no such file: {path}; a path of base_url begins with /")
        return targets((path,))

    def _refusal(self, setting: Setting, why: str) -> click.UsageError:
        return refusal(self._suite.file, [Fault(setting.line, why)])


def _processed(option: click.Parameter, key: str, value: Any) -> Any:
    """What an option makes of a value; it complains in the name of the key."""
    own = copy(option)
    own.opts, own.name = [key], key
    context = click.get_current_context(silent=True) or click.Context(click.Command("run"))
    return own.process_value(context, value)


def _said(setting: Setting, reason: click.UsageError) -> str:
    """The complaint; without the value where that came out of the environment."""
    if is_filled(setting) and setting.key not in SAID_BACK:
        return f"{setting.key} cannot be what the environment holds for it"
    said = reason.format_message()
    return said if setting.key in said else f"{setting.key}: {said}"


def _exists(path: str) -> bool:
    try:
        return os.path.exists(path)
    except ValueError:  # a NUL in it
        return False


@contextmanager
def _at(file: str, line: int) -> Iterator[None]:
    """Whatever is wrong with a target is so in this line."""
    try:
        yield
    except OwnFailure as reason:
        raise OwnFailure(f"{file}:{line}: {reason.format_message()}") from reason
    except click.UsageError as reason:
        raise refusal(file, [Fault(line, reason.format_message())]) from reason


class Prepared(NamedTuple):
    """One check that has all it needs."""

    options: Options
    """Of this check alone; certificates and reports are the same in all of them."""
    target: Target
    name: str = ""
    written: tuple[str, int] | None = None
    """The file and the line of the suite that ask for it."""

    @property
    def url(self) -> str:
        """What is asked first, if the target is a webhook."""
        return self.target.called.url if self.target.called else self.target.name


def in_turn(
    cases: Sequence[Prepared], opened: Callable[[Options], Fetcher] = fetcher_for
) -> Iterator[TargetResult]:
    """The checks in the order of the cases; several webhooks are asked at the same time."""
    if not cases:
        return
    options = cases[0].options
    with opened(options) as fetcher:
        ensure_up(options, fetcher, [case.url for case in cases if case.target.is_url])

        def make(case: Prepared) -> TargetResult:
            check = _named(case, check_target(case.options, case.target, fetcher))
            return compared(case.options, check)

        made = every(options, cases, make, _unmade)
        yield from in_place([case.options for case in cases], made)


def _unmade(case: Prepared, why: str) -> TargetResult:
    return _named(case, unmade(case.options, case.target, why))


def _named(case: Prepared, check: TargetResult) -> TargetResult:
    return check._replace(name=case.name, written=case.written)
