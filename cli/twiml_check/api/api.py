"""The Python API: what the command line does, as two functions; the package exports them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from time import perf_counter, time
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol

from twiml_check.api.results import Result
from twiml_check.model.ending import WrongCall
from twiml_check.model.run import FailOn, Run, TargetResult
from twiml_check.runner.check_target import check_target, ensure_consistent, look_up
from twiml_check.runner.output import progress_line
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
"""Parameters that others follow: who calls is also the Caller."""
Keep = Callable[[Result], None]
Options = ParamSpec("Options")


class HasXml(Protocol):
    """What twilio-python builds: VoiceResponse, MessagingResponse."""

    def to_xml(self) -> str:
        """Return the document."""


def _run(work: Callable[Options, Result]) -> Callable[Options, Result]:
    """Return the same as a run of its own: no error that it raises shows a secret.

    pytest prints the arguments of each function in a traceback, so ours ends here, unseen.
    """

    @wraps(work)
    def run(*given: Options.args, **options: Options.kwargs) -> Result:
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
    public_url: str | None = None,
    fallback: str | None = None,
    seed: str | None = None,
    max_hops: int | None = None,
    pci: bool = False,
    probe: bool = False,
    expect: Sequence[str] = (),
    expect_any_hop: Sequence[str] = (),
    expect_text: Sequence[str] = (),
    fail_on: FailOn = "error",
    ignore: Sequence[str] = (),
    select: Sequence[str] = (),
    insecure: bool = False,
    ca_bundle: str | None = None,
    keep: Keep | None = None,
    **fields: str,
) -> Result:
    """Ask a webhook as Twilio would, follow where it leads, and give the verdict.

    `target` is what the command line takes: a URL, a file, a folder, a phone number of the
    account; or a path such as `/sms`, of `app` or below `base_url`. `app` is a WSGI or ASGI app,
    a factory without parameters, or their name (`"module:app"`); it answers in this process, a
    WSGI app in this very thread, so that it sees a test's database transaction.

    What Twilio sends is set by its own names, `check("/sms", app=app, Body="hi", From="+1…")`, or
    with `params`. The other options are those of the command line; its help explains them.
    Without `auth_token` requests are signed with TWILIO_AUTH_TOKEN if that is set; "" signs none.
    `keep` is told of the result, and of all that `expect` and the like make from it.

    Raises:
        ValueError: the call itself is wrong: no such file, rule, event, XPath, app.
        TypeError: there is no such option.
    """
    _ensure_parameters(fields)
    sent = {**(params or {}), **fields}
    token = os.environ.get("TWILIO_AUTH_TOKEN") if auth_token is None else auth_token
    asking, judging = _settings(
        base_url=base_url, event=event, method=method, auth_token=token or None,
        param=tuple(f"{name}={value}" for name, value in sent.items()),
        no_param=tuple(no_params), public_url=public_url, fallback=fallback, seed=seed,
        max_hops=max_hops, pci=pci, probe=probe, expect=tuple(expect),
        expect_any_hop=tuple(expect_any_hop), expect_text=tuple(expect_text),
        fail_on=fail_on, ignore=tuple(ignore), select=tuple(select),
        insecure=insecure, ca_bundle=ca_bundle, app="given" if app is not None else "",
        **{option: sent[name] for name, option in OPTIONS.items() if name in sent},
    )  # fmt: skip
    word = _word(target, asking)
    found = targets((word,))
    ensure_consistent(asking, judging, found)
    progress = progress_line(Reporting().verbosity)

    def ask(fetcher: Fetcher) -> list[TargetResult]:
        return [
            check_target(asking, judging, each, fetcher, progress)
            for each in look_up(asking, found)
        ]

    return _result(judging, lambda: _with_app(asking, app, word, ask), keep)


@_run
def lint(
    document: str | bytes | os.PathLike[str] | HasXml,
    *,
    event: str | None = None,
    pci: bool = False,
    inline: bool = False,
    expect: Sequence[str] = (),
    expect_text: Sequence[str] = (),
    fail_on: FailOn = "error",
    ignore: Sequence[str] = (),
    select: Sequence[str] = (),
    keep: Keep | None = None,
) -> Result:
    """Check a document without a server, and give the verdict.

    `document` is TwiML as text or bytes, a VoiceResponse or MessagingResponse of twilio-python, or
    the path of a file or folder. A text without a `<` is a path too. Without an `event` its verbs
    tell what it answers.

    Raises:
        ValueError: the call itself is wrong: no such file, rule, event, XPath.
    """
    asking, judging = _settings(
        event=event, pci=pci, inline=inline, expect=tuple(expect),
        expect_text=tuple(expect_text), fail_on=fail_on, ignore=tuple(ignore),
        select=tuple(select),
    )  # fmt: skip
    found = _documents(document)
    ensure_consistent(asking, judging, found)
    return _result(
        judging, lambda: [check_target(asking, judging, each, None) for each in found], keep
    )


@_run
def run_case(suite: Suite, case: Case, *, base_url: str, app: str, auth_token: str) -> Result:
    """Run one check of a suite; what is not empty stands above what the file says.

    Raises:
        ValueError: it cannot be run as it is written.
    """
    from twiml_check.runner.check_targets import check_cases
    from twiml_check.runner.suites import prepare_cases

    given = {"base_url": base_url, "app": app, "auth_token": auth_token}
    given = {name: value for name, value in given.items() if value}
    asking, judging = _settings(**given)
    cases = prepare_cases(suite, [case], asking, judging, set(given))

    def ask(fetcher: Fetcher) -> list[TargetResult]:
        return list(check_cases(cases, Reporting(), fetcher))

    def make() -> list[TargetResult]:
        return _with_app(cases[0].asking, app or None, "", ask)

    return _result(cases[0].judging, make, None)


def _settings(**given: Any) -> tuple[Asking, Judging]:
    """Return options by their names, None where nothing is said; raises WrongCall."""
    valid = {
        name: VALUES[name](f"--{name.replace('_', '-')}", value) if name in VALUES else value
        for name, value in given.items()
        if value is not None
    }
    if valid.get("event") == "list":
        raise WrongCall('there is no event "list"')
    asking, judging, _ = settings(valid)
    return asking, judging


def _ensure_parameters(fields: Mapping[str, str]) -> None:
    for name in fields:
        if not name[:1].isupper():
            from inspect import signature

            from twiml_check.rules.wording import either, near

            hits = near(name, signature(check).parameters)
            meant = f"did you mean {either(hits)}?" if hits else "Twilio's own are in upper case"
            raise TypeError(f'check() has no option "{name}"; {meant}')


def _word(target: str, asking: Asking) -> str:
    if not target.startswith("/"):
        return target
    if not asking.app and not asking.base_url:
        if os.path.exists(target):
            return target
        raise WrongCall(f"{target} is no file; a path needs an app or a base_url")
    return join_paths(asking._replace(app="given"), (target,))[0]


def _documents(document: str | bytes | os.PathLike[str] | HasXml) -> list[Target]:
    if isinstance(document, os.PathLike):
        return targets((os.fspath(document),))
    if isinstance(document, str) and "<" not in document:
        return targets((document,))
    if isinstance(document, str | bytes):
        raw = document.encode() if isinstance(document, str) else document
    elif hasattr(document, "to_xml"):
        raw = document.to_xml().encode()
    else:
        kind = type(document).__name__
        raise WrongCall(f"a document is a text, bytes, a path or a VoiceResponse, not a {kind}")
    return [Target("document", is_url=False, raw=raw)]


def _with_app(
    asking: Asking, app: object, word: str, ask: Callable[[Fetcher], list[TargetResult]]
) -> list[TargetResult]:
    """Return what is asked of a server, or of an app in this thread, which is at this URL too."""
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
