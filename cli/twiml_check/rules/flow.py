"""The order in which documents run: verbs that never run, silence, loops, branches.

https://www.twilio.com/docs/voice/twiml, section on how documents are executed.
"""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.finding import Problem
from twiml_check.model.run import Hop
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.wording import listed, tags
from twiml_check.vocabulary.events import CALL_GOES_ON
from twiml_check.vocabulary.reachable import Verb, holds, reached, verbs
from twiml_check.vocabulary.resources import BRANCHES

RECORDING = "RecordingUrl"
"""The parameter that shows a program that somebody was recorded."""
HANDED_ASIDE = ("attr:transcribe=true", "has:recordingStatusCallback")
"""Conditions on a <Record> whose recording is useful without an action."""

BEGINNINGS = ("webhook", "http-redirect", "file")
"""How the first document of a call comes in."""
SILENT = ("Pause", "Start", "Stop")
"""Verbs that the caller does not hear, and that do not wait for input."""
PROMPTS = ("Say", "Play")
LATE = ("bye", "sorry", "did not", "didn't", "no input", "not receive", "try again", "hang up")
"""Words for a caller who has entered nothing."""
DEFAULT_TIMEOUT = "5"
"""Seconds that <Gather> waits: https://www.twilio.com/docs/voice/twiml/gather"""


class Ending(NamedTuple):
    """A verb that ends the document although more verbs follow."""

    by: Verb
    first: Verb
    """The first verb after it."""
    more: int
    """The number of verbs after that one."""


@rule("unreachable-verb", "warning", elements=("Response",))
def unreachable_verb(node: GrammarNode) -> Iterator[Problem]:
    """Verbs come after a verb that ends the document.

    Twilio runs nothing after <Redirect>, <Reject>, <Hangup> or <Leave>. Twilio also runs nothing
    after <Dial>, <Enqueue>, <Refer> or <Connect> with an action, or after
    <Gather actionOnEmptyResult="true">: the call continues with the response of the action. Twilio
    does not report the skipped verbs.

    Twilio's pages disagree about <Record>, and about <Message> with an action: this is an info.

    Bad:  <Response><Hangup/><Say>Goodbye</Say></Response>
    Good: <Response><Say>Goodbye</Say><Hangup/></Response>
    """
    every = verbs(node.element, node.hop.product)
    ending = _ending(every, sure=True) or _ending(every, sure=False)
    if ending is None:
        return
    by, first, more = ending
    name = by.tag.name
    others = f" and {more} more" if more else ""
    never = ("never run" if more else "never runs") if by.ends else "may never run"
    always = "always" in by.tag.ends_if
    yield Problem(
        f"<{first.tag.name}>{others} after <{name}> {never}",
        help=f"move <{name}> to the end, or remove the verbs after it" if always else _instead(by),
        note="" if always else _takes_over(by),
        label="never runs" if by.ends else "may never run",
        location=node.document.at(first.element),
        level=None if by.ends else "info",
        doc=by.tag.doc,
    )


def _ending(every: tuple[Verb, ...], *, sure: bool) -> Ending | None:
    """Return the first verb, except the last one, that ends the document for sure, or perhaps."""
    for index, verb in enumerate(every[:-1]):
        conditions = verb.tag.ends_if if sure else verb.tag.may_end_if
        if conditions and (verb.ends if sure else verb.may_end):
            return Ending(verb, every[index + 1], len(every) - index - 2)
    return None


def _takes_over(verb: Verb) -> str:
    acts = holds("has:action", verb.element)
    if verb.tag.takes_over:
        return verb.tag.takes_over.format(next="its action" if acts else "this document")
    if not acts:
        return "Twilio requests this document again when the verb is done"
    over = "Twilio continues with the response of the action"
    return (
        over
        if verb.ends
        else f"one page of Twilio says that {over}; another page says the opposite"
    )


def _instead(verb: Verb) -> str:
    name = verb.tag.name
    for condition in verb.tag.ends_if:
        kind, _, setting = condition.partition(":")
        if kind == "attr" and holds(condition, verb.element):
            attribute = setting.partition("=")[0]
            return f"remove {attribute}, or move the later verbs into the response of the action"
    if holds("has:action", verb.element):
        return f"move the later verbs into the response of the action of <{name}>"
    return f"add an action to <{name}>, and move the later verbs into the response of the action"


