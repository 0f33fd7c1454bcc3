"""The options of `check`; what their values must be stands in `values`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

import click

from twiml_check.model.run import ORDINARY, FailOn, Mode
from twiml_check.options import completion_values as completing
from twiml_check.options import snapshot_file, values
from twiml_check.options.snapshot_file import SnapshotPath
from twiml_check.report import REPORTERS
from twiml_check.rules.wording import listed
from twiml_check.vocabulary.answers import MAX_DOCUMENTS

JOBS = 16
"""Targets at the same time: enough to wait for servers, and few enough for a small one."""
MANY = {"repeat", "jobs", "fail_fast", "shard", "wait", "skip_foreign", "save", "compare"}
"""The options about many checks and what is kept of them, for the commands that make one."""


class Options(NamedTuple):
    """What the user asked for."""

    target: tuple[str, ...] = ()
    event: str | None = None
    method: str | None = None
    """None leaves it to what the number says, or POST."""
    param: tuple[str, ...] = ()
    no_param: tuple[str, ...] = ()
    sender: str | None = None
    recipient: str | None = None
    body: str | None = None
    seed: str | None = None
    dry_run: bool = False
    auth_token: str | None = None
    no_signature: bool = False
    public_url: str | None = None
    insecure: bool = False
    ca_bundle: str | None = None
    fallback: str | None = None
    fallback_method: str = "POST"
    """As the number says."""
    public_only: bool = False
    """True for a URL that is set at Twilio: then a private address is a fault."""
    max_hops: int = MAX_DOCUMENTS
    skip_foreign: bool = False
    pci: bool = False
    inline: bool = False
    probe: bool = False
    expect: tuple[str, ...] = ()
    expect_any_hop: tuple[str, ...] = ()
    expect_text: tuple[str, ...] = ()
    expect_chain: tuple[str, ...] = ()
    """Paths of the main line; only a suite says them, as what follows."""
    base_url: str = ""
    """What such paths are seen from."""
    app: str = ""
    """What is checked in this process, without a port."""
    verdict: Literal["pass", "fail"] = "pass"
    """What the verdict should be."""
    max_time: float | None = None
    """Seconds that an answer may take, its HTTP redirects included."""
    repeat: int = 1
    jobs: int = JOBS
    fail_fast: bool = False
    shard: tuple[int, int] | None = None
    """Which part of the targets, and of how many: (2, 5)."""
    wait: float = 0.0
    """Seconds that a server has to come up."""
    save: str | None = None
    compare: SnapshotPath | None = None
    fail_on: FailOn = "error"
    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    format: str = "text"
    output: str | None = None
    report: tuple[tuple[str, str], ...] = ()
    color: str = "auto"
    verbose: int = 0
    quiet: bool = False
    debug: bool = False

    @property
    def verbosity(self) -> int:
        """-1 quiet, 0, 1 or 2."""
        return -1 if self.quiet else min(self.verbose, 2)

    @property
    def mode(self) -> Mode:
        """What the rules have to know of the account, and of the way to Twilio."""
        if not (self.pci or self.inline or self.probe or self.max_time or self.app):
            return ORDINARY
        budget = (self.max_time or 0.0) * 1000
        return Mode(self.pci, self.inline, self.probe, budget, inside=bool(self.app))

    def keeps(self, rule: str) -> bool:
        """Whether findings of this rule count."""
        return rule not in self.ignore and (not self.select or rule in self.select)


OPTIONS: list[click.Parameter] = [
    click.Argument(["target"], nargs=-1, shell_complete=completing.files),
    click.Option(
        ["--event"], callback=values.event, metavar="NAME", shell_complete=completing.events,
        help="What Twilio reports: sms (default), voice, whatsapp …; `list` shows all.",
    ),
    click.Option(
        ["--method"], callback=values.method, metavar="POST|GET", shell_complete=completing.methods,
        help="How the webhook is asked for.  [default: POST]",
    ),
    click.Option(
        ["--param"], multiple=True, callback=values.parameters, metavar="NAME=VALUE",
        help="Set a parameter of the request; repeatable, a later one wins.",
    ),
    click.Option(["--no-param"], multiple=True, metavar="NAME", help="Leave a parameter out."),
    click.Option(["--from", "sender"], metavar="ADDRESS", help="Who writes or calls."),
    click.Option(["--to", "recipient"], metavar="ADDRESS", help="Whom they write to or call."),
    click.Option(["--body"], metavar="TEXT", help="The text of the message."),
    click.Option(["--seed"], metavar="TEXT", help="The same SIDs again for the same seed."),
    click.Option(["--dry-run"], is_flag=True, help="Print the request for curl; send nothing."),
    click.Option(
        ["--auth-token"], metavar="TOKEN", callback=values.token,
        envvar="TWILIO_AUTH_TOKEN", show_envvar=True,
        help="Sign every request with this Auth Token.",
    ),
    click.Option(["--no-signature"], is_flag=True, help="Sign nothing, even if a token is set."),
    click.Option(
        ["--public-url"], metavar="URL", callback=values.web_address,
        help="Connect to TARGET, but sign and speak as if it were this URL behind a proxy.",
    ),
    click.Option(
        ["--fallback"], metavar="URL", callback=values.web_address,
        help="Ask this URL when the webhook fails, as Twilio does.",
    ),
    click.Option(
        ["--app"], default="", metavar="MODULE:APP",
        help="Ask this WSGI or ASGI app, or what this factory makes, in process; TARGET is a path "
        "such as /sms.",
    ),
    click.Option(["--insecure"], is_flag=True, help="Do not verify TLS certificates."),
    click.Option(
        ["--ca-bundle"], type=click.Path(exists=True), metavar="FILE",
        help="Trust these certificate authorities instead of the public ones.",
    ),
    click.Option(
        ["--max-hops"], type=click.IntRange(1, 1000), default=MAX_DOCUMENTS, metavar="N",
        help=f"Stop after N documents.  [default: {MAX_DOCUMENTS}]",
    ),
    click.Option(
        ["--skip-foreign"], is_flag=True,
        help="Pass over XML files that are no TwiML, as is done in folders.",
    ),
    click.Option(["--pci"], is_flag=True, help="The account is in PCI mode: callbacks need https."),
    click.Option(
        ["--inline"], is_flag=True,
        help="The documents are passed to the REST API, as Twiml: short, and with whole URLs.",
    ),
    click.Option(
        ["--probe"], is_flag=True,
        help="Ask for what the documents point at: sounds and media with GET, streams with a "
        "handshake, callbacks and actions with HEAD, so that nothing happens there.",
    ),
    click.Option(
        ["--expect"], multiple=True, callback=values.xpaths, metavar="XPATH",
        help="Fail unless the answer has this, seen from <Response>: Message is directly in it, "
        ".//Say anywhere; Dial[@timeout], Say[@voice='alice'].",
    ),
    click.Option(
        ["--expect-any-hop"], multiple=True, callback=values.xpaths, metavar="XPATH",
        help="The same, in whatever answer on the way.",
    ),
    click.Option(
        ["--expect-text"], multiple=True, callback=values.texts, metavar="TEXT",
        help="Fail unless the answer says or sends this.",
    ),
    click.Option(
        ["--max-time"], type=float, callback=values.seconds, metavar="SECONDS",
        help="Fail when an answer takes longer than this.",
    ),
    click.Option(
        ["--repeat"], type=click.IntRange(1, 1000), default=1, metavar="N",
        help="Ask N times, tell how long it took, and fail if one of them fails.",
    ),
    click.Option(
        ["-j", "--jobs"], type=click.IntRange(1, 256), default=JOBS, metavar="N",
        help=f"Ask N targets at the same time.  [default: {JOBS}]",
    ),
    click.Option(["--fail-fast"], is_flag=True, help="Ask no more targets once one has failed."),
    click.Option(
        ["--wait"], type=float, callback=values.seconds, default=0.0, metavar="SECONDS",
        help="Let the servers come up first, for so long at most.",
    ),
    click.Option(
        ["--shard"], callback=values.shard, metavar="N/OF",
        help="Only this part of the targets, such as 2/5; merge joins the reports.",
    ),
    click.Option(
        ["--save"], metavar="FILE", callback=snapshot_file.own_file,
        shell_complete=completing.files,
        help="Keep all answers in a snapshot, to compare others with.",
    ),
    click.Option(
        ["--compare"], metavar="FILE", callback=snapshot_file.snapshot,
        shell_complete=completing.files,
        help="Fail unless the answers are those of this snapshot, whatever the host.",
    ),
    click.Option(
        ["--fail-on"], type=click.Choice(["error", "warning", "never"]), default="error",
        metavar="LEVEL",
        help="From which level on the verdict is FAIL: error, warning or never.  [default: error]",
    ),
    click.Option(
        ["--ignore"], multiple=True, callback=values.rules, metavar="RULE",
        shell_complete=completing.rules, help="Pass over a rule.",
    ),
    click.Option(
        ["--select"], multiple=True, callback=values.rules, metavar="RULE",
        shell_complete=completing.rules, help="Only these rules.",
    ),
    click.Option(
        ["--format"], type=click.Choice(list(REPORTERS)), default="text",
        metavar="NAME",
        help=f"The form of the report: {listed(REPORTERS)}.  [default: text]",
    ),
    click.Option(
        ["-o", "--output"], metavar="FILE", callback=values.output,
        shell_complete=completing.files, help="Write the report to a file.",
    ),
    click.Option(
        ["--report"], multiple=True, callback=values.reports, metavar="FORMAT=FILE",
        shell_complete=completing.reports,
        help="Write one more report to a file, such as junit=out.xml; repeatable.",
    ),
    click.Option(
        ["--color"], type=click.Choice(["auto", "always", "never"]), default="auto",
        metavar="WHEN",
        help="Colours: always, never, or auto, which looks at the terminal and NO_COLOR."
        "  [default: auto]",
    ),
    click.Option(
        ["-v", "--verbose"], count=True,
        help="Show the parameters sent and the headers received; -vv all headers and bodies.",
    ),
    click.Option(["-q", "--quiet"], is_flag=True, help="Show only the verdict."),
    click.Option(["--debug"], is_flag=True, help="Show a traceback if the tool itself fails."),
]  # fmt: skip

_BY_NAME = {option.name: option for option in OPTIONS}


@contextmanager
def as_value_errors() -> Iterator[None]:
    """What the command line would say of a wrong call, as a ValueError."""
    try:
        with click.Context(click.Command("check")):
            yield
    except click.ClickException as wrong:
        raise ValueError(wrong.format_message()) from None


def options_of(**given: Any) -> Options:
    """Options by their names, None where nothing is said; raises UsageError for a wrong value."""
    context = click.get_current_context()
    fields = {
        name: _BY_NAME[name].process_value(context, value) if name in _BY_NAME else value
        for name, value in given.items()
        if value is not None
    }
    if fields.get("event") == "list":
        raise click.UsageError('there is no event "list"')
    return Options(**fields)
