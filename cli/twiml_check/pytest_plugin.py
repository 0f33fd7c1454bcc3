"""The pytest plugin: a fixture `twiml_check`, and suites as tests.

pytest imports this module at every start, so it imports the rest only when a test uses it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from itertools import filterfalse
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from twiml_check.api import kept

if TYPE_CHECKING:
    from pathlib import Path

    from twiml_check.api.call import Call
    from twiml_check.api.results import Result
    from twiml_check.suite.suite import Case, Suite

SUITE = "twiml-check.toml"
SHOWN = 40
"""Characters of a result that pytest shows in any case; it cuts the middle of a long one."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our option and settings."""
    group = parser.getgroup("twiml-check", "Twilio webhooks")
    group.addoption("--twiml-check", action="store_true", help=f"collect each {SUITE} as tests")
    parser.addini(
        "twiml_check_app", "module:app that gets the requests, without a port", default=""
    )
    parser.addini(
        "twiml_check_base_url", "the URL that the paths of webhooks are joined to", default=""
    )
    parser.addini("twiml_check_auth_token", "the Auth Token that signs requests", default="")


class Checker:
    """The value of the fixture; a call of it is `twiml_check.check`."""

    def __init__(self, config: pytest.Config) -> None:
        """Store the configuration."""
        self._config = config

    def __call__(self, target: str, **options: Any) -> Result:
        """Call `twiml_check.check`, with pytest's configuration for options that are not given."""
        __tracebackhide__ = True  # pytest shows the arguments of a function, and a token is one
        from twiml_check.api.api import check

        return check(target, **self._configured(options))

    def explore(self, target: str, **options: Any) -> Result:
        """Call `twiml_check.explore`."""
        __tracebackhide__ = True
        from twiml_check.api.api import explore

        return explore(target, **self._configured(options))

    def drill(self, target: str, **options: Any) -> Result:
        """Call `twiml_check.drill`."""
        __tracebackhide__ = True
        from twiml_check.api.api import drill

        return drill(target, **self._configured(options))

    def call(self, target: str, **options: Any) -> Call:
        """Call `twiml_check.call`."""
        __tracebackhide__ = True
        from twiml_check.api.api import call

        return call(target, **self._configured(options))

    def lint(self, document: Any, **options: Any) -> Result:
        """Call `twiml_check.lint`."""
        __tracebackhide__ = True
        from twiml_check.api.api import lint

        return lint(document, **options)

    def _configured(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the options, with pytest's configuration for those that are not given."""
        ini = self._config.getini
        configured: dict[str, Any] = {
            "base_url": ini("twiml_check_base_url"),
            "auth_token": ini("twiml_check_auth_token") or None,
        }
        if options.get("app") is None and "base_url" not in options:
            configured["app"] = ini("twiml_check_app") or None
        given = {name: value for name, value in options.items() if value is not None}
        return {**configured, **given}


@pytest.fixture
def twiml_check(request: pytest.FixtureRequest) -> Checker:
    """Check a webhook: `twiml_check("/sms", app=app, Body="hi").expect("Message").passed`."""
    return Checker(request.config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Keep the results that a test and its fixtures make."""
    kept.results = deque(maxlen=kept.MOST)
    try:
        return (yield)
    finally:
        kept.results = None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """Add the reports to a failed assertion."""
    try:
        return (yield)
    except AssertionError as error:
        if kept.results:
            results = tuple(kept.results)
            _hide_secrets(error, results)
            for text in _faults(results):
                error.add_note(text)
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Name the fault in the short summary; pytest would write `assert False`."""
    report = yield
    crash = getattr(report.longrepr, "reprcrash", None)
    own = isinstance(crash, Crash)  # it has the fault already
    if crash and not own and call.excinfo and call.when == "call" and kept.results:
        fault = _fault(str(call.excinfo.value), kept.results)
        crash.message = f"twiml-check: {fault}" if fault else crash.message
    return report


def _fault(said: str, results: Iterable[Result]) -> str:
    """Return the fault of the result that an assertion without an own message is about."""
    shown = [
        result
        for result in filterfalse(bool, results)
        if repr(result)[:SHOWN] in said or f"'{result.verdict}' == 'pass'" in said
    ]
    if not shown or not said.startswith("assert "):
        return ""
    from twiml_check.report.fault import headline

    return headline(shown[-1]._run)


def _hide_secrets(error: AssertionError, results: Iterable[Result]) -> None:
    """Mask secrets in the error: pytest shows the arguments of the call, such as a token."""
    from twiml_check.web.secrets import mask_of

    mask = mask_of({secret for result in results for secret in result._run.secrets})
    error.args = tuple(mask.text(each) if isinstance(each, str) else each for each in error.args)


def _faults(results: Iterable[Result]) -> Iterator[str]:
    """Yield the reports of failed results; of results made from each other, only the last."""
    latest = {id(result._run.checks[0].hops): result for result in results if result._run.checks}
    yield from (f"\n{result.report().rstrip()}" for result in latest.values() if not result)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a suite with --twiml-check, or if the command line names its file."""
    if file_path.name != SUITE:
        return None
    if parent.config.getoption("twiml_check") or parent.session.isinitpath(file_path):
        return SuiteFile.from_parent(parent, path=file_path)
    return None


class SuiteFile(pytest.File):
    """A suite: each [[check]] and each [[call]] is a test."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the checks and calls in the order of the file."""
        from twiml_check.runner.suite_file import open_suite

        try:
            found = open_suite(str(self.path))
        except ValueError as wrong:
            raise self.CollectError(str(wrong)) from None
        for case in found.cases:
            yield SuiteItem.from_parent(self, name=case.name, suite=found, case=case)


class SuiteItem(pytest.Item):
    """One [[check]] or [[call]] of a suite."""

    def __init__(self, *, suite: Suite, case: Case, **rest: Any) -> None:
        """Make a test of a case."""
        super().__init__(**rest)
        self._suite = suite
        self._case = case
        self.extra_keyword_matches.update(case.tags)  # for -k

    def runtest(self) -> None:
        """Run the check."""
        from twiml_check.api.api import run_case

        ini = self.config.getini
        result = run_case(
            self._suite, self._case, base_url=ini("twiml_check_base_url"),
            app=ini("twiml_check_app"), auth_token=ini("twiml_check_auth_token"),
        )  # fmt: skip
        if not result:
            from twiml_check.report.fault import headline

            raise Failed(f"twiml-check: {headline(result._run)}", result.report().rstrip())

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return only the report, without a traceback."""
        if isinstance(excinfo.value, Failed):
            at = Crash(str(self.path), self._case.line, excinfo.value.args[0])
            return Shown(at, excinfo.value.args[1])
        if isinstance(excinfo.value, ValueError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the place of the check in the file."""
        return self.path, self._case.line - 1, self.name


class Failed(Exception):  # noqa: N818 - of the webhook, not of the program
    """A check that did not pass; its arguments are the fault and the report."""


class Crash(NamedTuple):
    """The place of a failed check, and the fault for the short summary."""

    path: str
    lineno: int
    message: str

    def __str__(self) -> str:
        """Return the line of --tb=line."""
        return f"{self.path}:{self.lineno}: {self.message}"


class Shown(NamedTuple):
    """A failed check as pytest shows it; its text, for pytest-xdist, has the fault first."""

    reprcrash: Crash
    report: str

    def toterminal(self, out: Any) -> None:
        """Write the report; pytest calls this."""
        out.line(self.report)

    def __str__(self) -> str:
        """Return the fault and the report."""
        return f"{self.reprcrash.message}\n\n{self.report}"