@rule("asks-itself", "info", subject="exchange")
def asks_itself(hop: Hop) -> Iterator[Problem]:
    """A file redirects the call only to its own URL.

    <Gather>, <Record> and <Pay> without an action send their result to the URL of the document,
    and an empty <Redirect> requests this URL again. A program can respond differently the second
    time. A static file repeats the same document forever.

    Bad:  <Response><Record maxLength="60"/></Response>
    Good: <Response><Record maxLength="60" action="/recorded"/></Response>
    """
    verb = _own_address(hop)
    if verb is None or hop.document is None or hop.mode.inline:
        return  # an inline document has no URL, which another rule reports
    name = verb.tag.name
    what = verb.tag.result
    yield Problem(
        f"<{name}> without an action sends {what} to this same document"
        if what
        else "an empty <Redirect> requests this same document again",
        help=f'add action="/…", a URL that receives {what}' if what else "write the next URL",
        note="fine if your app responds differently the second time; a static file repeats forever",
        label="requests this again",
        location=hop.document.at(verb.element),
        doc=verb.tag.doc,
    )


def _own_address(hop: Hop) -> Verb | None:
    """Return the first verb that requests this file again, if no verb points to another file."""
    if hop.via != "file":
        return None
    run = _run(hop)
    if not all(_comes_back(verb) or verb.tag.passes_by for verb in run):
        return None
    return next(filter(_comes_back, run), None)


def _comes_back(verb: Verb) -> bool:
    if verb.tag.name == "Redirect":
        return not verb.element.text.strip()
    return bool(verb.tag.result) and not holds("has:action", verb.element)


@rule("record-loop", "warning", subject="exchange", exchanges_only=True)
def record_loop(hop: Hop) -> Iterator[Problem]:
    """<Record> sends the recording to its own document, which records the caller again.

    Without an action, <Record> sends the recording to the URL of its document, and no later verb
    runs. If the response is the same as before, the caller hears the beep again, until
    somebody hangs up or Twilio ends the call after 4 hours.

    A program may look for RecordingUrl and respond differently. So twiml-check reports nothing
    where the request has the result of an earlier verb (RecordingUrl, Digits, DialCallStatus and so
    on, which Twilio sends once), or where the recording goes by another method. The level is info
    where no verb follows and the recording is transcribed or has a recordingStatusCallback: the
    caller may be expected to hang up. An explored call (`twiml-check explore`) does not guess:
    twiml-check reports the loop where the recording did return to this document.

    Bad:  HTTP 200, Content-Type: text/xml, <Response><Record maxLength="60"/></Response>
    Good: HTTP 200, Content-Type: text/xml, <Response><Record action="/recorded"/></Response>
    """
    every = _run(hop)
    record = next((verb for verb in every if verb.tag.name == "Record"), None)
    if record is None or hop.document is None or not _asks_the_same(hop, record):
        return
    aside = every[-1] is record and any(holds(each, record.element) for each in HANDED_ASIDE)
    yield Problem(
        "<Record> without an action requests this same URL again, which may record again",
        help='add action="/…", a URL that receives the recording and ends the call',
        note="fine if your app responds differently when the request has RecordingUrl",
        label="requests this again",
        location=hop.document.at(record.element),
        level="info" if aside else None,
        doc=record.tag.doc,
    )


def _asks_the_same(hop: Hop, record: Verb) -> bool:
    """Say whether the recording goes to the URL of this response, by a similar request."""
    request = hop.request
    if request is None or hop.branch or hop.mode.inline or hop.mode.explored:
        return False  # an inline document has no URL; an explored call shows the next response
    differs = any(name in CALL_GOES_ON for name, _ in request.params)
    method = record.element.attributes.get("method", "").strip().upper() or "POST"
    differs = differs or RECORDING in request.target.text
    return not differs and not holds("has:action", record.element) and method == request.method


@rule("silent-end", "info", subject="exchange")
def silent_end(hop: Hop) -> Iterator[Problem]:
    """The call ends in silence when the caller enters nothing.

    When the caller enters nothing in <Gather>, Twilio runs the next verb. Without a next verb,
    Twilio ends the call. If the first response to a call is empty, Twilio ends the call before the
    caller hears anything.

    Bad:  <Response><Gather action="/menu"><Say>Press 1</Say></Gather></Response>
    Good: <Response><Gather action="/menu"><Say>Press 1</Say></Gather><Say>Goodbye</Say></Response>
    """
    if hop.product == "messaging" or hop.document is None or hop.event.callback or hop.branch:
        return
    run = _run(hop)
    if run and run[-1].tag.name == "Gather" and not run[-1].ends:
        if _own_address(hop) is None:
            yield _silence(hop, run[-1])
    elif (
        hop.via == "webhook"
        and hop.understood
        and not (hop.verbs or hop.document.faults or hop.under_way)
    ):
        yield Problem(
            "the document is empty: Twilio answers the call and ends it at once",
            help="add a <Say>, or decline the call with <Reject>",
            doc="https://www.twilio.com/docs/voice/twiml",
        )


