"""Turn findings into a verdict, an exit status, and one sentence on what Twilio would do. Pure."""

from collections.abc import Container, Iterable, Sequence
from itertools import chain, cycle, groupby, islice

from twiml_check.explore.continuations import CONTINUATIONS
from twiml_check.model.call_map import EdgeState
from twiml_check.model.ending import Exit
from twiml_check.model.finding import Finding
from twiml_check.model.run import Expected, FailOn, Hop, Outcome, TargetResult
from twiml_check.vocabulary.answers import MAX_DOCUMENTS, MAX_REPLIES
from twiml_check.web.credentials import masked
from twiml_check.web.text import clip, escape

RESCUES = {each.via: each.label for each in CONTINUATIONS if each.role == "rescue"}
LONGEST_TEXT = 100
"""Characters of a text that is sent, in the sentence."""
HEARD = 4
"""The most verbs of a call in the sentence."""
BARS: dict[FailOn, tuple[str, ...]] = {
    "error": ("error",),
    "warning": ("error", "warning"),
    "never": (),
}
"""--fail-on -> the levels that fail a target."""
CUTS: tuple[EdgeState, ...] = ("budget", "depth")
"""Limits of twiml-check that leave choices untried; there may be an error behind them."""
TURNED: dict[Outcome, Outcome] = {"fail": "pass", "pass": "fail", "undecided": "undecided"}
"""The verdict on a target -> the verdict if it is expected to fail."""


def judge(
    findings: Iterable[Finding],
    undecided: str,
    fail_on: FailOn = "error",
    expectations: Iterable[Expected] = (),
) -> Outcome:
    """Return the verdict on one target; a fault counts more than a reached limit."""
    missed = [each for each in expectations if not each.met and each.kind != "trial"]
    if any(each.level in BARS[fail_on] for each in findings):
        return "fail"
    if not all(each.undecided for each in missed):
        return "fail"
    return "undecided" if undecided or missed else "pass"


def possible(check: TargetResult, later: Container[str] = ()) -> set[Outcome]:
    """Return the possible verdicts; the rules of `later` were applied at the end.

    There are two if a limit was reached, because the report does not say which expectations it
    left open.
    """
    if not check.hops:
        return {"undecided"}
    if any(each.level in BARS[check.fail_on] for each in check.findings if each.rule in later):
        return {"fail"}
    asked = [each for each in check.expectations if each.kind != "verdict"]
    unasked = check.call_map.left if check.call_map else {}
    stopped = check.undecided or next((cut for cut in CUTS if cut in unasked), "")
    found: set[Outcome] = set()
    for left in ("", check.undecided):
        each_left = [expected._replace(undecided=left) for expected in asked]
        found.add(judge(check.findings, stopped, check.fail_on, each_left))
    for each in check.expectations:
        if each.kind == "verdict":
            found = {TURNED[verdict] for verdict in found if each.met == (verdict == "fail")}
    return found


def exit_status(checks: Iterable[TargetResult]) -> Exit:
    """Return the exit status of the whole run: that of its worst verdict."""
    verdicts = {check.verdict for check in checks}
    if "fail" in verdicts:
        return Exit.FAIL
    return Exit.UNDECIDED if "undecided" in verdicts else Exit.PASS


def would(hops: Sequence[Hop]) -> str:
    """Return what Twilio would do, in one sentence; empty for a file, or without a request."""
    if hops[0].via == "file":
        return ""
    hops = [hop for hop in hops if hop.main_line and not hop.own_limit]
    if not hops:
        return ""
    last = hops[-1]
    if last.event.callback:
        taken = last.handling in ("ignored", "json")
        if last.event.reply:
            from twiml_check.rules.reply import outcome  # few events have a reply

            return f"{last.event.reply.reader} would {outcome(last, last.event.reply)}."
        return "Twilio would accept this response." if taken else "Twilio would log the failure."
    said = _call(hops) if last.product == "voice" else _message(hops)
    for hop in hops if not last.broken else ():
        if hop.via in RESCUES:
            helped = f"after a request to {RESCUES[hop.via]}"
            return f"{said[:-1]}, {helped}." if said.endswith(".") else f"{said} ({helped})"
    return said


