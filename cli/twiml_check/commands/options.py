"""The options of `check`, and the checks on their values."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

import click

from twiml_check.commands import completing
from twiml_check.commands.expecting import texts, xpaths
from twiml_check.commands.snapshots import Snapshot, own_file, snapshot
from twiml_check.model import FailOn, Mode
from twiml_check.report import REPORTERS
from twiml_check.rules.words import either, listed, near
from twiml_check.urls import unusable
from twiml_check.vocabulary.answers import MAX_DOCUMENTS
from twiml_check.vocabulary.events import EVENTS

JOBS = 16
"""Targets at the same time: enough to wait for servers, and few enough for a small one."""
METHODS = ("POST", "GET")
OTHER_NAMES = {
    **dict.fromkeys(("call", "calls", "phone", "ring"), "voice"),
    **dict.fromkeys(("message", "msg", "text", "messaging"), "sms"),
}
"""What events are called elsewhere."""
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
    compare: Snapshot | None = None
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
        budget = (self.max_time or 0.0) * 1000
        return Mode(self.pci, self.inline, self.probe, budget, inside=bool(self.app))

    def keeps(self, rule: str) -> bool:
        """Whether findings of this rule count."""
        return rule not in self.ignore and (not self.select or rule in self.select)


def parameter(text: str) -> tuple[str, str]:
    """NAME=VALUE taken apart."""
    name, _, value = text.partition("=")
    return name, value


def _event(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is None or value == "list" or value in EVENTS:
        return value
    other = OTHER_NAMES.get(value.lower())
    hits = [other] if other else near(value, EVENTS)
    meant = f"did you mean {either(hits)}?" if hits else f"there are {', '.join(EVENTS)}"
    raise click.UsageError(f'there is no event "{value}"; {meant}')


def _method(_ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    # Not click.Choice: told to take small letters too, it names the methods in small letters.
    method = value and value.upper()
    if method not in (None, *METHODS):
        raise click.UsageError(f'{option.opts[0]} takes {either(METHODS)}, not "{value}"')
    return method


def _parameters(
    _ctx: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    for value in values:
        if not parameter(value)[0] or "=" not in value:
            raise click.UsageError(f'--param takes NAME=VALUE, not "{value}"')
    return values


def _rules(
    _ctx: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    if not values:
        return values
    from twiml_check.rules.every import EVERY_BY_NAME  # more of them than most runs need

    for value in values:
        if value not in EVERY_BY_NAME:
            hits = near(value, EVERY_BY_NAME)
            meant = f"did you mean {either(hits)}?" if hits else "see twiml-check explain --list"
            raise click.UsageError(f'--{option.name}: there is no rule "{value}"; {meant}')
    return values


def web_address(_ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A URL that Twilio could ask; refused if it is none."""
    reason = unusable(value) if value is not None else None
    if reason:
        raise click.UsageError(f"{option.opts[0]} cannot be used: {reason}")
    return value


