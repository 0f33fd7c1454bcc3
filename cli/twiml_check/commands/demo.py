"""`twiml-check demo`: check a webhook that is part of twiml-check."""

from collections.abc import Iterator

import click

from twiml_check.demo import MISTAKES, Mistake, serve
from twiml_check.fetch import Fetcher
from twiml_check.model.run import TargetResult
from twiml_check.options.options import REPORT
from twiml_check.runner.check_target import check_webhook, report
from twiml_check.runner.deliver import safe_reporting
from twiml_check.runner.output import progress_line
from twiml_check.runner.settings import Asking, Judging, Reporting, settings


@click.command("demo", short_help="check a webhook that is part of twiml-check", params=[*REPORT])
@click.option("--broken", is_flag=True, help="Check webhooks with the dozen most common mistakes.")
def command(broken: bool, **given: object) -> int:
    """Check a webhook that is part of twiml-check. You need no setup.

    The webhook has a reply, a <Redirect>, an HTTP redirect and a second reply.
    """
    _, judging, reporting = settings(given)
    reporting = safe_reporting(reporting)
    with serve() as origin, Fetcher() as fetcher:
        return report(judging, reporting, _checks(reporting, origin, fetcher, broken=broken))


def _checks(
    reporting: Reporting, origin: str, fetcher: Fetcher, *, broken: bool
) -> Iterator[TargetResult]:
    progress = progress_line(reporting.verbosity)
    for page in MISTAKES if broken else [Mistake("/sms", "sms")]:
        asking = Asking(event=page.event)
        yield check_webhook(asking, Judging(), origin + page.path, fetcher, progress=progress)
