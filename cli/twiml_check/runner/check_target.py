"""runner/check_target"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from threading import current_thread, main_thread
from time import perf_counter, time
from typing import TYPE_CHECKING

import click

from twiml_check.model.exchange import Event
from twiml_check.model.finding import Finding
from twiml_check.model.run import Expected, Hop, PendingRequest, ResolvedNumber, Run, TargetResult
from twiml_check.options.options import Options
from twiml_check.options.values import parameter
from twiml_check.runner.deliver import deliver, prepare
from twiml_check.runner.in_process_app import inside
from twiml_check.runner.open_fetcher import fetching
from twiml_check.runner.phone_numbers import called
from twiml_check.runner.scheduler import repeated, watched
from twiml_check.runner.snapshots import compared, settled
from twiml_check.runner.targets import Target, content
from twiml_check.runner.wanted import wanted
from twiml_check.verdict import exit_status, judge, would
from twiml_check.vocabulary.events import DEFAULT_EVENT, EVENTS
from twiml_check.web.url import mask

if TYPE_CHECKING:
    from twiml_check.expect.expectations import Expectation
    from twiml_check.fetch import Fetcher
    from twiml_check.model.run import Progress
    from twiml_check.request.session import Session


NOWHERE = "https://webhook.example/"
"""In place of the address of a document that has none."""
WAITING = 78
"""Characters of the line that is shown while a server is asked, and then wiped."""


def report(
    options: Options, checks: Iterable[TargetResult], quest: str = "", secrets: tuple[str, ...] = ()
) -> int:
    """Run the checks, hand over the reports, and give the exit status."""
    prepare(options)
    moment, begun = time(), perf_counter()
    made = tuple(checks)
    elapsed = (perf_counter() - begun) * 1000
    run = settled(options, Run(made, elapsed, quest, moment, None, options.shard, secrets))
    deliver(options, run)
    return exit_status(run.checks)


def consistent(options: Options, found: list[Target]) -> None:
    """Refuse options that contradict each other or the targets."""
    webhooks = [target for target in found if target.is_asked]
    if options.dry_run and len(webhooks) != len(found):
        raise click.UsageError("--dry-run shows the request to a webhook; a file gets none")
    if options.dry_run and options.report:
        raise click.UsageError("--dry-run sends nothing, so there is nothing for --report to say")
    if options.dry_run and (options.save or options.compare):
        raise click.UsageError("--dry-run sends nothing, so there is nothing to save or compare")
    if options.public_url and (len(webhooks) != 1 or webhooks[0].is_number):
        raise click.UsageError("--public-url stands for one webhook; give one URL")
    if options.inline and webhooks:
        raise click.UsageError("--inline is for documents; what a URL answers is not passed inline")
    if options.inline and options.event and EVENTS[options.event].product != "voice":
        raise click.UsageError(f"--inline is for calls; {options.event} is none")
    event = EVENTS[options.event or DEFAULT_EVENT]
    if options.fallback and (event.callback or event.name.endswith("-fallback")):
        raise click.UsageError(f"--fallback: when {event.name} fails, Twilio asks no other URL")


def looked_up(options: Options, found: list[Target]) -> Iterator[Target]:
    """The targets, with the webhooks of a number in its place."""
    for target in found:
        if target.is_number:
            for webhook in called(options, target.name):
                yield Target(target.name, is_url=True, called=webhook)
        else:
            yield target


def way(options: Options, target: Target) -> tuple[Options, str]:
    """With what a webhook is asked, and its URL."""
    call = target.called
    return (call.options, call.url) if call else (options, target.name)


def check_target(options: Options, target: Target, fetcher: Fetcher | None) -> TargetResult:
    """Check one webhook or document, perhaps in a thread beside others.

    There is a fetcher unless nothing is asked of a server. Its cookies and logins are not shared.
    """
    own_fetcher = fetcher and fetcher.session()
    if target.is_url and own_fetcher:
        own, url = way(options, target)
        return ask(own, url, own_fetcher, target.called.resolved if target.called else None)
    return _lint(options, target, own_fetcher)


def unmade(options: Options, target: Target, why: str) -> TargetResult:
    """What stands for a target that nothing is known of."""
    own, url = way(options, target)
    name = mask(url) if target.is_url and not target.called else target.name
    return TargetResult(name, own.event or DEFAULT_EVENT, "undecided", (), (), undecided=why)


def _held(options: Options, target: Target) -> TargetResult:
    """The check of a document, held against a snapshot if there is one."""
    return compared(options, _lint(options, target))


def fetcher_for(options: Options) -> Fetcher:
    """What sends requests, with the user's certificates, to --app too; the caller closes it."""
    return fetching(
        verify=not options.insecure,
        ca_bundle=options.ca_bundle,
        connections=options.jobs,
        inside=inside(options),
    )


def ask(
    options: Options, url: str, fetcher: Fetcher, resolved: ResolvedNumber | None = None
) -> TargetResult:
    """Check one webhook; `resolved` says to which number it belongs."""
    name = resolved.number if resolved else mask(url)

    def once() -> TargetResult:
        fetcher.forget()
        return asked(options, session(options, url), fetcher, name, wanted(options))

    return repeated(once, options.repeat)._replace(resolved=resolved)


