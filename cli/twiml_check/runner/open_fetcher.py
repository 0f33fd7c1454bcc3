"""Opening a fetcher: requests is most of a run's start-up, so it is imported when it is needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from twiml_check.model.ending import WrongCall
from twiml_check.runner.in_process_app import start_app
from twiml_check.runner.settings import Asking, Reporting

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher
    from twiml_check.fetch.exchange import AppTransport


def open_fetcher(
    *, verify: bool = True, ca_bundle: str | None = None, connections: int = 16,
    app: AppTransport | None = None,
) -> Fetcher:  # fmt: skip
    """Return a fetcher, to be closed by the caller; raises WrongCall for a bad `ca_bundle`.

    So many connections to one host are kept: as many as are in use at the same time.
    """
    from twiml_check.fetch import Fetcher

    try:
        return Fetcher(verify=verify, ca_bundle=ca_bundle, connections=connections, app=app)
    except (OSError, ValueError) as reason:
        raise WrongCall(f"cannot use --ca-bundle {ca_bundle}: {reason}") from reason


def fetcher_for(asking: Asking, reporting: Reporting, urls: Iterable[str] = ()) -> Fetcher:
    """Return a fetcher with the user's certificates; it asks --app too, which is at these URLs."""
    return open_fetcher(
        verify=not asking.insecure,
        ca_bundle=asking.ca_bundle,
        connections=asking.jobs,
        app=start_app(asking, reporting, urls),
    )
