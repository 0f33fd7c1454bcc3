"""All targets of a call checked: documents shared among the cores, webhooks several at once."""

from collections.abc import Iterable, Iterator
from functools import partial

from twiml_check.model.run import TargetResult
from twiml_check.runner.check_target import check_target, compare_document, skip
from twiml_check.runner.open_fetcher import fetcher_for
from twiml_check.runner.output import is_interactive, progress_line
from twiml_check.runner.scheduler import check_all, in_order, until_failed
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.snapshots import compare, match_repeated
from twiml_check.runner.targets import Target
from twiml_check.runner.wait import ensure_up

WORTH_WATCHING = 500
"""Documents that take long enough to show how far we are."""


def check_targets(
    asking: Asking,
    judging: Judging,
    reporting: Reporting,
    found: list[Target],
    urls: Iterable[str] = (),
) -> Iterator[TargetResult]:
    """Yield the checks in order; nothing is asked before the first is wanted.

    An --app is at these `urls` too.
    """
    judgings = [judging] * len(found)
    if not (judging.probe or any(target.is_url for target in found)):
        yield from match_repeated(judgings, _documents(asking, judging, reporting, found))
        return
    progress = progress_line(reporting.verbosity)
    with fetcher_for(asking, reporting, urls) as fetcher:
        ensure_up(asking.wait, fetcher, [target.url for target in found if target.is_url])

        def check(target: Target) -> TargetResult:
            return compare(judging, check_target(asking, judging, target, fetcher, progress))

        made = check_all(asking, reporting, found, check, partial(skip, asking))
        yield from match_repeated(judgings, made)


def _documents(
    asking: Asking, judging: Judging, reporting: Reporting, found: list[Target]
) -> Iterator[TargetResult]:
    """Yield the checks of files; many are shared among the cores, and somebody may watch."""
    checks = in_order(partial(compare_document, asking, judging), found, asking.jobs)
    if len(found) >= WORTH_WATCHING and is_interactive(reporting.verbosity):
        from twiml_check.report.text.page import progress as bar

        checks = bar(checks, len(found), "documents")
    return until_failed(checks, found, partial(skip, asking)) if asking.fail_fast else checks
