"""`twiml-check demo`: a webhook that comes with the tool, checked."""

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


@click.command("demo", short_help="check a webhook that comes with the tool", params=[*REPORT])
@click.option("--broken", is_flag=True, help="Show the dozen mistakes that webhooks make most.")
def command(broken: bool, **given: object) -> int:
    """Check a webhook that comes with the tool; nothing to set up.

    The chest: a reply, a <Redirect>, an HTTP redirect on the way, and a second reply.
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
