"""All quests. One that makes a single request is a row; the others are told below, step by step."""

from __future__ import annotations

from twiml_check.expectations import SECOND, Reply, first, text, xpath
from twiml_check.model import Check
from twiml_check.quest.gather import action, entered, has_action, hints
from twiml_check.quest.quest import Ask, Play, Quest, asking
from twiml_check.quest.wishes import (
    calls,
    direct,
    on_host,
    plays_sound,
    quest,
    repeats_body,
    repeats_number,
    something_is_said,
    unlike,
)
from twiml_check.vocabulary.events import PERSON, UNDERSTOOD

ABROAD = "+442079460142"
"""Kept for fiction like `PERSON`, in another country."""
FORWARDED = "The second key is under the boat."
"""No answer has this by chance."""
FEWEST_HINTS = 3
FAILED = (("ErrorCode", "11200"), ("ErrorUrl", "https://webhook.example/failed"))
"""What went wrong elsewhere, so that the fallback is called."""


def _forward() -> Play:
    yield Ask(
        (direct("Message to=…", "[@to!='']"), repeats_number(), repeats_body()),
        body=FORWARDED,
    )


def _fallback() -> Play:
    yield Ask((direct("Message"),), params=FAILED)


def _fallback_voice() -> Play:
    yield Ask((something_is_said(),), params=FAILED)


def _gather() -> Play:
    asks = xpath("Gather/Say", "a <Gather> in <Response> with a <Say> in it")
    takes = quest("an action that digits are taken to", _takes_digits)
    menu = yield Ask((asks, quest("an action that can be asked", has_action), takes))
    to, keys = action(menu), entered(first(menu.hops))
    if to and keys:
        digits = dict(keys)["Digits"]
        says_back = text(digits, f"the action says {digits} back, which was entered")
        yield Ask((says_back,), action=to, params=keys)


def _takes_digits(reply: Reply) -> bool:
    return bool(entered(reply))


def _gather_speech() -> Play:
    listens = direct('Gather input="speech" action=…', "[@input='speech'][@action!='']")
    prepared = quest(
        f"at least {FEWEST_HINTS} hints, with commas between them",
        lambda reply: len(hints(reply)) >= FEWEST_HINTS,
    )
    menu = yield Ask((listens, prepared, quest("an action that can be asked", has_action)))
    earlier: list[Check] = []
    to = action(menu)
    for word in hints(first(menu.hops))[:FEWEST_HINTS] if to else ():
        wish = (unlike(earlier, f'"{word}" gets another answer'),) if earlier else ()
        heard = (("SpeechResult", word), *UNDERSTOOD)
        earlier.append((yield Ask(wish, action=to, params=heard)))


def _dial(number: str) -> Play:
    yield Ask((calls(number),))


def _prefix(prefix: str) -> Play:
    one, other = prefix + PERSON[len(prefix) :], _without(prefix)
    local = yield Ask(sender=one)
    yield Ask((unlike([local], f"another answer for {other} than for {one}"),), sender=other)


def _reject(number: str) -> Play:
    yield Ask((direct('Reject reason="busy"', "[@reason='busy']"),), sender=number)
    yield Ask((something_is_said(),), sender=_without(number))


def _without(prefix: str) -> str:
    """A caller whose number begins in another way."""
    return ABROAD if PERSON.startswith(prefix) else PERSON


_ROWS = (
    Quest("reply", "sms", "a message is answered", asking(direct("Message"))),
    Quest(
        "redirect",
        "sms",
        "a <Redirect> leads to a document that answers",
        asking(
            direct("Redirect"),
            xpath("Message", "a <Message> where the <Redirect> leads", SECOND),
        ),
    ),
    Quest("forward", "sms", "a message is passed on whole", _forward),
    Quest("fallback", "sms-fallback", "the fallback URL answers a message", _fallback),
    Quest(
        "function",
        "sms",
        "a Twilio Function answers",
        asking(on_host("twil.io"), direct("Message")),
    ),
    Quest("say", "voice", "a caller hears a <Say>", asking(direct("Say"))),
    Quest(
        "say-voice",
        "voice",
        "… with a voice and a language of your choice",
        asking(direct("Say voice=… language=…", "[@voice!=''][@language!='']")),
    ),
    Quest("say-loop", "voice", "… twice", asking(direct('Say loop="2"', "[@loop='2']"))),
    Quest(
        "play",
        "voice",
        "a caller hears a sound",
        asking(direct("Play"), plays_sound(), probe=True),
    ),
    Quest(
        "fallback-voice", "voice-fallback", "the fallback URL speaks to a caller", _fallback_voice
    ),
    Quest("caller", "voice", "callers are told their number", asking(repeats_number())),
    Quest("gather", "voice", "digits are asked for, and said back", _gather),
    Quest(
        "gather-digits",
        "voice",
        "just four digits",
        asking(direct('Gather numDigits="4"', "[@numDigits='4']")),
    ),
    Quest("gather-speech", "voice", "three words get three answers", _gather_speech),
    Quest("dial", "voice", "the call is put through to NUMBER", _dial, ("NUMBER",)),
    Quest("prefix", "voice", "callers from PREFIX hear something else", _prefix, ("PREFIX",)),
    Quest("reject", "voice", "NUMBER is turned away as if busy", _reject, ("NUMBER",)),
)

QUESTS: dict[str, Quest] = {row.name: row for row in _ROWS}
"""By name, in the order that a list shows."""
