"""The options, in groups that the commands add up; what their values must be stands in `values`."""

from collections.abc import Callable
from typing import Any

import click

from twiml_check.options import completion_values as completing
from twiml_check.report import REPORTERS
from twiml_check.rules.wording import listed
from twiml_check.runner import snapshots, values
from twiml_check.runner.explore_target import ensure_callers
from twiml_check.runner.settings import APP_TIMEOUT, JOBS
from twiml_check.vocabulary.answers import MAX_DOCUMENTS

Group = list[click.Parameter]
Callback = Callable[[click.Context, click.Parameter, Any], Any]


def validator(check: Callable[[str, Any], Any]) -> Callback:
    """Return a callback that holds a value, if there is one, against what the option takes."""

    def callback(_ctx: click.Context, option: click.Parameter, value: Any) -> Any:
        return None if value is None else check(option.opts[0], value)

    return callback


TARGET = click.Argument(["target"], nargs=-1, shell_complete=completing.files)


def _event(text: str) -> click.Option:
    return click.Option(
        ["--event"], callback=validator(values.event), metavar="NAME",
        shell_complete=completing.events, help=text,
    )  # fmt: skip


EVENT = _event("What Twilio reports: sms (default), voice, whatsapp …; `list` shows all.")
METHOD = click.Option(
    ["--method"], callback=validator(values.method), metavar="POST|GET",
    shell_complete=completing.methods, help="How the webhook is asked for.  [default: POST]",
)  # fmt: skip
FIELDS: Group = [
    click.Option(
        ["--param"], multiple=True, callback=validator(values.parameters), metavar="NAME=VALUE",
        help="Set a parameter of the request; repeatable, a later one wins.",
    ),
    click.Option(["--no-param"], multiple=True, metavar="NAME", help="Leave a parameter out."),
    click.Option(["--from", "sender"], metavar="ADDRESS", help="Who writes or calls."),
    click.Option(["--to", "recipient"], metavar="ADDRESS", help="Whom they write to or call."),
]  # fmt: skip
BODY = click.Option(["--body"], metavar="TEXT", help="The text of the message.")
SEED = click.Option(["--seed"], metavar="TEXT", help="The same SIDs again for the same seed.")
DRY_RUN = click.Option(
    ["--dry-run"], is_flag=True, help="Print the request for curl; send nothing."
)
SIGNING: Group = [
    click.Option(
        ["--auth-token"], metavar="TOKEN", callback=validator(values.token),
        envvar="TWILIO_AUTH_TOKEN", show_envvar=True,
        help="Sign every request with this Auth Token.",
    ),
    click.Option(["--no-signature"], is_flag=True, help="Sign nothing, even if a token is set."),
]  # fmt: skip
PUBLIC_URL = click.Option(
    ["--public-url"], metavar="URL", callback=validator(values.web_address),
    help="Connect to TARGET, but sign and speak as if it were this URL behind a proxy.",
)  # fmt: skip
FALLBACK = click.Option(
    ["--fallback"], metavar="URL", callback=validator(values.web_address),
    help="Ask this URL when the webhook fails, as Twilio does.",
)  # fmt: skip
APP: Group = [
    click.Option(
        ["--app"], default="", metavar="MODULE:APP",
        help="Ask this WSGI or ASGI app, or what this factory makes, without a port; TARGET is a "
        "path such as /sms.",
    ),
    click.Option(
        ["--app-timeout"], type=float, callback=validator(values.some_seconds),
        default=APP_TIMEOUT, metavar="SECONDS",
        help=f"Let the app take so long to start.  [default: {APP_TIMEOUT:g}]",
    ),
]  # fmt: skip
CONNECTION: Group = [
    click.Option(["--insecure"], is_flag=True, help="Do not verify TLS certificates."),
    click.Option(
        ["--ca-bundle"], type=click.Path(exists=True), metavar="FILE",
        help="Trust these certificate authorities instead of the public ones.",
    ),
    click.Option(
        ["--max-hops"], type=click.IntRange(1, values.MOST_HOPS), default=MAX_DOCUMENTS,
        metavar="N", help=f"Stop after N documents.  [default: {MAX_DOCUMENTS}]",
    ),
]  # fmt: skip
SKIP_FOREIGN = click.Option(
    ["--skip-foreign"], is_flag=True,
    help="Pass over XML files that are no TwiML, as is done in folders.",
)  # fmt: skip
PCI = click.Option(
    ["--pci"], is_flag=True, help="The account is in PCI mode: callbacks need https."
)
INLINE = click.Option(
    ["--inline"], is_flag=True,
    help="The documents are passed to the REST API, as Twiml: short, and with whole URLs.",
)  # fmt: skip
PROBE = click.Option(
    ["--probe"], is_flag=True,
    help="Ask for what the documents point at: sounds and media with GET, streams with a "
    "handshake, callbacks and actions with HEAD, so that nothing happens there.",
)  # fmt: skip
EXPECTING: Group = [
    click.Option(
        ["--expect"], multiple=True, callback=validator(values.xpaths), metavar="XPATH",
        help="Fail unless the answer has this, seen from <Response>: Message is directly in it, "
        ".//Say anywhere; Dial[@timeout], Say[@voice='alice'].",
    ),
    click.Option(
        ["--expect-any-hop"], multiple=True, callback=validator(values.xpaths), metavar="XPATH",
        help="The same, in whatever answer on the way.",
    ),
    click.Option(
        ["--expect-text"], multiple=True, callback=validator(values.texts), metavar="TEXT",
        help="Fail unless the answer says or sends this.",
    ),
]  # fmt: skip
MAX_TIME = click.Option(
    ["--max-time"], type=float, callback=validator(values.seconds), metavar="SECONDS",
    help="Fail when an answer takes longer than this.",
)  # fmt: skip
MANY: Group = [
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
        ["--wait"], type=float, callback=validator(values.seconds), default=0.0, metavar="SECONDS",
        help="Let the servers come up first, for so long at most.",
    ),
    click.Option(
        ["--shard"], callback=validator(values.shard), metavar="N/OF",
        help="Only this part of the targets, such as 2/5; merge joins the reports.",
    ),
    click.Option(
        ["--save"], metavar="FILE", callback=validator(snapshots.own_file),
        shell_complete=completing.files,
        help="Keep all answers in a snapshot, to compare others with.",
    ),
    click.Option(
        ["--compare"], metavar="FILE", callback=validator(snapshots.read_snapshot),
        shell_complete=completing.files,
        help="Fail unless the answers are those of this snapshot, whatever the host.",
    ),
]  # fmt: skip
JUDGEMENT: Group = [
    click.Option(
        ["--fail-on"], type=click.Choice(values.LEVELS), default="error",
        metavar="LEVEL",
        help="From which level on the verdict is FAIL: error, warning or never.  [default: error]",
    ),
    click.Option(
        ["--ignore"], multiple=True, callback=validator(values.rules), metavar="RULE",
        shell_complete=completing.rules, help="Pass over a rule.",
    ),
    click.Option(
        ["--select"], multiple=True, callback=validator(values.rules), metavar="RULE",
        shell_complete=completing.rules, help="Only these rules.",
    ),
]  # fmt: skip
FORM: Group = [
    click.Option(
        ["--format"], type=click.Choice(list(REPORTERS)), default="text",
        metavar="NAME",
        help=f"The form of the report: {listed(REPORTERS)}.  [default: text]",
    ),
    click.Option(
        ["-o", "--output"], metavar="FILE", callback=validator(values.output),
        shell_complete=completing.files, help="Write the report to a file.",
    ),
    click.Option(
        ["--report"], multiple=True, callback=validator(values.reports), metavar="FORMAT=FILE",
        shell_complete=completing.reports,
        help="Write one more report to a file, such as junit=out.xml; repeatable.",
    ),
    click.Option(
        ["--color"], type=click.Choice(["auto", "always", "never"]), default="auto",
        metavar="WHEN",
        help="Colours: always, never, or auto, which looks at the terminal and NO_COLOR."
        "  [default: auto]",
    ),
]  # fmt: skip
VERBOSE = click.Option(
    ["-v", "--verbose"], count=True,
    help="Show the parameters sent and the headers received, and what the --app prints; -vv all "
    "headers and bodies.",
)  # fmt: skip
QUIET: Group = [
    click.Option(["-q", "--quiet"], is_flag=True, help="Show only the verdict."),
    click.Option(["--debug"], is_flag=True, help="Show a traceback if the tool or --app fails."),
]  # fmt: skip
REPORT: Group = [*FORM, VERBOSE, *QUIET]
REACH: Group = [*CONNECTION, PCI, PROBE]
"""What every command has that asks servers."""
OPTIONS: Group = [
    *(TARGET, EVENT, METHOD, *FIELDS, BODY, SEED, DRY_RUN, *SIGNING, PUBLIC_URL, FALLBACK, *APP),
    *(*CONNECTION, SKIP_FOREIGN, PCI, INLINE, PROBE, *EXPECTING, MAX_TIME),
    *(*MANY, *JUDGEMENT, *REPORT),
]
"""Those of `check`."""
SUITE: Group = [
    *(EVENT, METHOD, *FIELDS, BODY, SEED, *SIGNING, FALLBACK, *APP),
    *(*CONNECTION, PCI, INLINE, PROBE, *EXPECTING, MAX_TIME),
    *(*MANY, *JUDGEMENT, *REPORT),
]
STUDIO: Group = [EVENT, *FIELDS, BODY, SEED, *SIGNING, *REACH, *JUDGEMENT, *REPORT]
AUTOPILOT: Group = [
    *(METHOD, *FIELDS, SEED, DRY_RUN, *SIGNING, PUBLIC_URL, *REACH, *JUDGEMENT, *REPORT),
]
QUEST: Group = [
    *(METHOD, *FIELDS, BODY, SEED, *SIGNING, PUBLIC_URL, FALLBACK, *APP, *REACH, MAX_TIME),
    *(*JUDGEMENT, *REPORT),
]
WHOLE: Group = [
    *(METHOD, *FIELDS, SEED, *SIGNING, PUBLIC_URL, FALLBACK, *APP),
    *(*(each for each in CONNECTION if each.name != "max_hops"), PCI),
    *(*EXPECTING, MAX_TIME, *JUDGEMENT, *REPORT),
]
"""Those of a whole call: it has limits of its own."""
EXPLORE: Group = [_event("A call: voice (default), or messages: sms, whatsapp …"), *WHOLE]
DRILL: Group = [
    _event("What is drilled: sms (default), voice, mms, whatsapp, rcs."),
    BODY,
    *(each for each in WHOLE if each not in EXPECTING),
]
CALL: Group = [_event("What Twilio reports: voice (default), voice-fallback."), *WHOLE]
CHAT: Group = [_event("What is sent: sms (default), mms, whatsapp, rcs."), *WHOLE]
EXPLORING: Group = [
    click.Option(
        ["--budget"], type=click.IntRange(1, 100_000), default=300, metavar="N",
        help="Make N requests at most.  [default: 300]",
    ),
    click.Option(
        ["--depth"], type=click.IntRange(1, 100), default=8, metavar="N",
        help="Make N choices in a row at most; redirects do not count.  [default: 8]",
    ),
    click.Option(
        ["--time-limit"], type=float, callback=validator(values.some_seconds), default=600.0,
        metavar="SECONDS", help="Begin no more calls after this time.  [default: 600]",
    ),
    click.Option(
        ["--digits"], multiple=True, metavar="KEYS",
        help="Enter this, too, where more than one key is taken: a zip code or PIN that exists.",
    ),
    click.Option(["--say"], multiple=True, metavar="TEXT", help="Say or write this, too."),
    click.Option(
        ["--caller"], multiple=True, metavar="NAME",
        callback=validator(lambda _name, names: ensure_callers(names)),
        help="Who calls: plain, nowhere (no place is known), withheld (no number), sip; the first "
        "three unless one is named.",
    ),
    click.Option(
        ["--patience"], type=click.IntRange(0, 100), default=5, metavar="N",
        help="Repeat a wrong key or silence N times where it leads back.  [default: 5]",
    ),
    click.Option(
        ["--callbacks/--no-callbacks"], default=True,
        help="Deliver status, recording and transcription callbacks, each once.  [default: on]",
    ),
    click.Option(
        ["--allow-host", "--host", "allow_host"], multiple=True, metavar="HOST",
        help="Ask this host, too; others than the target's own are never asked.",
    ),
    click.Option(
        ["--rate"], type=click.FloatRange(0, 10_000), default=0.0, metavar="N",
        callback=validator(values.number),
        help="Make N requests a second at most.",
    ),
    click.Option(
        ["-j", "--jobs"], type=click.IntRange(1, 64), default=4, metavar="N",
        help="Make N calls at the same time.  [default: 4]",
    ),
    click.Option(
        ["--min-coverage"], type=click.FloatRange(0, 100), default=0.0, metavar="PERCENT",
        callback=validator(values.number),
        help="Fail unless so many of the choices get an answer.",
    ),
]  # fmt: skip
HOSTS = next(option for option in EXPLORING if option.name == "allow_host")
PLAYING: Group = [
    HOSTS,
    click.Option(
        ["--record", "record_to"], metavar="FILE", callback=validator(values.suite_file),
        shell_complete=completing.files,
        help="Add what is played to this suite, as a [[call]] for twiml-check run.",
    ),
]  # fmt: skip
"""What `call` and `chat` share."""
PATH = click.Option(
    ["--path"], metavar="WORDS",
    help="Play only this way, step by step: '1 2 silence', '\"sales\" busy'.",
)  # fmt: skip
YES = click.Option(
    ["--yes"], is_flag=True, help="Ask a host of the internet, without asking you first."
)
MAP = click.Option(
    ["--map", "maps"], multiple=True, callback=validator(values.maps), metavar="FILE",
    shell_complete=completing.files,
    help="Draw the map to a file: .html, .svg, .mmd, .dot or .json; - prints it as Mermaid.",
)  # fmt: skip
