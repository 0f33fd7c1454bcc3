"""`twiml-check demo`: a webhook that comes with the tool, checked."""

from __future__ import annotations

from collections.abc import Iterator

import click

from twiml_check.demo import MISTAKES, serve
from twiml_check.fetch import Fetcher
from twiml_check.model.run import TargetResult
from twiml_check.options.options import OPTIONS, Options
from twiml_check.runner.check_target import ask, report
from twiml_check.runner.deliver import ensure_deliverable

SHARED = {"format", "output", "report", "color", "verbose", "quiet", "debug"}


@click.command(
    "demo",
    short_help="check a webhook that comes with the tool",
    params=[option for option in OPTIONS if option.name in SHARED],
)
@click.option("--broken", is_flag=True, help="Show the dozen mistakes that webhooks make most.")
def command(broken: bool, **given: object) -> int:
    """Check a webhook that comes with the tool; nothing to set up.

    The chest: a reply, a <Redirect>, an HTTP redirect on the way, and a second reply.
    """
    options = Options(**given)  # type: ignore[arg-type]
    ensure_deliverable(options)
    with serve() as origin, Fetcher() as fetcher:
        return report(options, _checks(options, origin, fetcher, broken=broken))


def _checks(
    options: Options, origin: str, fetcher: Fetcher, *, broken: bool
) -> Iterator[TargetResult]:
    if not broken:
        yield ask(options, f"{origin}/sms", fetcher)
        return
    for mistake in MISTAKES:
        yield ask(options._replace(event=mistake.event), origin + mistake.path, fetcher)
