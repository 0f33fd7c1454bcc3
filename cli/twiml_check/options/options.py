"""The options, in groups that commands combine; `runner/values.py` checks the values."""

from collections.abc import Callable
from typing import Any

import click

from twiml_check.model.ending import WrongCall
from twiml_check.options import completion_values as completing
from twiml_check.report import REPORTERS
from twiml_check.runner import baselines, snapshots, values
from twiml_check.runner.explore_target import ensure_callers
from twiml_check.runner.settings import APP_TIMEOUT, JOBS
from twiml_check.vocabulary.answers import MAX_DOCUMENTS

Group = list[click.Parameter]
Callback = Callable[[click.Context, click.Parameter, Any], Any]


def validator(check: Callable[[str, Any], Any]) -> Callback:
    """Return a callback that checks the value of an option, if there is one."""

    def callback(_ctx: click.Context, option: click.Parameter, value: Any) -> Any:
        return None if value is None else check(option.opts[0], value)

    return callback


def shown_by(*, dry_run: bool, signed: bool) -> str:
    """Return the option that prints requests and sends nothing; empty without one."""
    if dry_run and signed:
        raise WrongCall("--dry-run leaves the signature out, and --curl has it: use only one")
    return "--dry-run" if dry_run else "--curl" if signed else ""


TARGET = click.Argument(["target"], nargs=-1, shell_complete=completing.files)


def _event(text: str) -> click.Option:
    return click.Option(
        ["--event"], callback=validator(values.event), metavar="NAME",
        shell_complete=completing.events, help=text,
    )  # fmt: skip


