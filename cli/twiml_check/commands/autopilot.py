"""`twiml-check autopilot URL|ACTIONS.json|MODEL.json`: an assistant's actions and redirects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from twiml_check.autopilot import check_actions
from twiml_check.autopilot.actions import assistant, read_actions, turn_of
from twiml_check.autopilot.dialogue import AssistantRun, Outcome
from twiml_check.autopilot.explorer import LARGEST
from twiml_check.autopilot.requests import (
    Dialogue,
    Memory,
    Moment,
    dialogue,
    first_memory,
    for_actions,
)
from twiml_check.autopilot.tables import DEFAULT_CHANNEL, DEFAULT_INPUT, DEFAULT_TASK, EVENT, TASK
from twiml_check.model.assistant import Assistant
from twiml_check.model.document import Document
from twiml_check.model.run import Progress, TargetResult
from twiml_check.options.completion_values import files
from twiml_check.options.configured import configured
from twiml_check.options.help import Manual
from twiml_check.options.options import AUTOPILOT
from twiml_check.read.json import fault_text
from twiml_check.report.expectations import STOPPED
from twiml_check.request.curl import curl
from twiml_check.rules.wording import cut, either, listed, near, quoted
from twiml_check.runner.check_target import collect_garbage, judge_hops, report
from twiml_check.runner.deliver import ReadFile, safe_reporting, target_files
from twiml_check.runner.output import note, progress_line, write
from twiml_check.runner.reading import read_input
from twiml_check.runner.scheduler import until_stopped
from twiml_check.runner.servers import fetcher_for
from twiml_check.runner.settings import Asking, Judging
from twiml_check.runner.targets import is_url
from twiml_check.runner.values import parameter, parameters
from twiml_check.web.text import mask
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher


MODEL, MEMORY = "the file of --model", "the file of --memory"


class Wanted(NamedTuple):
    """The options of one run."""

    asking: Asking
    judging: Judging
    progress: Progress | None
    channel: str
    task: str
    fields: tuple[tuple[str, str], ...]
    answers: dict[str, str]
    digits: str
    memory: Memory
    schema: Document | None = None
    assistant: Assistant | None = None


def _pairs(
    _ctx: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    return tuple(map(parameter, parameters(f"--{option.name}", values)))


def _memory(value: str | None) -> Memory:
    if value is None:
        return {}
    is_json = value.lstrip().startswith("{")
    raw = value.encode("utf-8", "replace") if is_json else read_input(value, LARGEST)
    document = read_actions(raw)
    if document.json is None or not isinstance(document.json.value, dict):
        raise click.UsageError(
            f"--memory: expected a JSON object, or a file with one{_why(document)}"
        )
    return document.json.value


@click.command(
    "autopilot",
    cls=Manual,
    short_help="check the Actions of an Autopilot assistant",
    params=[*AUTOPILOT],
)
@click.argument("targets", nargs=-1, metavar="URL|ACTIONS.json|MODEL.json…", shell_complete=files)
@click.option(
    "--body", metavar="TEXT",
    help="The text of the user. With a schema, the task that has this sample is run.",
)  # fmt: skip
@click.option("--model", metavar="FILE", help="The schema of the assistant, with its tasks.")
@click.option("--task", default="", metavar="NAME", help="The task that runs first.")
@click.option(
    "--channel", default=DEFAULT_CHANNEL, metavar="NAME",
    help=f"The channel: voice, sms, chat or another name.  [default: {DEFAULT_CHANNEL}]",
)  # fmt: skip
@click.option(
    "--field", "fields", multiple=True, callback=_pairs, metavar="NAME=VALUE",
    help="A field that Autopilot recognized in the text; repeatable.",
)  # fmt: skip
@click.option(
    "--answer", "answers", multiple=True, callback=_pairs, metavar="NAME=TEXT",
    help="The answer of the user to the question NAME of a collect; repeatable.",
)  # fmt: skip
@click.option(
    "--digits", "pressed", default="", metavar="KEYS",
    help="The keys that the caller presses at a listen.",
)  # fmt: skip
@click.option(
    "--memory", metavar="JSON|FILE", help="The memory at the start: a JSON object or a file."
)
def command(
    targets: tuple[str, ...],
    body: str | None,
    model: str | None,
    task: str,
    channel: str,
    fields: tuple[tuple[str, str], ...],
    answers: tuple[tuple[str, str], ...],
    pressed: str,
    memory: str | None,
    dry_run: bool,
    **given: Any,
) -> int:
    """Check Actions or a whole assistant, and follow the redirects for one input of the user.

    For a URL, twiml-check sends the request that Autopilot sent. For a file of Actions, it runs the
    Actions. For the schema of an assistant, it checks every task, and runs the task of --task or
    --body.
    """
    asking, judging, reporting = configured({**given, "body": body})
    if not targets:
        raise click.UsageError("nothing to check: give a URL, Actions or an assistant's schema")
    progress = progress_line(reporting.verbosity)
    known = _memory(memory)
    wanted = Wanted(asking, judging, progress, channel, task, fields, dict(answers), pressed, known)
    if model is not None:
        wanted = _with_schema(wanted, model, read_actions(read_input(model, LARGEST)))
    for word in targets:
        if is_url(word) and (reason := Url.parse(word).problem):
            raise click.UsageError(f"{mask(word)} cannot be used: {reason}")
    read = target_files(word for word in targets if not is_url(word))
    read += [ReadFile(name, what) for name, what in ((model, MODEL), (memory, MEMORY)) if name]
    reporting = safe_reporting(reporting, asking, read=read)
    if asking.public_url and (len(targets) != 1 or not is_url(targets[0])):
        raise click.UsageError("--public-url stands for one webhook; give one URL")
    if dry_run:
        if not all(map(is_url, targets)):
            raise click.UsageError("--dry-run shows the request to a URL; a file gets none")
        write("".join(f"{_curl(wanted, word)}\n" for word in targets), reporting.output)
        return 0
    files = {word: read_input(word, LARGEST) for word in targets if not is_url(word)}
    with fetcher_for(asking, reporting) as fetcher:
        checks = until_stopped(
            _checks(wanted, targets, files, fetcher),
            lambda done: map(_stopped, targets[done:]),
        )
        return report(judging, reporting, checks)


def _stopped(word: str) -> TargetResult:
    return TargetResult(mask(word), EVENT.name, "undecided", (), (), undecided=STOPPED)


def _checks(
    wanted: Wanted, targets: tuple[str, ...], files: dict[str, bytes], fetcher: Fetcher
) -> Iterator[TargetResult]:
    collect_garbage()
    for word in targets:
        fetcher.forget()
        if is_url(word):
            run = _run(wanted, fetcher, word)
            outcome = check_actions(run, method=wanted.asking.method or "POST")
            yield _check(wanted, mask(word), outcome)
        else:
            yield _check_file(wanted, fetcher, word, files[word])


def _check_file(wanted: Wanted, fetcher: Fetcher, name: str, raw: bytes) -> TargetResult:
    document = read_actions(raw) if len(raw) <= LARGEST else None
    json = document.json if document else None
    if json and turn_of(json).whole == "assistant":
        own = assistant(json, name)
        wanted = wanted._replace(assistant=own, task=_start(wanted, own))
    outcome = check_actions(_run(wanted, fetcher), name, raw, document=document)
    return _check(wanted, name, outcome)


def _note_unused(wanted: Wanted, target: str, outcome: Outcome) -> None:
    """Name each --answer without a question on standard error."""
    for name in wanted.answers:
        if name not in outcome.questions:
            asked = listed(quoted(map(cut, outcome.questions)))
            there = f"the questions are {asked}" if asked else "there was no question"
            note(f"{target}: --answer {cut(name)} is not used: {there}")


def _start(wanted: Wanted, own: Assistant) -> str:
    """Return the task to run: the one of --task, or the one that has the text as a sample."""
    body = wanted.asking.body
    if wanted.task or body is None:
        return _valid_task(wanted.task, own)
    fallback = own.fallback[len(TASK) :] if own.fallback.startswith(TASK) else ""
    fits = own.samples.get(body.strip().lower(), fallback)
    return fits if fits in own.tasks else ""


def _valid_task(task: str, own: Assistant) -> str:
    if task and task not in own.tasks:
        hits = near(task, own.tasks)
        meant = f"; did you mean {either(quoted(hits))}?" if hits else ""
        raise click.UsageError(f'--task: {own.file} has no task "{task}"{meant}')
    return task


def _run(wanted: Wanted, fetcher: Fetcher, url: str = "") -> AssistantRun:
    return AssistantRun(
        dialogue=_dialogue(wanted, url),
        send=fetcher.send,
        assistant=wanted.assistant,
        schema=wanted.schema,
        task=wanted.task,
        input=DEFAULT_INPUT if wanted.asking.body is None else wanted.asking.body,
        answers=wanted.answers,
        digits=wanted.digits,
        memory=wanted.memory,
        max_documents=wanted.asking.max_hops,
        mode=wanted.judging.mode,
        progress=wanted.progress,
    )


def _dialogue(wanted: Wanted, url: str) -> Dialogue:
    asking = wanted.asking
    return dialogue(
        wanted.channel,
        url,
        sender=asking.sender,
        recipient=asking.recipient,
        fields=wanted.fields,
        types=wanted.assistant.fields if wanted.assistant else None,
        set_params=tuple(map(parameter, asking.param)),
        drop_params=asking.no_param,
        token=None if asking.no_signature else asking.auth_token,
        public_url=asking.public_url,
        seed=asking.seed,
    )


def _curl(wanted: Wanted, url: str) -> str:
    parties = _dialogue(wanted, url)
    said = DEFAULT_INPUT if wanted.asking.body is None else wanted.asking.body
    moment = Moment(wanted.task or DEFAULT_TASK, said, first_memory(parties) | wanted.memory)
    return curl(for_actions(parties, parties.call.public, wanted.asking.method or "POST", moment))


def _check(wanted: Wanted, name: str, outcome: Outcome) -> TargetResult:
    _note_unused(wanted, name, outcome)
    hops, findings = outcome.hops, outcome.findings
    return judge_hops(wanted.judging, name, hops, findings, outcome.undecided, outcome.would)


def _with_schema(wanted: Wanted, file: str, document: Document) -> Wanted:
    json = document.json
    value = json.value if json else None
    if json is None or not isinstance(value, dict) or not isinstance(value.get("tasks"), list):
        raise click.UsageError(f"--model {file} is not the schema of an assistant{_why(document)}")
    own = assistant(json, file)
    return wanted._replace(schema=document, assistant=own, task=_valid_task(wanted.task, own))


def _why(document: Document) -> str:
    bad = document.json is None and document.faults
    return f": {fault_text(document)}" if bad else ""
