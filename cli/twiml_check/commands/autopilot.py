"""`twiml-check autopilot URL|ACTIONS.json|MODEL.json`: an assistant's actions and redirects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from twiml_check.autopilot import LARGEST, AssistantRun, Outcome, ask, open_file
from twiml_check.autopilot.actions import assistant, read_actions, turn_of
from twiml_check.autopilot.requests import (
    Dialogue,
    Memory,
    Moment,
    dialogue,
    first_memory,
    first_url,
    for_actions,
)
from twiml_check.autopilot.tables import DEFAULT_CHANNEL, DEFAULT_INPUT, DEFAULT_TASK, TASK
from twiml_check.model.assistant import Assistant
from twiml_check.model.document import Document
from twiml_check.model.run import TargetResult
from twiml_check.options.completion_values import files
from twiml_check.options.options import MANY, OPTIONS, Options
from twiml_check.options.values import parameter
from twiml_check.request.curl import curl
from twiml_check.rules.wording import cut, either, listed, near, quoted
from twiml_check.runner.check_target import collect_garbage, fetcher_for, report, telling
from twiml_check.runner.deliver import ensure_deliverable
from twiml_check.runner.output import note, write
from twiml_check.runner.targets import whole
from twiml_check.verdict import judge, would_talk
from twiml_check.web.url import Url, mask

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher

UNUSED = {
    *("target", "event", "body", "fallback", "inline", "expect", "expect_any_hop", "expect_text"),
    *(*MANY, "max_time", "app"),
}
"""Options of `check` that mean nothing to an assistant."""


class Wanted(NamedTuple):
    """What the user asked for beside the options that `check` has too."""

    channel: str
    task: str
    fields: tuple[tuple[str, str], ...]
    answers: dict[str, str]
    digits: str
    memory: Memory
    model: str | None
    schema: Document | None = None
    assistant: Assistant | None = None


def _pairs(
    _ctx: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    for value in values:
        if not parameter(value)[0] or "=" not in value:
            raise click.UsageError(f'--{option.name} takes NAME=VALUE, not "{value}"')
    return tuple(parameter(value) for value in values)


def _memory(_ctx: click.Context, _option: click.Parameter, value: str | None) -> Memory:
    if value is None:
        return {}
    told = value.lstrip().startswith("{")
    document = read_actions(value.encode("utf-8", "replace") if told else whole(value, LARGEST))
    if document.json is None or not isinstance(document.json.value, dict):
        raise click.UsageError(f"--memory takes a JSON object or a file of one{_why(document)}")
    return document.json.value


@click.command(
    "autopilot",
    short_help="check an Autopilot assistant's actions",
    params=[option for option in OPTIONS if option.name not in UNUSED],
)
@click.argument("targets", nargs=-1, metavar="URL|ACTIONS.json|MODEL.json…", shell_complete=files)
@click.option(
    "--body",
    metavar="TEXT",
    help="What the user says; of a schema it chooses the task whose sample it is.",
)
@click.option("--model", metavar="FILE", help="The assistant's schema, to find its tasks in.")
@click.option("--task", default="", metavar="NAME", help="The task that runs when it begins.")
@click.option(
    "--channel",
    default=DEFAULT_CHANNEL,
    metavar="NAME",
    help=f"voice, sms, chat or the name of another.  [default: {DEFAULT_CHANNEL}]",
)
@click.option(
    "--field",
    "fields",
    multiple=True,
    callback=_pairs,
    metavar="NAME=VALUE",
    help="A field that was recognised in what the user said.",
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    callback=_pairs,
    metavar="NAME=TEXT",
    help="What the user answers to the question NAME of a collect.",
)
@click.option("--digits", default="", metavar="KEYS", help="What the caller presses at a listen.")
@click.option(
    "--memory", callback=_memory, metavar="JSON|FILE", help="What is in the memory already."
)
def command(
    targets: tuple[str, ...],
    body: str | None,
    model: str | None,
    task: str,
    channel: str,
    fields: tuple[tuple[str, str], ...],
    answers: tuple[tuple[str, str], ...],
    digits: str,
    memory: Memory,
    **given: Any,
) -> int:
    """Check Actions, or a whole assistant, and follow where they lead for one input of the user.

    A URL is asked as Autopilot asked; a file of Actions is run; of an assistant's schema every
    task is looked at, and the one of --task or --body is run.
    """
    options = Options(body=body, **given)
    if not targets:
        raise click.UsageError("nothing to check: give a URL, Actions or an assistant's schema")
    wanted = Wanted(channel, task, fields, dict(answers), digits, memory, model)
    if model is not None:
        wanted = _with_schema(wanted, model, read_actions(whole(model, LARGEST)))
    return _run(options, wanted, targets)


def _run(options: Options, wanted: Wanted, targets: tuple[str, ...]) -> int:
    for word in targets:
        _usable(word)
    ensure_deliverable(options, [word for word in targets if not _is_url(word)])
    if options.public_url and (len(targets) != 1 or not _is_url(targets[0])):
        raise click.UsageError("--public-url stands for one webhook; give one URL")
    if options.dry_run:
        if not all(map(_is_url, targets)):
            raise click.UsageError("--dry-run shows the request to a URL; a file gets none")
        lines = [_dry(options, wanted, word) for word in targets]
        write("".join(f"{line}\n" for line in lines), options.output)
        return 0
    files = {word: whole(word, LARGEST) for word in targets if not _is_url(word)}
    with fetcher_for(options) as fetcher:
        return report(options, _checks(options, wanted, targets, files, fetcher))


def _is_url(word: str) -> bool:
    return word.lower().startswith(("http://", "https://"))


def _usable(word: str) -> None:
    reason = Url.parse(word).problem if _is_url(word) else ""
    if reason:
        raise click.UsageError(f"{mask(word)} cannot be asked for: {reason}")


def _checks(
    options: Options,
    wanted: Wanted,
    targets: tuple[str, ...],
    files: dict[str, bytes],
    fetcher: Fetcher,
) -> Iterator[TargetResult]:
    collect_garbage()
    for word in targets:
        fetcher.forget()
        if _is_url(word):
            session = _session(options, wanted, fetcher, word)
            outcome = ask(session, options.method or "POST")
            _unasked(wanted, mask(word), outcome)
            yield _check(options, mask(word), outcome)
        else:
            yield _of_file(options, wanted, fetcher, word, files[word])


def _of_file(
    options: Options, wanted: Wanted, fetcher: Fetcher, name: str, raw: bytes
) -> TargetResult:
    document = read_actions(raw) if len(raw) <= LARGEST else None
    json = document.json if document else None
    if json and turn_of(json).whole == "assistant":
        own = assistant(json, name)
        wanted = wanted._replace(assistant=own)._replace(task=_start(options, wanted, own))
    session = _session(options, wanted, fetcher)
    outcome = open_file(session, name, raw, document)
    _unasked(wanted, name, outcome)
    return _check(options, name, outcome)


def _unasked(wanted: Wanted, target: str, outcome: Outcome) -> None:
    """Say on standard error which answers of the user's no question has asked for."""
    from twiml_check.report.escape import escape_line
    from twiml_check.report.redact import redact_text

    for name in wanted.answers:
        if name not in outcome.questions:
            asked = listed(quoted(map(cut, outcome.questions)))
            there = f"the questions are {asked}" if asked else "no question was asked"
            answer = escape_line(redact_text(cut(name)))
            note(f"{escape_line(redact_text(target))}: --answer {answer} is not used: {there}")


