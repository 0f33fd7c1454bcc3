"""Where <Gather> sends what it hears: https://www.twilio.com/docs/voice/twiml/gather"""

from collections.abc import Iterator, Mapping
from itertools import dropwhile, islice, takewhile

from twiml_check.explore.continuations.continuation import Continuation, Link, Visit, link_to, verbs
from twiml_check.model.exchange import Fields
from twiml_check.model.run import Hop
from twiml_check.vocabulary.events import ENTERED

KEYS = "123*4567890#"
"""What is pressed, the first four that the <Gather> takes as digits."""
PRESSED = 4


def find(visit: Visit) -> Iterator[Link]:
    """Yield where the keys are sent that each <Gather> takes."""
    for verb, _ in verbs(visit.hop):
        link = action(visit.hop, verb.attributes) if verb.name == "Gather" else None
        if link and (keys := press_keys(verb.attributes)):
            yield link._replace(fields=keys, offset=verb.offset)


def action(hop: Hop, gather: Mapping[str, str]) -> Link | None:
    """Return the link to the action in these attributes, or to the document when there is none."""
    return link_to(hop, gather.get("action", ""), gather.get("method"))


def press_keys(gather: Mapping[str, str]) -> Fields:
    """Return what Twilio sends when a caller presses some keys, up to numDigits or finishOnKey.

    Empty where no key is a digit, or only speech is heard.
    """
    if "dtmf" not in (gather.get("input") or "dtmf").split():
        return ()
    last = gather.get("finishOnKey", "#").strip()
    keys = "".join(islice(dropwhile(last.__contains__, KEYS), _most(gather)))
    digits = "".join(takewhile(lambda key: key not in last, keys))
    ended = keys[len(digits) : len(digits) + 1]  # by this key; else by the time, or the number
    return (("Digits", digits), *_ended_by(ended)) if digits else ()


def _most(gather: Mapping[str, str]) -> int:
    """Return how many keys are pressed: fewer where numDigits ends it."""
    wanted = gather.get("numDigits", "").strip()
    return int(wanted) if wanted in ("1", "2", "3") else PRESSED


def _ended_by(key: str) -> Fields:
    return tuple((name, key if name == "FinishedOnKey" else value) for name, value in ENTERED)


def hints(gather: Mapping[str, str]) -> list[str]:
    """Return what it is prepared to hear, each once."""
    given = (hint.strip() for hint in gather.get("hints", "").split(","))
    return list(dict.fromkeys(filter(None, given)))


GATHER = Continuation("action", "next", find, wanted=lambda _: False)
"""Followed only by those who enter something: a quest."""
