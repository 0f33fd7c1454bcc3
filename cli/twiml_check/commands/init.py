"""`twiml-check init`: write a first suite, from questions or from options."""

import os
import sys
from collections.abc import Callable, Mapping
from importlib.resources import files as files_of

import click

from twiml_check.model.ending import WrongCall
from twiml_check.options.completion_values import files
from twiml_check.options.options import validator
from twiml_check.runner.limits import failure_to
from twiml_check.runner.output import cannot_write, ensure_writable, same_file, write, write_new
from twiml_check.runner.reading import read_file
from twiml_check.runner.settings import Asking
from twiml_check.runner.suite_sources import Given, Written, suite_from
from twiml_check.runner.values import base_address, token
from twiml_check.suite import FILE
from twiml_check.suite.writing import BASE_URL, first_suite
from twiml_check.web.text import mask
from twiml_check.web.url import Url

SCHEMA, SCHEMA_TITLE = "twiml-check.schema.json", '"title": "A suite of twiml-check"'
DIRECTIVE = f"#:schema ./{SCHEMA}"
"""The line that editors look for: https://taplo.tamasfe.dev/configuration/directives.html"""
HINT = "# An editor completes the keys below after: twiml-check init --schema"
"""The first line of a suite: https://taplo.tamasfe.dev/configuration/directives.html"""
EVENTS = {"sms": "messages", "voice": "calls"}
"""Events, and their words in a question."""
Paths = Mapping[str, str | None]
"""Events, and the path of the webhook for each."""


@click.command("init", short_help="write a first suite")
@click.argument("file", default=FILE)
@click.option(
    "--base-url", metavar="URL", callback=validator(base_address), help="The URL of the server."
)
@click.option("--sms", metavar="PATH", help="The path of the webhook for messages, such as /sms.")
@click.option("--voice", metavar="PATH", help="The path of the webhook for calls, such as /voice.")
@click.option(
    "--from-number",
    multiple=True,
    metavar="NUMBER|all",
    help="Write a check for each webhook of this phone number, or of all numbers of your account; "
    "repeatable.",
)
@click.option(
    "--from-flow",
    multiple=True,
    metavar="FLOW.json",
    shell_complete=files,
    help="Write a check for each webhook that this Studio flow requests; repeatable.",
)
@click.option(
    "--from-capture",
    multiple=True,
    metavar="FILE",
    shell_complete=files,
    help="Write a check for each request from Twilio in this HAR file, or in the JSON of ngrok "
    "(http://127.0.0.1:4040/api/requests/http); repeatable.",
)
@click.option(
    "--keep-numbers",
    is_flag=True,
    help="Keep the phone numbers and names of --from-capture. Otherwise they become fictional.",
)
@click.option(
    "--auth-token",
    metavar="TOKEN",
    callback=validator(token),
    envvar="TWILIO_AUTH_TOKEN",
    show_envvar=True,
    help="Read the account with this Auth Token. It is not written to FILE.",
)
@click.option(
    "--ca-bundle",
    type=click.Path(exists=True),
    metavar="FILE",
    help="Trust these certificate authorities for TWILIO_API_URL.",
)
@click.option("--signed/--unsigned", default=None, help="Whether the webhooks check signatures.")
@click.option(
    "--schema",
    is_flag=True,
    help=f"Also write {SCHEMA}, the JSON Schema of a suite, next to FILE. Editors complete and "
    "check the keys with it.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.option("--debug", is_flag=True, help="Show a traceback if twiml-check fails.")
def command(
    file: str,
    base_url: str | None,
    sms: str | None,
    voice: str | None,
    from_number: tuple[str, ...],
    from_flow: tuple[str, ...],
    from_capture: tuple[str, ...],
    keep_numbers: bool,
    auth_token: str | None,
    ca_bundle: str | None,
    signed: bool | None,
    schema: bool,
    force: bool,
    debug: bool,  # noqa: ARG001  (the entry point looks at it)
) -> int:
    """Write a first suite, twiml-check.toml.

    On a terminal, the command asks for the values that no option gives. With --from-number,
    --from-flow or --from-capture, it asks nothing: the suite has the webhooks that already exist.
    These options can be combined. An existing file is only overwritten with --force.
    """
    found = Given(from_number, from_flow, from_capture, keep_numbers)
    given = {"sms": sms, "voice": voice}
    _ensure_consistent(found, given, file)
    if schema and os.path.isfile(file) and not force and found.is_empty:
        _write_schema(file)
        click.echo(f"wrote {_schema_of(file)}; write this as the first line of {file}: {DIRECTIVE}")
        return 0
    _ensure_free(file, force)
    if found.is_empty:
        suite = _ask_on if _is_watched() else _suite
        written = Written(suite(base_url, given, signed), is_ready=True)
    else:
        asking = Asking(auth_token=auth_token, ca_bundle=ca_bundle)
        written = suite_from(found, asking, base_url, signed=bool(signed))
    if schema:
        _write_schema(file)
    _write(f"{DIRECTIVE if schema else HINT}\n{written.text}", file, force)
    then = "now run" if written.is_ready else "complete the checks in it, then run"
    click.echo(f"wrote {file}; {then}: twiml-check run{'' if file == FILE else f' {file}'}")
    return 0


def _schema_of(file: str) -> str:
    return os.path.join(os.path.dirname(file), SCHEMA)


def _write_schema(file: str) -> None:
    """Write the schema next to a suite; it replaces only an earlier version of itself."""
    path = _schema_of(file)
    text = files_of("twiml_check.suite").joinpath("schema.json").read_text("utf-8")
    if os.path.lexists(path) and SCHEMA_TITLE not in _beginning(path):
        raise click.UsageError(f"{path} already exists, and is not the schema of a suite")
    write(text, path)


def _beginning(path: str) -> str:
    try:
        return read_file(path, 1000).decode("utf-8", "replace")
    except OSError as reason:
        raise failure_to(f"read {path}", reason) from reason


def _ensure_consistent(found: Given, given: Paths, file: str) -> None:
    for event, path in given.items():
        if path is not None and (why := _fault(path)):
            raise click.UsageError(f"--{event} {mask(path)}: {why}")
        if path is not None and not found.is_empty:
            raise click.UsageError(f"--{event} cannot be combined with --from-…")
    if found.keep_numbers and not found.captures:
        raise click.UsageError("--keep-numbers needs --from-capture")
    for source in (*found.flows, *found.captures):
        if same_file(source, file):
            raise click.UsageError(f"{file} is also read; give another FILE for the suite")


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
