"""The page for people: the hops of each target, their findings, and the verdict last.

Only this file and its parts import rich. It never reads markup, and never gets a control character
from a server: `report.escape` has escaped all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby
from typing import TYPE_CHECKING, TextIO, TypeVar

from rich.text import Text

from twiml_check.model.call_map import CallMap
from twiml_check.model.run import Expected, FlowExit, Outcome, Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import escape_line
from twiml_check.report.expectations import State, is_drilled, is_interrupted, state, statement
from twiml_check.report.extras import chest, differences, flow_exit_lines, webhook_of
from twiml_check.report.phrases import accepted_line, findings_to_show, is_file, spread
from twiml_check.report.text import VerdictLine, fitted, target_line, total_line
from twiml_check.report.text.finding import findings
from twiml_check.report.text.layout import LONGEST_TARGET, NARROWEST, shorten, wrap
from twiml_check.report.ways import product_of, spoken_way, way_remarks

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


STYLES: dict[Outcome, str] = {"pass": "bold green", "fail": "bold red", "undecided": "bold yellow"}
FEW = 20
"""The most targets that are all shown with their requests. Of more, those without fault have one
line. If more are shown, the failed ones are listed at the end."""

DIFF_STYLES = {"-": "red", "+": "green", "@": "cyan", "…": "dim"}

STATE_STYLES: dict[State, str] = {"met": "green", "unmet": "bold red", "unsure": "bold yellow"}
INDENT = len("unsure  ")

Made = TypeVar("Made")


def page(run: Run, view: View) -> str:
    """Return the run as text of `view.width` cells, its verdict in the last line."""
    printed: list[str] = []  # one block at a time: with -vv the whole page can be many megabytes
    for number, block in enumerate(_blocks(run, view)):
        if number and view.verbosity >= 0:
            printed.append("\n")
        printed.append(_trim(draw(block, view)))
    return "".join(printed)


def draw(block: Text | Table, view: View) -> str:
    """Return a block as text, with or without colors."""
    if isinstance(block, Text) and not view.color:
        return f"{block.plain}\n"  # the same result as rich, in a tenth of the time
    console = _console(view.width, color=view.color)
    with console.capture() as captured:
        console.print(block, soft_wrap=isinstance(block, Text))
    return captured.get()


@lru_cache(maxsize=1)
def _console(width: int, *, color: bool) -> Console:
    """Return a console that ignores the environment: the caller decides about colors."""
    from io import StringIO

    from rich.console import Console  # 10 ms that a page without color does not need

    return Console(
        file=StringIO(),
        width=max(width, NARROWEST),
        height=25,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        force_jupyter=False,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        _environ={},
    )


def _blocks(run: Run, view: View) -> Iterator[Text | Table]:
    last = [chest_block(run)] if run.quest and view.verbosity >= 0 else []
    if (accepted := accepted_line(run)) and view.verbosity >= 0:
        last.append(Text(escape_line(accepted)))
    hint = _fix_hint(run, view)
    if len(run.checks) == 1:
        yield from _check(run.checks[0], view, [*last, *hint], alone=True)
        return
    many = len(run.checks) > FEW and view.verbosity == 0
    told = [check for check in run.checks if _has_news(check, view)]
    if many:  # the last line counts them
        told = [check for check in told if not is_interrupted(check) or check.hops]
    for in_short, checks in groupby(told, lambda check: _is_short(check, many=many)):
        if in_short:
            yield Text("\n").join(_style(target_line(check), view) for check in checks)
        else:
            yield from chain.from_iterable(_check(check, view) for check in checks)
    yield from last
    failed = _failed_lines(told, view) if len(told) > FEW and view.verbosity >= 0 else []
    if failed:
        yield Text("\n".join(["failed:", *failed]))
    yield from hint
    yield _style(total_line(run), view)


def _fix_hint(run: Run, view: View) -> list[Text]:
    """Return `--fix can fix 2 of 5 problems`, as a list; empty without such problems."""
    files = [check for check in run.checks if is_file(check) and not check.name]
    findings = [each for check in files if check.target != "-" for each in check.findings]
    fixable = sum(bool(each.edits) for each in findings)
    if not fixable or view.verbosity < 0:
        return []
    many = f"{fixable} of {len(findings)} problems" if len(findings) > 1 else "this problem"
    return [Text(f"--fix can fix {many}")]


def _failed_lines(checks: Sequence[TargetResult], view: View) -> list[str]:
    """Return the list of failed targets: their pages may be far apart."""
    lines = [target_line(check).words for check in checks if check.verdict == "fail"]
    shown = [*lines[:FEW], f"and {len(lines) - FEW} more"] if len(lines) > FEW else lines
    return [fitted(f"  {line}", view) for line in shown]


def _style(line: VerdictLine, view: View) -> Text:
    text = Text(fitted(line.plain, view))
    text.stylize(STYLES[line.verdict], 0, len(line.verdict))
    return text


def _has_news(check: TargetResult, view: View) -> bool:
    """Say whether a target needs a line: files without fault do not, so big folders stay readable.

    Targets of a suite always get one.
    """
    quiet = is_file(check) and _is_faultless(check) and not check.name
    return view.verbosity > 0 or not quiet


def _is_short(check: TargetResult, *, many: bool) -> bool:
    """Say whether the line of the verdict is enough."""
    return (many and _is_brief(check)) or (is_interrupted(check) and not check.hops)


def _is_faultless(check: TargetResult) -> bool:
    return check.verdict == "pass" and not check.findings


def _is_brief(check: TargetResult) -> bool:
    return _is_faultless(check) and check.latency is None


def _check(
    check: TargetResult, view: View, last: Iterable[Text] = (), *, alone: bool = False
) -> Iterator[Text | Table]:
    if view.verbosity >= 0:
        yield from _details(check, view)
    yield from last
    line = _style(target_line(check), view)
    if view.verbosity >= 0 and _needs_again(check, view, alone=alone):
        line = Text(f"again: {escape_line(check.again)}\n") + line
    yield line


def _needs_again(check: TargetResult, view: View, *, alone: bool) -> bool:
    """Say whether to show the command line that repeats a target.

    A finding may already show it. On a terminal, the user has just typed that of the only target.
    """
    typed = alone and not check.name and (view.terminal or is_file(check))
    if not check.again or typed:
        return False
    shown = (dict(way_remarks(each, check)).get("again", "") for each, _ in findings_to_show(check))
    return not any(line.startswith(check.again) for line in shown)


def _details(check: TargetResult, view: View) -> Iterator[Text | Table]:
    if not is_file(check) or check.flow_exit:
        target = shorten(escape_line(check.target), LONGEST_TARGET)
        title = f"drill {check.name}, " if is_drilled(check) else ""
        title = escape_line(f"{title}{check.event}")
        yield Text.assemble((title, "bold"), f"  {target}{_webhook(check)}")
    yield from _answers(check, view)
    if check.flow_exit:
        yield flow_exit(check.flow_exit)
    yield from findings(check, view.width)
    if check.call_map and view.verbosity > 0:
        yield from _curls(check)
    if lines := differences(check):
        yield Text("\n").join(Text(line, DIFF_STYLES.get(line[:1], "")) for line in lines)
    if check.expectations:
        yield Text("\n").join(expectation(each, view.width) for each in check.expectations)
    if check.call_map:
        from twiml_check.report.map.coverage import coverage  # a plain check does not need it

        line = coverage(check.call_map, product_of(check))
        yield Text("\n".join(wrap(line, view.width)))


def _answers(check: TargetResult, view: View) -> Iterator[Text | Table]:
    """Yield the requests and responses: a map or a table, and with -v all details."""
    asked = check.hops and not is_file(check)
    if asked or view.verbosity > 0:
        from twiml_check.report.text.hops import exchange, hop_table
    if check.call_map:
        yield _tree(check, check.call_map, view)
    elif asked and not (is_drilled(check) and view.verbosity == 0):
        yield hop_table(check, view.width)
    if check.latency:
        yield Text(f"latency  {spread(check.latency)}")
    if view.verbosity > 0:
        exchanges = (exchange(hop, view.verbosity, len(check.hops)) for hop in check.hops)
        yield from filter(None, exchanges)


def _tree(check: TargetResult, call_map: CallMap, view: View) -> Text:
    from twiml_check.report.text.tree import tree

    return tree(check, call_map, view.width, whole=view.verbosity > 0)


def _curls(check: TargetResult) -> Iterator[Text]:
    """Yield the shell commands that reach each fault."""
    from twiml_check.report.curl_chain import curls_of_findings

    for node, lines in curls_of_findings(check):
        way = spoken_way(node.way, product_of(check)) or "the beginning"
        title = Text(f"curl, hop {node.hop}: {escape_line(way)}", "bold")
        commands = "\n".join(escape_line(line) for each in lines for line in each.split("\n"))
        yield Text("\n").join([title, Text(commands)])


def _webhook(check: TargetResult) -> str:
    """Return the URL of a phone number, and where it is configured."""
    url, where = webhook_of(check)
    address = shorten(escape_line(url), LONGEST_TARGET)
    return f" → {address} ({escape_line(where)})" if where else ""


def _trim(text: str) -> str:
    """Return the text without the spaces that a table leaves at the ends of lines."""
    return "\n".join(line.rstrip(" ") for line in text.split("\n"))


OPEN = r"""
    .-----------.
   /             \     *
  |_______________|  .    o
     *  o   .  *       .
  .---o--*----o---.  *
  |               |
  |------[ ]------|
  |               |
  '---------------'
