"""`--fix` and `--diff`: make the certain edits in files, or print them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from functools import partial
from typing import NamedTuple

from twiml_check.explore.fix import fix
from twiml_check.model.ending import Exit, WrongCall
from twiml_check.model.run import TargetResult
from twiml_check.read.twiml import read_twiml
from twiml_check.report.escape import glyph
from twiml_check.report.phrases import counted
from twiml_check.runner.check_target import collect_garbage, compare_document
from twiml_check.runner.output import ensure_writable, note, replace_file, write
from twiml_check.runner.scheduler import in_order
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.targets import Target, content
from twiml_check.verdict import exit_status
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.secrets import mask_of, register

NO_NEWLINE = "\\ No newline at end of file\n"


class FixedFile(NamedTuple):
    """A document before and after the fix."""

    target: Target
    old: bytes
    new: bytes
    fixed: int
    left: int

    @property
    def summary(self) -> str:
        """Return `3 of 5 problems in menu.xml`."""
        return f"{self.fixed} of {counted(self.fixed + self.left, 'problem')} in {self.target.name}"


def ensure_files(option: str, found: Iterable[Target]) -> None:
    """Refuse a target that is not a file; --diff also reads standard input."""
    for target in found:
        if target.is_asked:
            raise WrongCall(f"{option} is for files; a webhook and a phone number are not files")
        if target.name == "-" and option == "--fix":
            raise WrongCall("--fix changes files; for standard input, --diff prints the changes")
        if option == "--fix" and not os.path.isfile(_path(target)):
            raise WrongCall(f"--fix changes files; {target.name} is not a regular file")


def ensure_only_diff(judging: Judging, reporting: Reporting) -> None:
    """Refuse options of a report, which --diff does not print."""
    if reporting.format != "text" or reporting.report:
        raise WrongCall("--diff prints the changes and no report; remove --format and --report")
    if judging.save or judging.compare or judging.update_baseline:
        raise WrongCall("--diff prints the changes; there is nothing to save or compare")


def fix_files(
    asking: Asking, judging: Judging, reporting: Reporting, found: Sequence[Target]
) -> None:
    """Fix the files, and print how many problems were fixed; raises WrongCall for a read-only file.

    A read-only file is refused before a file is changed.
    """
    changed = {
        os.path.realpath(_path(each.target)): each for each in _fixed(asking, judging, found)
    }
    for file in changed.values():
        ensure_writable(_path(file.target))
    for file in changed.values():
        if content(file.target) != file.old:
            note(f"not fixed: {file.target.name} has changed in the meantime")
            continue
        replace_file(_path(file.target), file.new)
        if not reporting.quiet:
            note(f"fixed {file.summary}")


def print_diff(
    asking: Asking, judging: Judging, reporting: Reporting, found: Sequence[Target]
) -> int:
    """Print the changes that --fix would make; return the exit status.

    It is 1 if there are changes, or if the fixed documents still have errors.
    """
    read = [target._replace(raw=content(target)) for target in found]
    changed = {each.target.name: each for each in _fixed(asking, judging, read)}
    write("".join(line for each in changed.values() for line in _diff(each)), reporting.output)
    if not reporting.quiet:
        for each in changed.values():
            note(f"would fix {each.summary}")
    after = (
        each._replace(raw=changed[each.name].new) if each.name in changed else each for each in read
    )
    left = exit_status([compare_document(asking, judging, each) for each in after])
    return Exit.FAIL if changed else left


def without_edits(checks: Iterable[TargetResult]) -> Iterator[TargetResult]:
    """Yield the results after --fix: the edits that are left were tried, and are not good."""
    for check in checks:
        kept = tuple([finding._replace(edits=()) for finding in check.findings])
        yield check._replace(findings=kept)


def _fixed(asking: Asking, judging: Judging, found: Sequence[Target]) -> Iterator[FixedFile]:
    """Yield the documents that change."""
    collect_garbage()
    made = in_order(partial(_fix, asking, judging), found, asking.jobs)
    return (each for each in made if each.new != each.old)


def _fix(asking: Asking, judging: Judging, target: Target) -> FixedFile:
    old = content(target)
    event = EVENTS[asking.event] if asking.event else None
    new, fixed, left = fix(
        target.name,
        old,
        event,
        searched=target.searched,
        mode=judging.mode,
        keeps=judging.keeps,
    )
    return FixedFile(target, old, new, fixed, left)


def _path(target: Target) -> str:
    return os.path.join(target.folder, target.name)


def _diff(file: FixedFile) -> Iterator[str]:
    """Yield the lines of a unified diff, without secrets and control characters."""
    mask = mask_of(register().values())
    old, new = (_lines(raw) for raw in (file.old, file.new))
    name = file.target.name
    for line in unified_diff(old, new, name, name):
        text = line.removesuffix("\n")
        end = "\r" if text.endswith("\r") else ""  # `patch` needs the line ends of the file
        yield "".join(map(_visible, mask.text(text.removesuffix("\r")))) + end + "\n"
        if not line.endswith("\n"):
            yield NO_NEWLINE


def _lines(raw: bytes) -> list[str]:
    *whole, last = read_twiml(raw).source.text.split("\n")
    return [*(f"{line}\n" for line in whole), *([last] if last else [])]


def _visible(char: str) -> str:
    return char if char == "\t" else glyph(char)
