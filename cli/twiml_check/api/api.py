"""The Python API: the commands as functions, which the package exports."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from time import perf_counter, time
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, Protocol, TypeVar

from twiml_check.api.call import Call
from twiml_check.api.results import Result
from twiml_check.model.ending import WrongCall
from twiml_check.model.run import FailOn, Run, TargetResult
from twiml_check.model.step import Step
from twiml_check.runner.again import request_line
from twiml_check.runner.check_target import (
    asking_of,
    check_target,
    ensure_consistent,
    look_up,
)
from twiml_check.runner.configuration import Config, with_settings
from twiml_check.runner.explore_target import (
    CALLERS,
    Exploring,
    ensure_callers,
    ensure_unasked,
    explore_webhook,
)
from twiml_check.runner.output import progress_line
from twiml_check.runner.play_steps import Playing, ensure_playable, event_of, play_webhook
from twiml_check.runner.reading import working_folder
from twiml_check.runner.servers import HOME, join_paths, open_fetcher
from twiml_check.runner.settings import Asking, Judging, Reporting, settings
from twiml_check.runner.targets import Target, targets
from twiml_check.runner.values import VALUES
from twiml_check.web.secrets import mask_line, open_register, register

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher
    from twiml_check.fetch.exchange import AppTransport
    from twiml_check.suite.suite import Case, Suite

OPTIONS = {"From": "sender", "To": "recipient", "Body": "body"}
"""Parameters that set others too: From also sets Caller."""
DEFAULTS: dict[str, Any] = {**Asking._field_defaults, **Judging._field_defaults}
"""The options of the requests and of the verdict; a parameter of the same name sets one."""
Expectable = Literal["pass", "fail"]
"""A verdict that can be expected: `fail` is for a webhook that is known to be broken."""
Keep = Callable[[Result], None]
Options = ParamSpec("Options")
Made = TypeVar("Made")


class HasXml(Protocol):
    """A document of twilio-python: VoiceResponse, MessagingResponse."""

    def to_xml(self) -> str:
        """Return the document."""


def _run(work: Callable[Options, Made]) -> Callable[Options, Made]:
    """Return the same function as a separate run, whose errors show no secrets.

    pytest prints the arguments of each function in a traceback, so our traceback ends here.
    """

    @wraps(work)
    def run(*given: Options.args, **options: Options.kwargs) -> Made:
        __tracebackhide__ = True
        with open_register(os.environ):
            try:
                return work(*given, **options)
            except (ValueError, TypeError) as wrong:
                wrong.args = tuple(
                    mask_line(each) if isinstance(each, str) else each for each in wrong.args
                )
                raise wrong.with_traceback(None) from None

    return run


@_run
def check(
    target: str,
    *,
    app: object = None,
    base_url: str = "",
    event: str = "sms",
    method: str = "POST",
    params: Mapping[str, str] | None = None,
    no_params: Sequence[str] = (),
    auth_token: str | None = None,
    no_signature: bool = False,
    public_url: str | None = None,
    fallback: str | None = None,
    seed: str | None = None,
    max_hops: int | None = None,
    pci: bool | None = None,
    probe: bool = False,
    repeat: int = 1,
    expect: Sequence[str] = (),
    expect_any_hop: Sequence[str] = (),
    expect_text: Sequence[str] = (),
    expect_text_any_hop: Sequence[str] = (),
    expect_chain: Sequence[str] = (),
    max_time: float | None = None,
    verdict: Expectable = "pass",
    fail_on: FailOn | None = None,
    ignore: Sequence[str] = (),
    select: Sequence[str] = (),
    config: Config = True,
    insecure: bool = False,
    ca_bundle: str | None = None,
    keep: Keep | None = None,
    **fields: str,
) -> Result:
    """Send a webhook Twilio's request, follow its links, and return the result with the verdict.

    `target` is a target of the command line: a URL, a file, a folder or a phone number of the
    account. It may also be a path such as `/sms`, with `app` or `base_url`. `app` is a WSGI or ASGI
    app, a factory without parameters, or a name (`"module:app"`). The app runs in this process. A
    WSGI app runs in this thread, so that it sees the database transaction of a test.

    Twilio's parameters have their own names: `check("/sms", app=app, Body="hi", From="+1…")`. They
    may also be in `params`. The other options are those of the command line; its help explains
    them. Without `auth_token`, TWILIO_AUTH_TOKEN signs the requests; "" sends no signature. `keep`
    receives the result, and each result that `expect` and `expect_text` make from it.

    The settings of the nearest twiml-check.toml apply, as for the command line. `config` is the
    name of another file, or False for none.

    Raises:
        ValueError: the call is wrong: no such file, rule, event, XPath, app.
        TypeError: there is no such option.
    """
    given = locals()
    _ensure_parameters(check, fields)
    asking, judging = _settings(given)
    word = _word(target, asking)
    found = targets((word,), exclude=judging.exclude)
    ensure_consistent(asking, judging, found)
    progress = progress_line(Reporting().verbosity)

    def ask(fetcher: Fetcher) -> list[TargetResult]:
        return [
            check_target(asking, judging, each, fetcher, progress)
            for each in look_up(asking, found)
        ]

    return _result(judging, lambda: _with_app(asking, app, word, ask), keep)


@_run
def explore(
    target: str,
    *,
    app: object = None,
    base_url: str = "",
    event: str = "voice",
    budget: int = Exploring().budget,
    depth: int = Exploring().depth,
    time_limit: float = Exploring().time_limit,
    patience: int = Exploring().patience,
    callbacks: bool = True,
    digits: Sequence[str] = (),
    say: Sequence[str] = (),
    callers: Sequence[str] = CALLERS,
    min_coverage: float = 0.0,
    yes: bool = False,
    method: str = "POST",
    params: Mapping[str, str] | None = None,
    no_params: Sequence[str] = (),
    auth_token: str | None = None,
    no_signature: bool = False,
    public_url: str | None = None,
    fallback: str | None = None,
    seed: str | None = None,
    pci: bool | None = None,
    max_time: float | None = None,
    expect: Sequence[str] = (),
    expect_any_hop: Sequence[str] = (),
    expect_text: Sequence[str] = (),
    expect_text_any_hop: Sequence[str] = (),
    verdict: Expectable = "pass",
    fail_on: FailOn | None = None,
    ignore: Sequence[str] = (),
    select: Sequence[str] = (),
    config: Config = True,
    insecure: bool = False,
    ca_bundle: str | None = None,
    keep: Keep | None = None,
    **fields: str,
) -> Result:
    """Explore the whole call or conversation behind a webhook, and return the result.

    The result has a `map`, the `ways` to all ends of the call, and the `coverage`. `target`, `app`
    and Twilio's parameters are as in `check`; the other options are those of `twiml-check explore`.
    With an `app`, one call is made after the other. A host on the internet needs `yes`.

    Raises:
        ValueError: the call is wrong: no such app, event, rule; a host on the internet.
        TypeError: there is no such option.
    """
    given = locals()
    _ensure_parameters(explore, fields)
    asking, judging = _settings(given)
    exploring = Exploring(
        budget, depth, time_limit, patience, callbacks, _texts(digits), _texts(say),
        ensure_callers(_texts(callers)), min_coverage=min_coverage,
        jobs=1 if app is not None else Exploring().jobs,
    )  # fmt: skip
    word, found = _webhooks(target, asking, judging)
    for each in found:
        ensure_unasked(asking_of(asking, each), exploring, each.url, yes=yes)
    again_app = app if isinstance(app, str) else ""

    def ask(fetcher: Fetcher) -> list[TargetResult]:
        return [
            explore_webhook(
                asking_of(asking, each), judging, exploring, each.url, fetcher,
                again="" if app and not again_app
                else request_line(asking_of(asking, each)._replace(app=again_app), each.url),
                resolved=each.webhook.resolved if each.webhook else None,
                progress=progress_line(Reporting().verbosity),
            )
            for each in found
        ]  # fmt: skip

    return _result(judging, lambda: _with_app(asking, app, word, ask), keep)


@_run
def drill(
    target: str,
    *,
    app: object = None,
    base_url: str = "",
    event: str = "sms",
    only: Sequence[str] = (),
    require_signature: bool = False,
    budget: int = 120,
    yes: bool = False,
    method: str = "POST",
    params: Mapping[str, str] | None = None,
    no_params: Sequence[str] = (),
    auth_token: str | None = None,
    no_signature: bool = False,
    public_url: str | None = None,
    fallback: str | None = None,
    seed: str | None = None,
    pci: bool | None = None,
    max_time: float | None = None,
    fail_on: FailOn | None = None,
    ignore: Sequence[str] = (),
    select: Sequence[str] = (),
    config: Config = True,
    insecure: bool = False,
    ca_bundle: str | None = None,
    keep: Keep | None = None,
    **fields: str,
) -> Result:
    """Run the tests that every webhook must pass, and return the verdict.

    Each drill is a target of the result, and its trials are the `expectations`. `only` names
    drills; without it all are run, `fallback` only if there is one. `target`, `app` and Twilio's
    parameters are as in `check`. An `app` gets its requests one after the other. A host on the
    internet needs `yes`.

    Raises:
        ValueError: the call is wrong: no such app, event, drill; a host on the internet.
        TypeError: there is no such option.
    """
    given = locals()
    from twiml_check.runner.drill_target import (
        Drilling,
        drill_webhook,
        ensure_agreed_to,
        ensure_drillable,
        ensure_drills,
    )

    _ensure_parameters(drill, fields)
    asking, judging = _settings(given)
    jobs = 1 if app is not None else Drilling().jobs
    drilling = Drilling(ensure_drills("only", _texts(only)), require_signature, budget, jobs)
    ensure_drillable(asking, drilling)
    word, found = _webhooks(target, asking, judging)
    for each in found:
        ensure_agreed_to(asking_of(asking, each), drilling, each.url, yes=yes)

    def ask(fetcher: Fetcher) -> list[TargetResult]:
        return [
            result
            for each in found
            for result in drill_webhook(
                asking_of(asking, each), judging, drilling, each.url, fetcher,
                resolved=each.webhook.resolved if each.webhook else None,
                progress=progress_line(Reporting().verbosity),
            )
        ]  # fmt: skip

    return _result(judging, lambda: _with_app(asking, app, word, ask), keep)


@_run
def call(
    target: str,
    *,
    app: object = None,
    base_url: str = "",
    event: str | None = None,
    caller: str = "plain",
    method: str = "POST",
    params: Mapping[str, str] | None = None,
    no_params: Sequence[str] = (),
    auth_token: str | None = None,
    no_signature: bool = False,
    public_url: str | None = None,
    fallback: str | None = None,
    seed: str | None = None,
    pci: bool | None = None,
    repeat: int = 1,
    max_time: float | None = None,
    verdict: Expectable = "pass",
    fail_on: FailOn | None = None,
    ignore: Sequence[str] = (),
    select: Sequence[str] = (),
    config: Config = True,
    insecure: bool = False,
    ca_bundle: str | None = None,
    keep: Keep | None = None,
    **fields: str,
) -> Call:
    """Return a call to play: `call("/voice", app=app).press("2").hear("sales").passed`.

    The methods of the call are the steps of a `[[call]]` in a suite. With a step `text` it is a
    conversation. `target`, `app` and Twilio's parameters are as in `check`. `caller` is plain,
    nowhere (unknown place), withheld (hidden number) or sip.

    Raises:
        TypeError: there is no such option.
        ValueError: a step is not valid; other errors appear when the call is played.
    """
    given = locals()
    _ensure_parameters(call, fields)
    ensure_callers((caller,))

    @_run
    def play(steps: tuple[Step, ...]) -> Result:
        asking, judging = _settings({**given, "event": event or event_of(steps)})
        ensure_playable(asking.event or "", steps)
        word, found = _webhooks(target, asking, judging)

        def ask(fetcher: Fetcher) -> list[TargetResult]:
            return [
                play_webhook(
                    asking_of(asking, each), judging, Playing(steps, caller), each.url, fetcher,
                    resolved=each.webhook.resolved if each.webhook else None,
                    progress=progress_line(Reporting().verbosity),
                )
                for each in found
            ]  # fmt: skip

        return _result(judging, lambda: _with_app(asking, app, word, ask), keep)

    return Call(play)


@_run
def lint(
    document: str | bytes | os.PathLike[str] | HasXml,
    *,
    event: str | None = None,
    pci: bool | None = None,
    inline: bool = False,
    expect: Sequence[str] = (),
    expect_text: Sequence[str] = (),
    verdict: Expectable = "pass",
    fail_on: FailOn | None = None,
    ignore: Sequence[str] = (),
    select: Sequence[str] = (),
    config: Config = True,
    keep: Keep | None = None,
) -> Result:
    """Check a document without a server, and return the result.

    `document` is TwiML as text or bytes, a VoiceResponse or MessagingResponse of twilio-python, or
    the path of a file or folder. A text without a `<` is also a path. Without an `event`, the verbs
    decide between voice and messaging.

    Raises:
        ValueError: the call is wrong: no such file, rule, event, XPath.
    """
    asking, judging = _settings(locals())
    found = _documents(document, judging)
    ensure_consistent(asking, judging, found)
    return _result(
        judging, lambda: [check_target(asking, judging, each, None) for each in found], keep
    )


@_run
def run_case(suite: Suite, case: Case, *, base_url: str, app: str, auth_token: str) -> Result:
    """Run one check of a suite; options that are not empty override the file.

    Raises:
        ValueError: the check is not valid.
    """
    from twiml_check.runner.check_targets import check_cases
    from twiml_check.runner.suites import app_of, ensure_all_unasked, prepare_cases

    given = {"base_url": base_url, "app": app, "auth_token": auth_token}
    given = {name: value for name, value in given.items() if value}
    app = app or app_of(suite, given)
    asking, judging = _valid_settings({**given, "app": app})
    if app:
        asking = asking._replace(jobs=1)  # the app runs in this thread
    cases = prepare_cases(suite, [case], asking, judging, set(given))
    ensure_all_unasked(cases)

    def ask(fetcher: Fetcher) -> list[TargetResult]:
        return list(check_cases(cases, Reporting(), fetcher))

    def make() -> list[TargetResult]:
        return _with_app(cases[0].asking, app or None, "", ask)

    return _result(cases[0].judging, make, None)


def _settings(parameters: Mapping[str, Any]) -> tuple[Asking, Judging]:
    """Return the options among the parameters of a function, with the settings of a file.

    None is the default of an option.
    """
    options = {
        name: _texts(value) if isinstance(DEFAULTS[name], tuple) else value
        for name, value in parameters.items()
        if name in DEFAULTS and name not in ("config", "auth_token") and value is not None
    }
    if "app" in options:
        options["app"] = "given"
    config = True if parameters["config"] is None else parameters["config"]
    return _valid_settings({**options, **_sent(parameters)}, config)


def _valid_settings(options: Mapping[str, Any], config: Config = False) -> tuple[Asking, Judging]:
    valid = {
        name: VALUES[name](f"--{name.replace('_', '-')}", value) if name in VALUES else value
        for name, value in options.items()
    }
    if valid.get("event") == "list":
        raise WrongCall('there is no event "list"')
    asking, judging, _ = settings(with_settings(valid, config, _given(valid)))
    return asking, judging


def _given(valid: Mapping[str, Any]) -> set[str]:
    """Return the options that override a file; no empty list does."""
    return {name for name, value in valid.items() if value != ()}


def _texts(given: Sequence[str]) -> tuple[str, ...]:
    """Return a list of texts; one text is a list of one, not of its letters."""
    return (given,) if isinstance(given, str) else tuple(given)


def _sent(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of the request; a document has none."""
    if "params" not in parameters:
        return {}
    sent = {**(parameters["params"] or {}), **parameters["fields"]}
    token = parameters["auth_token"]
    token = os.environ.get("TWILIO_AUTH_TOKEN") if token is None else token
    return {
        **({"auth_token": token} if token else {}),
        "param": tuple(f"{name}={value}" for name, value in sent.items()),
        "no_param": _texts(parameters["no_params"]),
        **{option: sent[name] for name, option in OPTIONS.items() if name in sent},
    }