def _silence(hop: Hop, gather: Verb) -> Problem:
    return Problem(
        "the call ends in silence when the caller enters nothing",
        help="put a <Say> or <Redirect> after <Gather>",
        label="nothing follows",
        location=hop.document.at(gather.element) if hop.document else None,
        doc=gather.tag.doc,
    )


@rule("unprompted-gather", "info", subject="exchange")
def unprompted_gather(hop: Hop) -> Iterator[Problem]:
    """The call begins with a <Gather> without a prompt, and the prompt comes after it.

    <Gather> waits for input in silence. The next verb runs only after the timeout. Put the prompt
    into <Gather>: the caller hears it and can enter something at once.

    Bad:  <Response><Gather action="/menu"/><Say>Press 1 for sales</Say></Response>
    Good: <Response><Gather action="/menu"><Say>Press 1 for sales</Say></Gather></Response>
    """
    if not _begins(hop) or hop.document is None:
        return
    run = [verb for verb in _run(hop) if verb.tag.name not in SILENT]
    if len(run) < 2 or run[0].tag.name != "Gather" or run[0].ends or run[1].tag.name not in PROMPTS:
        return
    gather, prompt = run[0].element, run[1].tag.name
    said = run[1].element.text.lower()
    if any(each.name in PROMPTS for each in gather.children) or any(word in said for word in LATE):
        return
    timeout = gather.attributes.get("timeout", DEFAULT_TIMEOUT).strip()
    wait = f"for {timeout} s" if timeout.isdecimal() else "until the timeout"
    yield Problem(
        f"the caller hears nothing {wait}, then <{prompt}>",
        help=f"put <{prompt}> into <Gather>",
        note="<Gather> waits in silence; the next verb runs after the timeout",
        label="no prompt in it",
        location=hop.document.at(gather),
        doc=run[0].tag.doc,
    )


def _begins(hop: Hop) -> bool:
    """Say whether it is the first document of a call; before others the caller may hear words."""
    params = hop.request.params if hop.request else ()
    begun = any(name in CALL_GOES_ON for name, _ in params)
    return hop.event.name == "voice" and hop.via in BEGINNINGS and not begun


@rule("dial-in-whisper", "error", 13201, subject="exchange")
def dial_in_whisper(hop: Hop) -> Iterator[Problem]:
    """<Dial> is in a document for the dialed party.

    The document at the `url` of <Number>, <Client>, <Sip>, <WhatsApp> or <Queue> runs on the other
    leg, before the two are connected. Such a document cannot dial.
    """
    if hop.branch and BRANCHES[hop.branch].other_leg:
        for verb in _run(hop):
            if verb.tag.name == "Dial":
                yield _not_allowed(hop, verb)


@rule("wrong-aside-verb", "error", 13238, subject="exchange")
def wrong_aside_verb(hop: Hop) -> Iterator[Problem]:
    """A verb that is not allowed in the waitUrl of a conference or a queue, or in a whisper.

    A conference's waitUrl allows <Say>, <Play>, <Pause> and <Redirect>. With any other verb,
    Twilio logs error 13238, and the conference has no waiting music. The waitUrl of <Enqueue> and
    the url of <Queue> have short lists too, but no number: there the level is warning or info.
    """
    if not hop.branch:
        return
    row = BRANCHES[hop.branch]
    for verb in _run(hop):
        dials = verb.tag.name == "Dial" and row.other_leg
        if verb.tag.name not in row.verbs and not dials:
            yield _not_allowed(hop, verb)._replace(level=row.level)


def _not_allowed(hop: Hop, verb: Verb) -> Problem:
    row = BRANCHES[hop.branch]
    return Problem(
        f"<{verb.tag.name}> is not allowed in {row.home}",
        help=f"use only {listed(tags(row.verbs))}",
        label="not allowed here",
        location=hop.document.at(verb.element) if hop.document else None,
        doc=row.doc,
    )


def _run(hop: Hop) -> tuple[Verb, ...]:
    """Return the verbs that can run."""
    if hop.document is None or hop.document.root is None or not hop.run:
        return ()
    return reached(hop.document.root, hop.product)