def _start(options: Options, wanted: Wanted, own: Assistant) -> str:
    """The task of a schema that is run: the one that is named, or that fits what is said."""
    if wanted.task or options.body is None:
        return _known(wanted.task, own)
    fallback = own.fallback[len(TASK) :] if own.fallback.startswith(TASK) else ""
    fits = own.samples.get(options.body.strip().lower(), fallback)
    return fits if fits in own.tasks else ""


def _known(task: str, own: Assistant) -> str:
    if task and task not in own.tasks:
        hits = near(task, own.tasks)
        meant = f"; did you mean {either(quoted(hits))}?" if hits else ""
        raise click.UsageError(f'--task: {own.file} has no task "{task}"{meant}')
    return task


def _session(options: Options, wanted: Wanted, fetcher: Fetcher, url: str = "") -> AssistantRun:
    return AssistantRun(
        talk=_talk(options, wanted, url),
        send=fetcher.send,
        assistant=wanted.assistant,
        schema=wanted.schema,
        task=wanted.task,
        input=DEFAULT_INPUT if options.body is None else options.body,
        answers=wanted.answers,
        digits=wanted.digits,
        memory=wanted.memory,
        max_documents=options.max_hops,
        mode=options.mode,
        progress=telling(options),
    )


def _talk(options: Options, wanted: Wanted, url: str) -> Dialogue:
    return dialogue(
        wanted.channel,
        url,
        sender=options.sender,
        recipient=options.recipient,
        fields=wanted.fields,
        types=wanted.assistant.fields if wanted.assistant else None,
        set_params=tuple(parameter(text) for text in options.param),
        drop_params=options.no_param,
        token=None if options.no_signature else options.auth_token,
        public_url=options.public_url,
        seed=options.seed,
    )


def _dry(options: Options, wanted: Wanted, url: str) -> str:
    talk = _talk(options, wanted, url)
    said = DEFAULT_INPUT if options.body is None else options.body
    moment = Moment(wanted.task or DEFAULT_TASK, said, first_memory(talk) | wanted.memory)
    return curl(for_actions(talk, first_url(talk), options.method or "POST", moment))


def _check(options: Options, name: str, outcome: Outcome) -> TargetResult:
    kept = tuple(finding for finding in outcome.findings if options.keeps(finding.rule))
    return TargetResult(
        target=name,
        event=outcome.hops[0].event.name,
        verdict=judge(kept, outcome.undecided, options.fail_on),
        hops=outcome.hops,
        findings=kept,
        would=would_talk(outcome.hops, outcome.ended),
        undecided=outcome.undecided,
        fail_on=options.fail_on,
    )


def _with_schema(wanted: Wanted, file: str, document: Document) -> Wanted:
    json = document.json
    value = json.value if json else None
    if json is None or not isinstance(value, dict) or not isinstance(value.get("tasks"), list):
        raise click.UsageError(f"--model {file} is no assistant's schema{_why(document)}")
    own = assistant(json, file)
    return wanted._replace(schema=document, assistant=own, task=_known(wanted.task, own))


def _why(document: Document) -> str:
    if document.json is not None or not document.faults:
        return ""
    fault = document.faults[-1]
    where = f" in line {fault.location.line}" if fault.location else ""
    return f": {fault.message}{where}"
