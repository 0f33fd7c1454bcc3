"""Where <Gather> sends what it hears: https://www.twilio.com/docs/voice/twiml/gather"""

from collections.abc import Iterator, Mapping
from itertools import dropwhile, islice, takewhile
from typing import NamedTuple

from twiml_check.explore.continuations.continuation import (
    Choice,
    Continuation,
    Link,
    Visit,
    link_to,
)
from twiml_check.model.call_map import ChoiceKind
from twiml_check.model.document import Element
from twiml_check.model.exchange import Fields
from twiml_check.model.run import Hop
from twiml_check.vocabulary.events import ENTERED, UNDERSTOOD

KEYS = "123*4567890#"
"""What is pressed, the first four that the <Gather> takes as digits."""
PRESSED = 4
MOST_KEPT = 50
"""Hints that are said at most, or shown."""
LONGEST_HINT = 100
"""Characters of one, the most that Twilio takes."""
SURE = dict(UNDERSTOOD)["Confidence"]


class Input(NamedTuple):
    """What a <Gather> takes, and where it sends that."""

    link: Link | None
    """None when its address cannot be asked."""
    keys: bool
    """Whether it takes keys."""
    speech: bool
    """Whether it listens."""
    most: int | None
    """Keys that end it; None where a key or the time does."""
    last: str
    """The keys that end it, `#` unless it says otherwise."""
    hints: tuple[str, ...]
    """What it is prepared to hear."""
    asks_when_empty: bool
    """Whether its action is asked even when nothing was entered."""


def input_of(hop: Hop, gather: Mapping[str, str]) -> Input:
    """Return what a <Gather> with these attributes takes."""
    kinds = (gather.get("input") or "dtmf").split()
    most = gather.get("numDigits", "").strip()
    return Input(
        link=action(hop, gather),
        keys="dtmf" in kinds,
        speech="speech" in kinds,
        most=int(most) if most.isdecimal() and len(most) < 4 and int(most) > 0 else None,
        last=gather.get("finishOnKey", "#").strip(),
        hints=tuple(islice(_sayable(gather), MOST_KEPT)),
        asks_when_empty=gather.get("actionOnEmptyResult", "").strip() == "true",
    )


def press(taken: Input, keys: str) -> Choice | None:
    """Return what becomes of keys; None where no keys are taken.

    Without a digit before the key that ends it, it is as if nothing was entered.
    """
    if not taken.keys:
        return None
    digits = "".join(takewhile(lambda key: key not in taken.last, keys[: taken.most]))
    if not digits:
        return silence(taken)._replace(word=keys)
    ended = keys[len(digits) : len(digits) + 1] if len(digits) != taken.most else ""
    return _choose(taken, keys, "keys", (("Digits", digits), *_ended_by(ended)))


def say(taken: Input, words: str, confidence: str = SURE) -> Choice | None:
    """Return what becomes of spoken words; None where nobody listens.

    Twilio says that an app must not rely on a Confidence; an empty one is not sent.
    """
    if not taken.speech:
        return None
    fields = (("SpeechResult", words), *((("Confidence", confidence),) if confidence else ()))
    return _choose(taken, words, "speech", fields)


def silence(taken: Input) -> Choice:
    """Return what becomes of no input at all."""
    return Choice("silence", "silence", taken.link if taken.asks_when_empty else None)


def _choose(taken: Input, word: str, kind: ChoiceKind, fields: Fields) -> Choice | None:
    return Choice(word, kind, taken.link._replace(fields=fields)) if taken.link else None


def find_choices(visit: Visit, gather: Element) -> Iterator[Choice]:
    """Yield what a caller can do who enters nothing; what can be entered is in `input_of`."""
    yield silence(input_of(visit.hop, gather.attributes))
    yield Choice("hangup", "hangup", over=True)


def action(hop: Hop, gather: Mapping[str, str]) -> Link | None:
    """Return the link to the action in these attributes, or to the document when there is none."""
    return link_to(hop, gather.get("action", ""), gather.get("method"))


def some_keys(taken: Input) -> str:
    """Return some keys that are digits, up to numDigits; empty where none is."""
    most = taken.most if taken.most and taken.most < PRESSED else PRESSED
    return "".join(islice(dropwhile(taken.last.__contains__, KEYS), most))


def _ended_by(key: str) -> Fields:
    return tuple((name, key if name == "FinishedOnKey" else value) for name, value in ENTERED)


def hints(gather: Mapping[str, str]) -> list[str]:
    """Return what it is prepared to hear, each once."""
    given = (hint.strip() for hint in gather.get("hints", "").split(","))
    return list(dict.fromkeys(filter(None, given)))


def _sayable(gather: Mapping[str, str]) -> Iterator[str]:
    return (hint for hint in hints(gather) if len(hint) <= LONGEST_HINT)


GATHER = Continuation("action", "choice", verb="Gather", choices=find_choices)
