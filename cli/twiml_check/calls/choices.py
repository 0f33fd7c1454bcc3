"""What an exploration tries at one document: keys, words, silence, outcomes, messages.

A `<Gather>` of one digit gets all keys: that is cheap and complete. Longer input gets the
numbers that the prompt names, and some that apps forget: zeros, a star, one digit too few.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from twiml_check.calls.prompts import (
    NAME,
    answers_wanted,
    keys_offered,
    number_wanted,
    phrases_offered,
    words_offered,
)
from twiml_check.calls.script import Script, Stop
from twiml_check.calls.words import CONFIDENCES, quoted
from twiml_check.explore.continuations.continuation import Choice, Link
from twiml_check.explore.continuations.gather import Input, press, say
from twiml_check.model.call_map import ChoiceKind
from twiml_check.vocabulary.answers import MAX_BODY
from twiml_check.web.secrets import mask_line

KEYS = "1234567890*#"
MOST_HINTS = 6
NONSENSE = "purple elephant sandwich"
"""Words that no app expects."""
WITH_SIGN = "100%"
"""The words have characters with a special meaning in URLs."""
MOST_MESSAGES = 14
EVERYDAY = ("Hello", "1", "yes", "", "Tom & Jerry <3", "99999")
EDGES = ("HELP", "\"quoted\" and 'single'", "👍🏽 ñ 漢字", "مرحبا שלום")
"""Only a new conversation gets these."""
COMMON = {
    *("yes", "no", "y", "n", "true", "false", "ok", "stop", "stopall", "start", "unstop", "help"),
    *("info", "cancel", "end", "quit", "subscribe", "unsubscribe", "hello", "hi", "menu"),
}
"""Words that need no other words after them."""
MOST_COMMANDS = 3
"""The most offered words of one reply that are also sent with other words."""
ARGUMENT = "something"
"""The words after a command: `add something`."""
LAST = "STOP"
"""Twilio sends no replies after this message, so it comes last, and once."""


class Own(NamedTuple):
    """Digits, words and messages that the user adds."""

    digits: tuple[str, ...] = ()
    say: tuple[str, ...] = ()


class Option(NamedTuple):
    """One choice to try at a document."""

    words: tuple[str, ...]
    """The words of a path from the document; empty if the document continues by itself."""
    kind: ChoiceKind
    link: Link | None = None
    """The request for the last word; None if there is none."""
    announced: bool = False
    certain: bool = True
    good: bool = True
    """False if the caller then waits to hear something."""
    not_run: bool = False
    """True if Twilio does not run the response: to a callback, or after a hang-up."""
    verb: str = ""
    """The verb that waits; empty if the document continues by itself."""
    late: bool = False
    """True for a choice that likely does the same as another at the document; it waits."""
    once: bool = False
    """True if one state is enough for this choice, whatever its reply is."""


def options_of_call(script: Script, own: Own) -> Iterator[Option]:
    """Yield the choices to try at a document of a call, the likely ones first."""
    before: tuple[str, ...] = ()
    for stop in script.stops:
        yield from _entered(stop, before, own)
        for choice in stop.choices:
            if choice.link:
                yield _option(choice, before)._replace(verb=stop.verb)
        if stop.passes is None:
            break
        if stop is script.stops[-1] and not script.then and not script.heard:
            yield from _unhandled(stop, before)
        before = (*before, stop.passes.word)
    last = script.stops[-1].passes if script.stops else None
    if script.then and last:
        yield _option(last, before[:-1])._replace(link=script.then)
    elif script.then:
        yield Option((), "redirect", script.then)
    elif last and script.stops[-1].input:
        yield Option(before, "silence")
    yield from (_option(choice, ()) for choice in script.beside)


def _option(choice: Choice, before: tuple[str, ...]) -> Option:
    return Option(
        (*before, choice.word),
        choice.kind,
        choice.link,
        certain=choice.certain,
        good=choice.good,
        not_run=choice.over or choice.kind == "callback",
    )


def _unhandled(stop: Stop, before: tuple[str, ...]) -> Iterator[Option]:
    """Yield the outcomes after which the caller hears nothing."""
    for choice in stop.choices:
        if choice.link is None and choice.certain and not choice.good:
            yield _option(choice, before)._replace(verb=stop.verb)


def _entered(stop: Stop, before: tuple[str, ...], own: Own) -> Iterator[Option]:
    taken = stop.input
    if taken is None:
        return
    prompt = mask_line(" ".join(stop.heard))  # a part of a secret must not become a word
    offered = keys_offered(prompt)
    alike = _likely_alike(taken, offered)
    for keys in _keys(taken, prompt, offered, own):
        if (choice := press(taken, keys)) and choice.kind == "keys":
            announced = keys.rstrip("#") in offered or keys in offered
            yield Option((*before, keys), "keys", choice.link, announced, late=keys in alike)
    said = (*taken.hints, *phrases_offered(prompt)) if taken.speech else ()
    for word, words, late in _phrases(taken, prompt, said, own):
        if choice := say(taken, words):
            known = words in said
            yield Option((*before, word), "speech", choice.link, known, late=late)


def _likely_alike(taken: Input, offered: tuple[str, ...]) -> set[str]:
    """Return the keys that do the same as a wrong key: all but those that a prompt announces.

    One wrong digit and the star are not among them. Without an announced key, no key is.
    """
    if taken.most != 1 or not any(key in KEYS for key in offered):
        return set()
    wrong = [key for key in KEYS if key not in offered]
    digit = next((key for key in wrong if key.isdecimal()), "")
    return {*wrong} - {digit, "*"}


def _keys(taken: Input, prompt: str, offered: tuple[str, ...], own: Own) -> Iterator[str]:
    if not taken.keys:
        return
    if taken.most == 1:
        first = [key for key in offered if key in KEYS]
        yield from dict.fromkeys((*first, *KEYS))
        return
    end = taken.last[:1]
    most = taken.most or 20
    tried = [*own.digits, *offered, number_wanted(prompt, taken.most)]
    tried += ["0" * (taken.most or 5), "*"]
    tried += ["1" * (taken.most - 1)] if taken.most else ["9" * 20]
    for digits in dict.fromkeys(each[:most] for each in tried if each):
        # the timeout ends fewer than numDigits; without numDigits a key of finishOnKey ends them
        yield digits if taken.most or end in digits else digits + end


def _phrases(
    taken: Input, prompt: str, offered: tuple[str, ...], own: Own
) -> Iterator[tuple[str, str, bool]]:
    """Yield each phrase that the caller says: its word, its text, and whether it waits."""
    if not taken.speech:
        return
    named = [each for each in offered if mask_line(each) == each][:MOST_HINTS]
    wanted = answers_wanted(prompt)
    odd = WITH_SIGN if NAME in wanted else NONSENSE  # an app accepts any words as a name
    said = dict.fromkeys((*named, *own.say, *wanted, odd, WITH_SIGN))
    yield from ((quoted(words), words, False) for words in said)
    first = next(iter(said))
    yield from ((quoted(words), words, True) for words in map(_written, named[:1]))
    yield from ((mark + quoted(first), first, True) for mark in CONFIDENCES if mark)


def _written(words: str) -> str:
    """Return words as many speech recognitions write them: a sentence with a period."""
    return f"{words[:1].upper()}{words[1:]}."


def options_of_message(replies: Iterable[str], own: Own, *, new: bool) -> Iterator[Option]:
    """Yield the next messages after these replies; `new` if there was no message before."""
    text = mask_line(" ".join(replies))
    offered = words_offered(text)
    tried = (*own.say, *offered, *answers_wanted(text), *EVERYDAY, *(EDGES if new else ()))
    kept = [text[:MAX_BODY] for text in dict.fromkeys(tried) if text.upper() != LAST or not new]
    for each in (*kept[: MOST_MESSAGES + len(EDGES) * new], *([LAST] if new else [])):
        yield Option((quoted(each),), "message", announced=each in offered)
    for command in _commands(phrases_offered(text)):
        for each in (f"{command} {ARGUMENT}", f"{command} {f'{ARGUMENT} ' * MAX_BODY}"[:MAX_BODY]):
            yield Option((quoted(each),), "message", announced=True, once=True)


def _commands(offered: Iterable[str]) -> list[str]:
    """Return the offered words that may need other words after them: `add`, `remove`."""
    words = (each for each in offered if each.isalpha() and len(each) > 1)
    return [each for each in words if each.lower() not in COMMON][:MOST_COMMANDS]
