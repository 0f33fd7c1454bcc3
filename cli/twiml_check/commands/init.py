"""`twiml-check init`: write a first suite, from questions or from options."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence

import click

from twiml_check.model.ending import WrongCall
from twiml_check.options.options import validator
from twiml_check.runner.output import cannot_write, ensure_writable, write, write_new
from twiml_check.runner.values import base_address
from twiml_check.suite import FILE
from twiml_check.suite.toml import quote
from twiml_check.web.text import mask
from twiml_check.web.url import Url

BASE_URL = "http://127.0.0.1:5000"
EVENTS = {"sms": "messages", "voice": "calls"}
"""Events, and their words in a question."""
Paths = Mapping[str, str | None]
"""Events, and the path of the webhook for each."""
HEAD = """\
# The checks of this project. Run them with: twiml-check run
# For another server, add --base-url https://staging.example.com
base_url = {base_url}

# These keys apply to every check below. A check can override them.
[defaults]
"""
SIGNING = 'auth_token = "${TWILIO_AUTH_TOKEN}"', "signs the requests; ${NAME} is a variable"
DEFAULTS = (
    ('params = { From = "+15005550006" }', "part of every request"),
    ('max_time = "2s"', "the limit for each response"),
    ('ignore = { plain-http = "localhost" }', "ignore a rule, and say why"),
)
CHECK = """
[[check]]
name = {}
target = {}
event = {}
"""
COLUMN = 42
"""Where a comment begins."""


@click.command("init", short_help="write a first suite")
@click.argument("file", default=FILE)
@click.option(
    "--base-url", metavar="URL", callback=validator(base_address), help="The URL of the server."
)
@click.option("--sms", metavar="PATH", help="The path of the webhook for messages, such as /sms.")
@click.option("--voice", metavar="PATH", help="The path of the webhook for calls, such as /voice.")
@click.option("--signed/--unsigned", default=None, help="Whether the webhooks check signatures.")
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.option("--debug", is_flag=True, help="Show a traceback if twiml-check fails.")
def command(
    file: str,
    base_url: str | None,
    sms: str | None,
    voice: str | None,
    signed: bool | None,
    force: bool,
    debug: bool,  # noqa: ARG001  (the entry point looks at it)
) -> int:
    """Write a first suite, twiml-check.toml.

    On a terminal, the command asks for the values that no option gives. An existing file is only
    overwritten with --force.
    """
    _ensure_free(file, force)
    given = {"sms": sms, "voice": voice}
    for event, path in given.items():
        if path is not None and (why := _fault(path)):
            raise click.UsageError(f"--{event} {mask(path)}: {why}")
    suite = _ask_on if _is_watched() else _suite
    _write(suite(base_url, given, signed), file, force)
    click.echo(f"wrote {file}; now run: twiml-check run{'' if file == FILE else f' {file}'}")
    return 0


def _ensure_free(file: str, force: bool) -> None:
    if os.path.isdir(file):
        raise click.UsageError(f"cannot write {file}: it is a folder")
    if os.path.lexists(file) and not force:
        raise click.UsageError(f"{file} already exists; --force overwrites it")
    ensure_writable(file)


def _fault(path: str) -> str:
    """Return why a webhook cannot be at this path or URL; empty when it can."""
    if not path.isprintable():  # no lone surrogate either, which no file could hold
        return "it has a character that is not printable"
    if path.startswith("/"):
        return Url.parse(f"{BASE_URL}{path}").problem
    if path.lower().startswith(("http://", "https://")):
        return Url.parse(path).problem
    return "a path begins with /, such as /sms"


def _is_watched() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _suite(base_url: str | None, paths: Paths, signed: bool | None) -> str:
    """Return the suite of the options; without any, one webhook for messages and one for calls."""
    given = [(event, path) for event, path in paths.items() if path]
    checks = given or [(event, f"/{event}") for event in paths]
    return first_suite(base_url or BASE_URL, checks, bool(signed))


def _ask_on(base_url: str | None, paths: Paths, signed: bool | None) -> str:
    """Ask the user for the values that no option gives, and return the suite."""
    try:
        base_url = base_url or _ask("What is the URL of the server?", BASE_URL, _base_url)
        checks = [(event, path or _ask_path(event)) for event, path in paths.items()]
        if signed is None:
            signed = click.confirm("Do the webhooks check Twilio's signature?", default=False)
    except click.Abort as reason:  # Ctrl-C, or the end of what is typed
        raise KeyboardInterrupt from reason
    return _suite(base_url, {event: path for event, path in checks if path}, signed)


def _ask(question: str, default: str, valid: Callable[[str], str]) -> str:
    answer: str = click.prompt(question, default=default, value_proc=valid)
    return answer


def _ask_path(event: str) -> str:
    question = f"Which path handles {EVENTS[event]}? (- for none)"
    return _ask(question, f"/{event}", _path)


def _base_url(answer: str) -> str:
    try:
        return base_address("--base-url", answer.strip())
    except WrongCall as reason:  # click asks again
        raise click.UsageError(str(reason)) from reason


def _path(answer: str) -> str:
    path = answer.strip()
    if path == "-":
        return ""
    if why := _fault(path):
        raise click.UsageError(why)
    return path


def _write(text: str, file: str, force: bool) -> None:
    if force:
        write(text, file)
        return
    try:
        write_new(text, file)
    except FileExistsError as reason:
        raise click.UsageError(f"{file} already exists; --force overwrites it") from reason
    except OSError as reason:
        raise cannot_write(file, reason) from reason


def first_suite(base_url: str, checks: Sequence[tuple[str, str]], signed: bool = False) -> str:
    """Return the text of the file; `checks` are events and targets, perhaps of signed requests."""
    pieces = [HEAD.format(base_url=quote(base_url))]
    pieces.append(_line(*SIGNING, asleep=not signed))
    pieces += [_line(*each) for each in DEFAULTS]
    for number, (event, target) in enumerate(checks):
        words = map(quote, (f"{event} {target}", target, event))
        pieces.append(CHECK.format(*words))
        if number == 0:
            pieces += [_line(*each) for each in _more(event, target)]
    return "".join(pieces)


def _more(event: str, target: str) -> Sequence[tuple[str, str]]:
    verb = "Say" if event == "voice" else "Message"
    return (
        (f'expect = ["{verb}"]', "an XPath, relative to <Response>"),
        ('expect_text = ["Hello"]', "a text that is said or sent"),
        (f'expect_chain = [{quote(target)}, "/next"]', "the paths of the redirects"),
        ('tags = ["smoke"]', "twiml-check run --tag smoke"),
        ('verdict = "fail"', "a known failure"),
    )


def _line(setting: str, comment: str, asleep: bool = True) -> str:
    """Return a setting and what it is for; asleep it is only a comment."""
    return f"{'# ' if asleep else ''}{setting}".ljust(COLUMN) + f" # {comment}\n"
