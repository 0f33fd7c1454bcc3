"""Suites: find and read the file, fill in variables, read values as those of the options, and find
the targets. Each problem has its line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from twiml_check.drills import DRILLS
from twiml_check.model.ending import OwnFailure, WrongCall
from twiml_check.model.step import Step
from twiml_check.runner.again import suite_line
from twiml_check.runner.check_target import asking_of, ensure_consistent, look_up
from twiml_check.runner.check_targets import Prepared
from twiml_check.runner.drill_target import (
    Drilling,
    ensure_agreed_to,
    ensure_drillable,
)
from twiml_check.runner.explore_target import Exploring, ensure_unasked
from twiml_check.runner.limits import failure_to
from twiml_check.runner.output import note
from twiml_check.runner.phone_numbers import as_number
from twiml_check.runner.play_steps import Playing, ensure_playable, event_of
from twiml_check.runner.reading import read_file
from twiml_check.runner.servers import HOME
from twiml_check.runner.settings import Asking, Judging, settings
from twiml_check.runner.targets import Target, is_url, targets
from twiml_check.runner.values import LIST_ALONE, VALUES, base_address
from twiml_check.suite.reading import read_suite
from twiml_check.suite.shapes import EXPLORING as FAR
from twiml_check.suite.shapes import WrongShapeError
from twiml_check.suite.steps import step_text
from twiml_check.suite.suite import (
    FILE,
    PROJECT,
    TABLE,
    Case,
    Setting,
    Suite,
    SuiteProblem,
    UnfilledError,
    fill_in,
    is_filled,
    secrets,
)
from twiml_check.suite.toml import LARGEST, BadToml, Toml, read_toml
from twiml_check.web.secrets import register
from twiml_check.web.text import mask

EXPLORING = {*FAR, "explore"}
"""Keys of a check about its exploration."""
OTHERS = {"caller", "drills", "require_signature"}
"""Other keys that are not options of a check."""
FIELDS = {"from": "sender", "to": "recipient", "params": "param", "no_params": "no_param"}
"""Keys with another name among the options."""
EXPLORED = {"callers": "caller"}
"""The same for the keys of an exploration."""
COVERED = {"body": "Body", "sender": "From", "recipient": "To"}
"""Options of the command line, and the parameters of a file that they override."""
AS_WRITTEN = ("ignore", "verdict")
"""Keys without variables."""
SHOWN = ("target", "base_url", "public_url", "fallback")
"""URLs, which every report shows with hidden credentials."""


def open_suite(given: str | None) -> Suite:
    """Return the suite in a file or folder, or in the nearest folder above; raises WrongCall."""
    if given is None:
        return _first(_upwards(), f"there is no {FILE} here or above; twiml-check init writes one")
    if os.path.isdir(given):
        return _first([given], f"there is no {FILE} in {given}")
    if os.path.basename(given) != PROJECT:
        return _suite(given, _toml(given, _bytes(given)), ())
    found = _project(given)
    if found is None:
        raise WrongCall(f"{given} has no table [{'.'.join(TABLE)}]")
    return found


def _first(folders: Iterator[str] | list[str], none: str) -> Suite:
    for folder in folders:
        own, shared = os.path.join(folder, FILE), os.path.join(folder, PROJECT)
        if os.path.isfile(own):
            return _suite(own, _toml(own, _bytes(own)), ())
        if os.path.isfile(shared) and (found := _project(shared)):
            return found
    raise WrongCall(none)


def _upwards() -> Iterator[str]:
    """Yield the working folder and the folders above, as relative paths."""
    try:
        folder = os.getcwd()
    except OSError as reason:
        raise WrongCall("the working folder does not exist") from reason
    path = ""
    while True:
        yield path
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder, path = above, os.path.join(path, os.pardir)


def _project(file: str) -> Suite | None:
    """Return the suite in a pyproject.toml; None if there is none."""
    raw = _bytes(file)
    if TABLE[-1].encode() not in raw:
        return None
    toml = _toml(file, raw)
    tool = toml.values.get(TABLE[0])
    if not isinstance(tool, dict) or TABLE[1] not in tool:
        return None
    return _suite(file, toml, TABLE)


def _suite(file: str, toml: Toml, home: tuple[str, ...]) -> Suite:
    found, problems = read_suite(file, toml, home)
    if problems:
        raise refusal(file, problems)
    return found


def refusal(file: str, problems: list[SuiteProblem]) -> WrongCall:
    """Return the last problem as an exception; the others are printed as notes."""
    *others, last = [mask(f"{file}:{problem.line}: {problem.what}") for problem in problems]
    for line in others:
        note(line)
    return WrongCall(last)


def _toml(file: str, raw: bytes) -> Toml:
    try:
        return read_toml(raw)
    except BadToml as reason:
        raise WrongCall(mask(f"{file}:{reason.line}: {reason}")) from reason


def _bytes(file: str) -> bytes:
    try:
        return read_file(file, LARGEST)
    except OSError as reason:
        raise failure_to(f"read {mask(file)}", reason) from reason


def prepare_cases(
    suite: Suite,
    cases: Sequence[Case],
    asking: Asking,
    judging: Judging,
    given: set[str],
    *,
    quiet: bool = False,
) -> list[Prepared]:
    """Return the prepared cases; the options in `given` override the file.

    Raises:
        WrongCall: the file has a problem; the text has its line.
        OwnFailure: a phone number cannot be looked up.
    """
    written = [setting for case in cases for setting in (case.target, *case.settings, *case.steps)]
    written += [suite.base_url] if suite.base_url else []
    register().add(*secrets(written, os.environ))
    preparing = _Preparing(suite, asking, judging, given, quiet)
    return [each for case in cases for each in preparing.case(case)]


def ensure_all_unasked(cases: Sequence[Prepared], *, yes: bool = False) -> None:
    """Refuse to explore hosts on the internet without --yes; raises WrongCall."""
    for case in cases:
        if case.exploring or case.drilling:
            asking, url = asking_of(case.asking, case.target), case.target.url
            try:
                if case.exploring:
                    ensure_unasked(asking, case.exploring, url, yes=yes)
                if case.drilling:
                    ensure_agreed_to(asking, case.drilling, url, yes=yes)
            except WrongCall as reason:
                file, line = case.written or ("", 0)
                raise WrongCall(mask(f"{file}:{line}: {reason}")) from reason


class _Preparing:
    def __init__(
        self, suite: Suite, asking: Asking, judging: Judging, given: set[str], quiet: bool
    ) -> None:
        self._suite = suite
        self._app = asking.app
        self._options = {**asking._asdict(), **judging._asdict()}
        self._given = given
        self._quiet = quiet
        self._base: str | None = asking.base_url or None
        self._valid_already: dict[tuple[str, Any], Any] = {}

    def case(self, case: Case) -> Iterator[Prepared]:
        options = self._options | self._fields(case)
        exploring, playing = self._exploring(case), self._playing(case)
        drilling = self._drilling(case)
        if playing:
            options["event"] = options["event"] or event_of(playing.steps)
        if exploring:
            options["event"] = options["event"] or "voice"
        name = self._fill(case.target).text
        if name.startswith("/"):
            options["base_url"] = self._base_url(case)
        asking, judging, _ = settings(options)
        if playing:
            self._ensure_playable(case, asking, playing)
        try:
            found = self._targets(asking.base_url, name)
            ensure_consistent(asking, judging, found)
            if exploring or playing or drilling:
                done = "explored" if exploring else "called" if playing else "drilled"
                _ensure_webhooks(found, done)
            if drilling:
                ensure_drillable(asking, drilling)
            found = list(look_up(asking, found, quiet=self._quiet))
        except OwnFailure as reason:
            raise OwnFailure(f"{self._suite.file}:{case.target.line}: {reason}") from reason
        except WrongCall as reason:
            raise self._refusal(case.target, str(reason)) from reason
        written = self._suite.file, case.line
        again = suite_line(self._suite.file, case.name, self._options, self._given)
        for target in found:
            yield Prepared(
                asking, judging, target, case.name, written, exploring, playing, drilling, again
            )

    def _exploring(self, case: Case) -> Exploring | None:
        """Return the limits of an exploration; None for another check."""
        said = {setting.key: setting for setting in case.settings if setting.key in EXPLORING}
        explore = said.pop("explore", None)
        if case.steps or explore is None or not explore.value:
            return None
        fields: dict[str, Any] = {
            EXPLORED.get(key, key): self._fill(each).value for key, each in said.items()
        }
        return Exploring(**fields)

    def _drilling(self, case: Case) -> Drilling | None:
        """Return which drills are made of a check; None where there are none."""
        said = {setting.key: setting for setting in case.settings}
        names = said["drills"].texts if "drills" in said else ()
        if case.steps or not names:
            return None
        signature = said.get("require_signature")
        names = () if set(names) == set(DRILLS) else names  # all that are possible
        return Drilling(names, bool(signature and signature.value), warm=True)

    def _playing(self, case: Case) -> Playing | None:
        """Return the steps of a call; None for a check."""
        if not case.steps:
            return None
        caller = next((each.text for each in case.settings if each.key == "caller"), "plain")
        return Playing(tuple(map(self._step, case.steps)), caller, self._suite.file)

    def _ensure_playable(self, case: Case, asking: Asking, playing: Playing) -> None:
        try:
            ensure_playable(asking.event or "", playing.steps)
        except WrongCall as reason:
            raise self._refusal(case.steps[0], str(reason)) from reason

    def _step(self, written: Setting) -> Step:
        text = self._fill(written).text
        if is_filled(written):
            self._ensure(written, lambda: step_text(written.key, text))
        return Step(written.key, text, written.line)

    def _ensure(self, setting: Setting, look: Callable[[], object]) -> None:
        """Call `look`, and raise its error with the line of the setting."""
        try:
            look()
        except (WrongCall, WrongShapeError) as reason:
            raise self._refusal(setting, _complaint(setting, str(reason))) from reason

    def _fields(self, case: Case) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for setting in case.settings:
            if setting.key in EXPLORING or setting.key in OTHERS:
                continue
            field = FIELDS.get(setting.key, setting.key)
            given = self._options[field]
            if field in self._given and (field == "select" or not isinstance(given, tuple)):
                continue
            value = self._value(field, setting)
            # the last parameter of a name counts; expectations are added
            fields[field] = (*value, *given) if isinstance(given, tuple) else value
        return fields

    def _value(self, field: str, written: Setting) -> Any:
        setting = written if written.key in AS_WRITTEN else self._fill(written)
        value: Any = setting.value
        if field == "param":
            outdone = {COVERED[name] for name in self._given & COVERED.keys()}
            value = tuple(f"{name}={text}" for name, text in setting.pairs if name not in outdone)
        elif field == "max_time" and isinstance(value, float):
            value /= 1000  # an option of seconds
        elif field == "ignore":
            value = tuple(rule for rule, _ in setting.pairs)
        return self._valid(field, written, value)

    def _fill(self, setting: Setting) -> Setting:
        try:
            return fill_in(setting, os.environ)
        except UnfilledError as reason:
            raise self._refusal(setting, str(reason)) from reason

    def _valid(self, field: str, setting: Setting, value: Any) -> Any:
        """Return the value as the option of the command line reads it, or raise its error.

        An error shows the setting as written: a filled-in value may be a secret.
        """
        if field == "expect_chain":
            if all(path.startswith("/") or is_url(path) for path in value):
                return value
            raise self._refusal(setting, "expect_chain must be a list of paths that begin with /")
        if field == "event" and value == "list":
            raise self._refusal(setting, LIST_ALONE)
        return self._check(VALUES[field], setting, value) if field in VALUES else value

    def _check(self, valid: Callable[[str, Any], Any], setting: Setting, value: Any) -> Any:
        known = (setting.key, value)  # many checks share one default
        if known not in self._valid_already:
            try:
                self._valid_already[known] = valid(setting.key, value)
            except WrongCall as reason:
                raise self._refusal(setting, _complaint(setting, str(reason))) from reason
        return self._valid_already[known]

    def _base_url(self, case: Case) -> str:
        """Return the base URL, read when the first path needs it."""
        if self._base is None:
            setting = self._suite.base_url
            if setting is None and self._app:
                self._base = HOME
                return HOME
            if setting is None:
                what = "a path needs a base_url in the file, or --base-url"
                raise self._refusal(case.target, f"{case.target.text}: {what}")
            text = self._fill(setting).text
            self._base = str(self._check(base_address, setting, text))
        return self._base

    def _targets(self, base_url: str, name: str) -> list[Target]:
        if name.startswith("/"):
            return targets((f"{base_url.rstrip('/')}{name}",))
        if is_url(name) or as_number(name):
            return targets((name,))
        path = os.path.join(os.path.dirname(self._suite.file), name)
        if name == "-" or not os.path.exists(path):
            raise WrongCall(f"no such file: {path}; a path of base_url begins with /")
        return targets((path,))

    def _refusal(self, setting: Setting, why: str) -> WrongCall:
        return refusal(self._suite.file, [SuiteProblem(setting.line, why)])


def _ensure_webhooks(found: Sequence[Target], done: str) -> None:
    for target in found:
        if not target.is_asked:
            raise WrongCall(f"only a webhook can be {done}; {target.name} is a file")


def _complaint(setting: Setting, reason: str) -> str:
    """Return the message about a value; a value from the environment is not shown."""
    if is_filled(setting) and setting.key not in SHOWN:
        return f"{setting.key}: the value from the environment is not valid"
    return reason if setting.key in reason else f"{setting.key}: {reason}"
