"""What the user asked for, as three values: what is asked, how it is judged, where it is reported.

The fields are named as the options of the command line, so that `settings` can sort them. What
two of the values have to know stands in both.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from twiml_check.model.run import ORDINARY, FailOn, Mode, Snapshot
from twiml_check.runner.reading import working_folder
from twiml_check.vocabulary.answers import MAX_DOCUMENTS

JOBS = 16
"""Targets at the same time: enough to wait for servers, and few enough for a small one."""

APP_TIMEOUT = 30.0
"""Seconds for an app to be loaded: frameworks with many models take ten on a slow machine."""


class Asking(NamedTuple):
    """What is asked, how, and how often."""

    event: str | None = None
    method: str | None = None
    """None leaves it to what the number says, or POST."""
    param: tuple[str, ...] = ()
    no_param: tuple[str, ...] = ()
    sender: str | None = None
    recipient: str | None = None
    body: str | None = None
    seed: str | None = None
    auth_token: str | None = None
    no_signature: bool = False
    public_url: str | None = None
    fallback: str | None = None
    fallback_method: str = "POST"
    """As the number says."""
    public_only: bool = False
    """True for a URL that is set at Twilio: then a private address is a fault."""
    app: str = ""
    """What is checked in this process, without a port."""
    app_timeout: float = APP_TIMEOUT
    """Seconds for it to be loaded, and again for its start-up."""
    base_url: str = ""
    """What the paths of a suite are joined to."""
    insecure: bool = False
    ca_bundle: str | None = None
    max_hops: int = MAX_DOCUMENTS
    repeat: int = 1
    jobs: int = JOBS
    fail_fast: bool = False
    shard: tuple[int, int] | None = None
    """Which part of the targets, and of how many: (2, 5)."""
    wait: float = 0.0
    """Seconds that a server has to come up."""

    def __repr__(self) -> str:
        """Leave out the token, which must not show in any log."""
        return f"Asking({self.event})"


class SnapshotFile(NamedTuple):
    """What --compare has read."""

    file: str
    snapshots: tuple[Snapshot, ...]


class Judging(NamedTuple):
    """What is expected of the answers, and what counts."""

    app: str = ""
    base_url: str = ""
    """What the paths in `expect_chain` and in a snapshot are seen from."""
    pci: bool = False
    inline: bool = False
    probe: bool = False
    max_time: float | None = None
    """Seconds that an answer may take, its HTTP redirects included."""
    expect: tuple[str, ...] = ()
    expect_any_hop: tuple[str, ...] = ()
    expect_text: tuple[str, ...] = ()
    expect_chain: tuple[str, ...] = ()
    """Paths of the main line; only a suite says them, as what follows."""
    verdict: Literal["pass", "fail"] = "pass"
    """What the verdict should be."""
    fail_on: FailOn = "error"
    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    save: str | None = None
    compare: SnapshotFile | None = None

    @property
    def mode(self) -> Mode:
        """Return what the rules have to know of the account, and of the way to Twilio."""
        if not (self.pci or self.inline or self.probe or self.max_time or self.app):
            return ORDINARY
        budget = (self.max_time or 0.0) * 1000
        return Mode(self.pci, self.inline, self.probe, budget, inside=bool(self.app))

    def keeps(self, rule: str) -> bool:
        """Say whether findings of this rule count."""
        return rule not in self.ignore and (not self.select or rule in self.select)


class Reporting(NamedTuple):
    """Where the report goes, and what it looks like."""

    format: str = "text"
    output: str | None = None
    report: tuple[tuple[str, str], ...] = ()
    """Formats and files of --report."""
    color: str = "auto"
    verbose: int = 0
    quiet: bool = False
    debug: bool = False
    played: bool = False
    """True when standard output was told already what there is to tell but for the verdict."""
    folder: str = ""
    """Where names of files are seen from; an app may leave it."""
    summary: str | None = None
    """GitHub's page of the job, empty where nothing is added to it; None before that is known."""

    @property
    def verbosity(self) -> int:
        """Return -1 for quiet, else 0, 1 or 2."""
        return -1 if self.quiet else min(self.verbose, 2)


def settings(given: Mapping[str, Any]) -> tuple[Asking, Judging, Reporting]:
    """Sort options by their names into the three values.

    Raises:
        TypeError: there is no such name.
    """
    given = {"folder": working_folder(), **given}
    fields: list[dict[str, Any]] = [
        {name: given[name] for name in kind._fields if name in given}
        for kind in (Asking, Judging, Reporting)
    ]
    if unknown := given.keys() - set().union(*fields):
        raise TypeError(f"there is no option {', '.join(sorted(unknown))}")
    asking, judging, reporting = fields
    return Asking(**asking), Judging(**judging), Reporting(**reporting)