def asked(
    options: Options,
    simulation: Session,
    fetcher: Fetcher,
    name: str,
    expectations: tuple[Expectation, ...],
    begin: PendingRequest | Hop | None = None,
) -> TargetResult:
    """Explore one session, and give the verdict; it begins with the webhook unless told."""
    from twiml_check.explore.explorer import explore

    collect_garbage()
    hops, findings, undecided = explore(
        simulation,
        fetcher.send,
        max_documents=options.max_hops,
        mode=options.mode,
        progress=telling(options),
        begin=begin,
    )
    return _check(options, name, hops, findings, undecided, expectations)


def session(options: Options, url: str) -> Session:
    """What is sent to this URL, from the first request to the last."""
    from twiml_check.request.session import simulation

    return simulation(
        EVENTS[options.event or DEFAULT_EVENT],
        url,
        method=options.method or "POST",
        sender=options.sender,
        recipient=options.recipient,
        body=options.body,
        set_params=tuple(parameter(text) for text in options.param),
        drop_params=options.no_param,
        token=None if options.no_signature else options.auth_token,
        public_url=options.public_url,
        seed=options.seed,
        fallback=options.fallback or "",
        fallback_method=options.fallback_method,
        public_only=options.public_only,
    )


def _lint(options: Options, target: Target, fetcher: Fetcher | None = None) -> TargetResult:
    read_document, lint = _readers()
    event: Event | None = EVENTS[options.event] if options.event else None
    collect_garbage()
    given = (target.name, content(target), event)
    if not options.probe or fetcher is None:
        hop, findings = lint(*given, searched=target.searched, mode=options.mode)
        return _check(options, target.name, (hop,), findings, "", wanted(options))
    fetcher.forget()
    hop = read_document(*given, searched=target.searched, mode=options.mode)
    own_session = session(options._replace(event=hop.event.name), NOWHERE)
    return asked(options, own_session, fetcher, target.name, wanted(options), hop)


@cache
def _readers() -> tuple[Callable[..., Hop], Callable[..., tuple[Hop, tuple[Finding, ...]]]]:
    """Return the two ways to read, imported with the first document: later it takes no time."""
    from twiml_check.explore.lint import lint, read_document

    return read_document, lint


def collect_garbage() -> None:
    """What comes in must not pile up: undo what `__main__` did, now that all is imported."""
    if not gc.isenabled():
        gc.freeze()  # the imports stay; looking through them again and again finds nothing
        gc.enable()


def _check(
    options: Options,
    name: str,
    hops: tuple[Hop, ...],
    findings: tuple[Finding, ...],
    undecided: str,
    expectations: tuple[Expectation, ...],
) -> TargetResult:
    kept = tuple([finding for finding in findings if options.keeps(finding.rule)])
    expected = _expected(options, expectations, hops, undecided)
    verdict = judge(kept, undecided, options.fail_on, expected)
    if expected and not undecided:
        undecided = next((each.undecided for each in expected if each.undecided), "")
    check = TargetResult(
        target=name,
        event=hops[0].event.name,
        verdict=verdict,
        hops=hops,
        findings=kept,
        would=would(hops),
        undecided=undecided,
        expectations=expected,
        fail_on=options.fail_on,
    )
    return _turned(check) if options.verdict == "fail" else check


def _turned(check: TargetResult) -> TargetResult:
    """A check that is expected to fail: then its failure is a pass, and says so."""
    from twiml_check.expect.chain import failing

    expected = failing(check.verdict)
    if expected.undecided:
        return check._replace(expectations=(*check.expectations, expected))
    would = f"It fails, as expected. {check.would}".rstrip() if expected.met else check.would
    return check._replace(
        verdict="pass" if expected.met else "fail",
        would=would,
        expectations=(*check.expectations, expected),
    )


def _expected(
    options: Options,
    expectations: tuple[Expectation, ...],
    hops: tuple[Hop, ...],
    undecided: str,
) -> tuple[Expected, ...]:
    """What was expected of the documents, and of the way from one to the next."""
    met: tuple[Expected, ...] = ()
    passed_over = hops[0].via == "file" and hops[0].handling == "ignored"
    if expectations and not passed_over:
        from twiml_check.expect.expectations import evaluate

        met = evaluate(expectations, hops, stopped=undecided)
    if options.expect_chain:
        from twiml_check.expect.chain import chain

        met += (chain(options.expect_chain, options.base_url, hops, stopped=undecided),)
    return met


def telling(options: Options) -> Progress | None:
    """Tell on stderr what is being asked, where somebody sits and waits for this alone."""
    if not watched(options) or current_thread() is not main_thread():
        return None
    from twiml_check.report.escape import escape_line
    from twiml_check.report.redact import redact_text

    def tell(step: PendingRequest | None) -> None:
        line = escape_line(redact_text(f"{step.request.method} {step.request.url}")) if step else ""
        sys.stderr.write(f"\r\x1b[2K{line[:WAITING]}")
        sys.stderr.flush()

    return tell
