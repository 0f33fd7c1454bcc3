"""The check of one target: a webhook is followed or a document is read, then judged."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from time import perf_counter, time
from typing import TYPE_CHECKING

from twiml_check.model.ending import WrongCall
from twiml_check.model.exchange import Event
from twiml_check.model.finding import Finding
from twiml_check.model.run import (
    Expected,
    Hop,
    PendingRequest,
    Progress,
    ResolvedNumber,
    Run,
    TargetResult,
)
from twiml_check.report.expectations import is_interrupted
from twiml_check.runner import stop
from twiml_check.runner.baselines import accept, save_baseline
from twiml_check.runner.deliver import deliver, prepare
from twiml_check.runner.output import clear_progress, note
from twiml_check.runner.phone_numbers import number_webhooks
from twiml_check.runner.scheduler import repeat
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.snapshots import compare, save_snapshot
from twiml_check.runner.targets import Target, content
from twiml_check.runner.values import parameter
from twiml_check.verdict import exit_status, judge, would
from twiml_check.vocabulary.events import DEFAULT_EVENT, EVENTS
from twiml_check.web.secrets import register
from twiml_check.web.text import mask

if TYPE_CHECKING:
    from twiml_check.expect.expectations import Expectation
    from twiml_check.fetch import Fetcher
    from twiml_check.request.session import Session

NOWHERE = "https://webhook.example/"
"""The URL of a document that has no URL."""


def report(
    judging: Judging,
    reporting: Reporting,
    checks: Iterable[TargetResult],
    *,
    quest: str = "",
    shard: tuple[int, int] | None = None,
) -> int:
    """Run the checks, hand over the reports, and return the exit status."""
    prepare(reporting)
    moment, begun = time(), perf_counter()
    try:
        made = tuple(checks)
    finally:
        clear_progress()
    stop.note_end()
    _note_stop(reporting, made)
    made = tuple([accept(judging, check) for check in made])
    elapsed = (perf_counter() - begun) * 1000
    with suppress(OSError):  # the folder was removed, with the files in it
        os.chdir(reporting.folder)  # an app may have left it; names of files are relative to it
    run = Run(made, elapsed, quest, moment, None, shard, register().values())
    run = save_baseline(judging, save_snapshot(judging, run), whole=not (quest or reporting.played))
    deliver(reporting, run)
    return stop.stop_status() or exit_status(run.checks)


def _note_stop(reporting: Reporting, made: Sequence[TargetResult]) -> None:
    """Note how many of several targets were checked before Ctrl-C or SIGTERM."""
    left = sum(map(is_interrupted, made))
    if left and len(made) > 1 and not reporting.quiet:
        note(f"interrupted: {len(made) - left} of {len(made)} targets checked")


def ensure_consistent(asking: Asking, judging: Judging, found: list[Target]) -> None:
    """Refuse options that contradict each other or the targets."""
    webhooks = [target for target in found if target.is_asked]
    if asking.public_url and (len(webhooks) != 1 or webhooks[0].is_number):
        raise WrongCall("--public-url applies to one webhook; give one URL")
    if judging.inline and webhooks:
        raise WrongCall(
            "--inline applies to documents only; remove it, or give files instead of URLs"
        )
    if judging.inline and asking.event and EVENTS[asking.event].product != "voice":
        raise WrongCall(
            f"--inline only works with voice events; {asking.event} is a messaging event"
        )
    event = EVENTS[asking.event or DEFAULT_EVENT]
    if asking.fallback and (event.callback or event.name.endswith("-fallback")):
        if event.reply:
            raise WrongCall(f"--fallback does not apply to {event.name}")
        raise WrongCall(f"--fallback: Twilio uses no fallback URL for {event.name}")


def look_up(asking: Asking, found: Iterable[Target], *, quiet: bool = False) -> Iterator[Target]:
    """Yield the targets, with the webhooks of a number in its place."""
    for target in found:
        if target.is_number:
            for webhook in number_webhooks(asking, target.name, quiet=quiet):
                yield Target(target.name, is_url=True, webhook=webhook)
        else:
            yield target


def asking_of(asking: Asking, target: Target) -> Asking:
    """Return the settings of the request, with those that the account has for a phone number."""
    return target.webhook.asking if target.webhook else asking


def check_target(
    asking: Asking,
    judging: Judging,
    target: Target,
    fetcher: Fetcher | None,
    progress: Progress | None = None,
) -> TargetResult:
    """Check one webhook or document; other threads may check others at the same time.

    Without requests there is no fetcher. Targets do not share cookies and credentials.
    """
    own = fetcher and fetcher.session()
    if target.is_url and own:
        resolved = target.webhook.resolved if target.webhook else None
        asking = asking_of(asking, target)
        return check_webhook(asking, judging, target.url, own, resolved, progress)
    return _check_document(asking, judging, target, own, progress)


def skip(asking: Asking, target: Target, why: str) -> TargetResult:
    """Return the undecided result of a target that was not checked."""
    name = mask(target.url) if target.is_url and not target.webhook else target.name
    event = asking_of(asking, target).event or DEFAULT_EVENT
    return TargetResult(name, event, "undecided", (), (), undecided=why)


def compare_document(asking: Asking, judging: Judging, target: Target) -> TargetResult:
    """Check a document without a server, and compare it with a snapshot if there is one."""
    return accept(judging, compare(judging, check_target(asking, judging, target, None)))


def check_webhook(
    asking: Asking,
    judging: Judging,
    url: str,
    fetcher: Fetcher,
    resolved: ResolvedNumber | None = None,
    progress: Progress | None = None,
) -> TargetResult:
    """Check one webhook; `resolved` says to which number it belongs."""
    name = resolved.number if resolved else mask(url)

    def once() -> TargetResult:
        fetcher.forget()
        session = new_session(asking, url)
        return check_session(
            asking, judging, session, fetcher, name, _expectations(judging), progress=progress
        )

    return repeat(once, asking.repeat)._replace(resolved=resolved)


def check_session(
    asking: Asking,
    judging: Judging,
    session: Session,
    fetcher: Fetcher,
    name: str,
    expectations: tuple[Expectation, ...],
    begin: PendingRequest | Hop | None = None,
    progress: Progress | None = None,
) -> TargetResult:
    """Explore a session to its end and judge it; it begins with the webhook or with `begin`."""
    from twiml_check.explore.explorer import explore

    collect_garbage()
    hops, findings, undecided = explore(
        session,
        fetcher.send,
        max_documents=asking.max_hops,
        mode=judging.mode,
        progress=progress,
        begin=begin,
    )
    return _result(judging, name, hops, findings, undecided, expectations)


def new_session(asking: Asking, url: str) -> Session:
    """Return the session that makes all requests to this URL."""
    from twiml_check.request import session

    return session.new_session(
        EVENTS[asking.event or DEFAULT_EVENT],
        url,
        method=asking.method or "POST",
        sender=asking.sender,
        recipient=asking.recipient,
        body=asking.body,
        set_params=tuple(map(parameter, asking.param)),
        drop_params=asking.no_param,
        token=None if asking.no_signature else asking.auth_token,
        public_url=asking.public_url,
        seed=asking.seed,
        fallback=asking.fallback or "",
        fallback_method=asking.fallback_method,
        public_only=asking.public_only,
    )


def _check_document(
    asking: Asking,
    judging: Judging,
    target: Target,
    fetcher: Fetcher | None,
    progress: Progress | None,
) -> TargetResult:
    from twiml_check.explore.lint import lint, read_document

    event: Event | None = EVENTS[asking.event] if asking.event else None
    collect_garbage()
    name, raw, searched, mode = target.name, content(target), target.searched, judging.mode
    expectations = _expectations(judging)
    if not judging.probe or fetcher is None:
        hop, findings = lint(name, raw, event, searched=searched, mode=mode)
        return _result(judging, name, (hop,), findings, "", expectations)
    fetcher.forget()
    hop = read_document(name, raw, event, searched=searched, mode=mode)
    session = new_session(asking._replace(event=hop.event.name), NOWHERE)
    return check_session(asking, judging, session, fetcher, name, expectations, hop, progress)


def collect_garbage() -> None:
    """Switch on the garbage collection that `__main__` switched off during the imports."""
    if not gc.isenabled():
        gc.freeze()  # the imported modules stay, so the collector can skip them
        gc.enable()


def _expectations(judging: Judging) -> tuple[Expectation, ...]:
    """Return the expectations of --expect, --expect-text, and their forms for any hop."""
    texts = judging.expect_text or judging.expect_text_any_hop
    if not (judging.expect or judging.expect_any_hop or texts):
        return ()
    from twiml_check.expect.expectations import ANY, text, xpath

    return (
        *(xpath(expression) for expression in judging.expect),
        *(xpath(expression, among=ANY) for expression in judging.expect_any_hop),
        *(text(words) for words in judging.expect_text),
        *(text(words, among=ANY) for words in judging.expect_text_any_hop),
    )


def _result(
    judging: Judging,
    name: str,
    hops: tuple[Hop, ...],
    findings: Iterable[Finding],
    undecided: str,
    expectations: tuple[Expectation, ...],
) -> TargetResult:
    expected = _evaluate(judging, expectations, hops, undecided)
    check = judge_hops(judging, name, hops, findings, undecided, would(hops), expected)
    return expect_failure(check) if judging.verdict == "fail" else check


def judge_hops(
    judging: Judging,
    name: str,
    hops: tuple[Hop, ...],
    findings: Iterable[Finding],
    undecided: str,
    outcome: str,
    expected: tuple[Expected, ...] = (),
) -> TargetResult:
    """Return the result with the verdict on these hops; `outcome` is what Twilio would do."""
    kept = tuple([finding for finding in findings if judging.keeps(finding.rule)])
    verdict = judge(kept, undecided, judging.fail_on, expected)
    open_ = (each.undecided for each in expected if each.kind != "trial")
    undecided = undecided or next(filter(None, open_), "")
    return TargetResult(
        target=name,
        event=hops[0].event.name,
        verdict=verdict,
        hops=hops,
        findings=kept,
        would=outcome,
        undecided=undecided,
        expectations=expected,
        fail_on=judging.fail_on,
    )


def expect_failure(check: TargetResult) -> TargetResult:
    """Invert the verdict: an expected failure is a pass."""
    from twiml_check.expect.expectations import must_fail

    expected = must_fail(check.verdict)
    check = check._replace(expectations=(*check.expectations, expected))
    if expected.met:
        would = f"It fails, as expected. {check.would}".rstrip()
        return check._replace(verdict="pass", would=would)
    return check if expected.undecided else check._replace(verdict="fail")


def evaluate_hops(judging: Judging, hops: tuple[Hop, ...], undecided: str) -> tuple[Expected, ...]:
    """Return the results of the expectations of the command line."""
    return _evaluate(judging, _expectations(judging), hops, undecided)


def _evaluate(
    judging: Judging, expectations: tuple[Expectation, ...], hops: tuple[Hop, ...], undecided: str
) -> tuple[Expected, ...]:
    """Return the results of the expectations of the documents and of the path through them."""
    if not (expectations or judging.expect_chain):
        return ()
    from twiml_check.expect.expectations import chain, evaluate

    passed_over = hops[0].via == "file" and hops[0].handling == "ignored"
    met = () if passed_over else evaluate(expectations, hops, stopped=undecided)
    if judging.expect_chain:
        met += (chain(judging.expect_chain, judging.base_url, hops, stopped=undecided),)
    return met
