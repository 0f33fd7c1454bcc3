"""Build the requests that Autopilot would send to get actions.

https://www.twilio.com/docs/autopilot/actions/autopilot-request, as it was.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from twiml_check.autopilot.tables import (
    CHANNELS,
    DEFAULT_FIELD_TYPE,
    EVENT,
    PAYLOAD,
    REQUEST,
    SIDS,
    TIME_LIMIT_MS,
)
from twiml_check.model.exchange import Fields, Product, Request
from twiml_check.model.json_value import JsonValue
from twiml_check.request.parameters import draws, fill, override
from twiml_check.request.session import Session, new_session, request_to
from twiml_check.vocabulary.events import EVENTS, NUMBER, PERSON
from twiml_check.web.text import well_formed
from twiml_check.web.url import Url

Memory = dict[str, JsonValue]


class Dialogue(NamedTuple):
    """The values that stay the same during one dialogue with an assistant."""

    call: Session
    """The call that continues after a handoff."""
    channel: str
    known: Mapping[str, str]
    """Placeholder of the tables -> its value."""
    fields: Fields
    """Parameters of the fields that were recognized."""

    @property
    def session(self) -> Session:
        """Return the session for Autopilot's own requests."""
        product: Product = "voice" if self.channel == "voice" else "messaging"
        return self.call._replace(event=EVENT._replace(product=product))


class Moment(NamedTuple):
    """The values that change from request to request."""

    task: str
    """Unique name of the task that runs; empty if unknown."""
    input: str
    """The user's last input."""
    memory: Memory


def dialogue(
    channel: str,
    target: str = "",
    *,
    sender: str | None = None,
    recipient: str | None = None,
    fields: Fields = (),
    types: Mapping[str, str] | None = None,
    set_params: Fields = (),
    drop_params: tuple[str, ...] = (),
    token: str | None = None,
    public_url: str | None = None,
    seed: str | None = None,
) -> Dialogue:
    """Return the parties of a dialogue; the same seed gives the same requests again.

    `fields` has the names and values of recognized fields, `types` the types of fields by name.
    """
    words = draws(seed)
    sids = {name: prefix + next(words) for name, prefix in SIDS.items()}
    call = new_session(
        EVENTS["voice"],
        target,
        sender=sender,
        recipient=recipient,
        set_params=(("AccountSid", sids["account_sid"]), *set_params),
        drop_params=drop_params,
        token=token,
        public_url=public_url,
        seed=seed,
    )
    known = {**sids, "from": sender or PERSON, "to": recipient or NUMBER}
    return Dialogue(call, channel, known, tuple(_fields(fields, types or {})))


def _fields(fields: Fields, types: Mapping[str, str]) -> Fields:
    return tuple(
        pair
        for name, value in fields
        for pair in (
            (f"Field_{name}_Value", value),
            (f"Field_{name}_Type", types.get(name, DEFAULT_FIELD_TYPE)),
        )
    )


def first_memory(parties: Dialogue) -> Memory:
    """Return the memory at the start of a dialogue: the data of the call or message."""
    data = dict(CHANNELS.get(parties.channel, (("From", "{from}"),)))
    of_channel: Memory = {name: fill(value, parties.known) for name, value in data.items()}
    return {"twilio": {parties.channel: of_channel}}


def memory_text(memory: Memory) -> str:
    """Return the memory as Autopilot sends it; a lone surrogate in it is replaced."""
    return well_formed(json.dumps(memory, ensure_ascii=False))


def for_actions(parties: Dialogue, url: Url, method: str, moment: Moment) -> Request:
    """Return the request for actions. Only a POST sends the memory."""
    session = parties.session
    params = override(_params(parties, method, moment), session.set_params[1:], session.drop_params)
    return request_to(session, url, method, params=params)._replace(limit_ms=TIME_LIMIT_MS)


def for_handoff(parties: Dialogue, url: Url, method: str, moment: Moment) -> Request:
    """Return the request for the TwiML of a handoff: that of a call, plus Autopilot's parameters.

    The page says that Autopilot's parameters are sent; TwiML expects the parameters of the call.
    """
    session = parties.call
    params = (*session.later_params, *_params(parties, method, moment))
    return request_to(
        session, url, method, params=override(params, session.set_params, session.drop_params)
    )


def _params(parties: Dialogue, method: str, moment: Moment) -> Fields:
    known = {**parties.known, "task": moment.task, "input": moment.input}
    memory = (("Memory", memory_text(moment.memory)),) if method == "POST" else ()
    return (
        *((name, fill(value, known)) for name, value in REQUEST),
        *parties.fields,
        ("DialoguePayloadUrl", fill(PAYLOAD, known)),
        *memory,
        ("Channel", parties.channel),
    )
