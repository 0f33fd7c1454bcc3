"""What a typed line means while a call is played, and what a prompt can offer."""

from typing import Literal, NamedTuple

from twiml_check.calls.call import Call
from twiml_check.calls.prompts import keys_offered
from twiml_check.calls.script import Stop
from twiml_check.calls.words import CONFIDENCES, is_keys, quoted, spoken
from twiml_check.explore.continuations.continuation import Choice
from twiml_check.web.text import clip

Command = Literal["back", "map", "help", "quit", "callbacks"]
COMMANDS: dict[str, Command] = {
    **dict.fromkeys(("u", "b", "back"), "back"),
    **dict.fromkeys(("m", "map"), "map"),
    **dict.fromkeys(("?", "help"), "help"),
    **dict.fromkeys(("q", "quit"), "quit"),
    "callbacks": "callbacks",
}
HANG_UP = ("h", "hangup", "hang up")
TAKEN = "humq?"
"""Letters that no outcome has: they are commands everywhere."""
EMPTY = ("silence", "pause")
"""What an empty line chooses, the first of these that is possible."""

HINTS, LONGEST = 3, 40
"""What a prompt names of what can be said, and how many characters of each."""
MOST = 6
"""What a prompt names beside the call."""


class Typed(NamedTuple):
    """A line that was typed: a word of a path, or a command."""

    word: str = ""
    command: Command | None = None


def read_line(line: str, call: Call) -> Typed:
    """Return what a line means now.

    Raises:
        NoSuchChoice: it means nothing that is possible here.
    """
    text = " ".join(line.split())
    lower = text.lower()
    named = letters(call.stop)
    if lower in named:
        return Typed(named[lower])
    if lower in COMMANDS:
        return Typed(command=COMMANDS[lower])
    if lower in HANG_UP:
        return Typed("hangup")
    words = [choice.word for choice in call.choices()]
    if not text:
        return Typed(next((word for word in EMPTY if word in words), "silence"))
    if text in words or (taken := call.stop.input if call.stop else None) is None:
        return Typed(_beginning(text, words))
    keys = text.replace(" ", "")
    if taken.keys and is_keys(keys):
        return Typed(keys)
    said = text[1:] if text[0] in CONFIDENCES else text
    return Typed(text if spoken(said) is not None else quoted(text) if taken.speech else text)


def _beginning(text: str, words: list[str]) -> str:
    """Return the only word that begins like this; the text itself where none or several do."""
    hits = [word for word in words if word.lower().startswith(text.lower())]
    return hits[0] if len(hits) == 1 and text not in words else text


def outcomes(stop: Stop | None) -> tuple[Choice, ...]:
    """Return what becomes of a verb that waits for no keys or words."""
    if stop is None or stop.input:
        return ()
    return tuple(choice for choice in stop.choices if choice.kind not in ("hangup", "silence"))


def letters(stop: Stop | None) -> dict[str, str]:
    """Return the letter and the number of each outcome: the first letter that is free."""
    found: dict[str, str] = {}
    for place, choice in enumerate(outcomes(stop), 1):
        free = (each for each in choice.word if each.isalpha() and each not in {*TAKEN, *found})
        found |= {letter: choice.word for letter in (next(free, ""), str(place)) if letter}
    return found


def offers(call: Call, *, begun: bool) -> list[str]:
    """Return what can be chosen now, as a prompt says it; `begun` when a step can be undone."""
    stop, parts = call.stop, []
    if stop and stop.input:
        parts += _input_offers(stop)
    parts += [f"{letter} {word}" for letter, word in letters(stop).items() if letter.isalpha()]
    words = [choice.word for choice in call.choices()]
    empty = next((word for word in EMPTY if word in words), "")
    parts += [f"Enter: {empty}"] if empty else []
    beside = [choice.word for choice in call.choices() if choice.kind in ("branch", "callback")]
    parts += [*beside[:MOST], *["…"][: len(beside) > MOST]]
    parts += ["h hang up"] if stop else []
    return [*parts, *(["u back"] if begun else []), "m map", "?"]


def _input_offers(stop: Stop) -> list[str]:
    taken, parts = stop.input, []
    if taken and taken.keys:
        offered = keys_offered(" ".join(stop.heard))
        one = "a key" if taken.most == 1 else "keys"
        parts.append(f"keys {' '.join(offered)}" if offered else one)
    if taken and taken.speech:
        hints = [quoted(clip(hint, LONGEST)) for hint in taken.hints[:HINTS]] or ['"…"']
        parts.append(f"say {' '.join(hints)}")
    return parts


HELP = """\
123        press keys, where keys are taken
sales      say it, where somebody listens; in quotes if it is a command: "back"
Enter      say and press nothing
busy       what becomes of a dialled call, a recording …: letter, number or name
whisper    hear what the dialled party hears, or, waiting, a caller in a queue
callbacks  deliver the callbacks of this document; statusCallback: only that one
h          hang up
u          one step back, in a new call that is played again up to there
m          show the map so far
q          quit
"""


def callbacks(call: Call) -> list[str]:
    """Return the words of the callbacks that can come now."""
    return [choice.word for choice in call.choices() if choice.kind == "callback"]
