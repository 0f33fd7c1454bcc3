"""Run a document's actions, and follow their redirects."""

import re
from collections.abc import Iterator

from twiml_check.autopilot.actions import (
    Action,
    actions,
    actions_to_run,
    assistant,
    parts,
    read_actions,
    turn_of,
)
from twiml_check.autopilot.dialogue import (
    AssistantRun,
    DialogueState,
    Outcome,
    first,
    hand_over,
    of_task,
    of_url,
    over_http,
)
from twiml_check.autopilot.links import ActionLink, link_of, loop_of_actions, questions
from twiml_check.autopilot.requests import Memory, memory_text
from twiml_check.autopilot.rules import EXCHANGES, PARTS, TURNS
from twiml_check.autopilot.rules.exchange import XML_FOR_ACTIONS
from twiml_check.autopilot.tables import EVENT, INVALID_ACTIONS, MAX_REDIRECTS, WORKFLOW
from twiml_check.explore.continuations.continuation import Visit
from twiml_check.explore.continuations.http_redirect import HTTP_REDIRECT
from twiml_check.explore.kept import note, trim
from twiml_check.model.assistant import Turn
from twiml_check.model.document import Document
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.rules.engine import Found, findings, run
from twiml_check.rules.json_faults import FAULTS, json_problems
from twiml_check.rules.status import failure_problems
from twiml_check.web.url import Url

LARGEST = 4 * 1024 * 1024
"""Bytes of a file that are read; 50,000 samples take about as many."""
METHODS = ("GET", "POST")
LEADING = ("redirect", "handoff")
"""Courses that need a target."""


def ask(session: AssistantRun, method: str) -> Outcome:
    """Request actions from the URL of the session's dialogue, and run the dialogue."""
    state = DialogueState(session)
    _converse(state, first(state, method))
    return state.outcome()


def open_file(
    session: AssistantRun, name: str, raw: bytes, document: Document | None = None
) -> Outcome:
    """Check a file with the rules, and run its actions, or the session's task of a schema."""
    state = DialogueState(session)
    if len(raw) > LARGEST:
        state.hops.append(Hop(1, "file", EVENT, name, turn=state.turn()))
        state.undecided = f"the file has more than {LARGEST:,} bytes"
        return state.outcome()
    document = document or read_actions(raw)
    shape = turn_of(document.json)
    if shape.whole == "assistant" and document.json:
        known = assistant(document.json, name)
        state.session = session._replace(schema=document, assistant=known)
    turn = state.turn()._replace(whole=shape.whole, root=shape.root)
    hop = Hop(1, "file", EVENT, name, document=document, handling="actions", turn=turn)
    if shape.whole == "actions":
        _converse(state, hop)
        return state.outcome()
    _keep(state, hop)
    state.checked = True
    if session.task:
        _converse(state, of_task(state, session.task))
    return state.outcome()


def _converse(state: DialogueState, hop: Hop | None) -> None:
    while hop is not None:
        following = _run(state, hop)
        hop = _follow(state, state.hops[-1], following)


def _keep(state: DialogueState, hop: Hop) -> bool:
    """Check the hop, drop its tree, and say whether Autopilot would run it."""
    found = check_hop(hop)
    note(state.findings, found)
    if state.hops:  # no later hop needs its tree
        state.hops[-1] = trim(state.hops[-1])
    state.hops.append(hop.without_tree())
    if any(fault.kind == "deep-json" for fault in (hop.document.faults if hop.document else ())):
        state.undecided = "the JSON is nested too deeply for twiml-check"
    if hop.turn and hop.turn.known:
        found = check_hop(hop._replace(turn=hop.turn._replace(known=False)))
    return not any(each.twilio_code == INVALID_ACTIONS for each in found)


