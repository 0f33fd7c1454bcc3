"""<Gather>: its input and its action: https://www.twilio.com/docs/voice/twiml/gather"""

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
"""Keys to press: the first four that the <Gather> accepts as digits."""
PRESSED = 4
MOST_KEPT = 50
"""The most hints that are said or shown."""
LONGEST_HINT = 100
"""The most characters of one hint that Twilio accepts."""
SURE = dict(UNDERSTOOD)["Confidence"]


class Input(NamedTuple):
    """The input that a <Gather> accepts, and the link to its action."""

    link: Link | None
    """None if the URL is not usable."""
    keys: bool
    """True if it accepts keys."""
    speech: bool
    """True if it accepts speech."""
    most: int | None
    """How many keys end the input; None if a key or the timeout ends it."""
    last: str
    """The keys that end the input, `#` by default."""
    hints: tuple[str, ...]
    """The hints for the speech recognition."""
    asks_when_empty: bool
    """True if Twilio requests the action even without input."""


def input_of(hop: Hop, gather: Mapping[str, str]) -> Input:
    """Return the input that a <Gather> with these attributes accepts."""
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
    """Return the choice of these keys; None if the <Gather> does not accept keys.

    Without a digit before the key that ends the input, there is no input.
    """
    if not taken.keys:
        return None
    digits = "".join(takewhile(lambda key: key not in taken.last, keys[: taken.most]))
    if not digits:
        return silence(taken)._replace(word=keys)
    ended = keys[len(digits) : len(digits) + 1] if len(digits) != taken.most else ""
    return _choose(taken, keys, "keys", (("Digits", digits), *_ended_by(ended)))


def say(taken: Input, words: str, confidence: str = SURE) -> Choice | None:
    """Return the choice of these spoken words; None if the <Gather> does not accept speech.

    Twilio says that an app must not rely on Confidence. An empty value is not sent.
    """
    if not taken.speech:
        return None
    fields = (("SpeechResult", words), *((("Confidence", confidence),) if confidence else ()))
    return _choose(taken, words, "speech", fields)


def silence(taken: Input) -> Choice:
    """Return the choice of no input."""
    return Choice("silence", "silence", taken.link if taken.asks_when_empty else None)


def _choose(taken: Input, word: str, kind: ChoiceKind, fields: Fields) -> Choice | None:
    return Choice(word, kind, taken.link._replace(fields=fields)) if taken.link else None


def find_choices(visit: Visit, gather: Element) -> Iterator[Choice]:
    """Yield the choices without input: silence and hangup; `input_of` has the possible input."""
    yield silence(input_of(visit.hop, gather.attributes))
    yield Choice("hangup", "hangup", over=True)


def action(hop: Hop, gather: Mapping[str, str]) -> Link | None:
    """Return the link to the action in these attributes; without an action, to the document."""
    return link_to(hop, gather.get("action", ""), gather.get("method"))


def some_keys(taken: Input) -> str:
    """Return some keys that are digits, up to numDigits; empty if there are none."""
    most = taken.most if taken.most and taken.most < PRESSED else PRESSED
    return "".join(islice(dropwhile(taken.last.__contains__, KEYS), most))


def _ended_by(key: str) -> Fields:
    return tuple((name, key if name == "FinishedOnKey" else value) for name, value in ENTERED)


def hints(gather: Mapping[str, str]) -> list[str]:
    """Return the hints, each once."""
    given = (hint.strip() for hint in gather.get("hints", "").split(","))
    return list(dict.fromkeys(filter(None, given)))


def _sayable(gather: Mapping[str, str]) -> Iterator[str]:
    return (hint for hint in hints(gather) if len(hint) <= LONGEST_HINT)


GATHER = Continuation("action", "choice", verb="Gather", choices=find_choices)
