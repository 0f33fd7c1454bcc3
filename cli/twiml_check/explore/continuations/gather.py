"""Where <Gather> sends what it hears, and what is sent there.

https://www.twilio.com/docs/voice/twiml/gather
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, islice, takewhile
from xml.etree.ElementTree import Element

from twiml_check.expect.expectations import Reply, first
from twiml_check.explore.continuations.http_redirect import must_be_public
from twiml_check.model.exchange import Fields
from twiml_check.model.run import PendingRequest, TargetResult
from twiml_check.quest.quest import Action
from twiml_check.request.session import Session, after_input
from twiml_check.vocabulary.events import ENTERED

KEYS = "123*4567890#"
"""What is pressed, the first four that the <Gather> takes as digits."""
PRESSED = 4


def gathers(reply: Reply) -> Element | None:
    """The first <Gather> of an answer."""
    return reply.root.find(".//Gather") if reply.root is not None else None


def action(check: TargetResult) -> Action | None:
    """Its action, or the document itself when it has none; None when that cannot be asked."""
    reply = first(check.hops)
    return _action(reply) if reply else None


def has_action(reply: Reply) -> bool:
    """Whether there is a <Gather> whose action can be asked."""
    return _action(reply) is not None


def _action(reply: Reply) -> Action | None:
    gather, request = gathers(reply), reply.hop.request
    if gather is None or request is None:
        return None
    url = request.url.resolve(gather.get("action", ""))
    method = "GET" if gather.get("method", "").strip().upper() == "GET" else "POST"
    return None if url.problem else Action(url, method, reply.hop)


def entered(reply: Reply | None) -> Fields:
    """What Twilio sends when a caller presses some keys: none after numDigits or finishOnKey.

    Nothing where no key is a digit, or only speech is heard.
    """
    gather = gathers(reply) if reply else None
    if gather is None or "dtmf" not in (gather.get("input") or "dtmf").split():
        return ()
    last = gather.get("finishOnKey", "#").strip()
    keys = "".join(islice(dropwhile(last.__contains__, KEYS), _most(gather)))
    digits = "".join(takewhile(lambda key: key not in last, keys))
    ended = keys[len(digits) : len(digits) + 1]  # by this key; else by the time, or the number
    return (("Digits", digits), *_ended_by(ended)) if digits else ()


def _most(gather: Element) -> int:
    """How many keys are pressed: fewer where numDigits ends it."""
    wanted = gather.get("numDigits", "").strip()
    return int(wanted) if wanted in ("1", "2", "3") else PRESSED


def _ended_by(key: str) -> Fields:
    return tuple((name, key if name == "FinishedOnKey" else value) for name, value in ENTERED)


def hints(reply: Reply | None) -> Sequence[str]:
    """What the first <Gather> is prepared to hear, each once."""
    gather = gathers(reply) if reply else None
    given = gather.get("hints", "").split(",") if gather is not None else []
    return list(dict.fromkeys(hint.strip() for hint in given if hint.strip()))


def step(simulation: Session, action: Action, params: Fields) -> PendingRequest:
    """The request that takes what was heard to the action."""
    request = after_input(simulation, action.url, action.method, params)
    bound = must_be_public(action.asked_by, request, simulation.public_url)
    return PendingRequest(request, "action", public_only=bound or simulation.public_only)
