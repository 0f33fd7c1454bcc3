"""What an exploration tries at one document: keys, words, silence, outcomes, messages.

A `<Gather>` of one digit gets all keys: that is cheap and complete. Longer input gets the
numbers that the prompt names, and some that apps forget: zeros, a star, one digit too few.
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
"""Words that no app expects."""
WITH_SIGN = "100%"
"""The words have characters with a special meaning in URLs."""
MOST_MESSAGES = 14
EVERYDAY = ("Hello", "1", "yes", "", "Tom & Jerry <3", "99999")
EDGES = ("HELP", "\"quoted\" and 'single'", "👍🏽 ñ 漢字", "مرحبا שלום")
"""Only a new conversation gets these."""
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
        # the timeout ends fewer than numDigits; without numDigits a key of finishOnKey ends them
        yield digits if taken.most or end in digits else digits + end


def _phrases(taken: Input, own: Own) -> Iterator[tuple[str, str]]:
    """Yield a mark of the confidence and the words, for each phrase that the caller says."""
    if taken.speech:
        hints = [each for each in taken.hints if mask_line(each) == each]
        sure = (*hints[:MOST_HINTS], *own.say, NONSENSE, WITH_SIGN)
        yield from (("", words) for words in sure)
        yield from ((mark, sure[0]) for mark in CONFIDENCES if mark)


def options_of_message(replies: Iterable[str], own: Own, *, new: bool) -> Iterator[Option]:
    """Yield the next messages after these replies; `new` if there was no message before."""
    offered = words_offered(mask_line(" ".join(replies)))
    tried = (*own.say, *offered, *EVERYDAY, *(EDGES if new else ()))
    kept = [text[:MAX_BODY] for text in dict.fromkeys(tried) if text.upper() != LAST or not new]
    for text in (*kept[: MOST_MESSAGES + len(EDGES) * new], *([LAST] if new else [])):
        yield Option((quoted(text),), "message", announced=text in offered)
