"""What is tried at one document: keys, words, silence, outcomes, messages.

A `<Gather>` of one digit gets all keys: that is cheap, and misses none. Longer input gets the
numbers that the prompt names, and those that apps forget: zeros, a star, one digit too few.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from twiml_check.calls.prompts import keys_offered, number_wanted, words_offered
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
"""What no app waits for."""
WITH_SIGN = "100%"
"""Speech has signs in it that addresses treat in a way of their own."""
MOST_MESSAGES = 14
EVERYDAY = ("Hello", "1", "yes", "", "Tom & Jerry <3", "99999")
EDGES = ("HELP", "\"quoted\" and 'single'", "👍🏽 ñ 漢字", "مرحبا שלום")
"""Tried on a new conversation only."""
LAST = "STOP"
"""After it Twilio sends no reply any more: it is tried last, once, and nothing after it."""


class Own(NamedTuple):
    """What the user wants to be tried, too."""

    digits: tuple[str, ...] = ()
    say: tuple[str, ...] = ()


class Option(NamedTuple):
    """One thing to try at a document."""

    words: tuple[str, ...]
    """Of a path from there; empty where the document leads on by itself."""
    kind: ChoiceKind
    link: Link | None = None
    """What is asked in the end; None when nothing is."""
    announced: bool = False
    certain: bool = True
    good: bool = True
    """False where the caller waits for a word then."""
    not_run: bool = False
    """True when the answer is not run on the call: a callback, or the caller is gone."""
    verb: str = ""
    """The verb that waits, where it is not the document itself that leads on."""


def options_of_call(script: Script, own: Own) -> Iterator[Option]:
    """Yield what can be tried at a document of a call, the likely first."""
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
    """Yield the outcomes after which the caller hears nothing more."""
    for choice in stop.choices:
        if choice.link is None and choice.certain and not choice.good:
            yield _option(choice, before)


def _entered(stop: Stop, before: tuple[str, ...], own: Own) -> Iterator[Option]:
    taken = stop.input
    if taken is None:
        return
    prompt = mask_line(" ".join(stop.heard))  # no piece of a secret is a word
    offered = keys_offered(prompt)
    for keys in _keys(taken, prompt, offered, own):
        if (choice := press(taken, keys)) and choice.kind == "keys":
            announced = keys.rstrip("#") in offered or keys in offered
            yield Option((*before, keys), "keys", choice.link, announced)
    for mark, words in _phrases(taken, own):
        if choice := say(taken, words):
            word = mark + quoted(words)
            yield Option((*before, word), "speech", choice.link, words in taken.hints)


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
        # fewer than numDigits end by the time; without numDigits a key does it, where there is one
        yield digits if taken.most or end in digits else digits + end


def _phrases(taken: Input, own: Own) -> Iterator[tuple[str, str]]:
    """Yield what is said, each after a mark of its confidence."""
    if taken.speech:
        hints = [each for each in taken.hints if mask_line(each) == each]
        sure = (*hints[:MOST_HINTS], *own.say, NONSENSE, WITH_SIGN)
        yield from (("", words) for words in sure)
        yield from ((mark, sure[0]) for mark in CONFIDENCES if mark)


def options_of_message(replies: Iterable[str], own: Own, *, new: bool) -> Iterator[Option]:
    """Yield what is written next, after these replies; `new` when nothing was written before."""
    offered = words_offered(mask_line(" ".join(replies)))
    tried = (*own.say, *offered, *EVERYDAY, *(EDGES if new else ()))
    kept = [text[:MAX_BODY] for text in dict.fromkeys(tried) if text.upper() != LAST or not new]
    for text in (*kept[: MOST_MESSAGES + len(EDGES) * new], *([LAST] if new else [])):
        yield Option((quoted(text),), "message", announced=text in offered)
