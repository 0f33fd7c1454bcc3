"""What was expected of a target, in words, and as findings for those who know nothing else."""

from typing import Literal

from twiml_check.model.finding import Finding
from twiml_check.model.run import Expected, TargetResult

State = Literal["met", "unmet", "unsure"]
NOT_ASKED = "not asked: another target has failed (--fail-fast)"
"""Why a target that was skipped is undecided."""
WORDED = {"any-hop": "{} in any answer", "text": '"{}" is said'}
OF_THE_WALK = ("chain", "verdict", "coverage")
"""Kinds that are about no single answer."""
UNMET = "unmet-expectation"
"""In place of a rule's name."""
MANUAL = """\
Something that was expected of a target is not so: an --expect, --expect-any-hop,
--expect-text or --min-coverage of the command line, an expect, expect_chain,
min_coverage or verdict of a suite, a step of a call in it, or what a quest asks for.
Twilio would not complain; whoever wrote the expectation does."""


def state(each: Expected) -> State:
    """Return whether it is so; unsure where a limit of ours kept us from finding out."""
    if each.met:
        return "met"
    return "unsure" if each.undecided else "unmet"


def description(each: Expected) -> str:
    """Return `"Welcome" is said`: what should be so."""
    return each.words or WORDED.get(each.kind, "{}").format(each.expression)


def actual(each: Expected) -> str:
    """Return `hop 1 has Say, Hangup`: what is so; empty when it is met."""
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
    """Return `Message: hop 1 has Say, Hangup`, or just what is met."""
    return ": ".join(filter(None, (description(each), actual(each))))


def met_count(check: TargetResult) -> str:
    """Return `2 of 3 met`; empty where nothing was expected."""
    every = check.expectations
    return f"{sum(each.met for each in every)} of {len(every)} met" if every else ""


def unmet_expectations(check: TargetResult) -> list[Expected]:
    """Return what is not so, and fails the target; a trial of a drill has a finding instead."""
    unmet = [each for each in check.expectations if state(each) == "unmet"]
    return [each for each in unmet if each.kind != "trial"]


def is_known_failure(check: TargetResult) -> bool:
    """Say whether it was expected to fail, and does."""
    return any(each.kind == "verdict" and each.met for each in check.expectations)


def is_drilled(check: TargetResult) -> bool:
    """Say whether it is a drill: its trials say more than its requests."""
    return any(each.kind == "trial" for each in check.expectations)


def is_skipped(check: TargetResult) -> bool:
    """Say whether it was not asked because another had failed."""
    return not check.hops and check.undecided == NOT_ASKED


def problems(check: TargetResult) -> tuple[Finding, ...]:
    """Return the findings and unmet expectations; those of a known failure are only remarks."""
    found = (*check.findings, *map(_finding, unmet_expectations(check)))
    if is_known_failure(check):
        return tuple(each._replace(level="info") for each in found)
    return found


def _finding(each: Expected) -> Finding:
    message = f"expected: {'; '.join(filter(None, (description(each), actual(each))))}"
    return Finding(UNMET, "error", None, None, message, "", "", "", each.hop or 0, None, "")