"""
SHUT = r"""
  .---------------.
  |               |
  |------[#]------|
  |               |
  '---------------'
"""
GOLD, WOOD = "yellow", "dim"


def chest_block(run: Run) -> Text:
    """Return a drawing of the chest, and its meaning."""
    said, waits = chest(run)
    picture = (SHUT[1:], WOOD) if waits else (OPEN[1:], GOLD)
    listed = "".join(f"\n  - {escape_line(each)}" for each in waits)
    return Text.assemble(picture, f"\n{escape_line(said)}{listed}")


def flow_exit(flow_exit: FlowExit) -> Text:
    """Return the exit of a Studio flow, one fact a line."""
    pairs = flow_exit_lines(flow_exit)
    lines = (Text.assemble((f"{name:11}", "dim"), escape_line(text)) for name, text in pairs)
    return Text("\n").join(lines)


def expectation(each: Expected, width: int) -> Text:
    """Return an expectation, and whether it is met."""
    word = state(each)
    line = f"{word:{INDENT}}{escape_line(statement(each))}"
    text = Text("\n".join(wrap(line, width, hanging=INDENT)))
    text.stylize(STATE_STYLES[word], 0, len(word))
    return text


def progress(made: Iterable[Made], total: int, what: str, stream: TextIO) -> Iterator[Made]:
    """Yield each item, and show the progress of `total` on the terminal."""
    from rich import progress as rich  # 30 ms that a run without a terminal does not need
    from rich.console import Console

    columns = (rich.BarColumn(), rich.MofNCompleteColumn(), rich.TimeRemainingColumn())
    console = Console(file=stream)
    with rich.Progress(
        rich.TextColumn(what), *columns, console=console, transient=True,
        redirect_stdout=False, redirect_stderr=False,  # the output of an app stays as it is
    ) as bar:  # fmt: skip
        yield from bar.track(made, total=total)
