"""The next hop of a dialogue: a URL that is asked, a task of the schema, or the TwiML of a call."""

from twiml_check.autopilot.actions import Redirect, at, read_actions
from twiml_check.autopilot.requests import for_actions, for_handoff
from twiml_check.autopilot.state import Talk
from twiml_check.autopilot.tables import EVENT, SIZE_LIMIT, TASK, TIME_LIMIT_MS
from twiml_check.explore.continuations.continuation import Link
from twiml_check.explore.continuations.http_redirect import HTTP_REDIRECT
from twiml_check.explore.exchange import follow, must_be_public, note
from twiml_check.explore.explorer import explore
from twiml_check.explore.history import move
from twiml_check.model.assistant import Assistant
from twiml_check.model.exchange import Answer
from twiml_check.model.run import BodyHandling, Hop, PendingRequest
from twiml_check.read.answer import handling
from twiml_check.web.url import Url, mask


def first(talk: Talk, method: str) -> Hop:
    """Return the hop of the URL that the dialogue begins with."""
    dialogue = talk.session.talk
    request = for_actions(dialogue, dialogue.call.public, method, talk.moment)
    return exchange(talk, PendingRequest(request, "webhook"))


def of_url(talk: Talk, hop: Hop, target: Redirect) -> Hop:
    """Return the hop of a redirect to a URL."""
    method = target.method.strip().upper()
    request = for_actions(talk.session.talk, Url.parse(target.uri), method, talk.moment)
    bound = must_be_public(talk.session.talk.call, hop, request)
    return exchange(
        talk, PendingRequest(request, "actions-redirect", hop.number, public_only=bound)
    )


def of_task(talk: Talk, name: str, came_from: int | None = None) -> Hop | None:
    """Return the hop of a task, whose actions stand in the schema or at a URL."""
    talk.task = name
    known, schema = talk.session.assistant, talk.session.schema
    json = schema.json if schema else None
    if known is None or json is None or name not in known.tasks:
        return None
    path = known.tasks[name]
    if at(json.value, path) is None:
        return _at_url(talk, known, name, came_from)
    turn = talk.turn()._replace(root=path, file=known.file, known=talk.checked)
    return Hop(
        number=len(talk.hops) + 1,
        via="actions-redirect" if came_from else "task",
        event=EVENT,
        name=TASK + name,
        document=schema,
        handling="actions",
        came_from=came_from or (1 if talk.hops else None),
        turn=turn,
    )


def _at_url(talk: Talk, known: Assistant, name: str, came_from: int | None) -> Hop | None:
    url = Url.parse(known.urls.get(name, ""))
    if url.problem:
        talk.undecided = f'the schema does not hold the actions of the task "{mask(name)[:60]}"'
        return None
    request = for_actions(talk.session.talk, url, "POST", talk.moment)
    return exchange(
        talk, PendingRequest(request, "actions-redirect" if came_from else "task", came_from)
    )


def over_http(talk: Talk, hop: Hop, link: Link) -> Hop:
    """Return the hop after an HTTP redirect."""
    pending = follow(talk.session.talk.session, hop, HTTP_REDIRECT, link)
    request = pending.request._replace(limit_ms=TIME_LIMIT_MS)
    return exchange(talk, pending._replace(request=request, spent_ms=talk.spent_ms))


def exchange(talk: Talk, step: PendingRequest) -> Hop:
    """Make one exchange, and read the actions in what came back."""
    if talk.session.progress:
        talk.session.progress(step)
    came = talk.session.send(step.request, spent_ms=step.spent_ms, public_only=step.public_only)
    talk.spent_ms = step.spent_ms + came.elapsed_ms
    answer = _within_limit(came)
    taken = _taken(answer)
    whole = taken == "actions" and len(answer.body) <= SIZE_LIMIT
    return Hop(
        number=len(talk.hops) + 1,
        via=step.via,
        event=EVENT,
        name=step.request.url.masked,
        request=step.request,
        answer=answer,
        handling=taken,
        document=read_actions(answer.body) if whole else None,
        came_from=step.came_from,
        redirects=step.redirects,
        turn=talk.turn(),
    )


def _within_limit(answer: Answer) -> Answer:
    """Return the answer with the failure of a long body dropped: a rule has Autopilot's limit."""
    if (
        answer.failure
        and answer.failure.cause == "body-too-large"
        and len(answer.body) > SIZE_LIMIT
    ):
        return answer._replace(failure=None)
    return answer


def _taken(answer: Answer) -> BodyHandling:
    """Return how it is taken, by status alone: no Content-Type was ever documented."""
    taken = handling(answer, EVENT._replace(callback=True))
    return "actions" if taken == "ignored" else taken


def hand_over(talk: Talk, hop: Hop, target: Redirect) -> None:
    """Go on where the call gets TwiML."""
    session = talk.session
    method = target.method.strip().upper()
    request = for_handoff(session.talk, Url.parse(target.uri), method, talk.moment)
    bound = must_be_public(session.talk.call, hop, request)
    made, findings, undecided = explore(
        session.talk.call,
        session.send,
        max_documents=max(session.max_documents - len(talk.hops), 1),
        mode=session.mode,
        progress=session.progress,
        begin=PendingRequest(request, "handoff", public_only=bound),
    )
    before = len(talk.hops)
    first, *rest = (move(each, before) for each in made)
    talk.hops += [first._replace(came_from=hop.number), *rest]
    note(talk.findings, tuple(each._replace(hop=each.hop + before) for each in findings))
    talk.undecided = undecided