EVENT = _event("The event: sms (default), voice, whatsapp …; `list` shows all.")
METHOD = click.Option(
    ["--method"], callback=validator(values.method), metavar="POST|GET",
    shell_complete=completing.methods, help="The HTTP method of the request.  [default: POST]",
)  # fmt: skip
FIELDS: Group = [
    click.Option(
        ["--param"], multiple=True, callback=validator(values.parameters), metavar="NAME=VALUE",
        help="Set a parameter of the request; repeatable. The last value of a name counts.",
    ),
    click.Option(
        ["--no-param"], multiple=True, metavar="NAME", help="Leave this parameter out; repeatable."
    ),
    click.Option(["--from", "sender"], metavar="ADDRESS", help="The sender or the caller."),
    click.Option(
        ["--to", "recipient"], metavar="ADDRESS", help="The recipient, or the called number."
    ),
]  # fmt: skip
BODY = click.Option(["--body"], metavar="TEXT", help="The text of the message.")
SEED = click.Option(["--seed"], metavar="TEXT", help="Send the same SIDs for the same seed.")
DRY_RUN = click.Option(
    ["--dry-run"], is_flag=True, help="Print the request as a curl command. Send nothing."
)
CURL = click.Option(
    ["--curl", "signed"], is_flag=True,
    help="Print the signed request as a curl command, which is a secret. Send nothing.",
)  # fmt: skip
SIGNING: Group = [
    click.Option(
        ["--auth-token"], metavar="TOKEN", callback=validator(values.token),
        envvar="TWILIO_AUTH_TOKEN", show_envvar=True,
        help="Sign every request with this Auth Token.",
    ),
    click.Option(["--no-signature"], is_flag=True, help="Do not sign, even if a token is set."),
]  # fmt: skip
PUBLIC_URL = click.Option(
    ["--public-url"], metavar="URL", callback=validator(values.web_address),
    help="Connect to TARGET, but sign the request and set its headers for this public URL.",
)  # fmt: skip
FALLBACK = click.Option(
    ["--fallback"], metavar="URL", callback=validator(values.web_address),
    help="Send a request to this URL when the webhook fails, as Twilio does.",
)  # fmt: skip
APP: Group = [
    click.Option(
        ["--app"], default="", metavar="MODULE:APP",
        help="Send the requests to this WSGI or ASGI app, or to the app that this factory returns. "
        "The app needs no port. TARGET is a path such as /sms.",
    ),
    click.Option(
        ["--app-timeout"], type=float, callback=validator(values.some_seconds),
        default=APP_TIMEOUT, metavar="SECONDS",
        help=f"Wait at most this long for the start of the app.  [default: {APP_TIMEOUT:g}]",
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
    help="Skip XML files that are not TwiML, as in a folder.",
)  # fmt: skip
FIXING: Group = [
    click.Option(
        ["--fix"], is_flag=True,
        help="Fix the problems in files whose correction is certain, and report the rest.",
    ),
    click.Option(
        ["--diff"], is_flag=True,
        help="Print the changes of --fix as a diff, and change nothing. The exit status is 1 if "
        "there are changes.",
    ),
]  # fmt: skip
PCI = click.Option(
    ["--pci"], is_flag=True, help="Check for an account in PCI mode: callbacks need https."
)
INLINE = click.Option(
    ["--inline"], is_flag=True,
    help="Check documents for the Twiml parameter of the REST API: short, with absolute URLs.",
)  # fmt: skip
PROBE = click.Option(
    ["--probe"], is_flag=True,
    help="Also request the URLs in the documents: audio and media with GET, streams with a "
    "handshake, callbacks and actions with HEAD, so that the app does nothing.",
)  # fmt: skip
EXPECTING: Group = [
    click.Option(
        ["--expect"], multiple=True, callback=validator(values.xpaths), metavar="XPATH",
        help="Fail unless the first response has this. The XPath is relative to <Response>: "
        "Message is a child, .//Say is anywhere. More: Dial[@timeout], Say[@voice='alice']; with "
        "the extra xpath also count(Message)=1, not(Hangup).",
    ),
    click.Option(
        ["--expect-any-hop"], multiple=True, callback=validator(values.xpaths), metavar="XPATH",
        help="Fail unless any response of the chain has this.",
    ),
    click.Option(
        ["--expect-text"], multiple=True, callback=validator(values.texts), metavar="TEXT",
        help="Fail unless the first response says or sends this text.",
    ),
    click.Option(
        ["--expect-text-any-hop"], multiple=True, callback=validator(values.texts),
        metavar="TEXT", help="Fail unless any response of the chain says or sends this text.",
    ),
]  # fmt: skip
MAX_TIME = click.Option(
    ["--max-time"], type=float, callback=validator(values.seconds), metavar="SECONDS",
    help="Fail when a response takes longer than this.",
)  # fmt: skip
MANY: Group = [
    click.Option(
        ["--repeat"], type=click.IntRange(1, 1000), default=1, metavar="N",
        help="Check each target N times, report the latencies, and fail if one check fails.",
    ),
    click.Option(
        ["-j", "--jobs"], type=click.IntRange(1, 256), default=JOBS, metavar="N",
        help=f"Check N targets at the same time.  [default: {JOBS}]",
    ),
    click.Option(["--fail-fast"], is_flag=True, help="Stop after the first target that fails."),
    click.Option(
        ["--wait"], type=float, callback=validator(values.seconds), default=0.0, metavar="SECONDS",
        help="First wait for the servers to start, at most this long.",
    ),
    click.Option(
        ["--shard"], callback=validator(values.shard), metavar="N/OF",
        help="Check only this part of the targets, such as 2/5. merge joins the reports.",
    ),
    click.Option(
        ["--save"], metavar="FILE", callback=validator(snapshots.own_file),
        shell_complete=completing.files,
        help="Save all responses in a snapshot file, for --compare.",
    ),
    click.Option(
        ["--compare"], metavar="FILE", callback=validator(snapshots.read_snapshot),
        shell_complete=completing.files,
        help="Fail if the responses differ from this snapshot file. The host may differ.",
    ),
]  # fmt: skip
JUDGEMENT: Group = [
    click.Option(
        ["--fail-on"], type=click.Choice(values.LEVELS), default="error",
        metavar="LEVEL",
        help="Fail on findings of this level or above: error, warning or never.  [default: error]",
    ),
    click.Option(
        ["--ignore"], multiple=True, callback=validator(values.rules), metavar="RULE",
        shell_complete=completing.rules, help="Ignore this rule; repeatable.",
    ),
    click.Option(
        ["--select"], multiple=True, callback=validator(values.rules), metavar="RULE",
        shell_complete=completing.rules, help="Apply only this rule; repeatable.",
    ),
    click.Option(
        ["--baseline"], metavar="FILE", callback=validator(baselines.read_baseline),
        shell_complete=completing.files,
        help="Accept the findings in this file. Only other findings fail.",
    ),
    click.Option(
        ["--update-baseline"], is_flag=True,
        help="Accept all findings of this run, and write them to the file of --baseline.",
    ),
]  # fmt: skip
CONFIG = click.Option(
    ["--config"], metavar="FILE", callback=validator(values.suite_file),
    shell_complete=completing.files,
    help="Use this twiml-check.toml, not the nearest one.",
)  # fmt: skip
CONFIGURED: Group = [
    CONFIG,
    click.Option(["--no-config"], is_flag=True, help="Use no twiml-check.toml."),
]
EXCLUDE = click.Option(
    ["--exclude"], multiple=True, callback=validator(values.excluded), metavar="GLOB",
    help="Skip these files and folders in a folder, such as 'legacy/**'; repeatable.",
)  # fmt: skip
FORM: Group = [
    click.Option(
        ["--format"], type=click.Choice(list(REPORTERS)), default="text",
        metavar="NAME",
        help=f"The format of the report: {', '.join(REPORTERS)}.  [default: text]",
    ),
    click.Option(
        ["-o", "--output"], metavar="FILE", callback=validator(values.output),
        shell_complete=completing.files, help="Write the report to this file.",
    ),
    click.Option(
        ["--report"], multiple=True, callback=validator(values.reports), metavar="FORMAT=FILE",
        shell_complete=completing.reports,
        help="Write one more report to a file, such as junit=out.xml; repeatable.",
    ),
    click.Option(
        ["--statistics"], is_flag=True,
        help="Show how often each rule has found something, not the findings.",
    ),
    click.Option(
        ["--color"], type=click.Choice(["auto", "always", "never"]), default="auto",
        metavar="WHEN",
        help="Use colors: always, never, or auto (only on a terminal, and without NO_COLOR)."
        "  [default: auto]",
    ),
]  # fmt: skip
VERBOSE = click.Option(
    ["-v", "--verbose"], count=True,
    help="Show the parameters sent, the headers received and the output of --app. -vv shows all "
    "headers and bodies.",
)  # fmt: skip
WATCH = click.Option(
    ["--watch"], is_flag=True,
    help="Run again when a file, a template or the code of --app changes, until Ctrl-C.",
)  # fmt: skip
QUIET: Group = [
    click.Option(["-q", "--quiet"], is_flag=True, help="Show only the verdict."),
    click.Option(["--debug"], is_flag=True, help="Show a traceback if twiml-check or --app fails."),
]  # fmt: skip
REPORT: Group = [*FORM, VERBOSE, *QUIET]
REACH: Group = [*CONNECTION, PCI, PROBE]
"""The options of every command that sends requests."""
OPTIONS: Group = [
    *(TARGET, EVENT, METHOD, *FIELDS, BODY, SEED, DRY_RUN, CURL, *SIGNING, PUBLIC_URL, FALLBACK),
    *(*APP, *CONNECTION, SKIP_FOREIGN, EXCLUDE, PCI, INLINE, PROBE, *EXPECTING, MAX_TIME),
    *(*MANY, *JUDGEMENT, *CONFIGURED, *FIXING, *REPORT, WATCH),
]
"""The options of `check`."""
SUITE: Group = [
    *(EVENT, METHOD, *FIELDS, BODY, SEED, CURL, *SIGNING, FALLBACK, *APP),
    *(*CONNECTION, PCI, INLINE, PROBE, *EXPECTING, MAX_TIME),
    *(*MANY, *JUDGEMENT, CONFIG, *REPORT, WATCH),
]
STUDIO: Group = [
    *(EVENT, *FIELDS, BODY, SEED, *SIGNING, *REACH, *JUDGEMENT, *CONFIGURED, *REPORT),
]
AUTOPILOT: Group = [
    *(METHOD, *FIELDS, SEED, DRY_RUN, *SIGNING, PUBLIC_URL, *REACH),
    *(*JUDGEMENT, *CONFIGURED, *REPORT),
]
QUEST: Group = [
    *(METHOD, *FIELDS, BODY, SEED, *SIGNING, PUBLIC_URL, FALLBACK, *APP, *REACH, MAX_TIME),
    *(*JUDGEMENT, *CONFIGURED, *REPORT),
]
WHOLE: Group = [
    *(METHOD, *FIELDS, SEED, *SIGNING, PUBLIC_URL, FALLBACK, *APP),
    *(*(each for each in CONNECTION if each.name != "max_hops"), PCI),
    *(*EXPECTING, MAX_TIME, *JUDGEMENT, *CONFIGURED, *REPORT),
]
"""The options of a whole call, which has its own limits."""
EXPLORE: Group = [_event("The event: voice (default); sms, whatsapp … for messages."), *WHOLE]
DRILL: Group = [
    _event("The event: sms (default), voice, mms, whatsapp, rcs."),
    BODY,
    *(each for each in WHOLE if each not in EXPECTING),
]
CALL: Group = [_event("The event: voice (default), voice-fallback."), *WHOLE]
CHAT: Group = [_event("The event: sms (default), mms, whatsapp, rcs."), *WHOLE]
EXPLORING: Group = [
    click.Option(
        ["--budget"], type=click.IntRange(1, 100_000), default=300, metavar="N",
        help="Send at most N requests.  [default: 300]",
    ),
    click.Option(
        ["--depth"], type=click.IntRange(1, 100), default=8, metavar="N",
        help="Make at most N choices in a row. Redirects do not count.  [default: 8]",
    ),
    click.Option(
        ["--time-limit"], type=float, callback=validator(values.some_seconds), default=600.0,
        metavar="SECONDS", help="Start no more calls after this time.  [default: 600]",
    ),
    click.Option(
        ["--digits"], multiple=True, metavar="KEYS",
        help="Also enter this where <Gather> accepts more than one key, such as a valid zip code; "
        "repeatable.",
    ),
    click.Option(
        ["--say"], multiple=True, metavar="TEXT", help="Also say or write this text; repeatable."
    ),
    click.Option(
        ["--caller"], multiple=True, metavar="NAME",
        callback=validator(lambda _name, names: ensure_callers(names)),
        help="The kind of caller: plain, nowhere (unknown place), withheld (hidden number) or sip; "
        "repeatable.  [default: the first three]",
    ),
    click.Option(
        ["--patience"], type=click.IntRange(0, 100), default=5, metavar="N",
        help="Repeat a wrong key or silence N times if the same menu returns.  [default: 5]",
    ),
    click.Option(
        ["--callbacks/--no-callbacks"], default=True,
        help="Deliver status, recording and transcription callbacks, each once.  [default: on]",
    ),
    click.Option(
        ["--allow-host", "--host", "allow_host"], multiple=True, metavar="HOST",
        help="Also send requests to this host; repeatable. Other hosts get no requests, except the "
        "hosts of the target.",
    ),
    click.Option(
        ["--rate"], type=click.FloatRange(0, 10_000), default=0.0, metavar="N",
        callback=validator(values.number),
        help="Send at most N requests per second.",
    ),
    click.Option(
        ["-j", "--jobs"], type=click.IntRange(1, 64), default=4, metavar="N",
        help="Make N calls at the same time.  [default: 4]",
    ),
    click.Option(
        ["--min-coverage"], type=click.FloatRange(0, 100), default=0.0, metavar="PERCENT",
        callback=validator(values.number),
        help="Fail unless at least this percentage of the choices succeeds.",
    ),
]  # fmt: skip
HOSTS = next(option for option in EXPLORING if option.name == "allow_host")
PLAYING: Group = [
    HOSTS,
    click.Option(
        ["--record", "record_to"], metavar="FILE", callback=validator(values.suite_file),
        shell_complete=completing.files,
        help="Add the call that you play to this suite, as a [[call]] for twiml-check run.",
    ),
]  # fmt: skip
"""The options that only `call` and `chat` have."""
PATH = click.Option(
    ["--path"], metavar="WORDS",
    help="Play only this path, step by step: '1 2 silence', '\"sales\" busy'.",
)  # fmt: skip
YES = click.Option(
    ["--yes"], is_flag=True, help="Send requests to a host on the internet without confirmation."
)
MAP = click.Option(
    ["--map", "maps"], multiple=True, callback=validator(values.maps), metavar="FILE",
    shell_complete=completing.files,
    help="Draw the map to a file: .html, .svg, .mmd, .dot or .json. - prints the map as Mermaid.",
)  # fmt: skip
