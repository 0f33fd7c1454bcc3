"""--baseline and --update-baseline: accept known findings, and write the file of them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from twiml_check.model.ending import WrongCall
from twiml_check.model.finding import Finding
from twiml_check.model.run import Run, TargetResult
from twiml_check.report.expectations import is_interrupted, is_known_failure
from twiml_check.report.phrases import counted
from twiml_check.runner.limits import failure_to
from twiml_check.runner.output import note, write
from twiml_check.runner.reading import read_file
from twiml_check.runner.settings import BaselineFile, Judging
from twiml_check.verdict import judge
from twiml_check.web.secrets import mask_line, mask_of

if TYPE_CHECKING:
    from twiml_check.snapshot.baseline import Key, Kind, Names

NEEDS = {
    "pci-callback": "pci",
    "pci-recording": "pci",
    "inline-relative-url": "inline",
    "inline-too-long": "inline",
    "slow-answer": "max_time",
}
"""Rules that only find something with an option; the rules of --probe are a group of their own."""


def read_baseline(name: str, file: str) -> BaselineFile:
    """Return the accepted findings in the file of the option `name`; refuse another file."""
    if file in ("", "-"):
        raise WrongCall(f"{name} needs the name of a file")
    from twiml_check.snapshot.baseline import LARGEST, NoBaselineError, read

    try:
        return BaselineFile(file, read(read_file(file, LARGEST)))
    except FileNotFoundError:
        return BaselineFile(file, None)
    except OSError as reason:
        raise failure_to(f"read {file}", reason) from reason
    except NoBaselineError as reason:
        raise WrongCall(f"{name} {file} is not a baseline: {reason}") from reason


def accept(judging: Judging, check: TargetResult) -> TargetResult:
    """Return the check without its accepted findings, and with the verdict on the others."""
    baseline = judging.baseline
    if baseline is None or check.accepted is not None:
        return check
    if not check.findings or is_known_failure(check):  # the suite expects these findings
        return check._replace(accepted=())
    new, known = tuple[Finding, ...](), check.findings
    if not judging.update_baseline:
        from twiml_check.snapshot.baseline import divide

        own = _names(judging, baseline, check)
        entries = (baseline.entries or {}).get(own.key, {})
        new, known = divide(check.findings, own.kind, entries)
    if not known:
        return check._replace(accepted=())
    verdict = judge(new, check.undecided, check.fail_on, check.expectations)
    again = "" if verdict == "pass" else check.again
    return check._replace(verdict=verdict, findings=new, accepted=known, again=again)


def save_baseline(judging: Judging, run: Run, *, whole: bool) -> Run:
    """Write the file if the user asks for it, else note the entries without a finding.

    A run is not `whole` if it has only a part of the requests of a target, as one played path has.
    """
    baseline = judging.baseline
    if baseline is None:
        return run
    old = baseline.entries or {}
    new = dict(_counted(judging, baseline, run, whole=whole))
    if judging.update_baseline and any(map(is_interrupted, run.checks)):
        note(f"{baseline.file} is not written: the run was interrupted")
    elif judging.update_baseline:
        from twiml_check.snapshot.baseline import file_text

        write(file_text({**old, **new}), baseline.file)
        accepted = sum(sum(kinds.values()) for kinds in new.values())
        note(f"{baseline.file} now accepts {counted(accepted, 'finding')} of this run")
    elif gone := sum((Counter(old.get(key, {})) - kinds).total() for key, kinds in new.items()):
        what = f"{counted(gone, 'accepted finding')} of {baseline.file}"
        note(f"{what} did not occur; --update-baseline removes {'it' if gone == 1 else 'them'}")
    return run._replace(baseline=baseline.file)


def _counted(
    judging: Judging, baseline: BaselineFile, run: Run, *, whole: bool
) -> Iterator[tuple[Key, Counter[Kind]]]:
    """Yield the accepted findings of each target that was checked, as the file would have them."""
    from twiml_check.snapshot.baseline import count

    found: dict[Key, Counter[Kind]] = {}
    partly: set[Key] = set()
    for check in run.checks:
        if check.hops:
            own = _names(judging, baseline, check)
            found[own.key] = found.get(own.key, Counter()) | count(check.accepted or (), own.kind)
            partly |= set() if whole and not check.undecided else {own.key}
    for key, kinds in found.items():
        old = Counter((baseline.entries or {}).get(key, {}))
        kept = [kind for kind in old if key in partly or not _is_applied(judging, kind.rule)]
        yield key, kinds | Counter({kind: old[kind] for kind in kept})


def _is_applied(judging: Judging, rule: str) -> bool:
    """Say whether the options of this run let the rule find something."""
    option = "probe" if rule in _probed() else NEEDS.get(rule)
    return judging.keeps(rule) and (option is None or bool(getattr(judging, option)))


@cache
def _probed() -> frozenset[str]:
    from twiml_check.rules import RULES

    return frozenset(rule.name for rule in RULES if rule.subject == "probe")


def _names(judging: Judging, baseline: BaselineFile, check: TargetResult) -> Names:
    from twiml_check.report.redact import secrets_of
    from twiml_check.snapshot.baseline import names

    logins = mask_of(secrets_of(Run((check,), 0)))
    folder = os.path.dirname(baseline.file)
    return names(check, folder, judging.base_url, lambda text: logins.text(mask_line(text)))