def _run(state: DialogueState, hop: Hop) -> ActionLink:
    """Run the actions of a document, and return how the list ends."""
    if hop.own_limit:
        state.undecided, state.ended = hop.own_limit, ""
        state.hops.append(hop)
        return ActionLink("broken")
    root = hop.turn.root if hop.turn else ()
    every = actions(hop.document.json if hop.document else None, root)
    run = actions_to_run(every)
    for collect in (action for action in run if action.name == "collect"):
        state.questions.update(dict.fromkeys(questions(collect)))
    following = link_of(every, state.session.answers, state.digits)
    before, state.memory = state.memory, _remember(state.memory, run)
    turn = _turn_after(state, hop, following)
    names = tuple(action.name for action in every)
    valid = _keep(state, hop._replace(turn=turn, verbs=names, run=names[: len(run)]))
    if not valid:
        state.memory, state.hops[-1] = before, state.hops[-1]._replace(run=())
    read = hop.document is not None and hop.document.json is not None
    if not valid or not read or turn.loop or turn.last is not None:
        following = ActionLink("broken")
    state.ended = following.course
    return following


def _turn_after(state: DialogueState, hop: Hop, following: ActionLink) -> Turn:
    """Return the hop's turn, with the redirect or the loop that stops the dialogue."""
    turn = (hop.turn or state.turn())._replace(memory=_grown(state))
    if hop.handling != "actions":
        return turn
    turn = turn._replace(loop=loop_of_actions(state.chain, hop))
    state.chain.append(hop.without_tree())
    if following.target and (turn.loop or _is_last(state, following)):
        return turn._replace(last=following.target.path)
    return turn


def _grown(state: DialogueState) -> int:
    """Return the bytes of the memory; 0 if their number has not changed."""
    before, state.measured = state.measured, len(memory_text(state.memory).encode())
    return 0 if state.measured == before else state.measured


def _is_last(state: DialogueState, following: ActionLink) -> bool:
    """Say whether Autopilot follows no more redirects for this input."""
    led = following.course == "redirect" and following.target is not None
    return led and state.redirects >= MAX_REDIRECTS


def _remember(memory: Memory, run: list[Action]) -> Memory:
    for action in run:
        if action.name == "remember" and isinstance(action.value, dict):
            memory = {**memory, **action.value}
    return memory


def _follow(state: DialogueState, hop: Hop, following: ActionLink) -> Hop | None:
    """Return the next hop; None if the dialogue waits, ends, or cannot continue."""
    link = next(HTTP_REDIRECT.find(Visit(hop)), None)
    if link and not state.undecided:
        return over_http(state, hop, link)
    _note_input(state, following)
    target = following.target
    if state.undecided or not _can_follow(state, following) or target is None:
        return None
    if len(state.hops) >= state.session.max_documents:
        state.undecided = f"stopped after {len(state.hops)} documents (--max-hops)"
        return None
    if following.course == "handoff":
        hand_over(state, hop, target)
        return None
    state.redirects += 1
    if target.task is not None:
        return of_task(state, target.task, hop.number)
    return of_url(state, hop, target)


def _note_input(state: DialogueState, following: ActionLink) -> None:
    """Note what the user said, and reset the count of redirects."""
    if following.input is None:
        return
    state.redirects, state.chain = 0, []
    state.input = following.input
    state.digits = "" if following.course == "listen" else state.digits
    if following.collected:
        name, kept = following.collected
        twilio = state.memory.get("twilio")
        data = dict(twilio) if isinstance(twilio, dict) else {}
        collected = data.get("collected_data")
        before = collected if isinstance(collected, dict) else {}
        twilio = {**data, "collected_data": {**before, name: kept}}
        state.memory = {**state.memory, "twilio": twilio}


def _can_follow(state: DialogueState, following: ActionLink) -> bool:
    """Say whether the link can be followed; if not, a rule reports it."""
    target, own, asked = following.target, state.session.assistant, False
    if target is None:
        known = following.course not in LEADING
    elif target.task is not None and following.course != "handoff":
        known = own is None or target.task in own.tasks
        asked = known and own is not None
    elif following.course == "handoff" and target.workflow is not None:
        known = re.fullmatch(WORKFLOW, target.workflow) is not None
    else:
        known = not Url.parse(target.uri).problem and target.method.strip().upper() in METHODS
        asked = known
    state.ended = state.ended if known else "broken"
    return asked


def check_hop(hop: Hop) -> tuple[Finding, ...]:
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