def _webhooks(target: str, asking: Asking, judging: Judging) -> tuple[str, list[Target]]:
    """Return the webhooks to check, as one word and as targets; refuse files."""
    word = _word(target, asking)
    found = targets((word,))
    ensure_consistent(asking, judging, found)
    if not all(each.is_asked for each in found):
        raise WrongCall(f"expected the URL of a webhook; {target} is a file")
    return word, list(look_up(asking, found))


def _ensure_parameters(of: Callable[..., object], fields: Mapping[str, str]) -> None:
    for name in fields:
        if not name[:1].isupper():
            from inspect import signature

            from twiml_check.rules.wording import either, near

            hits = near(name, signature(of).parameters)
            meant = (
                f"did you mean {either(hits)}?"
                if hits
                else "the parameters of Twilio begin with a capital letter"
            )
            raise TypeError(f'{of.__name__}() has no option "{name}"; {meant}')


def _word(target: str, asking: Asking) -> str:
    if not target.startswith("/"):
        return target
    if not asking.app and not asking.base_url:
        if os.path.exists(target):
            return target
        raise WrongCall(
            f"there is no file {target}; a path of a webhook needs an app or a base_url"
        )
    return join_paths(asking._replace(app="given"), (target,))[0]


def _documents(document: str | bytes | os.PathLike[str] | HasXml, judging: Judging) -> list[Target]:
    if isinstance(document, os.PathLike):
        return targets((os.fspath(document),), exclude=judging.exclude)
    if isinstance(document, str) and "<" not in document:
        return targets((document,), exclude=judging.exclude)
    if isinstance(document, str | bytes):
        raw = document.encode() if isinstance(document, str) else document
    elif hasattr(document, "to_xml"):
        raw = document.to_xml().encode()
    else:
        kind = type(document).__name__
        raise WrongCall(
            f"a document must be a text, bytes, a path or a VoiceResponse, not a {kind}"
        )
    return [Target("document", is_url=False, raw=raw)]


