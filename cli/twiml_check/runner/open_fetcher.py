"""Opening a fetcher: requests is most of a run's start-up, so it is imported when it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher
    from twiml_check.fetch.exchange import AppTransport


def fetching(
    *,
    verify: bool,
    ca_bundle: str | None,
    connections: int = 16,
    inside: AppTransport | None = None,
) -> Fetcher:
    """A fetcher, to be closed by the caller; raises UsageError for a bad `ca_bundle`.

    So many connections to one host are kept: as many as are in use at the same time.
    """
    from twiml_check.fetch import Fetcher

    try:
        return Fetcher(verify=verify, ca_bundle=ca_bundle, connections=connections, inside=inside)
    except (OSError, ValueError) as reason:
        raise click.UsageError(f"cannot use --ca-bundle {ca_bundle}: {reason}") from reason
