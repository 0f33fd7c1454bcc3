"""`twiml-check TARGET...`: ask webhooks, lint documents, report, and give the verdict."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Iterator
from time import perf_counter, time
from typing import TYPE_CHECKING, Any

import click

from twiml_check.commands.delivery import deliver, ensure_deliverable, prepare
from twiml_check.commands.options import OPTIONS, Options, parameter
from twiml_check.commands.output import write
from twiml_check.commands.targets import Target, content, targets
from twiml_check.model import Check, Event, Finding, Hop, Run, Step
from twiml_check.urls import mask
from twiml_check.verdict import exit_status, judge, would
from twiml_check.vocabulary.events import DEFAULT_EVENT, EVENTS

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher
    from twiml_check.simulate.webhook import Simulation
    from twiml_check.walk import Progress


NOWHERE = "https://webhook.example/"
"""In place of the address of a document that has none."""
WAITING = 78
"""Characters of the line that is shown while a server is asked, and then wiped."""


@click.command("check", short_help="check webhooks or documents", params=OPTIONS)
def command(**given: Any) -> int:
    """Check webhooks or documents and give a verdict."""
    options = Options(**given)
    if options.event == "list":
        click.echo(
            "".join(f"{event.name:16}{event.summary}\n" for event in EVENTS.values()), nl=False
        )
        return 0
    if not options.target:
        raise click.UsageError("nothing to check: give a URL, a file or a folder, or try --help")
    found = targets(options.target)
    _consistent(options, found)
    read = [target.name for target in found if not target.is_url]
    ensure_deliverable(options, read, options.ca_bundle)
    if options.dry_run:
        write("".join(f"{_dry(options, target)}\n" for target in found), options.output)
        return 0
    return report(options, _checks(options, found))


def report(options: Options, checks: Iterable[Check]) -> int:
    """Run the checks, hand over the reports, and give the exit status."""
    prepare(options)
    moment, begun = time(), perf_counter()
    run = Run(tuple(checks), (perf_counter() - begun) * 1000, moment)
    deliver(options, run)
    return exit_status(run.checks)


def _consistent(options: Options, found: list[Target]) -> None:
    """Refuse options that contradict each other or the targets."""
    webhooks = [target for target in found if target.is_url]
    if options.dry_run and len(webhooks) != len(found):
        raise click.UsageError("--dry-run shows the request to a webhook; a file gets none")
    if options.dry_run and options.report:
        raise click.UsageError("--dry-run sends nothing, so there is nothing for --report to say")
    if options.public_url and len(webhooks) != 1:
        raise click.UsageError("--public-url stands for one webhook; give one URL")
    if options.inline and webhooks:
        raise click.UsageError("--inline is for documents; what a URL answers is not passed inline")
    if options.inline and options.event and EVENTS[options.event].product != "voice":
        raise click.UsageError(f"--inline is for calls; {options.event} is none")


def _checks(options: Options, found: list[Target]) -> Iterator[Check]:
    """One check after the other, with one fetcher for all webhooks."""
    fetcher = _fetcher(options) if _asks(options, found) else None
    for target in found:
        if target.is_url and fetcher:
            yield ask(options, target.name, fetcher)
        else:
            yield _lint(options, target, fetcher)
    if fetcher:
        fetcher.close()


def _asks(options: Options, found: list[Target]) -> bool:
    """Whether anything is asked of a server."""
    return options.probe or any(target.is_url for target in found)


def _fetcher(options: Options) -> Fetcher:
    from twiml_check.fetch import Fetcher  # requests is most of a run's start-up

    try:
        return Fetcher(verify=not options.insecure, ca_bundle=options.ca_bundle)
    except (OSError, ValueError) as reason:
        raise click.UsageError(f"cannot use --ca-bundle {options.ca_bundle}: {reason}") from reason


def ask(options: Options, url: str, fetcher: Fetcher) -> Check:
    """Check one webhook."""
    from twiml_check.walk import walk

    simulation = _simulation(options, url)
    _collect_garbage()
    fetcher.forget()
    hops, findings, undecided = walk(
        simulation,
        fetcher.send,
        max_documents=options.max_hops,
        mode=options.mode,
        progress=_progress(options),
    )
    return _check(options, mask(url), hops, findings, undecided)


def _simulation(options: Options, url: str) -> Simulation:
    from twiml_check.simulate.webhook import simulation

    return simulation(
        EVENTS[options.event or DEFAULT_EVENT],
        url,
        method=options.method,
        sender=options.sender,
        recipient=options.recipient,
        body=options.body,
        set_params=tuple(parameter(text) for text in options.param),
        drop_params=options.no_param,
        token=None if options.no_signature else options.auth_token,
        public_url=options.public_url,
        seed=options.seed,
    )


def _dry(options: Options, target: Target) -> str:
    from twiml_check.simulate.curl import curl
    from twiml_check.simulate.webhook import first

    return curl(first(_simulation(options, target.name)))


def _lint(options: Options, target: Target, fetcher: Fetcher | None) -> Check:
    from twiml_check.lint import lint

    event: Event | None = EVENTS[options.event] if options.event else None
    _collect_garbage()
    given = (target.name, content(target), event)
    if not options.probe or fetcher is None:
        hop, findings = lint(*given, searched=target.searched, mode=options.mode)
        return _check(options, target.name, (hop,), findings, "")
    from twiml_check.probing import Targets, probe

    pointed_at = Targets()
    hop, findings = lint(*given, searched=target.searched, mode=options.mode, look=pointed_at.add)
    fetcher.forget()
    simulation = _simulation(options._replace(event=hop.event.name), NOWHERE)
    probes = probe(simulation, fetcher.send, pointed_at, (hop,), _progress(options))
    found = (*findings, *probes.findings)
    return _check(options, target.name, probes.hops, found, probes.undecided)


def _collect_garbage() -> None:
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
) -> Check:
    kept = tuple(finding for finding in findings if options.keeps(finding.rule))
    verdict = judge(kept, undecided, options.fail_on)
    return Check(name, hops[0].event.name, verdict, hops, kept, would(hops), undecided)


def _progress(options: Options) -> Progress | None:
    """Tell on stderr what is being asked, where somebody sits and waits."""
    if options.verbosity < 0 or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    from twiml_check.report.safe import shown

    def tell(step: Step | None) -> None:
        line = shown(f"{step.request.method} {step.request.url}") if step else ""
        sys.stderr.write(f"\r\x1b[2K{line[:WAITING]}")
        sys.stderr.flush()

    return tell
