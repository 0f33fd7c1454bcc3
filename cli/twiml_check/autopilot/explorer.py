"""Run a document's actions, see where they lead, and go there."""

import re
from collections.abc import Iterator

from twiml_check.autopilot.actions import (
    Action,
    Redirect,
    actions,
    assistant,
    executed,
    parts,
    read_actions,
    turn_of,
)
from twiml_check.autopilot.exchange import first, hand_over, of_task, of_url, over_http
from twiml_check.autopilot.links import ActionLink, link_of, loop_of_actions, questions
from twiml_check.autopilot.requests import Memory, written
from twiml_check.autopilot.rules import EXCHANGES, PARTS, TURNS
from twiml_check.autopilot.rules.exchange import XML_FOR_ACTIONS
from twiml_check.autopilot.state import AssistantRun, Outcome, Talk
from twiml_check.autopilot.tables import EVENT, INVALID_ACTIONS, MAX_REDIRECTS, WORKFLOW
from twiml_check.explore.continuations.continuation import Visit
from twiml_check.explore.continuations.http_redirect import HTTP_REDIRECT
from twiml_check.explore.exchange import note
from twiml_check.model.assistant import Turn
from twiml_check.model.document import Document
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.rules.answer import failure_problems
from twiml_check.rules.engine import Found, findings, run
from twiml_check.rules.json_faults import FAULTS, json_problems
from twiml_check.web.url import Url

LARGEST = 4 * 1024 * 1024
"""Bytes of a file that are read; 50,000 samples have as many."""
METHODS = ("GET", "POST")
LEADING = ("redirect", "handoff")
"""Courses that cannot do without a target."""


def ask(session: AssistantRun, method: str) -> Outcome:
    """Ask the URL of the session's dialogue for actions, and go on from there."""
    talk = Talk(session)
    _converse(talk, first(talk, method))
    return talk.outcome()


def open_file(
    session: AssistantRun, name: str, raw: bytes, document: Document | None = None
) -> Outcome:
    """Hold a file against the rules, and run its actions, or the session's task of a schema."""
    talk = Talk(session)
    if len(raw) > LARGEST:
        talk.hops.append(Hop(1, "file", EVENT, name, turn=talk.turn()))
        talk.undecided = f"the file has more than {LARGEST:,} bytes"
        return talk.outcome()
    document = document or read_actions(raw)
    shape = turn_of(document.json)
    if shape.whole == "assistant" and document.json:
        known = assistant(document.json, name)
        talk.session = session._replace(schema=document, assistant=known)
    turn = talk.turn()._replace(whole=shape.whole, root=shape.root)
    hop = Hop(1, "file", EVENT, name, document=document, handling="actions", turn=turn)
    if shape.whole == "actions":
        _converse(talk, hop)
        return talk.outcome()
    _keep(talk, hop)
    talk.checked = True
    if session.task:
        _converse(talk, of_task(talk, session.task))
    return talk.outcome()


def _converse(talk: Talk, hop: Hop | None) -> None:
    while hop is not None:
        following = _run(talk, hop)
        hop = _follow(talk, talk.hops[-1], following)


def _keep(talk: Talk, hop: Hop) -> bool:
    """Check the hop, and say whether Autopilot would run it; its tree ends with it."""
    found = check_actions(hop)
    note(talk.findings, found)
    talk.hops.append(hop.without_tree())
    if any(fault.kind == "deep-json" for fault in (hop.document.faults if hop.document else ())):
        talk.undecided = "the JSON is nested too deeply to be read"
    if hop.turn and hop.turn.known:
        found = check_actions(hop._replace(turn=hop.turn._replace(known=False)))
    return not any(each.twilio_code == INVALID_ACTIONS for each in found)


def _run(talk: Talk, hop: Hop) -> ActionLink:
    """Run the actions of a document, and say where they lead."""
    root = hop.turn.root if hop.turn else ()
    every = actions(hop.document.json if hop.document else None, root)
    run = executed(every)
    for collect in (action for action in run if action.name == "collect"):
        talk.questions.update(dict.fromkeys(questions(collect)))
    following = link_of(every, talk.session.answers, talk.digits)
    before, talk.memory = talk.memory, _remembering(talk.memory, run)
    turn = _marked(talk, hop, following)
    names = tuple(action.name for action in every)
    valid = _keep(talk, hop._replace(turn=turn, verbs=names, run=names[: len(run)]))
    if not valid:
        talk.memory, talk.hops[-1] = before, talk.hops[-1]._replace(run=())
    read = hop.document is not None and hop.document.json is not None
    if not valid or not read or turn.circle or turn.last is not None:
        following = ActionLink("broken")
    talk.ended = following.course
    return following