def _token(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    token = value and value.strip()
    if token == "":
        raise click.UsageError("the Auth Token is empty; --no-signature asks without one")
    return token


def _output(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value == "":
        raise click.UsageError("--output needs the name of a file")
    return None if value == "-" else value


def _reports(
    _ctx: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """FORMAT=FILE taken apart."""
    pairs = [value.partition("=")[::2] for value in values]
    for name, file in pairs:
        if name not in REPORTERS:
            hits = near(name, REPORTERS) or list(REPORTERS)
            raise click.UsageError(f'--report: there is no format "{name}"; try {either(hits)}')
        if file in ("", "-"):
            raise click.UsageError(f"--report takes FORMAT=FILE, such as {name}=report.txt")
    return tuple(pairs)


def _shard(
    _ctx: click.Context, _option: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    if value is None:
        return None
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value, re.ASCII)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise click.UsageError(f'--shard takes N/OF, such as 2/5, not "{value}"')
    return int(found[1]), int(found[2])


def _seconds(_ctx: click.Context, option: click.Parameter, value: float | None) -> float | None:
    if value is not None and not 0 <= value <= 86_400:  # NaN is neither
        raise click.UsageError(f"{option.opts[0]} takes seconds, at most a day of them")
    return value


OPTIONS: list[click.Parameter] = [
    click.Argument(["target"], nargs=-1, shell_complete=completing.files),
    click.Option(
        ["--event"], callback=_event, metavar="NAME", shell_complete=completing.events,
        help="What Twilio reports: sms (default), voice, whatsapp …; `list` shows all.",
    ),
    click.Option(
        ["--method"], callback=_method, metavar="POST|GET", shell_complete=completing.methods,
        help="How the webhook is asked for.  [default: POST]",
    ),
    click.Option(
        ["--param"], multiple=True, callback=_parameters, metavar="NAME=VALUE",
        help="Set a parameter of the request; repeatable, a later one wins.",
    ),
    click.Option(["--no-param"], multiple=True, metavar="NAME", help="Leave a parameter out."),
    click.Option(["--from", "sender"], metavar="ADDRESS", help="Who writes or calls."),
    click.Option(["--to", "recipient"], metavar="ADDRESS", help="Whom they write to or call."),
    click.Option(["--body"], metavar="TEXT", help="The text of the message."),
    click.Option(["--seed"], metavar="TEXT", help="The same SIDs again for the same seed."),
    click.Option(["--dry-run"], is_flag=True, help="Print the request for curl; send nothing."),
    click.Option(
        ["--auth-token"], metavar="TOKEN", callback=_token,
        envvar="TWILIO_AUTH_TOKEN", show_envvar=True,
        help="Sign every request with this Auth Token.",
    ),
    click.Option(["--no-signature"], is_flag=True, help="Sign nothing, even if a token is set."),
    click.Option(
        ["--public-url"], metavar="URL", callback=web_address,
        help="Connect to TARGET, but sign and speak as if it were this URL behind a proxy.",
    ),
    click.Option(
        ["--fallback"], metavar="URL", callback=web_address,
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
        ["--expect"], multiple=True, callback=xpaths, metavar="XPATH",
        help="Fail unless the answer has this, seen from <Response>: Message is directly in it, "
        ".//Say anywhere; Dial[@timeout], Say[@voice='alice'].",
    ),
    click.Option(
        ["--expect-any-hop"], multiple=True, callback=xpaths, metavar="XPATH",
        help="The same, in whatever answer on the way.",
    ),
    click.Option(
        ["--expect-text"], multiple=True, callback=texts, metavar="TEXT",
        help="Fail unless the answer says or sends this.",
    ),
    click.Option(
        ["--max-time"], type=float, callback=_seconds, metavar="SECONDS",
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
        ["--wait"], type=float, callback=_seconds, default=0.0, metavar="SECONDS",
        help="Let the servers come up first, for so long at most.",
    ),
    click.Option(
        ["--shard"], callback=_shard, metavar="N/OF",
        help="Only this part of the targets, such as 2/5; merge joins the reports.",
    ),
    click.Option(
        ["--save"], metavar="FILE", callback=own_file, shell_complete=completing.files,
        help="Keep all answers in a snapshot, to compare others with.",
    ),
    click.Option(
        ["--compare"], metavar="FILE", callback=snapshot, shell_complete=completing.files,
        help="Fail unless the answers are those of this snapshot, whatever the host.",
    ),
    click.Option(
        ["--fail-on"], type=click.Choice(["error", "warning", "never"]), default="error",
        metavar="LEVEL",
        help="From which level on the verdict is FAIL: error, warning or never.  [default: error]",
    ),
    click.Option(
        ["--ignore"], multiple=True, callback=_rules, metavar="RULE", help="Pass over a rule.",
        shell_complete=completing.rules,
    ),
    click.Option(
        ["--select"], multiple=True, callback=_rules, metavar="RULE", help="Only these rules.",
        shell_complete=completing.rules,
    ),
    click.Option(
        ["--format"], type=click.Choice(list(REPORTERS)), default="text",
        metavar="NAME",
        help=f"The form of the report: {listed(REPORTERS)}.  [default: text]",
    ),
    click.Option(
        ["-o", "--output"], metavar="FILE", callback=_output, help="Write the report to a file.",
        shell_complete=completing.files,
    ),
    click.Option(
        ["--report"], multiple=True, callback=_reports, metavar="FORMAT=FILE",
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
