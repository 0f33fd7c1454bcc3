"""The values of a suite as those of the options: variables are filled in, each problem has its
line."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from twiml_check.model.ending import WrongCall
from twiml_check.runner.suite_file import refusal
from twiml_check.runner.values import LIST_ALONE, VALUES
from twiml_check.suite.shapes import WrongShapeError
from twiml_check.suite.suite import Setting, SuiteProblem, UnfilledError, fill_in, is_filled

FIELDS = {"from": "sender", "to": "recipient", "params": "param", "no_params": "no_param"}
"""Keys with another name among the options."""
COVERED = {"body": "Body", "sender": "From", "recipient": "To"}
"""Options of the command line, and the parameters of a file that they override."""
AS_WRITTEN = ("ignore", "verdict")
"""Keys without variables."""
SHOWN = ("target", "base_url", "public_url", "fallback")
"""URLs, which every report shows with hidden credentials."""


class SuiteValues:
    """Reads the settings of one file; the options in `given` override them."""

    def __init__(self, file: str, options: Mapping[str, Any], given: Container[str]) -> None:
        """Keep the options of the command line."""
        self._file = file
        self._options = options
        self._given = given
        self._valid_already: dict[tuple[str, Any], Any] = {}

    def fields(self, settings: Iterable[Setting]) -> dict[str, Any]:
        """Return the options of these settings, without those that the command line overrides."""
        fields: dict[str, Any] = {}
        for setting in settings:
            field = FIELDS.get(setting.key, setting.key)
            given = self._options.get(field)
            if field in self._given and (field == "select" or not isinstance(given, tuple)):
                continue
            value = self._value(field, setting)
            # the last parameter of a name counts; expectations are added
            fields[field] = (*value, *given) if isinstance(given, tuple) else value
        return fields

    def fill(self, setting: Setting) -> Setting:
        """Return the setting with its variables filled in; raises WrongCall."""
        try:
            return fill_in(setting, os.environ)
        except UnfilledError as reason:
            raise self.refusal(setting, str(reason)) from reason

    def check(self, valid: Callable[[str, Any], Any], setting: Setting, value: Any) -> Any:
        """Return the value as `valid` reads it, or raise its error with the line."""
        known = (setting.key, value)  # many checks share one default
        if known not in self._valid_already:
            self.ensure(setting, lambda: self._valid_already.update({known: valid(*known)}))
        return self._valid_already[known]

    def ensure(self, setting: Setting, look: Callable[[], object]) -> None:
        """Call `look`, and raise its error with the line of the setting."""
        try:
            look()
        except (WrongCall, WrongShapeError) as reason:
            raise self.refusal(setting, _complaint(setting, str(reason))) from reason

    def refusal(self, setting: Setting, why: str) -> WrongCall:
        """Return an exception with the line of the setting."""
        return refusal(self._file, [SuiteProblem(setting.line, why)])

    def _value(self, field: str, written: Setting) -> Any:
        setting = written if written.key in AS_WRITTEN else self.fill(written)
        value: Any = setting.value
        if field == "param":
            outdone = {name for option, name in COVERED.items() if option in self._given}
            value = tuple(f"{name}={text}" for name, text in setting.pairs if name not in outdone)
        elif field == "max_time" and isinstance(value, float):
            value /= 1000  # an option of seconds
        elif field == "ignore":
            value = tuple(rule for rule, _ in setting.pairs)
        return self._valid(field, written, value)

    def _valid(self, field: str, setting: Setting, value: Any) -> Any:
        """Return the value as the option of the command line reads it, or raise its error.

        An error shows the setting as written: a filled-in value may be a secret.
        """
        if field == "event" and value == "list":
            raise self.refusal(setting, LIST_ALONE)
        return self.check(VALUES[field], setting, value) if field in VALUES else value


def _complaint(setting: Setting, reason: str) -> str:
    """Return the message about a value; a value from the environment is not shown."""
    if is_filled(setting) and setting.key not in SHOWN:
        return f"{setting.key}: the value from the environment is not valid"
    return reason if setting.key in reason else f"{setting.key}: {reason}"