def _marked(talk: Talk, hop: Hop, following: ActionLink) -> Turn:
    """Return the hop's turn, with what keeps the dialogue from going on."""
    turn = (hop.turn or talk.turn())._replace(memory=_grown(talk))
    if hop.handling != "actions":
        return turn
    turn = turn._replace(circle=loop_of_actions(talk.chain, hop))
    talk.chain.append(hop.without_tree())
    if following.target and (turn.circle or _is_last(talk, following)):
        return turn._replace(last=following.target.path)
    return turn


def _grown(talk: Talk) -> int:
    """Return the bytes of the memory; 0 when it has as many as before."""
    before, talk.measured = talk.measured, len(written(talk.memory).encode())
    return 0 if talk.measured == before else talk.measured


def _is_last(talk: Talk, following: ActionLink) -> bool:
    """Say whether Autopilot takes no redirect more for this input."""
    led = following.course == "redirect" and following.target is not None
    return led and talk.redirects >= MAX_REDIRECTS


def _remembering(memory: Memory, run: list[Action]) -> Memory:
    for action in run:
        if action.name == "remember" and isinstance(action.value, dict):
            memory = {**memory, **action.value}
    return memory


def _follow(talk: Talk, hop: Hop, following: ActionLink) -> Hop | None:
    """Return the next hop; None where the dialogue waits, ends, or cannot go on."""
    link = next(HTTP_REDIRECT.find(Visit(hop)), None)
    if link and not talk.undecided:
        return over_http(talk, hop, link)
    _note_input(talk, following)
    target = following.target
    if talk.undecided or not _can_follow(talk, following) or target is None:
        return None
    if len(talk.hops) >= talk.session.max_documents:
        talk.undecided = f"stopped after {len(talk.hops)} documents (--max-hops)"
        return None
    if following.course == "handoff":
        hand_over(talk, hop, target)
        return None
    talk.redirects += 1
    if target.task is not None:
        return of_task(talk, target.task, hop.number)
    return of_url(talk, hop, target)


def _note_input(talk: Talk, following: ActionLink) -> None:
    """Note what the user said: redirects count anew."""
    if following.input is None:
        return
    talk.redirects, talk.chain = 0, []
    talk.input = following.input
    talk.digits = "" if following.course == "listen" else talk.digits
    if following.collected:
        name, kept = following.collected
        twilio = talk.memory.get("twilio")
        data = dict(twilio) if isinstance(twilio, dict) else {}
        collected = data.get("collected_data")
        before = collected if isinstance(collected, dict) else {}
        talk.memory = {**talk.memory, "twilio": {**data, "collected_data": {**before, name: kept}}}


def _can_follow(talk: Talk, following: ActionLink) -> bool:
    """Say whether there is something to ask; where not, a rule speaks about it."""
    target = following.target
    if target is None:
        known = following.course not in LEADING
    elif target.task is not None and following.course != "handoff":
        own = talk.session.assistant
        known = own is None or target.task in own.tasks
    elif following.course == "handoff" and target.workflow is not None:
        known = re.fullmatch(WORKFLOW, target.workflow) is not None
    else:
        return _is_asked(talk, target)
    talk.ended = talk.ended if known else "broken"
    return known and target is not None and target.task is not None and bool(talk.session.assistant)


def _is_asked(talk: Talk, target: Redirect) -> bool:
    asked = not Url.parse(target.uri).problem and target.method.strip().upper() in METHODS
    talk.ended = talk.ended if asked else "broken"
    return asked


def check_actions(hop: Hop) -> tuple[Finding, ...]:
    """Return the findings of a hop with a turn: of the exchange first, then down the document."""
    return findings(hop, _problems(hop))


def _problems(hop: Hop) -> Iterator[Found]:
    yield from failure_problems(hop)
    yield from run(EXCHANGES if hop.request else (), hop)
    yield from json_problems(hop.document, INVALID_ACTIONS, (*FAULTS, XML_FOR_ACTIONS))
    yield from run(TURNS, hop)
    json = hop.document.json if hop.document else None
    if json and hop.turn and not hop.turn.known:
        for part in parts(json, hop.turn):
            yield from run(PARTS, part)
