"""The checks of a suite, ready to run: options, targets and steps. Each problem has its line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

from twiml_check.drills.drills import DRILLS
from twiml_check.model.ending import OwnFailure, WrongCall
from twiml_check.model.step import Step
from twiml_check.rules.wording import cut
from twiml_check.runner.again import suite_line
from twiml_check.runner.check_target import asking_of, ensure_consistent, look_up
from twiml_check.runner.check_targets import Prepared
from twiml_check.runner.configuration import excluded
from twiml_check.runner.drill_target import (
    Drilling,
    ensure_agreed_to,
    ensure_drillable,
)
from twiml_check.runner.explore_target import Exploring, ensure_unasked
from twiml_check.runner.folders import is_excluded
from twiml_check.runner.phone_numbers import as_number
from twiml_check.runner.play_steps import Playing, ensure_playable, event_of
from twiml_check.runner.servers import HOME
from twiml_check.runner.settings import Asking, Judging, settings
from twiml_check.runner.suite_values import SuiteValues
from twiml_check.runner.targets import Target, is_url, targets
from twiml_check.runner.values import base_address
from twiml_check.suite.shapes import EXPLORING as FAR
from twiml_check.suite.steps import step_text
from twiml_check.suite.suite import Case, Setting, Suite, is_filled, secrets
from twiml_check.web.secrets import mask_line, register, url_secrets
from twiml_check.web.text import mask

EXPLORING = {*FAR, "explore"}
"""Keys of a check about its exploration."""
OTHERS = {"caller", "drills", "require_signature"}
"""Other keys that are not options of a check."""
EXPLORED = {"callers": "caller"}
"""Keys of an exploration with another name among the options."""
WILD = "*?["
"""Characters that make a pattern of a file name."""
LONGEST_CELL = 80


def app_of(suite: Suite, given: Collection[str]) -> str:
    """Return the app of the file; empty if an option names an app or a server.

    The folder of the file is importable then. Raises WrongCall.
    """
    if suite.app is None or not {"app", "base_url"}.isdisjoint(given):
        return ""
    folder = os.path.abspath(os.path.dirname(suite.file))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return SuiteValues(suite.file, {}, ()).fill(suite.app).text


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
    written += [each for each in (suite.base_url, suite.app) if each]
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
        self._values = SuiteValues(suite.file, self._options, given)
        self._given = given
        self._exclude = (*excluded(suite), *judging.exclude)
        self._quiet = quiet
        self._base: str | None = asking.base_url or None

    def case(self, case: Case) -> Iterator[Prepared]:
        """Yield the check of each target of a case."""
        exploring, playing = self._exploring(case), self._playing(case)
        drilling = self._drilling(case)
        name = self._values.fill(case.target).text
        options = self._options_of(case, name)
        if playing:
            options["event"] = options["event"] or event_of(playing.steps)
        if exploring:
            options["event"] = options["event"] or "voice"
        asking, judging, _ = settings(options)
        if playing:
            self._ensure_playable(case, asking, playing)
        done = "explored" if exploring else "called" if playing else "drilled" if drilling else ""
        try:
            found = self._targets(asking.base_url, name)
            ensure_consistent(asking, judging, found)
            if done:
                _ensure_webhooks(found, done)
            if drilling:
                ensure_drillable(asking, drilling)
            found = list(look_up(asking, found, quiet=self._quiet))
        except OwnFailure as reason:
            raise OwnFailure(f"{self._suite.file}:{case.target.line}: {reason}") from reason
        except WrongCall as reason:
            raise self._values.refusal(case.target, str(reason)) from reason
        written = self._suite.file, case.line
        again = suite_line(self._suite.file, case.name, self._options, self._given)
        own_from = case.has_own_from and "sender" not in self._given
        person = asking.sender or "" if own_from else ""
        for target in found:
            yield Prepared(
                asking, judging, target, case.name, written, exploring, playing, drilling,
                again, person,
            )  # fmt: skip

    def _options_of(self, case: Case, target: str) -> dict[str, Any]:
        """Return the options of a case; a path also needs the base URL."""
        fields = self._values.fields(
            setting
            for setting in case.settings
            if setting.key not in EXPLORING and setting.key not in OTHERS
        )
        base = {"base_url": self._base_url(case)} if target.startswith("/") else {}
        return {**self._options, **fields, **base}

    def _exploring(self, case: Case) -> Exploring | None:
        """Return the limits of an exploration; None for another check."""
        said = {setting.key: setting for setting in case.settings if setting.key in EXPLORING}
        explore = said.pop("explore", None)
        if case.steps or explore is None or not explore.value:
            return None
        fields: dict[str, Any] = {
            EXPLORED.get(key, key): self._values.fill(each).value for key, each in said.items()
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
            raise self._values.refusal(case.steps[0], str(reason)) from reason

    def _step(self, written: Setting) -> Step:
        text = self._values.fill(written).text
        if is_filled(written):
            self._values.ensure(written, lambda: step_text(written.key, text))
        return Step(written.key, text, written.line)

    def _base_url(self, case: Case) -> str:
        """Return the base URL, read when the first path needs it."""
        if self._base is None:
            setting = self._suite.base_url
            if setting is None and self._app:
                self._base = HOME
                return HOME
            if setting is None:
                what = "a path needs a base_url in the file, or --base-url"
                raise self._values.refusal(case.target, f"{case.target.text}: {what}")
            text = self._values.fill(setting).text
            self._base = str(self._values.check(base_address, setting, text))
        return self._base

    def _targets(self, base_url: str, name: str) -> list[Target]:
        if name.startswith("/"):
            return targets((f"{base_url.rstrip('/')}{name}",))
        if is_url(name) or as_number(name):
            return targets((name,))
        folder = os.path.dirname(self._suite.file)
        path = os.path.join(folder, name)
        if name != "-" and os.path.exists(path):
            return targets((path,), exclude=self._exclude)
        found = _matching(name, folder)
        if files := tuple(file for file in found if not is_excluded(file, self._exclude)):
            return targets(files)
        what = "no file matches" if any(mark in name for mark in WILD) else "no such file:"
        raise WrongCall(f"{what} {path}; a path of base_url begins with /")


def _matching(pattern: str, folder: str) -> tuple[str, ...]:
    """Return the files of a pattern such as `templates/**/*.xml`, sorted.

    A folder that ** finds again through a link counts once.
    """
    if "\0" in pattern or not any(mark in pattern for mark in WILD):
        return ()
    from glob import glob  # few suites have a pattern

    pattern = re.sub(r"(?<![^/])(?:\*\*/+){2,}", "**/", pattern)  # glob would search for each **
    found = glob(pattern, root_dir=folder or None, recursive=True)
    real = cache(os.path.realpath)
    once: dict[tuple[str, str], str] = {}
    for path in sorted((os.path.join(folder, each) for each in found), key=len):
        once.setdefault((real(os.path.dirname(path)), os.path.basename(path)), path)
    return tuple(path for path in sorted(once.values()) if os.path.isfile(path))


def overview(cases: Sequence[Case]) -> str:
    """Return a line for each case: its name, target, kind and tags. No variable is filled in."""
    register().add(*(secret for case in cases for secret in url_secrets(case.target.text)))
    rows = [(case.name, case.target.text, _kind(case), ", ".join(case.tags)) for case in cases]
    shown = [tuple(cut(mask_line(mask(text)), LONGEST_CELL) for text in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return "".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in shown
    )


def _kind(case: Case) -> str:
    """Return the kind of a case, as the README names it."""
    if case.steps:
        return "call"
    kinds = {"explore": "exploration", "drills": "drills"}
    found = [kinds[each.key] for each in case.settings if each.key in kinds and each.value]
    return " and ".join(found) or "check"


def _ensure_webhooks(found: Sequence[Target], done: str) -> None:
    for target in found:
        if not target.is_asked:
            raise WrongCall(f"only a webhook can be {done}; {target.name} is a file")