def _with_app(
    asking: Asking, app: object, word: str, ask: Callable[[Fetcher], list[TargetResult]]
) -> list[TargetResult]:
    """Return the results for a server, or for an app in this thread, which also has this URL."""
    if app is None:
        with _fetcher(asking) as fetcher:
            return ask(fetcher)
    folder = working_folder()
    from twiml_check.inprocess.loading import as_app, load
    from twiml_check.inprocess.server import InProcessApp, run_jobs_here

    def serve(take: Callable[[Callable[[], None]], None]) -> list[TargetResult]:
        at = (HOME, asking.base_url, word)
        served = InProcessApp(loaded, at, take=take, limit=asking.app_timeout)
        with _fetcher(asking, served, folder) as fetcher:
            return ask(fetcher)

    loaded = load(app) if isinstance(app, str) else as_app(app)
    return run_jobs_here(serve)


def _fetcher(asking: Asking, app: AppTransport | None = None, folder: str = "") -> Fetcher:
    return open_fetcher(
        verify=not asking.insecure, ca_bundle=asking.ca_bundle, app=app, folder=folder
    )


def _result(
    judging: Judging,
    make: Callable[[], list[TargetResult]],
    keep: Keep | None,
) -> Result:
    moment, begun = time(), perf_counter()
    checks, elapsed = tuple(make()), (perf_counter() - begun) * 1000
    run = Run(checks, elapsed, begun=moment, secrets=register().values())
    return Result(run, judging.fail_on, keep)
