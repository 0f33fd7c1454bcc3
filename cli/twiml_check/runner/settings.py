"""The user's options as three values: the requests, the judgment, and the report.

The fields have the names of the options of the command line, so that `settings` can sort them. An
option that two of the values need is in both.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from twiml_check.model.ending import WrongCall
from twiml_check.model.run import ORDINARY, FailOn, Mode, Snapshot
from twiml_check.runner.folders import Exclude
from twiml_check.runner.reading import working_folder
from twiml_check.vocabulary.answers import MAX_DOCUMENTS

if TYPE_CHECKING:
    from twiml_check.snapshot.baseline import Entries

JOBS = 16
"""Targets at the same time: many enough to save time, few enough for a small server."""

APP_TIMEOUT = 30.0
"""Seconds for an app to be loaded: frameworks with many models take ten on a slow machine."""


class Asking(NamedTuple):
    """The options of the requests."""

    event: str | None = None
    method: str | None = None
    """None means the method of the phone number, or POST."""
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
    """From the settings of the phone number."""
    public_only: bool = False
    """True for a URL that is set at Twilio: a private address is an error there."""
    app: str = ""
    """The app in this process, without a port."""
    app_timeout: float = APP_TIMEOUT
    """Seconds for the import of the app, and again for its start-up."""
    base_url: str = ""
    """The URL that the paths of a suite are joined to."""
    insecure: bool = False
    ca_bundle: str | None = None
    max_hops: int = MAX_DOCUMENTS
    repeat: int = 1
    jobs: int = JOBS
    fail_fast: bool = False
    shard: tuple[int, int] | None = None
    """The part of the targets, and the number of parts: (2, 5)."""
    wait: float = 0.0
    """Seconds to wait for a server to come up."""

    def __repr__(self) -> str:
        """Leave out the token, which must not appear in any log."""
        return f"Asking({self.event})"


class SnapshotFile(NamedTuple):
    """The snapshots of --compare."""

    file: str
    snapshots: tuple[Snapshot, ...]


class BaselineFile(NamedTuple):
    """The accepted findings of --baseline."""

    file: str
    entries: "Entries | None"
    """None if there is no file yet."""


class Judging(NamedTuple):
    """The expectations of the responses, and the options of the verdict."""

    app: str = ""
    base_url: str = ""
    """The URL that the paths in `expect_chain` and in a snapshot are relative to."""
    pci: bool = False
    inline: bool = False
    probe: bool = False
    max_time: float | None = None
    """Seconds for a response, with its HTTP redirects."""
    expect: tuple[str, ...] = ()
    expect_any_hop: tuple[str, ...] = ()
    expect_text: tuple[str, ...] = ()
    expect_text_any_hop: tuple[str, ...] = ()
    expect_chain: tuple[str, ...] = ()
    """Paths of the main line; only a suite has this key and the next one."""
    verdict: Literal["pass", "fail"] = "pass"
    """The expected verdict."""
    fail_on: FailOn = "error"
    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    exclude: tuple[Exclude, ...] = ()
    """Files that are not checked if they are found in a folder."""
    no_config: bool = False
    """True if the settings are not those of the nearest file: --config or --no-config."""
    save: str | None = None
    compare: SnapshotFile | None = None
    baseline: BaselineFile | None = None
    update_baseline: bool = False

    @property
    def mode(self) -> Mode:
        """Return the facts about the account and the request that rules need."""
        if not (self.pci or self.inline or self.probe or self.max_time or self.app):
            return ORDINARY
        budget = (self.max_time or 0.0) * 1000
        return Mode(self.pci, self.inline, self.probe, budget, inside=bool(self.app))

    def keeps(self, rule: str) -> bool:
        """Say whether findings of this rule count."""
        return rule not in self.ignore and (not self.select or rule in self.select)


class Reporting(NamedTuple):
    """The options of the report."""

    format: str = "text"
    output: str | None = None
    report: tuple[tuple[str, str], ...] = ()
    """Formats and files of --report."""
    statistics: bool = False
    """True to show a table of the rules instead of the findings."""
    color: str = "auto"
    verbose: int = 0
    quiet: bool = False
    debug: bool = False
    played: bool = False
    """True when standard output already shows everything except the verdict."""
    folder: str = ""
    """The folder that names of files are relative to; an app may leave it."""
    last: str = ""
    """The file of the last report, if the run is one of --watch."""
    baseline: BaselineFile | None = None
    update_baseline: bool = False
    config: str = ""
    """The file with settings that apply; empty without one."""
    summary: str | None = None
    """The file of GitHub's job summary; empty without one, None before it is known."""

    @property
    def verbosity(self) -> int:
        """Return -1 for quiet, else 0, 1 or 2."""
        return -1 if self.quiet else min(self.verbose, 2)


def settings(given: Mapping[str, Any]) -> tuple[Asking, Judging, Reporting]:
    """Sort options by their names into the three values.

    Raises:
        TypeError: there is no such name.
        WrongCall: the file of --baseline is missing.
    """
    given = {"folder": working_folder(), **given}
    fields: list[dict[str, Any]] = [
        {name: given[name] for name in kind._fields if name in given}
        for kind in (Asking, Judging, Reporting)
    ]
    if unknown := given.keys() - set().union(*fields):
        raise TypeError(f"there is no option {', '.join(sorted(unknown))}")
    asking, judging, reporting = fields
    _ensure_baseline(given.get("baseline"), update=bool(given.get("update_baseline")))
    return Asking(**asking), Judging(**judging), Reporting(**reporting)


def _ensure_baseline(baseline: BaselineFile | None, *, update: bool) -> None:
    if update and baseline is None:
        raise WrongCall("--update-baseline needs --baseline FILE")
    if baseline and baseline.entries is None and not update:
        raise WrongCall(f"there is no file {baseline.file}; add --update-baseline to write it")