def in_short(names: Iterable[str]) -> str:
    """Return `Say x2, Pause and 3 more`; empty for no names."""
    counted = [(name, len(list(alike))) for name, alike in groupby(names)]
    parts = [f"{name} x{n}" if n > 1 else name for name, n in counted]
    return ", ".join(parts[:HEARD]) + (f" and {len(parts) - HEARD} more" if parts[HEARD:] else "")


def _call(hops: Sequence[Hop]) -> str:
    last = hops[-1]
    if last.handling == "audio" and _filled(last):
        return "Twilio would play the audio and hang up."
    if last.handling == "text" and _filled(last):
        return f"Twilio would say: {_text(last)} (then it hangs up)"
    if last.broken:
        verbs = in_short(_verbs(hops))
        before = f"Twilio would run {verbs}; then the" if verbs else "The"
        return f'{before} caller would hear "an application error has occurred", and the call ends.'
    if last.repeats is not None:
        before, around = (in_short(_verbs(part)) for part in _taken_apart(hops))
        lead_in = f"{before}, then " if before else ""
        return f"Twilio would run {lead_in}{around or 'the redirects'} again and again."
    verbs = in_short(_verbs(hops))
    if verbs:
        return f"Twilio would run {verbs}."
    answered = "" if hops[0].under_way else "answer the call and "
    return f"Twilio would {answered}hang up."


def _taken_apart(hops: Sequence[Hop]) -> tuple[list[Hop], list[Hop]]:
    """Return the hops before a loop, and the loop once; the last hop repeats its first one."""
    again = hops[-1].repeats or 0
    return (
        [hop for hop in hops[:-1] if hop.number < again],
        [hop for hop in hops[:-1] if hop.number >= again],
    )


def _message(hops: Sequence[Hop]) -> str:
    last = hops[-1]
    count = min(_replies(hops), MAX_REPLIES)
    sent = "no reply" if not count else "one reply" if count == 1 else f"{count} replies"
    if last.broken or last.repeats is not None or last.cut_off:
        then = f"send {sent}, then log an error" if count else "log an error and send no reply"
        return f"Twilio would {then}."
    if last.handling != "text" or not _filled(last):
        return f"Twilio would send {sent}."
    if last.answer and b"<Response" in last.answer.body:
        itself = ": the XML as text" if count == 1 else ", the last with the XML as text"
        return f"Twilio would send {sent}{itself}."
    before = f" {sent}, the last" if count > 1 else ""
    return f"Twilio would send{before}: {_text(last)}"


def _replies(hops: Sequence[Hop]) -> int:
    """Return how many messages all documents send; a loop runs to Twilio's limit of documents."""
    documents = [hop for hop in hops if hop.handling != "redirect"]
    if hops[-1].repeats is not None and hops[-1].handling != "redirect":
        before, around = _taken_apart(documents)
        documents = list(islice(chain(before, cycle(around)), MAX_DOCUMENTS))
    return sum(hop.replies for hop in documents)


def _verbs(hops: Iterable[Hop]) -> list[str]:
    """Return the verbs that run, without redirects."""
    return [name for hop in hops for name in hop.run if name != "Redirect"]


def _text(hop: Hop) -> str:
    """Return the text that is sent or read out, on one line; the end of a long one is left out."""
    body = hop.answer.body if hop.answer else b""
    line = " ".join(masked(body.decode("utf-8", "replace")).split())
    return clip(escape(line), LONGEST_TEXT)


def _filled(hop: Hop) -> bool:
    """Say whether the response has something to send or to play."""
    return hop.answer is not None and bool(hop.answer.body.strip())
