"""The expectations of a target, as words and as findings."""

from typing import Literal

from twiml_check.model.call_map import INTERRUPTED
from twiml_check.model.finding import Finding
from twiml_check.model.run import Expected, TargetResult

State = Literal["met", "unmet", "unsure"]
NOT_ASKED = "not checked: another target has failed (--fail-fast)"
"""Why a target that was skipped is undecided."""
STOPPED = "not checked: the run was interrupted"
"""Why a target is undecided that Ctrl-C or SIGTERM left out."""
WORDED = {"any-hop": "{} in any response", "text": '"{}" is said'}
OF_THE_WALK = ("chain", "verdict", "coverage")
"""Kinds that are not about a single response."""
UNMET = "unmet-expectation"
"""The name in place of a rule's name."""
MANUAL = """\
An expectation of the target is not met. Expectations are --expect, --expect-any-hop,
--expect-text, --expect-text-any-hop and --min-coverage on the command line; expect,
expect_chain, min_coverage, verdict and the steps of a call in a suite; and the goals
of a quest. Twilio would not complain about this."""


def state(each: Expected) -> State:
    """Return whether it is met; unsure if a limit of twiml-check prevents an answer."""
    if each.met:
        return "met"
    return "unsure" if each.undecided else "unmet"


def description(each: Expected) -> str:
    """Return the expectation in words: `"Welcome" is said`."""
    return each.words or WORDED.get(each.kind, "{}").format(each.expression)


def actual(each: Expected) -> str:
    """Return what was found instead: `hop 1 has Say, Hangup`; empty if it is met."""
    if each.met:
        return ""
    if each.undecided or not each.found:
        return each.undecided
    if each.kind in OF_THE_WALK:
        return f"it is {each.found}"
    if each.kind in ("step", "trial"):
        return each.found
    return f"hop {each.hop} has {each.found}" if each.hop else each.found


def statement(each: Expected) -> str:
    """Return `Message: hop 1 has Say, Hangup`; if it is met, only the expectation."""
    return ": ".join(filter(None, (description(each), actual(each))))


def met_count(check: TargetResult) -> str:
    """Return `2 of 3 met`; empty if there are no expectations."""
    every = check.expectations
    return f"{sum(each.met for each in every)} of {len(every)} met" if every else ""


def unmet_expectations(check: TargetResult) -> list[Expected]:
    """Return the unmet expectations that fail the target; a trial of a drill has a finding."""
    unmet = [each for each in check.expectations if state(each) == "unmet"]
    return [each for each in unmet if each.kind != "trial"]


def is_known_failure(check: TargetResult) -> bool:
    """Say whether the target was expected to fail, and fails."""
    return any(each.kind == "verdict" and each.met for each in check.expectations)


def is_drilled(check: TargetResult) -> bool:
    """Say whether it is a drill: its trials say more than its requests."""
    return any(each.kind == "trial" for each in check.expectations)


def is_skipped(check: TargetResult) -> bool:
    """Say whether the target was skipped: another one had failed, or the run was interrupted."""
    return not check.hops and check.undecided in (NOT_ASKED, STOPPED)


def is_interrupted(check: TargetResult) -> bool:
    """Say whether Ctrl-C or SIGTERM left the target out, or ended its check."""
    return check.undecided in (STOPPED, INTERRUPTED)


def problems(check: TargetResult) -> tuple[Finding, ...]:
    """Return the findings and unmet expectations; for a known failure all are infos."""
    found = (*check.findings, *map(_finding, unmet_expectations(check)))
    if is_known_failure(check):
        return tuple(each._replace(level="info") for each in found)
    return found


def _finding(each: Expected) -> Finding:
    message = f"expected: {'; '.join(filter(None, (description(each), actual(each))))}"
    return Finding(UNMET, "error", None, None, message, "", "", "", each.hop or 0, None, "")
